package dbbind_test

import (
	"errors"
	"testing"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/dbbind"
)

// stuck runs a script on a goroutine of its own until it calls stone(), which does not return before release is called.
// ended gives how the script has ended.
func (a *app) stuck(script string) (release func(), ended chan error) {
	a.Helper()
	let, inside := make(chan struct{}), make(chan struct{})
	if err := a.vm.Set("stone", func(goja.FunctionCall) goja.Value {
		close(inside)
		<-let
		return goja.Undefined()
	}); err != nil {
		a.Fatal(err)
	}
	ended = make(chan error, 1)
	vm := a.vm
	go func() {
		_, err := vm.RunString(script)
		ended <- err
	}()
	<-inside
	return func() { close(let) }, ended
}

func TestTheDatabaseIsTakenFromAStuckScript(t *testing.T) {
	for _, test := range []struct{ name, script string }{
		{"within a transaction", `db.transaction(() => { db.execute("INSERT INTO t VALUES ('stuck')"); stone(); db.execute("INSERT INTO t VALUES ('late')") })()`},
		{"after a write", `db.execute("INSERT INTO t VALUES ('stuck')"); stone(); db.execute("INSERT INTO t VALUES ('late')")`},
		{"with an open iterator", `for (const row of db.prepare("SELECT * FROM t").iterate()) { stone(); }`},
		{"with a statement", `{ const s = db.prepare("INSERT INTO t VALUES ('late')"); stone(); s.run() }`},
		{"with an untouched result", `{ const rows = db.query("SELECT * FROM t"); stone(); rows[0].x }`},
		{"in a query", `stone(); try { db.query("SELECT * FROM t") } catch { db.execute("INSERT INTO t VALUES ('late')") }`},
		{"in exec", `stone(); db.exec("INSERT INTO t VALUES ('late')")`},
		{"in get", `stone(); db.get("SELECT * FROM t")`},
		{"in prepare", `stone(); db.prepare("SELECT * FROM t")`},
		{"in inTransaction", `stone(); db.inTransaction`},
	} {
		t.Run(test.name, func(t *testing.T) {
			a := newApp(t, "CREATE TABLE t(x); INSERT INTO t VALUES ('first')")
			release, ended := a.stuck(test.script)
			a.db.Interrupt()
			if err := a.db.Abandon(); err != nil {
				t.Fatal(err)
			}
			if n := a.db.Unsaved(); n != 0 {
				t.Errorf("transaction %d is open", n)
			}
			a.bind()
			a.run(`db.execute("INSERT INTO t VALUES ('second')")`)
			release()
			var interrupted *goja.InterruptedError
			if err := <-ended; !errors.As(err, &interrupted) {
				t.Errorf("the stuck script ended with %v", err)
			}
			a.run(`db.transaction(() => db.execute("INSERT INTO t VALUES ('third')"))()`)
			a.want(`db.values("SELECT x FROM t").flat()`, `["first","second","third"]`)
		})
	}
}

// A script that is stuck in the middle of a use of the connection keeps it.
func TestTheDatabaseIsNotTakenWhileItIsUsed(t *testing.T) {
	a := newApp(t, "CREATE TABLE t(x); INSERT INTO t VALUES ('first')")
	release, ended := a.stuck(`
		Object.defineProperty(Object.prototype, 'x', { get: stone, configurable: true });
		db.prepare('SELECT x FROM t').expand(false).iterate().next()
	`)
	if err := a.db.Abandon(); !errors.Is(err, dbbind.ErrStuck) {
		t.Errorf("got %v", err)
	}
	if err := a.db.Close(dbbind.CloseOptions{}); !errors.Is(err, dbbind.ErrStuck) {
		t.Errorf("closing: %v", err)
	}
	release()
	if err := <-ended; err != nil {
		t.Errorf("the script ended with %v", err)
	}
	if err := a.db.Abandon(); err != nil {
		t.Error(err)
	}
	a.bind()
	a.want(`db.values("SELECT x FROM t").flat()`, `["first"]`)
}

// What results and errors call of the app's may use the database.
func TestTheGateLetsNestedUsesPass(t *testing.T) {
	a := newApp(t, "CREATE TABLE t(x); INSERT INTO t VALUES ('first')")
	a.want(`
		Object.defineProperty(Object.prototype, 'x', { get() { return db.get('SELECT 1 AS y').y }, set() {}, configurable: true });
		const row = db.prepare('SELECT x FROM t').iterate().next().value;
		delete Object.prototype.x;
		[row, db.transaction(() => db.transaction(() => db.get('SELECT 2 AS y').y)())()]
	`, `[{"x":"first"},2]`)
}
