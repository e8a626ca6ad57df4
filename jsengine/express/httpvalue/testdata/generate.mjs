// Writes corpus.json, the answers of Express's own libraries, and ../mimetypes.txt. To run it:
//
//	dir=$(mktemp -d) && npm install --prefix "$dir" express@5.3.0 body-parser@2.4.0 && NODE_MODULES="$dir/node_modules" node generate.mjs
import { createRequire } from 'node:module'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import querystring from 'node:querystring'
import { Readable } from 'node:stream'
import zlib from 'node:zlib'

const require = createRequire(join(process.env.NODE_MODULES, 'x.js'))
const accepts = require('accepts')
const bodyParser = require('body-parser')
const bytes = require('bytes')
const contentDisposition = require('content-disposition')
const contentType = require('content-type')
const cookie = require('cookie')
const encodeUrl = require('encodeurl')
const etag = require('etag')
const fresh = require('fresh')
const mime = require('mime-types')
const mimeDB = require('mime-db')
const qs = require('qs')
const rangeParser = require('range-parser')
const typeis = require('type-is')
const vary = require('vary')
const { normalizeType, setCharset } = require('express/lib/utils')

// A thrown error is its message.
const attempt = fn => { try { return { value: fn() } } catch (err) { return { error: err.message } } }
const product = (...lists) => lists.reduce((all, list) => all.flatMap(x => list.map(y => [...x, y])), [[]])
let seed = 1
const random = n => { seed = (seed * 1103515245 + 12345) % 2147483648; return Math.floor(seed / 65536) % n }
const pick = a => a[random(a.length)]
const string = (max, alphabet) => Array.from({ length: random(max) }, () => pick(alphabet)).join('')

const corpus = {}

// [header or null, offers or null, result]
function negotiation (header, method, headers, offers) {
  return product([null, '', ...headers], [null, ...offers]).map(([value, list]) => {
    const a = accepts({ headers: value === null ? {} : { [header]: value } })
    const result = list ? a[method](list) : a[method]()
    return [value, list, result === undefined ? false : result]
  })
}
corpus.types = negotiation('accept', 'types', [
  '*/*', 'text/html', 'text/*', 'application/json, text/html', 'text/html;q=0.5, application/json', 'text/*;q=.5, application/json',
  'text/html;level=1, text/html;q=0.7, */*;q=0.1', 'text/html;level=1;q=0.3, text/html;q=0.7', 'image/png;q=0, */*', 'text', 'text/html;q=0',
  'TEXT/HTML, application/JSON;q=1.5', 'text/plain; q=abc, text/html', 'text/html;q=', 'text/html;q="0.5", text/plain;q=0.6', ',,text/html,', '*/json, */html;q=0.5',
  'text/html ; q=0.2 , application/xml;q=0.9, */*;q=0.8', 'application/vnd.api+json;ext="a,b", text/html;q=0.9', 'text/html;q=1e-1, text/plain;q=0.2', 'text/html;level=*',
  'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8', 'text/html;charset=UTF-8', '*/*;q=0.1, text/html;q=0.1, text/plain;q=0.1', '"text/html', 'a/b;c="d'
], [['html'], ['json', 'html'], ['html', 'json'], ['text/html', 'application/json'], ['text/html;level=1', 'text/html'], ['png', 'html'], ['unknown', 'html'], ['unknown'],
  ['text/plain', 'text/html'], ['text/html;charset=utf-8'], ['.json', 'xml'], ['application/vnd.api+json;ext="a,b"', 'html'], ['bad/type/x', ''], []])
corpus.charsets = negotiation('accept-charset', 'charsets', ['*', 'utf-8', 'utf-8, iso-8859-1;q=0.8, utf-7;q=0.2', '*, utf-8;q=0', 'UTF-8;q=0.5, *;q=0.4', 'utf-8;q=x', 'iso-8859-1;q=.2, utf-8;q=.2', ' , utf-7'],
  [['utf-8'], ['UTF-8'], ['utf-7', 'utf-8'], ['iso-8859-1', 'utf-8'], ['x'], []])
corpus.encodings = negotiation('accept-encoding', 'encodings', ['*', 'gzip', 'gzip, deflate, br', 'gzip;q=0.5, br;q=0.8', '*;q=0', 'identity;q=0', 'identity;q=0.5, gzip;q=0', 'gzip;q=0, *', 'GZIP', '*;q=0, identity', 'gzip;q=nope', 'br;q=0.1, gzip;q=0.1', 'x;q=0.001'],
  [['gzip'], ['identity'], ['gzip', 'identity'], ['br', 'gzip'], ['deflate', 'br'], ['GZip'], []])
corpus.languages = negotiation('accept-language', 'languages', ['*', 'en', 'en-US, en;q=0.8', 'en;q=0.8, es, pt', 'fr-CA;q=0.2, *;q=0.1', 'en-US;q=0, en', 'de-CH-1996, de;q=0.3', 'EN-us', 'nl;q=0, *', 'en;q=bad', 'pt-BR;q=0.8, pt;q=0.8'],
  [['en'], ['en-US'], ['en-GB', 'en'], ['es', 'en'], ['de', 'de-CH'], ['pt-PT', 'pt-BR'], ['en-US-x'], ['FR'], ['', 'en'], []])

// [content type or null, types, result]
corpus.is = product([undefined, '', 'text/html', 'text/html; charset=utf-8', 'TEXT/HTML', 'application/json', 'application/vnd.api+json', 'image/svg+xml', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'nonsense', 'a/b/c', ' text/plain ;x', 'text/html/', '+json/x', 'application/ld+json+json', 'application/+json'],
  [[], ['html'], ['json'], ['text/*'], ['*/*'], ['+json'], ['*/*+json', 'json'], ['application/*'], ['urlencoded'], ['multipart'], ['multipart/*'], ['multipart/form-data'], ['png', 'html', 'json'], ['unknown'], ['application/*+xml', 'image/*+xml'], ['text/html/x'], ['.html'], [''], ['*'], ['x*/y']])
  .map(([type, types]) => [type ?? null, types, typeis.is(type, types)])

// [name, type or false, content type or false, normalized]
corpus.mime = ['html', '.html', 'a.html', '/x/y.HTML', 'json', 'js', 'mjs', 'css', 'png', 'txt', 'text', 'svg', 'woff2', 'wasm', 'bin', 'md', 'xml', 'mp4', 'mp3', 'ts', 'tsx', 'jsx', 'tar.gz', 'unknown', '', '.', 'a.', 'html.', 'a b.pdf', 'text/html', 'text/html; charset=latin1', 'TEXT/PLAIN', 'application/json', 'application/x-foo', 'text/x-foo;a=b', 'application/json ; x', 'dir/', 'a.b/c', 'ico', 'webmanifest', 'jpg', 'jpeg', 'gif', 'webp', 'avif', 'csv', 'rtf', 'zip', 'gz', 'map', 'yaml', 'toml', 'ics', 'vtt', 'eot', 'ttf', 'otf', 'doc', 'docx', 'epub', 'm3u8', 'htm', 'xhtml', 'jsonld', 'geojson', 'form', 'urlencoded', '__proto__', 'constructor', 'application/news-groupinfo']
  .map(s => [s, mime.lookup(s), mime.contentType(s), normalizeType(s).value])

// [header, type, parameters, the same with charset=utf-8]
corpus.contentTypes = ['text/html', 'text/html; charset=utf-8', 'text/html;charset=Latin1;charset=x', 'Text/HTML; A=b; B="c d"', 'a/b; x="y\\"z"; w', 'a/b;;=c; d=', 'text/html; charset="utf-8', 'text/html;charset="utf-8"junk;q=1', ' a/b ; c = d ', 'nonsense', '', 'a/b; c="\\\\"', 'a/b; c="x;y,z"', 'a/b;c=é', 'a/b;@=1']
  .map(h => { const p = contentType.parse(h); return [h, p.type, Object.entries(p.parameters), h && attempt(() => setCharset(h, 'utf-8'))] })

// [header, cookies]
const cookieHeaders = ['foo=bar', 'foo=bar; bar=baz', 'foo=1; foo=2', 'FOO = bar ;  baz\t=\traz', 'foo="bar=1&b=2"', 'email=%20%22%2c%3b%2f', 'foo=%1;bar=bar', 'foo=bar;fizz ;buzz', '=x', '=', 'a=', 'a', '', ';', ';;a=b;;', 'a="', 'a=""', 'a="b', 'a=b=c', '__proto__=x; toString=y', 'a=%C3%A9', 'a=%c3', 'a= "x" ', 'a="x"y', 'x=1;y', 'y;x=1', 'a=b; a = c', 'j=j%3A%7B%7D', '\ta=b\t']
for (let i = 0; i < 150; i++) cookieHeaders.push(string(14, 'ab=;" %\t41'))
corpus.cookies = cookieHeaders.map(h => [h, Object.entries(cookie.parse(h))])

// [name, value, options, header]
corpus.setCookies = [
  ['foo', 'bar'], ['foo', 'bar baz;,é😀'], ['foo', ''], ['', 'x'], ['foo bar', 'x'], ['foo=', 'x'], ['a', 'b', { path: '/' }], ['a', 'b', { path: '/x;y' }], ['a', 'b', { path: '/é' }], ['a', 'b', { domain: 'example.com' }], ['a', 'b', { domain: '.example.com' }],
  ['a', 'b', { domain: 'exa mple.com' }], ['a', 'b', { domain: 'example.com.' }], ['a', 'b', { domain: 'a_b.c' }], ['a', 'b', { domain: 'EX.com' }], ['a', 'b', { maxAge: 3.9 }], ['a', 'b', { maxAge: 0 }], ['a', 'b', { maxAge: -1.5 }], ['a', 'b', { maxAge: 1e15 }],
  ['a', 'b', { httpOnly: true, secure: true, partitioned: true }], ['a', 'b', { priority: 'low' }], ['a', 'b', { priority: 'HIGH' }], ['a', 'b', { priority: 'x' }], ['a', 'b', { sameSite: 'lax' }], ['a', 'b', { sameSite: 'Strict' }], ['a', 'b', { sameSite: 'none' }], ['a', 'b', { sameSite: 'x' }],
  ['a', 'b', { expires: 0 + 1 }], ['a', 'b', { expires: 1735689599000, maxAge: 10, path: '/p', domain: 'd.e', httpOnly: true, secure: true, partitioned: true, priority: 'medium', sameSite: 'lax' }], ['a', 'b', { expires: 253402300799000 }],
  ['a', 'x y', { raw: true }], ['a', '"x"', { raw: true }], ['a', '"x', { raw: true }], ['a', '"', { raw: true }], ['a', '""', { raw: true }], ['a', 'x%20y', { raw: true }], ['a', 'é', { raw: true }], ['a', "!'()*~", {}]
].map(([name, value, options = {}]) => {
  const o = { ...options }
  if (o.expires) o.expires = new Date(o.expires)
  if (o.raw) o.encode = s => s
  return [name, value, options, attempt(() => cookie.serialize(name, value, o))]
})

// [size, header, combine, result]
const rangeHeaders = ['bytes=0-499', 'bytes=40-80', 'bytes=-500', 'bytes=-400', 'bytes=400-', 'bytes=0-0', 'bytes=-1', 'items=0-5', 'bytes=40-80,-1', 'bytes=0-4,90-99,5-75,100-199,101-102', 'bytes=0-1,2-3', 'bytes=9-0', 'bytes=x-5', 'bytes=5-x', 'bytes=-', 'bytes=', 'bytes', '', 'bytes=1', 'bytes=1-2,', 'bytes= 1 - 2 , 4-5', 'bytes=1-2-3', 'bytes=--5', 'bytes=1.5-2', 'bytes=500-', 'bytes=-0', 'bytes=0-99999999999999999999', 'bytes=99999999999999999999-', 'bytes=-99999999999999999999', '=0-1', 'bytes=199-199', 'bytes=200-200,0-1', 'bytes=5-6,0-7,20-30,8-8']
for (let i = 0; i < 120; i++) rangeHeaders.push('bytes=' + Array.from({ length: 1 + random(4) }, () => pick(['', random(60), random(60)]) + '-' + pick(['', random(60), random(60)])).join(','))
corpus.ranges = product([200, 50, 0], rangeHeaders, [false, true]).filter(() => random(3) > 0)
  .map(([size, header, combine]) => { const r = rangeParser(size, header, { combine }); return [size, header, combine, typeof r === 'number' ? r : [r.type, r.map(x => [x.start, x.end])]] })

// [request headers, response headers, fresh]
const past = 'Sat, 01 Jan 2000 00:00:00 GMT'
const later = 'Sat, 01 Jan 2000 01:00:00 GMT'
corpus.fresh = product([undefined, '"a"', 'W/"a"', '"b", "a"', '"b" ,W/"a"', '*', '*, "a"', '"b"', ' "a"', '"a",'], [undefined, past, later, 'nonsense', '2000-01-01T00:30:00Z'],
  [undefined, 'no-cache', 'max-age=0, no-cache', 'no-cache-x', 'max-age=0', 'NO-CACHE'], [undefined, '"a"', 'W/"a"'], [undefined, past, later, 'nonsense']).filter(() => random(4) === 0)
  .map(([noneMatch, since, cache, tag, modified]) => [[noneMatch ?? null, since ?? null, cache ?? null], [tag ?? null, modified ?? null],
    fresh({ 'if-none-match': noneMatch, 'if-modified-since': since, 'cache-control': cache }, { etag: tag, 'last-modified': modified })])

// [body, strong, weak]
corpus.etags = ['', 'a', 'hello', 'é😀', 'x'.repeat(1000)].map(s => [s, etag(s), etag(s, { weak: true })])

// [name, header]
const filenames = ['plans.pdf', 'my plans.pdf', 'the "plans".pdf', 'the \\plans.pdf', 'планы.pdf', '£ rates.pdf', '€ rates.pdf', 'the%20plans.pdf', '100%.txt', '%zz%2', '€\'*%().pdf', 'a;b,c', 'a\tb', 'a\nb', '😀.png', "it's.txt", '~!#$&+-^_`|.', '\u0000', 'plans*.pdf', 'é%20', ' ', '@?=/[]{}<>:']
for (let i = 0; i < 60; i++) filenames.push('x' + string(8, [...'a %2é😀"\\\'*(;é\n€']))
corpus.dispositions = filenames.map(s => [s, contentDisposition.create(s)])

// [query, entries]
const queries = ['', 'a=1', 'a=1&b=2', 'a=1&a=2&a=3', 'a', 'a=', '=a', '=', '&', '&&a=1&&', 'a=b=c', 'a+b=c+d', 'a=%20%41', 'a=%C3%A9', 'a=%C3', 'a=%zz', 'a=%', 'a=%4', 'a=%E4%BD', 'a=%E4%BDx%C3', 'a=%F0%9F%98', 'a=%ED%A0%80', 'a=%F8%88%80%80%80', 'a=%C0%80', 'a=%E4%BD%A0%zz', 'b=1&a=2&b=3', '2=x&1=y&a=z', '__proto__=1&toString=2&hasOwnProperty=3', 'a%3Db=c', 'a%26b=c', '%3D=%26', 'a[]=1&a[]=2', 'a[b]=1', '+=+', '%2B=%2B', 'a=1&', '&a', 'a==', Array.from({ length: 1005 }, (_, i) => 'k' + i % 7 + '=' + i).join('&'), '&'.repeat(1010) + 'a=1', '&'.repeat(998) + 'a=1&b=2']
for (let i = 0; i < 200; i++) queries.push(string(12, ['a', 'b', '=', '=', '&', '+', '%', '%4', '%41', '%C3', '%A9', '1']))
corpus.queries = queries.map(q => [q, Object.entries(querystring.parse(q))])

// [query, options, result]
const nested = ['', 'a=b', 'a=b&a=c', 'a[]=b', 'a[]=b&a[]=c', 'a[0]=b&a[1]=c', 'a[1]=b&a[0]=c', 'a[1]=b&a[15]=c', 'a[20]=b', 'a[21]=b', 'a[b]=c', 'a[b]=c&a[d]=e', 'a[b][c]=d', 'a[b][c][d][e][f][g][h]=i', 'a[][b]=c', 'a[][b]=c&a[][b]=d', 'a[0][b]=c&a[0][d]=e',
  'a=b&a[b]=c', 'a[b]=c&a=b', 'a[b]=c&a=b&a=d', 'a[b]=c&a=', 'a=&a[b]=c', 'a[]=b&a[c]=d', 'a[c]=d&a[]=b', 'a[]=b&a=c', 'a=b&a[]=c', 'a[0]=b&a=c', 'a[0]=b&a[c]=d', 'a[c]=d&a[0]=b', 'a[b]=1&a=2&a[0]=3', 'a[b]=1&a=2&a=3&a[b]=4', 'a=1&a[b]=2&a=3', 'a[]=&a[]=x', 'a[2]=x&a=y', '[]=a', '[]=a&[]=b', '[0]=a', '[a]=b', '[1]=x&[0]=y', '[100]=x&[a]=y', '1[a]=x&1=y', '1=y&1[a]=x', '2=b&1=a&c=d', '[[a]=b', 'a[[b]]=c', 'a[b=c', 'a]b=c', 'a[b]c[d]=e', 'a[b]]=c', 'a[]b=c', 'a[01]=x', 'a[-1]=x', 'a[1.5]=x', 'a[1e3]=x', 'a[ 1]=x', 'a[9007199254740993]=x', 'a[4294967296]=x&a=y',
  '__proto__=x', '__proto__[a]=x', 'a[__proto__][b]=c', 'a[__proto__]=b&a[c]=d', 'constructor[prototype][x]=1', 'toString=1', 'a[hasOwnProperty]=1&a=b', 'a%5Bb%5D=c', 'a%5bb%5d=c', 'a[%5Bb]=c', 'a%255B=x', '%5B%5D=x', 'a+b=c+d', 'a=%C3%A9', 'a=%E9', 'a=%zz', 'a=%C3&b=%41', 'é=é', 'a', 'a&b', '&', '&&', '=a', '=', '[]', '[]=', 'a[]', 'a[b]', 'a==b', 'a[b=]=c', 'a[b]=c=d', 'a]=b', 'x]=', ']=', 'utf8=%E2%9C%93&a=%C3%A9', 'utf8=%26%2310003%3B&a=%E9', 'a=%C3%A9&utf8=%E2%9C%93', 'utf8=x&a=%E9', 'a=%26%239786%3B', 'a=%26%23128512%3B%26%23x3%3B%26%23%3B%26%231', 'a=%26%2399999999%3B']
for (const n of [3, 19, 20, 21, 22, 25]) {
  nested.push(Array(n).fill('a=1').join('&'), Array(n).fill('a[]=1').join('&'), Array.from({ length: n }, (_, i) => `a[${i}]=${i}`).join('&'), Array.from({ length: n }, (_, i) => `a[${n - i}]=${i}`).join('&'), Array(n).fill('a[]=1').join('&') + '&a[x]=y', Array(n).fill('a=1').join('&') + '&a[]=z&a=w&a[b]=v&a=u',
    'a[b]=c&' + Array(n).fill('a[]=1').join('&'), Array(n).fill('a[][b]=1').join('&'), 'a[x]=1&' + Array(n).fill('a=1').join('&') + '&a[99]=2&a[]=3')
}
for (let i = 0; i < 500; i++) nested.push(Array.from({ length: 1 + random(5) }, () => pick(['a', 'a', 'b', '']) + Array.from({ length: random(4) }, () => pick(['[]', '[0]', '[1]', '[2]', '[30]', '[x]', '[y]', '[', ']'])).join('') + pick(['=', '=1', '=2', '', '=%C3%A9'])).join('&'))
const tree = v => typeof v === 'object' ? Array.isArray(v) ? v.map(tree) : { o: Object.entries(v).map(([k, x]) => [k, tree(x)]) } : v
const nestedOptions = [{}, { depth: 0 }, { depth: 2 }, { depth: 1, strictDepth: true }, { arrayLimit: 1 }, { arrayLimit: 2 }, { arrayLimit: 0 }, { parameterLimit: 2 }, { charset: 'iso-8859-1', interpretNumericEntities: true }, { charsetSentinel: true, interpretNumericEntities: true, charset: 'iso-8859-1' }, { charsetSentinel: true }]
corpus.nested = nested.flatMap((q, i) => [0, 1, 2].map(j => j ? nestedOptions[1 + (i * 2 + j) % (nestedOptions.length - 1)] : nestedOptions[0]).map(o => [q, o, attempt(() => tree(qs.parse(q, { allowPrototypes: true, ...o })))]))

// [text, escaped]
const urls = ['', '/a b', 'http://e.com/é?x=1|2#f', '%20%zz%', '%%41', '/\u{1F600}', '"<>`{}\\^|', '/a\u0000\u007f\n', '%e2%82%ac%2', 'http://[::1]/?a[b]=c&d', "!*'();:@&=+$,/?#[]~-_."]
for (let i = 0; i < 60; i++) urls.push(string(10, [...'a%4zé "/<']))
corpus.urls = urls.map(s => [s, encodeUrl(s), encodeURI(s), encodeURIComponent(s), attempt(() => decodeURIComponent(s))])

// [header, fields, result]
corpus.vary = product(['', '*', 'Accept', 'Accept, Accept-Encoding', 'accept ,X'], ['Accept', 'accept', 'Origin', 'Accept, Origin', '*', 'Accept, *', 'a b', '', ',', [], ['Accept', 'Origin'], 'Foo,foo'])
  .map(([h, f]) => [h, f, attempt(() => vary.append(h, f))])

// [size, bytes or null]
corpus.sizes = ['100kb', '1.5mb', '1 GB', '10', '10b', '1tb', 'x', '', '-1kb', '+2kb', '1.5', '12abc', '1kbx', ' 5', '0', '1024 kb', '.5kb', '1pb'].map(s => [s, bytes.parse(s)])

// [parser, options, headers, body in base 64, { value } or { error, status, type }]
async function parseBody (parser, options, headers, body) {
  const req = new Readable({ read () { this.push(body); this.push(null) } })
  req.headers = { 'content-length': String(body.length), ...headers }
  const err = await new Promise(resolve => bodyParser[parser](options)(req, {}, resolve))
  if (err) return { error: err.message, status: err.status, type: err.type ?? '' }
  return { value: Buffer.isBuffer(req.body) ? { base64: req.body.toString('base64') } : parser === 'urlencoded' ? tree(req.body) : req.body }
}
const text = type => ({ 'content-type': type })
const utf16 = Buffer.from('\ufeff{"é":"😀"}', 'utf16le')
const gzipped = zlib.gzipSync('x'.repeat(5000))
const bodies = [
  ['text', {}, text('text/plain'), 'é😀'], ['text', {}, text('text/plain; charset=utf-8'), '\ufeffé'], ['text', {}, text('text/plain; charset=UTF-8'), Buffer.from([0x61, 0xe4, 0xbd, 0x62, 0xff, 0xed, 0xa0, 0x80])],
  ['text', {}, text('text/plain; charset=iso-8859-1'), Buffer.from([0x61, 0xe9, 0x80])], ['text', {}, text('text/plain; charset=latin1'), Buffer.from([0x61, 0xe9, 0x80])], ['text', {}, text('text/plain; charset=windows-1252'), Buffer.from([0x61, 0xe9, 0x80])],
  ['text', {}, text('text/plain; charset=us-ascii'), 'abc'], ['text', {}, text('text/plain; charset=koi8-r'), Buffer.from([0xcd, 0xc9, 0xd2])], ['text', {}, text('text/plain; charset=shift_jis'), Buffer.from([0x93, 0xfa, 0x96, 0x7b])], ['text', {}, text('text/plain; charset=gbk'), Buffer.from([0xc4, 0xe3])], ['text', {}, text('text/plain; charset=gb18030'), Buffer.from([0x94, 0x39, 0xda, 0x33])], ['text', {}, text('text/plain; charset=big5'), Buffer.from([0xa4, 0xa4])], ['text', {}, text('text/plain; charset=euc-jp'), Buffer.from([0xc6, 0xfc])], ['text', {}, text('text/plain; charset=euc-kr'), Buffer.from([0xb0, 0xa1])],
  ['text', {}, text('text/plain; charset=utf-16'), utf16], ['text', {}, text('text/plain; charset=utf-16'), Buffer.from([0xfe, 0xff, 0, 0x61])], ['text', {}, text('text/plain; charset=utf-16le'), utf16], ['text', {}, text('text/plain; charset=utf-16be'), Buffer.from([0xfe, 0xff, 0, 0x61, 0, 0xe9])], ['text', {}, text('text/plain; charset=utf-16le'), Buffer.from('aé', 'utf16le')], ['text', {}, text('text/plain; charset=utf-32le'), Buffer.from([0x61, 0, 0, 0])], ['text', {}, text('text/plain; charset=utf-32be'), Buffer.from([0, 0, 0, 0x61])],
  ['text', {}, text('text/plain; charset=nonsense'), 'a'], ['text', {}, text('text/plain; charset=""'), 'a'], ['text', { defaultCharset: 'iso-8859-1' }, text('text/plain'), Buffer.from([0xe9])], ['text', { defaultCharset: 'iso-8859-1' }, text('text/plain;charset=utf-8'), 'é'], ['text', {}, text('text/plain'), ''],
  ['text', {}, text('text/plain'), 'x'.repeat(102401)], ['text', {}, text('text/plain'), 'x'.repeat(102400)], ['text', { limit: 3 }, text('text/plain'), 'abcd'], ['text', { limit: '1kb' }, text('text/plain'), 'x'.repeat(1024)], ['text', { limit: 0 }, text('text/plain'), 'x'],
  ['raw', {}, text('application/octet-stream'), Buffer.from([0, 1, 255])], ['raw', {}, { ...text('application/octet-stream'), 'content-encoding': 'gzip' }, gzipped], ['raw', {}, { ...text('application/octet-stream'), 'content-encoding': 'GZip' }, gzipped], ['raw', {}, { ...text('application/octet-stream'), 'content-encoding': 'deflate' }, zlib.deflateSync('abc')], ['raw', {}, { ...text('application/octet-stream'), 'content-encoding': 'br' }, zlib.brotliCompressSync('abc')],
  ['raw', {}, { ...text('application/octet-stream'), 'content-encoding': 'identity' }, 'abc'], ['raw', {}, { ...text('application/octet-stream'), 'content-encoding': 'gzip, br' }, 'abc'], ['raw', {}, { ...text('application/octet-stream'), 'content-encoding': 'compress' }, 'abc'], ['raw', { inflate: false }, { ...text('application/octet-stream'), 'content-encoding': 'gzip' }, gzipped], ['raw', { inflate: false }, text('application/octet-stream'), 'abc'],
  ['raw', { limit: 4999 }, { ...text('application/octet-stream'), 'content-encoding': 'gzip' }, gzipped], ['raw', { limit: 5000 }, { ...text('application/octet-stream'), 'content-encoding': 'gzip' }, gzipped], ['raw', { limit: 10 }, { ...text('application/octet-stream'), 'content-encoding': 'br' }, zlib.brotliCompressSync('x'.repeat(11))], ['raw', {}, { ...text('application/octet-stream'), 'content-encoding': 'gzip' }, gzipped.subarray(0, 20)], ['raw', {}, { ...text('application/octet-stream'), 'content-encoding': 'deflate' }, zlib.deflateRawSync('abc')],
  ['raw', {}, { ...text('application/octet-stream'), 'content-encoding': 'gzip' }, Buffer.concat([zlib.gzipSync('ab'), zlib.gzipSync('cd')])],
  ['json', {}, text('application/json; charset=utf-16'), utf16], ['json', {}, text('application/json; charset=utf-8'), '\ufeff{"a":1}'], ['json', {}, text('application/json; charset=iso-8859-1'), '{}'], ['json', {}, text('application/json; charset=utf-99'), '{}'],
  ['urlencoded', {}, text('application/x-www-form-urlencoded; charset=koi8-r'), 'a=b'], ['urlencoded', {}, text('application/x-www-form-urlencoded; charset=iso-8859-1'), 'a=%E9&b=' + 'x'], ['urlencoded', { extended: true, charsetSentinel: true }, text('application/x-www-form-urlencoded'), 'utf8=%26%2310003%3B&a=%E9'], ['urlencoded', { interpretNumericEntities: true }, text('application/x-www-form-urlencoded; charset=iso-8859-1'), 'a=%26%239786%3B'],
  ...[false, true].flatMap(extended => ['', 'a=b', 'a=b&a=c&d', 'a[b]=c', 'a[b][c]=d&a[e]=f', 'a[]=1&a[]=2', 'a[0]=x&a[99]=y&a[150]=z', '__proto__=x&constructor=y', 'a' + '[b]'.repeat(32) + '=c', 'a' + '[b]'.repeat(33) + '=c', '&&', 'a=%zz', 'é=ü', Array(1000).fill('a=1').join('&'), Array(1001).fill('a=1').join('&'), Array.from({ length: 120 }, (_, i) => `a[${i}]=${i}`).join('&'), Array(120).fill('a[]=1').join('&')].map(b => ['urlencoded', { extended }, text('application/x-www-form-urlencoded'), b])),
  ['urlencoded', { extended: true, depth: 1 }, text('application/x-www-form-urlencoded'), 'a[b][c]=d'], ['urlencoded', { extended: true, depth: 0 }, text('application/x-www-form-urlencoded'), 'a[b]=d'], ['urlencoded', { parameterLimit: 2 }, text('application/x-www-form-urlencoded'), 'a&b&c'], ['urlencoded', { parameterLimit: 3 }, text('application/x-www-form-urlencoded'), 'a&b&c']
]
corpus.bodies = []
for (const [parser, options, headers, body] of bodies) {
  const bytes = Buffer.from(body)
  corpus.bodies.push([parser, options, headers, bytes.toString('base64'), await parseBody(parser, options, headers, bytes)])
}

const sections = Object.entries(corpus).map(([name, list]) => JSON.stringify(name) + ': [\n' + list.map(x => JSON.stringify(x)).join(',\n') + '\n]')
writeFileSync(new URL('corpus.json', import.meta.url), '{\n' + sections.join(',\n') + '\n}\n')
for (const [name, list] of Object.entries(corpus)) console.log(name, list.length)

// One line for each media type: its extensions, unless another type is preferred for them, and its charset, unless that is UTF-8 because it is text.
const version = require('mime-db/package.json').version
const lines = Object.entries(mimeDB).map(([type, info]) => {
  const charset = info.charset && !(type.startsWith('text/') && info.charset === 'UTF-8') ? ['charset=' + info.charset.toLowerCase()] : []
  return [type, ...(info.extensions || []).filter(e => mime.types[e] === type), ...charset]
}).filter(line => line.length > 1).map(line => line.join(' '))
writeFileSync(new URL('../mimetypes.txt', import.meta.url), `# Media types with their file extensions and charsets, from mime-db ${version} (MIT License, Jonathan Ong, Douglas Christopher Wilson and contributors).\n# Written by testdata/generate.mjs.\n${lines.join('\n')}\n`)
