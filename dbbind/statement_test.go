package dbbind_test

import "testing"

func TestStatement(t *testing.T) {
	a := newApp(t, people)
	a.run(`const byId = db.prepare("SELECT * FROM person WHERE id = ?"), all = db.prepare("SELECT id, name FROM person ORDER BY id"),
		add = db.prepare("INSERT INTO person(name, age) VALUES (@name, @age)")`)
	a.want(`byId.get(1)`, `{"id":1,"name":"Ada","age":36}`)
	a.want(`byId.get(99)`, `undefined`)
	a.want(`all.all()`, `[{"id":1,"name":"Ada"},{"id":2,"name":"Bob"},{"id":3,"name":"Cyd"}]`)
	a.want(`all.values()`, `[[1,"Ada"],[2,"Bob"],[3,"Cyd"]]`)
	a.want(`add.run({name: "Dan", age: 4})`, `{"changes":1,"lastInsertRowid":4}`)
	a.want(`add.get({name: "Eve", age: 5})`, `undefined`)
	a.want(`add.all({name: "Fay", age: 6})`, `[]`)
	a.want(`db.prepare("DELETE FROM person WHERE id > 3").run().changes`, `3`)
	a.want(`db.prepare("CREATE TABLE x(a)").run().changes`, `0`)
	a.want(`db.prepare("SELECT 1").run().changes`, `0`)
	a.want(`db.prepare("INSERT INTO person(name) VALUES ('Gus') RETURNING id, name").get()`, `{"id":4,"name":"Gus"}`)
	a.want(`db.prepare("INSERT INTO person(name) VALUES ('H'), ('I') RETURNING name").all()`, `[{"name":"H"},{"name":"I"}]`)
	a.want(`db.prepare("DELETE FROM person WHERE id > 3 RETURNING id").run().changes`, `3`)
}

func TestStatementModes(t *testing.T) {
	a := newApp(t, people)
	a.run(`const s = db.prepare("SELECT id, name FROM person ORDER BY id LIMIT 2")`)
	a.want(`s.pluck() === s && s.all()`, `[1,2]`)
	a.want(`s.get()`, `1`)
	a.want(`[...s.iterate()]`, `[1,2]`)
	a.want(`s.values()`, `[[1,"Ada"],[2,"Bob"]]`)
	a.want(`s.raw().all()`, `[[1,"Ada"],[2,"Bob"]]`)
	a.want(`s.pluck(false).get()`, `[1,"Ada"]`)
	a.want(`s.raw(false).get()`, `{"id":1,"name":"Ada"}`)
	a.want(`s.expand().get()`, `{"person":{"id":1,"name":"Ada"}}`)
	a.want(`db.prepare("SELECT p.id, q.id, 1 + 1 AS two FROM person AS p JOIN person AS q USING (id) LIMIT 1").expand().get()`, `{"person":{"id":1},"$":{"two":2}}`)
	a.want(`db.prepare("SELECT 1 AS a").pluck().safeIntegers().get()`, `"1n"`)
}

func TestStatementProperties(t *testing.T) {
	a := newApp(t, people)
	a.want(`const s = db.prepare("SELECT id FROM person"); [s.source, s.reader, s.readonly, s.database === db]`, `["SELECT id FROM person",true,true,true]`)
	a.want(`const i = db.prepare("DELETE FROM person"); [i.reader, i.readonly]`, `[false,false]`)
	a.want(`const r = db.prepare("DELETE FROM person RETURNING *"); [r.reader, r.readonly]`, `[true,false]`)
	a.want(`db.prepare("SELECT id AS i, name, count(*) AS n FROM person").columns()`,
		`[{"name":"i","column":"id","table":"person","database":"main","type":"INTEGER"},{"name":"name","column":"name","table":"person","database":"main","type":"TEXT"},{"name":"n","column":null,"table":null,"database":null,"type":null}]`)
	a.want(`i.columns()`, `[]`)
	a.want(`Object.keys(s)`, `[]`)
	a.want(`const star = db.prepare("SELECT * FROM person"); star.get(); db.exec("ALTER TABLE person ADD COLUMN more"); star.columns().length`, `4`)
}

func TestStatementBind(t *testing.T) {
	a := newApp(t, people)
	a.want(`const s = db.prepare("SELECT name FROM person WHERE id = ?").bind(2); [s.get(), s.get(), s.all().length]`, `[{"name":"Bob"},{"name":"Bob"},1]`)
	a.wantThrow(`s.get(1)`, "TypeError: this statement already has bound parameters")
	a.wantThrow(`s.bind(1)`, "TypeError: the bind() method can only be called once")
	a.wantThrow(`db.prepare("SELECT ?").bind()`, "RangeError: too few")
	a.wantThrow(`db.prepare("SELECT ?").bind(1, 2)`, "RangeError: too many")
	a.want(`const bytes = new Uint8Array([1]); const b = db.prepare("SELECT ? AS b").bind(bytes); bytes[0] = 9; b.get()`, `{"b":"bytes:1"}`)
}

func TestStatementMethodsNeedAStatement(t *testing.T) {
	a := newApp(t, people)
	a.run(`const s = db.prepare("SELECT 1 AS a")`)
	for _, this := range []string{"undefined", "null", "1", "{}", "[]", "db", "s.iterate()", "new Proxy({}, {})", "Object.getPrototypeOf(s)"} {
		a.wantThrow(`s.get.call(`+this+`)`, "TypeError: this is not a prepared statement of hbf:db")
	}
	a.wantThrow(`s.iterate().next.call(s)`, "TypeError: this is not an iterator of hbf:db")
	a.want(`Object.create(s).get()`, `{"a":1}`)
	a.want(`const [symbol] = Object.getOwnPropertySymbols(s); const hidden = s[symbol]; [typeof hidden, Object.keys(hidden), JSON.stringify(hidden), String(hidden)]`, `["object",[],"{}","[object Object]"]`)
	a.wantThrow(`"use strict"; s[symbol] = 1`, "TypeError")
	a.want(`s.get()`, `{"a":1}`)
}

func TestStatementsOutliveTheCache(t *testing.T) {
	a := newApp(t, people)
	a.run(`const s = db.prepare("SELECT name FROM person WHERE id = ?"); const first = s.get(1);
		for (let i = 0; i < 1000; i++) db.query("SELECT " + i)`)
	a.want(`[first, s.get(2)]`, `[{"name":"Ada"},{"name":"Bob"}]`)
	a.want(`const long = db.prepare("SELECT ? AS a -- " + "x".repeat(100000)); [long.get(1), long.get(2), ...long.iterate(3)]`, `[{"a":1},{"a":2},{"a":3}]`)
	a.want(`const two = db.prepare("SELECT name FROM person WHERE id = ?"); [s.get(1).name, two.get(2).name]`, `["Ada","Bob"]`)
}

func TestSchemaChanges(t *testing.T) {
	a := newApp(t, people)
	a.run(`const s = db.prepare("SELECT * FROM person WHERE id = 1")`)
	a.want(`s.get()`, `{"id":1,"name":"Ada","age":36}`)
	a.run(`db.exec("ALTER TABLE person ADD COLUMN mail DEFAULT 'm'")`)
	a.want(`s.get()`, `{"id":1,"name":"Ada","age":36,"mail":"m"}`)
	a.run(`db.exec("ALTER TABLE person RENAME COLUMN age TO years")`)
	a.want(`db.query("SELECT * FROM person WHERE id = 1")`, `[{"id":1,"name":"Ada","years":36,"mail":"m"}]`)
	a.want(`s.values()`, `[[1,"Ada",36,"m"]]`)
	a.run(`db.exec("DROP TABLE person")`)
	a.wantThrow(`s.get()`, "SqliteError SQLITE_ERROR: no such table: person")
	a.run(`db.exec("CREATE TABLE person(id, __proto__); INSERT INTO person VALUES (1, NULL)")`)
	a.want(`Object.keys(s.get())`, `["id","__proto__"]`)

	c := outside(t, a.path)
	defer func() { _ = c.Close() }()
	if _, err := c.Exec("ALTER TABLE person ADD COLUMN elsewhere DEFAULT 5"); err != nil {
		t.Fatal(err)
	}
	a.want(`s.get().elsewhere`, `5`)
}
