package dbbind_test

import (
	"errors"
	"testing"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/dbbind"
)

const accounts = `CREATE TABLE account(id INTEGER PRIMARY KEY, amount INT CHECK (amount >= 0));
	INSERT INTO account VALUES (1, 100), (2, 0);
	CREATE TABLE parent(id INTEGER PRIMARY KEY); CREATE TABLE kid(p REFERENCES parent DEFERRABLE INITIALLY DEFERRED);
	CREATE TABLE trap(x); CREATE TRIGGER boom BEFORE INSERT ON trap BEGIN SELECT RAISE(ROLLBACK, 'boom'); END;`

const amounts = `db.values("SELECT amount FROM account ORDER BY id").flat()`

func TestTransactionCommits(t *testing.T) {
	a := newApp(t, accounts)
	a.run(`const move = db.transaction((from, to, n) => {
		db.execute("UPDATE account SET amount = amount - ? WHERE id = ?", [n, from]);
		db.execute("UPDATE account SET amount = amount + ? WHERE id = ?", [n, to]);
		return [db.inTransaction, n];
	})`)
	a.want(`move(1, 2, 30)`, `[true,30]`)
	a.want(`db.inTransaction`, `false`)
	a.want(amounts, `[70,30]`)
	for _, variant := range []string{"deferred", "immediate", "exclusive", "default"} {
		a.want(`move.`+variant+`(1, 2, 1)`, `[true,1]`)
	}
	a.want(amounts, `[66,34]`)
	a.want(`[move.database === db, typeof move, move instanceof Function, move.name]`, `[true,"function",true,"transaction"]`)
	a.want(`db.transaction(function (x) { return [this.tag, x] }).call({tag: "t"}, 5)`, `["t",5]`)
	a.want(`db.transaction(() => undefined)()`, `undefined`)
	c := outside(t, a.path)
	defer func() { _ = c.Close() }()
	var n int
	if err := c.QueryRow("SELECT amount FROM account WHERE id = 2").Scan(&n); err != nil || n != 34 {
		t.Errorf("another connection sees %d, %v", n, err)
	}
}

func TestTransactionRollsBackOnThrow(t *testing.T) {
	a := newApp(t, accounts)
	a.want(`const mine = new Error("mine"); let caught;
		try { db.transaction(() => { db.execute("UPDATE account SET amount = 1"); throw mine })() } catch (e) { caught = e }
		[caught === mine, db.inTransaction, ...`+amounts+`]`, `[true,false,100,0]`)
	for _, thrown := range []string{"null", "undefined", "'text'", "{a: 1}", "0"} {
		a.want(`let c`+"_"+`; try { db.transaction(() => { db.execute("DELETE FROM account"); throw `+thrown+` })() } catch (e) { c_ = [e] }; const r = c_; c_ = 0; r`, "["+a.jsonOr(thrown)+"]")
		a.bind()
	}
	a.want(amounts, `[100,0]`)
	a.wantThrow(`db.transaction(() => { db.execute("UPDATE account SET amount = 50"); db.execute("UPDATE account SET amount = -1") })()`, "SqliteError SQLITE_CONSTRAINT_CHECK")
	a.want(amounts, `[100,0]`)
	a.wantThrow(`db.transaction(5)`, "TypeError: db.transaction needs a function, not a number")
	a.wantThrow(`db.transaction()`, "TypeError: db.transaction needs a function, not undefined")
}

// jsonOr is json of an expression; undefined in an array is null.
func (a *app) jsonOr(script string) string {
	s := a.json("[" + script + "]")
	return s[1 : len(s)-1]
}

func TestExceptionKeepsItsStack(t *testing.T) {
	a := newApp(t, accounts)
	_, err := a.vm.RunScript("app.js", "function inner() {\n  throw new Error('deep')\n}\ndb.transaction(() => inner())()")
	var ex *goja.Exception
	if !errors.As(err, &ex) {
		t.Fatal(err)
	}
	if p := ex.Stack()[0].Position(); p.Filename != "app.js" || p.Line != 2 {
		t.Errorf("the stack begins at %v", p)
	}
}

func TestNestedTransactionsAreSavepoints(t *testing.T) {
	a := newApp(t, accounts)
	a.want(`const set = db.transaction((id, n, fail) => { db.execute("UPDATE account SET amount = ? WHERE id = ?", [n, id]); if (fail) throw new Error("inner") });
		db.transaction(() => {
			set(1, 5, false);
			try { set(2, 6, true) } catch (e) { if (e.message !== "inner" || !db.inTransaction) throw e }
			db.transaction(() => { try { set(1, 7, true) } catch {} ; set(2, 8, false) })();
		})(); `+amounts, `[5,8]`)
	a.want(`try { db.transaction(() => { set(1, 0, false); throw 1 })() } catch {} ; `+amounts, `[5,8]`)
	a.want(`const deep = n => n === 0 ? db.execute("UPDATE account SET amount = 9") : db.transaction(deep)(n - 1); deep(50); `+amounts, `[9,9]`)
}

func TestTransactionRefusesPromises(t *testing.T) {
	a := newApp(t, accounts)
	for _, fn := range []string{
		`async () => { db.execute("UPDATE account SET amount = 1") }`,
		`() => { db.execute("UPDATE account SET amount = 1"); return Promise.resolve() }`,
		`() => { db.execute("UPDATE account SET amount = 1"); return { then() {} } }`,
		`() => { db.execute("UPDATE account SET amount = 1"); const f = () => {}; f.then = () => {}; return f }`,
	} {
		a.wantThrow(`db.transaction(`+fn+`)()`, "TypeError: a transaction's function must not return a promise")
		a.want(amounts, `[100,0]`)
		a.want(`db.inTransaction`, `false`)
	}
	a.want(`db.transaction(() => ({then: 1}))()`, `{"then":1}`)
	a.wantThrow(`db.transaction(() => { db.execute("UPDATE account SET amount = 1"); return {get then() { throw new Error("getter") }} })()`, "Error: getter")
	a.want(amounts, `[100,0]`)
}

func TestTransactionLostToSQLite(t *testing.T) {
	lost := map[string]string{
		"OR ROLLBACK":     `db.execute("INSERT OR ROLLBACK INTO account VALUES (1, 1)")`,
		"UPDATE OR":       `db.execute("UPDATE OR ROLLBACK account SET id = 1")`,
		"RAISE(ROLLBACK)": `db.execute("INSERT INTO trap VALUES (1)")`,
	}
	for name, statement := range lost {
		t.Run(name, func(t *testing.T) {
			a := newApp(t, accounts)
			a.wantThrow(`db.transaction(() => { db.execute("UPDATE account SET amount = 1"); `+statement+` })()`, "SqliteError SQLITE_CONSTRAINT")
			a.want(amounts, `[100,0]`)
			const after = `SqliteError SQLITE_ABORT_ROLLBACK: the transaction has been rolled back by SQLite`
			a.wantThrow(`db.transaction(() => { try { `+statement+` } catch {} })()`, after)
			a.wantThrow(`db.transaction(() => { try { `+statement+` } catch {} ; db.execute("UPDATE account SET amount = 1") })()`, after)
			a.want(`let seen; try { db.transaction(() => { try { `+statement+` } catch {} ; seen = db.inTransaction; db.query("SELECT 1") })() } catch {} ; seen`, `false`)
			a.wantThrow(`db.transaction(() => { db.transaction(() => { try { `+statement+` } catch {} })() })()`, after)
			a.wantThrow(`db.transaction(() => { try { db.transaction(() => { `+statement+` })() } catch {} ; db.transaction(() => db.execute("UPDATE account SET amount = 1"))() })()`, after)
			a.wantThrow(`db.transaction(() => { try { `+statement+` } catch {} ; throw new Error("own") })()`, "Error: own")
			a.want(amounts, `[100,0]`)
			a.want(`db.transaction(() => db.execute("UPDATE account SET amount = 2 WHERE id = 2"))()`, `1`)
			a.endTask()
		})
	}
	a := newApp(t, accounts) // outside of a transaction they are ordinary errors
	a.wantThrow(lost["OR ROLLBACK"], "SqliteError SQLITE_CONSTRAINT_PRIMARYKEY")
	a.want(`db.execute("UPDATE account SET amount = 3 WHERE id = 2")`, `1`)
}

func TestCommitFailureRollsBack(t *testing.T) {
	a := newApp(t, accounts)
	a.wantThrow(`db.transaction(() => { db.execute("UPDATE account SET amount = 1"); db.execute("INSERT INTO kid VALUES (9)") })()`, "SqliteError SQLITE_CONSTRAINT_FOREIGNKEY")
	a.want(`[db.inTransaction, ...`+amounts+`]`, `[false,100,0]`)
	a.want(`db.transaction(() => { db.execute("INSERT INTO kid VALUES (9)"); db.execute("INSERT INTO parent VALUES (9)") })(); db.get("SELECT count(*) AS n FROM kid")`, `{"n":1}`)
}

func TestTransactionStatementsAreHiddenFromSQL(t *testing.T) {
	a := newApp(t, accounts)
	a.wantThrow(`db.transaction(() => db.exec("COMMIT"))()`, "SqliteError SQLITE_AUTH: COMMIT is not allowed")
	a.wantThrow(`db.transaction(() => db.transaction(() => db.exec("RELEASE hbf"))())()`, "SqliteError SQLITE_AUTH: RELEASE is not allowed")
	a.wantThrow(`db.transaction(() => db.exec("ROLLBACK TO hbf"))()`, "SqliteError SQLITE_AUTH")
	a.want(`db.inTransaction`, `false`)
}

func TestTransactionWaitsForLocks(t *testing.T) {
	a := newAppWith(t, accounts, dbbind.Options{BusyTimeout: -1})
	c := outside(t, a.path)
	defer func() { _ = c.Close() }()
	if _, err := c.Exec("BEGIN IMMEDIATE"); err != nil {
		t.Fatal(err)
	}
	a.wantThrow(`db.transaction(() => { throw new Error("ran") })()`, "SqliteError SQLITE_BUSY: database is locked")
	a.wantThrow(`db.execute("DELETE FROM account")`, "SqliteError SQLITE_BUSY: database is locked")
	a.want(`db.inTransaction`, `false`)
	a.want(amounts, `[100,0]`) // readers are not in a writer's way
	if _, err := c.Exec("COMMIT"); err != nil {
		t.Fatal(err)
	}
	a.want(`db.transaction(() => 1)()`, `1`)
}

func TestExecStopsAtTheFirstFailure(t *testing.T) {
	a := newApp(t, accounts)
	a.want(`let off; try { db.exec("DELETE FROM account WHERE id = 1; -- €\nDELETE FROM account WHERE nope = 1; DELETE FROM account") } catch (e) { off = [e.message, e.offset] } off`, `["no such column: nope",65]`)
	a.want(amounts, `[0]`)
	a.wantThrow(`db.transaction(() => db.exec("DELETE FROM account; DELETE FROM nowhere"))()`, "SqliteError SQLITE_ERROR")
	a.want(amounts, `[0]`)
	a.want(`db.exec(" ; ; ") === db && db.exec("") === db`, `true`)
}

func TestEndTaskEndsWhatAnAbandonedScriptLeft(t *testing.T) {
	a := newApp(t, accounts)
	native := func(goja.FunctionCall) goja.Value {
		if err := a.db.EndTask(); !errors.Is(err, dbbind.ErrTransactionLeftOpen) {
			t.Errorf("EndTask within a transaction: %v", err)
		}
		if err := a.db.EndTask(); err != nil {
			t.Errorf("second EndTask: %v", err)
		}
		panic("the script is gone")
	}
	_ = a.vm.Set("vanish", native)
	func() {
		defer func() { _ = recover() }()
		_, _ = a.vm.RunString(`db.transaction(() => { db.execute("UPDATE account SET amount = 1"); vanish() })()`)
	}()
	a.bind()
	a.want(amounts, `[100,0]`)
	a.want(`db.transaction(() => db.execute("UPDATE account SET amount = 4"))(); [db.inTransaction, ...`+amounts+`]`, `[false,4,4]`)
	a.endTask()
	if err := a.db.EndBatch(); err != nil {
		t.Error(err)
	}
}

// What goja cannot catch must roll back all the same and reach the engine as
// it was.
func TestTransactionEndedByTheEngine(t *testing.T) {
	a := newApp(t, accounts)
	_ = a.vm.Set("stop", func(goja.FunctionCall) goja.Value { a.vm.Interrupt("deadline"); return nil })
	_, err := a.vm.RunString(`db.transaction(() => { db.execute("UPDATE account SET amount = 1"); db.transaction(() => { stop(); for (;;); })() })()`)
	var interrupted *goja.InterruptedError
	if !errors.As(err, &interrupted) || interrupted.Value() != "deadline" {
		t.Errorf("an interrupt became %v", err)
	}
	a.vm.ClearInterrupt()
	a.want(`[db.inTransaction, ...`+amounts+`]`, `[false,100,0]`)

	a.vm.SetMaxCallStackSize(200)
	_, err = a.vm.RunString(`const again = () => again(); db.transaction(() => { db.execute("UPDATE account SET amount = 1"); again() })()`)
	var overflow *goja.StackOverflowError
	if !errors.As(err, &overflow) {
		t.Errorf("a stack overflow became %v", err)
	}
	a.want(`[db.inTransaction, ...`+amounts+`]`, `[false,100,0]`)

	_ = a.vm.Set("crash", func(goja.FunctionCall) goja.Value { panic("crash") })
	func() {
		defer func() {
			if r := recover(); r != "crash" {
				t.Errorf("a panic became %v", r)
			}
		}()
		_, _ = a.vm.RunString(`db.transaction(() => { db.execute("UPDATE account SET amount = 1"); crash() })()`)
	}()
	a.endTask()
	a.bind()
	a.want(`[db.inTransaction, ...`+amounts+`]`, `[false,100,0]`)
}
