package hostile

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

const tablePath = "../../docs/security-corpus.md"

const tableHead = `# What becomes of hostile scripts

This table is written by ` + "`go test ./internal/hostile -update`" + ` and checked by the tests. Each file of
` + "`internal/hostile/testdata/scripts`" + ` is one attack. It runs in an instance with a timeout of %s and a memory_limit of
%d MiB, in a process of its own or after others that were contained.

- **contained**: the attack ended, or its request got its error, within %s after the timeout, and the next request was
  answered.
- **overrun**: it took longer than that, in one built-in function or operator that can't be stopped. The server and other
  apps go on.
- **died**: the process did. Only ` + "`isolation process`" + ` contains that. None of these attacks does that; others may.

Times are those of the processor where the machine was busy with something else.

%s

| Attack | Verdict | How it ended |
|---|---|---|
`

// writeTable writes what became of the scripts, in Markdown.
func writeTable(results []result) error {
	count := make(map[string]int)
	var rows strings.Builder
	for _, r := range results {
		count[r.Verdict]++
		outcome := strings.NewReplacer("|", `\|`, "<", "&lt;", "`", "'", "*", `\*`, "[", `\[`, "{", `\{`).Replace(r.Outcome)
		fmt.Fprintf(&rows, "| %s | %s | %s |\n", r.name, r.Verdict, outcome)
	}
	var sums []string
	for _, verdict := range verdicts {
		sums = append(sums, fmt.Sprintf("%d %s", count[verdict], verdict))
	}
	head := fmt.Sprintf(tableHead, timeout, memoryLimit>>20, grace, strings.Join(sums, ", ")+".")
	return os.WriteFile(tablePath, []byte(head+rows.String()), 0o600)
}

// The table in the documentation is about these scripts and says of each what it says itself.
func TestTable(t *testing.T) {
	text, err := os.ReadFile(tablePath)
	if err != nil {
		t.Fatal(err)
	}
	rows := make(map[string]string)
	for line := range strings.Lines(string(text)) {
		if cells := strings.Split(line, " | "); len(cells) >= 3 && strings.HasPrefix(line, "| ") {
			rows[strings.TrimPrefix(cells[0], "| ")] = cells[1]
		}
	}
	scripts := readScripts(t)
	for _, s := range scripts {
		if rows[s.name] != s.verdict {
			t.Errorf("%s: the table says %q, the script %q; run go test ./internal/hostile -update", s.name, rows[s.name], s.verdict)
		}
		delete(rows, s.name)
	}
	delete(rows, "Attack")
	if len(rows) > 0 {
		t.Errorf("the table is about what there is not: %v", rows)
	}
	if len(scripts) < 301 {
		t.Errorf("there are %d scripts", len(scripts))
	}
}
