package dbbind_test

import (
	"strings"
	"testing"

	"github.com/dop251/goja"
)

func TestParameters(t *testing.T) {
	a := newApp(t, "")
	tests := []struct{ js, want string }{
		{`db.values("SELECT ?, ?", [1, 2])`, `[[1,2]]`},
		{`db.values("SELECT ?2, ?1", [1, 2])`, `[[2,1]]`},
		{`db.values("SELECT ?1, ?1", [1])`, `[[1,1]]`},
		{`db.values("SELECT ?3", [1, 2, 3])`, `[[3]]`},
		{`db.values("SELECT :a, @b, $c", {a: 1, b: 2, c: 3})`, `[[1,2,3]]`},
		{`db.values("SELECT :a, @b, $c", {":a": 1, "@b": 2, "$c": 3})`, `[[1,2,3]]`},
		{`db.values("SELECT :a, :b", {b: 2, a: 1})`, `[[1,2]]`},
		{`db.values("SELECT :a, :a", {a: 1})`, `[[1,1]]`},
		{`db.values("SELECT :a, $a, @a", {a: 1})`, `[[1,1,1]]`},
		{`db.values("SELECT :a, $a", {":a": 1, "$a": 2})`, `[[1,2]]`},
		{`db.values("SELECT ?1, ?2", {1: "x", "?2": "y"})`, `[["x","y"]]`},
		{`db.values("SELECT :a, :b", [1, 2])`, `[[1,2]]`},
		{`db.values("SELECT 1")`, `[[1]]`},
		{`db.values("SELECT 1", [])`, `[[1]]`},
		{`db.values("SELECT 1", {})`, `[[1]]`},
		{`db.values("SELECT 1", undefined)`, `[[1]]`},
		{`db.values("SELECT 1", null)`, `[[1]]`},
		{`db.values("SELECT :ü", {ü: 1})`, `[[1]]`},
		{`db.values("SELECT :a", Object.assign(Object.create(null), {a: 1}))`, `[[1]]`},
		{`db.values("SELECT :a", new (class { constructor() { this.a = 1 } get b() { return 2 } })())`, `[[1]]`},
		{`db.values("SELECT :a", {get a() { return 1 }})`, `[[1]]`},
		{`db.values("SELECT :a", {a: 1, [Symbol("s")]: 2})`, `[[1]]`},
		{`db.values("SELECT :a", new Proxy({a: 1}, {}))`, `[[1]]`},
		{`db.values("SELECT ?, ?", new Proxy([1, 2], {}))`, `[[1,2]]`},
		{`db.values("SELECT :a", db.get("SELECT 1 AS a"))`, `[[1]]`},
		{`db.values("SELECT ':a', '?'", [])`, `[[":a","?"]]`},
		{`db.prepare("SELECT ?, ?").values(1, 2)`, `[[1,2]]`},
		{`db.prepare("SELECT ?, ?").values([1, 2])`, `[[1,2]]`},
		{`db.prepare("SELECT ?, ?, ?").values(1, [2, 3])`, `[[1,2,3]]`},
		{`db.prepare("SELECT ?").values(null)`, `[[null]]`},
		{`db.prepare("SELECT ?").values(new Uint8Array([1]))`, `[["bytes:1"]]`},
		{`db.prepare("SELECT ?").values(new Date(0))`, `[["1970-01-01T00:00:00.000Z"]]`},
		{`db.prepare("SELECT ?, :a, ?").values(1, {a: 2}, 3)`, `[[1,2,3]]`},
		{`db.prepare("SELECT ?, :a, ?").values([1, 3], {a: 2})`, `[[1,2,3]]`},
		{`db.prepare("SELECT :a").values({a: 2})`, `[[2]]`},
		{`db.values("SELECT " + Array(200).fill("?").join(), Array(200).fill(7)).flat().every(x => x === 7)`, `true`},
	}
	for _, test := range tests {
		a.want(test.js, test.want)
	}
}

func TestRefusedParameters(t *testing.T) {
	a := newApp(t, "")
	tests := []struct{ js, want string }{
		{`db.query("SELECT ?")`, "RangeError: too few parameter values were provided: 0 for 1"},
		{`db.query("SELECT ?, ?", [1])`, "RangeError: too few parameter values were provided: 1 for 2"},
		{`db.query("SELECT ?3", [1])`, "RangeError: too few parameter values were provided: 1 for 3"},
		{`db.query("SELECT ?", [1, 2])`, "RangeError: too many parameter values were provided: 2 for 1"},
		{`db.query("SELECT 1", [1])`, "RangeError: too many parameter values were provided: 1 for 0"},
		{`db.query("SELECT :a")`, "RangeError: too few"},
		{`db.query("SELECT :a", {})`, `RangeError: too few`},
		{`db.query("SELECT :a, :b", {a: 1})`, `RangeError: missing named parameter ":b"`},
		{`db.query("SELECT :a", {a: 1, secret: 2})`, `RangeError: unknown named parameter "secret"`},
		{`db.query("SELECT :a", {"@a": 1})`, `RangeError: unknown named parameter "@a"`},
		{`db.query("SELECT :a", {a: 1, ":a": 2})`, `RangeError: named parameter ":a" was given twice`},
		{`db.query("SELECT ?", {a: 1})`, `RangeError: unknown named parameter "a"`},
		{`db.query("SELECT ?, :a", {a: 1})`, `RangeError: missing parameter 1, which has no name`},
		{`db.query("SELECT ?", 1)`, "TypeError: params must be an array or an object, not a number"},
		{`db.query("SELECT ?", "x")`, "TypeError: params must be an array or an object, not a string"},
		{`db.query("SELECT ?", new Date())`, "TypeError: params must be an array or an object, not a Date"},
		{`db.query("SELECT ?", new Uint8Array(1))`, "TypeError: params must be an array or an object, not a typed array"},
		{`db.query("SELECT ?", new DataView(new ArrayBuffer(1)))`, "TypeError: params must be an array or an object, not an object"},
		{`db.query("SELECT ?", new Map())`, "TypeError: params must be an array or an object, not a typed array or collection"},
		{`db.query("SELECT ?", () => 1)`, "TypeError: params must be an array or an object, not a function"},
		{`db.query("SELECT ?", Promise.resolve([1]))`, "TypeError: params must be an array or an object, not a Promise"},
		{`db.query("SELECT ?", Symbol())`, "TypeError: params must be an array or an object, not a symbol"},
		{`db.query("SELECT ?", [,])`, "TypeError: parameter 1: undefined"},
		{`db.query("SELECT ?", Array(1e6))`, "RangeError: too many parameter values were provided: 1000000"},
		{`db.prepare("SELECT ?").get(1, 2)`, "RangeError: too many"},
		{`db.prepare("SELECT ?, :a").get(1, 2, {a: 3})`, "RangeError: too many parameter values were provided: there is no parameter without a name left"},
		{`db.prepare("SELECT :a").get({a: 1}, {a: 1})`, "TypeError: named parameters were given in more than one object"},
		{`db.query("SELECT :a", {get a() { throw new Error("own") }})`, "Error: own"},
		{`db.query(1)`, "TypeError: the SQL text must be a string, not a number"},
		{`db.query()`, "TypeError: the SQL text must be a string, not undefined"},
		{`db.query(new String("SELECT 1"))`, "TypeError: the SQL text must be a string, not a String"},
		{`db.query("")`, "RangeError: the SQL text contains no statement"},
		{`db.query(" -- comment")`, "RangeError: the SQL text contains no statement"},
		{`db.query("SELECT 1; SELECT 2")`, "RangeError: the SQL text contains more than one statement"},
		{`db.query("SELECT 1\0; DROP TABLE x")`, "SqliteError SQLITE_ERROR: unrecognized token: NUL character"},
	}
	for _, test := range tests {
		a.wantThrow(test.js, test.want)
	}
	a.want(`db.query("SELECT 1 AS a; -- and a comment")`, `[{"a":1}]`)
	a.want(`db.values("SELECT ?", [5])`, `[[5]]`) // a refusal leaves nothing bound
}

// A getter among the parameters may run the very statement that they are for.
func TestParametersReenterTheirStatement(t *testing.T) {
	a := newApp(t, "")
	a.want(`const q = "SELECT :a AS a, :b AS b"; const inner = [];
		const outer = db.get(q, {a: 1, get b() { inner.push(db.get(q, {a: 8, b: 9})); return 2 }}); [outer, inner]`,
		`[{"a":1,"b":2},[{"a":8,"b":9}]]`)
	a.want(`const bytes = new Uint8Array([1, 2]);
		db.get("SELECT ? AS x, ? AS y", Object.defineProperty([bytes, 0], 1, {get() { return bytes }}))`, `{"x":"bytes:1,2","y":"bytes:1,2"}`)
}

func FuzzNamedParameters(f *testing.F) {
	f.Add("a", "b", ":a")
	f.Add("a", "a", "$a")
	f.Add("", "1", "?1")
	f.Add("x y", "'", "@")
	a := newApp(f, "")
	call, _ := goja.AssertFunction(a.run(`(sql, k1, k2) => { try { return JSON.stringify(db.values(sql, {[k1]: 1, [k2]: 2})) } catch (e) { return e.name } }`))
	f.Fuzz(func(t *testing.T, k1, k2, in string) {
		if strings.ContainsAny(in, "\x00;'\"`[/-") || len(in) > 100 {
			return // not a parameter's text
		}
		v, err := call(nil, a.vm.ToValue("SELECT "+in), a.vm.ToValue(k1), a.vm.ToValue(k2))
		if err != nil {
			t.Fatal(err)
		}
		switch got := v.String(); got {
		case "TypeError":
			t.Fatalf("SELECT %s with %q and %q: %s", in, k1, k2, got)
		default:
			if strings.Contains(got, "null") && !strings.Contains(strings.ToLower(in), "null") {
				t.Fatalf("SELECT %s with %q and %q left a parameter unbound: %s", in, k1, k2, got)
			}
		}
	})
}

// FuzzParameterValues: whatever JSON a request brings as parameters, the statement gets exactly what it asks for, or an error that
// says which parameter was wrong; what comes back is what went in.
func FuzzParameterValues(f *testing.F) {
	for _, text := range []string{`[1]`, `{"a":"x"}`, `[null]`, `[[1]]`, `[{}]`, `{"a":{"toJSON":1}}`, `{"__proto__":1}`, `{":a":1e400}`, `"a"`, `[true]`, `{"length":1,"0":2}`, `[1,2]`, `[]`, `null`, `5`, `{"a":1,"b":2}`, `["\u0000\ud800"]`} {
		f.Add(text)
	}
	a := newApp(f, "")
	call, _ := goja.AssertFunction(a.run(`(text) => {
		let params;
		try { params = JSON.parse(text) } catch { return '' }
		const results = [];
		for (const sql of ['SELECT ? AS v', 'SELECT :a AS v', 'SELECT 1 AS v']) {
			try {
				const row = db.get(sql, params);
				const sent = sql.endsWith('1 AS v') ? 1 : Array.isArray(params) ? params[0] : params['a'] ?? params[':a'] ?? params['1'] ?? params['?1'] ?? null;
				const want = typeof sent === 'boolean' ? Number(sent) : typeof sent === 'string' ? sent.toWellFormed() : sent;
				if (!(row.v === want || typeof row.v === 'bigint' && Number(row.v) === want)) return sql + ' gives ' + String(row.v) + ' for ' + text;
			} catch (e) {
				if (!(e instanceof TypeError || e instanceof RangeError || e.name === 'SqliteError')) return sql + ' throws ' + e;
				if (typeof params === 'string' && params.length > 8 && e.message.includes(params)) return 'the message has the value: ' + e.message;
			}
		}
		return '';
	}`))
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 10_000 {
			return // goja reads JSON by recursion
		}
		v, err := call(nil, a.vm.ToValue(text))
		if err != nil {
			t.Fatal(err)
		}
		if v.String() != "" {
			t.Fatal(v)
		}
	})
}
