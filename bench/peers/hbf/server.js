// HBF: the built-in Express, hbf:db, and static files from the archive.
import express from 'express';
import db from 'hbf:db';
import schema from './schema.js';

db.exec(schema);

function fib(n) {
  return n < 2 ? n : fib(n - 1) + fib(n - 2);
}

const app = express();

app.get('/hello', (req, res) => res.send('hello'));
app.get('/json', (req, res) => res.json({ message: 'hello' }));
app.get('/user/:id', (req, res) => res.json({ id: req.params.id, name: `User ${req.params.id}` }));
app.get('/row/:id', (req, res) => res.json(db.get('SELECT id, name, price, note FROM items WHERE id = ?', [Number(req.params.id)])));
app.get('/rows', (req, res) => res.json(db.query('SELECT id, name, price, note FROM items ORDER BY id LIMIT 50')));
app.get('/count', (req, res) => res.json(db.get('SELECT count(*) AS n FROM entries')));
app.get('/cpu', (req, res) => res.json({ fib: fib(20) }));
app.post('/insert', express.json(), (req, res) => {
  const changes = db.execute('INSERT INTO entries (name, message) VALUES (?, ?)', [req.body.name, req.body.message]);
  res.json({ changes });
});

// For the soak run only.
app.get('/error', () => {
  throw new Error('an error on purpose');
});
app.get('/forever', () => {
  for (;;);
});
app.get('/slow', async (req, res) => {
  await new Promise((resolve) => {
    setTimeout(resolve, 50);
  });
  res.send('slow');
});

export default app;
