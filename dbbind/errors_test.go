package dbbind_test

import (
	"regexp"
	"strings"
	"testing"
)

func TestSqliteError(t *testing.T) {
	a := newApp(t, people)
	a.run(`const caught = f => { try { f() } catch (e) { return e } }; const { SqliteError } = db;
		const unique = caught(() => db.execute("INSERT INTO person(name) VALUES (?)", ["Ada"]))`)
	a.want(`[unique instanceof SqliteError, unique instanceof Error, unique.name, unique.message, unique.code, unique.errcode, unique.offset]`,
		`[true,true,"SqliteError","UNIQUE constraint failed: person.name","SQLITE_CONSTRAINT_UNIQUE",2067,-1]`)
	a.want(`[String(unique), Object.keys(unique), Object.prototype.toString.call(unique), unique.constructor === SqliteError]`,
		`["SqliteError: UNIQUE constraint failed: person.name",["code","errcode","offset"],"[object Error]",true]`)
	a.want(`const syntax = caught(() => db.query("SELECT 'ü€🚀', FROM person")); [syntax.code, syntax.errcode, syntax.message, syntax.offset]`, `["SQLITE_ERROR",1,"near \"FROM\": syntax error",15]`)
	a.want(`caught(() => db.query("SELECT nope FROM person")).message`, `"no such column: nope"`)
	a.want(`caught(() => db.query("INSERT INTO person(id) VALUES ('x')")).code`, `"SQLITE_MISMATCH"`)
	a.want(`caught(() => db.query("SELECT abs(-9223372036854775807 - 1)")).message`, `"integer overflow"`)

	a.want(`const own = new SqliteError("mine", "SQLITE_FULL"); [own instanceof SqliteError, own instanceof Error, own.message, own.code, own.name, own.stack.split("\n")[0]]`,
		`[true,true,"mine","SQLITE_FULL","SqliteError","SqliteError: mine"]`)
	a.want(`class Sub extends SqliteError { get kind() { return "sub" } }; const sub = new Sub("m"); [sub instanceof Sub, sub instanceof SqliteError, sub.kind, sub.code]`, `[true,true,"sub","SQLITE_ERROR"]`)
	a.want(`[SqliteError.name, SqliteError.length, Object.getPrototypeOf(SqliteError) === Error]`, `["SqliteError",2,true]`)
}

func TestErrorStack(t *testing.T) {
	a := newApp(t, people)
	v, err := a.vm.RunScript("server.js", "function load() {\n  return db.query('SELEC')\n}\nlet stack; try { load() } catch (e) { stack = e.stack }; stack")
	if err != nil {
		t.Fatal(err)
	}
	want := "SqliteError: near \"SELEC\": syntax error\n\tat query (native)\n\tat load (server.js:2:18)\n\tat server.js:4:22\n"
	got := regexp.MustCompile(`\(\d+\)`).ReplaceAllString(v.String(), "") // without goja's own program counters
	if got != want {
		t.Errorf("stack is\n%q\nnot\n%q", got, want)
	}
}

func TestMessagesDoNotQuoteValues(t *testing.T) {
	a := newApp(t, people+`CREATE TABLE strict(n INT) STRICT;`)
	for _, script := range []string{
		`db.execute("INSERT INTO person(name) VALUES (?), (?)", ["s3cret", "s3cret"])`,
		`db.execute("INSERT INTO strict VALUES (?)", ["s3cret"])`,
		`db.execute("INSERT INTO person(id) VALUES (?)", ["s3cret"])`,
		`db.query("SELECT ?", ["s3cret", "s3cret"])`,
		`db.query("SELECT ?", [{s: "s3cret"}])`,
		`db.query("SELECT ?", "s3cret")`,
		`db.query("SELECT json(?)", ["s3cret"])`,
	} {
		if got := a.throws(script); got == "" || containsFold(got, "s3cret") {
			t.Errorf("%s threw %q", script, got)
		}
	}
}

// The app may replace the globals; hbf:db uses the language's own.
func TestReplacedGlobals(t *testing.T) {
	a := newApp(t, people)
	a.run(`globalThis.Error = globalThis.TypeError = globalThis.RangeError = globalThis.Uint8Array = globalThis.DataView = function () { throw "stolen" };
		Array.isArray = () => { throw "stolen" }; Array.prototype[Symbol.iterator] = () => { throw "stolen" }; Object.prototype.then = () => { throw "stolen" }; delete Object.prototype.then`)
	a.wantThrow(`db.query("SELEC")`, "SqliteError SQLITE_ERROR")
	a.wantThrow(`db.query("SELECT ?", 1)`, "TypeError: params")
	a.wantThrow(`db.query("SELECT ?", [])`, "RangeError: too few")
	a.want(`const it = db.prepare("SELECT x'01' AS b").iterate(); const b = it.next().value.b; [b.length, b[0]]`, `[1,1]`)
	a.want(`db.values("SELECT ?", new Proxy([1], {}))`, `[[1]]`)
}

func containsFold(s, part string) bool {
	return strings.Contains(strings.ToLower(s), strings.ToLower(part))
}
