package dbbind_test

import (
	"math"
	"math/big"
	"strconv"
	"testing"

	"github.com/dop251/goja"
)

func TestValuesFromSQL(t *testing.T) {
	a := newApp(t, "CREATE TABLE d(x DATETIME, y BOOLEAN); INSERT INTO d VALUES ('2026-01-02', 1), (x'00', 'text');")
	tests := []struct{ sql, want string }{
		{"0", "number 0"},
		{"-1", "number -1"},
		{"9007199254740991", "number 9007199254740991"},
		{"-9007199254740991", "number -9007199254740991"},
		{"9007199254740992", "bigint 9007199254740992"},
		{"-9007199254740992", "bigint -9007199254740992"},
		{"9223372036854775807", "bigint 9223372036854775807"},
		{"-9223372036854775807 - 1", "bigint -9223372036854775808"},
		{"1.5", "number 1.5"},
		{"1.0", "number 1"},
		{"1e300", "number 1e+300"},
		{"9e999", "number Infinity"},
		{"-9e999", "number -Infinity"},
		{"9e999 - 9e999", "object null"},
		{"''", "string "},
		{"'abc'", "string abc"},
		{"'12'", "string 12"},
		{"'été €, longer than sixteen bytes 🚀'", "string été €, longer than sixteen bytes 🚀"},
		{"CAST(x'61ff62' AS TEXT)", "string a\ufffdb"},
		{"CAST(x'fffefdfffefdfffefdfffefdfffefdfffefd' AS TEXT)", "string " + "\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd"},
		{"'a' || char(0) || 'b'", "string a\x00b"},
		{"NULL", "object null"},
		{"x''", "Uint8Array "},
		{"x'0001ff'", "Uint8Array 0,1,255"},
		{"(SELECT x FROM d LIMIT 1)", "string 2026-01-02"},
		{"(SELECT y FROM d LIMIT 1)", "number 1"},
		{"(SELECT x FROM d LIMIT 1 OFFSET 1)", "Uint8Array 0"},
		{"(SELECT y FROM d LIMIT 1 OFFSET 1)", "string text"},
		{"true", "number 1"},
	}
	show, _ := goja.AssertFunction(a.run(`(sql) => { const v = db.get("SELECT " + sql + " AS v").v; return (v instanceof Uint8Array ? "Uint8Array" : typeof v) + " " + v }`))
	for _, test := range tests {
		v, err := show(nil, a.vm.ToValue(test.sql))
		if err != nil {
			t.Errorf("%s: %v", test.sql, err)
		} else if v.String() != test.want {
			t.Errorf("%s is %q, want %q", test.sql, v, test.want)
		}
	}
}

func TestTextIsValidUTF8ToGo(t *testing.T) {
	a := newApp(t, "")
	v := a.run(`db.get("SELECT CAST(x'6162636465666768696a6b6c6d6e6f7071ff' AS TEXT) AS v").v`)
	if s := v.String(); s != "abcdefghijklmnopq\ufffd" {
		t.Errorf("Go sees %q", s)
	}
}

func TestValuesToSQL(t *testing.T) {
	a := newApp(t, "")
	tests := []struct{ js, want string }{ // want is typeof and quote() in SQL
		{"null", "null NULL"},
		{"0", "integer 0"},
		{"-0", "integer 0"},
		{"1", "integer 1"},
		{"1.0", "integer 1"},
		{"-17", "integer -17"},
		{"2 ** 53", "integer 9007199254740992"},
		{"2 ** 62", "integer 4611686018427387904"},
		{"-(2 ** 63)", "integer -9223372036854775808"},
		{"1.5", "real 1.5"},
		{"-1e-7", "real -1.0e-07"},
		{"Number.MIN_VALUE", "real 4.9406564584124654e-324"},
		{"Infinity", "real 9.0e+999"},
		{"-Infinity", "real -9.0e+999"},
		{"10n", "integer 10"},
		{"9223372036854775807n", "integer 9223372036854775807"},
		{"-9223372036854775808n", "integer -9223372036854775808"},
		{"true", "integer 1"},
		{"false", "integer 0"},
		{"''", "text ''"},
		{"'a\\'b'", "text 'a''b'"},
		{"'1'", "text '1'"},
		{"'été 🚀'", "text 'été 🚀'"},
		{"'\\ud800x'", "text '\ufffdx'"},
		{"'x\\udc00'", "text 'x\ufffd'"},
		{"new Date(0)", "text '1970-01-01T00:00:00.000Z'"},
		{"new Date(Date.UTC(2026, 1, 3, 4, 5, 6, 78))", "text '2026-02-03T04:05:06.078Z'"},
		{"new Date(8640000000000000)", "text '+275760-09-13T00:00:00.000Z'"},
		{"new Date(-8640000000000000)", "text '-271821-04-20T00:00:00.000Z'"},
		{"new Date(Date.UTC(-1, 0, 1))", "text '-000001-01-01T00:00:00.000Z'"},
		{"new Date(Date.UTC(-4, 1, 29))", "text '-000004-02-29T00:00:00.000Z'"},
		{"new Date(-62167219200000)", "text '0000-01-01T00:00:00.000Z'"},
		{"new (class extends Date { toISOString() { return 'no' } })(0)", "text '1970-01-01T00:00:00.000Z'"},
		{"new Uint8Array()", "blob X''"},
		{"new Uint8Array([1, 2, 255])", "blob X'0102FF'"},
		{"new Uint8Array([1, 2, 3, 4]).subarray(1, 3)", "blob X'0203'"},
		{"new Uint8Array(new ArrayBuffer(4), 2, 0)", "blob X''"},
		{"new (class extends Uint8Array {})([7])", "blob X'07'"},
		{"new Uint8Array([1, 2]).buffer", "blob X'0102'"},
		{"new ArrayBuffer(0)", "blob X''"},
		{"new DataView(new Uint8Array([1, 2, 3, 4]).buffer, 1, 2)", "blob X'0203'"},
		{"new DataView(new ArrayBuffer(0))", "blob X''"},
		{"db.get('SELECT x\\'0a0b\\' AS x').x", "blob X'0A0B'"},
	}
	for _, test := range tests {
		for _, params := range []string{"[" + test.js + "]", "{v: " + test.js + "}"} {
			marker := "?"
			if params[0] == '{' {
				marker = ":v"
			}
			got := a.run("db.get(`SELECT typeof(v) || ' ' || quote(v) AS r FROM (SELECT " + marker + " AS v)`, " + params + ").r").String()
			if got != test.want {
				t.Errorf("%s is %q, want %q", params, got, test.want)
			}
		}
	}
	a.want("db.get('SELECT length(?) AS n, ? AS v', ['a\\0b', 'a\\0b'])", `{"n":1,"v":"a\u0000b"}`)
	a.want("db.get('SELECT typeof(?) AS t', [new Proxy([1], {})[0]])", `{"t":"integer"}`)
}

func TestRefusedValues(t *testing.T) {
	a := newApp(t, "")
	if err := a.vm.Set("detach", func(buffer goja.ArrayBuffer) { buffer.Detach() }); err != nil {
		t.Fatal(err)
	}
	tests := []struct{ js, want string }{
		{"undefined", "TypeError: parameter 1: undefined cannot be stored"},
		{"[,].concat()[0]", "TypeError: parameter 1: undefined cannot be stored"},
		{"NaN", "TypeError: parameter 1: NaN cannot be stored"},
		{"Symbol('secret')", "TypeError: parameter 1: a symbol cannot be stored"},
		{"() => 1", "TypeError: parameter 1: a function cannot be stored"},
		{"class A {}", "TypeError: parameter 1: a function cannot be stored"},
		{"({secret: 1})", "TypeError: parameter 1: an object cannot be stored"},
		{"Object.create(null)", "TypeError: parameter 1: an object cannot be stored"},
		{"[1]", "TypeError: parameter 1: an Array cannot be stored"},
		{"new Map()", "TypeError: parameter 1: a typed array or collection cannot be stored"},
		{"new Float64Array(1)", "TypeError: parameter 1: a typed array or collection cannot be stored"},
		{"new String('x')", "TypeError: parameter 1: a String cannot be stored"},
		{"new Number(1)", "TypeError: parameter 1: a Number cannot be stored"},
		{"/x/", "TypeError: parameter 1: a RegExp cannot be stored"},
		{"new Error('x')", "TypeError: parameter 1: an Error cannot be stored"},
		{"Promise.resolve()", "TypeError: parameter 1: a Promise cannot be stored"},
		{"new Proxy({}, {})", "TypeError: parameter 1: a Proxy cannot be stored"},
		{"(b => { const a = new Uint8Array(b, 2); detach(b); return a })(new ArrayBuffer(8))", "TypeError: parameter 1: the ArrayBuffer is detached"},
		{"(b => { const a = new DataView(b, 2); detach(b); return a })(new ArrayBuffer(8))", "TypeError: parameter 1: an object cannot be stored"},
		{"Object.create(DataView.prototype)", "TypeError: parameter 1: an object cannot be stored"},
		{"9223372036854775808n", "RangeError: parameter 1: the BigInt does not fit into 64 bits"},
		{"-9223372036854775809n", "RangeError: parameter 1: the BigInt does not fit into 64 bits"},
		{"2 ** 63", "RangeError: parameter 1: the integral number does not fit into 64 bits"},
		{"1e300", "RangeError: parameter 1: the integral number does not fit into 64 bits"},
		{"new Date(NaN)", "RangeError: parameter 1: the Date is invalid"},
	}
	for _, test := range tests {
		a.wantThrow("db.query('SELECT ?', ["+test.js+"])", test.want)
	}
	a.wantThrow("db.query('SELECT :secret', {secret: NaN})", "TypeError: parameter secret: NaN")
	a.wantThrow("db.prepare('SELECT ?, ?').get(1, undefined)", "TypeError: parameter 2: undefined")
}

func TestRowObjects(t *testing.T) {
	a := newApp(t, "")
	a.want(`Object.getPrototypeOf(db.get("SELECT 1")) === Object.prototype`, `true`)
	a.want(`Object.keys(db.get("SELECT 1 AS b, 2 AS a, 3 AS c"))`, `["b","a","c"]`)
	a.want(`db.get("SELECT 1 AS x, 2 AS y, 3 AS x")`, `{"x":3,"y":2}`)
	a.want(`db.values("SELECT 1 AS x, 2 AS y, 3 AS x")`, `[[1,2,3]]`)
	a.want(`db.get("SELECT 5 AS 'ü €', 6 AS ''")`, `{"ü €":5,"":6}`)
	a.want(`const r = db.get("SELECT NULL AS __proto__, 2 AS constructor, 3 AS toString"); [Object.keys(r), r["__proto__"], Object.getPrototypeOf(r) === Object.prototype]`,
		`[["__proto__","constructor","toString"],null,true]`)
	a.want(`const d = Object.getOwnPropertyDescriptor(db.get("SELECT 1 AS a"), "a"); d`, `{"value":1,"writable":true,"enumerable":true,"configurable":true}`)
	a.want(`const q = db.query("SELECT 1 AS a"); q[0].a = 2; q.push({a: 3}); [Array.isArray(q), q]`, `[true,[{"a":2},{"a":3}]]`)
	a.want(`Object.isExtensible(db.get("SELECT 1 AS a"))`, `true`)
	a.want(`Object.defineProperty(Object.prototype, "trap", {set() { throw 1 }, configurable: true}); const o = db.get("SELECT 1 AS trap"); delete Object.prototype.trap; o`, `{"trap":1}`)
	a.want(`Object.defineProperty(Object.prototype, "trap", {set() {}, configurable: true}); const o2 = db.get("SELECT 1 AS trap"); delete Object.prototype.trap; o2`, `{"trap":1}`)
	a.want(`Object.freeze(Object.prototype); db.get("SELECT 1 AS constructor")`, `{"constructor":1}`)
}

func TestSafeIntegers(t *testing.T) {
	a := newApp(t, "CREATE TABLE n(id INTEGER PRIMARY KEY)")
	a.want(`db.prepare("SELECT 1 AS a, 1.5 AS b").safeIntegers().get()`, `{"a":"1n","b":1.5}`)
	a.want(`db.prepare("SELECT 1 AS a").safeIntegers().safeIntegers(false).get()`, `{"a":1}`)
	a.want(`db.prepare("INSERT INTO n VALUES (5)").safeIntegers().run()`, `{"changes":1,"lastInsertRowid":"5n"}`)
	a.want(`db.prepare("INSERT INTO n VALUES (9007199254740993)").run()`, `{"changes":1,"lastInsertRowid":"9007199254740993n"}`)
}

func FuzzIntegersRoundTrip(f *testing.F) {
	for _, n := range []int64{0, 1, -1, 1 << 53, 1<<53 - 1, -(1 << 53), math.MaxInt64, math.MinInt64} {
		f.Add(n)
	}
	a := newApp(f, "")
	get, _ := goja.AssertFunction(a.run(`v => db.get("SELECT ? AS v", [v]).v`))
	f.Fuzz(func(t *testing.T, n int64) {
		in := a.vm.ToValue(big.NewInt(n))
		out, err := get(nil, in)
		if err != nil {
			t.Fatal(err)
		}
		if out.String() != strconv.FormatInt(n, 10) {
			t.Fatalf("%d became %s", n, out)
		}
		safe := n <= 1<<53-1 && n >= -(1<<53-1)
		if goja.IsNumber(out) != safe || goja.IsBigInt(out) == safe {
			t.Fatalf("%d is of the wrong type", n)
		}
	})
}

func FuzzFloatsRoundTrip(f *testing.F) {
	for _, n := range []float64{0, 0.1, math.Copysign(0, -1), 1e300, 1 << 62, 1.5, math.Inf(-1), math.NaN(), math.SmallestNonzeroFloat64} {
		f.Add(n)
	}
	a := newApp(f, "")
	get, _ := goja.AssertFunction(a.run(`v => { const r = db.get("SELECT ?1 AS v, typeof(?1) AS t", [v]); return [Number(r.v), r.t] }`))
	f.Fuzz(func(t *testing.T, n float64) {
		out, err := get(nil, a.vm.ToValue(n))
		integral := n == math.Trunc(n) && !math.IsInf(n, 0)
		if math.IsNaN(n) || integral && (n >= 1<<63 || n < -1<<63) {
			if err == nil {
				t.Fatalf("%g was stored", n)
			}
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		pair := out.Export().([]any)
		if got := a.vm.ToValue(pair[0]).ToFloat(); got != n {
			t.Fatalf("%g became %g", n, got)
		}
		if want := map[bool]string{true: "integer", false: "real"}[integral]; pair[1] != want {
			t.Fatalf("%g is stored as %s", n, pair[1])
		}
	})
}

func FuzzTextAndBlobsRoundTrip(f *testing.F) {
	for _, s := range []string{"", "a", "a\x00b", "\xff\xfe", "日本 🚀", "a longer text of more than sixteen bytes", "\xed\xa0\x80"} {
		f.Add(s)
	}
	a := newApp(f, "")
	text, _ := goja.AssertFunction(a.run(`v => { const w = db.get("SELECT ? AS v", [v]).v; return typeof w === "string" && w === v }`))
	blob, _ := goja.AssertFunction(a.run(`v => { const w = db.get("SELECT ? AS v", [v]).v; return w instanceof Uint8Array && w.length === v.length && w.every((x, i) => x === v[i]) }`))
	u8 := a.vm.Get("Uint8Array")
	f.Fuzz(func(t *testing.T, s string) {
		same, err := text(nil, a.vm.ToValue(string([]rune(s))))
		if err != nil || !same.ToBoolean() {
			t.Fatalf("text %q changed, error %v", s, err)
		}
		bytes, err := a.vm.New(u8, a.vm.ToValue(a.vm.NewArrayBuffer([]byte(s))))
		if err != nil {
			t.Fatal(err)
		}
		same, err = blob(nil, bytes)
		if err != nil || !same.ToBoolean() {
			t.Fatalf("blob %q changed, error %v", s, err)
		}
	})
}
