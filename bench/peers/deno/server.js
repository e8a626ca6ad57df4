// Deno: Hono, which most of its users take for a router, and node:sqlite.
import { Hono } from 'hono';
import { compress } from 'hono/compress';
import { serveStatic } from 'hono/deno';
import process from 'node:process';
import { open } from '../database.js';
import { fib } from '../fib.js';

const db = open();
const app = new Hono();

app.use('/static/*', compress(), serveStatic({ root: process.env.STATIC, rewriteRequestPath: (path) => path.slice('/static'.length) }));
app.get('/hello', (c) => c.text('hello'));
app.get('/json', (c) => c.json({ message: 'hello' }));
app.get('/user/:id', (c) => c.json({ id: c.req.param('id'), name: `User ${c.req.param('id')}` }));
app.get('/row/:id', (c) => c.json(db.row(Number(c.req.param('id')))));
app.get('/rows', (c) => c.json(db.rows()));
app.get('/count', (c) => c.json(db.count()));
app.get('/cpu', (c) => c.json({ fib: fib(20) }));
app.post('/insert', async (c) => {
  const body = await c.req.json();
  return c.json({ changes: db.insert(body.name, body.message) });
});

Deno.serve({ hostname: '127.0.0.1', port: Number(process.env.PORT), onListen() {} }, app.fetch);
