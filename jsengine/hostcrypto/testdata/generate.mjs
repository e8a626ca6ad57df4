// Writes npm.json: what the npm packages jsonwebtoken, cookie-signature, bcryptjs and hash-wasm do. To run it:
//
//	dir=$(mktemp -d) && npm install --prefix "$dir" jsonwebtoken@9.0.3 cookie-signature@1.2.2 bcryptjs@3.0.3 hash-wasm@4.12.0 && NODE_MODULES="$dir/node_modules" node generate.mjs
//
// A case is an expression over sign, verify, decode, signCookie and unsignCookie, which is awaited, and its result is the
// value, or the name and message of the error. The test evaluates the same expressions with hbf:crypto.
import { createRequire } from 'node:module'
import { generateKeyPairSync } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

const require = createRequire(join(process.env.NODE_MODULES, 'x.js'))
const jsonwebtoken = require('jsonwebtoken')
const cookie = require('cookie-signature')
const bcrypt = require('bcryptjs')
const { argon2id, argon2i } = require('hash-wasm')

const pem = (type, options, format) => {
  const { privateKey, publicKey } = generateKeyPairSync(type, options)
  return {
    private: privateKey.export({ type: format || 'pkcs8', format: 'pem' }),
    public: publicKey.export({ type: 'spki', format: 'pem' }),
    jwk: privateKey.export({ format: 'jwk' }),
    publicJwk: publicKey.export({ format: 'jwk' }),
  }
}
const keys = {
  rsa: pem('rsa', { modulusLength: 2048 }),
  rsa1: pem('rsa', { modulusLength: 2048 }, 'pkcs1'),
  p256: pem('ec', { namedCurve: 'P-256' }),
  p384: pem('ec', { namedCurve: 'P-384' }, 'sec1'),
  p521: pem('ec', { namedCurve: 'P-521' }),
}
const kinds = { rsa: ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'], rsa1: ['RS256'], p256: ['ES256'], p384: ['ES384'], p521: ['ES512'] }

const now = 1700000000
const tokens = { secret: jsonwebtoken.sign({ sub: 'x', n: 1.5, iat: now }, 'secret') }
for (const [key, algorithms] of Object.entries(kinds)) {
  for (const algorithm of algorithms) tokens[key + algorithm] = jsonwebtoken.sign({ sub: 'x', iat: now }, keys[key].private, { algorithm })
}
const part = (v) => Buffer.from(typeof v === 'string' ? v : JSON.stringify(v)).toString('base64url')
Object.assign(tokens, {
  none: part({ alg: 'none', typ: 'JWT' }) + '.' + part({ sub: 'x' }) + '.',
  noneSigned: part({ alg: 'none', typ: 'JWT' }) + '.' + part({ sub: 'x' }) + '.AAAA',
  // Signed with the public key as if it were a secret
  confused: part({ alg: 'HS256', typ: 'JWT' }) + '.' + part({ sub: 'x' }) + '.' +
    require('crypto').createHmac('sha256', keys.rsa.public).update(part({ alg: 'HS256', typ: 'JWT' }) + '.' + part({ sub: 'x' })).digest('base64url'),
})

const cases = []
const claims = `{ sub: 'x', iat: ${now} }`
const at = (n, more) => `{ clockTimestamp: ${now + n}${more ? ', ' + more : ''} }`

// Signing: to the byte
for (const options of [
  `{}`, `{ algorithm: 'HS384' }`, `{ algorithm: 'HS512' }`, `{ expiresIn: 60 }`, `{ expiresIn: '2h' }`, `{ expiresIn: '1.5 days', notBefore: '10s' }`,
  `{ audience: 'a' }`, `{ audience: ['a', 'b'] }`, `{ issuer: 'i', jwtid: 'j' }`, `{ keyid: 'k' }`, `{ header: { cty: 'x', kid: 'y', typ: 'at+jwt' } }`,
  `{ noTimestamp: true }`, `{ expiresIn: 60, audience: 'a', issuer: 'i', jwtid: 'j', keyid: 'k', notBefore: -5 }`, `{ expiresIn: 0.5 }`,
]) cases.push(`sign(${claims}, 'secret', ${options})`)
cases.push(
  `sign({ iat: ${now}, big: 9007199254740991, small: 1e-7, text: '\\u2028é💩', nested: { a: [1, null, true, undefined] }, gone: undefined, date: new Date(0) }, 'secret')`,
  `sign({ iat: ${now}, __proto__: { inherited: 1 } }, 'secret')`,
  `sign({ iat: ${now} }, new Uint8Array([1, 2, 3]))`,
)

// Verifying
for (const [key, algorithms] of Object.entries(kinds)) {
  for (const algorithm of algorithms) {
    const t = `tokens.${key}${algorithm}`
    cases.push(`verify(${t}, keys.${key}.public)`, `verify(${t}, keys.${key}.public, { algorithms: ['${algorithm}'] })`, `verify(${t}, keys.${key}.private, { algorithms: ['${algorithm}'] })`, `verify(${t}.slice(0, -9) + 'AAAAAAAAA', keys.${key}.public)`, `verify(${t}, keys.${key}.public, { algorithms: ['HS256'] })`)
  }
}
cases.push(
  `verify(tokens.secret, 'secret')`, `verify(tokens.secret, 'other')`, `verify(tokens.secret, 'secret', { algorithms: ['HS384'] })`, `verify(tokens.secret, 'secret', { algorithms: ['RS256'] })`,
  `verify(tokens.secret, 'secret', { complete: true })`, `decode(tokens.secret)`, `decode(tokens.secret, { complete: true })`, `decode('a.b.c')`, `decode('')`, `decode('x')`,
  `verify('', 'secret')`, `verify(undefined, 'secret')`, `verify(null, 'secret')`, `verify(1, 'secret')`, `verify('a.b', 'secret')`, `verify('a', 'secret')`, `verify('a.b.c.d', 'secret')`,
  `verify(tokens.none, 'secret')`, `verify(tokens.noneSigned, 'secret')`, `verify(tokens.confused, keys.rsa.public)`,
  `verify(tokens.rsaRS256, keys.rsa1.public)`, `verify(tokens.rsaRS256, keys.rsa.public, { algorithms: ['PS256'] })`,
  `verify(tokens.secret.split('.').slice(0, 2).join('.') + '.', 'secret')`,
)
const checks = [
  [`{}`, at(10)], [`{ expiresIn: 60 }`, at(59)], [`{ expiresIn: 60 }`, at(60)], [`{ expiresIn: 60 }`, at(61)], [`{ expiresIn: 60 }`, at(62, 'clockTolerance: 3')],
  [`{ expiresIn: 60 }`, at(63, 'clockTolerance: 3')], [`{ expiresIn: 60 }`, at(100, 'ignoreExpiration: true')], [`{ notBefore: 60 }`, at(59)], [`{ notBefore: 60 }`, at(60)],
  [`{ notBefore: 60 }`, at(58, 'clockTolerance: 2')], [`{ audience: 'a' }`, at(1, `audience: 'a'`)], [`{ audience: 'a' }`, at(1, `audience: 'b'`)],
  [`{ audience: ['a', 'b'] }`, at(1, `audience: ['c', 'b']`)], [`{ audience: ['a', 'b'] }`, at(1, `audience: ['c', 'd']`)], [`{}`, at(1, `audience: 'a'`)],
  [`{ issuer: 'i' }`, at(1, `issuer: 'i'`)], [`{ issuer: 'i' }`, at(1, `issuer: ['h', 'i']`)], [`{ issuer: 'i' }`, at(1, `issuer: 'j'`)], [`{ issuer: 'i' }`, at(1, `issuer: ['j', 'k']`)], [`{}`, at(1, `issuer: 'i'`)],
  [`{}`, at(1, `subject: 'x'`)], [`{}`, at(1, `subject: 'y'`)], [`{ jwtid: 'j' }`, at(1, `jwtid: 'j'`)], [`{ jwtid: 'j' }`, at(1, `jwtid: 'k'`)],
  [`{}`, at(59, `maxAge: 60`)], [`{}`, at(60, `maxAge: 60`)], [`{}`, at(62, `maxAge: '1m', clockTolerance: 3`)], [`{ noTimestamp: true }`, at(1, `maxAge: '1h'`)],
]
for (const [sign, verify] of checks) cases.push(`sign(${claims}, 'secret', ${sign}).then((t) => verify(t, 'secret', ${verify}))`)
for (const wrong of [`exp: 'soon'`, `nbf: 'now'`, `exp: 0`, `nbf: 1e30`]) cases.push(`verify(raw({ ${wrong} }), 'secret')`)

// Cookies
for (const value of [`'hello'`, `''`, `'a.b.c'`, `'Grüße 💩'`, `'j:{"a":1}'`]) {
  cases.push(`signCookie(${value}, 'tobiiscool')`, `unsignCookie(signCookie(${value}, 'tobiiscool'), 'tobiiscool')`, `unsignCookie(signCookie(${value}, 'tobiiscool'), 'luna')`)
}
cases.push(`unsignCookie('hello', 'tobiiscool')`, `unsignCookie('', 'tobiiscool')`, `unsignCookie('hello.', 'tobiiscool')`, `unsignCookie('hello.DGDUkGlIkCzPz+C0B064FNgHdEjox7ch8tOBGslZ5QI=', 'tobiiscool')`, `unsignCookie('hello.DGDUkGlIkCzPz+C0B064FNgHdEjox7ch8tOBGslZ5QI', 'tobiiscool')`)

const prelude = `
const raw = (payload) => signRaw(JSON.stringify({ alg: 'HS256', typ: 'JWT' }), JSON.stringify(payload))
const outcome = async (f) => {
  try {
    const v = await f()
    return v === undefined ? 'undefined' : v
  } catch (e) {
    const { name, message, expiredAt, date } = e
    return { name, message, expiredAt, date }
  }
}
`
const signRaw = (header, payload) => {
  const text = part(header) + '.' + part(payload)
  return text + '.' + require('crypto').createHmac('sha256', 'secret').update(text).digest('base64url')
}
const library = {
  signRaw, keys, tokens,
  sign: async (payload, key, options) => jsonwebtoken.sign(payload, key instanceof Uint8Array ? Buffer.from(key) : key, options),
  verify: async (token, key, options) => jsonwebtoken.verify(token, key, options),
  decode: jsonwebtoken.decode, signCookie: cookie.sign, unsignCookie: cookie.unsign,
}
const results = []
for (const code of cases) {
  const run = new Function(...Object.keys(library), `${prelude}; return outcome(() => ${code})`)
  results.push({ code, result: await run(...Object.values(library)) })
}

const password = 'correct horse — 電池'
const salt = new Uint8Array(16).fill(7)
const passwords = [
  { password, hash: bcrypt.hashSync(password, 4) },
  { password: '', hash: bcrypt.hashSync('', 5) },
  { password, hash: (await bcrypt.hash(password, 4)).replace('$2b$', '$2y$') },
]
for (const [f, options] of [
  [argon2id, { parallelism: 1, iterations: 2, memorySize: 512, hashLength: 32 }], [argon2id, { parallelism: 4, iterations: 1, memorySize: 64, hashLength: 16 }],
  [argon2id, { parallelism: 2, iterations: 3, memorySize: 100, hashLength: 64 }], [argon2i, { parallelism: 1, iterations: 3, memorySize: 64, hashLength: 32 }],
]) passwords.push({ password, hash: await f({ password, salt, outputType: 'encoded', ...options }) })

writeFileSync(new URL('npm.json', import.meta.url), JSON.stringify({ prelude, keys, tokens, cases: results, passwords }, null, 1) + '\n')
