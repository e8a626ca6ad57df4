package hostcrypto_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/caddyhbf/hbf/jsengine/hostcrypto"
)

// While a password is being hashed, the owner does something else: a timer fires.
func TestHashingLeavesTheOwnerFree(t *testing.T) {
	l, m := newLoop(t)
	hash := l.Run(`hashPassword('secret', { memoryCost: 64, timeCost: 1 })`)
	l.Kit.Global("h", hash)
	for _, work := range []string{`hashPassword('secret', { memoryCost: 64, timeCost: 1 })`, `hashPassword('secret', { algorithm: 'bcrypt', cost: 4 })`, `verifyPassword('secret', h)`} {
		release := m.Occupy()
		got := l.Run(`globalThis.done = false; ` + work + `.then(() => { done = true }, (e) => { done = e.stack }); new Promise((r) => setTimeout(r, 0)).then(() => done)`)
		release()
		if got.ToBoolean() {
			t.Errorf("%s: %v before there was memory", work, got)
		}
		l.Run(`0`)
		if got := l.Run(`done`).String(); got != "true" {
			t.Errorf("%s: %s", work, got)
		}
	}
}

// A request that ends gives up its place in the queue.
func TestCanceledHashesEnd(t *testing.T) {
	l, m := newLoop(t)
	release := m.Occupy()
	l.Run(`hashPassword('secret'); new Promise((r) => setTimeout(r, 0))`)
	l.End() // waits for the work
	release()
}

func TestManyHashesAtOnce(t *testing.T) {
	l, _ := newLoop(t)
	got := l.Run(`(async () => {
		const hashes = await Promise.all(Array.from({ length: 20 }, (_, i) => hashPassword('p' + i, { memoryCost: 64, timeCost: 1 })))
		const right = await Promise.all(hashes.map((h, i) => verifyPassword('p' + i, h)))
		return new Set(hashes).size + ' ' + right.every((r) => r === true)
	})()`).String()
	if got != "20 true" {
		t.Error(got)
	}
}

const prelude = `
const { sign, verify, decode } = jwt
const name = async (f) => { try { return JSON.stringify(await f()) } catch (e) { return e.name + ': ' + e.message } }
const hex = (b) => Array.from(b, (n) => n.toString(16).padStart(2, '0')).join('')
`

func TestPasswords(t *testing.T) {
	check(t, [][2]string{
		{`hashPassword('x', { memoryCost: 64, timeCost: 1 }).then((h) => h.slice(0, 28))`, `"$argon2id$v=19$m=64,t=1,p=1$"`},
		{`hashPassword('x').then((h) => [h.slice(0, 31), needsRehash(h), needsRehash(h, { timeCost: 3 }), needsRehash(h, { algorithm: 'bcrypt' })])`, `["$argon2id$v=19$m=19456,t=2,p=1$",false,true,true]`},
		{`hashPassword('x', { algorithm: 'bcrypt', cost: 4 }).then((h) => [h.slice(0, 7), h.length])`, `["$2a$04$",60]`},
		{`hashPassword(new Uint8Array([120]), { algorithm: 'bcrypt', cost: 4 }).then((h) => verifyPassword('x', h))`, `true`},
		{`hashPassword()`, `TypeError: the password must be a string, an ArrayBuffer or a view of one`},
		{`hashPassword(undefined)`, `TypeError: the password must be a string, an ArrayBuffer or a view of one`},
		{`hashPassword(1234)`, `TypeError: the password must be a string`},
		{`hashPassword('x', 10)`, `TypeError: the options must be an object`},
		{`hashPassword('x', { algorithm: 'md5' })`, `RangeError: algorithm must be "argon2id" or "bcrypt", not "md5"`},
		{`hashPassword('x', { memoryCost: 4194304 })`, `RangeError: argon2's memoryCost must be 8 to 262144 KiB, not 4194304`},
		{`hashPassword('x', { memoryCost: 1e30 })`, `RangeError: the option memoryCost must be a whole number from 1 to 2147483647`},
		{`hashPassword('x', { timeCost: 1.5 })`, `RangeError: the option timeCost must be a whole number`},
		{`hashPassword('x', { timeCost: NaN })`, `RangeError: the option timeCost must be a whole number`},
		{`hashPassword('x', { timeCost: '2' })`, `TypeError: the option timeCost must be a number`},
		{`hashPassword('x', { algorithm: 'bcrypt', cost: 31 })`, `RangeError: bcrypt's cost must be 4 to 16, not 31`},
		{`hashPassword('x'.repeat(73), { algorithm: 'bcrypt', cost: 4 })`, `RangeError: bcrypt uses only the first 72 bytes of a password, and this one has 73`},
		{`hashPassword('x', { get algorithm() { throw new TypeError('mine') } })`, `TypeError: mine`},
		{`verifyPassword('x', 'x')`, `TypeError: the hash is neither one of argon2id nor one of bcrypt`},
		{`verifyPassword('x')`, `TypeError: the hash must be a string`},
		{`verifyPassword('x', '$argon2id$v=19$m=4194304,t=1,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4')`, `TypeError: argon2's memoryCost must be`},
		{`needsRehash('x')`, `TypeError: the hash is neither`},
	})
}

// check evaluates expressions: what they give as JSON, or what they throw, must begin as wanted.
func check(t *testing.T, cases [][2]string) {
	t.Helper()
	l, _ := newLoop(t)
	l.Run(prelude + "; globalThis.keys = " + string(readNPM(t).Keys))
	for _, c := range cases {
		if got := l.Run(`name(() => ` + c[0] + `)`).String(); !strings.HasPrefix(got, c[1]) {
			t.Errorf("%s\n got %s\nwant %s", c[0], got, c[1])
		}
	}
}

func TestTokens(t *testing.T) {
	check(t, [][2]string{
		// Numbers stay numbers, and the payload is a copy as JSON has it.
		{`sign({ a: 1, b: 1.5, big: 9007199254740991, s: '1', iat: 5 }, 'secret').then((t) => verify(t, 'secret'))`, `{"a":1,"b":1.5,"big":9007199254740991,"s":"1","iat":5}`},
		{`sign({ iat: 5, iat2: 1e21, d: new Date(0) }, 'secret').then((t) => verify(t, 'secret'))`, `{"iat":5,"iat2":1e+21,"d":"1970-01-01T00:00:00.000Z"}`},
		{`sign({}, 'secret').then((t) => verify(t, 'secret')).then((p) => Math.abs(p.iat - Date.now() / 1000) < 100 && Number.isInteger(p.iat))`, `true`},
		{`sign({}, 'secret', { expiresIn: '15m' }).then((t) => verify(t, 'secret')).then((p) => p.exp - p.iat)`, `900`},
		{`(async () => { const p = { a: 1 }; await sign(p, 'secret', { expiresIn: 5 }); return p })()`, `{"a":1}`},

		// Keys of every kind
		{`sign({ iat: 5 }, keys.rsa.private).then((t) => [decode(t, { complete: true }).header.alg, t]).then(async ([alg, t]) => [alg, await verify(t, keys.rsa.publicJwk), await verify(t, keys.rsa.jwk)])`, `["RS256",{"iat":5},{"iat":5}]`},
		{`sign({ iat: 5 }, keys.p384.jwk).then((t) => [decode(t, { complete: true }).header.alg, t]).then(async ([alg, t]) => [alg, await verify(t, keys.p384.public)])`, `["ES384",{"iat":5}]`},
		{`sign({ iat: 5 }, { ...keys.rsa.jwk, alg: 'PS512' }).then((t) => [decode(t, { complete: true }).header.alg, t]).then(async ([alg, t]) => [alg, await verify(t, { ...keys.rsa.publicJwk, alg: 'PS512' })])`, `["PS512",{"iat":5}]`},
		{`sign({ iat: 5 }, { kty: 'oct', k: 'c2VjcmV0' }).then((t) => verify(t, 'secret'))`, `{"iat":5}`},
		{`crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify']).then(async ({ privateKey, publicKey }) => [await verify(await sign({ iat: 5 }, privateKey), publicKey), await verify(await sign({ iat: 5 }, await crypto.subtle.exportKey('jwk', privateKey)), publicKey)])`, `[{"iat":5},{"iat":5}]`},
		{`crypto.subtle.generateKey({ name: 'HMAC', hash: 'SHA-512' }, true, ['sign', 'verify']).then(async (k) => [(await sign({ iat: 5 }, k)).slice(0, 20), await verify(await sign({ iat: 5 }, k), k), await name(() => sign({}, k, { algorithm: 'HS256' }))])`, `["eyJhbGciOiJIUzUxMiIs",{"iat":5},"JsonWebTokenError: the key does not fit the algorithm \"HS256\": it is one for HS512"]`},
		{`crypto.subtle.generateKey({ name: 'RSA-PSS', hash: 'SHA-256', modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) }, true, ['sign', 'verify']).then(async ({ privateKey, publicKey }) => { const t = await sign({ iat: 5 }, privateKey); return [decode(t, { complete: true }).header, await verify(t, publicKey)] })`, `[{"alg":"PS256","typ":"JWT"},{"iat":5}]`},
		{`crypto.subtle.generateKey({ name: 'HMAC', hash: 'SHA-512' }, true, ['sign']).then((k) => verify('a.b.c', k))`, `TypeError: the CryptoKey's usages do not include verify`},
		{`crypto.subtle.generateKey({ name: 'AES-GCM', length: 128 }, true, ['encrypt']).then((k) => sign({}, k))`, `TypeError: the CryptoKey's usages do not include sign`},

		// A public key is never a secret, whatever form it has.
		{`sign({}, 'secret', { algorithm: 'HS256' }).then((t) => verify(t, keys.rsa.public, { algorithms: ['HS256', 'RS256'] }))`, `JsonWebTokenError: invalid algorithm`},
		{`sign({}, 'secret', { algorithm: 'HS256' }).then((t) => verify(t, keys.rsa.publicJwk))`, `JsonWebTokenError: invalid algorithm`},
		{`sign({}, keys.rsa.public)`, `JsonWebTokenError: signing needs a secret or a private key, and this one is public`},
		{`sign({}, keys.rsa.public, { algorithm: 'HS256' })`, `JsonWebTokenError: signing needs a secret or a private key`},
		{`sign({}, new Uint8Array([...keys.rsa.public].map((c) => c.charCodeAt())), { algorithm: 'HS256' })`, `JsonWebTokenError: signing needs a secret or a private key`},
		{`sign({}, 'secret', { algorithm: 'none' })`, `JsonWebTokenError: the key does not fit the algorithm "none"`},
		{`sign({}, 'secret', { header: { alg: 'none' } })`, `JsonWebTokenError: the header's alg is not the algorithm`},
		{`sign({}, 'secret', { header: { alg: 'HS256' } }).then((t) => decode(t, { complete: true }).header)`, `{"alg":"HS256","typ":"JWT"}`},
		{`verify('a.b.c', 'secret', { algorithms: ['none'] })`, `TypeError: the option algorithms: "none" is none of HS256`},
		{`verify('a.b.c', 'secret', { algorithms: 'HS256' })`, `TypeError: the option algorithms must be an array`},
		{`verify('a.b.c', 'secret', { algorithms: [] })`, `TypeError: the option algorithms must not be empty`},
		{`verify('a.b.c', 'secret', { audience: [] })`, `TypeError: the option audience must not be empty`},
		{`verify('a.b.c', 'secret', { issuer: 7 })`, `TypeError: the option issuer must be a string or an array of strings`},

		// Mistakes
		{`sign({}, '')`, `TypeError: the key must not be empty`},
		{`sign({})`, `JsonWebTokenError: secret or key must be provided`},
		{`verify('a.b.c', null)`, `JsonWebTokenError: secret or key must be provided`},
		{`sign({}, {})`, `TypeError: the key must be a secret, PEM, a CryptoKey or a JSON Web Key`},
		{`sign({}, 7)`, `TypeError: the key must be a string, an ArrayBuffer or a view of one`},
		{`sign({}, () => 'secret')`, `TypeError: the key must be a secret, PEM, a CryptoKey or a JSON Web Key`},
		{`sign({}, '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----')`, `JsonWebTokenError: the key can't be read: `},
		{`sign({}, { kty: 'OKP', crv: 'X25519', x: '3p7bfXt9wbTTW2HC7OQ1Nz-DQ8hbeGdNrfx-FG-IK08' })`, `JsonWebTokenError: the key is not one for tokens`},
		{`sign('text', 'secret')`, `TypeError: the payload must be a plain object`},
		{`sign([1], 'secret')`, `TypeError: the payload must be a plain object`},
		{`sign(null, 'secret')`, `TypeError: the payload must be a plain object`},
		{`sign(() => 1, 'secret')`, `TypeError: the payload must be a plain object`},
		{`sign({ toJSON: () => 'x' }, 'secret')`, `TypeError: the payload must be a plain object`},
		{`sign({ n: 1n }, 'secret')`, `TypeError: `},
		{`sign({ exp: 'soon' }, 'secret')`, `TypeError: the payload's exp must be a number`},
		{`sign({ iat: 'now' }, 'secret')`, `TypeError: the payload's iat must be a number`},
		{`sign({ exp: 5 }, 'secret', { expiresIn: 5 })`, `TypeError: the option expiresIn can't be used, since the payload already has exp`},
		{`sign({ iss: 'i' }, 'secret', { issuer: 'i' })`, `TypeError: the option issuer can't be used, since the payload already has iss`},
		{`sign({}, 'secret', { expiresIn: '60' })`, `TypeError: the option expiresIn: "60" is not a duration such as "15m"`},
		{`sign({}, 'secret', { expiresIn: NaN })`, `TypeError: the option expiresIn: NaN seconds are not a duration`},
		{`sign({}, 'secret', { expiresIn: {} })`, `TypeError: the option expiresIn: it must be a number of seconds`},
		{`verify('a.b.c', 'secret', { maxAge: -1 })`, `TypeError: the option maxAge must not be negative`},
		{`verify('a.b.c', 'secret', 'HS256')`, `TypeError: the options must be an object`},
		{`decode(undefined)`, `null`},
	})
}

func TestTokenErrorsAreThoseOfJsonwebtoken(t *testing.T) {
	check(t, [][2]string{
		{`verify('x', 'secret').catch((e) => [e instanceof JsonWebTokenError, e instanceof jwt.JsonWebTokenError, e instanceof Error, e instanceof TokenExpiredError, Object.keys(e)])`, `[true,true,true,false,["name"]]`},
		{`sign({ exp: 5 }, 'secret').then((t) => verify(t, 'secret')).catch((e) => [e instanceof TokenExpiredError, e instanceof JsonWebTokenError, e.expiredAt instanceof Date, e.expiredAt.getTime(), String(e)])`, `[true,true,true,5000,"TokenExpiredError: jwt expired"]`},
		{`sign({ nbf: 5e9 }, 'secret').then((t) => verify(t, 'secret')).catch((e) => [e instanceof NotBeforeError, e instanceof JsonWebTokenError, e.date.getTime(), String(e)])`, `[true,true,5000000000000,"NotBeforeError: jwt not active"]`},
		{`[new JsonWebTokenError('m', 'i').inner, new TokenExpiredError('m', 1).expiredAt, new NotBeforeError('m', 2).date, new NotBeforeError('m').message]`, `["i",1,2,"m"]`},
	})
}

func TestSmallFunctions(t *testing.T) {
	check(t, [][2]string{
		{`hash('sha256', 'abc')`, `"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"`},
		{`hash('SHA-1', 'abc', 'base64')`, `"qZk+NkcGgWq6PiVxeFDCbJzQ2J0="`},
		{`hash('md5', 'é', 'base64url')`, `"Zt3Nl8_eq7L2-4qZm0vHbw"`},
		{`hex(hash('sha384', new Uint8Array([97, 98, 99]), 'buffer')).slice(0, 8)`, `"cb00753f"`},
		{`hash('sha512', new Uint8Array([97, 98, 99]).buffer).slice(0, 8)`, `"ddaf35a1"`},
		{`hash('sha3', 'abc')`, `TypeError: the algorithm must be md5, sha1, sha256, sha384 or sha512, not "sha3"`},
		{`hash('md5')`, `TypeError: the data must be a string, an ArrayBuffer or a view of one`},
		{`hash('md5', 'x', 'latin1')`, `TypeError: the encoding must be hex, base64, base64url or buffer, not "latin1"`},
		{`hmac('sha256', 'key', 'The quick brown fox jumps over the lazy dog')`, `"f7bc83f430538424b13298e6aa6fb143ef4d59a14946175997479dbc2d1a3cd8"`},
		{`hmac('md5', '', '')`, `"74e6f7298a9c2d168935f58c001bad88"`},
		{`[timingSafeEqual('a', 'a'), timingSafeEqual('a', 'b'), timingSafeEqual('a', 'aa'), timingSafeEqual('', ''), timingSafeEqual('é', new Uint8Array([0xc3, 0xa9])), timingSafeEqual(new Uint8Array([1]).buffer, new DataView(new ArrayBuffer(1)))]`, `[true,false,false,true,true,false]`},
		{`timingSafeEqual('a')`, `TypeError: the second argument must be a string`},
		{`timingSafeEqual(undefined, undefined)`, `TypeError: the first argument must be a string`},
		{`[randomBytes(0).length, randomBytes(32).length, randomBytes(1 << 20).length, randomBytes(8) instanceof Uint8Array, hex(randomBytes(16)) !== hex(randomBytes(16))]`, `[0,32,1048576,true,true]`},
		{`randomBytes(-1)`, `RangeError: the number of bytes must be a whole number from 0 to 1048576, not -1`},
		{`randomBytes(2 ** 31)`, `RangeError: the number of bytes`},
		{`randomBytes('8')`, `TypeError: the number of bytes must be a number`},
		{`Array.from({ length: 100 }, () => randomInt(3)).every((n) => n === 0 || n === 1 || n === 2)`, `true`},
		{`Array.from({ length: 100 }, () => randomInt(-2, 1)).every((n) => n === -2 || n === -1 || n === 0)`, `true`},
		{`[randomInt(1), randomInt(5, 6), randomInt(2 ** 48 - 1) >= 0]`, `[0,5,true]`},
		{`randomInt(0)`, `RangeError: max must be greater than min, by less than 2^48`},
		{`randomInt(2 ** 48)`, `RangeError: max must be greater than min, by less than 2^48`},
		{`randomInt(1.5)`, `RangeError: max must be a whole number`},
		{`randomInt()`, `TypeError: max must be a number`},
		{`/^[0-9a-f-]{36}$/.test(randomUUID())`, `true`},
		{`unsignCookie(signCookie('v', 'old'), ['new', 'old'])`, `"v"`},
		{`unsignCookie('v.x', ['new', 'old'])`, `false`},
		{`signCookie('v', '')`, `TypeError: the secret must not be empty`},
		{`signCookie('v')`, `TypeError: a secret is needed`},
		{`unsignCookie('v.x', [])`, `TypeError: the secret must not be empty`},
		{`unsignCookie('v.x', ['new', undefined])`, `TypeError: the secret's elements must be a string`},
		{`signCookie(5, 'secret')`, `TypeError: the value must be a string`},
	})
}

func TestNodeCrypto(t *testing.T) {
	check(t, [][2]string{
		{`node.createHash('sha256').update('a').update('bc').digest('hex')`, `"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"`},
		{`node.createHash('SHA1').update(new Uint8Array([97, 98, 99])).digest('base64')`, `"qZk+NkcGgWq6PiVxeFDCbJzQ2J0="`},
		{`node.createHash('md5').update('é').digest().toString('base64url')`, `"Zt3Nl8_eq7L2-4qZm0vHbw"`},
		{`node.createHash('md5').update('c3a9', 'hex').digest('base64url')`, `"Zt3Nl8_eq7L2-4qZm0vHbw"`},
		{`node.createHash('md5').update('w6k=', 'base64').digest('base64url')`, `"Zt3Nl8_eq7L2-4qZm0vHbw"`},
		{`node.createHash('md5').update('Ã©', 'latin1').digest('base64url')`, `"Zt3Nl8_eq7L2-4qZm0vHbw"`},
		{`[...node.createHash('md5').update('x').digest('latin1')].length`, `16`},
		{`node.createHmac('sha256', 'key').update('The quick brown fox jumps over the lazy dog').digest('hex')`, `"f7bc83f430538424b13298e6aa6fb143ef4d59a14946175997479dbc2d1a3cd8"`},
		{`{ const h = node.createHash('md5'); h.digest(); return h.update('x') }`, `TypeError: Digest already called`},
		{`{ const h = node.createHash('md5'); h.digest(); return h.digest() }`, `TypeError: Digest already called`},
		{`node.createHash('sha3-512')`, `TypeError: the algorithm must be`},
		{`node.createHash('md5').update('xyz', 'hex')`, `TypeError: the data is not hex`},
		{`node.createHash('md5').update('x').digest('utf16le')`, `TypeError: the encoding must be`},
		{`node.createHash('md5').update(5)`, `TypeError: the data must be a string`},
		{`[node.randomBytes(8).toString('hex').length, node.randomBytes(8) instanceof Uint8Array, Object.keys(node.randomBytes(1)).join()]`, `[16,true,"0"]`},
		{`new Promise((resolve) => node.randomBytes(4, (e, b) => resolve([e, b.length])))`, `[null,4]`},
		{`[node.timingSafeEqual(new Uint8Array([1]), new Uint8Array([1])), node.timingSafeEqual(new Uint8Array([1]), new Uint8Array([2]))]`, `[true,false]`},
		{`node.timingSafeEqual(new Uint8Array(1), new Uint8Array(2))`, `RangeError: Input buffers must have the same byte length`},
		{`node.timingSafeEqual('a', 'a')`, `TypeError: both arguments must be`},
		{`[node.webcrypto === crypto, node.subtle === crypto.subtle, node.getRandomValues(new Uint8Array(2)).length, node.default === node]`, `[true,true,2,true]`},
	})
	_, m := newLoop(t)
	names := m.NodeExports().Keys()
	slices.Sort(names)
	if want := append(hostcrypto.NodeExportNames(), "default"); !slices.Equal(names, slices.Sorted(slices.Values(want))) {
		t.Errorf("%q, not %q", names, want)
	}
}

// What the bundler is told of the module is what it has.
func TestExportNames(t *testing.T) {
	_, m := newLoop(t)
	names := m.Exports().Keys()
	slices.Sort(names)
	if want := append(hostcrypto.ExportNames(), "default"); !slices.Equal(names, slices.Sorted(slices.Values(want))) {
		t.Errorf("%q, not %q", names, want)
	}
}

// An app that has changed built-in functions gets the same tokens, with nothing of what it put into prototypes.
func TestPollutedPrototypes(t *testing.T) {
	l, _ := newLoop(t)
	want := l.Run(`jwt.sign({ iat: 5 }, 'secret')`).String()
	got := l.Run(`
		JSON.stringify = JSON.parse = () => { throw new Error('JSON') }
		Object.defineProperty = Object.keys = () => { throw new Error('Object') }
		globalThis.Error = globalThis.Date = class {}
		Object.prototype.iat = 6; Object.prototype.exp = 7; Object.prototype.iss = 'me'
		jwt.sign({ iat: 5 }, 'secret').then((t) => jwt.verify(t.slice(0, -4) + 'AAAA', 'secret').catch((e) => e.name + t))`).String()
	if got != "JsonWebTokenError"+want {
		t.Error(got)
	}
}

func BenchmarkVerifyToken(b *testing.B) {
	l, _ := newLoop(b)
	l.Run(`globalThis.token = ''; jwt.sign({ sub: 'x' }, 'secret', { expiresIn: '1h' }).then((t) => { token = t }); globalThis.one = () => jwt.verify(token, 'secret', { algorithms: ['HS256'] })`)
	b.ReportAllocs()
	for b.Loop() {
		l.Run(`one()`)
	}
}
