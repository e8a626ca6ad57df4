package report

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"
)

// The chart's measures in pixels.
const (
	columns     = 2
	panelWidth  = 430
	panelMargin = 24
	labelWidth  = 170
	valueWidth  = 40
	lineHeight  = 17
	barHeight   = 11
	titleHeight = 26
	headHeight  = 44
)

// style makes the chart legible on light and on dark pages.
const style = `
text { font: 12px system-ui, sans-serif; fill: #1f2328 }
.head { font-size: 15px; font-weight: 600 }
.title { font-weight: 600 }
.note, .line-label { font-size: 11px; fill: #59636e }
.bar { fill: #8c959f }
.hbf { fill: #0969da }
.hbf-label { font-weight: 600 }
.line { stroke: #59636e; stroke-dasharray: 3 3 }
@media (prefers-color-scheme: dark) {
text { fill: #f0f6fc }
.note, .line-label { fill: #9198a1 }
.bar { fill: #6e7681 }
.hbf { fill: #4493f8 }
.line { stroke: #9198a1 }
}
`

// Chart writes the ratios to respond as an SVG picture: a panel of bars for each route.
func (r *Results) Chart(w io.Writer) error {
	panels := r.panels()
	var body strings.Builder
	heights := [columns]int{headHeight, headHeight}
	for _, p := range panels {
		column := 0 // the shorter one
		for i, height := range heights {
			if height < heights[column] {
				column = i
			}
		}
		p.draw(&body, column*(panelWidth+panelMargin), heights[column])
		heights[column] += p.height()
	}
	width, height := columns*panelWidth+(columns-1)*panelMargin, max(heights[0], heights[1])
	_, err := fmt.Fprintf(w, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img" aria-labelledby="t d">
<title id="t">Requests per second, as a ratio to Caddy's respond</title>
<desc id="d">%s</desc>
<style>%s</style>
<text class="head" x="0" y="18">Requests per second, as a ratio to Caddy’s respond in the same round</text>
<text class="note" x="0" y="35">Median of %s, %d connections; more is better; the dashed line is respond.</text>
%s</svg>
`, width, height, width, height, text(describe(panels)), style, rounds(r.Settings.Rounds), r.Settings.Connections, body.String())
	return err
}

// panel is the part of the chart for one route.
type panel struct {
	title string
	bars  []bar
	scale float64 // the ratio at the right end
}

type bar struct {
	peer, label string
	ratio       float64
}

// panels returns the routes that anything was measured on. The baseline has no bar, since
// it is the line at 1.
func (r *Results) panels() []panel {
	var panels []panel
	for _, route := range r.Routes {
		p := panel{title: route.Title}
		for _, peer := range r.measured() {
			if peer.Name == baseline {
				continue
			}
			if cell, ok := r.Cell(peer.Name, route.Name, r.Settings.Connections); ok {
				p.bars = append(p.bars, bar{peer.Name, peer.Title, cell.Ratio})
				p.scale = max(p.scale, cell.Ratio)
			}
		}
		if p.scale > 0.5 {
			p.scale = max(p.scale, 1.05) // there is room for the line
		}
		if p.bars != nil {
			panels = append(panels, p)
		}
	}
	return panels
}

func (p panel) height() int { return titleHeight + len(p.bars)*lineHeight + panelMargin }

func (p panel) draw(b *strings.Builder, x, y int) {
	const room = panelWidth - labelWidth - valueWidth
	length := func(value float64) int { return int(value/p.scale*room + 0.5) }
	fmt.Fprintf(b, "<g transform=\"translate(%d %d)\">\n", x, y)
	fmt.Fprintf(b, "<text class=\"title\" x=\"0\" y=\"14\">%s</text>\n", text(p.title))
	for i, bar := range p.bars {
		top := titleHeight + i*lineHeight
		class, label := "bar", "label"
		if bar.peer == hbf {
			class, label = "bar hbf", "label hbf-label"
		}
		fmt.Fprintf(b, "<text class=\"%s\" x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>\n", label, labelWidth-6, top+barHeight-1, text(bar.label))
		fmt.Fprintf(b, "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"2\"/>\n", class, labelWidth, top, max(length(bar.ratio), 1), barHeight)
		fmt.Fprintf(b, "<text class=\"%s\" x=\"%d\" y=\"%d\">%s</text>\n", label, labelWidth+length(bar.ratio)+5, top+barHeight-1, ratio(bar.ratio))
	}
	if p.scale >= 1 {
		line := labelWidth + length(1)
		fmt.Fprintf(b, "<line class=\"line\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>\n", line, titleHeight-6, line, titleHeight+len(p.bars)*lineHeight)
	}
	b.WriteString("</g>\n")
}

// describe tells the chart in words.
func describe(panels []panel) string {
	var b strings.Builder
	for _, p := range panels {
		fmt.Fprintf(&b, "%s:", p.title)
		for i, bar := range p.bars {
			if i > 0 {
				b.WriteByte(',')
			}
			fmt.Fprintf(&b, " %s %s", bar.label, ratio(bar.ratio))
		}
		b.WriteString(". ")
	}
	return strings.TrimSpace(b.String())
}

// text escapes a string for XML.
func text(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a strings.Builder takes everything
	return b.String()
}
