// Cases of TestCases: an expression, and what it gives as a string; of a promise what it is fulfilled with, and of an error
// its class. They follow from the text of ECMAScript.
(() => { const { promise, resolve } = Promise.withResolvers(); resolve(1); return promise })() // => 1
(() => { const { promise, reject } = Promise.withResolvers(); reject(2); return promise.catch(x => x + 1) })() // => 3
(() => { class P extends Promise { } return Promise.withResolvers.call(P).promise instanceof P })() // => true
Object.keys(Promise.withResolvers()).join() // => promise,resolve,reject
(() => { const { resolve } = Promise.withResolvers(); return resolve.name + resolve.length })() // => 1
Promise.withResolvers.call(1) // => TypeError
Promise.withResolvers.call(() => 0) // => TypeError
Promise.withResolvers.call(function (f) { f(1, 2) }) // => TypeError
Promise.try((a, b) => a + b, 1, 2) // => 3
Promise.try(() => { throw 4 }).catch(x => x) // => 4
Promise.try(() => ({ then(f) { f(5) } })) // => 5
Promise.try(1).catch(e => e.constructor.name) // => TypeError
Promise.try.call(undefined, () => 1) // => TypeError
JSON.stringify(Object.groupBy([1, 2, 3], x => x % 2 ? 'odd' : 'even')) // => {"odd":[1,3],"even":[2]}
Object.getPrototypeOf(Object.groupBy([], x => x)) // => null
Object.groupBy('a😀b', (c, i) => i)[1][0] // => 😀
Object.groupBy([1], () => Symbol.iterator)[Symbol.iterator][0] // => 1
Object.groupBy(null, x => x) // => TypeError
Object.groupBy([1], 1) // => TypeError
Object.groupBy([1], () => { throw 6 }) // => thrown 6
Object.keys(Object.groupBy(['\ud800', '\ud801'], x => x)).length // => 2
Map.groupBy([0, -0, NaN, NaN], x => x).size // => 2
[...Map.groupBy([3, 4, 5], x => x % 2)].map(([k, v]) => k + ':' + v).join(' ') // => 1:3,5 0:4
Object.is([...Map.groupBy([-0], x => x).keys()][0], 0) // => true
Array.fromAsync([1, Promise.resolve(2)]).then(x => x.join()) // => 1,2
Array.fromAsync(new Set([1, 2]), async x => x * 2).then(x => x.join()) // => 2,4
Array.fromAsync({ length: 2, 0: 1, 1: Promise.resolve(5) }).then(x => x.join()) // => 1,5
Array.fromAsync({ [Symbol.asyncIterator]() { let n = 0; return { next: async () => ({ value: n++, done: n > 3 }) } } }).then(x => x.join()) // => 0,1,2
Array.fromAsync(null).catch(e => e.constructor.name) // => TypeError
Array.fromAsync([], 1).catch(e => e.constructor.name) // => TypeError
(() => { class A extends Array { } return Array.fromAsync.call(A, [1]).then(x => x instanceof A && x.length) })() // => 1
(() => { let closed = 0; return Array.fromAsync({ [Symbol.iterator]() { return { next: () => ({ value: 1, done: false }), return() { closed++; return {} } } } }, () => { throw 1 }).catch(e => [e, closed].join()) })() // => 1,1
[1, 2, 3].values().map((x, i) => x * 10 + i).toArray().join() // => 10,21,32
[1, 2, 3].values().filter(x => x > 1).toArray().join() // => 2,3
[1, 2, 3].values().take(2).toArray().join() // => 1,2
[1, 2, 3].values().drop(2).toArray().join() // => 3
[1, 2].values().flatMap(x => [x, x]).toArray().join() // => 1,1,2,2
[1].values().flatMap(x => 'ab').toArray() // => TypeError
[1].values().flatMap(x => new String('ab')).toArray().join() // => a,b
[1, 2, 3].values().reduce((a, b) => a + b) // => 6
[1, 2, 3].values().reduce((a, b) => a + b, 'x') // => x123
[].values().reduce((a, b) => a + b) // => TypeError
[].values().reduce((a, b) => a + b, undefined) // => undefined
(() => { let s = ''; [1, 2].values().forEach((x, i) => { s += x + '@' + i + ' ' }); return s.trim() })() // => 1@0 2@1
[1, 2].values().some(x => x > 1) // => true
[1, 2].values().every(x => x > 1) // => false
[].values().every(x => x > 1) // => true
[1, 2].values().find(x => x > 1) // => 2
[1, 2].values().find(x => x > 2) // => undefined
(() => { function* g() { yield 1; yield 2 } return g().map(x => x + 1).toArray().join() })() // => 2,3
(() => { let n = 0; function* g() { try { yield 1; yield 2 } finally { n++ } } g().some(x => true); return n })() // => 1
(() => { let n = 0; function* g() { try { yield 1; yield 2 } finally { n++ } } g().take(1).toArray(); return n })() // => 1
(() => { let n = 0; const it = { next: () => ({ done: false, value: 1 }), return() { n++; return {} }, __proto__: Iterator.prototype }; it.map(x => x).return(); return n })() // => 1
(() => { let n = 0; const it = { next: () => ({ done: false, value: 1 }), return() { n++; return {} }, __proto__: Iterator.prototype }; try { it.map(x => { throw 7 }).next() } catch (e) { return e + n } })() // => 8
(() => { let n = 0; const it = { next: () => { throw 8 }, return() { n++ }, __proto__: Iterator.prototype }; try { it.map(x => x).next() } catch (e) { return [e, n].join() } })() // => 8,0
(() => { const it = { next: () => 1, __proto__: Iterator.prototype }; return it.toArray() })() // => TypeError
[].values().map(1) // => TypeError
[].values().take(-1) // => RangeError
[].values().take(NaN) // => RangeError
[].values().take() // => RangeError
[].values().take({ valueOf() { throw 9 } }) // => thrown 9
[1, 2].values().take(1.9).toArray().join() // => 1
[1, 2].values().drop(Infinity).toArray().length // => 0
Iterator.prototype.map.call(1, x => x) // => TypeError
(() => { const h = [1].values().map(x => x); h.next(); return JSON.stringify([h.next(), h.next(), h.return()]) })() // => [{"done":true},{"done":true},{"done":true}]
(() => { let h; h = { next() { return h2.next() }, __proto__: Iterator.prototype }; const h2 = h.map(x => x); return h2.next() })() // => TypeError
Object.getPrototypeOf([].values().map(x => x)).next.call({}) // => TypeError
(() => { const inner = []; const it = [1].values().flatMap(() => ({ next: () => ({ done: false, value: 1 }), return() { inner.push('closed'); return {} } })); it.next(); it.return(); return inner.join() })() // => closed
Iterator.from([1, 2]).toArray().join() // => 1,2
Iterator.from('a😀').toArray().length // => 2
Iterator.from({ next() { return { done: true } } }).toArray().length // => 0
Iterator.from({ next() { return { done: true } } }) instanceof Iterator // => true
Iterator.from(1) // => TypeError
(() => { const it = [].values(); return Iterator.from(it) === it })() // => true
new Iterator() // => TypeError
Iterator() // => TypeError
(() => { class I extends Iterator { next() { return { done: true } } } return new I() instanceof Iterator && new I().toArray().length })() // => 0
Iterator.prototype.constructor === Iterator // => true
(() => { 'use strict'; Iterator.prototype.constructor = 1 })() // => TypeError
(() => { class I extends Iterator { } const i = new I(); i[Symbol.toStringTag] = 'x'; return Object.keys(Object.getOwnPropertyDescriptors(i)).length + i[Symbol.toStringTag] })() // => 0x
[...[1, 2, 3].values().map(x => x * 2)].join() // => 2,4,6
new Map([[1, 2]]).entries().map(([k, v]) => k + v).toArray().join() // => 3
'a\ud800'.isWellFormed() // => false
'a😀'.isWellFormed() // => true
'\ude00\ud83d'.toWellFormed() // => ��
'a😀\ud83d'.toWellFormed() // => a😀�
'abc'.toWellFormed() // => abc
String.prototype.isWellFormed.call(null) // => TypeError
String.prototype.isWellFormed.call(12) // => true
RegExp.escape('a.b*c') // => \x61\.b\*c
RegExp.escape('_x y-\n') // => _x\x20y\x2d\n
RegExp.escape('\ud800é\u2028😀') // => \ud800é\u2028😀
RegExp.escape(1) // => TypeError
new RegExp(RegExp.escape('1+1=2')).test('1+1=2') // => true
new WeakRef(1) // => TypeError
new WeakRef(Symbol.for('x')) // => TypeError
typeof new WeakRef(Symbol('x')).deref() // => symbol
WeakRef.prototype.deref.call({}) // => TypeError
new FinalizationRegistry() // => TypeError
new FinalizationRegistry(() => 0).register(1) // => TypeError
(() => { const o = {}; return new FinalizationRegistry(() => 0).register(o, o) })() // => TypeError
new FinalizationRegistry(() => 0).register({}, 1) // => undefined
new FinalizationRegistry(() => 0).unregister({}) // => false
(() => { const r = new FinalizationRegistry(() => 0), t = {}; r.register({}, 1, t); return [r.unregister(t), r.unregister(t)].join() })() // => true,false
(() => { const b = new Uint8Array([1, 2, 3]).buffer, c = b.transfer(); return [b.detached, b.byteLength, c.byteLength, new Uint8Array(c).join()].join(' ') })() // => true 0 3 1,2,3
new Uint8Array(new Uint8Array([1, 2, 3]).buffer.transfer(2)).join() // => 1,2
new Uint8Array(new Uint8Array([1]).buffer.transferToFixedLength(3)).join() // => 1,0,0
(() => { const b = new ArrayBuffer(1); b.transfer(); return b.transfer() })() // => TypeError
new ArrayBuffer(1).transfer(-1) // => RangeError
ArrayBuffer.prototype.transfer.call({}) // => TypeError
Math.sumPrecise([1e308, 1e308, -1e308]) // => 1e+308
Math.sumPrecise([0.1, 0.2, 0.3]) // => 0.6
Math.sumPrecise([1e20, 0.1, -1e20]) // => 0.1
Object.is(Math.sumPrecise([]), -0) // => true
Object.is(Math.sumPrecise([-0, 0]), 0) // => true
Math.sumPrecise([Infinity, -Infinity]) // => NaN
Math.sumPrecise([Infinity, 1]) // => Infinity
Math.sumPrecise([1n]) // => TypeError
Math.sumPrecise(['1']) // => TypeError
Math.sumPrecise() // => TypeError
[Error.isError(new TypeError), Error.isError({}), Error.isError(1)].join() // => true,false,false
(() => { const o = {}; o.__defineGetter__('x', () => 1); return [o.x, typeof o.__lookupGetter__('x'), o.__lookupSetter__('x'), Object.keys(o)].join() })() // => 1,function,,x
(() => { const o = Object.create({ set y(v) { this.z = v } }); return typeof o.__lookupSetter__('y') })() // => function
new Date(0).toGMTString() === new Date(0).toUTCString() // => true
new Date(2000, 1).getYear() // => 100
