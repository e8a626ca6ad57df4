package dbbind_test

import (
	"fmt"
	"testing"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/dbbind"
)

const benchSchema = `CREATE TABLE item(id INTEGER PRIMARY KEY, name TEXT, email TEXT, created TEXT, score REAL);
	INSERT INTO item WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n LIMIT 1000)
	SELECT i, 'name of the person ' || i, 'person' || i || '@example.com', '2026-01-01T00:00:00Z', i / 3.0 FROM n;
	CREATE TABLE log(id INTEGER PRIMARY KEY, message TEXT);`

// benchmark calls the function that script evaluates to.
func benchmark(b *testing.B, script string) {
	a := newApp(b, benchSchema)
	f, ok := goja.AssertFunction(a.run(script))
	if !ok {
		b.Fatal("no function")
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := f(nil); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkGetByKey(b *testing.B) {
	benchmark(b, `() => db.get("SELECT id, name FROM item WHERE id = ?", [42])`)
}

func BenchmarkGetByKeyPrepared(b *testing.B) {
	benchmark(b, `const s = db.prepare("SELECT id, name FROM item WHERE id = ?"); () => s.get(42)`)
}

func BenchmarkGetByKeyNamed(b *testing.B) {
	benchmark(b, `() => db.get("SELECT id, name FROM item WHERE id = :id", {id: 42})`)
}

func BenchmarkGetByKeyInTransaction(b *testing.B) {
	benchmark(b, `const s = db.prepare("SELECT id, name FROM item WHERE id = ?"); const t = db.transaction(() => { for (let i = 0; i < 100; i++) s.get(i) }); t`)
}

func BenchmarkQuery50Rows(b *testing.B) {
	benchmark(b, `() => db.query("SELECT * FROM item LIMIT 50")`)
}

func BenchmarkValues50Rows(b *testing.B) {
	benchmark(b, `() => db.values("SELECT * FROM item LIMIT 50")`)
}

// benchmarkJSON calls the function that script evaluates to and encodes its result, as res.json does.
func benchmarkJSON(b *testing.B, script string) {
	a := newApp(b, benchSchema)
	f, ok := goja.AssertFunction(a.run(script))
	if !ok {
		b.Fatal("no function")
	}
	b.ReportAllocs()
	for b.Loop() {
		v, err := f(nil)
		if err != nil {
			b.Fatal(err)
		}
		if _, ok := dbbind.AppendJSON(v); !ok {
			b.Fatal("not encoded")
		}
	}
}

func BenchmarkGetByKeyToJSON(b *testing.B) {
	benchmarkJSON(b, `() => db.get("SELECT * FROM item WHERE id = ?", [42])`)
}

func BenchmarkQuery50RowsToJSON(b *testing.B) {
	benchmarkJSON(b, `() => db.query("SELECT * FROM item LIMIT 50")`)
}

func BenchmarkQuery50RowsTouched(b *testing.B) {
	benchmark(b, `() => db.query("SELECT * FROM item LIMIT 50").at(0)`)
}

// BenchmarkQuery50RowsTouchedFirst touches the first result of each statement.
func BenchmarkQuery50RowsTouchedFirst(b *testing.B) {
	benchmark(b, "let n = 0; () => db.query(`SELECT * FROM item LIMIT 50 -- ${n++}`).at(0)")
}

func BenchmarkIterate50Rows(b *testing.B) {
	benchmark(b, `const s = db.prepare("SELECT * FROM item LIMIT 50"); () => { for (const row of s.iterate()) row.id }`)
}

func BenchmarkInsert(b *testing.B) {
	benchmark(b, `() => db.execute("INSERT INTO log(message) VALUES (?)", ["a message of some length"])`)
}

func BenchmarkInsertInTransaction(b *testing.B) {
	benchmark(b, `db.transaction(() => { for (let i = 0; i < 100; i++) db.execute("INSERT INTO log(message) VALUES (?)", ["a message of some length"]) })`)
}

// BenchmarkStringFunctions calls those that Go computes instead of SQLite.
func BenchmarkStringFunctions(b *testing.B) {
	benchmark(b, `() => db.values("SELECT sum(instr(name, 'son 5')), count(replace(email, '@', ' at ')), count(trim(name)), count(trim(name, ' n')), sum(name LIKE '%son 5%'), sum(name GLOB '*son 5*') FROM item")`)
}

// BenchmarkReadsOfABatch is one row by its key in batches of several turns: from the second read on they share a
// transaction.
func BenchmarkReadsOfABatch(b *testing.B) {
	for _, size := range []int{1, 2, 8, 32} {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			a := newApp(b, benchSchema)
			get, _ := goja.AssertFunction(a.run(`() => db.get("SELECT id, name FROM item WHERE id = ?", [42])`))
			b.ReportAllocs()
			for n := 0; b.Loop(); n++ {
				a.db.BeginTask()
				if _, err := get(nil); err != nil {
					b.Fatal(err)
				}
				if err := a.db.EndTask(); err != nil {
					b.Fatal(err)
				}
				if n%size == size-1 {
					if err := a.db.EndBatch(); err != nil {
						b.Fatal(err)
					}
				}
			}
		})
	}
}
