package caddyhbf_test

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"os/signal"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// histories keeps in each row the tags of all that has changed it, in order. A request does one thing, named by kind, and
// says how that ended and what it has seen then.
const histories = `
	import express from 'express';
	import db from 'hbf:db';
	db.exec("CREATE TABLE IF NOT EXISTS history (k INTEGER PRIMARY KEY, tags TEXT NOT NULL CHECK (tags NOT LIKE '%bad%'));" +
		"CREATE TABLE IF NOT EXISTS parent (id INTEGER PRIMARY KEY); CREATE TABLE IF NOT EXISTS child (p REFERENCES parent SCHEMA)");
	for (let k = 0; k < 8; k++) db.execute("INSERT OR IGNORE INTO history VALUES (?, '')", [k]);
	const pause = () => new Promise((go) => setTimeout(go, Math.random() * 3));
	const add = (k, tag) => db.execute("UPDATE history SET tags = tags || ? WHERE k = ?", [tag + ' ', k]);
	const endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n) ";
	const kinds = {
		one: (k, tag) => add(k, tag),
		both: (k, tag) => db.transaction(() => { add(k, tag); db.transaction(() => add(k + 4, tag))() })(),
		nested: (k, tag) => db.transaction(() => { add(k, tag); try { db.transaction(() => { add(k + 4, 'undone'); throw 1 })() } catch {} })(),
		returning: (k, tag) => db.query("UPDATE history SET tags = tags || ? WHERE k = ? RETURNING k", [tag + ' ', k]).length,
		iterating: (k, tag) => { for (const row of db.prepare("SELECT k FROM history").iterate()) if (row.k === k) add(k, tag) },
		check: (k, tag) => db.execute("UPDATE history SET tags = tags || ? || CASE k WHEN 7 THEN 'bad' ELSE ' ' END", [tag]),
		thrown: (k, tag) => db.transaction(() => { add(k, tag); throw new Error('thrown') })(),
		promise: (k, tag) => db.transaction(async () => { add(k, tag) })(),
		rollback: (k, tag) => db.execute("UPDATE OR ROLLBACK history SET k = 0, tags = ? WHERE k = 1", [tag]),
		rollbackInside: (k, tag) => db.transaction(() => { add(k, tag); db.execute("INSERT OR ROLLBACK INTO history VALUES (0, ?)", [tag]) })(),
		orphan: (k, tag) => db.execute("INSERT INTO child VALUES (99)"),
		orphanInside: (k, tag) => db.transaction(() => { add(k, tag); db.execute("INSERT INTO child VALUES (99)") })(),
		endless: (k, tag) => { add(k, tag); db.execute(endless + "INSERT INTO history SELECT i + 100, 'endless' FROM n") },
	};
	const app = express();
	app.get('/:kind/:k/:tag', async (req, res) => {
		const { kind, tag } = req.params, k = +req.params.k;
		if (Math.random() < 0.5) await pause();
		let outcome = 'done';
		try { kinds[kind](k, tag) } catch (e) { outcome = e.code ?? e.message.slice(0, 10) }
		const seen = db.get("SELECT tags FROM history WHERE k = ?", [k]).tags;
		res.json({ outcome, seen });
	});
	app.listen();
`

// alone marks the process that a test starts since it changes what a whole process may do.
const alone = "HBF_TEST_ALONE"

// did is what a request was answered.
type did struct {
	kind, tag string
	k         int
	status    int
	Outcome   string
	Seen      string
}

// Many requests at once, other processes' writes, writes that are interrupted, and a disk that is full for a while: what
// was acknowledged is in the file, in an order that all answers agree with; what failed isn't, nor is what answers said was
// undone.
func TestGroupedWritesAreWhatTheAnswersSay(t *testing.T) {
	if os.Getenv(alone) == "" {
		child := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$") // with no log of go test's, which may be larger than the disk
		child.Env = append(os.Environ(), alone+"=1")
		if out, err := child.CombinedOutput(); err != nil {
			t.Errorf("%v\n%s", err, out)
		}
		return
	}
	outcomes := map[string]string{
		"one": "done", "both": "done", "nested": "done", "returning": "done", "iterating": "done",
		"check": "SQLITE_CONSTRAINT_CHECK", "thrown": "thrown", "promise": "a transact",
		"orphan": "SQLITE_CONSTRAINT_FOREIGNKEY", "orphanInside": "SQLITE_CONSTRAINT_FOREIGNKEY",
		"rollback": "SQLITE_CONSTRAINT_PRIMARYKEY", "rollbackInside": "SQLITE_CONSTRAINT_PRIMARYKEY",
	}
	common := []string{"one", "one", "one", "both", "both", "nested", "returning", "iterating", "check", "thrown", "promise", "orphan", "orphanInside"}
	for name, run := range map[string]struct {
		schema string
		kinds  []string
	}{
		"grouped":  {"", common},
		"deferred": {"DEFERRABLE INITIALLY DEFERRED", common},
		"rollback": {"", append([]string{"rollback", "rollbackInside"}, common...)},
	} {
		t.Run(name, func(t *testing.T) {
			s := newServer(t)
			path := s.app("app.db", "server.js", strings.Replace(histories, "SCHEMA", run.schema, 1))
			config := s.caddyfile("hbf * $DIR/app.db {\n timeout 500ms\n synchronous normal\n }")
			s.runCaddyfile(strings.Replace(config, "level DEBUG", "level ERROR", 1)) // the log is a file too
			other, err := sql.Open("sqlite", path+"?_pragma=busy_timeout(10000)")
			if err != nil {
				t.Fatal(err)
			}
			defer other.Close()
			full := newFullDisk(t)

			const clients, each = 24, 50
			var mu sync.Mutex
			var all []did
			parallel(clients, func(client int) {
				rng := rand.New(rand.NewPCG(uint64(client), 7))
				for n := range each {
					d := did{kind: run.kinds[rng.IntN(len(run.kinds))], tag: fmt.Sprintf("<%d.%d>", client, n), k: rng.IntN(4)}
					switch {
					case client == 0 && n%10 == 5:
						d.kind = "endless"
					case client == 1: // another process
						d.kind = "other"
						if _, err := other.Exec("UPDATE history SET tags = tags || ? WHERE k = ?", d.tag+" ", d.k); err == nil {
							d.status = 200
						}
					case client == 2 && n == each/2:
						full.begin()
						time.Sleep(200 * time.Millisecond)
						full.end()
					}
					if d.kind != "other" {
						a := s.ask("GET", fmt.Sprintf("/%s/%d/%s", d.kind, d.k, d.tag), "")
						if d.status = a.status; a.status == 200 {
							if err := json.Unmarshal([]byte(a.body), &d); err != nil {
								t.Error(err)
							}
						}
					}
					mu.Lock()
					all = append(all, d)
					mu.Unlock()
				}
			})

			final := make([]string, 8)
			for k := range final {
				if err := other.QueryRow("SELECT tags FROM history WHERE k = ?", k).Scan(&final[k]); err != nil {
					t.Fatal(err)
				}
			}
			counts := map[int]int{}
			for _, d := range all {
				counts[d.status]++
				done, known := outcomes[d.kind] == "done", true
				switch {
				case d.kind == "other":
					done = d.status == 200
				case d.status == 504: // it may have written before or after
					known = false
				case d.status == 503, full.strikes(d.Outcome):
					done = false
				case d.status != 200 || d.Outcome != outcomes[d.kind]:
					t.Errorf("%s: %d %s, want %s", d.kind, d.status, d.Outcome, outcomes[d.kind])
				}
				got := make([]int, len(final))
				for k, tags := range final {
					got[k] = strings.Count(tags, d.tag)
				}
				whole, none := make([]int, len(final)), make([]int, len(final))
				if whole[d.k] = 1; d.kind == "both" {
					whole[d.k+4] = 1
				}
				if (done || !known) && slices.Equal(got, whole) || (!done || !known) && slices.Equal(got, none) {
					continue
				}
				t.Errorf("%s %s, answered with %d %s, is in the file: %v", d.kind, d.tag, d.status, d.Outcome, got)
			}
			for _, d := range all {
				if d.status == 200 && d.kind != "other" && !strings.HasPrefix(final[d.k], d.Seen) {
					t.Errorf("%s %s has seen what does not exist: …%s", d.kind, d.tag, d.Seen[max(0, len(d.Seen)-100):])
				}
			}
			if all := strings.Join(final, ""); strings.Contains(all, "undone") || strings.Contains(all, "bad") {
				t.Error("what was undone is in the file")
			}
			lost := strings.Count(s.logText(), "what the app has written was lost")
			if name == "grouped" && lost == 0 || counts[200] < clients*each/2 {
				t.Errorf("answers: %v, %d batches lost", counts, lost)
			}
		})
	}
}

// fullDisk lets the process write only to the beginning of files.
type fullDisk struct {
	t    *testing.T
	free syscall.Rlimit
}

// strikes reports whether an answer tells of a disk that can't be written.
func (f *fullDisk) strikes(code string) bool {
	return strings.HasPrefix(code, "SQLITE_IOERR") || strings.HasPrefix(code, "SQLITE_FULL")
}

func newFullDisk(t *testing.T) *fullDisk {
	f := &fullDisk{t: t}
	signal.Ignore(syscall.SIGXFSZ)
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &f.free); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(f.end)
	return f
}

func (f *fullDisk) begin() { f.set(200_000) }
func (f *fullDisk) end()   { f.set(f.free.Cur) }

func (f *fullDisk) set(limit uint64) {
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: limit, Max: f.free.Max}); err != nil {
		f.t.Error(err)
	}
}
