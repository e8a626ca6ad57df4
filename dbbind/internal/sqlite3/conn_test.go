package sqlite3_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/caddyhbf/hbf/dbbind/internal/sqlite3"
)

func TestOpenFailures(t *testing.T) {
	dir := t.TempDir()
	text := filepath.Join(dir, "text")
	if err := os.WriteFile(text, []byte("this is no database, and it is longer than a header would be: "+dir), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := sqlite3.Open(sqlite3.URI(filepath.Join(dir, "missing"), nil), sqlite3.ReadWrite); sqlite3.Code(err)&0xff != sqlite3.CodeCantOpen {
		t.Errorf("missing file: %v", err)
	}
	if _, err := sqlite3.Open(sqlite3.URI("a\x00b", nil), sqlite3.Create); sqlite3.Code(err) != sqlite3.CodeCantOpen {
		t.Errorf("path with NUL: %v", err)
	}
	if _, err := os.Stat("a"); err == nil {
		t.Error("a path was cut off at its NUL")
	}
	c := open(t, text, sqlite3.ReadWrite)
	wantCode(t, c.Exec("SELECT * FROM sqlite_schema"), sqlite3.CodeNotADB)
}

func TestReadOnlyConnectionRefusesWrites(t *testing.T) {
	c, path := openFile(t)
	exec(t, c, "CREATE TABLE t(x)")
	r := open(t, path, sqlite3.ReadOnly)
	wantCode(t, r.Exec("INSERT INTO t VALUES (1)"), sqlite3.CodeReadOnly)
	if n := queryInt(t, r, "SELECT count(*) FROM t"); n != 0 {
		t.Errorf("%d rows", n)
	}
}

func TestCloseWithLiveStatementsBlobsAndTransaction(t *testing.T) {
	c, path := openFile(t)
	exec(t, c, "CREATE TABLE t(id INTEGER PRIMARY KEY, x); INSERT INTO t VALUES (1, x'0102'), (2, x'03')")
	s := prepare(t, c, "SELECT x FROM t")
	if row, err := s.Step(); err != nil || !row {
		t.Fatal(row, err)
	}
	b, err := c.OpenBlob("t", "x", 1)
	if err != nil {
		t.Fatal(err)
	}
	exec(t, c, "BEGIN; INSERT INTO t VALUES (3, NULL)")
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	if err := c.Close(); err != nil {
		t.Errorf("second Close: %v", err)
	}
	_, err = s.Step()
	wantCode(t, err, sqlite3.CodeMisuse)
	wantCode(t, s.BindInt64(1, 1), sqlite3.CodeMisuse)
	wantCode(t, s.BindText(1, "x"), sqlite3.CodeMisuse)
	s.Reset()
	s.ClearBindings()
	s.Finalize()
	if s.ColumnCount() != 0 || s.ColumnText(0) != "" || s.ColumnBlob(0) != nil || s.ColumnName(0) != "" || s.Busy() || s.ReadOnly() {
		t.Error("a finalized statement still has columns")
	}
	_, err = b.ReadAt(make([]byte, 1), 0)
	wantCode(t, err, sqlite3.CodeMisuse)
	wantCode(t, c.Exec("SELECT 1"), sqlite3.CodeMisuse)
	wantCode(t, c.Config(sqlite3.OptionDefensive, true), sqlite3.CodeMisuse)
	wantCode(t, c.Checkpoint(sqlite3.CheckpointPassive), sqlite3.CodeMisuse)
	if _, err := c.HasMoved(); err == nil {
		t.Error("HasMoved of a closed connection")
	}
	c.Interrupt()
	c.SetAuthorizer(nil)
	c.SetProgress(1, nil)
	c.SetBusyHandler(nil)
	if !c.AutoCommit() || c.Changes() != 0 || c.TotalChanges() != 0 || c.LastInsertRowID() != 0 {
		t.Error("a closed connection has state")
	}

	again := open(t, path, sqlite3.ReadOnly)
	if n := queryInt(t, again, "SELECT count(*) FROM t"); n != 2 {
		t.Errorf("%d rows: the open transaction was not rolled back", n)
	}
}

func TestNothingLeaksFromConnections(t *testing.T) {
	path := filepath.Join(t.TempDir(), "app.db")
	cycle := func() {
		c, err := sqlite3.Open(sqlite3.URI(path, nil), sqlite3.Create)
		if err != nil {
			t.Fatal(err)
		}
		exec(t, c, "CREATE TABLE IF NOT EXISTS t(x); INSERT INTO t VALUES (zeroblob(10000))")
		c.SetAuthorizer(func(sqlite3.Action, string, string, string, string) sqlite3.AuthResult { return sqlite3.AuthOK })
		s := prepare(t, c, "SELECT ?")
		if err := s.BindText(1, string(make([]byte, 20000))); err != nil {
			t.Fatal(err)
		}
		if _, err := c.OpenBlob("t", "x", 1); err != nil {
			t.Fatal(err)
		}
		_, _, _ = c.Prepare("SELECT nonsense FROM nowhere", false)
		c.Interrupt()
		if err := c.Close(); err != nil {
			t.Fatal(err)
		}
		if _, err := sqlite3.Open(sqlite3.URI(filepath.Join(path, "below"), nil), sqlite3.ReadWrite); err == nil {
			t.Fatal("opened a path below a file")
		}
	}
	heapObjects := func() int64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.GC()
		runtime.ReadMemStats(&m)
		return int64(m.HeapObjects)
	}
	cycle()
	before, _ := sqlite3.MemoryUsed()
	objects := heapObjects()
	const cycles = 200
	for range cycles {
		cycle()
	}
	if after, _ := sqlite3.MemoryUsed(); after != before {
		t.Errorf("SQLite's memory grew from %d to %d bytes", before, after)
	}
	// A thread-local storage that is never closed keeps several objects.
	if grown := heapObjects() - objects; grown > cycles {
		t.Errorf("%d Go objects were left by %d connections", grown, cycles)
	}
}

func TestMemoryDatabasesAreSharedByName(t *testing.T) {
	a := open(t, ":memory:shared 1", sqlite3.Create)
	exec(t, a, "CREATE TABLE t(x); INSERT INTO t VALUES (42)")
	b := open(t, ":memory:shared 1", sqlite3.ReadWrite)
	if n := queryInt(t, b, "SELECT x FROM t"); n != 42 {
		t.Errorf("got %d", n)
	}
	other := open(t, ":memory:shared 2", sqlite3.Create)
	if n := queryInt(t, other, "SELECT count(*) FROM sqlite_schema"); n != 0 {
		t.Errorf("another name sees %d tables", n)
	}
	before, err := b.DataVersion()
	if err != nil {
		t.Fatal(err)
	}
	exec(t, a, "INSERT INTO t VALUES (43)")
	if after, err := b.DataVersion(); err != nil || after == before {
		t.Errorf("data version %d then %d, error %v", before, after, err)
	}
	if moved, err := a.HasMoved(); moved || err != nil {
		t.Errorf("a database in memory has moved: %v, %v", moved, err)
	}
}

func TestHasMoved(t *testing.T) {
	replace := func(t *testing.T, path string) {
		if err := os.WriteFile(path+".new", nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Rename(path+".new", path); err != nil {
			t.Fatal(err)
		}
	}
	tests := map[string]struct {
		do   func(t *testing.T, path string)
		want bool
	}{
		"untouched": {func(*testing.T, string) {}, false},
		"renamed": {func(t *testing.T, path string) {
			if err := os.Rename(path, path+".old"); err != nil {
				t.Fatal(err)
			}
		}, true},
		"deleted": {func(t *testing.T, path string) {
			if err := os.Remove(path); err != nil {
				t.Fatal(err)
			}
		}, true},
		"replaced": {replace, true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			c, path := openFile(t)
			exec(t, c, "CREATE TABLE t(x)")
			test.do(t, path)
			if moved, err := c.HasMoved(); moved != test.want || err != nil {
				t.Errorf("moved %v, error %v", moved, err)
			}
		})
	}
}

func TestDataVersionCountsOtherConnectionsOnly(t *testing.T) {
	a, path := openFile(t)
	exec(t, a, "PRAGMA journal_mode=WAL; CREATE TABLE t(x)")
	b := open(t, path, sqlite3.ReadWrite)
	version := func() uint32 {
		t.Helper()
		v, err := a.DataVersion()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	first := version()
	exec(t, a, "INSERT INTO t VALUES (1)")
	if v := version(); v != first {
		t.Errorf("an own write changed it from %d to %d", first, v)
	}
	exec(t, b, "BEGIN; INSERT INTO t VALUES (2)")
	if v := version(); v != first {
		t.Errorf("an uncommitted write changed it from %d to %d", first, v)
	}
	exec(t, b, "COMMIT")
	if v := version(); v == first {
		t.Errorf("a committed write left it at %d", v)
	}
}

func TestChangesAndRowIDs(t *testing.T) {
	c, _ := openFile(t)
	exec(t, c, `CREATE TABLE t(id INTEGER PRIMARY KEY, x); CREATE TABLE log(x);
		CREATE TRIGGER tr AFTER INSERT ON t BEGIN INSERT INTO log VALUES (new.x); END;
		INSERT INTO t VALUES (9007199254740993, 'a'), (9007199254740994, 'b')`)
	if got := c.Changes(); got != 2 {
		t.Errorf("Changes %d", got)
	}
	if got := c.TotalChanges(); got != 4 {
		t.Errorf("TotalChanges %d", got)
	}
	if got := c.LastInsertRowID(); got != 9007199254740994 {
		t.Errorf("LastInsertRowID %d", got)
	}
	if !c.AutoCommit() {
		t.Error("in a transaction before BEGIN")
	}
	exec(t, c, "BEGIN")
	if c.AutoCommit() {
		t.Error("in no transaction after BEGIN")
	}
}

func TestDeferredForeignKeys(t *testing.T) {
	c, _ := openFile(t)
	exec(t, c, `PRAGMA foreign_keys=1; CREATE TABLE p(id INTEGER PRIMARY KEY);
		CREATE TABLE k(p REFERENCES p DEFERRABLE INITIALLY DEFERRED); BEGIN`)
	check := func(want bool) {
		t.Helper()
		if got, err := c.DeferredFKs(); got != want || err != nil {
			t.Errorf("DeferredFKs %v, %v; want %v", got, err, want)
		}
	}
	check(false)
	exec(t, c, "INSERT INTO k VALUES (1)")
	check(true)
	exec(t, c, "INSERT INTO p VALUES (1)")
	check(false)
}

func TestLimitsAndOptions(t *testing.T) {
	c, _ := openFile(t)
	old := c.SetLimit(sqlite3.LimitLength, 1000)
	if old < 1_000_000 {
		t.Errorf("default length limit %d", old)
	}
	if got := c.SetLimit(sqlite3.LimitLength, -1); got != 1000 {
		t.Errorf("length limit %d", got)
	}
	wantCode(t, c.Exec("SELECT zeroblob(1001)"), sqlite3.CodeTooBig)
	exec(t, c, `SELECT "no column"`)
	for _, o := range []sqlite3.Option{sqlite3.OptionDQSInDML, sqlite3.OptionDQSInDDL} {
		if err := c.Config(o, false); err != nil {
			t.Fatal(err)
		}
	}
	wantCode(t, c.Exec(`SELECT "no column"`), sqlite3.CodeError)
	if err := c.Config(sqlite3.Option(-1), true); sqlite3.Code(err) != sqlite3.CodeError {
		t.Errorf("unknown option: %v", err)
	}
}

func TestCheckpointTruncatesTheLog(t *testing.T) {
	c, path := openFile(t)
	exec(t, c, "PRAGMA journal_mode=WAL; CREATE TABLE t(x)")
	if fi, err := os.Stat(path + "-wal"); err != nil || fi.Size() == 0 {
		t.Fatal("no log to begin with", err)
	}
	if err := c.Checkpoint(sqlite3.CheckpointTruncate); err != nil {
		t.Fatal(err)
	}
	if fi, err := os.Stat(path + "-wal"); err != nil || fi.Size() != 0 {
		t.Errorf("log of %d bytes, %v", fi.Size(), err)
	}
	reader := open(t, path, sqlite3.ReadOnly)
	exec(t, reader, "BEGIN; SELECT * FROM t")
	exec(t, c, "INSERT INTO t VALUES (1)")
	if err := c.Checkpoint(sqlite3.CheckpointTruncate); !errors.Is(err, &sqlite3.Error{Code: sqlite3.CodeBusy}) {
		t.Errorf("with a reader: %v", err)
	}
}

func TestErrors(t *testing.T) {
	c, _ := openFile(t)
	exec(t, c, "CREATE TABLE t(x UNIQUE, y CHECK (y > 0)); INSERT INTO t VALUES ('secret', 1)")
	tests := []struct {
		sql    string
		name   string
		msg    string
		offset int
	}{
		{"SELEC 1", "SQLITE_ERROR", `near "SELEC": syntax error`, 0},
		{"SELECT x, nope FROM t", "SQLITE_ERROR", "no such column: nope", 10},
		{"INSERT INTO t VALUES ('secret', 1)", "SQLITE_CONSTRAINT_UNIQUE", "UNIQUE constraint failed: t.x", -1},
		{"INSERT INTO t VALUES ('b', 0)", "SQLITE_CONSTRAINT_CHECK", "CHECK constraint failed: y > 0", -1},
		{"SELECT 1\x00", "SQLITE_ERROR", "unrecognized token: NUL character in SQL text", 8},
	}
	for _, test := range tests {
		err := c.Exec(test.sql)
		var e *sqlite3.Error
		if !errors.As(fmt.Errorf("wrapped: %w", err), &e) {
			t.Fatalf("%s: %v", test.sql, err)
		}
		if e.Name != test.name || e.Message != test.msg || e.Offset != test.offset {
			t.Errorf("%s: %+v", test.sql, e)
		}
	}
	err := c.Exec("INSERT INTO t VALUES ('secret', 1)")
	if !errors.Is(err, &sqlite3.Error{Code: sqlite3.CodeConstraint}) || errors.Is(err, &sqlite3.Error{Code: sqlite3.CodeBusy}) {
		t.Errorf("errors.Is with primary codes: %v", err)
	}
	if sqlite3.Code(nil) != 0 || sqlite3.CodeName(19|77<<8) != "SQLITE_CONSTRAINT" || sqlite3.CodeName(200) != "SQLITE_UNKNOWN" {
		t.Error("names of unknown codes")
	}
}
