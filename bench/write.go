package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/caddyhbf/hbf/bench/internal/report"
)

// write prints the results and puts them into files.
func (b *bench) write(results, old *report.Results, stdout io.Writer) error {
	if err := os.MkdirAll(b.out, 0o755); err != nil {
		return err
	}
	var page, chart bytes.Buffer
	if err := results.Markdown(&page, 2, "chart.svg"); err != nil {
		return err
	}
	if err := results.Chart(&chart); err != nil {
		return err
	}
	if err := results.Write(filepath.Join(b.out, "results.json")); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(b.out, "results.md"), page.Bytes(), 0o644); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(b.out, "chart.svg"), chart.Bytes(), 0o644); err != nil {
		return err
	}
	if _, err := stdout.Write(page.Bytes()); err != nil {
		return err
	}
	if old != nil {
		fmt.Fprintln(stdout)
		if err := results.Compare(stdout, old); err != nil {
			return err
		}
	}
	if !b.publish {
		return nil
	}
	return publishResults(filepath.Join(b.root, "docs"), results, chart.Bytes())
}

// publishResults puts the results into the documentation: the text into performance.md,
// the chart and the figures into the directory performance.
func publishResults(docs string, results *report.Results, chart []byte) error {
	dir := filepath.Join(docs, "performance")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, "chart.svg"), chart, 0o644); err != nil {
		return err
	}
	if err := results.Write(filepath.Join(dir, "results.json")); err != nil {
		return err
	}
	var text bytes.Buffer
	if err := results.Markdown(&text, 3, "performance/chart.svg"); err != nil {
		return err
	}
	return publish(filepath.Join(docs, "performance.md"), "results", text.String())
}

// publish replaces what is between two markers of a page.
func publish(file, section, text string) error {
	page, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	changed, err := replaceSection(string(page), section, text)
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	return os.WriteFile(file, []byte(changed), 0o644)
}

// replaceSection replaces what is between the comments "begin <section>" and
// "end <section>" of a page in Markdown.
func replaceSection(page, section, text string) (string, error) {
	begin, end := "<!-- begin "+section+" -->\n", "<!-- end "+section+" -->\n"
	before, rest, found := strings.Cut(page, begin)
	if !found {
		return "", fmt.Errorf("there is no %q", strings.TrimSpace(begin))
	}
	_, after, found := strings.Cut(rest, end)
	if !found {
		return "", fmt.Errorf("there is no %q after %q", strings.TrimSpace(end), strings.TrimSpace(begin))
	}
	return before + begin + "\n" + strings.TrimSpace(text) + "\n\n" + end + after, nil
}
