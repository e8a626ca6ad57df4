// A Cloudflare Durable Object with SQLite in workerd. The Worker answers what needs no
// data; the object, of which there is one as HBF has one instance, answers the rest.
import { DurableObject } from 'cloudflare:workers';
import { fib } from 'fib.js';
import schema from 'schema.js';
import small from '10k.txt';
import large from '1m.txt';

const files = { '/static/10k.txt': small, '/static/1m.txt': large };

export class App extends DurableObject {
  constructor(ctx, env) {
    super(ctx, env);
    this.sql = ctx.storage.sql;
    this.sql.exec(schema);
  }

  async fetch(request) {
    const path = new URL(request.url).pathname;
    if (path.startsWith('/row/')) {
      return Response.json(this.sql.exec('SELECT id, name, price, note FROM items WHERE id = ?', Number(path.slice(5))).one());
    }
    switch (path) {
      case '/rows':
        return Response.json(this.sql.exec('SELECT id, name, price, note FROM items ORDER BY id LIMIT 50').toArray());
      case '/count':
        return Response.json(this.sql.exec('SELECT count(*) AS n FROM entries').one());
      case '/insert': {
        const body = await request.json();
        this.sql.exec('INSERT INTO entries (name, message) VALUES (?, ?)', body.name, body.message);
        return Response.json({ changes: 1 });
      }
    }
    return new Response('not found', { status: 404 });
  }
}

export default {
  async fetch(request, env) {
    const path = new URL(request.url).pathname;
    if (path.startsWith('/user/')) {
      const id = path.slice(6);
      return Response.json({ id, name: `User ${id}` });
    }
    if (path in files) {
      const headers = { 'Content-Type': 'text/plain; charset=utf-8' };
      if ((request.headers.get('Accept-Encoding') ?? '').includes('gzip')) headers['Content-Encoding'] = 'gzip';
      return new Response(files[path], { headers });
    }
    switch (path) {
      case '/hello':
        return new Response('hello');
      case '/json':
        return Response.json({ message: 'hello' });
      case '/cpu':
        return Response.json({ fib: fib(20) });
    }
    return env.APP.get(env.APP.idFromName('app')).fetch(request);
  },
};
