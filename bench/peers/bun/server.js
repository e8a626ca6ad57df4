// Bun: its own router and bun:sqlite.
import { Database } from 'bun:sqlite';
import { fib } from '../fib.js';
import schema from '../schema.js';

const db = new Database(process.env.DATABASE);
db.run(`PRAGMA journal_mode = WAL; PRAGMA synchronous = ${process.env.SYNCHRONOUS}; PRAGMA busy_timeout = 5000`);
db.run(schema);
const row = db.query('SELECT id, name, price, note FROM items WHERE id = ?');
const rows = db.query('SELECT id, name, price, note FROM items ORDER BY id LIMIT 50');
const count = db.query('SELECT count(*) AS n FROM entries');
const insert = db.query('INSERT INTO entries (name, message) VALUES (?, ?)');

Bun.serve({
  hostname: '127.0.0.1',
  port: Number(process.env.PORT),
  routes: {
    '/hello': () => new Response('hello'),
    '/json': () => Response.json({ message: 'hello' }),
    '/user/:id': (request) => Response.json({ id: request.params.id, name: `User ${request.params.id}` }),
    '/row/:id': (request) => Response.json(row.get(Number(request.params.id))),
    '/rows': () => Response.json(rows.all()),
    '/count': () => Response.json(count.get()),
    '/cpu': () => Response.json({ fib: fib(20) }),
    '/insert': {
      POST: async (request) => {
        const body = await request.json();
        return Response.json({ changes: insert.run(body.name, body.message).changes });
      },
    },
    '/static/:name': (request) => new Response(Bun.file(`${process.env.STATIC}/${request.params.name}`)),
  },
});
