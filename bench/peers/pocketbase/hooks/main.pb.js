// PocketBase: routes in JavaScript with raw SQL on its own database.
// Each handler is serialised and run apart, so it shares nothing with this file.

onBootstrap((e) => {
  e.next();
  for (const sql of toString($os.readFile(`${__hooks}/schema.sql`)).split(';')) {
    if (sql.trim()) $app.db().newQuery(sql).execute();
  }
});

routerAdd('GET', '/hello', (e) => e.string(200, 'hello'));
routerAdd('GET', '/json', (e) => e.json(200, { message: 'hello' }));
routerAdd('GET', '/user/{id}', (e) => {
  const id = e.request.pathValue('id');
  return e.json(200, { id, name: `User ${id}` });
});
routerAdd('GET', '/row/{id}', (e) => {
  const row = new DynamicModel({ id: 0, name: '', price: -0, note: '' });
  $app.db().newQuery('SELECT id, name, price, note FROM items WHERE id = {:id}').bind({ id: Number(e.request.pathValue('id')) }).one(row);
  return e.json(200, row);
});
routerAdd('GET', '/rows', (e) => {
  const rows = arrayOf(new DynamicModel({ id: 0, name: '', price: -0, note: '' }));
  $app.db().newQuery('SELECT id, name, price, note FROM items ORDER BY id LIMIT 50').all(rows);
  return e.json(200, rows);
});
routerAdd('GET', '/count', (e) => {
  const row = new DynamicModel({ n: 0 });
  $app.db().newQuery('SELECT count(*) AS n FROM entries').one(row);
  return e.json(200, row);
});
routerAdd('GET', '/cpu', (e) => {
  function fib(n) {
    return n < 2 ? n : fib(n - 1) + fib(n - 2);
  }
  return e.json(200, { fib: fib(20) });
});
routerAdd('POST', '/insert', (e) => {
  const body = e.requestInfo().body;
  const result = $app
    .db()
    .newQuery('INSERT INTO entries (name, message) VALUES ({:name}, {:message})')
    .bind({ name: body.name, message: body.message })
    .execute();
  return e.json(200, { changes: result.rowsAffected() });
});
