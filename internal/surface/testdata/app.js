// Describes what an app finds: the global names, and of each object's, class's and module's the names of its properties.
import db, * as database from 'hbf:db';
import express, * as expressModule from 'hbf:express';
import * as env from 'hbf:env';
import * as events from 'hbf:events';
import * as crypto from 'hbf:crypto';
import * as async from 'hbf:async';
import * as nodeCrypto from 'node:crypto';

const nameOf = (key) => typeof key === 'symbol' ? `[${key.description}]` : key;

/** The names of what an object has and inherits, but from Object and Function. */
function members(o) {
  const found = new Set();
  for (; o && o !== Object.prototype && o !== Function.prototype; o = Object.getPrototypeOf(o)) {
    for (const key of Reflect.ownKeys(o)) found.add(nameOf(key));
  }
  return [...found];
}

function describe(v) {
  const seen = { type: typeof v };
  if (typeof v === 'object' && v !== null || typeof v === 'function') {
    seen.own = Reflect.ownKeys(v).map(nameOf);
    seen.members = members(v);
  }
  if (typeof v === 'function' && typeof v.prototype === 'object' && v.prototype !== null) {
    seen.prototype = Reflect.ownKeys(v.prototype).map(nameOf);
    seen.instance = members(v.prototype);
    const parent = Object.getPrototypeOf(v.prototype);
    if (parent !== null && parent !== Object.prototype) seen.extends = parent.constructor?.name;
  }
  return seen;
}

const all = (o) => Object.fromEntries(Object.getOwnPropertyNames(o).map((name) => [name, describe(o[name])]));

const objects = {}; // by the interface that declares them
const application = express();
express().use(application);
application.use((req, res, next) => {
  objects['hbf:express.Request'] = members(req);
  objects['hbf:express.Response'] = members(res);
  next();
});
application.get('/', (req, res) => {
  objects['hbf:express.EventStream'] = members(res.sse());
  res.end();
});
application.get('/surface', (req, res) => {
  Object.assign(objects, {
    'hbf:express.Application': members(application),
    'hbf:express.Router': members(express.Router()),
    'hbf:express.Route': members(express.Router().route('/')),
    'hbf:express.Server': members(application.listen(0)),
    'hbf:db.Database': members(db),
    'hbf:db.Statement': members(db.prepare('SELECT 1')),
    'hbf:db.Transaction': members(db.transaction(() => {})),
    'hbf:db.SqliteError': ['name', 'message', 'stack', ...members(thrown(() => db.exec('x')))],
    'node:crypto.Hash': members(nodeCrypto.createHash('sha256')),
    'hbf:crypto.jwt': members(crypto.jwt),
  });
  res.json({
    globals: all(globalThis),
    objects,
    modules: {
      'hbf:async': all(async), 'hbf:crypto': all(crypto), 'hbf:db': all(database), 'hbf:env': all(env),
      'hbf:events': all(events), 'hbf:express': all(expressModule), 'node:crypto': all(nodeCrypto),
    },
  });
});

function thrown(f) {
  try {
    f();
  } catch (err) {
    return err;
  }
}

export default application;
