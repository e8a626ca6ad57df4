package dbbind_test

import (
	"sync"
	"testing"
	"time"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/dbbind"
)

const endless = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n)`

// interruptWhenReady makes the global ready(): a goroutine interrupts the
// database once a script has called it.
func (a *app) interruptWhenReady() (wait func()) {
	ready := make(chan struct{})
	var once sync.Once
	_ = a.vm.Set("ready", func(goja.FunctionCall) goja.Value { once.Do(func() { close(ready) }); return nil })
	done := make(chan struct{})
	go func() {
		defer close(done)
		<-ready
		a.db.Interrupt()
	}()
	return func() { <-done }
}

func TestInterrupt(t *testing.T) {
	scripts := map[string]string{
		"query":     `db.query("` + endless + ` SELECT i FROM n WHERE i < 0")`,
		"one step":  `db.get("` + endless + ` SELECT count(*) FROM n")`,
		"execute":   `db.execute("` + endless + ` INSERT INTO person(name) SELECT i FROM n")`,
		"exec":      `db.exec("` + endless + ` SELECT count(*) FROM n")`,
		"statement": `db.prepare("` + endless + ` SELECT count(*) FROM n").get()`,
		"iterate":   `for (const r of db.prepare("` + endless + ` SELECT i FROM n").iterate());`,
		"trigger":   `db.exec("CREATE TRIGGER slow AFTER UPDATE ON person BEGIN INSERT INTO person(name) ` + endless + ` SELECT i FROM n; END; UPDATE person SET age = 1")`,
		"many":      `for (;;) db.query("SELECT 1")`,
	}
	for name, script := range scripts {
		t.Run(name, func(t *testing.T) {
			a := newApp(t, people)
			wait := a.interruptWhenReady()
			a.wantThrow(`ready(); `+script, "SqliteError SQLITE_INTERRUPT: interrupted")
			wait()
			a.wantThrow(`db.query("SELECT 1")`, "SqliteError SQLITE_INTERRUPT: interrupted")
			a.wantThrow(`db.transaction(() => 1)()`, "SqliteError SQLITE_INTERRUPT: interrupted")
			a.wantThrow(`db.exec("SELECT 1")`, "SqliteError SQLITE_INTERRUPT: interrupted")
			a.wantThrow(`db.prepare("SELECT 2")`, "SqliteError SQLITE_INTERRUPT: interrupted")
			if _, err := a.db.DataVersion(); err != nil {
				t.Errorf("the owner's own statement: %v", err)
			}
			a.endTask()
			a.want(`db.query("SELECT name FROM person WHERE id < 4")`, `[{"name":"Ada"},{"name":"Bob"},{"name":"Cyd"}]`)
		})
	}
}

func TestInterruptRollsTheTransactionBack(t *testing.T) {
	for name, body := range map[string]string{
		"uncaught": `db.execute("` + endless + ` INSERT INTO person(name) SELECT i FROM n")`,
		"caught":   `try { db.query("` + endless + ` SELECT count(*) FROM n") } catch {}`,
		"iterator": `const it = db.prepare("SELECT * FROM person").iterate(); it.next(); try { db.query("` + endless + ` SELECT count(*) FROM n") } catch {}`,
		"nested":   `db.transaction(() => { try { db.query("` + endless + ` SELECT count(*) FROM n") } catch {} })()`,
	} {
		t.Run(name, func(t *testing.T) {
			a := newApp(t, people)
			wait := a.interruptWhenReady()
			got := a.throws(`db.transaction(() => { db.execute("DELETE FROM person WHERE id = 1"); ready(); ` + body + ` })()`)
			if got != "SqliteError SQLITE_INTERRUPT: interrupted" && got != "SqliteError SQLITE_ABORT_ROLLBACK: the transaction has been rolled back by SQLite; nothing in it can be committed" {
				t.Errorf("threw %q", got)
			}
			wait()
			a.want(`db.inTransaction`, `false`)
			a.endTask()
			a.want(`db.get("SELECT count(*) AS n FROM person")`, `{"n":3}`)
		})
	}
}

func TestInterruptEndsAWaitForALock(t *testing.T) {
	a := newAppWith(t, people, dbbind.Options{BusyTimeout: time.Hour})
	c := outside(t, a.path)
	defer func() { _ = c.Close() }()
	if _, err := c.Exec("BEGIN IMMEDIATE"); err != nil {
		t.Fatal(err)
	}
	wait := a.interruptWhenReady()
	got := a.throws(`ready(); db.execute("DELETE FROM person")`)
	if got != "SqliteError SQLITE_BUSY: database is locked" && got != "SqliteError SQLITE_INTERRUPT: interrupted" {
		t.Errorf("threw %q", got)
	}
	wait()
	if _, err := c.Exec("ROLLBACK"); err != nil {
		t.Fatal(err)
	}
	a.endTask()
	a.want(`db.execute("DELETE FROM person")`, `3`)
}

func TestWaitForALockThatIsReleased(t *testing.T) {
	a := newAppWith(t, people, dbbind.Options{BusyTimeout: time.Hour})
	c := outside(t, a.path)
	defer func() { _ = c.Close() }()
	if _, err := c.Exec("BEGIN IMMEDIATE"); err != nil {
		t.Fatal(err)
	}
	ready := make(chan struct{})
	_ = a.vm.Set("ready", func(goja.FunctionCall) goja.Value { close(ready); return nil })
	done := make(chan error)
	go func() {
		<-ready
		time.Sleep(20 * time.Millisecond)
		_, err := c.Exec("COMMIT")
		done <- err
	}()
	a.want(`ready(); db.execute("DELETE FROM person")`, `3`)
	if err := <-done; err != nil {
		t.Fatal(err)
	}
}

// An interrupt belongs to the task in which it fell, however it is timed.
func TestInterruptDoesNotReachTheNextTask(t *testing.T) {
	a := newApp(t, people)
	stop := make(chan struct{})
	task := make(chan struct{})
	var interrupts sync.WaitGroup
	interrupts.Go(func() {
		for {
			select {
			case <-stop:
				return
			case <-task:
				a.db.Interrupt()
				task <- struct{}{}
			}
		}
	})
	for i := range 200 {
		task <- struct{}{} // the interrupt falls anywhere into this task
		_, _ = a.vm.RunString(`try { for (const r of db.prepare("SELECT id FROM person").iterate()) db.query("SELECT 1") } catch {}`)
		<-task
		if err := a.db.EndTask(); err != nil {
			t.Fatal(err)
		}
		a.db.BeginTask()
		if _, err := a.vm.RunString(`db.query("SELECT 1"); db.transaction(() => db.execute("UPDATE person SET age = 1"))()`); err != nil {
			t.Fatalf("task %d: %v", i, err)
		}
	}
	close(stop)
	interrupts.Wait()
}

func TestResultsAreBounded(t *testing.T) {
	a := newAppWithLimit(t, "", 1<<20)
	tooBig := "SqliteError SQLITE_TOOBIG: the result is larger than memory_limit"
	for _, sql := range []string{
		endless + " SELECT i FROM n",
		endless + " SELECT hex(zeroblob(50000)) FROM n",
		endless + " SELECT zeroblob(50000) FROM n",
		"SELECT hex(zeroblob(250000)) AS a, hex(zeroblob(250000)) AS b, hex(zeroblob(250000)) AS c",
	} {
		a.wantThrow(`db.query("`+sql+`")`, tooBig)
		a.wantThrow(`db.values("`+sql+`")`, tooBig)
	}
	a.wantThrow(`db.prepare("`+endless+` SELECT i FROM n").pluck().all()`, tooBig)
	a.want(`let n = 0; for (const row of db.prepare("`+endless+` SELECT hex(zeroblob(1000)) AS x FROM n LIMIT 2000").iterate()) n += row.x.length; n`, `4000000`)
	a.wantThrow(`db.query("SELECT zeroblob(2000000)")`, "SqliteError SQLITE_TOOBIG: string or blob too big")
	a.wantThrow(`db.query("SELECT ?", ["x".repeat(2000000)])`, "SqliteError SQLITE_TOOBIG: string or blob too big")
	a.wantThrow(`const it = db.prepare("`+endless+` SELECT i FROM n").iterate(); it.next(); db.execute("CREATE TABLE x(a)")`, tooBig)
	a.wantThrow(`it.next()`, "SqliteError SQLITE_MISUSE")
	a.endTask()
	a.want(`db.execute("CREATE TABLE x(a)")`, `0`)
}

func TestWorkOfNobodyReadsOnly(t *testing.T) {
	a := newApp(t, people)
	a.db.Orphan(true)
	for _, script := range []string{
		`db.execute("DELETE FROM person")`,
		`db.exec("SELECT 1; DELETE FROM person")`,
		`db.prepare("DELETE FROM person").run()`,
		`db.transaction(() => 1)()`,
	} {
		a.wantThrow(script, "TypeError: a write was refused, since nobody knows which request it belongs to")
	}
	a.want(`db.values("SELECT count(*) > 0 FROM person")`, `[[1]]`)
	a.db.Orphan(false)
	a.want(`db.execute("DELETE FROM person WHERE id = 1")`, `1`)
	a.db.Orphan(true)
	a.endTask()
	a.want(`db.execute("DELETE FROM person WHERE id = 2")`, `1`)
}
