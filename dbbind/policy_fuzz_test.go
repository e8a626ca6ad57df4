package dbbind_test

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/dbbind"
)

// hostState shows what no statement of an app may change.
const hostState = `() => JSON.stringify([db.query("SELECT * FROM sqlar"), db.query("SELECT * FROM _hbf_state"), db.query("SELECT * FROM _litestream_seq"),
	db.query("SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE tbl_name IN ('sqlar', '_hbf_state', '_litestream_seq') OR name LIKE '#_hbf%' ESCAPE '#' OR name LIKE '#_litestream%' ESCAPE '#' ORDER BY name"),
	db.query("SELECT name FROM temp.sqlite_schema WHERE name IN ('sqlar') OR tbl_name = 'sqlar'"), db.inTransaction])`

// hostPragmas are the settings that no statement of an app may change.
var hostPragmas = []string{"journal_mode", "synchronous", "foreign_keys", "trusted_schema", "writable_schema", "temp_store", "cache_size",
	"journal_size_limit", "locking_mode", "auto_vacuum", "mmap_size", "query_only", "ignore_check_constraints", "recursive_triggers", "wal_autocheckpoint", "encoding", "max_page_count"}

// guard runs statements and fails the test when one of them changes what is
// not the app's.
type guard struct {
	*app
	dir, state, pragmas string
	exec, show          goja.Callable
}

func newGuard(t testing.TB) *guard {
	dir := t.TempDir()
	path := filepath.Join(dir, "app.db")
	create(t, path, "CREATE TABLE sqlar(name TEXT PRIMARY KEY, mode INT, mtime INT, sz INT, data BLOB);"+policySchema)
	a := newAppWith(t, "", dbbind.Options{Path: path, MemoryLimit: 4 << 20})
	g := &guard{app: a, dir: dir}
	g.exec, _ = goja.AssertFunction(a.run(`sql => { try { db.exec(sql); return true } catch { return false } }`))
	g.show, _ = goja.AssertFunction(a.run(hostState))
	g.state, g.pragmas = g.host(t), dbbind.Pragmas(a.db, hostPragmas...)
	return g
}

func (g *guard) host(t testing.TB) string {
	t.Helper()
	v, err := g.show(nil)
	if err != nil {
		t.Fatal(err)
	}
	return v.String()
}

func (g *guard) try(t *testing.T, sql string) (ran bool) {
	t.Helper()
	v, err := g.exec(nil, g.vm.ToValue(sql))
	if err != nil {
		t.Fatalf("%q: %v", sql, err)
	}
	if err := g.db.EndTask(); err != nil {
		t.Errorf("%q left something behind: %v", sql, err)
	}
	g.db.BeginTask()
	if state := g.host(t); state != g.state {
		t.Fatalf("%q changed\n%s\nto\n%s", sql, g.state, state)
	}
	if pragmas := dbbind.Pragmas(g.db, hostPragmas...); pragmas != g.pragmas {
		t.Fatalf("%q changed the settings %s to %s", sql, g.pragmas, pragmas)
	}
	entries, err := os.ReadDir(g.dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), "app.db") {
			t.Fatalf("%q made the file %s", sql, e.Name())
		}
	}
	return v.ToBoolean()
}

// TestRandomStatementsNeverChangeHostState puts statements together from parts
// that fit well enough for many of them to run.
func TestRandomStatementsNeverChangeHostState(t *testing.T) {
	t.Chdir(t.TempDir())
	parts := map[string][]string{
		"NAME": {"sqlar", "_hbf_state", "_hbf_new", "_hbf", "_litestream_seq", "t", "child", "docs", "docs_data", "fresh", "sqlite_schema", "v", "sqlite_dbpage", "sqlite_sequence", "temp.t", "main.sqlar", "temp.sqlar"},
		"Q":    {"NAME", "NAME", "\"NAME\"", "[NAME]", "`NAME`", "main.NAME", "/**/NAME"},
		"COL":  {"a", "b", "name", "data", "rowid", "x", "*"},
		"VAL":  {"1", "'x'", "NULL", "x'00'", "(SELECT count(*) FROM Q)", "random()"},
		"PRAGMA": {"journal_mode", "synchronous", "foreign_keys", "user_version", "writable_schema", "page_size", "encoding", "table_info", "optimize", "auto_vacuum",
			"temp_store", "mmap_size", "query_only", "wal_checkpoint", "schema_version", "locking_mode", "incremental_vacuum", "application_id", "max_page_count", "analysis_limit"},
		"TX":  {"BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT x", "RELEASE x", "ROLLBACK TO hbf", "END"},
		"SEL": {"SELECT COL FROM Q", "SELECT VAL", "SELECT * FROM pragma_PRAGMA", "WITH NAME AS (SELECT VAL) SELECT * FROM Q", "VALUES (VAL)"},
		"STATEMENT": {"SEL", "SEL", "INSERT INTO Q VALUES (VAL, VAL)", "INSERT OR ROLLBACK INTO Q(COL) VALUES (VAL)", "REPLACE INTO Q DEFAULT VALUES", "UPDATE Q SET COL = VAL", "UPDATE OR ROLLBACK Q SET rowid = 1",
			"DELETE FROM Q", "DELETE FROM Q WHERE COL = VAL RETURNING *", "DROP TABLE Q", "DROP VIEW Q", "DROP INDEX Q", "CREATE TABLE Q(x)", "CREATE TEMP TABLE NAME(x)", "CREATE TABLE Q AS SEL", "CREATE VIEW Q AS SEL", "CREATE TEMP VIEW NAME AS SEL",
			"CREATE INDEX NAME ON NAME(COL)", "CREATE TRIGGER NAME AFTER INSERT ON Q BEGIN DELETE FROM NAME; END", "CREATE TEMP TRIGGER NAME AFTER UPDATE ON Q BEGIN STATEMENT; END",
			"CREATE VIRTUAL TABLE Q USING fts5(x, content=NAME)", "CREATE VIRTUAL TABLE Q USING rtree(i, a, b)", "INSERT INTO docs(docs) VALUES ('rebuild')",
			"ALTER TABLE Q RENAME TO NAME", "ALTER TABLE Q RENAME COLUMN COL TO NAME", "ALTER TABLE Q ADD COLUMN NAME", "ALTER TABLE Q DROP COLUMN COL",
			"PRAGMA PRAGMA", "PRAGMA PRAGMA = VAL", "PRAGMA main.PRAGMA(VAL)", "PRAGMA PRAGMA = ''", "TX", "VACUUM", "VACUUM INTO 'f'", "ATTACH 'f' AS f", "ATTACH '' AS f", "DETACH f", "ANALYZE Q", "REINDEX Q",
			"EXPLAIN STATEMENT", "STATEMENT; STATEMENT", "-- x\nSTATEMENT"},
	}
	rng := rand.New(rand.NewPCG(1, 2))
	var expand func(text string, depth int) string
	expand = func(text string, depth int) string {
		for _, key := range []string{"STATEMENT", "SEL", "TX", "PRAGMA", "VAL", "COL", "Q", "NAME"} {
			for i := strings.Index(text, key); i >= 0 && depth < 6; i = strings.Index(text, key) {
				if key == "SEL" && strings.HasPrefix(text[i:], "SELECT") || key == "PRAGMA" && !strings.Contains(text, "_PRAGMA") && strings.Count(text, "PRAGMA") == 1 {
					break
				}
				choice := parts[key][rng.IntN(len(parts[key]))]
				i = strings.LastIndex(text, key)
				text = text[:i] + expand(choice, depth+1) + text[i+len(key):]
			}
		}
		return text
	}
	g := newGuard(t)
	ran := 0
	const statements = 1200
	for i := range statements {
		if i%300 == 299 {
			g = newGuard(t) // the tables are gone by now
		}
		if g.try(t, expand("STATEMENT", 0)) {
			ran++
		}
	}
	if ran < statements/20 {
		t.Errorf("only %d of %d statements ran: the parts do not fit", ran, statements)
	}
	if files, _ := filepath.Glob("*"); len(files) > 0 {
		t.Errorf("statements made files: %v", files)
	}
}

func FuzzPolicy(f *testing.F) {
	for _, test := range refusedSQL {
		f.Add(test.sql)
	}
	for _, sql := range allowedSQL {
		f.Add(sql)
	}
	g := newGuard(f)
	f.Fuzz(func(t *testing.T, sql string) {
		if strings.Contains(strings.ToUpper(sql), "RECURSIVE") {
			return // may run for ever: that is the interrupt's business
		}
		g.try(t, sql)
	})
}
