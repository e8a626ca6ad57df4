package clone_test

import (
	"strings"
	"testing"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/loop/looptest"
	"github.com/caddyhbf/hbf/jsengine/native"
	"github.com/caddyhbf/hbf/jsengine/web/clone"
	"github.com/caddyhbf/hbf/jsengine/web/event"
)

func start(t testing.TB) (*looptest.Loop, *clone.Module) {
	t.Helper()
	l := looptest.New(t)
	m := clone.New(l.Kit, event.New(l.Kit, l))
	l.Run(`var copy = structuredClone, name = f => { try { return f() } catch (e) { return e.name } }; 0`)
	return l, m
}

type scripts []struct{ script, want string }

// run runs each script as the body of a function in a runtime of its own.
func (s scripts) run(t *testing.T) {
	t.Helper()
	for _, c := range s {
		l, _ := start(t)
		if got := l.Run(`(() => {` + c.script + `})()`).String(); got != c.want {
			t.Errorf("%s\n= %q, want %q", c.script, got, c.want)
		}
	}
}

func TestValuesWithoutReferences(t *testing.T) {
	scripts{
		{`return [1, 'a', true, null, undefined, 10n, NaN, -0].map(v => Object.is(copy(v), v)).join()`, "true,true,true,true,true,true,true,true"},
		{`return [new Boolean(false), new Number(-0), new String('é'), Object(5n)].map(v => { const c = copy(v); return typeof c + (c !== v) + Object.is(c.valueOf(), v.valueOf()) }).join()`, "objecttruetrue,objecttruetrue,objecttruetrue,objecttruetrue"},
		{`const d = new Date(5); d.x = 1; const c = copy(d); return [c instanceof Date, c.getTime(), c.x, isNaN(copy(new Date(NaN)))].join()`, "true,5,,true"},
		{`const r = /a\/b/gimsuy; r.lastIndex = 3; const c = copy(r); return [c instanceof RegExp, c.source, c.flags, c.lastIndex].join()`, `true,a\/b,gimsuy,0`},
		{`const r = /a/g; Object.defineProperty(r, 'flags', { value: 'i' }); return copy(r).flags`, "g"},
		{`return name(() => copy())`, "TypeError"},
		{`return copy.name + copy.length`, "structuredClone1"},
	}.run(t)
}

func TestBuffers(t *testing.T) {
	scripts{
		{`const b = new Uint8Array([1, 2, 3]).buffer; const c = copy(b); new Uint8Array(b)[0] = 9; return [c instanceof ArrayBuffer, c !== b, new Uint8Array(c)].join()`, "true,true,1,2,3"},
		{`const a = new Uint16Array([1, 2, 3, 4]).subarray(1, 3); const c = copy(a); return [c.constructor.name, c, c.byteOffset, c.buffer.byteLength].join()`, "Uint16Array,2,3,2,8"},
		{`return [Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array, Float32Array, Float64Array, BigInt64Array, BigUint64Array].map(T => copy(new T(2)) instanceof T).join('') + (copy(new DataView(new ArrayBuffer(8), 2, 3)).byteLength)`, strings.Repeat("true", 11) + "3"},
		{`const b = new ArrayBuffer(8); const c = copy([new Uint8Array(b), new DataView(b, 4), b]); return c[0].buffer === c[1].buffer && c[1].buffer === c[2]`, "true"},
		{`class Mine extends Uint8Array {} const c = copy(new Mine(2)); return c.constructor === Uint8Array`, "true"},
	}.run(t)
}

func TestTransfer(t *testing.T) {
	scripts{
		{`const b = new Uint8Array([1, 2]).buffer; const c = copy({ b }, { transfer: [b] }); return [b.byteLength, c.b.byteLength, new Uint8Array(c.b)].join()`, "0,2,1,2"},
		{`const a = new Uint8Array([1, 2]); const c = copy(a, { transfer: [a.buffer] }); return [a.length, c].join()`, "0,1,2"},
		{`const b = new ArrayBuffer(2); copy(1, { transfer: new Set([b]) }); return b.byteLength`, "0"},
		{`const b = new ArrayBuffer(2); return name(() => copy(() => 0, { transfer: [b] })) + b.byteLength`, "DataCloneError2"},
		{`const b = new ArrayBuffer(2); return name(() => copy(b, { transfer: [b, b] })) + b.byteLength`, "DataCloneError2"},
		{`const b = new ArrayBuffer(2); copy(b, { transfer: [b] }); return name(() => copy(b)) + name(() => copy(1, { transfer: [b] }))`, "DataCloneErrorDataCloneError"},
		{`const b = new ArrayBuffer(2); return name(() => copy({ get x() { copy(b, { transfer: [b] }) } }, { transfer: [b] }))`, "DataCloneError"},
		{`return [{}, new Uint8Array(1)].map(o => name(() => copy(1, { transfer: [o] }))).join()`, "DataCloneError,DataCloneError"},
		{`return [5, [5], null].map(t => name(() => copy(1, { transfer: t }))).join() + name(() => copy(1, 5)) + copy(1, null) + copy(1, {})`, "TypeError,TypeError,TypeErrorTypeError11"},
	}.run(t)
}

func TestObjects(t *testing.T) {
	scripts{
		{`return JSON.stringify(copy({ a: 1, b: { c: [1, { d: null }] }, e: undefined, 2: 3 }))`, `{"2":3,"a":1,"b":{"c":[1,{"d":null}]}}`},
		{`class Mine { x = 1; #y = 2; get z() { return 3 } } const c = copy(new Mine()); return [c.constructor === Object, c.x, c.z].join()`, "true,1,"},
		{`const o = Object.create({ inherited: 1 }, { hidden: { value: 1 }, shown: { value: 2, enumerable: true } }); o[Symbol('s')] = 1; const c = copy(o); return Object.keys(c).join() + Object.getOwnPropertySymbols(c).length + c.inherited + c.hidden`, "shown0undefinedundefined"},
		{`const c = copy(Object.create(null, { a: { value: 1, enumerable: true } })); return [c.a, Object.getPrototypeOf(c) === Object.prototype].join()`, "1,true"},
		{`let n = 0; const c = copy({ get a() { return ++n } }); return [c.a, Object.getOwnPropertyDescriptor(c, 'a').writable, n].join()`, "1,true,1"},
		{`const c = copy(JSON.parse('{"__proto__": {"x": 1}}')); return Object.keys(c).join() + (Object.getPrototypeOf(c) === Object.prototype)`, "__proto__true"},
		{`const o = { get a() { delete o.b; return 1 }, b: 2 }; return Object.keys(copy(o)).join()`, "a"},
		{`return name(() => copy({ get a() { throw new RangeError() } }))`, "RangeError"},
		{`return Object.keys(copy(Object.freeze({ a: 1 }))).join() + Object.isFrozen(copy(Object.freeze({ a: 1 })))`, "afalse"},
		{`return (function () { return JSON.stringify(copy(arguments)) })(1, 2)`, `{"0":1,"1":2}`},
	}.run(t)
}

func TestArrays(t *testing.T) {
	scripts{
		{`const a = [1, , 3]; a.length = 5; a.extra = 'x'; const c = copy(a); return [Array.isArray(c), c.length, 1 in c, c.extra, Object.keys(c)].join()`, "true,5,false,x,0,2,extra"},
		{`const c = copy(new Array(4294967295)); return c.length`, "4294967295"},
		{`class Mine extends Array {} return copy(Mine.of(1, 2)).constructor === Array`, "true"},
		{`const a = []; a[1000] = 1; return copy(a).length + Object.keys(copy(a)).join()`, "10011000"},
	}.run(t)
}

func TestCollections(t *testing.T) {
	scripts{
		{`const k = {}; const c = copy(new Map([[k, 1], ['b', k]])); return [c instanceof Map, c.size, [...c.keys()][0] === c.get('b'), c.get('b') !== k].join()`, "true,2,true,true"},
		{`const c = copy(new Set([1, 'a', [2]])); return [c instanceof Set, c.size, [...c].join()].join()`, "true,3,1,a,2"},
		{`const m = new Map(); m.set('self', m); return copy(m).get('self') === copy(m)`, "false"},
		{`const m = new Map(); m.set('self', m); const c = copy(m); return c.get('self') === c`, "true"},
		{`const s = new Set(); s.add(s); const c = copy(s); return c.has(c)`, "true"},
		{`return [...copy(new Map([[3, 'c'], [1, 'a'], [2, 'b']]))].join()`, "3,c,1,a,2,b"},
	}.run(t)
}

func TestReferences(t *testing.T) {
	scripts{
		{`const o = {}; o.o = o; const c = copy(o); return c.o === c && c !== o`, "true"},
		{`const shared = { x: 1 }; const c = copy({ a: shared, b: [shared] }); return c.a === c.b[0]`, "true"},
		{`const d = new Date(1), e = new Error('x'); const c = copy([d, d, e, e]); return c[0] === c[1] && c[2] === c[3]`, "true"},
		{`let o = null; for (let i = 0; i < 50_000; i++) o = { o }; let c = copy(o), n = 0; while (c !== null) { c = c.o; n++ } return n`, "50000"},
		{`let a = []; for (let i = 0; i < 20_000; i++) a = [new Map([[1, new Set([a])]])]; return copy(a).length`, "1"},
	}.run(t)
}

func TestErrors(t *testing.T) {
	scripts{
		{`const e = new TypeError('m', { cause: { x: 1 } }); e.extra = 1; const c = copy(e); return [c instanceof TypeError, c.message, c.stack === e.stack, c.cause.x, c.extra, Object.keys(c).length].join()`, "true,m,true,1,,0"},
		{`class Mine extends Error { name = 'Mine' } const c = copy(new Mine('m')); return [c.name, c.constructor === Error, c.message].join()`, "Error,true,m"},
		{`class Mine extends RangeError {} return copy(new Mine('m')) instanceof RangeError`, "true"},
		{`const e = new Error('m'); e.cause = e; const c = copy(e); return c.cause === c`, "true"},
		{`const e = new Error(); return 'message' in copy(e) && !Object.hasOwn(copy(e), 'message') && !Object.hasOwn(copy(e), 'cause')`, "true"},
		{`const e = new Error('m'); Object.defineProperty(e, 'message', { get() { return 'got' } }); return copy(e).message`, ""},
		{`const e = new DOMException('m', 'AbortError'); const c = copy(e); return [c !== e, c instanceof DOMException, c.name, c.message, c.code, c.stack === e.stack].join()`, "true,true,AbortError,m,20,true"},
	}.run(t)
}

// What can't be copied is a DataCloneError, wherever it is.
func TestDataCloneError(t *testing.T) {
	for _, value := range []string{
		`() => 0`, `class {}`, `Symbol('x')`, `Object(Symbol())`, `Promise.resolve()`, `new WeakMap`, `new WeakSet`, `new Proxy({}, {})`, `new Proxy([], {})`,
		`new Proxy(() => 0, {})`, `[].values()`, `(function* () {})()`, `new Map().entries()`, `new EventTarget`, `new AbortController().signal`, `new Event('x')`, `Math.max`,
	} {
		l, _ := start(t)
		for _, script := range []string{`copy(%)`, `copy({ a: [%] })`, `copy(new Map([[1, %]]))`, `copy(new Map([[%, 1]]))`, `copy(new Set([%]))`, `copy(new Error('x', { cause: % }))`} {
			script = strings.ReplaceAll(script, "%", "("+value+")")
			got := l.Run(`try { ` + script + `; 'copied' } catch (e) { [e.name, e.code, e instanceof DOMException, e.message.endsWith(' could not be cloned')].join() }`).String()
			if got != "DataCloneError,25,true,true" {
				t.Errorf("%s: %s", script, got)
			}
		}
	}
}

// Classes of the host are copied by those who know them.
func TestRegister(t *testing.T) {
	l, m := start(t)
	type box struct{ value int64 }
	boxes := native.NewClass(l.Kit, "Box", 1, nil, func(c goja.ConstructorCall) *box { return &box{c.Argument(0).ToInteger()} })
	boxes.Getter("value", func(b *box) goja.Value { return l.VM.ToValue(b.value) })
	boxes.Expose()
	m.Register(func(v goja.Value) (goja.Value, bool) {
		b, ok := boxes.Of(v)
		if !ok {
			return nil, false
		}
		return boxes.Wrap(&box{b.value}), true
	})
	if got := l.Run(`const b = new Box(7), c = copy({ x: b, y: b }); [c.x !== b, c.x === c.y, c.x.value, c.x instanceof Box, name(() => copy(new EventTarget()))].join()`).String(); got != "true,true,7,true,DataCloneError" {
		t.Error(got)
	}
}

// What the app does to built-in objects changes nothing.
func TestPollutedPrototypes(t *testing.T) {
	l, _ := start(t)
	got := l.Run(`
		const value = { d: new Date(1), r: /a/g, m: new Map([[1, 2]]), s: new Set([3]), u: new Uint8Array([4]), e: new TypeError('m'), n: new Number(5) };
		for (const C of [Date, RegExp, Map, Set, Number, ArrayBuffer])
			for (const name of Object.getOwnPropertyNames(C.prototype))
				if (name !== 'constructor') try { Object.defineProperty(C.prototype, name, { value() { throw new Error('polluted') } }) } catch {}
		Object.getOwnPropertyDescriptor = Object.prototype.hasOwnProperty = ArrayBuffer.isView = Date = Map = Set = RegExp = Uint8Array = TypeError = null;
		const c = copy(value); c.e.message + c.u[0] + (c.d !== value.d)`).String()
	if got != "m4true" {
		t.Error(got)
	}
}

func BenchmarkClone(b *testing.B) {
	l, m := start(b)
	v := l.Run(`({ id: 1, name: 'x', tags: ['a', 'b', 'c'], nested: { when: new Date(), more: [{ a: 1 }, { a: 2 }] } })`)
	b.ReportAllocs()
	for b.Loop() {
		m.Clone(v, nil)
	}
}
