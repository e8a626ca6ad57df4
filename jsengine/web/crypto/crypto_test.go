package crypto_test

import (
	stdcrypto "crypto"
	"strings"
	"testing"

	"github.com/caddyhbf/hbf/jsengine/loop/looptest"
	"github.com/caddyhbf/hbf/jsengine/web/crypto"
	"github.com/caddyhbf/hbf/jsengine/web/event"
)

// newPrelude is a loop with the functions of testdata/generate.mjs.
func newPrelude(t testing.TB) (*looptest.Loop, *crypto.Module) {
	t.Helper()
	l := looptest.New(t)
	m := crypto.New(l.Kit, l, event.New(l.Kit, l))
	n := readNode(t)
	l.Run(n.Prelude + "; const made = " + string(n.Made))
	return l, m
}

// What takes long leaves the owner to others: a timer fires while it waits for a processor.
func TestLongWorkLeavesTheOwnerFree(t *testing.T) {
	for _, work := range []string{
		`base('PBKDF2', 'p').then((k) => s.deriveBits({ name: 'PBKDF2', hash: 'SHA-256', salt: text('s'), iterations: 1 }, k, 256))`,
		`s.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign'])`,
		`s.digest('SHA-256', new Uint8Array(100000))`,
		`s.importKey('jwk', made.rs.jwk, { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }, true, ['sign'])`,
		`aes('AES-GCM').then((k) => s.encrypt({ name: 'AES-GCM', iv: new Uint8Array(12) }, k, new Uint8Array(100000)))`,
	} {
		l, m := newPrelude(t)
		release := m.Occupy()
		got := l.Run(`globalThis.done = false; ` + work + `.then(() => { done = true }, (e) => { done = e.stack }); new Promise((r) => setTimeout(r, 0)).then(() => done)`)
		release()
		if got.ToBoolean() {
			t.Errorf("%s: %v before there was a processor", work, got)
		}
		l.Run(`0`)
		if got := l.Run(`done`).String(); got != "true" {
			t.Errorf("%s: %s", work, got)
		}
	}
}

// What is small has settled when the method returns, and costs the app no turn.
func TestSmallWorkSettlesAtOnce(t *testing.T) {
	l, m := newPrelude(t)
	defer m.Occupy()()
	for _, work := range []string{
		`s.digest('SHA-256', text('abc'))`,
		`hmac('SHA-256').then((k) => s.sign('HMAC', k, text('abc')))`,
		`aes('AES-CBC').then((k) => s.encrypt({ name: 'AES-CBC', iv: new Uint8Array(16) }, k, text('abc')))`,
		`base('HKDF', 'p').then((k) => s.deriveBits({ name: 'HKDF', hash: 'SHA-256', salt: text(''), info: text('') }, k, 256))`,
	} {
		if got := l.Run(work + `.then((v) => v.byteLength > 0)`).String(); got != "true" {
			t.Errorf("%s: %s", work, got)
		}
	}
}

// Work that the end of the request has canceled does not wait for a processor any more.
func TestCanceledWorkEnds(t *testing.T) {
	l, m := newPrelude(t)
	release := m.Occupy()
	l.Run(`s.digest('SHA-256', new Uint8Array(100000)); new Promise((r) => setTimeout(r, 0))`)
	l.End() // waits for the work
	release()
}

// What the app does to its bytes after the call changes nothing.
func TestInputIsCopied(t *testing.T) {
	l, m := newPrelude(t)
	release := m.Occupy()
	script := `
		const data = new Uint8Array(100000), salt = text('salt'), raw = text('secret')
		const key = s.importKey('raw', raw, { name: 'HMAC', hash: 'SHA-256' }, true, ['sign'])
		raw.fill(0)
		globalThis.all = Promise.all([
			s.digest('SHA-1', data), base('PBKDF2', 'p').then((k) => {
				const p = s.deriveBits({ name: 'PBKDF2', hash: 'SHA-1', salt, iterations: 1 }, k, 160)
				salt.fill(0)
				return p
			}), key.then((k) => s.exportKey('raw', k)).then((b) => { const before = hex(b); new Uint8Array(b).fill(0); return key.then((k) => s.exportKey('raw', k)).then((b) => before + hex(b)) }),
		]).then(([a, b, c]) => [hex(a), hex(b), c].join())
		data.fill(1)
		new Promise((r) => setTimeout(r, 0))`
	l.Run(script)
	release()
	got := l.Run(`all.then(async (v) => [v === [hex(await s.digest('SHA-1', new Uint8Array(100000))), hex(await s.deriveBits({ name: 'PBKDF2', hash: 'SHA-1', salt: text('salt'), iterations: 1 }, await base('PBKDF2', 'p'), 160)), '736563726574736563726574'].join(), v].join(' '))`).String()
	if !strings.HasPrefix(got, "true ") {
		t.Error(got)
	}
}

// The bounds that the package documents.
func TestBounds(t *testing.T) {
	l, _ := newPrelude(t)
	rsa := func(bits, exponent string) string {
		return `s.generateKey({ name: 'RSA-PSS', hash: 'SHA-256', modulusLength: ` + bits + `, publicExponent: new Uint8Array(` + exponent + `) }, true, ['sign'])`
	}
	for _, c := range []struct{ code, want string }{
		{rsa("8192", "[1, 0, 1]"), "NotSupportedError: RSA-PSS: the modulusLength of a new key must be a multiple of 8 from 1024 to 4096, not 8192"},
		{rsa("512", "[1, 0, 1]"), "NotSupportedError: RSA-PSS: the modulusLength"},
		{rsa("1023", "[1, 0, 1]"), "NotSupportedError: RSA-PSS: the modulusLength"},
		{rsa("2048", "[3]"), "NotSupportedError: RSA-PSS: the publicExponent of a new key must be 65537"},
		{rsa("2048", "100"), "NotSupportedError: RSA-PSS: the publicExponent"},
		{rsa("2048", "[]"), "NotSupportedError: RSA-PSS: the publicExponent"},
		{`base('PBKDF2', 'p').then((k) => s.deriveBits({ name: 'PBKDF2', hash: 'SHA-256', salt: text('s'), iterations: 4e9 }, k, 256))`, "NotSupportedError: PBKDF2: 4000000000 iterations"},
		{`base('PBKDF2', 'p').then((k) => s.deriveBits({ name: 'PBKDF2', hash: 'SHA-256', salt: text('s'), iterations: 1 }, k, 2 ** 32 - 8))`, "NotSupportedError: PBKDF2: 1 iterations for each of 16777216 blocks are too many"},
		{`base('HKDF', 'p').then((k) => s.deriveBits({ name: 'HKDF', hash: 'SHA-256', salt: text('s'), info: text('') }, k, 2 ** 32 - 8))`, "OperationError: HKDF: 536870911 bytes are more than 255 hash values"},
		{`s.generateKey({ name: 'HMAC', hash: 'SHA-256', length: 2 ** 32 - 1 }, true, ['sign'])`, "OperationError: the length of an HMAC key must be 1 to 1048576 bits"},
		{`s.importKey('jwk', made.ps.jwk, { name: 'RSA-PSS', hash: 'SHA-384' }, true, ['sign']).then((k) => s.sign({ name: 'RSA-PSS', saltLength: 0 }, k, text('m')))`, "NotSupportedError: RSA-PSS: the saltLength must not be 0"},
		{`s.importKey('jwk', made.ps.jwk, { name: 'RSA-PSS', hash: 'SHA-384' }, true, ['sign']).then((k) => s.sign({ name: 'RSA-PSS', saltLength: 2 ** 32 - 1 }, k, text('m')))`, "OperationError: "},
		{`aes('AES-GCM').then((k) => s.decrypt({ name: 'AES-GCM', iv: new Uint8Array(12), tagLength: 64 }, k, new Uint8Array(30)))`, "NotSupportedError: AES-GCM: a tag of 64 bits can't be checked"},
		{`aes('AES-GCM').then((k) => s.decrypt({ name: 'AES-GCM', iv: new Uint8Array(16), tagLength: 96 }, k, new Uint8Array(30)))`, "NotSupportedError: AES-GCM: a tag of 96 bits can't be checked"},
		{`aes('AES-GCM').then((k) => s.encrypt({ name: 'AES-GCM', iv: new Uint8Array(0) }, k, new Uint8Array(30)))`, "OperationError: AES-GCM: the iv must not be empty"},
		{`s.importKey('jwk', { kty: 'RSA', n: 'AQAB', e: 'AQAB' }, { name: 'RSA-PSS', hash: 'SHA-256' }, true, ['verify'])`, "NotSupportedError: an RSA key must have 1024 to 8192 bits, not 17"},
		{`s.importKey('jwk', { kty: 'oct', k: 'AA', key_ops: { *[Symbol.iterator]() { for (let i = 0; ; i++) yield String(i) } } }, { name: 'HMAC', hash: 'SHA-256' }, true, ['sign'])`, "DataError: the key's key_ops do not include sign"},
	} {
		v, err := l.RunErr(c.code)
		if err == nil || !strings.HasPrefix(v.String(), c.want) {
			t.Errorf("%s\n got %v\nwant %s", c.code, v, c.want)
		}
	}
}

// What an app's own objects throw rejects the promise, and nothing is thrown at once.
func TestWhatParametersThrowRejects(t *testing.T) {
	l, _ := newPrelude(t)
	for _, code := range []string{
		`s.digest({ get name() { throw 'mine' } }, text('m'))`,
		`s.digest({ name: { toString() { throw 'mine' } } }, text('m'))`,
		`s.importKey('raw', text('m'), { name: 'HMAC', get hash() { throw 'mine' } }, true, ['sign'])`,
		`s.importKey('raw', text('m'), { name: 'HMAC', hash: 'SHA-1', length: { valueOf() { throw 'mine' } } }, true, ['sign'])`,
		`s.importKey('raw', text('m'), { name: 'HMAC', hash: 'SHA-1' }, true, { [Symbol.iterator]() { throw 'mine' } })`,
		`s.importKey('jwk', { get kty() { throw 'mine' } }, { name: 'HMAC', hash: 'SHA-1' }, true, ['sign'])`,
		`s.generateKey({ name: 'AES-GCM', get length() { throw 'mine' } }, true, ['encrypt'])`,
	} {
		if got := l.Run(`{ const p = ` + code + `; p.catch((e) => e) }`).String(); got != "mine" {
			t.Errorf("%s: %s", code, got)
		}
	}
}

// An app, or a package of its, that has changed built-in functions can't break what it is given, or look into it.
func TestPollutedPrototypes(t *testing.T) {
	l, _ := newPrelude(t)
	got := l.Run(`
		const key = hmac('SHA-256'), seen = []
		Object.defineProperty(Object.prototype, 'hash', { get() { seen.push('hash') }, configurable: true })
		Array.prototype.push = Array.prototype.indexOf = () => { seen.push('array') }
		Uint8Array.prototype.slice = ArrayBuffer.prototype.slice = () => { seen.push('slice') }
		key.then((k) => s.sign('HMAC', k, text('message'))).then((v) => hex(v).slice(0, 8) + seen.length)`).String()
	if got != "8b5f48700" {
		t.Error(got)
	}
}

// Go sees what a CryptoKey holds, and only of a real one.
func TestKeyOf(t *testing.T) {
	l, m := newPrelude(t)
	key, ok := m.KeyOf(l.Run(`s.importKey('raw', text('secret'), { name: 'HMAC', hash: 'SHA-512' }, false, ['sign'])`))
	if !ok {
		t.Fatal("no key")
	}
	if secret, _ := key.Material().([]byte); string(secret) != "secret" || key.Algorithm() != "HMAC" || key.Hash() != stdcrypto.SHA512 ||
		key.Kind() != crypto.Secret || !key.MaySign() || key.MayVerify() {
		t.Errorf("%+v", key)
	}
	for _, code := range []string{`({})`, `null`, `CryptoKey`, `CryptoKey.prototype`, `crypto`, `({ type: 'secret', algorithm: { name: 'HMAC' } })`} {
		if _, ok := m.KeyOf(l.Run(code)); ok {
			t.Errorf("%s is a key", code)
		}
	}
	if got := l.Run(`(() => { try { return CryptoKey.prototype.type } catch (e) { return e.name } })()`).String(); got != "TypeError" {
		t.Error(got)
	}
}

func BenchmarkHMAC(b *testing.B) {
	l, _ := newPrelude(b)
	l.Run(`globalThis.key = null; hmac('SHA-256').then((k) => { key = k }); globalThis.message = text('x'.repeat(200)); globalThis.one = () => s.sign('HMAC', key, message)`)
	b.ReportAllocs()
	for b.Loop() {
		l.Run(`one()`)
	}
}

func BenchmarkRandomUUID(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		crypto.RandomUUID()
	}
}
