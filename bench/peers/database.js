// The database of the peers on Node: node:sqlite with the settings that HBF has.
import { DatabaseSync } from 'node:sqlite';
import schema from './schema.js';

export function open() {
  const db = new DatabaseSync(process.env.DATABASE);
  db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = ${process.env.SYNCHRONOUS}; PRAGMA busy_timeout = 5000`);
  db.exec(schema);
  const row = db.prepare('SELECT id, name, price, note FROM items WHERE id = ?');
  const rows = db.prepare('SELECT id, name, price, note FROM items ORDER BY id LIMIT 50');
  const count = db.prepare('SELECT count(*) AS n FROM entries');
  const insert = db.prepare('INSERT INTO entries (name, message) VALUES (?, ?)');
  return {
    row: (id) => row.get(id),
    rows: () => rows.all(),
    count: () => count.get(),
    insert: (name, message) => insert.run(name, message).changes,
  };
}
