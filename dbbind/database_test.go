package dbbind_test

import (
	"bytes"
	"errors"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/dbbind"
	"github.com/caddyhbf/hbf/dbbind/internal/sqlite3"
)

func TestOpenRefuses(t *testing.T) {
	dir := t.TempDir()
	text := filepath.Join(dir, "text.db")
	if err := os.WriteFile(text, bytes.Repeat([]byte("no database"), 100), 0o600); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		o    dbbind.Options
		want string
	}{
		{dbbind.Options{}, "opening the database: no path"},
		{dbbind.Options{Path: filepath.Join(dir, "missing.db")}, "SQLITE_CANTOPEN"},
		{dbbind.Options{Path: text}, "SQLITE_NOTADB"},
		{dbbind.Options{Path: dir}, "SQLITE_CANTOPEN"},
		{dbbind.Options{Path: "x", Synchronous: "off"}, `synchronous is "off", not full or normal`},
	}
	for _, test := range tests {
		db, err := dbbind.Open(test.o)
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%+v: %v, %v", test.o, db, err)
		}
	}
	if files, _ := filepath.Glob(filepath.Join(dir, "*")); len(files) != 1 {
		t.Errorf("Open left files: %v", files)
	}
}

func TestSetUp(t *testing.T) {
	for _, test := range []struct{ option, want string }{{"", "2"}, {"full", "2"}, {"normal", "1"}} {
		a := newAppWith(t, "", dbbind.Options{Synchronous: test.option})
		got := dbbind.Pragmas(a.db, "journal_mode", "synchronous", "foreign_keys", "trusted_schema", "cell_size_check", "temp_store", "journal_size_limit", "cache_size")
		want := "wal " + test.want + " 1 0 1 2 67108864 -8192"
		if got != want {
			t.Errorf("synchronous %q: %s, want %s", test.option, got, want)
		}
	}
}

func TestCloseLeavesOneFile(t *testing.T) {
	a := newApp(t, people)
	a.run(`db.execute("DELETE FROM person WHERE id = 1"); const it = db.prepare("SELECT * FROM person").iterate(); it.next()`)
	if _, err := os.Stat(a.path + "-wal"); err != nil {
		t.Fatal("no log while open", err)
	}
	for range 2 {
		if err := a.db.Close(closeClean); err != nil {
			t.Fatal(err)
		}
	}
	files, _ := filepath.Glob(a.path + "*")
	if len(files) != 1 {
		t.Errorf("left %v", files)
	}
	a.wantThrow(`db.query("SELECT 1")`, "SqliteError SQLITE_MISUSE: the database is closed")
	a.wantThrow(`it.next()`, "SqliteError SQLITE_MISUSE")
	a.wantThrow(`db.transaction(() => 1)()`, "SqliteError SQLITE_MISUSE: the database is closed")
	a.want(`db.inTransaction`, `false`)
	a.db.Interrupt()
	if err := a.db.EndTask(); err != nil {
		t.Error(err)
	}
	if _, err := a.db.Bind(goja.New()); err == nil {
		t.Error("a closed database was bound")
	}
	if n := countPeople(t, a.path); n != 2 {
		t.Errorf("%d people", n)
	}
}

func countPeople(t *testing.T, path string) (n int) {
	t.Helper()
	c := outside(t, path)
	defer func() { _ = c.Close() }()
	if err := c.QueryRow("SELECT count(*) FROM person").Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestMovedFile(t *testing.T) {
	const refused = "SqliteError SQLITE_READONLY_DBMOVED: the database file has been moved or replaced"
	a := newApp(t, people)
	a.run(`const insert = db.prepare("INSERT INTO person(name) VALUES (?)"); insert.run("Zoe")`)
	replacement := a.path + ".new"
	create(t, replacement, people+"DELETE FROM person;")
	if moved, err := a.db.Moved(); moved || err != nil {
		t.Fatal(moved, err)
	}
	if err := os.Rename(replacement, a.path); err != nil {
		t.Fatal(err)
	}
	if moved, err := a.db.Moved(); !moved || err != nil {
		t.Fatal(moved, err)
	}
	for _, write := range []string{
		`insert.run("lost")`, `db.execute("DELETE FROM person")`, `db.exec("SELECT 1; DELETE FROM person")`, `db.query("UPDATE person SET age = 1 RETURNING id")`,
		`db.transaction(() => { throw new Error("ran") })()`, `db.get("DROP TABLE person")`, `[...db.prepare("DELETE FROM person RETURNING id").iterate()]`, `db.execute("VACUUM")`,
	} {
		a.wantThrow(write, refused)
	}
	a.want(`db.get("SELECT count(*) AS n FROM person")`, `{"n":4}`)
	if err := a.db.Close(dbbind.CloseOptions{NoCheckpoint: true}); err != nil {
		t.Fatal(err)
	}
	for _, suffix := range []string{"-wal", "-shm"} { // the owner's part, design §6
		_ = os.Remove(a.path + suffix)
	}
	if n := countPeople(t, a.path); n != 0 {
		t.Errorf("the old log was written into the new file: %d people", n)
	}
}

func TestDataVersion(t *testing.T) {
	a := newApp(t, people)
	version := func() uint32 {
		t.Helper()
		v, err := a.db.DataVersion()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	first := version()
	a.run(`db.execute("DELETE FROM person WHERE id = 1")`)
	if v := version(); v != first {
		t.Errorf("an own write changed the version from %d to %d", first, v)
	}
	c := outside(t, a.path)
	defer func() { _ = c.Close() }()
	if _, err := c.Exec("DELETE FROM person"); err != nil {
		t.Fatal(err)
	}
	if v := version(); v == first {
		t.Errorf("another connection's write left the version at %d", v)
	}
	a.want(`db.query("SELECT * FROM person")`, `[]`)
}

func TestMemoryDatabases(t *testing.T) {
	shared, err := sqlite3.Open(sqlite3.URI(":memory:dbbind test", nil), sqlite3.Create)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = shared.Close() }()
	if err := shared.Exec(people); err != nil {
		t.Fatal(err)
	}
	a := newAppWith(t, "", dbbind.Options{Path: ":memory:dbbind test"})
	a.want(`db.execute("DELETE FROM person WHERE id = 1"); db.transaction(() => db.execute("UPDATE person SET age = 5"))(); db.values("SELECT * FROM person")`, `[[2,"Bob",5],[3,"Cyd",5]]`)
	if moved, err := a.db.Moved(); moved || err != nil {
		t.Error(moved, err)
	}
}

func TestFreshRuntime(t *testing.T) {
	a := newApp(t, people)
	a.run(`const s = db.prepare("SELECT * FROM person"); s.iterate().next(); globalThis.kept = 1`)
	a.endTask()
	a.bind()
	a.want(`[typeof kept, db.query("SELECT name FROM person WHERE id = 1")]`, `["undefined",[{"name":"Ada"}]]`)
}

func TestOutsideProcessKeepsAcknowledgedWrites(t *testing.T) {
	sqlite, err := exec.LookPath("sqlite3")
	if err != nil {
		t.Skip("the sqlite3 command line is not installed")
	}
	a := newApp(t, people)
	for range 3 {
		a.run(`db.execute("INSERT INTO person(name) VALUES (hex(randomblob(8)))")`)
		// Its exit must not take the log away, and a read of the file in
		// this process must not take the locks away.
		if out, err := exec.Command(sqlite, a.path, "INSERT INTO person(name) VALUES (hex(randomblob(8)));").CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		if _, err := os.ReadFile(a.path); err != nil {
			t.Fatal(err)
		}
	}
	a.want(`db.get("SELECT count(*) AS n FROM person")`, `{"n":9}`)
	if err := a.db.Close(closeClean); err != nil {
		t.Fatal(err)
	}
	if n := countPeople(t, a.path); n != 9 {
		t.Errorf("%d people", n)
	}
}

func TestWarnsWithoutWAL(t *testing.T) {
	var log bytes.Buffer
	path := filepath.Join(t.TempDir(), "app.db")
	create(t, path, people)
	c := outside(t, path) // an exclusive lock keeps the journal mode from changing
	defer func() { _ = c.Close() }()
	if _, err := c.Exec("BEGIN EXCLUSIVE"); err != nil {
		t.Fatal(err)
	}
	_, err := dbbind.Open(dbbind.Options{Path: path, BusyTimeout: -1, Logger: slog.New(slog.NewTextHandler(&log, nil))})
	if !errors.Is(err, &sqlite3.Error{Code: sqlite3.CodeBusy}) {
		t.Errorf("Open of a locked file: %v", err)
	}
}
