import { AutoRouter, Router } from 'itty-router';
export default async () => {
  const router = Router();
  router.get('/todos/:id', ({ params, query }) => ({ id: params.id, query })).all('*', () => 'missing');
  const ask = (url) => router.fetch({ method: 'GET', url });
  return [await ask('https://example.com/todos/42?a=1&a=2'), await ask('https://example.com/x'), typeof AutoRouter];
};
