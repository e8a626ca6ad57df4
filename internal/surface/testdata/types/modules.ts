import db, { SqliteError, prepare, query, transaction, type Row, type Statement } from 'hbf:db';
import { env } from 'hbf:env';
import { publish, subscribe, subscribers } from 'hbf:events';
import crypto, { hashPassword, jwt, needsRehash, unsignCookie, verifyPassword } from 'hbf:crypto';
import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks';
import { AsyncLocalStorage as Same } from 'hbf:async';
import { createHash, createHmac, randomBytes } from 'node:crypto';
import { equal } from './equal';

// hbf:db
interface Note { id: number; text: string }
const rows = db.query('SELECT 1');
equal<typeof rows, Row[]>(true);
const notes = query<Note>('SELECT * FROM notes WHERE id > ?', [1]);
equal<typeof notes, Note[]>(true);
const note = db.get<Note>('SELECT :a', { a: null });
equal<typeof note, Note | undefined>(true);
// @ts-expect-error it may be undefined
note.id;
const changed: number = db.execute('DELETE FROM notes WHERE at < ?', [new Date()]);
db.exec('VACUUM');
db.values<[number, string]>('SELECT 1, 2')[0]?.[1].toUpperCase();
// @ts-expect-error an object is no value
db.query('SELECT ?', [{}]);
// @ts-expect-error undefined is no value
db.query('SELECT ?', [undefined]);
const insert = prepare<Note>('INSERT INTO notes (text) VALUES (?) RETURNING *');
equal<typeof insert, Statement<Note>>(true);
const { changes, lastInsertRowid } = insert.run('a');
equal<typeof lastInsertRowid, number | bigint>(true);
for (const row of insert.iterate('b')) equal<typeof row, Note>(true);
insert.bind('a').all();
insert.pluck().get()?.anything;
insert.columns()[0]?.table?.toUpperCase();
const move = transaction((from: string, cents: number) => cents * changes);
equal<ReturnType<typeof move>, number>(true);
move('a', 1);
move.immediate('a', 1);
// @ts-expect-error the arguments are those of the function
move(1);
// @ts-expect-error a transaction must not be async
db.transaction(async () => {});
try {
  if (!db.inTransaction) db.exec('x');
} catch (err) {
  if (err instanceof SqliteError) equal<typeof err.code, string>(true);
}

// hbf:env
equal<typeof env.NAME, string | undefined>(true);

// hbf:events
const reached: number = publish('news', { a: 1 }, { event: 'e', id: 1 });
const stop: () => void = subscribe('news', (data, message) => equal<typeof message.channel, string>(true));
if (subscribers('news') > reached) stop();

// hbf:crypto
const hash = await hashPassword('secret', { algorithm: 'bcrypt', cost: 12 });
if (await verifyPassword('secret', hash)) needsRehash(hash, { memoryCost: 65536 });
// @ts-expect-error no such algorithm
await hashPassword('secret', { algorithm: 'md5' });
equal<ReturnType<typeof unsignCookie>, string | false>(true);
const token = await jwt.sign({ admin: true }, 'key', { expiresIn: '15m', subject: 'u1' });
const payload = await jwt.verify(token, 'key', { algorithms: ['HS256'], issuer: ['a', 'b'] });
equal<typeof payload.exp, number | undefined>(true);
const whole = await jwt.verify<{ admin: boolean }>(token, 'key', { complete: true });
equal<typeof whole.payload.admin, boolean>(true);
// @ts-expect-error not an algorithm
await jwt.sign({}, 'key', { algorithm: 'none' });
try {
  jwt.decode(token);
} catch (err) {
  if (err instanceof crypto.TokenExpiredError) equal<typeof err.expiredAt, Date>(true);
}
equal<ReturnType<typeof crypto.randomBytes>, Uint8Array<ArrayBuffer>>(true);
const digest: Uint8Array = crypto.hmac('sha256', 'key', digestOf('a'), 'buffer');
crypto.timingSafeEqual(digest, crypto.hash('sha1', 'a'));
crypto.signCookie('value', ['new', 'old'][crypto.randomInt(0, 2)] ?? crypto.randomUUID());

// node:crypto
function digestOf(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
createHmac('sha1', randomBytes(16)).update('a').digest().toString('base64url');

// node:async_hooks
const storage = new AsyncLocalStorage<{ user: string }>();
equal<typeof AsyncLocalStorage, typeof Same>(true);
const length: number = storage.run({ user: 'a' }, (add: number) => (storage.getStore()?.user.length ?? 0) + add, 1);
new AsyncResource('job').runInAsyncScope(() => length);
