package hostile

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// result is a script with what has become of it.
type result struct {
	script
	report
	memory int64 // the child's largest resident size, in bytes
	detail string
}

// TestScripts runs attacks, each in a process of its own, and holds what becomes of them against what they say. It runs
// a few of them; with HBF_HOSTILE=all it runs them all, and with another value those whose names contain it. The table
// goes to the test's log, or to the file that HBF_HOSTILE_TABLE names.
func TestScripts(t *testing.T) {
	if testing.Short() {
		t.Skip("processes are started")
	}
	which := os.Getenv("HBF_HOSTILE")
	paths, err := filepath.Glob("testdata/scripts/*.js")
	if err != nil {
		t.Fatal(err)
	}
	var scripts []script
	for _, path := range paths {
		s, err := readScript(path)
		if err != nil {
			t.Fatal(err)
		}
		if which == "all" || which == "" && s.quick || which != "" && strings.Contains(s.name, which) {
			scripts = append(scripts, s)
		}
	}
	results := runAll(t.Context(), scripts)
	for _, r := range results {
		if r.Verdict != r.verdict {
			t.Errorf("%s is %s, not %s: %s; then %s\n%s", r.name, r.Verdict, r.verdict, r.Outcome, r.After, r.detail)
		}
	}
	var table strings.Builder
	writeTable(&table, results)
	if name := os.Getenv("HBF_HOSTILE_TABLE"); name != "" {
		if err := os.WriteFile(name, []byte(table.String()), 0o600); err != nil {
			t.Error(err)
		}
		return
	}
	t.Log("\n" + table.String())
}

// runAll runs two children at a time.
func runAll(ctx context.Context, scripts []script) []result {
	results := make([]result, len(scripts))
	var workers sync.WaitGroup
	turns := make(chan struct{}, 2)
	for n, s := range scripts {
		turns <- struct{}{}
		workers.Go(func() {
			results[n] = run(ctx, s)
			<-turns
		})
	}
	workers.Wait()
	return results
}

// run runs a script in a child.
func run(ctx context.Context, s script) result {
	ctx, cancel := context.WithTimeout(ctx, 4*patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, os.Args[0])
	var out, errors bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errors
	cmd.Env = append(os.Environ(), scriptVariable+"="+s.path)
	began := time.Now()
	err := cmd.Run()
	r := result{script: s}
	if usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		r.memory = usage.Maxrss << 10
	}
	if err == nil {
		err = json.Unmarshal(out.Bytes(), &r.report)
	}
	if err != nil {
		detail := errors.String()
		r.detail = detail[:min(len(detail), 2000)]
		first, _, _ := strings.Cut(detail, "\n")
		r.report = report{Verdict: "died", Outcome: clip(err.Error() + ": " + first), Duration: time.Since(began)}
	}
	return r
}

// writeTable writes what became of the scripts, in Markdown.
func writeTable(w io.Writer, results []result) {
	count := make(map[string]int)
	fmt.Fprintln(w, "| Attack | Verdict | Time | Memory | How it ends |\n|---|---|---|---|---|")
	for _, r := range results {
		count[r.Verdict]++
		outcome := strings.ReplaceAll(r.Outcome, "|", `\|`)
		fmt.Fprintf(w, "| %s | %s | %d ms | %d MiB | %s |\n", r.name, r.Verdict, r.Duration.Milliseconds(), r.memory>>20, outcome)
	}
	fmt.Fprintln(w)
	for _, verdict := range slices.Sorted(slices.Values([]string{"contained", "overrun", "died"})) {
		fmt.Fprintf(w, "%s: %d\n", verdict, count[verdict])
	}
}
