// The app: what happens for each request. It starts when Caddy starts, and again
// whenever this file changes; what it keeps in variables lives only as long.
//
// Not here: files in static/ are served by Caddy under /static/, and /health is
// answered by Caddy too. Neither ever enters JavaScript.

import express from 'hbf:express';
import * as entries from './lib/entries.js';
import * as pages from './lib/pages.js';

const app = express();

// A middleware runs before the routes below it; next() goes on to them.
app.use((req, res, next) => {
  res.set('Content-Security-Policy', [
    "default-src 'none'", "style-src 'self'", "img-src 'self'", // No scripts, nothing from elsewhere.
    "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'",
  ].join('; '));
  res.set('X-Content-Type-Options', 'nosniff');
  next();
});

// The guestbook: /, /?q=words to search it, /?before=42 for older entries.
app.get('/', (req, res) => {
  const query = entries.tidy(req.query.q);
  const result = query ? entries.search(query) : entries.list(Number(req.query.before) || undefined);
  res.send(pages.home({ ...result, query, total: entries.count() }));
});

// Its form: check, write, and redirect, so that reloading the page sends nothing twice.
app.post('/entries', sameOrigin, express.urlencoded(), (req, res) => {
  const { values, errors } = entries.check(req.body ?? {});
  if (errors) {
    return res.status(422).send(pages.home({ ...entries.list(), total: entries.count(), values, errors }));
  }
  const id = entries.add(values);
  res.redirect(303, `/#entry-${id}`);
});

// JSON: what you hand to res.json is what the client gets.
app.get('/hello', (req, res) => {
  res.json({ message: 'Hello, world!' });
});

// A part of the path as a parameter.
app.get('/user/:id', (req, res) => {
  res.json({ id: req.params.id });
});

// Everything about a request, sent back. Without a parser such as express.json() before
// it, req.body is the body's text.
app.all('/echo', (req, res) => {
  const { method, path, query, headers, body } = req;
  res.json({ method, path, query, headers, body });
});

// A route with a mistake in it. The error goes to the handler at the end of this file.
app.get('/error', () => {
  throw new Error('This route fails on purpose');
});

// No route above has answered.
app.use((req, res) => {
  fail(req, res, 404);
});

// Errors, thrown or passed to next(), end here: this middleware has four parameters.
app.use(/** @type {express.ErrorHandler} */ ((err, req, res, next) => {
  const status = err?.status >= 400 && err?.status < 600 ? err.status : 500;
  if (status === 500) {
    // With `watch` in the Caddyfile the browser shows the stack and the failing line.
    if (app.get('env') === 'development') return next(err);
    console.error(err); // Otherwise they are in the log, and visitors see none of it.
  }
  fail(req, res, status);
}));

/**
 * fail answers with an error page, or with JSON where the client prefers that.
 *
 * @param {express.Request} req
 * @param {express.Response} res
 * @param {number} status
 */
function fail(req, res, status) {
  const { title, text } = pages.problem(status);
  res.status(status);
  if (req.accepts(['html', 'json']) === 'json') res.json({ error: title });
  else res.send(pages.error({ status, title, text }));
}

/**
 * sameOrigin refuses forms that other sites send in a visitor's name.
 *
 * @type {express.Handler}
 */
function sameOrigin(req, res, next) {
  const origin = req.get('Origin'); // Browsers send it with every POST.
  if (origin && origin.split('://')[1] !== req.get('Host')) return fail(req, res, 403);
  next();
}

// HBF serves what the entry file exports. app.listen() would do as well.
export default app;
