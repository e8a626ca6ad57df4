import express from 'express';
import db from 'hbf:db';
import { publish } from 'hbf:events';

db.exec('CREATE TABLE IF NOT EXISTS messages (id INTEGER PRIMARY KEY, text TEXT NOT NULL)');
const app = express();

app.get('/version', (req, res) => res.send('first'));

app.post('/messages', (req, res) => {
  const { lastInsertRowid: id } = db.prepare('INSERT INTO messages (text) VALUES (?)').run(req.body);
  publish('messages', req.body, { id: String(id) });
  res.sendStatus(201);
});

app.get('/messages', (req, res) => {
  const stream = res.sse({ retry: 50 });
  for (const { id, text } of db.query('SELECT id, text FROM messages WHERE id > ? ORDER BY id', [Number(stream.lastEventId) || 0])) {
    stream.send(text, { id });
  }
  stream.subscribe('messages');
});

export default app;
