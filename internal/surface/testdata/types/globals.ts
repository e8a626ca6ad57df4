import { equal } from './equal';

// A handler of the fetch style.
export default {
  async fetch(request, env, ctx) {
    const url = new URL(request.url);
    ctx.waitUntil(fetch('https://example.com', { signal: AbortSignal.any([request.signal, AbortSignal.timeout(1000)]) }));
    equal<typeof env.KEY, string | undefined>(true);
    if (request.headers.get('Upgrade') === 'websocket') {
      const { 0: client, 1: server } = new WebSocketPair();
      server.accept();
      server.addEventListener('message', (event) => server.send(event.data));
      return new Response(null, { status: 101, webSocket: client });
    }
    const form = await request.formData();
    for (const [name, value] of form) if (typeof value !== 'string') equal<typeof value, File>(true);
    for await (const chunk of request.clone().body ?? []) equal<typeof chunk, Uint8Array<ArrayBuffer>>(true);
    const words = ReadableStream.from(['a', 'b']).pipeThrough(new TextEncoderStream()).pipeThrough(new CompressionStream('gzip'));
    return url.pathname === '/json' ? Response.json({ a: 1 }) : new Response(words, { headers: { 'Content-Type': 'text/plain' } });
  },
} satisfies ExportedHandler;

// @ts-expect-error it must give a Response
({ fetch: () => 'text' }) satisfies ExportedHandler;

// Both styles share these.
const greeting: string | undefined = process.env.GREETING;
db.query('SELECT 1');
app.get('/', (req, res) => res.send(greeting));
equal<typeof app, import('hbf:express').Application>(true);
const id = setTimeout((a: string, n: number) => a.repeat(n), 10, 'a', 2);
// @ts-expect-error the argument is missing
setTimeout((a: string) => a, 10);
// @ts-expect-error no source texts
setTimeout('1', 10);
clearTimeout(id);
clearInterval(setInterval(() => {}, 10));
clearImmediate(setImmediate(() => {}));
queueMicrotask(() => reportError(new DOMException('a', 'AbortError')));
equal<ReturnType<typeof atob>, string>(true);
structuredClone(new Map([[1, new Date()]])).get(1)?.getTime();
console.table([[performance.now(), crypto.randomUUID()]]);
await crypto.subtle.digest('SHA-256', new TextEncoder().encode('a'));
new EventTarget().addEventListener('x', { handleEvent() {} }, { once: true });
require('./x.cjs').anything;

// What the libraries "DOM" and "WebWorker" would have, and an app has not.
// @ts-expect-error
document.title;
// @ts-expect-error
self.name;
// @ts-expect-error
new Worker('worker.js');
// @ts-expect-error
navigator.userAgent;
// @ts-expect-error
process.exit(1);
// @ts-expect-error
Buffer.from('a');
