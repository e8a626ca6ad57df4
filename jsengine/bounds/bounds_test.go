package bounds_test

import (
	"strings"
	"testing"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/bounds"
	"github.com/caddyhbf/hbf/jsengine/native"
)

func guarded(tb testing.TB) *goja.Runtime {
	tb.Helper()
	vm := goja.New()
	bounds.Install(native.New(vm), bounds.Options{Memory: 1 << 20})
	return vm
}

func run(t *testing.T, vm *goja.Runtime, script string) string {
	t.Helper()
	v, err := vm.RunString(script)
	if err != nil {
		return err.Error()
	}
	return v.String()
}

// What is within bounds is as it was.
func TestHonestCodeSeesNoDifference(t *testing.T) {
	for _, script := range []string{
		`'ab'.repeat(3) + 'x'.padStart(5, 'ab') + 'x'.padEnd({ valueOf: () => 4 }) + 'é'.repeat('2')`,
		`''.concat(1, null, 'x', {}, ...[1, 2, 3, 4, 5, 6, 7, 8, 9, 10])`,
		`String.prototype.repeat.name + String.prototype.repeat.length + Object.keys(String.prototype)`,
		`'a-b-c'.replaceAll('-', '+') + 'a-b'.replace('-', '$$') + 'abc'.replace(/b/, "[$&$1$'$` + "`" + `]")`,
		`'x'.repeat(5000).replaceAll('x', 'y$&') + 'xy'.repeat(3000).replace(/(x)(y)/g, "<$2$1$3$$$01>")`,
		`'x'.repeat(5000).replace(/x/g, (m, at) => at % 10)`,
		`'xy'.repeat(3000).replace(/(?<a>x)(?<b>y)?/g, '$<b>$<a>$<c>$<')`,
		`[1, [2, [3, [4]]]].flat() + '|' + [1, [2, [3, [4]]]].flat(Infinity) + [1, 2].flatMap(function (x, n, all) { return [x, n, all.length, this.y] }, { y: 5 })`,
		`[1, null, undefined, [2, [3]], { toString: () => 'o' }].join('-') + [] + [[]] + new Array(3).join('x') + new Array(40).fill([1, 2]).join(';')`,
		`Array.prototype.join.call({ length: 3, 0: 'a', 2: 'c' }, '/') + Array.prototype.map.call('abc', x => x + x)`,
		`const cycle = [1]; cycle.push(cycle, 2); cycle.join()`,
		`[3, 1, 2].sort().map(x => x * 2).filter(x => x > 2).concat([9], 8).slice(1).reverse().indexOf(6)`,
		`[1, 2, 3].toLocaleString() + Array.from('abc') + Array.from({ length: 2 }, (_, n) => n) + Array.from(new Set([1, 1, 2]))`,
		`class A extends Array { sum() { return this.reduce((a, b) => a + b, 0) } } const a = new A(1, 2, 3).map(x => x + 1); a.sum() + ' ' + (a instanceof A)`,
		`class U extends Uint8Array { get first() { return this[0] } } const u = new U([7, 8]).map(x => x + 1); u.first + ' ' + (u instanceof U) + u.constructor.name`,
		`const b = new ArrayBuffer(8); new Uint8Array(b, 4, 2).length + ' ' + new Uint16Array(b).length + (b instanceof ArrayBuffer) + ArrayBuffer.isView(new DataView(b))`,
		`Uint8Array.from([1, 2]) + Uint8Array.of(3) + Uint8Array.BYTES_PER_ELEMENT + new Uint8Array(2).constructor.name + (new Uint8Array(1).constructor === Uint8Array) + Uint8Array.name + Uint8Array.length`,
		`try { Uint8Array(1) } catch (e) { e.constructor.name } + new Float64Array([1.5, 2]).join('x')`,
		`Math.max.apply(null, [1, 5, 2]) + Reflect.apply(Math.min, null, [4, 3]) + Reflect.construct(Date, [0]).getTime() + (function () { return this.x + arguments.length }).apply({ x: 1 }, { length: 2 })`,
		`function F(a) { this.a = a } const B = F.bind(null, 4); new B().a + B.name + (new B() instanceof F)`,
		`const d = Date.bind(null, 0); new d().getTime() + Math.max.bind(null, 1)(5) + Math.max.bind(null, 1).name + [].push.bind([]).length + ''.at.bind('xy', 1).bind(null)()`,
		`const f = n => n ? [n].map(n => f(n - 1))[0] : 'deep'; f(900)`, `let t = []; for (let n = 0; n < 900; n++) t = [t]; const depth = t => t.reduce((d, t) => Math.max(d, 1 + depth(t)), 0); depth(t)`,
		`String(Object.assign(() => 1, { toString: Array.prototype.toString, join: () => 'joined' })) + [..."ab"].entries().next().value + Object.prototype.toString.call([])`,
		`const p = new Proxy({}, { get: (t, k) => k }); p.x + typeof new Proxy(() => 1, {}) + Proxy.length + Proxy.name + Object.keys(Proxy.revocable({}, {}))`,
		`JSON.parse('{"a":[1,2,{"b":null}]}').a[2].b + JSON.parse({ toString: () => '[1]' })[0] + JSON.parse('[1,2]', (k, v) => k === '0' ? 5 : v)`,
		`try { JSON.parse('[') } catch (e) { e.name }`, `JSON.stringify('\\n\\u0001"'.repeat(6e4)).length + JSON.stringify('x'.repeat(9e5)).length + JSON.stringify({ a: 'x' })`,
		`eval('1 + 2') + new Function('a', 'b', 'return a * b')(3, 4) + Function('return 7')() + (new Function instanceof Function) + (() => 1).constructor('return 2')()`,
		`Function.prototype.constructor === Function && (class {}).constructor === Function && Function.name + Function.length`,
		`(async () => {}).constructor.name + (function* () {}).constructor.name + [...new (function* () {}).constructor('yield 1; yield 2')()]`,
		`class G extends Function { constructor() { super('return 3') } }; new G()() + (new G() instanceof G)`,
		`var scoped = 1; eval('var scoped = 2'); scoped`,
		"String.raw`a\\n${1}b` + String.raw({ raw: 'xyz' }, 1, 2) + String.raw({ raw: ['a', 'b'] }, '-')",
		`BigInt(5) + BigInt('7') + BigInt({ valueOf: () => 1 }) + ' ' + BigInt.asUintN(8, -1n) + BigInt.name + (1n).constructor.name + ((1n).constructor === BigInt) + (5n).toString(2)`,
		`try { new BigInt(1) } catch (e) { e.name } + parseFloat('1.5x') + parseInt('0x1f') + parseInt('11', 2)`,
		`function* g() { yield 1; yield* [2, 3]; return 4 } [...g()] + g.prototype.constructor + g().next.name + Array.from(g())`,
		`const o = Object.setPrototypeOf({}, { a: 1 }); o.__proto__ = { b: 2 }; o.a + o.b + Object.getOwnPropertyDescriptor(Object.prototype, '__proto__').set.name`,
		`[3, 10, 1].sort() + '' + Array.from({ length: 20000 }, (_, n) => n).sort().slice(0, 5) + Array.from({ length: 20000 }, (_, n) => n % 7 || undefined).toSorted().slice(-2)`,
		`('a'.repeat(3e5) + '-').replaceAll('-', '+').length`,
		`Math.max.apply(null, { get length() { return 2 }, 0: 1, 1: 7 }) + ' ' + new Float64Array({ get length() { return 2 }, 0: 1.5 }) + Uint8Array.from({ length: 2, 1: 3 }, x => x * 2)`,
		`[1, 2, 3].join({ toString: () => '-' }) + [1, 2].join(null) + new Uint8Array(3).join(undefined) + new Uint8Array(2).join({ toString: () => '' })`,
		`''.concat(...new Array(40).fill({ toString: () => 'o' })) + String.raw({ raw: new Array(40).fill('a') }, 1, null, { toString: () => 'o' })`,
		`new Array(40).fill(1).concat(null, [[2, 'x']], undefined, new Date(NaN), { toLocaleString() { return this === undefined } }).toLocaleString()`,
		`const p = new Proxy([1, [2]], {}); [[0], p].flat(Infinity) + '|' + [].concat(p, 3) + [1].flatMap(() => p)`,
		`'ß'.toUpperCase() + 'é'.normalize('NFD').length + encodeURIComponent('é')`,
	} {
		want, got := run(t, goja.New(), script), run(t, guarded(t), script)
		if got != want {
			t.Errorf("%s\n got %.200s\nwant %.200s", script, got, want)
		}
	}
}

// Large buffers are counted as long as they are there, and no longer.
func TestBuffersAreBoundedTogether(t *testing.T) {
	vm := goja.New()
	bounds.Install(native.New(vm), bounds.Options{Memory: 4 << 20})
	const script = `const keep = []; try { for (let n = 0; n < 1000; n++) keep.push(new ArrayBuffer(2 ** 21), new Uint8Array(2 ** 21)); } catch (e) { e.name + (keep.length < 20) }`
	if got := run(t, vm, script); got != "RangeErrortrue" {
		t.Errorf("kept: %s", got)
	}
	vm = goja.New()
	bounds.Install(native.New(vm), bounds.Options{Memory: 4 << 20})
	if got := run(t, vm, `for (let n = 0; n < 200; n++) new Uint8Array(2 ** 21).fill(1); 'made'`); got != "made" {
		t.Errorf("not kept: %s", got)
	}
}

// What would be too large throws a RangeError that names the option, which the app can catch.
func TestWhatIsTooLargeIsARangeError(t *testing.T) {
	const big = `const big = 'x'.repeat(1e6); `
	for _, script := range []string{
		`'x'.repeat(2e6)`, `'x'.repeat({ n: 0, valueOf() { return this.n++ ? 2e6 : 1 } }); 'x'.repeat(2e6)`, `''.padStart(2e6, 'ab')`,
		`'x'.padEnd({ valueOf: () => 2e9 })`,
		big + `''.concat(...new Array(100).fill(big))`, big + `'a'.repeat(100).replaceAll('a', big)`,
		big + `'a'.repeat(100).replace(/a/g, big)`, big + `'a'.repeat(100).replace(/a/g, () => big)`,
		"'a'.repeat(1e5).replace(/a/g, '$`$`')", "'a'.repeat(1e5).replaceAll('a', \"$'\")", "'a'.repeat(1e5).replace('a', \"$'$'\".repeat(100))",
		big + `String.raw({ raw: new Array(100).fill(big) })`, `String.raw({ raw: { length: 2 ** 53 } })`,
		big + `new Array(100).fill(big).join('')`, `new Array(60000).join('x'.repeat(1000))`,
		big + `new Array(100).fill([big]).join('')`, big + `new Array(100).fill({ toString: () => big }).join('')`,
		`let a = ['x'.repeat(1000)]; for (let n = 0; n < 40; n++) a = [a, a]; a.join()`, `new Array(1e9).fill(0)`,
		`new Array(2 ** 32 - 1).indexOf(1)`, `Array.prototype.forEach.call({ length: 2 ** 53 - 1 }, () => 1)`,
		`Array.from({ length: 1e9 })`, `const a = new Array(60000).fill(0); [].concat(a, a, a)`,
		`let a = [1]; for (let n = 0; n < 40; n++) a = [a, a]; a.flat(Infinity)`,
		`const a = new Array(60000).fill(0); a.flatMap(() => a)`, `const a = new Array(60000).fill(0); new Array(100).fill(a).flat()`,
		`new ArrayBuffer(2e6)`, `new ArrayBuffer({ valueOf: () => 2e6 })`, `new Uint8Array(2e6)`, `new Float64Array(2e5)`, `new Uint8Array({ length: 2e6 })`,
		`Reflect.construct(Uint8Array, [2e9], Object)`, `class U extends Uint8Array {}; new U(2e9)`, `Uint8Array.from({ length: 2e9 })`,
		`Math.max.apply(null, { length: 2e9 })`, `Reflect.apply(Math.max, null, { length: 2e9 })`, `Reflect.construct(Array, { length: 2e9 })`,
		`JSON.parse('[' + '[],'.repeat(1e5) + '[]]')`, `JSON.parse('['.repeat(5000))`, `JSON.stringify('\\u0001'.repeat(9e5))`,
		`let p = {}; for (let n = 0; n < 1e5; n++) p = new Proxy(p, {})`, `let f = () => 1; for (let n = 0; n < 1e5; n++) f = f.bind(null)`,
		`let a = []; for (let n = 0; n < 1e4; n++) a = [a]; a.join()`, `let a = []; for (let n = 0; n < 1e4; n++) a = [a]; a.flat(Infinity)`,
		`const f = () => [{ toString: f }].join(); f()`,
		`({ toString: ''.trim }) + ''`, `({ toString: [].toString, join: [].toString }) + ''`, `const o = {}; o.toString = String.bind(null, o); o + ''`, `const o = {}; o.valueOf = Number.bind(null, o).bind(1); +o`,
		`Object.defineProperty({}, 'length', { get: [].push }).length`, `Object.defineProperty(new Error, 'name', { get: Error.prototype.toString }).name`,
		`const o = {}; o.toJSON = JSON.stringify.bind(null, o); JSON.stringify(o)`, `({ then: Promise.prototype.catch }).then()`,
		`const u = new Uint8Array(1); Object.defineProperty(u, 'constructor', { get: u.slice }); u.slice()`, `Object.defineProperty({}, Symbol.toStringTag, { get: {}.toString }) + ''`,
		`const r = /a/; Object.defineProperty(r, 'global', { get: Object.getOwnPropertyDescriptor(RegExp.prototype, 'flags').get }); r.flags`,
		`BigInt('9'.repeat(5e5))`, `BigInt({ toString: () => '9'.repeat(5e5) })`, `BigInt.asUintN(2 ** 40, -1n)`, `(1n << 8000000n).toString()`,
		`'a'.repeat(5e5).replaceAll('', 'b')`, `function* g() { yield* g() } g().next()`, `new Uint8Array(9e5).toHex()`, `Uint8Array.fromHex('ff'.repeat(3e6))`,
		`const p = new Proxy({}, {}); try { Object.setPrototypeOf(p, Object.create(p)) } catch (e) { throw new RangeError(e) }`,
		`new Array(60000).join(Object('x'.repeat(1000)))`, `new Uint8Array(60000).join(Object('x'.repeat(1000)))`,
		big + `''.concat(...new Array(100).fill(Object(big)))`, big + `String.raw({ raw: new Array(100).fill(Object(big)) })`,
		big + `String.raw({ raw: new Array(100).fill('') }, ...new Array(100).fill(Object(big)))`,
		big + `new Array(100).fill(big).toLocaleString()`,
		`let a = [1]; for (let n = 0; n < 6; n++) a = new Proxy(new Array(200).fill(a), {}); [a].flat(Infinity)`,
		`const a = []; a.length = 2 ** 32 - 1; [].concat(new Proxy(a, {}))`, `const a = []; a.length = 2 ** 32 - 1; [1].flatMap(() => new Proxy(a, {}))`,
		`const a = [], p = new Proxy(a, {}); a[0] = p; a.flat(Infinity)`,
		`const h = {}, p = new Proxy({}, h); try { h.__proto__ = p } catch (e) { throw new RangeError(e) }`,
	} {
		if got := run(t, guarded(t), `let caught = ''; try { (() => { `+script+` })() } catch (e) { caught = e.name + ': ' + e.message } caught`); !strings.HasPrefix(got, "RangeError: ") {
			t.Errorf("%s: %.200s", script, got)
		}
	}
}
