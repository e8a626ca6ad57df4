package dbbind_test

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/dbbind"
)

// touches are what JavaScript can do to a result v, an array of rows or a row. w is another array, and log keeps what
// each one gives.
var touches = []string{
	"v.length", "v.length = 0", "v.length = 1", "v.length = -1", "v.length = Array.isArray(v) ? 5000000000 : 2", "v.length = 20000", "v.extra", "v.extra = 1", "v[0]", "v['0']", "v[1] = 7",
	"v[-1] = 7", "v[7000] = 1", "v[7000]", "delete v[0]", "delete v.length", "delete v.id", "v.id", "v.id = 'new'", "v?.id", "v['name'] += 'x'",
	"v.name++", "0 in v", "'id' in v", "'toString' in v", "Symbol.iterator in v", "v[Symbol.iterator] === Array.prototype[Symbol.iterator]",
	"v[Symbol.for('s')] = 1", "Object.keys(v)", "Object.values(v)", "Object.entries(v)", "Object.getOwnPropertyNames(v)",
	"Object.getOwnPropertySymbols(v).length", "Reflect.ownKeys(v)", "Object.getOwnPropertyDescriptor(v, 'length')",
	"Object.getOwnPropertyDescriptor(v, 0)", "Object.getOwnPropertyDescriptor(v, 'id')", "JSON.stringify(v)", "JSON.stringify({ a: [v, v] }, null, 1)",
	"[...v].length", "({ ...v })", "Array.from(v).length", "Array.isArray(v)", "v instanceof Array", "v instanceof Object", "typeof v", "String(v)", "`${v}`", "v + ''",
	"Object.prototype.toString.call(v)", "Object.getPrototypeOf(v) === (Array.isArray(v) ? Array : Object).prototype", "v.constructor.name",
	"v.__proto__ === Object.getPrototypeOf(v)", "v.__proto__ = { id: 'inherited', p: 1 }", "Object.setPrototypeOf(v, null)", "Object.setPrototypeOf(v, v)",
	"Object.isExtensible(v)", "Object.preventExtensions(v) === v", "Object.seal(v) === v", "Object.freeze(v) === v", "Object.isFrozen(v)", "Object.isSealed(v)",
	"Object.defineProperty(v, 'length', { writable: false }) === v", "Object.defineProperty(v, 0, { get() { return 9 }, configurable: true }) === v",
	"Object.defineProperty(v, 'id', { value: 1, writable: false }) === v", "Object.defineProperty(v, 'x', { get() { return this === v }, enumerable: true }) === v", "v.x",
	"Object.assign(v, { id: 5, z: 1 }) === v", "Object.assign([], v)", "v.map(r => r)", "v.map((r, i, a) => a === v)", "v.filter(r => r.id > 1)", "v.find(r => r.id === 2)", "v.slice(1)",
	"v.splice(0, 1)", "v.splice(1, 0, 'a', 'b')", "v.push(1, 2)", "v.pop()", "v.shift()", "v.unshift('first')", "v.reverse() === v", "v.sort((a, b) => b.id - a.id) === v", "v.sort() === v",
	"v.concat([1])", "[0].concat(v)", "v.join()", "v.indexOf(v[0])", "v.includes(undefined)", "v.flat()", "v.at(-1)", "v.fill(0) === v", "v.reduce((n, r) => n + r.id, 0)", "v.copyWithin(0, 1) === v",
	"[].push.apply(w, v)", "Math.max(...v)", "v.entries().next()", "v.keys().next().value", "v.toSorted?.((a, b) => b.id - a.id)", "v.with?.(0, 1)",
	"const [first, ...rest] = v; rest.length + (first === v[0])", "const { id, ...rest } = v; rest", "for (const r of v) log(r)", "for (const k in v) log(k)", "v.forEach((r, i) => log(i, r))",
	"v.hasOwnProperty('id')", "Object.hasOwn(v, 0)", "v.propertyIsEnumerable('length')", "v.valueOf() === v", "v.toString()", "v.toLocaleString()", "v == v", "v === v", "w.includes(v)",
	"try { v() } catch (e) { log(e.name) }", "new v()", "v.nothing()", "v.nothing.more", "null instanceof v", "({}) instanceof v", "Reflect.get(v, 'length', 5)", "Reflect.set(v, 0, 1)", "Reflect.set(v, 'id', 1, w)",
	"Reflect.set({}, 'id', 1, v)", "Reflect.has(v, 'id')", "Reflect.deleteProperty(v, 'id')", "Reflect.defineProperty(v, 'length', { value: 1 })", "Reflect.setPrototypeOf(v, Array.prototype)",
	"Object.create(v).id", "const c = Object.create(v); c.id = 1; c.id + JSON.stringify(v)", "const c = Object.create(v); c.length = 0; Object.keys(c)", "new Proxy(v, {}).length", "Array.isArray(new Proxy(v, {}))",
	"JSON.stringify(new Proxy(v, {}))", "new Map([[v, 1]]).get(v)", "new WeakMap([[v, 1]]).has(v)", "new Set([v, v]).size", "Array.prototype.push.call(v, 1)", "Object.fromEntries(Object.entries(v))",
	"v.toJSON = () => 'mine'", "v[0].id = 'changed'", "v[0].extra = v", "Object.freeze(v[0]) === v[0]", "v[0] === v[0]", "delete v[0].id", "w.push(v)", "Array.prototype.last = 1; v.last", "'use strict'; v.q = 1",
	"'use strict'; v.length = 'no'", "Object.groupBy?.(v, r => r.id)", "v.length += 1", "v[v.length] = 'end'", "with (v) { log(typeof length, typeof id) }", "v.id?.toString()",
	"v.lastGetter", "v.setter = 3", "Object.prototype.lastGetter", "Object.create(v).setter = 4", "Object.entries(v).map(([k, r]) => k).join()",
}

// harness defines a function of v and the operations, which gives a text of everything that the operations gave and left
// behind. Accessors on Object.prototype tell what this is for them.
const harness = `
(() => {
	function show(x, depth, seen) {
		if (typeof x === 'function') return 'function ' + x.name;
		if (typeof x === 'symbol' || typeof x === 'bigint') return typeof x + ' ' + String(x);
		if (typeof x !== 'object' || x === null) return Object.is(x, -0) ? '-0' : typeof x === 'string' ? JSON.stringify(x) : String(x);
		if (seen.includes(x)) return 'seen ' + seen.indexOf(x);
		seen.push(x);
		if (depth > 4) return '...';
		if (x instanceof Uint8Array) return 'bytes ' + x.join();
		const p = Object.getPrototypeOf(x);
		let s = (Array.isArray(x) ? 'array ' : '') + (p === Object.prototype ? 'O' : p === Array.prototype ? 'A' : p === null ? 'null' : 'other') + (Object.isExtensible(x) ? '' : ' closed') + '{';
		const keys = Reflect.ownKeys(x);
		for (const k of keys.slice(0, 30)) {
			const d = Object.getOwnPropertyDescriptor(x, k);
			s += String(k) + (d.writable ? 'w' : '') + (d.enumerable ? 'e' : '') + (d.configurable ? 'c' : '') + ':' + (d.get ? 'get' : show(d.value, depth + 1, seen)) + ',';
		}
		return s + keys.length + '}';
	}
	return (v, ops) => {
		let text = '';
		const w = [];
		const log = (...a) => { text += a.map(x => show(x, 3, [v])).join(' ') + ';' };
		Object.defineProperty(Object.prototype, 'lastGetter', { configurable: true, get() { return [this === v, this instanceof Object] } });
		Object.defineProperty(Object.prototype, 'setter', { configurable: true, set(x) { text += 'set ' + x + (this === v) + Array.isArray(this) + ';' } });
		for (const op of ops) {
			try { text += show(op(v, w, log), 0, [v]) } catch (e) { text += e.name + ': ' + e.message.split('&{')[0] }
			text += '\n';
		}
		delete Array.prototype.last;
		delete Object.prototype.lastGetter;
		delete Object.prototype.setter;
		return text + show(v, 0, []) + '\n' + show(w, 0, [v]);
	};
})()`

// results are what is compared: rows in all shapes.
var results = map[string]string{
	"query":   `db.query("SELECT * FROM t")`,
	"empty":   `db.query("SELECT * FROM t WHERE 0")`,
	"values":  `db.values("SELECT * FROM t")`,
	"get":     `db.get("SELECT * FROM t")`,
	"raw":     `db.prepare("SELECT * FROM t").raw().get()`,
	"bigints": `db.prepare("SELECT * FROM t").safeIntegers().all()`,
	"names":   `db.query("SELECT 1 AS b, 2 AS \"10\", 3 AS \"2\", 4 AS b, 5 AS __proto__, 6 AS toJSON, 7 AS length, 8 AS constructor, 9 AS \"\"")`,
	"odd":     `db.get("SELECT 1 AS b, 2 AS \"10\", 3 AS \"2\", 4 AS b, 5 AS __proto__, 6 AS toJSON, 7 AS length, 8 AS constructor, 9 AS id")`,
}

const resultSchema = `CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT, score REAL, data BLOB);
	INSERT INTO t VALUES (1, 'one', 1.5, NULL), (2, 'été "zwei" 🚀', -0.0, x'0102'), (3, NULL, 9e999, NULL)`

// twins runs operations on a lazy and on an eager result of the same statement.
type twins struct {
	*app
	harness goja.Callable
	ops     map[string]goja.Value
}

func newTwins(t testing.TB) *twins {
	a := newApp(t, resultSchema)
	h, ok := goja.AssertFunction(a.run(harness))
	if !ok {
		t.Fatal("no harness")
	}
	w := &twins{app: a, harness: h, ops: make(map[string]goja.Value)}
	for _, op := range touches {
		body := "return " + op
		if i := strings.LastIndex(op, "; "); i >= 0 && !strings.HasPrefix(op, "with") {
			body = op[:i+2] + "return " + op[i+2:]
		} else if strings.HasPrefix(op, "for") || strings.HasPrefix(op, "with") || strings.HasPrefix(op, "try") {
			body = op
		}
		w.ops[op] = a.run("(function(v, w, log) { " + body + " })")
	}
	return w
}

// sqlOf is the statement's text within a script of results.
func sqlOf(script string) string {
	text := script[strings.Index(script, `("`)+1 : strings.Index(script, `")`)+1]
	sql, err := strconv.Unquote(text)
	if err != nil {
		panic(err)
	}
	return sql
}

// run gives what the operations do to the result of a script.
func (w *twins) run(script string, eagerly bool, ops []string) string {
	w.Helper()
	w.app.run(script) // so that the statement is cached
	dbbind.MakeEagerly(w.db, sqlOf(script), eagerly)
	v := w.app.run(script)
	if dbbind.Untouched(v) == eagerly {
		w.Fatalf("%s: untouched is %v", script, !eagerly)
	}
	list := make([]any, len(ops))
	for i, op := range ops {
		list[i] = w.ops[op]
	}
	got, err := w.harness(goja.Undefined(), v, w.vm.NewArray(list...))
	if err != nil {
		w.Fatalf("%q: %v", ops, err)
	}
	return got.String()
}

func (w *twins) compare(name string, ops ...string) {
	w.Helper()
	lazy, eager := w.run(results[name], false, ops), w.run(results[name], true, ops)
	if lazy != eager {
		w.Errorf("%s after %q\nlazy:  %s\neager: %s", name, ops, lazy, eager)
	}
}

// Whatever JavaScript does to a result first, and whatever next, is as if the result had been made at once.
func TestUntouchedResultsAreOrdinaryObjects(t *testing.T) {
	w := newTwins(t)
	for name := range results {
		for i, op := range touches {
			w.compare(name, op)
			w.compare(name, op, touches[(i*7+3)%len(touches)], touches[(i*11+5)%len(touches)])
			if t.Failed() && testing.Short() {
				return
			}
		}
	}
}

func FuzzUntouchedResults(f *testing.F) {
	for seed := range uint64(20) {
		f.Add(seed)
	}
	w := newTwins(f)
	names := []string{"query", "empty", "values", "get", "raw", "bigints", "names", "odd"}
	f.Fuzz(func(t *testing.T, seed uint64) {
		w.TB = t
		r := rand.New(rand.NewPCG(seed, 0)) //nolint:gosec // a test
		ops := make([]string, 1+r.IntN(8))
		for i := range ops {
			ops[i] = touches[r.IntN(len(touches))]
		}
		w.compare(names[r.IntN(len(names))], ops...)
	})
}

// What goes out of an untouched result is what JSON.stringify gives of it.
func TestJSONOfUntouchedResults(t *testing.T) {
	a := newApp(t, resultSchema+`; CREATE TABLE plain(id INTEGER PRIMARY KEY, text TEXT, n REAL);
		INSERT INTO plain VALUES (1, 'a', 1.5), (2, 'quote " \ /' || char(0, 8, 9, 10, 12, 13, 31, 127, 8232, 128640), 1e21), (3, NULL, -0.0), (4, '', 9e999), (5, CAST(x'61ff62c3' AS TEXT), 0.1), (9007199254740991, '<&>', 3.0)`)
	for script, encoded := range map[string]bool{
		`db.query("SELECT * FROM plain")`:                                                            true,
		`db.values("SELECT * FROM plain")`:                                                           true,
		`db.get("SELECT * FROM plain WHERE id = 2")`:                                                 true,
		`db.prepare("SELECT * FROM plain").all()`:                                                    true,
		`db.prepare("SELECT * FROM plain").raw().get()`:                                              true,
		`db.query("SELECT * FROM plain WHERE 0")`:                                                    true,
		`db.query("SELECT 1 AS \"a\"\"b\", 2 AS \"été\", 3 AS __proto__, 4 AS \"-1\", 5 AS \"1a\"")`: true,
		`db.query("SELECT 1 AS a, 2 AS \"1\"")`:                                                      false, // another order
		`db.query("SELECT 1 AS a, 2 AS a")`:                                                          false,
		`db.query("SELECT 1 AS toJSON")`:                                                             false,
		`db.values("SELECT 1 AS a, 2 AS a")`:                                                         true,
		`db.query("SELECT x'01' AS a")`:                                                              false,
		`db.query("SELECT 9007199254740992 AS a")`:                                                   false,
		`db.prepare("SELECT 1 AS a").safeIntegers().all()`:                                           false,
	} {
		a.run(script)
		dbbind.MakeEagerly(a.db, sqlOf(script), false)
		v := a.run(script)
		got, ok := dbbind.AppendJSON(v)
		if ok != encoded || !dbbind.Untouched(v) {
			t.Errorf("%s encoded: %v, untouched: %v", script, ok, dbbind.Untouched(v))
		}
		if !ok {
			continue
		}
		if want := a.run("JSON.stringify(" + script + ")").String(); string(got) != want {
			t.Errorf("%s is\n%s, not\n%s", script, got, want)
		}
	}
}

// A toJSON that JSON.stringify would call leaves the encoding to it, and no getter runs for finding out.
func TestJSONOfUntouchedResultsHeedsPrototypes(t *testing.T) {
	for _, pollution := range []string{
		"Object.prototype.toJSON = () => 1", "Array.prototype.toJSON = () => 1", "Array.prototype.toJSON = undefined",
		"Object.defineProperty(Object.prototype, 'toJSON', { get() { throw new Error('it ran') } })",
		"Object.setPrototypeOf(Array.prototype, { toJSON: () => 1 })", "Object.setPrototypeOf(Array.prototype, new Proxy({}, { has() { throw new Error('it ran') } }))",
		"Object.setPrototypeOf(Array.prototype, null)",
	} {
		a := newApp(t, resultSchema)
		a.run(pollution)
		if json, ok := dbbind.AppendJSON(a.run(`db.query("SELECT id FROM t")`)); ok {
			t.Errorf("after %s: %s", pollution, json)
		}
	}
}

func TestTouchedResultsAreNotEncoded(t *testing.T) {
	a := newApp(t, resultSchema)
	v := a.run(`const rows = db.query("SELECT id FROM t"); rows.at(0); rows`)
	if json, ok := dbbind.AppendJSON(v); ok {
		t.Errorf("it gave %s", json)
	}
	if got := v.(*goja.Object).ClassName(); got != "Array" {
		t.Errorf("it is %s", got)
	}
}

// A statement whose results are looked at makes them at once, and tries again later.
func TestStatementsLearnWhetherTheirResultsAreTouched(t *testing.T) {
	a := newApp(t, resultSchema)
	script := `db.query("SELECT id FROM t")`
	for i := range 3 {
		if !dbbind.Untouched(a.run(script)) {
			t.Fatalf("result %d was made at once", i)
		}
	}
	a.run(script + ".at(0)")
	eager := 0
	for !dbbind.Untouched(a.run(script)) {
		if eager++; eager > 1000 {
			t.Fatal("it never tries again")
		}
	}
	if eager < 8 {
		t.Errorf("made %d results at once", eager)
	}
}

func TestLengthDoesNotTouch(t *testing.T) {
	a := newApp(t, resultSchema)
	for script, want := range map[string]int64{
		`db.query("SELECT id FROM t")`: 3, `db.query("SELECT id FROM t WHERE 0")`: 0, `db.values("SELECT id FROM t")`: 3,
		`db.prepare("SELECT id, name FROM t").raw().get()`: 2,
	} {
		v := a.run("globalThis.v = " + script)
		if got := a.run("v.length + v['length'] - Reflect.get(v, 'length')").ToInteger(); got != want || !dbbind.Untouched(v) {
			t.Errorf("%s has length %d, untouched: %v", script, got, dbbind.Untouched(v))
		}
	}
	v := a.run(`globalThis.v = db.get("SELECT 5 AS length")`)
	if got := a.run("v.length").ToInteger(); got != 5 || dbbind.Untouched(v) {
		t.Errorf("a column named length is %d, untouched: %v", got, dbbind.Untouched(v))
	}
}

// An untouched result is a snapshot of when it was read, and holds nothing of the database open.
func TestUntouchedResultsHoldNothingOpen(t *testing.T) {
	a := newApp(t, resultSchema)
	v := a.run(`globalThis.rows = db.query("SELECT id, name FROM t"); rows`)
	a.run(`db.execute("DELETE FROM t"); db.exec("DROP TABLE t")`)
	a.endTask()
	if !dbbind.Untouched(v) {
		t.Error("touched")
	}
	a.want("rows", `[{"id":1,"name":"one"},{"id":2,"name":"été \"zwei\" 🚀"},{"id":3,"name":null}]`)
}

// The bound on results is that of results made at once.
func TestUntouchedResultsAreBounded(t *testing.T) {
	a := newAppWithLimit(t, "", 1<<20)
	sql := `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT %d) SELECT i, 'text' AS t FROM n`
	a.wantThrow("db.query(`"+fmt.Sprintf(sql, 3000)+"`)", "SqliteError SQLITE_TOOBIG: the result is larger than memory_limit")
	a.run("db.query(`" + fmt.Sprintf(sql, 2000) + "`)")
}

func TestPrivateNamesOnResults(t *testing.T) {
	a := newApp(t, resultSchema)
	a.want(`
		class Base { constructor(v) { return v } }
		class Marked extends Base { #mark = 5; static of(v) { return v.#mark } }
		const rows = db.query("SELECT id FROM t"); rows.at(0); new Marked(rows); Marked.of(rows)`, "5")
}

// Natives of ours see what an untouched result stands for, too.
func TestUntouchedResultsAsParameters(t *testing.T) {
	a := newApp(t, resultSchema)
	a.want(`db.query("SELECT :id + :score AS n", db.get("SELECT id, score FROM t"))`, `[{"n":2.5}]`)
	a.want(`db.prepare("SELECT ? + ? AS n").get(db.prepare("SELECT 1, 2").raw().get())`, `{"n":3}`)
	a.wantThrow(`db.query("SELECT ?", [db.query("SELECT 1")])`, "TypeError: parameter 1: an Array cannot be stored")
	a.wantThrow(`db.query("SELECT ?", [db.get("SELECT 1")])`, "TypeError: parameter 1: an object cannot be stored")
}
