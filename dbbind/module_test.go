package dbbind_test

import "testing"

const people = `CREATE TABLE person(id INTEGER PRIMARY KEY, name TEXT UNIQUE, age INT);
	INSERT INTO person VALUES (1, 'Ada', 36), (2, 'Bob', NULL), (3, 'Cyd', 7);`

func TestModule(t *testing.T) {
	a := newApp(t, people)
	a.want(`db.query("SELECT * FROM person WHERE id < ? ORDER BY id", [3])`, `[{"id":1,"name":"Ada","age":36},{"id":2,"name":"Bob","age":null}]`)
	a.want(`db.query("SELECT * FROM person WHERE id > 100")`, `[]`)
	a.want(`db.get("SELECT name FROM person WHERE id = :id", {id: 3})`, `{"name":"Cyd"}`)
	a.want(`db.get("SELECT name FROM person WHERE id = 100")`, `undefined`)
	a.want(`db.values("SELECT id, name FROM person LIMIT 2")`, `[[1,"Ada"],[2,"Bob"]]`)
	a.want(`db.execute("UPDATE person SET age = 1 WHERE id > ?", [1])`, `2`)
	a.want(`db.execute("CREATE TABLE x(a)")`, `0`)
	a.want(`db.execute("SELECT * FROM person")`, `0`)
	a.want(`db.query("CREATE TABLE y(a)")`, `[]`)
	a.want(`db.inTransaction`, `false`)
	a.want(`db.exec("CREATE TABLE z(a); INSERT INTO z VALUES (1); -- end") === db`, `true`)
	a.want(`db.get("SELECT * FROM z")`, `{"a":1}`)
}
