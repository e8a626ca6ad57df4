// Writes node.json: what Node gives for each of the scripts below. Node 20 made the file:
//
//	node generate.mjs
//
// A script is the body of an async function, in which all(stream) reads a stream to its end and bytes(n) makes a
// Uint8Array of n bytes. What it returns is written as JSON; of what it throws, the name.
import { writeFileSync } from 'node:fs';

const prelude = String.raw`
async function all(stream) { const r = stream.getReader(), chunks = []; for (;;) { const { value, done } = await r.read(); if (done) return chunks; chunks.push(value) } }
const bytes = (n, start = 0) => Uint8Array.from({ length: n }, (_, i) => (start + i) & 255);
const of = (...chunks) => new ReadableStream({ start(c) { for (const x of chunks) c.enqueue(x); c.close() } });
const raw = (...chunks) => new ReadableStream({ type: 'bytes', start(c) { for (const x of chunks) c.enqueue(x); c.close() } });
`;

const scripts = String.raw`
// Readable streams
return await all(of('a', 1, null))
return [new ReadableStream().locked, new ReadableStream() instanceof ReadableStream, Object.prototype.toString.call(new ReadableStream())]
const s = of('a'); s.getReader(); return [s.locked, await s.cancel().catch((e) => e.name)]
const s = of('a'); s.getReader(); s.getReader()
const s = of('a'); const r = s.getReader(); r.releaseLock(); return [s.locked, await all(s)]
const s = of('a'); const r = s.getReader(); r.releaseLock(); await r.read()
const log = []; const s = new ReadableStream({ pull(c) { log.push('pull', c.desiredSize); c.enqueue('x') } }, { highWaterMark: 2 }); await null; const r = s.getReader(); await r.read(); await null; return log
const s = new ReadableStream({ pull(c) { c.error(new RangeError('no')) } }); await all(s)
const s = new ReadableStream({ start() { return Promise.reject(new RangeError('no')) } }); await all(s)
const s = new ReadableStream({ async pull() { throw new SyntaxError('no') } }); await all(s)
let why; const s = new ReadableStream({ cancel(r) { why = r } }); await s.cancel('because'); return [why, await all(s)]
new ReadableStream({ type: 'x' })
new ReadableStream({ start: 5 })
new ReadableStream({}, { highWaterMark: -1 })
new ReadableStream({}, { size: () => 1, highWaterMark: NaN })
new ReadableStream({ type: 'bytes' }, { size: () => 1 })
let c; new ReadableStream({ start(x) { c = x } }); c.close(); c.enqueue('x')
let c; const s = new ReadableStream({ start(x) { c = x } }); c.enqueue('x'); c.close(); return [await all(s), c.desiredSize]
const [a, b] = of('a', 'b').tee(); return [await all(a), await all(b)]
const [a, b] = of('a', 'b').tee(); await a.cancel(); return await all(b)
let why; const [a, b] = new ReadableStream({ cancel(r) { why = r } }).tee(); a.cancel(1); await b.cancel(2); return why
const [a, b] = raw(bytes(2), bytes(1)).tee(); return [(await all(a)).map((c) => c.length), (await all(b)).map((c) => c.length)]
const it = of('a', 'b')[Symbol.asyncIterator](); return [await it.next(), await it.next(), await it.next(), await it.next()]
const s = of('a', 'b'); const it = s.values(); await it.next(); await it.return(); return [s.locked, await all(s)]
const s = of('a', 'b'); const it = s.values({ preventCancel: true }); await it.next(); await it.return(); return await all(s)
return await all(ReadableStream.from(['a', 'b']))
return await all(ReadableStream.from(new Set([1, Promise.resolve(2)])))
ReadableStream.from(5)
const s = ReadableStream.from({ [Symbol.asyncIterator]() { let n = 0; return { next: async () => ({ value: n, done: n++ === 2 }) } } }); return await all(s)
ReadableStream()
ReadableStream.prototype.getReader.call({})
new ReadableStreamDefaultReader({})
new ReadableStreamDefaultController()
return [ReadableStream.length, ReadableStream.name, ReadableStream.prototype.pipeTo.length, typeof ReadableStream.prototype.values]
const r = of().getReader(); await r.closed; return (await r.read()).done
const r = of('a').getReader(); return await Promise.all([r.read(), r.read(), r.read()])
// Byte streams
return (await all(raw(bytes(3), bytes(2)))).map((c) => [...c])
const r = raw(bytes(5)).getReader({ mode: 'byob' }); const a = await r.read(new Uint8Array(3)); const b = await r.read(new Uint8Array(3)); const c = await r.read(new Uint8Array(3)); return [[...a.value], a.done, [...b.value], b.done, c.value.length, c.done]
const r = raw(bytes(8)).getReader({ mode: 'byob' }); const { value } = await r.read(new Uint16Array(2)); return [value.constructor.name, value.length]
of('a').getReader({ mode: 'byob' })
of('a').getReader({ mode: 'x' })
const r = raw(bytes(5)).getReader({ mode: 'byob' }); await r.read(new Uint8Array(0))
const r = raw(bytes(5)).getReader({ mode: 'byob' }); const v = new Uint8Array(4); await r.read(v); return v.byteLength
const s = new ReadableStream({ type: 'bytes', autoAllocateChunkSize: 4, pull(c) { c.byobRequest.view[0] = 7; c.byobRequest.respond(1); c.close() } }); return (await all(s)).map((c) => [...c])
const s = new ReadableStream({ type: 'bytes', pull(c) { const v = c.byobRequest.view; v.fill(9); c.byobRequest.respond(v.byteLength) } }); const { value } = await s.getReader({ mode: 'byob' }).read(new Uint8Array(2)); return [...value]
let c; const s = new ReadableStream({ type: 'bytes', start(x) { c = x } }); c.enqueue('text')
let c; const s = new ReadableStream({ type: 'bytes', start(x) { c = x } }); c.enqueue(new Uint8Array(0))
let c; const s = new ReadableStream({ type: 'bytes', start(x) { c = x } }); const r = s.getReader({ mode: 'byob' }); const p = r.read(new Uint8Array(2)); c.close(); c.byobRequest.respond(0); const x = await p; return [x.done, x.value.length]
const chunk = bytes(3); const s = raw(chunk); return [chunk.byteLength, (await all(s))[0].length]
// Writable streams
const log = []; const w = new WritableStream({ write(c) { log.push(c) }, close() { log.push('close') } }).getWriter(); w.write('a'); w.write('b'); await w.close(); return log
const w = new WritableStream({ write() { throw new RangeError('x') } }).getWriter(); await w.write('a').catch(() => {}); await w.write('b')
const log = []; const s = new WritableStream({ abort(r) { log.push(r) } }); await s.abort('why'); return [log, await s.getWriter().closed.catch((e) => e)]
const w = new WritableStream({}, { highWaterMark: 2 }).getWriter(); const log = [w.desiredSize]; w.write('a'); log.push(w.desiredSize); await w.ready; return log
let signal; const s = new WritableStream({ start(c) { signal = c.signal } }); s.abort('r').catch(() => {}); return [signal.aborted, signal.reason]
new WritableStream({ type: 'x' })
const s = new WritableStream(); s.getWriter(); s.getWriter()
const w = new WritableStream().getWriter(); await w.close(); await w.write('x')
const w = new WritableStream().getWriter(); w.releaseLock(); await w.write('x')
// Pipes and transforms
const log = []; await of('a', 'b').pipeTo(new WritableStream({ write(c) { log.push(c) }, close() { log.push('end') } })); return log
const log = []; await new ReadableStream({ start(c) { c.error(new RangeError('x')) } }).pipeTo(new WritableStream({ abort(e) { log.push(e.name) } })).catch((e) => log.push('p' + e.name)); return log
const log = []; const r = new ReadableStream({ pull(c) { c.enqueue('x') }, cancel(e) { log.push(e.name) } }); await r.pipeTo(new WritableStream({ write() { throw new RangeError('w') } })).catch((e) => log.push('p' + e.name)); return log
const c = new AbortController(); c.abort(); await of('a').pipeTo(new WritableStream(), { signal: c.signal })
const c = new AbortController(); const p = new ReadableStream().pipeTo(new WritableStream(), { signal: c.signal }); c.abort('reason'); return await p.catch((e) => e)
const w = new WritableStream(); await of('a').pipeTo(w, { preventClose: true }); return w.locked
await of('a').pipeTo({})
await of('a').pipeTo(new WritableStream(), { signal: {} })
return await all(of('a', 'b').pipeThrough(new TransformStream({ transform(x, c) { c.enqueue(x + x) }, flush(c) { c.enqueue('end') } })))
return await all(of('a', 'b').pipeThrough(new TransformStream()))
await all(of('a').pipeThrough(new TransformStream({ transform() { throw new RangeError('x') } })))
return await all(of('a', 'b').pipeThrough(new TransformStream({ transform(x, c) { c.enqueue(x); c.terminate() } }))).catch((e) => e.name)
of('a').pipeThrough({})
const t = new TransformStream(); return [t.readable instanceof ReadableStream, t.writable instanceof WritableStream]
new TransformStream({ readableType: 'bytes' })
// Queuing strategies
return [new CountQueuingStrategy({ highWaterMark: 3 }).size('x'), new ByteLengthQueuingStrategy({ highWaterMark: 3 }).size(bytes(7)), new CountQueuingStrategy({ highWaterMark: 3 }).highWaterMark]
new CountQueuingStrategy()
new ByteLengthQueuingStrategy({})
let c; new ReadableStream({ start(x) { c = x } }, new ByteLengthQueuingStrategy({ highWaterMark: 10 })); c.enqueue(bytes(4)); return c.desiredSize
// Text
return (await all(of('é', '', 'a').pipeThrough(new TextEncoderStream()))).map((c) => [...c])
return (await all(of('\ud83d', '\ude00').pipeThrough(new TextEncoderStream()))).map((c) => [...c])
return (await all(of('\ud83d', 'x').pipeThrough(new TextEncoderStream()))).map((c) => [...c])
return (await all(of('a\ud83d').pipeThrough(new TextEncoderStream()))).map((c) => [...c])
return (await all(of(5, null, undefined, {}).pipeThrough(new TextEncoderStream()))).map((c) => String.fromCharCode(...c))
await all(of(Symbol()).pipeThrough(new TextEncoderStream()))
return [new TextEncoderStream().encoding, Object.prototype.toString.call(new TextEncoderStream())]
return await all(of(new Uint8Array([0xc3]), new Uint8Array([0xa9, 0x61])).pipeThrough(new TextDecoderStream()))
return await all(of(new Uint8Array([0xc3])).pipeThrough(new TextDecoderStream()))
await all(of(new Uint8Array([0xff])).pipeThrough(new TextDecoderStream('utf-8', { fatal: true })))
await all(of('text').pipeThrough(new TextDecoderStream()))
const d = new TextDecoderStream('UTF-16LE', { ignoreBOM: true }); return [d.encoding, d.fatal, d.ignoreBOM]
new TextDecoderStream('nope')
return await all(of(new Uint8Array([0xef, 0xbb, 0xbf, 0x61])).pipeThrough(new TextDecoderStream()))
Object.getOwnPropertyDescriptor(TextEncoderStream.prototype, 'readable').get.call({})
// Compression
const total = (chunks) => chunks.reduce((n, c) => n + c.length, 0); const out = []; for (const f of ['gzip', 'deflate']) out.push(total(await all(of(bytes(1000), bytes(500)).pipeThrough(new CompressionStream(f)).pipeThrough(new DecompressionStream(f))))); return out
return (await all(of(new Uint8Array([31, 139, 8, 0, 0, 0, 0, 0, 0, 3, 203, 72, 205, 201, 201, 7, 0, 134, 166, 16, 54, 5, 0, 0, 0])).pipeThrough(new DecompressionStream('gzip')))).map((c) => String.fromCharCode(...c)).join('')
return (await all(of(new Uint8Array([120, 156, 75, 4, 0, 0, 98, 0, 98])).pipeThrough(new DecompressionStream('deflate')))).map((c) => [...c])
return (await all(of().pipeThrough(new CompressionStream('gzip')).pipeThrough(new DecompressionStream('gzip')))).length
new CompressionStream('zip')
new DecompressionStream()
return [new CompressionStream('gzip').readable instanceof ReadableStream, Object.prototype.toString.call(new DecompressionStream('gzip'))]
`;

const hangs = () => new Promise((done) => setTimeout(done, 500, 'hangs'));
const AsyncFunction = (async () => {}).constructor;
const cases = [];
for (const script of scripts.split('\n').filter((line) => line !== '' && !line.startsWith('//'))) {
  let want;
  try {
    want = JSON.stringify(await Promise.race([new AsyncFunction(prelude + script)(), hangs()])) ?? 'undefined';
  } catch (e) {
    want = `throws ${e.name}`;
  }
  cases.push({ script, want });
}
writeFileSync(new URL('node.json', import.meta.url), JSON.stringify({ prelude, cases }, null, 1) + '\n');
process.exit(0);
