package dbbind_test

import (
	"database/sql"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/dbbind"
)

const notes = `CREATE TABLE note(id INTEGER PRIMARY KEY, text TEXT NOT NULL CHECK (text <> 'bad'));`

// turn evaluates a script as one turn of the open batch.
func (a *app) turn(script string) {
	a.Helper()
	a.db.BeginTask()
	_, err := a.vm.RunString(script)
	if err != nil {
		a.Fatalf("%s\n%v", script, err)
	}
	if err := a.db.EndTask(); err != nil {
		a.Fatal(err)
	}
}

// failing is turn for a script that must throw what begins with prefix.
func (a *app) failing(script, prefix string) {
	a.Helper()
	a.turn(`{ let thrown; try { ` + script + ` } catch (e) { thrown = e } globalThis.thrown = thrown ? thrown.name + " " + (thrown.code ?? "") + ": " + thrown.message : "nothing" }`)
	if got := a.vm.Get("thrown").String(); !strings.HasPrefix(got, prefix) {
		a.Errorf("%s\nthrew %q, want %q", script, got, prefix)
	}
}

// saved ends the batch, which must succeed.
func (a *app) saved() {
	a.Helper()
	if err := a.db.EndBatch(); err != nil {
		a.Fatal(err)
	}
	if n := a.db.Unsaved(); n != 0 {
		a.Fatalf("transaction %d is open after the batch", n)
	}
}

// isLost ends the batch, which must be lost.
func (a *app) isLost() {
	a.Helper()
	if err := a.db.EndBatch(); !errors.Is(err, dbbind.ErrBatchLost) {
		a.Fatalf("the batch ended with %v, want it lost", err)
	}
	if n := a.db.Unsaved(); n != 0 {
		a.Fatalf("transaction %d is open after the batch", n)
	}
}

// seen is what another connection sees: the first column of the rows.
func (a *app) seen(query string) string {
	a.Helper()
	c := outside(a, a.path)
	defer func() { _ = c.Close() }()
	rows, err := c.Query(query)
	if err != nil {
		a.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	var list []string
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			a.Fatal(err)
		}
		list = append(list, s)
	}
	if err := rows.Err(); err != nil {
		a.Fatal(err)
	}
	return strings.Join(list, " ")
}

func (a *app) wantSeen(want string) {
	a.Helper()
	if got := a.seen("SELECT text FROM note ORDER BY id"); got != want {
		a.Errorf("another connection sees %q, want %q", got, want)
	}
}

const add = `const add = text => db.execute("INSERT INTO note(text) VALUES (?)", [text]);`

func newNotes(t testing.TB, schema string) *app {
	t.Helper()
	a := newApp(t, notes+schema)
	a.run(add)
	return a
}

func TestNobodySeesABatchBeforeItsEnd(t *testing.T) {
	a := newNotes(t, "")
	a.turn(`db.query("SELECT * FROM note")`)
	if a.db.Unsaved() != 0 {
		t.Error("a read has begun a transaction")
	}
	a.turn(`add("a")`)
	a.turn(`db.transaction(() => add("b"))()`)
	if a.db.Unsaved() == 0 {
		t.Error("nothing is unsaved")
	}
	a.wantSeen("")
	a.turn(`if (db.query("SELECT * FROM note").length !== 2 || db.inTransaction) throw 1`)
	a.saved()
	a.wantSeen("a b")
	a.saved() // an empty batch
	a.turn(`add("c")`)
	a.saved()
	a.wantSeen("a b c")
}

func TestAFailureInABatchUndoesOnlyItself(t *testing.T) {
	a := newNotes(t, `CREATE TABLE kid(p REFERENCES note(id)); CREATE TABLE guarded(x);
		CREATE TRIGGER guard BEFORE INSERT ON guarded BEGIN SELECT RAISE(ABORT, 'guarded'); END;`)
	a.turn(`add("a")`)
	a.failing(`db.execute("INSERT INTO note(text) VALUES ('x'), ('bad')")`, "SqliteError SQLITE_CONSTRAINT_CHECK")
	a.failing(`db.execute("INSERT INTO note(id, text) SELECT 7, 'x' UNION ALL SELECT 1, 'y'")`, "SqliteError SQLITE_CONSTRAINT_PRIMARYKEY")
	a.failing(`db.execute("INSERT INTO kid VALUES (9)")`, "SqliteError SQLITE_CONSTRAINT_FOREIGNKEY")
	a.failing(`db.execute("DELETE FROM note; ")`+`; db.execute("INSERT INTO guarded VALUES (1)")`, "SqliteError SQLITE_CONSTRAINT_TRIGGER: guarded")
	a.failing(`db.exec("INSERT INTO note VALUES (3, 'c'); INSERT INTO note VALUES (3, 'd')")`, "SqliteError SQLITE_CONSTRAINT_PRIMARYKEY")
	a.failing(`db.execute("INSERT INTO nowhere VALUES (1)")`, "SqliteError SQLITE_ERROR")
	a.failing(`add("f"); throw new Error("handler")`, "Error : handler")
	a.failing(`db.execute("INSERT OR FAIL INTO note(id, text) VALUES (20, 'g'), (3, 'h')")`, "SqliteError SQLITE_CONSTRAINT_PRIMARYKEY")
	a.turn(`db.execute("INSERT OR IGNORE INTO note(id, text) VALUES (3, 'i'), (30, 'j')"); db.execute("INSERT OR REPLACE INTO note VALUES (20, 'k')")`)
	a.saved()
	a.wantSeen("c f k j")
}

func TestATransactionInABatchIsItsOwn(t *testing.T) {
	a := newNotes(t, "")
	a.turn(`add("a")`)
	a.failing(`db.transaction(() => { add("x"); throw new Error("mine") })()`, "Error : mine")
	a.failing(`db.transaction(async () => { add("x") })()`, "TypeError : a transaction's function must not return a promise")
	a.turn(`db.transaction(() => {
		add("b");
		try { db.transaction(() => { add("x"); db.transaction(() => add("y"))(); throw 1 })() } catch {}
		if (!db.inTransaction) throw new Error("ended");
		db.transaction(() => add("c"))();
	})()`)
	a.failing(`db.transaction(() => { add("x"); add("bad") })()`, "SqliteError SQLITE_CONSTRAINT_CHECK")
	a.wantSeen("")
	a.saved()
	a.wantSeen("a b c")
}

// What a turn left open is undone, what others have written stays.
func TestATransactionLeftOpenCostsTheBatchNothing(t *testing.T) {
	a := newNotes(t, "")
	a.turn(`add("a")`)
	a.db.BeginTask()
	_ = a.vm.Set("vanish", func() {
		if err := a.db.EndTask(); !errors.Is(err, dbbind.ErrTransactionLeftOpen) {
			t.Errorf("EndTask within a transaction: %v", err)
		}
		panic("the script is gone")
	})
	func() {
		defer func() { _ = recover() }()
		_, _ = a.vm.RunString(`db.transaction(() => { add("x"); db.transaction(() => { add("y"); vanish() })() })()`)
	}()
	a.bind()
	a.run(add)
	a.turn(`add("b")`)
	a.saved()
	a.wantSeen("a b")
}

func TestABatchDoesNotDisturbWhatTheAppSees(t *testing.T) {
	a := newNotes(t, "")
	a.turn(`add("a")`)
	a.turn(`
		const is = (got, want) => { if (JSON.stringify(got) !== JSON.stringify(want)) throw new Error(JSON.stringify(got)) };
		is(db.prepare("INSERT INTO note(text) VALUES ('b'), ('c')").run(), {changes: 2, lastInsertRowid: 3});
		is(db.values("SELECT changes(), last_insert_rowid()"), [[2, 3]]);
		db.transaction(() => 1)();
		is(db.values("SELECT changes(), last_insert_rowid()"), [[2, 3]]);
		is(db.execute("CREATE TABLE made(x)"), 0);
		is(db.query("INSERT INTO note(text) VALUES ('d') RETURNING id"), [{id: 4}]);
		is(db.get("UPDATE note SET text = 'e' WHERE id = 4 RETURNING text"), {text: "e"});
		is([...db.prepare("DELETE FROM note WHERE id > 2 RETURNING id").iterate()].length, 2);
		is(db.inTransaction, false)`)
	a.saved()
	a.turn(`is(db.values("SELECT changes(), last_insert_rowid()"), [[2, 4]])`)
	a.wantSeen("a b")
}

// An iterator that was open before the first write goes on with what it had before it.
func TestIteratorsGoOnAcrossTheBeginOfABatch(t *testing.T) {
	a := newNotes(t, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n LIMIT 100) INSERT INTO note SELECT i, 'n' || i FROM n;")
	a.turn(`
		let seen = 0;
		for (const row of db.prepare("SELECT id FROM note ORDER BY id").iterate()) {
			if (row.id !== ++seen) throw new Error("row " + row.id);
			db.execute("DELETE FROM note WHERE id = ?", [row.id]);
			if (seen === 50) db.exec("VACUUM");
		}
		if (seen !== 100) throw new Error("" + seen)`)
	a.turn(`const it = db.prepare("SELECT id FROM note").iterate(); it.next(); add("last")`) // left open
	a.saved()
	a.wantSeen("last")
}

// Statements of all kinds run in a batch and after one.
func TestEveryKindOfStatementRunsInABatch(t *testing.T) {
	for _, statement := range []string{
		"VACUUM", "ANALYZE", "REINDEX", "REINDEX note", "PRAGMA user_version = 7", "PRAGMA optimize", "PRAGMA incremental_vacuum", "PRAGMA integrity_check",
		"CREATE TABLE t(x UNIQUE)", "CREATE TEMP TABLE t(x)", "CREATE INDEX i ON note(text)", "CREATE VIEW v AS SELECT * FROM note", "ALTER TABLE note ADD COLUMN more",
		"CREATE TRIGGER t AFTER INSERT ON note BEGIN UPDATE note SET text = text WHERE id = new.id; END", "CREATE TABLE copy AS SELECT * FROM note",
		"CREATE VIRTUAL TABLE f USING fts5(text); INSERT INTO f SELECT text FROM note; INSERT INTO f(f) VALUES ('optimize'); SELECT * FROM f('a'); DROP TABLE f",
		"CREATE TABLE kid(p REFERENCES note DEFERRABLE INITIALLY DEFERRED)", "CREATE TEMP TABLE kid(p REFERENCES kid DEFERRABLE INITIALLY DEFERRED, k PRIMARY KEY)",
	} {
		t.Run(statement, func(t *testing.T) {
			a := newNotes(t, "")
			a.turn(`add("a")`)
			a.turn(`db.exec("` + statement + `")`)
			a.turn(`add("b")`)
			a.failing(`add("bad")`, "SqliteError SQLITE_CONSTRAINT_CHECK")
			a.failing(`db.transaction(() => { add("x"); throw new Error("own") })()`, "Error : own")
			a.saved()
			a.wantSeen("a b")
		})
	}
	a := newNotes(t, "")
	a.turn(`add("a"); db.exec("PRAGMA user_version = 7"); db.exec("CREATE TABLE made(x)")`)
	if got := a.seen("PRAGMA user_version"); got != "0" {
		t.Errorf("user_version is %s before the end of the batch", got)
	}
	a.saved()
	if got := a.seen("PRAGMA user_version"); got != "7" {
		t.Errorf("user_version is %s after the batch", got)
	}
}

// VACUUM can't be in a transaction: what was written before it is saved by then, and is not lost with what comes later.
func TestVacuumDividesABatch(t *testing.T) {
	a := newNotes(t, "")
	a.turn(`add("a")`)
	first := a.db.Unsaved()
	a.turn(`db.exec("VACUUM")`)
	a.wantSeen("a")
	if a.db.Unsaved() != 0 {
		t.Error("VACUUM has left something unsaved")
	}
	a.turn(`add("b")`)
	if second := a.db.Unsaved(); second == 0 || second == first {
		t.Errorf("transactions %d and %d", first, second)
	}
	a.saved()
	a.wantSeen("a b")
}

// Deferred foreign keys are checked at the end of each statement or db.transaction, as without a batch, wherever the
// schema got them from.
func TestDeferredForeignKeysAreCheckedForEachStatement(t *testing.T) {
	const kid = `CREATE TABLE kid(p REFERENCES note(id) DEFERRABLE INITIALLY DEFERRED)`
	const broken = "SqliteError SQLITE_CONSTRAINT_FOREIGNKEY: FOREIGN KEY constraint failed"
	for name, define := range map[string]func(a *app){
		"from the start": func(a *app) {
			c := outside(a, a.path)
			defer func() { _ = c.Close() }()
			if _, err := c.Exec(kid); err != nil {
				a.Fatal(err)
			}
		},
		"in the batch":     func(a *app) { a.turn(`db.exec("` + kid + `")`) },
		"in a transaction": func(a *app) { a.turn(`db.transaction(() => db.exec("` + kid + `"))()`) },
		"temporary": func(a *app) {
			a.turn(`db.exec("CREATE TEMP TABLE p(id INTEGER PRIMARY KEY); CREATE TEMP TABLE kid(p REFERENCES p DEFERRABLE INITIALLY DEFERRED)")`)
		},
		"by another process": func(a *app) {
			a.turn(`add("x"); db.execute("DELETE FROM note")`)
			a.saved()
			c := outside(a, a.path)
			defer func() { _ = c.Close() }()
			if _, err := c.Exec(kid); err != nil {
				a.Fatal(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			a := newNotes(t, "")
			define(a)
			a.turn(`add("a")`)
			a.failing(`db.execute("INSERT INTO kid VALUES (9)")`, broken)
			a.turn(`add("b")`)
			a.failing(`db.transaction(() => { add("x"); db.execute("INSERT INTO kid VALUES (9)") })()`, broken)
			a.turn(`add("c")`)
			a.saved()
			a.wantSeen("a b c")
		})
	}
	t.Run("defined where it is broken", func(t *testing.T) {
		a := newNotes(t, "")
		a.turn(`add("a")`)
		a.failing(`db.transaction(() => { db.exec("`+kid+`"); db.execute("INSERT INTO kid VALUES (9)") })()`, broken)
		a.turn(`db.transaction(() => { db.exec("` + kid + `"); db.execute("INSERT INTO kid VALUES (9)"); db.execute("INSERT INTO note VALUES (9, 'i')") })()`)
		a.saved()
		a.wantSeen("a i")
	})
}

// ROLLBACK as a conflict resolution undoes the statement or the db.transaction that it is in, and nothing of others.
func TestRollbackAsResolutionUndoesNothingOfOthers(t *testing.T) {
	for name, how := range map[string]struct{ schema, statement string }{
		"OR ROLLBACK":          {"", `INSERT OR ROLLBACK INTO note VALUES (1, 'x')`},
		"UPDATE OR ROLLBACK":   {"", `UPDATE OR ROLLBACK note SET id = 1 WHERE id = 2`},
		"ON CONFLICT ROLLBACK": {"CREATE TABLE c(x UNIQUE ON CONFLICT ROLLBACK); INSERT INTO c VALUES (1);", `INSERT INTO c VALUES (1)`},
		"RAISE(ROLLBACK)":      {"CREATE TABLE c(x); CREATE TRIGGER boom BEFORE INSERT ON c BEGIN SELECT RAISE(ROLLBACK, 'boom'); END;", `INSERT INTO c VALUES (1)`},
	} {
		t.Run(name, func(t *testing.T) {
			a := newNotes(t, how.schema)
			a.turn(`add("a")`)
			a.turn(`add("b")`)
			a.failing(`db.execute("`+how.statement+`")`, "SqliteError SQLITE_CONSTRAINT")
			a.turn(`add("c")`)
			a.failing(`db.transaction(() => { add("x"); db.execute("`+how.statement+`") })()`, "SqliteError SQLITE_CONSTRAINT")
			a.turn(`add("d")`)
			a.saved()
			a.wantSeen("a b c d")
		})
	}
}

// The one case in which an app can lose a batch by its SQL; it costs the batch once.
func TestAFirstRollbackWithinATransactionLosesTheBatch(t *testing.T) {
	a := newNotes(t, "")
	a.turn(`add("a")`)
	a.saved()
	a.turn(`add("x")`)
	a.failing(`db.transaction(() => db.execute("INSERT OR ROLLBACK INTO note VALUES (1, 'y')"))()`, "SqliteError SQLITE_CONSTRAINT")
	a.failing(`add("z")`, "SqliteError SQLITE_ABORT_ROLLBACK")
	a.failing(`db.query("SELECT 1")`, "SqliteError SQLITE_ABORT_ROLLBACK")
	a.failing(`db.transaction(() => 1)()`, "SqliteError SQLITE_ABORT_ROLLBACK")
	a.isLost()
	a.wantSeen("a")
	a.turn(`add("b")`)
	a.failing(`db.transaction(() => db.execute("INSERT OR ROLLBACK INTO note VALUES (1, 'y')"))()`, "SqliteError SQLITE_CONSTRAINT")
	a.saved()
	a.wantSeen("a b")
}

func TestTheWordRollbackAloneDoesNotKeepWritesApart(t *testing.T) {
	a := newNotes(t, `CREATE TABLE deployment(id INTEGER PRIMARY KEY, rollback_of REFERENCES deployment DEFERRABLE, rollback, "INITIALLY" CHECK ("INITIALLY" NOT IN ('ROLLBACK')));`)
	a.turn(`db.execute("INSERT INTO note(text) VALUES ('ROLLBACK')"); db.execute("UPDATE deployment SET rollback = 'x' WHERE id > 3 OR 'rollback'")`)
	if a.db.Unsaved() == 0 {
		t.Error("the writes were not grouped")
	}
	a.saved()
}

func TestABatchWaitsForOthersLocks(t *testing.T) {
	a := newAppWith(t, "", dbbind.Options{BusyTimeout: -1})
	a.run(`db.exec("` + notes + `");` + add)
	c := outside(t, a.path)
	defer func() { _ = c.Close() }()
	if _, err := c.Exec("BEGIN IMMEDIATE"); err != nil {
		t.Fatal(err)
	}
	a.failing(`add("x")`, "SqliteError SQLITE_BUSY: database is locked")
	a.failing(`db.transaction(() => 1)()`, "SqliteError SQLITE_BUSY: database is locked")
	if a.db.Unsaved() != 0 {
		t.Error("a write that got no lock is unsaved")
	}
	if _, err := c.Exec("INSERT INTO note VALUES (1, 'other'); COMMIT"); err != nil {
		t.Fatal(err)
	}
	a.turn(`if (db.query("SELECT * FROM note").length !== 1) throw 1; add("a")`)
	if _, err := c.Exec("INSERT INTO note(text) VALUES ('late')"); err == nil {
		t.Error("another connection wrote during the batch")
	}
	a.saved()
	if _, err := c.Exec("INSERT INTO note(text) VALUES ('b')"); err != nil {
		t.Fatal(err)
	}
	a.wantSeen("other a b")
}

func TestAnInterruptedWriteLosesTheBatch(t *testing.T) {
	a := newNotes(t, "")
	for { // until the interrupt falls into the statement and not before it
		a.turn(`add("x")`)
		wait := a.interruptWhenReady()
		a.failing(`ready(); db.execute("`+endless+` INSERT INTO note(text) SELECT i FROM n")`, "SqliteError SQLITE_INTERRUPT")
		wait()
		a.turn(`{ let lost; try { db.query("SELECT 1") } catch (e) { lost = e.code } globalThis.lost = lost }`)
		if !goja.IsUndefined(a.vm.Get("lost")) {
			break
		}
		a.saved()
		a.turn(`db.exec("DELETE FROM note")`)
		a.saved()
	}
	a.failing(`add("y")`, "SqliteError SQLITE_ABORT_ROLLBACK")
	a.isLost()
	a.wantSeen("")
	a.turn(`add("a")`)
	a.saved()
	a.wantSeen("a")
}

// An interrupted read, or script, costs only the turn that it is in.
func TestAnInterruptedReadLosesNothing(t *testing.T) {
	a := newNotes(t, "")
	a.turn(`add("a")`)
	wait := a.interruptWhenReady()
	a.failing(`ready(); db.get("`+endless+` SELECT count(*) FROM n")`, "SqliteError SQLITE_INTERRUPT")
	wait()
	a.turn(`add("b")`)
	a.db.BeginTask()
	a.db.Interrupt() // between the last statement and the end
	if err := a.db.EndTask(); err != nil {
		t.Fatal(err)
	}
	a.saved()
	a.wantSeen("a b")
}

func TestAFullFileLosesTheBatch(t *testing.T) {
	for name, fill := range map[string]string{
		"one statement": `db.execute("INSERT INTO note(text) VALUES (zeroblob(2000000))")`,
		"a transaction": `db.transaction(() => { for (let i = 0; i < 100; i++) db.execute("INSERT INTO note(text) VALUES (zeroblob(20000))") })()`,
	} {
		t.Run(name, func(t *testing.T) {
			a := newNotes(t, "")
			a.turn(`add("a")`)
			a.saved()
			undo := dbbind.LimitPages(a.db, 100)
			a.turn(`add("x")`)
			a.failing(fill, "SqliteError SQLITE_FULL: database or disk is full")
			if a.db.Unsaved() == 0 {
				t.Fatal("nothing is unsaved")
			}
			err := a.db.EndBatch()
			a.turn(`add("b")`)
			undo()
			a.saved()
			if err == nil { // SQLite has undone the statement alone
				a.wantSeen("a x b")
			} else {
				a.wantSeen("a b")
			}
			a.turn(fill)
			a.saved()
		})
	}
}

// A COMMIT that can't write leaves the file as it was.
func TestACommitThatFailsLosesTheBatch(t *testing.T) {
	a := newNotes(t, "")
	a.turn(`add("a")`)
	a.saved()
	a.turn(`add("x")`)
	dbbind.BreakCommit(a.db)
	a.turn(`add("y")`)
	a.isLost()
	a.wantSeen("a")
	a.turn(`add("b")`)
	a.saved()
	a.wantSeen("a b")
}

func TestAMovedFileTakesNoBatch(t *testing.T) {
	a := newNotes(t, "")
	a.turn(`add("a")`)
	a.saved()
	moved := a.path + ".old"
	if err := os.Rename(a.path, moved); err != nil {
		t.Fatal(err)
	}
	a.failing(`add("x")`, "SqliteError SQLITE_READONLY_DBMOVED")
	a.failing(`db.transaction(() => 1)()`, "SqliteError SQLITE_READONLY_DBMOVED")
	a.saved()
	if err := os.Rename(moved, a.path); err != nil {
		t.Fatal(err)
	}
	a.turn(`add("b")`)
	a.saved()
	a.wantSeen("a b")
}

func TestCloseSavesTheBatch(t *testing.T) {
	a := newNotes(t, "")
	a.turn(`add("a")`)
	a.turn(`add("b")`)
	if err := a.db.Close(closeClean); err != nil {
		t.Fatal(err)
	}
	a.wantSeen("a b")
	if _, err := os.Stat(a.path + "-wal"); !os.IsNotExist(err) {
		t.Errorf("the log is still there: %v", err)
	}
}

func TestBatchesInMemory(t *testing.T) {
	a := newAppWith(t, "", dbbind.Options{Path: ":memory:batch"})
	a.turn(`db.exec("` + notes + `");` + add)
	a.turn(`add("a")`)
	a.failing(`add("bad")`, "SqliteError SQLITE_CONSTRAINT_CHECK")
	a.failing(`db.transaction(() => { add("x"); throw new Error("own") })()`, "Error : own")
	a.turn(`db.exec("VACUUM"); add("b")`)
	a.saved()
	a.want(`db.values("SELECT text FROM note").flat()`, `["a","b"]`)
}

// An app has one connection, and readers are never in its way, nor it in theirs.
func TestReadersSeeWholeBatches(t *testing.T) {
	a := newNotes(t, "")
	c, err := sql.Open("sqlite", a.path+"?_pragma=busy_timeout(10000)")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	stop, done := make(chan struct{}), make(chan error)
	go func() {
		for {
			var n int
			if err := c.QueryRow("SELECT count(*) FROM note").Scan(&n); err != nil || n%10 != 0 {
				done <- fmt.Errorf("%d rows, %w", n, err)
				return
			}
			select {
			case <-stop:
				done <- nil
				return
			default:
			}
		}
	}()
	for range 50 {
		for range 10 {
			a.turn(`add("x")`)
		}
		a.saved()
	}
	close(stop)
	if err := <-done; err != nil {
		t.Error(err)
	}
}

// Reads of a batch see one state of the file; the first write, and the next batch, see the newest.
func TestReadsOfABatchShareASnapshot(t *testing.T) {
	a := newNotes(t, "")
	c := outside(t, a.path)
	defer func() { _ = c.Close() }()
	other := func(text string) {
		if _, err := c.Exec("INSERT INTO note(text) VALUES (?)", text); err != nil {
			t.Fatal(err)
		}
	}
	a.turn(`const texts = () => db.values("SELECT text FROM note ORDER BY id").join();
		const is = want => { if (texts() !== want) throw new Error(texts() + ", want " + want) };
		is(""); is("")`)
	other("a")
	a.turn(`is(""); if (db.inTransaction) throw 1`)
	a.turn(`const it = db.prepare("SELECT text FROM note").iterate(); add("b"); is("a,b"); if (!it.next().done) throw 1`)
	a.saved()
	other("c")
	a.turn(`is("a,b,c"); is("a,b,c")`)
	other("d")
	a.turn(`db.transaction(() => { is("a,b,c,d"); add("e") })(); is("a,b,c,d,e")`)
	a.saved()
	a.turn(`is("a,b,c,d,e"); is("a,b,c,d,e"); db.exec("VACUUM"); is("a,b,c,d,e"); is("a,b,c,d,e")`)
	other("f") // readers are in nobody's way
	a.saved()
	a.turn(`is("a,b,c,d,e,f"); is("a,b,c,d,e,f")`)
	if err := a.db.Close(closeClean); err != nil {
		t.Fatal(err)
	}
	a.wantSeen("a b c d e f")
}

func TestAnInterruptedReadEndsNoSharedReads(t *testing.T) {
	a := newNotes(t, "")
	a.turn(`db.query("SELECT 1"); db.query("SELECT 2")`)
	wait := a.interruptWhenReady()
	a.failing(`ready(); db.get("`+endless+` SELECT count(*) FROM n")`, "SqliteError SQLITE_INTERRUPT")
	wait()
	a.turn(`db.query("SELECT 3"); add("a")`)
	a.saved()
	a.turn(`db.query("SELECT 1"); db.query("SELECT 2"); try { db.query("SELECT * FROM nowhere") } catch {}; db.query("SELECT 3")`)
	a.saved()
	a.wantSeen("a")
}
