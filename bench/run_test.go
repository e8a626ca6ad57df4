package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/caddyhbf/hbf/bench/internal/report"
)

// args returns arguments for a run with directories of the test's own, and the binary
// that HBF_CADDY names, if it does.
func args(t *testing.T, more string) ([]string, string) {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("there is no /proc")
	}
	if _, err := exec.LookPath("go"); err != nil {
		t.Skip(err)
	}
	out := filepath.Join(t.TempDir(), "out")
	all := append([]string{"-cache", t.TempDir(), "-out", out, "-generator", "go"}, strings.Fields(more)...)
	if binary := os.Getenv("HBF_CADDY"); binary != "" {
		all = append(all, "-binary", binary)
	}
	return all, out
}

// TestRun is a whole comparison, too short to mean anything.
func TestRun(t *testing.T) {
	all, out := args(t, "-rounds 2 -duration 100ms -connections 4 -wide 8 -overload=false "+
		"-only hello,row,insert,insert-full,mixed,static-10k,static-10k-gzip,hbf,file-server,express")
	var stdout, stderr strings.Builder
	if err := run(t.Context(), all, &stdout, &stderr); err != nil {
		t.Fatalf("%v\n%s", err, &stderr)
	}
	results, err := report.Read(filepath.Join(out, "results.json"))
	if err != nil {
		t.Fatal(err)
	}
	for peer, routes := range map[string][]string{
		"hbf": {"hello", "row", "insert", "insert-full", "mixed", "static-10k", "static-10k-gzip"}, "respond": {"hello"}, "file-server": {"static-10k"},
	} {
		for _, route := range routes {
			cell, ok := results.Cell(peer, route, 4)
			if !ok || cell.Rounds != 2 || cell.Rate <= 0 || cell.Ratio <= 0 || cell.P99 < cell.P50 {
				t.Errorf("%s on %s: %+v, %v", peer, route, cell, ok)
			}
		}
	}
	if _, ok := results.Cell("hbf", "row", 8); !ok {
		t.Error("nothing was measured with more connections")
	}
	for _, p := range results.Peers {
		if measured := p.Skipped == ""; measured == (p.Name == "express") || measured && (len(p.Starts) != 2 || p.Idle == 0 || p.Loaded == 0) {
			t.Errorf("%+v", p)
		}
	}
	for _, part := range []string{"ratio to `respond`", "Express 5 on Node: the npm package express is not in the cache"} {
		if !strings.Contains(stdout.String(), part) {
			t.Errorf("the report lacks %q:\n%s", part, &stdout)
		}
	}
	for _, file := range []string{"results.md", "chart.svg"} {
		if _, err := os.Stat(filepath.Join(out, file)); err != nil {
			t.Error(err)
		}
	}
	nothingLeft(t, all)
}

func TestOverload(t *testing.T) {
	all, out := args(t, "-rounds 1 -duration 300ms -connections 4 -wide 0 -only cpu,hbf")
	var stdout, stderr strings.Builder
	if err := run(t.Context(), all, &stdout, &stderr); err != nil {
		t.Fatalf("%v\n%s", err, &stderr)
	}
	results, err := report.Read(filepath.Join(out, "results.json"))
	if err != nil || results.Overload == nil || len(results.Overload.Lines) != 3 {
		t.Fatalf("%v\n%s", err, &stdout)
	}
	for i, line := range results.Overload.Lines {
		if line.Wrong+line.Failed > 0 || line.OK == 0 || i > 0 && line.OK != line.Sent {
			t.Errorf("%+v", line)
		}
	}
	nothingLeft(t, all)
}

func TestSoak(t *testing.T) {
	all, out := args(t, "-soak 1s")
	var stdout, stderr strings.Builder
	if err := run(t.Context(), all, &stdout, &stderr); err != nil {
		t.Fatalf("%v\n%s", err, &stderr)
	}
	text, err := os.ReadFile(filepath.Join(out, "soak.md"))
	if err != nil || string(text) != stdout.String() || !strings.Contains(stdout.String(), "heap after GC") {
		t.Errorf("%v\n%s\n%s", err, text, &stdout)
	}
	nothingLeft(t, all)
}

// nothingLeft looks for what a run should have removed from its cache.
func nothingLeft(t *testing.T, args []string) {
	t.Helper()
	left, err := os.ReadDir(args[1])
	if err != nil || len(left) != 0 {
		t.Errorf("left in the cache: %v, %v", left, err)
	}
}

func TestCompareWithAFileThatIsNone(t *testing.T) {
	all, _ := args(t, "-only hello,hbf -compare main_test.go")
	var stdout, stderr strings.Builder
	if err := run(t.Context(), all, &stdout, &stderr); err == nil || !strings.Contains(err.Error(), "main_test.go") {
		t.Error(err)
	}
}
