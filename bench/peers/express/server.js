// Express 5 on Node, as its own documentation sets it up for production.
import compression from 'compression';
import express from 'express';
import { open } from '../database.js';
import { fib } from '../fib.js';

const db = open();
const app = express();

app.use('/static', compression(), express.static(process.env.STATIC));
app.get('/hello', (req, res) => res.send('hello'));
app.get('/json', (req, res) => res.json({ message: 'hello' }));
app.get('/user/:id', (req, res) => res.json({ id: req.params.id, name: `User ${req.params.id}` }));
app.get('/row/:id', (req, res) => res.json(db.row(Number(req.params.id))));
app.get('/rows', (req, res) => res.json(db.rows()));
app.get('/count', (req, res) => res.json(db.count()));
app.get('/cpu', (req, res) => res.json({ fib: fib(20) }));
app.post('/insert', express.json(), (req, res) => res.json({ changes: db.insert(req.body.name, req.body.message) }));

app.listen(Number(process.env.PORT), '127.0.0.1');
