package report

import (
	"cmp"
	"fmt"
	"io"
	"strings"
)

// Markdown writes the results as a part of a page: text and tables, with headings of the
// given level. chart is the path of the chart from that page; "" leaves it out.
func (r *Results) Markdown(w io.Writer, level int, chart string) error {
	m := &markdown{r: r, heading: strings.Repeat("#", level)}
	m.about()
	if chart != "" {
		m.printf("![Requests per second as a share of what Caddy's respond answers, for each server and route](%s)\n\n", chart)
	}
	m.matrix("Requests per second, as a ratio to `respond`", "Medians over the rounds; 1.00 is what plain Caddy answers with a constant text.", func(c Cell) string {
		return ratio(c.Ratio)
	})
	m.goals()
	m.matrix("Latency: median and 99th percentile, in milliseconds", "", func(c Cell) string { return fmt.Sprintf("%.2f / %.2f", c.P50, c.P99) })
	m.matrix("CPU time of the server per request, in microseconds", "Of all processes of a server, with the kernel's work for them.", func(c Cell) string {
		return fmt.Sprintf("%.0f", c.CPU)
	})
	m.processes()
	m.wide()
	m.overload()
	m.missing()
	_, err := io.WriteString(w, strings.TrimRight(m.b.String(), "\n")+"\n")
	return err
}

type markdown struct {
	r       *Results
	b       strings.Builder
	heading string
}

func (m *markdown) printf(format string, args ...any) { fmt.Fprintf(&m.b, format, args...) }

// table writes a table whose columns but the first are aligned to the right.
func (m *markdown) table(head []string, rows [][]string) {
	m.row(head)
	m.printf("|---|%s\n", strings.Repeat("--:|", len(head)-1))
	for _, row := range rows {
		m.row(row)
	}
	m.printf("\n")
}

func (m *markdown) row(cells []string) {
	for i, cell := range cells {
		cells[i] = strings.ReplaceAll(cell, "|", `\|`)
	}
	m.printf("| %s |\n", strings.Join(cells, " | "))
}

func (m *markdown) about() {
	s, machine := m.r.Settings, m.r.Machine
	m.printf("Measured on %s", m.r.Taken.UTC().Format("2 January 2006"))
	if m.r.Commit != "" {
		m.printf(" at commit %s", m.r.Commit)
	}
	m.printf(", on %d cores of %s with %s, %s, the databases on %s; %s of %g s by %s with %d connections on the same machine.\n\n",
		machine.Cores, machine.CPU, size(machine.Memory), machine.System, machine.FileSystem, rounds(s.Rounds), s.Seconds, s.Generator, s.Connections)
}

// matrix writes a table of the routes by the peers.
func (m *markdown) matrix(title, note string, show func(Cell) string) {
	peers := m.r.measured()
	head := []string{"Route"}
	for _, p := range peers {
		head = append(head, p.Title)
	}
	var rows [][]string
	for _, route := range m.r.Routes {
		row := []string{route.Title}
		for _, p := range peers {
			text := "–"
			if cell, ok := m.r.Cell(p.Name, route.Name, m.r.Settings.Connections); ok {
				text = show(cell)
			}
			row = append(row, text)
		}
		rows = append(rows, row)
	}
	m.printf("%s %s\n\n", m.heading, title)
	if note != "" {
		m.printf("%s\n\n", note)
	}
	m.table(head, rows)
}

func (m *markdown) goals() {
	goals := m.r.Goals()
	if len(goals) == 0 {
		return
	}
	met := 0
	rows := make([][]string, len(goals))
	for i, g := range goals {
		verdict := fmt.Sprintf("missed by %.0f %%", (1-g.Value/g.Floor)*100)
		if g.Met() {
			met++
			verdict = "met"
		}
		rows[i] = []string{g.Name, fmt.Sprintf("%.2f", g.Floor), ratio(g.Value), ratio(g.Lowest) + "–" + ratio(g.Highest), verdict}
	}
	m.printf("%s Targets: %d of %d met\n\n", m.heading, met, len(goals))
	m.table([]string{"HBF's", "at least", "median", "rounds", ""}, rows)
}

func (m *markdown) processes() {
	var rows [][]string
	for _, p := range m.r.measured() {
		rows = append(rows, []string{
			p.Title, cmp.Or(p.Version, "–"), fmt.Sprintf("%.0f ms", Median(p.Starts)), size(p.Idle), size(p.Loaded),
		})
	}
	m.printf("%s Start and memory\n\n", m.heading)
	m.printf("The time from starting the program to its first right answer, its data being there; resident memory before any load, and the most under any of the loads above.\n\n")
	m.table([]string{"Server", "version", "start", "idle", "loaded"}, rows)
}

// wide writes what more connections than usual did.
func (m *markdown) wide() {
	usual := m.r.Settings.Connections
	var rows [][]string
	done := map[string]bool{}
	for _, s := range m.r.Samples {
		key := fmt.Sprint(s.Peer, " ", s.Route, " ", s.Connections)
		if s.Connections == usual || done[key] {
			continue
		}
		done[key] = true
		cell, _ := m.r.Cell(s.Peer, s.Route, s.Connections)
		narrow, ok := m.r.Cell(s.Peer, s.Route, usual)
		share := "–"
		if ok && narrow.Rate > 0 {
			share = fmt.Sprintf("%.2f", cell.Rate/narrow.Rate)
		}
		rows = append(rows, []string{
			m.r.routeTitle(s.Route), m.r.peerTitle(s.Peer), fmt.Sprint(s.Connections), share, fmt.Sprintf("%.2f / %.2f", cell.P50, cell.P99), fmt.Sprintf("%.2f / %.2f", narrow.P50, narrow.P99),
		})
	}
	if rows == nil {
		return
	}
	m.printf("%s Many connections\n\n", m.heading)
	m.table([]string{"Route", "server", "connections", fmt.Sprintf("throughput ÷ that with %d", usual), "p50 / p99, ms", fmt.Sprintf("with %d", usual)}, rows)
}

func (m *markdown) overload() {
	o := m.r.Overload
	if o == nil {
		return
	}
	m.printf("%s Overload\n\n", m.heading)
	m.printf("%s: HBF sustains %.0f requests per second and was sent %.0f for %g s, with `queue_size %d`. \"Refused\" is status 503 with `Retry-After`.\n\n",
		m.r.routeTitle(o.Route), o.Sustainable, o.Offered, o.Seconds, o.QueueSize)
	var rows [][]string
	for _, l := range o.Lines {
		rows = append(rows, []string{
			l.Name, fmt.Sprint(l.Sent), fmt.Sprint(l.OK), fmt.Sprint(l.Refused), fmt.Sprint(l.Wrong), fmt.Sprint(l.Failed),
			fmt.Sprintf("%.2f / %.2f", l.P50, l.P99), fmt.Sprintf("%.2f", l.RefusedP99),
		})
	}
	m.table([]string{"Request", "sent", "answered", "refused", "wrong", "failed", "p50 / p99, ms", "p99 of refusals, ms"}, rows)
}

func (m *markdown) missing() {
	var lines []string
	for _, p := range m.r.Peers {
		if p.Skipped != "" {
			lines = append(lines, fmt.Sprintf("- %s: %s", p.Title, p.Skipped))
		}
	}
	for _, miss := range m.r.Missing {
		lines = append(lines, fmt.Sprintf("- %s, %s: %s", m.r.peerTitle(miss.Peer), m.r.routeTitle(miss.Route), miss.Reason))
	}
	if lines != nil {
		m.printf("%s Not measured\n\n%s\n", m.heading, strings.Join(lines, "\n"))
	}
}

// ratio shows a ratio with two digits that mean something.
func ratio(r float64) string {
	if r < 0.1 {
		return fmt.Sprintf("%.3f", r)
	}
	return fmt.Sprintf("%.2f", r)
}

func rounds(n int) string {
	if n == 1 {
		return "one round"
	}
	return fmt.Sprint(n, " interleaved rounds")
}

// size shows bytes as people read them.
func size(bytes int64) string {
	switch {
	case bytes >= 10<<30:
		return fmt.Sprintf("%d GiB", bytes>>30)
	case bytes > 0:
		return fmt.Sprintf("%d MiB", (bytes+1<<19)>>20)
	default:
		return "–"
	}
}
