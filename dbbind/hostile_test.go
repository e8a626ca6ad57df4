package dbbind_test

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"database/sql"
	"encoding/json"
	"flag"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"text/template"
	"time"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/dbbind"
)

var update = flag.Bool("update", false, "rewrite the table in docs/security-sql.md")

// The corpus of hostile SQL is in testdata/hostile, one attack in each file. The first line says what must become of it:
//
//	-- refused: a part of the message
//	-- bounded: how it ends: ok, or a part of the error's code and message
//	-- overrun: the same, for what is known to run on
//
// Lines that begin with "-- run: query" have the rows collected as a result; "-- limit: 64" gives the app so many
// megabytes instead of 8. The text is a template with the function repeat.
const (
	hostileVariable = "HBF_HOSTILE_SQL" // names the files that a child runs
	hostileTimeout  = min(slowdown, 8) * 250 * time.Millisecond
	// hostileGrace is how much processor time the process may spend after the interrupt until the statement has ended.
	hostileGrace = slowdown * 100 * time.Millisecond
	// hostilePatience is how long a statement may go on until the child gives up.
	hostilePatience = 10 * time.Second
	// hostileMemory is how many times its memory_limit an attack may add to the process: SQLite's share, the result in
	// JavaScript, and garbage.
	hostileMemory = slowdown * 16
)

// attack is a file of the corpus.
type attack struct {
	name, verdict, detail, script string
	query                         bool
	limit                         int64
}

// fate is what has become of an attack.
type fate struct {
	Name    string
	Verdict string // refused, bounded, overrun, damaged or died
	Outcome string
	After   time.Duration // processor time from the interrupt on; 0 if none was needed
	Took    time.Duration
	Memory  int64 // bytes that the process has grown by
}

func readAttack(path string) (attack, error) {
	a := attack{name: strings.TrimSuffix(filepath.Base(path), ".sql"), limit: 8 << 20}
	text, err := os.ReadFile(path)
	if err != nil {
		return a, err
	}
	first, rest, _ := strings.Cut(string(text), "\n")
	var ok bool
	if a.verdict, a.detail, ok = strings.Cut(strings.TrimPrefix(first, "-- "), ": "); !ok {
		return a, fmt.Errorf("%s: the first line says no verdict", path)
	}
	a.query = strings.Contains(rest, "-- run: query\n")
	if strings.Contains(rest, "-- limit: 64\n") {
		a.limit = 64 << 20
	}
	t, err := template.New(a.name).Funcs(template.FuncMap{"repeat": func(n int, s string) string { return strings.Repeat(s, n) }}).Parse(rest)
	if err != nil {
		return a, err
	}
	var script strings.Builder
	if err := t.Execute(&script, nil); err != nil {
		return a, err
	}
	a.script = script.String()
	return a, nil
}

// TestHostileSQL runs the corpus in child processes and holds what becomes of each attack against what it says.
func TestHostileSQL(t *testing.T) {
	paths, err := filepath.Glob("testdata/hostile/*.sql")
	if err != nil {
		t.Fatal(err)
	}
	for i := range paths {
		if paths[i], err = filepath.Abs(paths[i]); err != nil {
			t.Fatal(err)
		}
	}
	if only := os.Getenv("HBF_HOSTILE"); only != "" {
		paths = slices.DeleteFunc(paths, func(p string) bool { return !strings.Contains(p, only) })
	} else if len(paths) < 240 {
		t.Errorf("there are only %d attacks", len(paths))
	}
	fates := runHostile(t, paths)
	for range 2 { // the machine may have been busy
		var again []string
		for _, path := range paths {
			if a, err := readAttack(path); err == nil && fates[a.name].Verdict == "overrun" && a.verdict != "overrun" {
				again = append(again, path)
			}
		}
		maps.Copy(fates, runHostile(t, again))
	}
	for _, path := range paths {
		a, err := readAttack(path)
		if err != nil {
			t.Fatal(err)
		}
		f := fates[a.name]
		if slowdown > 1 && a.verdict == "bounded" && (f.Verdict == "overrun" || f.Verdict == "bounded") {
			continue // with the race detector nothing can be said about time, nor about which bound comes first
		}
		if f.Verdict != a.verdict || !strings.Contains(f.Outcome, a.detail) {
			t.Errorf("%s: %s: %s (%v, %d MiB)\nwant %s: %s", a.name, f.Verdict, f.Outcome, f.After, f.Memory>>20, a.verdict, a.detail)
		}
	}
	if *update && os.Getenv("HBF_HOSTILE") == "" {
		writeHostileTable(t, paths, fates)
	}
}

// runHostile runs two children at a time, and further ones for what is left when one has died.
func runHostile(t *testing.T, paths []string) map[string]fate {
	fates := make(map[string]fate)
	var mu sync.Mutex
	var workers sync.WaitGroup
	const shards = 2
	for n := range shards {
		var mine []string
		for i := n; i < len(paths); i += shards {
			mine = append(mine, paths[i])
		}
		workers.Go(func() {
			for len(mine) > 0 {
				done := hostileProcess(t, mine)
				mu.Lock()
				for _, f := range done {
					fates[f.Name] = f
				}
				mu.Unlock()
				mine = mine[len(done):]
			}
		})
	}
	workers.Wait()
	return fates
}

// hostileProcess runs attacks in a child until it has done them all, or one has ended it.
func hostileProcess(t *testing.T, paths []string) (done []fate) {
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), hostileVariable+"="+strings.Join(paths, "\n"))
	var out, errors bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errors
	err := cmd.Run()
	lines := bufio.NewScanner(&out)
	for lines.Scan() {
		var f fate
		if json.Unmarshal(lines.Bytes(), &f) == nil {
			done = append(done, f)
		}
	}
	if len(done) < len(paths) && (len(done) == 0 || done[len(done)-1].Verdict != "overrun") {
		text := errors.String()
		name := strings.TrimSuffix(filepath.Base(paths[len(done)]), ".sql")
		done = append(done, fate{Name: name, Verdict: "died", Outcome: fmt.Sprint(err, ": ", text[:min(len(text), 2000)])})
	}
	return done
}

// runHostileChild is what a child does.
func runHostileChild(paths []string) int {
	for _, path := range paths {
		a, err := readAttack(path)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		ended := make(chan fate, 1)
		go func() { ended <- a.run() }()
		f := fate{Name: a.name, Verdict: "overrun", Outcome: "it did not end", After: hostilePatience}
		gaveUp := false
		select {
		case f = <-ended:
		case <-time.After(hostilePatience):
			gaveUp = true
		}
		if err := json.NewEncoder(os.Stdout).Encode(f); err != nil || gaveUp {
			return 1
		}
	}
	return 0
}

func (a attack) run() (f fate) {
	f = fate{Name: a.name}
	defer func() {
		if p := recover(); p != nil {
			f.Verdict, f.Outcome = "damaged", fmt.Sprint("panic: ", p)
		}
	}()
	dir, err := os.MkdirTemp("", "hostile")
	if err != nil {
		return fate{Name: a.name, Verdict: "damaged", Outcome: err.Error()}
	}
	defer func() { _ = os.RemoveAll(dir) }()
	h, err := newHost(dir, a.limit)
	if err != nil {
		return fate{Name: a.name, Verdict: "damaged", Outcome: "not set up: " + err.Error()}
	}
	before := h.state()
	memory := resetPeak()
	var interrupted time.Duration
	began := time.Now()
	timer := time.AfterFunc(hostileTimeout, func() {
		interrupted = processorTime()
		h.db.Interrupt()
	})
	code, message := h.attack(a)
	f.Took = time.Since(began)
	if !timer.Stop() {
		f.After = processorTime() - interrupted
	}
	f.Memory = max(peak()-memory, 0)
	f.Outcome = strings.TrimSpace(code + " " + message)
	switch code {
	case "ok", "SQLITE_INTERRUPT", "SQLITE_TOOBIG", "SQLITE_NOMEM", "SQLITE_FULL":
		f.Verdict = "bounded"
	default:
		f.Verdict = "refused"
	}
	if f.After > hostileGrace || f.Memory > hostileMemory*a.limit {
		f.Verdict = "overrun"
	}
	if damage := h.damage(before); damage != "" {
		f.Verdict, f.Outcome = "damaged", damage
	}
	return f
}

// host is an app with what is around it that an attack may not touch.
type host struct {
	dir, path string
	db        *dbbind.Database
	vm        *goja.Runtime
}

func newHost(dir string, memoryLimit int64) (*host, error) {
	h := &host{dir: dir, path: filepath.Join(dir, "app.db")}
	if err := os.Chdir(dir); err != nil {
		return nil, err
	}
	for path, schema := range map[string]string{
		h.path:                          "CREATE TABLE sqlar(name TEXT PRIMARY KEY, mode INT, mtime INT, sz INT, data BLOB);" + policySchema,
		filepath.Join(dir, "victim.db"): "CREATE TABLE secrets(s); INSERT INTO secrets VALUES ('the secret of another app')",
	} {
		c, err := sql.Open("sqlite", path)
		if err != nil {
			return nil, err
		}
		_, err = c.Exec(schema)
		if closing := c.Close(); err != nil || closing != nil {
			return nil, fmt.Errorf("%w %w", err, closing)
		}
	}
	var err error
	if h.db, err = dbbind.Open(dbbind.Options{Path: h.path, MemoryLimit: memoryLimit}); err != nil {
		return nil, err
	}
	h.vm = goja.New()
	exports, err := h.db.Bind(h.vm)
	if err != nil {
		return nil, err
	}
	h.db.BeginTask()
	return h, h.vm.Set("db", exports)
}

// attack runs the script and returns the code and message of its error, or ok.
func (h *host) attack(a attack) (code, message string) {
	_ = h.vm.Set("script", a.script)
	_ = h.vm.Set("method", map[bool]string{true: "query", false: "exec"}[a.query])
	v, err := h.vm.RunString(`(() => { try { db[method](script); return "ok" } catch (e) { return (e.code ?? e.name) + "\n" + e.message } })()`)
	if err != nil {
		return "thrown", err.Error()
	}
	code, message, _ = strings.Cut(v.String(), "\n")
	return code, message
}

// state is what no attack may change.
func (h *host) state() string {
	var b strings.Builder
	v, err := h.vm.RunString("(" + hostState + ")()")
	fmt.Fprintln(&b, v, err)
	fmt.Fprintln(&b, dbbind.Pragmas(h.db, hostPragmas...))
	_ = filepath.WalkDir(h.dir, func(path string, entry fs.DirEntry, err error) error {
		if name := filepath.Base(path); err == nil && !entry.IsDir() && !strings.HasPrefix(name, "app.db") {
			data, err := os.ReadFile(path)
			fmt.Fprintf(&b, "%s %x %v\n", name, sha256.Sum256(data), err)
		}
		return nil
	})
	return b.String()
}

// damage looks what the attack has changed or left behind, closes the database and looks into the file. It returns "" if
// all is well.
func (h *host) damage(before string) string {
	if err := h.db.EndTask(); err != nil {
		return "left behind: " + err.Error()
	}
	_ = h.db.EndBatch() // a batch that SQLite has rolled back is lost, and says so
	h.db.BeginTask()
	if after := h.state(); after != before {
		return fmt.Sprintf("changed\n%s\nto\n%s", before, after)
	}
	if v, err := h.vm.RunString(`db.get("SELECT 1 AS one").one + db.execute("CREATE TABLE after_attack(x)")`); err != nil || v.ToInteger() != 1 {
		return fmt.Sprint("nothing runs any more: ", v, err)
	}
	if err := h.db.Close(dbbind.CloseOptions{}); err != nil {
		return "not closed: " + err.Error()
	}
	c, err := sql.Open("sqlite", h.path)
	if err != nil {
		return err.Error()
	}
	defer func() { _ = c.Close() }()
	var check string
	if err := c.QueryRow("PRAGMA integrity_check").Scan(&check); err != nil || check != "ok" {
		return fmt.Sprint("integrity_check: ", check, err)
	}
	return ""
}

// writeHostileTable writes the table of fates into the documentation.
func writeHostileTable(t *testing.T, paths []string, fates map[string]fate) {
	t.Helper()
	const page, mark = "../docs/security-sql.md", "<!-- table -->\n"
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	head, _, ok := strings.Cut(string(text), mark)
	if !ok {
		t.Fatalf("%s has no line %q", page, mark)
	}
	var b strings.Builder
	count := make(map[string]int)
	for _, f := range fates {
		count[f.Verdict]++
	}
	fmt.Fprintf(&b, "%s%s\n", head, mark)
	fmt.Fprintf(&b, "%d attacks: %d refused, %d bounded, %d overrun, %d died, %d have changed something.\n\n", len(fates),
		count["refused"], count["bounded"], count["overrun"], count["died"], count["damaged"])
	b.WriteString("| Attack | Verdict | How it ends |\n|---|---|---|\n")
	for _, path := range paths {
		f := fates[strings.TrimSuffix(filepath.Base(path), ".sql")]
		outcome := strings.NewReplacer("|", `\|`, "\n", " ", "<", "&lt;").Replace(f.Outcome)
		fmt.Fprintf(&b, "| %s | %s | %s |\n", f.Name, f.Verdict, outcome[:min(len(outcome), 120)])
	}
	if err := os.WriteFile(page, []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}
