import express, { Router, type ErrorHandler, type Handler, type Request, type Response } from 'hbf:express';
import plain from 'express';
import { equal } from './equal';

const app = express();
equal<typeof app, ReturnType<typeof plain>>(true);

// Handlers get their types from where they stand, and parameters from the path.
app.get('/users/:id/posts/:post', (req, res) => {
  equal<typeof req.params.id, string>(true);
  const { post } = req.params;
  equal<typeof post, string>(true);
  res.status(201).set('X-A', '1').json({ id: req.params.id });
  // @ts-expect-error a status is a number
  res.status('201');
});
app.get('/files/*path', (req) => equal<typeof req.params.path, string[]>(true));
app.get(/^\/(\d+)$/, (req, res) => res.send(req.params[0]));
app.get(['/a', '/b'], (req, res, next) => next('route'));
app.post('/form', express.urlencoded({ extended: true, limit: '1mb' }), async (req, res) => {
  equal<typeof req.query.split, (separator: string | RegExp, limit?: number) => string[]>(true);
  res.sendStatus(req.body.name ? 204 : 400);
});
app.route('/things').get((req, res) => res.send('')).post(express.json(), (req, res) => { res.end(); });
app['m-search']('/x', (req, res) => { res.end(); });
app.use(express.static('public', { maxAge: '1d', setHeaders: (res) => res.set('X-A', '1') }));
app.use('/api', Router({ mergeParams: true }).get('/', (req, res) => res.json(req.params.anything)), new Router());
app.use([(req: Request, res: Response) => res.end(), express.text()], express.raw());
const onError: ErrorHandler = (error, req, res, next) => { res.headersSent ? next(error) : res.status(error.status ?? 500).end(); };
app.use(onError);
app.param('id', (req, res, next, value, name) => next());
app.set('trust proxy', true).enable('etag').disable('x-powered-by');
equal<ReturnType<typeof app.enabled>, boolean>(true);
const mode: string = app.get('env');
app.listen(3000, () => console.log(mode)).close();
app.locals.title = 'A';
app.on('mount', (parent) => parent.mountpath);
// @ts-expect-error there are no view engines
app.engine('html', () => {});
// @ts-expect-error a path is no number
app.get(1, (req, res) => res.end());

// The names of @types/express.
const guard: express.RequestHandler = (req: express.Request, res: express.Response, next: express.NextFunction) => {
  if (req.get('Authorization') === undefined) return res.sendStatus(401);
  const type: string | false = req.accepts(['html', 'json']);
  const ranges = req.range(100, { combine: true });
  if (typeof ranges === 'object') equal<(typeof ranges)[0]['start'], number>(true);
  req.user = { name: type };
  next();
};
const typed: Handler<{ id: string }> = (req) => equal<typeof req.params, { id: string }>(true);
app.all('/:id', guard, typed);

app.post('/upload', express.multipart({ limits: { parts: 10, fileSize: '5mb' } }), async (req, res) => {
  const [file] = req.files ?? [];
  if (file) equal<typeof file.buffer, Uint8Array<ArrayBuffer>>(true);
  const form = await req.formData();
  equal<ReturnType<typeof form.get>, File | string | null>(true);
  req.signal.addEventListener('abort', (event) => equal<typeof event, Event>(true));
  req.on('close', () => {}).once('end', () => {});
});
app.get('/cookies', (req, res) => {
  res.cookie('a', { b: 1 }, { signed: true, httpOnly: true, sameSite: 'lax', maxAge: 60_000 }).clearCookie('b');
  res.json([req.cookies.a, req.signedCookies.a, req.secret]);
  // @ts-expect-error no such value
  res.cookie('a', '', { sameSite: 'sometimes' });
});
app.get('/file', (req, res) => {
  res.type('text/plain').attachment('a.txt').vary('Accept').links({ next: '/b' }).append('Warning', ['a', 'b']);
  res.sendFile('/a.txt', { root: 'files', maxAge: 1000 }, (error) => error);
  res.download('/a.txt', 'b.txt');
  res.format({ text: () => res.send('a'), default: (req, res) => res.sendStatus(406) });
  res.redirect(303, '/');
});
app.get('/stream', async (req, res) => {
  res.writeHead(200, { 'Content-Type': 'text/plain' });
  if (!res.write('a')) await new Promise((resolve) => res.once('drain', resolve));
  res.write(new Uint8Array(1));
  res.end('b');
  res.waitUntil(Promise.resolve());
});
app.get('/events', (req, res) => {
  const stream = res.sse({ retry: 1000, heartbeat: 5000 });
  const stop = stream.subscribe('news');
  stream.on('close', stop);
  const ok: boolean = stream.send({ a: 1 }, { event: 'e', id: 7 }) && stream.comment('c') && stream.retry(5);
  if (!stream.closed && ok) stream.send(stream.lastEventId);
  stream.close();
});
app.ws('/chat/:room', { protocols: ['v1'], origins: '*' }, (socket, req) => {
  equal<typeof req.params.room, string>(true);
  socket.on('message', (data, isBinary) => equal<typeof isBinary, boolean>(true));
  socket.onmessage = (event) => socket.send(event.data);
  socket.addEventListener('close', (event) => equal<typeof event.code, number>(true));
  socket.ping();
  socket.close(1000, 'bye');
});
app.ws('/plain', (socket) => socket.terminate());

export default app;
