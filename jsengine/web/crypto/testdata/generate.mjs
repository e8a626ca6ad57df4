// Writes node.json: what Node's Web Cryptography does. To run it: node generate.mjs
//
// Each case is the body of an async function, whose result is described by describe, or the name of what it throws. The
// test runs the same cases. Cases with random results check them and give what is the same each time; what Node signs and
// encrypts with new keys is in the parameter made, and the test must be able to verify and decrypt it.
import { writeFileSync } from 'node:fs'

const prelude = `
const bytes = (hex) => Uint8Array.from(hex.match(/../g) || [], (h) => parseInt(h, 16))
const text = (s) => Uint8Array.from([...s], (c) => c.charCodeAt(0))
const hex = (b) => Array.from(new Uint8Array(b.buffer || b), (n) => n.toString(16).padStart(2, '0')).join('')
const describe = (v) => {
  if (v instanceof ArrayBuffer || ArrayBuffer.isView(v)) return hex(v)
  if (v instanceof CryptoKey) return { type: v.type, extractable: v.extractable, algorithm: describe(v.algorithm), usages: [...v.usages].sort() }
  if (Array.isArray(v)) return v.map(describe)
  if (v && v.key_ops) v.key_ops.sort()
  if (v && typeof v === 'object') return Object.fromEntries(Object.keys(v).sort().map((k) => [k, describe(v[k])]))
  return v === undefined ? 'undefined' : v
}
const name = async (f) => { try { return ['no error', describe(await f())] } catch (e) { return e.name } }
const s = crypto.subtle
const hmac = (hash, usages, more) => s.importKey('raw', text('secret'), { name: 'HMAC', hash, ...more }, true, usages || ['sign', 'verify'])
const aes = (name, usages, n) => s.importKey('raw', new Uint8Array(n || 16).fill(7), name, true, usages || ['encrypt', 'decrypt'])
const base = (name, secret, usages) => s.importKey('raw', text(secret), name, false, usages || ['deriveBits', 'deriveKey'])
`

const cases = []
const add = (...bodies) => cases.push(...bodies)

// Digests
for (const hash of ['SHA-1', 'sha-256', 'SHA-384', 'Sha-512']) {
  add(`return s.digest('${hash}', text('abc'))`, `return s.digest({ name: '${hash}' }, new ArrayBuffer(100000))`, `return s.digest('${hash}', new Uint8Array(0))`)
}
add(
  `return name(() => s.digest('MD5', text('abc')))`,
  `return name(() => s.digest('SHA-256', 'abc'))`,
  `return name(() => s.digest('SHA-256'))`,
  `return name(() => s.digest({}, text('abc')))`,
  `return name(() => s.digest.call({}, 'SHA-256', text('abc')))`,
  `return s.digest('SHA-256', new DataView(text('xabcx').buffer, 1, 3))`,
  `return s.digest('SHA-256', new Uint16Array([1, 2, 3]).subarray(1))`,
)

// HMAC
for (const hash of ['SHA-1', 'SHA-256', 'SHA-384', 'SHA-512']) {
  add(
    `const k = await hmac('${hash}'); return [k, await s.sign('HMAC', k, text('message')), await s.exportKey('jwk', k), await s.exportKey('raw', k)]`,
    `const k = await hmac('${hash}'); const sig = await s.sign('hmac', k, new Uint8Array(50000)); return [sig, await s.verify({ name: 'HMAC' }, k, sig, new Uint8Array(50000)), await s.verify('HMAC', k, sig, new Uint8Array(49999))]`,
    `return s.generateKey({ name: 'HMAC', hash: '${hash}' }, false, ['sign'])`,
    `return (await s.exportKey('raw', await s.generateKey({ name: 'HMAC', hash: { name: '${hash}' } }, true, ['verify', 'sign']))).byteLength`,
  )
}
add(
  `return (await s.exportKey('raw', await s.generateKey({ name: 'HMAC', hash: 'SHA-256', length: 256 }, true, ['sign']))).byteLength`,
  `return name(() => s.generateKey({ name: 'HMAC', hash: 'SHA-256', length: 0 }, true, ['sign']))`,
  `return name(() => s.generateKey({ name: 'HMAC', hash: 'SHA-256' }, true, []))`,
  `return name(() => s.generateKey({ name: 'HMAC', hash: 'SHA-256' }, true, ['encrypt']))`,
  `return name(() => s.generateKey({ name: 'HMAC' }, true, ['sign']))`,
  `return name(() => s.generateKey({ name: 'HMAC', hash: 'SHA-3' }, true, ['sign']))`,
  `return name(() => s.generateKey('HMAC', true, ['sing']))`,
  `return name(() => s.importKey('raw', new Uint8Array(0), { name: 'HMAC', hash: 'SHA-256' }, true, ['sign']))`,
  `return name(() => s.importKey('raw', text('secret'), { name: 'HMAC', hash: 'SHA-256' }, true, []))`,
  `return name(() => s.importKey('raw', text('secret'), { name: 'HMAC', hash: 'SHA-256' }, true, ['decrypt']))`,
  `return name(() => s.importKey('spki', text('secret'), { name: 'HMAC', hash: 'SHA-256' }, true, ['sign']))`,
  `return name(() => s.importKey('pem', text('secret'), { name: 'HMAC', hash: 'SHA-256' }, true, ['sign']))`,
  `return name(() => s.importKey('raw', 'secret', { name: 'HMAC', hash: 'SHA-256' }, true, ['sign']))`,
  `return name(() => s.importKey('jwk', text('secret'), { name: 'HMAC', hash: 'SHA-256' }, true, ['sign']))`,
  `return name(() => s.importKey('jwk', { kty: 'oct', k: 'c2VjcmV0', ext: false }, { name: 'HMAC', hash: 'SHA-256' }, true, ['sign']))`,
  `return name(() => s.importKey('jwk', { kty: 'oct', k: 'c2VjcmV0', alg: 'HS512' }, { name: 'HMAC', hash: 'SHA-256' }, true, ['sign']))`,
  `return name(() => s.importKey('jwk', { kty: 'oct', k: 'c2VjcmV0', use: 'enc' }, { name: 'HMAC', hash: 'SHA-256' }, true, ['sign']))`,
  `return name(() => s.importKey('jwk', { kty: 'oct', k: 'c2VjcmV0', key_ops: ['verify'] }, { name: 'HMAC', hash: 'SHA-256' }, true, ['sign']))`,
  `return name(() => s.importKey('jwk', { kty: 'RSA', k: 'c2VjcmV0' }, { name: 'HMAC', hash: 'SHA-256' }, true, ['sign']))`,
  `return name(() => s.importKey('jwk', {}, { name: 'HMAC', hash: 'SHA-256' }, true, ['sign']))`,
  `const k = await s.importKey('jwk', { kty: 'oct', k: 'c2VjcmV0', key_ops: ['sign', 'verify'], alg: 'HS256', use: 'sig', ext: true }, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']); return [k, await s.sign('HMAC', k, text('m'))]`,
  `return name(async () => s.exportKey('raw', await s.importKey('raw', text('secret'), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])))`,
  `return name(async () => s.exportKey('spki', await hmac('SHA-256')))`,
  `return name(async () => s.sign('HMAC', await hmac('SHA-256', ['verify']), text('m')))`,
  `return name(async () => s.verify('HMAC', await hmac('SHA-256', ['sign']), text('m'), text('m')))`,
  `return name(async () => s.encrypt({ name: 'AES-GCM', iv: new Uint8Array(12) }, await hmac('SHA-256'), text('m')))`,
  `return name(async () => s.sign('SHA-256', await hmac('SHA-256'), text('m')))`,
  `return name(() => s.sign('HMAC', {}, text('m')))`,
  `return name(() => hmac('SHA-256', ['sign'], { length: 41 }).then((k) => k.algorithm.length))`,
  `return name(() => hmac('SHA-256', ['sign'], { length: 40 }))`,
  `return name(() => hmac('SHA-256', ['sign'], { length: 49 }))`,
)

// AES
for (const [n, bits] of [[16, 128], [24, 192], [32, 256]]) {
  add(
    `const k = await aes('AES-CBC', null, ${n}); const e = await s.encrypt({ name: 'AES-CBC', iv: new Uint8Array(16).fill(1) }, k, text('some text, longer than a block')); return [k, e, await s.decrypt({ name: 'AES-CBC', iv: new Uint8Array(16).fill(1) }, k, e), await s.exportKey('jwk', k)]`,
    `const k = await aes('AES-GCM', null, ${n}); const p = { name: 'AES-GCM', iv: new Uint8Array(12).fill(1), additionalData: text('more') }; const e = await s.encrypt(p, k, text('some text, longer than a block')); return [k, e, await s.decrypt(p, k, e), await s.exportKey('jwk', k)]`,
    `const k = await aes('AES-CTR', null, ${n}); const p = { name: 'AES-CTR', counter: new Uint8Array(16).fill(255), length: 64 }; const e = await s.encrypt(p, k, text('some text, longer than a block')); return [k, e, await s.decrypt(p, k, e), await s.exportKey('jwk', k)]`,
    `const k = await s.generateKey({ name: 'AES-GCM', length: ${bits} }, true, ['encrypt']); return [k, (await s.exportKey('raw', k)).byteLength]`,
  )
}
for (const length of [1, 3, 8, 9, 31, 63, 64, 65, 72, 100, 127, 128]) {
  for (const low of ['ff', 'fe', '00']) {
    const counter = 'ff'.repeat(15) + low
    const size = length === 1 ? 32 : 90
    add(`return s.encrypt({ name: 'AES-CTR', counter: bytes('${counter}'), length: ${length} }, await aes('AES-CTR'), new Uint8Array(${size}))`)
  }
  add(`return s.encrypt({ name: 'AES-CTR', counter: bytes('00${'ff'.repeat(15)}'), length: ${length} }, await aes('AES-CTR'), new Uint8Array(20))`)
}
add(
  `return name(async () => s.encrypt({ name: 'AES-CTR', counter: new Uint8Array(16), length: 1 }, await aes('AES-CTR'), new Uint8Array(33)))`,
  `return name(async () => s.encrypt({ name: 'AES-CTR', counter: new Uint8Array(15), length: 64 }, await aes('AES-CTR'), new Uint8Array(33)))`,
  `return name(async () => s.encrypt({ name: 'AES-CTR', counter: new Uint8Array(16), length: 0 }, await aes('AES-CTR'), new Uint8Array(33)))`,
  `return name(async () => s.encrypt({ name: 'AES-CTR', counter: new Uint8Array(16), length: 129 }, await aes('AES-CTR'), new Uint8Array(33)))`,
  `return name(async () => s.encrypt({ name: 'AES-CTR', counter: new Uint8Array(16), length: 300 }, await aes('AES-CTR'), new Uint8Array(33)))`,
  `return name(async () => s.encrypt({ name: 'AES-CTR', length: 64 }, await aes('AES-CTR'), new Uint8Array(33)))`,
  `return name(async () => s.encrypt({ name: 'AES-CBC', iv: new Uint8Array(12) }, await aes('AES-CBC'), new Uint8Array(33)))`,
  `return name(async () => s.encrypt('AES-CBC', await aes('AES-CBC'), new Uint8Array(33)))`,
  `return name(async () => s.decrypt({ name: 'AES-CBC', iv: new Uint8Array(16) }, await aes('AES-CBC'), new Uint8Array(33)))`,
  `return name(async () => s.decrypt({ name: 'AES-CBC', iv: new Uint8Array(16) }, await aes('AES-CBC'), new Uint8Array(0)))`,
  `return name(async () => s.decrypt({ name: 'AES-CBC', iv: new Uint8Array(16) }, await aes('AES-CBC'), new Uint8Array(32)))`,
  `return name(async () => s.decrypt({ name: 'AES-GCM', iv: new Uint8Array(12) }, await aes('AES-GCM'), new Uint8Array(32)))`,
  `return name(async () => s.decrypt({ name: 'AES-GCM', iv: new Uint8Array(12) }, await aes('AES-GCM'), new Uint8Array(3)))`,
  `return name(async () => s.encrypt({ name: 'AES-GCM', iv: new Uint8Array(12), tagLength: 100 }, await aes('AES-GCM'), new Uint8Array(3)))`,
  `return name(async () => s.encrypt({ name: 'AES-CBC', iv: new Uint8Array(16) }, await aes('AES-GCM'), new Uint8Array(3)))`,
  `return name(async () => s.encrypt({ name: 'AES-CBC', iv: new Uint8Array(16) }, await aes('AES-CBC', ['decrypt']), new Uint8Array(3)))`,
  `return name(() => s.importKey('raw', new Uint8Array(17), 'AES-CBC', true, ['encrypt']))`,
  `return name(() => s.generateKey({ name: 'AES-CBC', length: 100 }, true, ['encrypt']))`,
  `return name(() => s.generateKey({ name: 'AES-CBC' }, true, ['encrypt']))`,
  `return name(() => s.generateKey({ name: 'AES-CBC', length: 128 }, true, ['sign']))`,
  `return s.encrypt({ name: 'AES-GCM', iv: new Uint8Array(12) }, await aes('AES-GCM'), new Uint8Array(0))`,
  `return s.encrypt({ name: 'AES-GCM', iv: new Uint8Array(16) }, await aes('AES-GCM'), new Uint8Array(70000))
    .then((e) => s.digest('SHA-256', e))`,
)
for (const tagLength of [32, 64, 96, 104, 112, 120, 128]) {
  add(`return s.encrypt({ name: 'AES-GCM', iv: new Uint8Array(12), tagLength: ${tagLength} }, await aes('AES-GCM'), text('short'))`)
  if (tagLength >= 96) add(`const k = await aes('AES-GCM'); const p = { name: 'AES-GCM', iv: new Uint8Array(12), tagLength: ${tagLength} }; return s.decrypt(p, k, await s.encrypt(p, k, text('short')))`)
}

// PBKDF2 and HKDF
for (const hash of ['SHA-1', 'SHA-256', 'SHA-384', 'SHA-512']) {
  add(
    `return s.deriveBits({ name: 'PBKDF2', hash: '${hash}', salt: text('salt'), iterations: 1000 }, await base('PBKDF2', 'password'), 384)`,
    `return s.deriveBits({ name: 'HKDF', hash: '${hash}', salt: text('salt'), info: text('info') }, await base('HKDF', 'password'), 384)`,
    `const k = await s.deriveKey({ name: 'HKDF', hash: '${hash}', salt: new Uint8Array(0), info: new Uint8Array(0) }, await base('HKDF', 'password'), { name: 'AES-GCM', length: 256 }, true, ['encrypt']); return [k, await s.exportKey('raw', k)]`,
    `const k = await s.deriveKey({ name: 'PBKDF2', hash: '${hash}', salt: text('salt'), iterations: 10 }, await base('PBKDF2', 'password'), { name: 'HMAC', hash: '${hash}' }, true, ['sign']); return [k, await s.exportKey('raw', k)]`,
  )
}
add(
  `return name(async () => s.deriveBits({ name: 'PBKDF2', hash: 'SHA-256', salt: text('salt'), iterations: 0 }, await base('PBKDF2', 'password'), 256))`,
  `return name(async () => s.deriveBits({ name: 'PBKDF2', hash: 'SHA-256', salt: text('salt'), iterations: 1 }, await base('PBKDF2', 'password'), 255))`,
  `return name(async () => s.deriveBits({ name: 'PBKDF2', hash: 'SHA-256', salt: text('salt'), iterations: 1 }, await base('PBKDF2', 'password'), null))`,
  `return name(async () => s.deriveBits({ name: 'HKDF', hash: 'SHA-256', salt: text('salt'), info: text('') }, await base('HKDF', 'password'), 255 * 256 + 8))`,
  `return name(async () => s.deriveBits({ name: 'HKDF', hash: 'SHA-256', salt: text('salt') }, await base('HKDF', 'password'), 256))`,
  `return name(async () => s.deriveBits({ name: 'PBKDF2', hash: 'SHA-256', salt: text('salt'), iterations: 1 }, await base('PBKDF2', 'password', ['deriveKey']), 256))`,
  `return name(async () => s.deriveKey({ name: 'PBKDF2', hash: 'SHA-256', salt: text('salt'), iterations: 1 }, await base('PBKDF2', 'password', ['deriveBits']), { name: 'AES-CBC', length: 128 }, true, ['encrypt']))`,
  `return name(async () => s.deriveKey({ name: 'PBKDF2', hash: 'SHA-256', salt: text('salt'), iterations: 1 }, await base('PBKDF2', 'password'), { name: 'AES-CBC', length: 128 }, true, []))`,
  `return name(async () => s.deriveKey({ name: 'PBKDF2', hash: 'SHA-256', salt: text('salt'), iterations: 1 }, await base('HKDF', 'password'), { name: 'AES-CBC', length: 128 }, true, ['encrypt']))`,
  `return name(() => s.importKey('raw', text('p'), 'PBKDF2', true, ['deriveBits']))`,
  `return name(() => s.importKey('raw', text('p'), 'PBKDF2', false, ['sign']))`,
  `return name(() => s.importKey('jwk', { kty: 'oct', k: 'AA' }, 'HKDF', false, ['deriveBits']))`,
  `return base('PBKDF2', '')`,
)

// Key pairs: shapes, formats, and what does not fit
const pairs = {
  rs: `{ name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) }`,
  ps: `{ name: 'RSA-PSS', hash: 'SHA-384', modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) }`,
  oaep: `{ name: 'RSA-OAEP', hash: 'SHA-1', modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) }`,
  es256: `{ name: 'ECDSA', namedCurve: 'P-256' }`,
  es384: `{ name: 'ECDSA', namedCurve: 'P-384' }`,
  es512: `{ name: 'ECDSA', namedCurve: 'P-521' }`,
  ecdh: `{ name: 'ECDH', namedCurve: 'P-256' }`,
  ed: `{ name: 'Ed25519' }`,
  x: `{ name: 'X25519' }`,
}
const uses = { rs: ['sign', 'verify'], ps: ['sign', 'verify'], oaep: ['encrypt', 'decrypt', 'wrapKey', 'unwrapKey'], ecdh: ['deriveBits', 'deriveKey'], x: ['deriveBits', 'deriveKey'] }
const params = { rs: `'RSASSA-PKCS1-v1_5'`, ps: `{ name: 'RSA-PSS', saltLength: 48 }`, oaep: `{ name: 'RSA-OAEP', label: text('label') }`, ed: `'Ed25519'` }
const made = {}
const make = new Function(prelude + 'return { s, text, hex }')()
for (const [id, algorithm] of Object.entries(pairs)) {
  const usages = uses[id] || ['sign', 'verify']
  const isPublic = (u) => ['verify', 'encrypt', 'wrapKey'].includes(u)
  const publicUses = JSON.stringify(usages.filter(isPublic)), privateUses = JSON.stringify(usages.filter((u) => !isPublic(u)))
  const [a, param] = new Function('text', `return [${algorithm}, ${params[id] || `{ name: 'ECDSA', hash: 'SHA-256' }`}]`)(make.text)
  const pair = await make.s.generateKey(a, true, usages)
  const m = (made[id] = {
    jwk: await make.s.exportKey('jwk', pair.privateKey),
    publicJwk: await make.s.exportKey('jwk', pair.publicKey),
    pkcs8: make.hex(await make.s.exportKey('pkcs8', pair.privateKey)),
    spki: make.hex(await make.s.exportKey('spki', pair.publicKey)),
  })
  if (!['rs', 'ps', 'oaep'].includes(id)) m.raw = make.hex(await make.s.exportKey('raw', pair.publicKey))
  if (usages[0] === 'sign') m.signature = make.hex(await make.s.sign(param, pair.privateKey, make.text('message')))
  if (id === 'oaep') m.encrypted = make.hex(await make.s.encrypt(param, pair.publicKey, make.text('message')))

  add(
    `return s.generateKey(${algorithm}, false, ${JSON.stringify(usages)})`,
    `const p = await s.generateKey(${algorithm}, true, ${JSON.stringify(usages)}); return [Object.keys(await s.exportKey('jwk', p.privateKey)).sort(), Object.keys(await s.exportKey('jwk', p.publicKey)).sort()]`,
    `const k = await s.importKey('jwk', made.${id}.jwk, ${algorithm}, true, ${privateUses}); return [k, await s.exportKey('jwk', k), await s.exportKey('pkcs8', k)]`,
    `const k = await s.importKey('pkcs8', bytes(made.${id}.pkcs8), ${algorithm}, true, ${privateUses}); return [k, await s.exportKey('jwk', k)]`,
    `const k = await s.importKey('jwk', made.${id}.publicJwk, ${algorithm}, true, ${publicUses}); return [k, await s.exportKey('jwk', k), await s.exportKey('spki', k)]`,
    `const k = await s.importKey('spki', bytes(made.${id}.spki), ${algorithm}, true, ${publicUses}); return [k, await s.exportKey('jwk', k), ${m.raw ? `await s.exportKey('raw', k)` : 0}]`,
    m.raw ? `const k = await s.importKey('raw', bytes(made.${id}.raw), ${algorithm}, true, ${publicUses}); return [k, await s.exportKey('jwk', k)]`
      : `return name(() => s.importKey('raw', bytes('0102'), ${algorithm}, true, ${publicUses}))`,
    `return name(() => s.importKey('spki', bytes(made.${id}.pkcs8), ${algorithm}, true, ${publicUses}))`,
    `return name(() => s.importKey('pkcs8', bytes(made.${id}.spki), ${algorithm}, true, ${privateUses}))`,
    `return name(() => s.importKey('jwk', { kty: 'oct', k: 'AAAA' }, ${algorithm}, true, ${publicUses}))`,
    `return name(() => s.importKey('pkcs8', bytes(made.${id}.pkcs8), ${algorithm}, true, []))`,
    `return name(() => s.generateKey(${algorithm}, true, []))`,
    `return name(() => s.importKey('jwk', made.${id}.jwk, ${algorithm}, true, ${JSON.stringify(id === 'ed' || usages[0] === 'sign' ? ['verify'] : ['encrypt', 'sign'])}))`,
    `return name(async () => s.exportKey('spki', await s.importKey('jwk', made.${id}.jwk, ${algorithm}, true, ${privateUses})))`,
    `return name(async () => s.exportKey('jwk', await s.importKey('pkcs8', bytes(made.${id}.pkcs8), ${algorithm}, false, ${privateUses})))`,
  )
  if (m.signature) {
    const verify = (p, sig) => `const k = await s.importKey('jwk', made.${id}.publicJwk, ${algorithm}, true, ['verify']); return s.verify(${p}, k, ${sig}, text('message'))`
    const p = params[id] || `{ name: 'ECDSA', hash: 'SHA-256' }`
    add(
      verify(p, `bytes(made.${id}.signature)`), verify(p, `bytes(made.${id}.signature).subarray(1)`), verify(p, `bytes(made.${id}.signature).reverse()`), verify(p, `new Uint8Array(0)`),
      `const p = await s.generateKey(${algorithm}, true, ['sign', 'verify']); const sig = await s.sign(${p}, p.privateKey, text('m')); return [sig.byteLength, await s.verify(${p}, p.publicKey, sig, text('m')), await s.verify(${p}, p.publicKey, sig, text('n'))]`,
      `const k = await s.importKey('jwk', made.${id}.publicJwk, ${algorithm}, true, ['verify']); return name(() => s.sign(${p}, k, text('m')))`,
    )
  }
}
add(
  `return s.sign('RSASSA-PKCS1-v1_5', await s.importKey('jwk', made.rs.jwk, ${pairs.rs}, true, ['sign']), text('message'))`,
  `return s.sign('Ed25519', await s.importKey('jwk', made.ed.jwk, 'Ed25519', true, ['sign']), text('message'))`,
  `const k = await s.importKey('jwk', made.oaep.jwk, ${pairs.oaep}, true, ['decrypt']); return s.decrypt(${params.oaep}, k, bytes(made.oaep.encrypted))`,
  `const k = await s.importKey('jwk', made.oaep.jwk, ${pairs.oaep}, true, ['decrypt']); return name(() => s.decrypt('RSA-OAEP', k, bytes(made.oaep.encrypted)))`,
  `const k = await s.importKey('jwk', made.oaep.publicJwk, ${pairs.oaep}, true, ['encrypt']); return name(() => s.encrypt('RSA-OAEP', k, new Uint8Array(300)))`,
  `const p = await s.generateKey({ ...${pairs.oaep}, hash: 'SHA-256' }, true, ['encrypt', 'decrypt']); return [p, (await s.exportKey('jwk', p.publicKey)).alg, await s.decrypt('RSA-OAEP', p.privateKey, await s.encrypt('RSA-OAEP', p.publicKey, text('m')))]`,
  `return name(() => s.importKey('jwk', made.rs.publicJwk, { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-512' }, true, ['verify']))`,
  `return name(() => s.importKey('jwk', made.es256.publicJwk, { name: 'ECDSA', namedCurve: 'P-384' }, true, ['verify']))`,
  `return name(() => s.importKey('spki', bytes(made.es256.spki), { name: 'ECDSA', namedCurve: 'P-384' }, true, ['verify']))`,
  `return name(() => s.importKey('raw', bytes('04' + '11'.repeat(64)), { name: 'ECDSA', namedCurve: 'P-256' }, true, ['verify']))`,
  `return name(() => s.importKey('raw', bytes(''), { name: 'ECDSA', namedCurve: 'P-256' }, true, ['verify']))`,
  `return name(() => s.generateKey({ name: 'ECDSA', namedCurve: 'secp256k1' }, true, ['sign']))`,
  `return name(() => s.generateKey({ name: 'ECDSA' }, true, ['sign']))`,
  `return name(() => s.importKey('raw', new Uint8Array(31), 'Ed25519', true, ['verify']))`,
  `return name(() => s.importKey('raw', new Uint8Array(33), 'X25519', true, []))`,
)
for (const [id, algorithm] of [['ecdh', pairs.ecdh], ['x', pairs.x]]) {
  for (const length of [null, 256, 128, 248, 264]) {
    add(`const k = await s.importKey('jwk', made.${id}.jwk, ${algorithm}, true, ['deriveBits']); const p = await s.importKey('jwk', made.${id}.publicJwk, ${algorithm}, true, []); return name(() => s.deriveBits({ name: ${algorithm}.name, public: p }, k, ${length}))`)
  }
  add(
    `const [a, b] = [await s.generateKey(${algorithm}, true, ['deriveBits']), await s.generateKey(${algorithm}, true, ['deriveBits'])]; const bits = async (x, y) => hex(await s.deriveBits({ name: ${algorithm}.name, public: y.publicKey }, x.privateKey, 256)); return (await bits(a, b)) === (await bits(b, a))`,
    `const a = await s.generateKey(${algorithm}, true, ['deriveBits']); return name(() => s.deriveBits({ name: ${algorithm}.name, public: a.privateKey }, a.privateKey, 256))`,
    `const a = await s.generateKey(${algorithm}, true, ['deriveBits']); return name(() => s.deriveBits({ name: ${algorithm}.name }, a.privateKey, 256))`,
    `const k = await s.importKey('jwk', made.${id}.jwk, ${algorithm}, true, ['deriveKey']); const p = await s.importKey('jwk', made.${id}.publicJwk, ${algorithm}, true, []); const d = await s.deriveKey({ name: ${algorithm}.name, public: p }, k, { name: 'AES-GCM', length: 128 }, true, ['encrypt']); return [d, await s.exportKey('raw', d)]`,
  )
}
add(
  `const a = await s.generateKey(${pairs.ecdh}, true, ['deriveBits']), b = await s.generateKey({ name: 'ECDH', namedCurve: 'P-384' }, true, ['deriveBits']); return name(() => s.deriveBits({ name: 'ECDH', public: b.publicKey }, a.privateKey, 256))`,
  `const a = await s.generateKey('X25519', true, ['deriveBits']); const zero = await s.importKey('raw', new Uint8Array(32), 'X25519', true, []); return name(() => s.deriveBits({ name: 'X25519', public: zero }, a.privateKey, 256))`,
)

// Wrapping
add(
  `const by = await aes('AES-GCM', ['wrapKey', 'unwrapKey']), p = { name: 'AES-GCM', iv: new Uint8Array(12) }; const w = await s.wrapKey('raw', await hmac('SHA-256'), by, p); const k = await s.unwrapKey('raw', w, by, p, { name: 'HMAC', hash: 'SHA-256' }, true, ['sign']); return [w, k, await s.exportKey('raw', k)]`,
  `const by = await aes('AES-CBC', ['wrapKey', 'unwrapKey']), p = { name: 'AES-CBC', iv: new Uint8Array(16) }; const w = await s.wrapKey('jwk', await hmac('SHA-256'), by, p); const k = await s.unwrapKey('jwk', w, by, p, { name: 'HMAC', hash: 'SHA-256' }, true, ['sign']); return [k, await s.exportKey('jwk', k)]`,
  `const by = await aes('AES-GCM', ['wrapKey', 'unwrapKey']), p = { name: 'AES-GCM', iv: new Uint8Array(12) }; const w = await s.wrapKey('pkcs8', await s.importKey('jwk', made.es256.jwk, ${pairs.es256}, true, ['sign']), by, p); return s.unwrapKey('pkcs8', w, by, p, ${pairs.es256}, false, ['sign'])`,
  `return name(async () => s.wrapKey('raw', await hmac('SHA-256'), await aes('AES-GCM', ['encrypt']), { name: 'AES-GCM', iv: new Uint8Array(12) }))`,
  `return name(async () => s.unwrapKey('raw', new Uint8Array(40), await aes('AES-GCM', ['decrypt']), { name: 'AES-GCM', iv: new Uint8Array(12) }, 'AES-CBC', true, ['encrypt']))`,
  `return name(async () => s.wrapKey('raw', await s.importKey('raw', text('x'), { name: 'HMAC', hash: 'SHA-1' }, false, ['sign']), await aes('AES-GCM', ['wrapKey']), { name: 'AES-GCM', iv: new Uint8Array(12) }))`,
)

// Classes and random values
add(
  `return [Object.prototype.toString.call(crypto), Object.prototype.toString.call(s), crypto instanceof Crypto, s instanceof SubtleCrypto, crypto.subtle === crypto.subtle]`,
  `return [await name(() => new Crypto()), await name(() => new SubtleCrypto()), await name(() => new CryptoKey())]`,
  `const k = await hmac('SHA-256'); return [Object.prototype.toString.call(k), k.algorithm === k.algorithm, k.usages === k.usages, Object.keys(k)]`,
  `const a = new Uint32Array(4); return [crypto.getRandomValues(a) === a, a.some((n) => n > 65535)]`,
  `return crypto.getRandomValues(new Uint8Array(65536)).length`,
  `return name(() => crypto.getRandomValues(new Uint8Array(65537)))`,
  `return name(() => crypto.getRandomValues(new Float32Array(1)))`,
  `return name(() => crypto.getRandomValues(new Float64Array(1)))`,
  `return crypto.getRandomValues(new BigInt64Array(1)).length + crypto.getRandomValues(new Uint8ClampedArray(1)).length + crypto.getRandomValues(new Int16Array(0)).length`,
  `return [/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(crypto.randomUUID()), crypto.randomUUID() !== crypto.randomUUID()]`,
)

const results = []
for (const body of cases) {
  const run = new Function('made', `${prelude}; return (async () => { ${body} })().then(describe, (e) => e.name)`)
  results.push({ body, result: await run(made) })
}
writeFileSync(new URL('node.json', import.meta.url), JSON.stringify({ prelude, made, cases: results }, null, 1) + '\n')
