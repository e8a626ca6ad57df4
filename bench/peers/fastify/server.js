// Fastify on Node; each route has the schema of its response, which is how Fastify gets its speed.
import compress from '@fastify/compress';
import files from '@fastify/static';
import Fastify from 'fastify';
import { open } from '../database.js';
import { fib } from '../fib.js';

const object = (properties) => ({ type: 'object', properties });
const item = object({ id: { type: 'integer' }, name: { type: 'string' }, price: { type: 'number' }, note: { type: 'string' } });
const answers = (schema) => ({ schema: { response: { 200: schema } } });

const db = open();
const app = Fastify();

await app.register(async (scope) => {
  await scope.register(compress);
  await scope.register(files, { root: process.env.STATIC, prefix: '/static/' });
});
app.get('/hello', async (request, reply) => {
  reply.type('text/plain; charset=utf-8');
  return 'hello';
});
app.get('/json', answers(object({ message: { type: 'string' } })), async () => ({ message: 'hello' }));
app.get('/user/:id', answers(object({ id: { type: 'string' }, name: { type: 'string' } })), async (request) => ({
  id: request.params.id,
  name: `User ${request.params.id}`,
}));
app.get('/row/:id', answers(item), async (request) => db.row(Number(request.params.id)));
app.get('/rows', answers({ type: 'array', items: item }), async () => db.rows());
app.get('/count', async () => db.count());
app.get('/cpu', async () => ({ fib: fib(20) }));
app.post('/insert', async (request) => ({ changes: db.insert(request.body.name, request.body.message) }));

await app.listen({ port: Number(process.env.PORT), host: '127.0.0.1' });
