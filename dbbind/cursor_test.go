package dbbind_test

import "testing"

func TestIterate(t *testing.T) {
	a := newApp(t, people)
	a.run(`const s = db.prepare("SELECT id FROM person ORDER BY id")`)
	a.want(`const seen = []; for (const row of s.iterate()) seen.push(row); seen`, `[{"id":1},{"id":2},{"id":3}]`)
	a.want(`Array.from(db.prepare("SELECT id FROM person WHERE id > ?").iterate(1), r => r.id)`, `[2,3]`)
	a.want(`const [first, second] = s.iterate(); [first, second]`, `[{"id":1},{"id":2}]`)
	a.want(`for (const row of s.iterate()) break; s.all().length`, `3`)
	a.want(`const it = s.iterate(); [it[Symbol.iterator]() === it, it.next(), it.return("r"), it.next(), it.next()]`,
		`[true,{"value":{"id":1},"done":false},{"value":"r","done":true},{"done":true},{"done":true}]`)
	a.want(`const e = db.prepare("SELECT 1 WHERE 0").iterate(); [e.next(), e.next(), e.return()]`, `[{"done":true},{"done":true},{"done":true}]`)
	a.wantThrow(`for (const row of s.iterate()) throw new Error("out")`, "Error: out")
	a.wantThrow(`s.iterate(1)`, "RangeError: too many")
	a.endTask()
}

func TestIterateRunsWritersAtOnce(t *testing.T) {
	a := newApp(t, people)
	a.want(`const it = db.prepare("INSERT INTO person(name) VALUES ('X'), ('Y') RETURNING name").iterate(); db.get("SELECT count(*) AS n FROM person")`, `{"n":5}`)
	a.want(`[...it]`, `[{"name":"X"},{"name":"Y"}]`)
	a.want(`[...db.prepare("DELETE FROM person WHERE id > 3").iterate()]`, `[]`)
}

func TestStatementIsReentrant(t *testing.T) {
	a := newApp(t, people)
	a.want(`const s = db.prepare("SELECT id FROM person WHERE id >= ? ORDER BY id"); const seen = [];
		for (const x of s.iterate(1)) for (const y of s.iterate(2)) seen.push(x.id * 10 + y.id, ...s.all(3).map(r => r.id)); seen`,
		`[12,3,13,3,22,3,23,3,32,3,33,3]`)
	a.want(`const q = "SELECT id FROM person ORDER BY id"; const got = []; for (const r of db.prepare(q).iterate()) got.push(r.id, db.query(q).length); got`, `[1,3,2,3,3,3]`)
}

func TestWritesDuringIteration(t *testing.T) {
	a := newApp(t, people)
	a.want(`const names = []; for (const row of db.prepare("SELECT id, name FROM person ORDER BY id").iterate()) {
			names.push(row.name);
			db.execute("UPDATE person SET name = name || '!' WHERE id >= ?", [row.id]);
			db.execute("INSERT INTO person(name) VALUES (?)", ["new" + row.id]);
		}
		[names, db.values("SELECT name FROM person ORDER BY id").flat()]`,
		`[["Ada","Bob","Cyd"],["Ada!","Bob!!","Cyd!!!","new1!!","new2!","new3"]]`)
	a.want(`const n = []; for (const row of db.prepare("SELECT id FROM person ORDER BY id LIMIT 3").iterate()) db.transaction(() => { n.push(row.id); db.execute("DELETE FROM person WHERE id = ?", [row.id]) })(); n`, `[1,2,3]`)
}

// A writer elsewhere makes the snapshot of an open iterator old. Its next row must still
// come, and a write of our own must not fail with SQLITE_BUSY_SNAPSHOT.
func TestIterateWithAnOutsideWriter(t *testing.T) {
	a := newApp(t, people)
	c := outside(t, a.path)
	defer func() { _ = c.Close() }()
	a.run(`const it = db.prepare("SELECT name FROM person ORDER BY id").pluck().iterate(); const first = it.next().value`)
	if _, err := c.Exec("UPDATE person SET name = name || '?'"); err != nil {
		t.Fatal(err)
	}
	a.want(`db.execute("UPDATE person SET age = 1"); [first, ...it]`, `["Ada","Bob","Cyd"]`)
	a.want(`db.query("SELECT name FROM person WHERE id = 1")`, `[{"name":"Ada?"}]`)
}

func TestIteratorEndsWithItsTask(t *testing.T) {
	a := newApp(t, people)
	a.run(`const it = db.prepare("SELECT id FROM person").iterate(); it.next();
		const ahead = db.prepare("SELECT id FROM person").iterate(); ahead.next(); db.execute("UPDATE person SET age = 0")`)
	a.endTask()
	a.wantThrow(`it.next()`, "SqliteError SQLITE_MISUSE: the iterator was closed")
	a.want(`it.return()`, `{"done":true}`)
	a.want(`db.execute("DROP TABLE person")`, `0`)
}

func TestOpenIteratorsAreBounded(t *testing.T) {
	a := newApp(t, people)
	a.wantThrow(`const keep = []; for (let i = 0; i < 5000; i++) { const it = db.prepare("SELECT id FROM person").iterate(); it.next(); keep.push(it) }`, "SqliteError SQLITE_MISUSE: too many iterators are open")
	a.endTask()
	a.want(`[...db.prepare("SELECT id FROM person").iterate()].length`, `3`)
}

func TestIterateInTransactions(t *testing.T) {
	a := newApp(t, people)
	a.want(`const it = db.transaction(() => { db.execute("INSERT INTO person(name) VALUES ('Z')"); const it = db.prepare("SELECT name FROM person ORDER BY id DESC").pluck().iterate(); it.next(); return it })(); [...it]`, `["Cyd","Bob","Ada"]`)
	a.want(`let it2; try { db.transaction(() => { db.exec("CREATE TABLE tmp(x); INSERT INTO tmp VALUES (1), (2)"); it2 = db.prepare("SELECT x FROM tmp").iterate(); it2.next(); throw 1 })() } catch {} ; let code; try { it2.next() } catch (e) { code = e.code } code`, `"SQLITE_ABORT_ROLLBACK"`)
	a.endTask()
}
