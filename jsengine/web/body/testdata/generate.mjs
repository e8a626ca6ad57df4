// Writes node.json: what Node, whose fetch is undici, gives for each of the scripts below. Node 20 made the file:
//
//	node generate.mjs
//
// A script is the body of an async function. What it returns is written as JSON; of what it throws, the name.
import { writeFileSync } from 'node:fs';

const scripts = String.raw`
// Headers
return [...new Headers({ b: '1', A: '2', 'Set-Cookie': 'x' })]
return [...new Headers([['a', '1'], ['A', '2'], ['set-cookie', 'x'], ['Set-Cookie', 'y']])]
const h = new Headers({ a: ' x\t' }); h.append('A', 'y'); return [h.get('a'), h.has('a'), h.get('b'), h.has('b')]
const h = new Headers({ a: '1', b: '2' }); h.delete('A'); h.set('B', 'z'); return [...h.entries()]
return new Headers(new Headers({ a: '1' })).get('A')
return new Headers(new Map([['a', '1']])).get('a')
return new Headers(undefined) instanceof Headers
new Headers(null)
new Headers('a')
new Headers(1)
new Headers([['a']])
new Headers([['a', 'b', 'c']])
new Headers(['ab'])
new Headers({ 'a b': '1' })
new Headers({ '': '1' })
new Headers({ a: 'x\ny' })
new Headers({ a: 'x\0' })
new Headers({ a: '\u0100' })
return new Headers({ a: '\xe9' }).get('a') === '\xe9'
new Headers().append('a')
new Headers().get('ä')
const h = new Headers(); h.append('set-cookie', 'a=1'); h.append('Set-Cookie', 'b=2'); return [h.getSetCookie(), h.get('set-cookie'), [...h]]
return new Headers().getSetCookie()
const h = new Headers({ c: '1', a: '2' }); const seen = []; h.forEach(function (v, k, o) { seen.push([k, v, o === h, this.x]) }, { x: 1 }); return seen
const h = new Headers({ a: '1', b: '2' }); const seen = []; for (const [k] of h) { seen.push(k); if (k === 'a') h.append('c', '3') } return seen
const h = new Headers({ a: '1', b: '2', c: '3' }); const seen = []; for (const [k] of h) { seen.push(k); h.delete(k) } return seen
return [[...new Headers({ b: '1', a: '2' }).keys()], [...new Headers({ b: '1', a: '2' }).values()]]
return Object.prototype.toString.call(new Headers())
return Object.prototype.toString.call(new Headers().entries())
Headers.prototype.get.call({}, 'a')
Headers()
new Headers().forEach(1)
return Headers.prototype[Symbol.iterator] === Headers.prototype.entries
return [Headers.length, Headers.name, Headers.prototype.append.length, Headers.prototype.get.length]
return new Headers({ a: null, b: undefined, c: 1, d: ['x', 'y'] }).get('a') + new Headers({ b: undefined }).get('b') + new Headers({ c: 1 }).get('c') + new Headers({ d: ['x', 'y'] }).get('d')
class H extends Headers { get(n) { return 'sub' + super.get(n) } } return [new H({ a: 1 }).get('a'), new H() instanceof Headers]
const h = new Headers({ 'X-Empty': '' }); return [h.get('x-empty'), h.has('x-empty')]

// Blob and File
return [new Blob().size, new Blob().type, new Blob(['a', 'é']).size]
return await new Blob(['a', new Blob(['b']), new Uint8Array([99]), new Uint8Array([100]).buffer, 5]).text()
return new Blob([], { type: 'Text/HTML' }).type
return new Blob([], { type: 'a\u00e9' }).type
new Blob('abc')
new Blob(5)
new Blob(null)
new Blob({})
return await new Blob(new Set(['a', 'b'])).text()
new Blob([], 5)
return await new Blob(['hello']).slice(1, 3).text()
return await new Blob(['hello']).slice(-3).text()
return await new Blob(['hello']).slice(-3, -1, 'Text/Plain').text()
return new Blob(['hello']).slice(0, 1, 'Text/Plain').type
return new Blob(['hello'], { type: 'a/b' }).slice(0, 1).type
return new Blob(['hello']).slice(4, 2).size
return new Blob(['hello']).slice(2, 100).size
return await new Blob(['ab', 'cd', 'ef']).slice(1, 5).slice(1, 3).text()
return await new Blob([new Uint8Array([0xef, 0xbb, 0xbf, 97, 0xff, 0xe2, 0x82])]).text()
return [...new Uint8Array(await new Blob(['é']).arrayBuffer())]
let n = 0; const it = new Blob(['abc']).stream()[Symbol.asyncIterator](); for (;;) { const { done, value } = await it.next(); if (done) return n; n += value.length }
return Object.prototype.toString.call(new Blob())
return await new Blob(['a\nb\r\nc'], { endings: 'transparent' }).text()
new Blob([], { endings: 'other' })
return await new Blob(['\ud800']).text()
new Blob([Symbol()])
const f = new File(['abc'], 'a/b.txt', { type: 'text/plain', lastModified: 5 }); return [f.name, f.size, f.type, f.lastModified, f instanceof Blob, await f.text()]
new File(['a'])
new File()
return new File([], 5).name
const f = new File(['abc'], 'x').slice(0, 1); return [f instanceof File, f instanceof Blob, f.size]
return [File.length, Blob.length]
return typeof new File([], 'x').lastModified
return new File([], 'x', { lastModified: new Date(7) }).lastModified

// FormData
const f = new FormData(); f.append('a', '1'); f.append('a', 2); f.append('b', null); return [f.get('a'), f.getAll('a'), f.get('b'), f.get('c'), f.has('a'), f.has('c')]
const f = new FormData(); f.append('a', '1'); f.append('b', '2'); f.append('a', '3'); f.set('a', 'x'); return [...f]
const f = new FormData(); f.set('a', 'x'); f.delete('a'); f.delete('b'); return [...f]
const f = new FormData(); f.append('a', new Blob(['x'], { type: 'text/x' })); const v = f.get('a'); return [v instanceof File, v.name, v.type, await v.text()]
const f = new FormData(); f.append('a', new Blob(['x']), 'n.txt'); return f.get('a').name
const f = new FormData(); f.append('a', new File(['x'], 'm.txt', { lastModified: 3 }), 'n.txt'); return [f.get('a').name, f.get('a').lastModified]
const f = new FormData(), file = new File(['x'], 'm.txt'); f.append('a', file); return f.get('a').name === file.name
const f = new FormData(); f.append('a', 'x', 'n.txt')
const f = new FormData(); f.append('a')
const f = new FormData(); f.get()
new FormData({})
return new FormData(undefined) instanceof FormData
const f = new FormData(); f.append('a', '1'); f.append('b', '2'); return [[...f.keys()], [...f.values()], [...f.entries()]]
const f = new FormData(); f.append('a', '1'); const s = []; f.forEach((v, k, o) => s.push(v, k, o === f)); return s
const f = new FormData(); f.append('\ud800', '\udc00'); return [...f][0].map((s) => s.charCodeAt(0))
const f = new FormData(); f.append('a', '1'); const s = []; for (const [k] of f) { s.push(k); if (s.length < 4) f.append('b', '2') } return s
const f = new FormData(); f.append('a\n"', 'x\ny'); return [...await new Response(f).formData()]
const f = new FormData(); f.append('a', new File(['x\n'], 'q"\r\n.txt')); const g = (await new Response(f).formData()).get('a'); return [g.name, g.type, await g.text()]
const f = new FormData(); f.append('é', 'ü'); f.append('e', ''); return [...await new Request('http://a/', { method: 'POST', body: f }).formData()]
const t = new Response(new FormData()).headers.get('content-type'); return t.startsWith('multipart/form-data; boundary=')
return [...await new Response('a=1&b=%C3%A9&a=+&c&%zz=%', { headers: { 'content-type': 'application/x-www-form-urlencoded;charset=x' } }).formData()]
return [...await new Response(new URLSearchParams({ a: 'é &' })).formData()]
await new Response('a=1').formData()
await new Response('a=1', { headers: { 'content-type': 'multipart/form-data' } }).formData()
await new Response('nothing', { headers: { 'content-type': 'multipart/form-data; boundary=x' } }).formData()
await new Response('--x\r\n\r\nv\r\n--x--', { headers: { 'content-type': 'multipart/form-data; boundary=x' } }).formData()
return [...await new Response('--x\r\ncontent-disposition: form-data; name="a"\r\n\r\nv\r\n--x--\r\n', { headers: { 'content-type': 'multipart/form-data; boundary=x' } }).formData()]
return [...await new Response('--x\r\nContent-Disposition: form-data; name="a%22%0D%0A"\r\n\r\n\r\n--x--\r\n', { headers: { 'content-type': 'multipart/form-data; boundary="x"' } }).formData()]
const f = await new Response('--x\r\nContent-Disposition: form-data; name="a"; filename="C:\\dir\\f.txt"\r\nContent-Type: text/css\r\n\r\nv\r\n--x--\r\n', { headers: { 'content-type': 'multipart/form-data; boundary=x' } }).formData(); return [f.get('a').name, f.get('a').type]
const f = await new Response('--x\r\nContent-Disposition: form-data; name="a"; filename=""\r\n\r\n\r\n--x--\r\n', { headers: { 'content-type': 'multipart/form-data; boundary=x' } }).formData(); return [f.get('a').name, f.get('a').type, f.get('a').size]

// Response
const r = new Response(); return [r.status, r.statusText, r.ok, r.body, r.bodyUsed, r.type, r.url, r.redirected, [...r.headers]]
const r = new Response('x', { status: 404, statusText: 'Nope', headers: { a: 'b' } }); return [r.status, r.statusText, r.ok, [...r.headers], await r.text(), r.bodyUsed]
new Response('x', { status: 204 })
new Response('x', { status: 304 })
return new Response(null, { status: 204 }).status
return new Response(undefined, { status: 304 }).body
new Response('', { status: 199 })
new Response('', { status: 600 })
new Response('', { status: 'x' })
return new Response('', { status: '201' }).status
return new Response('', { status: 201.9 }).status
return new Response('', null).status
new Response('', 5)
new Response('', { statusText: 'a\nb' })
new Response('', { statusText: '\u0100' })
new Response('', { headers: { 'a b': '' } })
return new Response('x').headers.get('content-type')
return new Response('x', { headers: { 'Content-Type': 'text/html' } }).headers.get('content-type')
return new Response(new URLSearchParams('a=b c')).headers.get('content-type') + await new Response(new URLSearchParams('a=b c')).text()
return new Response(new Blob(['x'], { type: 'text/y' })).headers.get('content-type')
return new Response(new Blob(['x'])).headers.get('content-type')
return new Response(new Uint8Array([65])).headers.get('content-type')
return new Response(5).headers.get('content-type') + await new Response(5).text()
return await new Response({}).text()
return await new Response([1, 2]).text()
return await new Response(new Uint8Array([65, 66]).subarray(1)).text()
return await new Response(new DataView(new ArrayBuffer(2))).text()
const b = new Uint8Array([65]); const r = new Response(b); b[0] = 66; return await r.text()
return await new Response('{"a":[1]}').json()
await new Response('{').json()
await new Response('').json()
return await new Response().text()
await new Response().json()
return [...new Uint8Array(await new Response('é').arrayBuffer())]
return await new Response('\ufeffa').text()
return await new Response('\ud800').text()
return await new Response(new Uint8Array([0xff, 0xe2, 0x82, 0x41])).text()
const b = await new Response('x', { headers: { 'content-type': 'Text/CSS; charset=UTF-8' } }).blob(); return [b.size, await b.text()]
return (await new Response(new Uint8Array([1])).blob()).type
const r = new Response('x'); await r.text(); await r.text()
const r = new Response('x'); const p = r.text(); return [r.bodyUsed, await p]
const r = new Response(); await r.text(); return [r.bodyUsed, await r.text()]
const r = new Response('x'); r.body.getReader(); await r.text()
const r = new Response('x'); const rd = r.body.getReader(); rd.releaseLock(); return await r.text()
const r = new Response('x'); const rd = r.body.getReader(); await rd.read(); rd.releaseLock(); return [r.bodyUsed, r.body.locked]
const r = new Response('x'); return [r.body === r.body, r.body instanceof ReadableStream, r.body.locked, r.bodyUsed, await r.text(), r.body.locked, r.bodyUsed]
const r = new Response('x'); await r.text(); return [r.body.locked, r.body instanceof ReadableStream]
let s = ''; const it = new Response('xyz').body[Symbol.asyncIterator](); for (;;) { const { done, value } = await it.next(); if (done) return s; s += String.fromCharCode(...value) }
const r = new Response('x'); const c = r.clone(); return [await r.text(), await c.text(), c.headers.get('content-type')]
const r = new Response('x'); await r.text(); r.clone()
const r = new Response('x'); r.body.getReader(); r.clone()
const r = new Response('x', { status: 201, statusText: 'Y', headers: { a: 'b' } }).clone(); return [r.status, r.statusText, r.headers.get('a')]
const r = new Response('x'); r.clone().headers.set('a', 'b'); return r.headers.get('a')
const r = new Response('x'); r.body; const c = r.clone(); return [await c.text(), await r.text(), c.body !== r.body]
const s = new ReadableStream({ start(c) { c.enqueue(new Uint8Array([65])); c.enqueue(new Uint8Array([66])); c.close() } }); return await new Response(s).text()
const s = new ReadableStream({ start(c) { c.enqueue('text'); c.close() } }); return await new Response(s).text()
const s = new ReadableStream({ start(c) { c.error(new RangeError('x')) } }); return await new Response(s).text()
const s = new ReadableStream({ start(c) { c.enqueue(new Uint8Array([65])); c.close() } }); const r = new Response(s); const c = r.clone(); return [await r.text(), await c.text()]
const s = new ReadableStream(); s.getReader(); new Response(s)
const s = new ReadableStream(); const r = new Response(s); return r.body === s
const a = new Response('x', { headers: { q: '1' } }); const b = new Response(a.body, a); return [b.headers.get('q'), await b.text(), a.bodyUsed]
const r = Response.json({ a: 1 }); return [r.headers.get('content-type'), r.status, await r.text()]
const r = Response.json([], { status: 201, headers: { 'content-type': 'a/b' } }); return [r.headers.get('content-type'), r.status, await r.json()]
Response.json(undefined)
Response.json(Symbol())
Response.json()
Response.json(1n)
Response.json({}, { status: 204 })
const r = Response.redirect('http://a/b c', 301); return [r.status, r.headers.get('location'), r.body]
return Response.redirect('http://a').status
Response.redirect('http://a', 200)
Response.redirect('nope')
Response.redirect()
Response.redirect('http://a').headers.set('a', 'b')
const r = Response.error(); return [r.type, r.status, r.statusText, r.ok, r.body]
Response.error().headers.append('a', 'b')
class R extends Response { get extra() { return 'e' + this.status } } const r = new R('x', { status: 201 }); return [r.extra, r instanceof Response, await r.text(), r.clone() instanceof R]
const r = new Response('x'); r.status = 5; r.foo = 1; return [r.status, r.foo]
'use strict'; const r = new Response('x'); r.status = 5
return Object.prototype.toString.call(new Response())
return await Response.prototype.text.call({})
Response.prototype.status
return Object.keys(new Response('x'))
Response('x')
return [Response.length, Response.name, Request.length]

// Request
const r = new Request('http://a.b/c?d#e'); return [r.url, r.method, r.body, r.bodyUsed, [...r.headers], r.redirect, r.cache, r.mode, r.credentials, r.referrer, r.referrerPolicy, r.integrity, r.keepalive, r.destination, r.duplex, r.signal.aborted]
return new Request('HTTP://A.b:80/../x y').url
return new Request(new URL('http://a/b')).url
return new Request({ toString() { return 'http://a/z' } }).url
new Request('/relative')
new Request('http://u:p@a/')
new Request()
return ['get', 'post', 'patch', 'PaTcH', 'delete', 'FOO', 'foo'].map((method) => new Request('http://a', { method }).method)
new Request('http://a', { method: 'a b' })
new Request('http://a', { method: 'connect' })
new Request('http://a', { method: '' })
new Request('http://a', { body: 'x' })
new Request('http://a', { method: 'HEAD', body: '' })
return new Request('http://a', { body: null }).body
const r = new Request('http://a', { method: 'POST', body: 'x' }); return [r.headers.get('content-type'), await r.text(), r.bodyUsed]
const r = new Request('http://a', { method: 'POST', body: 'x', headers: { 'content-type': 'a/b' } }); return r.headers.get('content-type')
const r = new Request('http://a', { method: 'POST', body: '{"a":1}' }); return await r.json()
const a = new Request('http://a', { method: 'POST', body: 'x', headers: { q: '1' } }); const b = new Request(a); return [b.method, b.headers.get('q'), await b.text(), a.bodyUsed]
const a = new Request('http://a', { method: 'POST', body: 'x' }); new Request(a); await a.text()
const a = new Request('http://a', { method: 'POST', body: 'x' }); await a.text(); new Request(a)
const a = new Request('http://a', { method: 'POST', body: 'x' }); await a.text(); return await new Request(a, { body: 'y' }).text()
const a = new Request('http://a', { method: 'POST', body: 'x' }); new Request(a, { method: 'GET' })
const a = new Request('http://a', { headers: { q: '1' } }); const b = new Request(a, { headers: { w: '2' } }); return [...b.headers]
const a = new Request('http://a', { headers: { q: '1' } }); const b = new Request(a); b.headers.set('q', '2'); return a.headers.get('q')
const a = new Request('http://a/x', { method: 'POST', body: 'x', headers: { q: '1' } }); const b = new Request('http://b/y', a); return [b.url, b.method, b.headers.get('q'), await b.text()]
const a = new Request('http://a/x', { method: 'PUT' }); return new Request(a, { method: 'DELETE' }).method
const r = new Request('http://a', { method: 'POST', body: 'x' }); const c = r.clone(); return [await c.text(), await r.text(), c.method, c.url]
const r = new Request('http://a', { method: 'POST', body: 'x' }); await r.text(); r.clone()
new Request('http://a', { method: 'POST', body: new ReadableStream() })
return new Request('http://a', { method: 'POST', body: new ReadableStream(), duplex: 'half' }).body instanceof ReadableStream
new Request('http://a', { duplex: 'full' })
new Request('http://a', { mode: 'x' })
new Request('http://a', { mode: 'navigate' })
new Request('http://a', { redirect: 'x' })
new Request('http://a', { credentials: 'x' })
new Request('http://a', { cache: 'x' })
const r = new Request('http://a', { redirect: 'manual', credentials: 'omit', cache: 'no-store', mode: 'same-origin', integrity: 'z', keepalive: 1, referrerPolicy: 'origin' }); return [r.redirect, r.credentials, r.cache, r.mode, r.integrity, r.keepalive, r.referrerPolicy]
return new Request('http://a', { redirect: undefined, method: undefined, headers: undefined, body: undefined, signal: undefined }).method
new Request('http://a', 5)
return new Request('http://a', null).method
new Request('http://a', { signal: {} })
return new Request('http://a', { signal: null }).signal.aborted
return new Request('http://a', { signal: AbortSignal.abort() }).signal.aborted
const c = new AbortController(); const r = new Request('http://a', { signal: c.signal }); const s = r.signal; c.abort('why'); return [s.aborted, s.reason, r.signal === s, s !== c.signal]
const c = new AbortController(); const r = new Request(new Request('http://a', { signal: c.signal })); c.abort(); return r.signal.aborted
const c = new AbortController(); const r = new Request('http://a', { signal: c.signal }).clone(); c.abort(); return r.signal.aborted
class Q extends Request { get path() { return new URL(this.url).pathname } } const q = new Q('http://a/p'); return [q.path, q instanceof Request]
return Object.prototype.toString.call(new Request('http://a'))
const r = new Request('http://a', { method: 'POST', body: new ReadableStream({ start(c) { c.enqueue(new Uint8Array([65])); c.close() } }), duplex: 'half' }); const c = r.clone(); return [await r.text(), await c.text()]
const r = new Request('http://a', { method: 'POST', body: new Uint8Array([65]) }); r.body; const q = new Request(r); return [await q.text(), r.bodyUsed]
Request('http://a')
await Request.prototype.text.call(new Response('x'))
`;

const AsyncFunction = (async () => {}).constructor;
const cases = [];
for (const script of scripts.split('\n').filter((line) => line !== '' && !line.startsWith('//'))) {
  let want;
  try {
    want = JSON.stringify(await new AsyncFunction(script)()) ?? 'undefined';
  } catch (e) {
    want = `throws ${e.name}`;
  }
  cases.push({ script, want });
}
writeFileSync(new URL('node.json', import.meta.url), JSON.stringify(cases, null, 1) + '\n');
