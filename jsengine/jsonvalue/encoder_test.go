package jsonvalue_test

import (
	"strings"
	"testing"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/jsonvalue"
	"github.com/caddyhbf/hbf/jsengine/native"
)

// pair has an encoder and JSON.stringify in one runtime. The global log keeps what the app's code was called for.
type pair struct {
	testing.TB
	vm        *goja.Runtime
	encoder   *jsonvalue.Encoder
	stringify goja.Callable
}

func newPair(t testing.TB) *pair {
	t.Helper()
	vm := goja.New()
	p := &pair{TB: t, vm: vm, encoder: jsonvalue.New(native.New(vm))}
	p.stringify, _ = goja.AssertFunction(vm.Get("JSON").ToObject(vm).Get("stringify"))
	p.run(`var log = []; function called(x) { log.push(x); return x }`)
	return p
}

func (p *pair) run(script string) goja.Value {
	p.Helper()
	v, err := p.vm.RunString(script)
	if err != nil {
		p.Fatalf("%s\n%v", script, err)
	}
	return v
}

// encoded is what the encoder does with a value, and what the app's code was called for.
func (p *pair) encoded(v goja.Value) string {
	return p.outcome(func() (string, bool) {
		data, ok := p.encoder.Encode(v, 0)
		return string(data), ok
	})
}

// stringified is what JSON.stringify does.
func (p *pair) stringified(v goja.Value) string {
	return p.outcome(func() (string, bool) {
		text := native.Must(p.stringify(goja.Undefined(), v))
		return text.String(), !goja.IsUndefined(text)
	})
}

func (p *pair) outcome(f func() (string, bool)) string {
	p.Helper()
	p.run("log = []")
	var out string
	if thrown := p.vm.Try(func() {
		text, ok := f()
		if out = "undefined"; ok {
			out = text
		}
	}); thrown != nil {
		out = "threw " + thrown.Value().String()
	}
	return out + "\ncalled: " + p.run("log.join()").String()
}

// same fails unless both do the same with what each of two runs of a script gives.
func (p *pair) same(script string) {
	p.Helper()
	if _, err := p.vm.RunString(script); err != nil { // not with these prototypes
		return
	}
	got, want := p.encoded(p.run(script)), p.stringified(p.run(script))
	if got != want {
		p.Errorf("%s\ngives %.2000s\nnot   %.2000s", script, got, want)
	}
}

// values are expressions for whatever JSON.stringify makes a difference between.
var values = []string{
	"undefined", "null", "true", "false", "0", "-0", "1", "-1", "1.5", "1e21", "1e-7", "0.1 + 0.2", "NaN", "Infinity", "-Infinity", "2 ** 53", "-(2 ** 53)", "5e-324",
	"''", "'text'", "'quote \" back \\\\ slash /'", `'\0\b\t\n\v\f\r\x1f\x7f\u2028\u2029'`, "'été €'", "'🚀'", `'\ud800'`, `'\udc00\ud800'`, `'a\ud83d\ude80\ud83db'`, `'\ufffd'`, "'<&>'",
	"Symbol('s')", "1n", "Object(1n)", "() => 1", "function f() {}", "async () => 1", "function* g() {}", "class A {}", "Math.max", "(() => 1).bind(null)",
	"[]", "{}", "[,]", "[1,,2]", "[undefined, null, () => 1, Symbol('s')]", "{ a: undefined, b: () => 1, c: Symbol('s'), d: 1 }", "{ [Symbol('s')]: 1, a: 1 }",
	"{ b: 1, a: 2, 10: 3, 2: 4, '-1': 5, '01': 6 }", `{ '\ud800': 1, a: 2 }`, `{ '\ufffd': 1 }`, `{ 'été': 1, '🚀': 2, '': 3 }`, "{ __proto__: { inherited: 1 }, own: 2 }", "{ ['__proto__']: 1 }",
	"Object.create(null)", "Object.assign(Object.create(null), { a: 1 })", "Object.assign([1], { extra: 2 })", "Object.assign([], { length: 3 })", "Object.assign([], { 5000: 1 }).length",
	"new Number(3)", "new Number(NaN)", "new String('s')", "new Boolean(false)", "Object(Symbol('s'))", "Object.assign(new Number(3), { valueOf: () => called(4) })",
	"Object.assign(new String('s'), { toString: () => called('t') })", "Object.assign(new Boolean(true), { valueOf: () => called(false) })", "class extends Number {}", "new (class extends String {})('x')",
	"new Date(0)", "new Date(NaN)", "Object.assign(new Date(0), { toJSON: undefined })", "/re/g", "new Error('e')", "Object.assign(new Error('e'), { code: 1 })", "new Map([[1, 2]])", "new Set([1])", "new WeakMap()",
	"new Uint8Array([1, 2])", "new Float64Array([1.5])", "new ArrayBuffer(2)", "new DataView(new ArrayBuffer(1))", "Promise.resolve(1)", "(function() { return arguments })(1, 2)", "globalThis.Math", "JSON", "Reflect",
	"{ get a() { return called(1) }, get b() { throw new TypeError('b') } }", "{ get a() { return called('a') }, b: 2, get c() { return called('c') } }", "{ get a() { delete this.b; return 1 }, b: 2, c: 3 }",
	"{ get a() { this.z = 1; return 1 }, b: 2 }", "Object.defineProperty({ a: 1 }, 'hidden', { value: 2 })", "Object.defineProperty([1, 2], 0, { get: () => called('first') })",
	"{ toJSON() { return called(1) } }", "{ a: { toJSON(k) { return called(k) } } }", "[{ toJSON(k) { return called(typeof k + k) } }]", "{ toJSON: () => undefined }", "{ a: { toJSON: () => undefined }, b: 1 }",
	"{ toJSON: 1, a: 2 }", "{ toJSON: null }", "{ toJSON: {} }", "{ get toJSON() { called('get'); return () => called('call') } }", "{ toJSON() { throw new RangeError('no') } }", "{ toJSON() { return this } , x: 1 }",
	"{ toJSON: () => ({ toJSON: () => called(1), x: 2 }) }", "{ toJSON: () => new Date(0) }", "{ toJSON: () => 1n }", "{ toJSON: () => new Number(5) }", "{ toJSON: () => new Proxy([1], {}) }", "{ toJSON: () => new Map() }",
	"Object.assign(() => 1, { toJSON: () => 'function' })", "{ toJSON: class {} }", "{ toJSON: () => '\\ud800' }", "{ toJSON: () => Symbol('s') }", "{ toJSON: () => () => 1 }",
	"new Proxy({ a: 1, b: [2] }, {})", "new Proxy([1, [2]], {})", "new Proxy(() => 1, {})", "new Proxy(class {}, {})", "new Proxy({ a: 1, b: 2 }, { get: (t, k) => called(String(k)), ownKeys: t => { called('keys'); return ['b', 'a'] } })",
	"new Proxy([1, 2], { get: (t, k, r) => { called(String(k)); return Reflect.get(t, k, r) } })", "new Proxy({}, { ownKeys: () => ['x'], getOwnPropertyDescriptor: (t, k) => { called(k); return { value: 1, enumerable: true, configurable: true } } })",
	"new Proxy({}, { ownKeys() { throw new Error('keys') } })", "new Proxy({ a: 1 }, new Proxy({}, { get: (t, k) => { called(k) } }))", "(() => { const r = Proxy.revocable({}, {}); r.revoke(); return r.proxy })()",
	"new Proxy([], { get: (t, k) => k === 'length' ? { valueOf: () => called(2) } : called(k) })", "new Proxy(new Proxy([1], {}), {})", "new Proxy([], { get: (t, k) => k === 'length' ? -1 : undefined })",
	"JSON.rawJSON('1e1000')", "{ a: JSON.rawJSON('\"raw\"') }", "[JSON.rawJSON('null')]",
	"(() => { const a = {}; a.self = a; return a })()", "(() => { const a = []; a.push([a]); return a })()", "(() => { const a = { b: 1 }; return [a, a] })()", "(() => { const m = new Map(); m.own = { m }; return { m } })()",
	"(() => { const a = {}; a.p = new Proxy(a, {}); return a })()", "(() => { const a = { toJSON: () => [a2] }; const a2 = { x: 1 }; a2.y = a2; return a })()",
	"new (class P { constructor() { this.x = 1 } get y() { return 2 } })()", "new (class extends Array {})(3)", "Object.freeze([1, Object.freeze({ a: 1 })])", "structure()", "'x'.repeat(100000)", "Array.from({ length: 3000 }, (_, i) => ({ i }))",
}

func TestEncodeIsStringify(t *testing.T) {
	p := newPair(t)
	p.run(`function structure() { return { users: [{ id: 1, name: 'été', tags: ['a', 'b'], address: { street: null, at: new Date(5) } }], total: 1, next: undefined } }`)
	for _, v := range values {
		p.run("(" + v + ")")
		p.same("(" + v + ")")
		p.same("({ 'a b': " + v + ", last: 1 })")
		p.same("[0, " + v + "]")
		p.same("({ toJSON: () => (" + v + ") })")
	}
}

// What the app puts on prototypes has the effect that it has on JSON.stringify.
func TestEncodeHeedsPrototypes(t *testing.T) {
	for _, pollution := range []string{
		"Object.prototype.toJSON = function(k) { return called('O' + k + typeof this) }", "Array.prototype.toJSON = () => called('A')", "String.prototype.toJSON = Number.prototype.toJSON = Boolean.prototype.toJSON = () => called('P')",
		"BigInt.prototype.toJSON = function(k) { return called(typeof this + k) }", "Function.prototype.toJSON = () => called('F')", "Date.prototype.toJSON = () => called('D')", "Date.prototype.toISOString = () => called('iso')",
		"Object.defineProperty(Object.prototype, 'toJSON', { get() { called('get') }, configurable: true })", "Object.defineProperty(Object.prototype, 'a', { set() { called('set') } })", "Object.prototype.a = 1",
		"Object.defineProperty(Array.prototype, 0, { get() { return called('zero') } })", "Array.prototype[1] = 'one'", "Object.prototype.length = 3", "Symbol.prototype.toJSON = () => called('S')",
		"JSON.stringify = JSON.rawJSON = Object.keys = Reflect.get = Reflect.set = Array.isArray = null; TypeError = RangeError = null", "Number.prototype.toString = () => called('N')", "String.prototype.toString = () => called('T')",
		"Map.prototype.toJSON = function() { return called([...this].join('/')) }", "Uint8Array.prototype.toJSON = function() { return called('bytes') }", "Object.setPrototypeOf(Array.prototype, null)", "Object.prototype[''] = 1",
	} {
		p := newPair(t)
		p.run(`const join = Array.prototype.join; log = []; function structure() { return {} }`)
		p.run(pollution)
		for _, v := range values {
			p.same("[{ a: [" + v + "] }]")
		}
		if t.Failed() {
			t.Fatal("after", pollution)
		}
	}
}

// Values that reach the encoder from Go are what JSON.stringify makes of them.
func TestEncodeGoValues(t *testing.T) {
	p := newPair(t)
	type point struct{ X, Y int }
	for _, v := range []any{
		map[string]any{"b": []any{1, "x", nil}}, []any{1, map[string]any{"a": 1}}, point{1, 2}, &point{1, 2}, []int{1, 2}, map[string]int{"a": 1}, "\xff", "a long enough text that ends badly: \xff",
		p.vm.NewArray(1, "a", nil), p.vm.NewDynamicObject(dynamic{}), []string{"a"}, func() int { return 1 },
	} {
		value := p.vm.ToValue(v)
		if got, want := p.encoded(value), p.stringified(value); got != want {
			t.Errorf("%v gives %s, not %s", v, got, want)
		}
		holder := p.vm.NewArray(value)
		if got, want := p.encoded(holder), p.stringified(holder); got != want {
			t.Errorf("[%v] gives %s, not %s", v, got, want)
		}
	}
}

type dynamic struct{}

func (dynamic) Get(name string) goja.Value  { return goja.Null() }
func (dynamic) Set(string, goja.Value) bool { return false }
func (dynamic) Has(string) bool             { return true }
func (dynamic) Delete(string) bool          { return false }
func (dynamic) Keys() []string              { return []string{"one", "two"} }

// A getter may encode in turn.
func TestEncodeIsReentrant(t *testing.T) {
	p := newPair(t)
	native.Check(p.vm.Set("encode", func(c goja.FunctionCall) goja.Value {
		data, _ := p.encoder.Encode(c.Argument(0), 0)
		return p.vm.ToValue(string(data))
	}))
	p.same(`({ a: 1, get b() { return encode({ x: [1, { get y() { return encode([2]) } }] }) }, c: { toJSON: () => encode({ z: 3 }) } })`)
}

// After an error the encoder goes on as before.
func TestEncodeAfterErrors(t *testing.T) {
	p := newPair(t)
	for range 3 {
		p.same("({ a: [{ get b() { throw 1 } }] })")
		p.same("({ a: [1n] })")
		p.same("({ a: [{ b: 2 }] })")
	}
}

func TestEncodeKeepsNothingOfTheLastValue(t *testing.T) {
	p := newPair(t)
	first, _ := p.encoder.Encode(p.run("['first']"), 0)
	_, _ = p.encoder.Encode(p.run("['other']"), 0)
	if string(first) != `["first"]` {
		t.Errorf("it became %s", first)
	}
}

func TestEncodeIsBounded(t *testing.T) {
	p := newPair(t)
	deep := "(n => { let a = []; for (let i = 1; i < n; i++) a = i % 2 ? { a } : [a]; return a })"
	p.same(deep + "(9000)")
	for script, want := range map[string]string{
		deep + "(10001)":   "RangeError: the value is nested too deeply for JSON: more than 10000 levels",
		deep + "(1000000)": "RangeError: the value is nested too deeply",
		"(() => { let a = [1]; for (let i = 0; i < 60; i++) a = [a, a]; return a })()": "RangeError: the JSON is larger than memory_limit allows (1000 bytes)",
		"'x'.repeat(1000)":                          "RangeError: the JSON is larger",
		"Object.assign([], { length: 4294967295 })": "RangeError: the JSON is larger",
		"Array.from({ length: 500 }, () => 1)":      "RangeError: the JSON is larger",
	} {
		v := p.run(script)
		limit := int64(1000)
		if strings.HasPrefix(want, "RangeError: the value") {
			limit = 0
		}
		if got := p.outcome(func() (string, bool) {
			data, ok := p.encoder.Encode(v, limit)
			return string(data), ok
		}); !strings.HasPrefix(got, "threw "+want) {
			t.Errorf("%s: %.200s", script, got)
		}
	}
	if data, ok := p.encoder.Encode(p.run("'x'.repeat(998)"), 1000); !ok || len(data) != 1000 {
		t.Errorf("%d bytes, %v", len(data), ok)
	}
}
