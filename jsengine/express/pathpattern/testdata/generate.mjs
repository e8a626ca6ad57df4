// Writes matches.json and errors.json: what Express's own libraries answer. To run it:
//
//	dir=$(mktemp -d) && npm install --prefix "$dir" router@2.3.0 path-to-regexp@8.4.2 && NODE_MODULES="$dir/node_modules" node generate.mjs
//
// A result is null, the message of an error, or the length of the matched prefix and the parameters. The letters of
// options are C (case sensitive), S (strict), E (end). A layer is matched by router's own Layer class, so loosened slashes and decoding are those of Express.
import { createRequire } from 'node:module'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

const require = createRequire(join(process.env.NODE_MODULES, 'x.js'))
const Layer = require('router/lib/layer')

const patterns = {
  '/': ['/', '', '//', '/a', '///'],
  '': ['', '/', '/a', 'a'],
  '/foo': ['/foo', '/foo/', '/foo//', '/FOO', '/Foo/', '/foobar', '/foo/bar', '/foo/bar/', 'foo', '/', '', '/fo', '/foo%2Fbar', '//foo'],
  '/foo/': ['/foo', '/foo/', '/foo//', '/foo/bar', '/FOO/'],
  '/foo//': ['/foo', '/foo/', '/foo//', '/foo///'],
  '/foo//bar': ['/foo//bar', '/foo/bar', '/foo//bar/', '/foo//bar/baz'],
  '/foo/bar': ['/foo/bar', '/foo/bar/', '/foo/bar/baz', '/foo/barbaz', '/foo'],
  foo: ['foo', '/foo', 'foo/', 'foo/bar'],
  '/:id': ['/1', '/1/', '/1/2', '/', '//', '/a%20b', '/a%2Fb', '/%', '/%zz', '/%C3%A9', '/%C3', '/%ED%A0%80', '/%F0%9F%98%80', '/a+b', '/é', '/..', '/%00'],
  '/users/:id': ['/users/42', '/users/42/', '/users/', '/users', '/USERS/42', '/users/42/posts', '/users/%E4%BD%A0', '/users//', '/users/%zz'],
  '/users/:id/': ['/users/42', '/users/42/', '/users/42//'],
  '/users/:id/posts/:post': ['/users/1/posts/2', '/users/1/posts/', '/users/1/posts', '/users/1/posts/2/', '/Users/1/Posts/X', '/users/%zz/posts/%yy'],
  '/:a/:b/:c': ['/1/2/3', '/1/2', '/1/2/3/4', '/1//3', '/1/2/3/'],
  '/:a/:a': ['/1/2', '/1/1', '/%zz/2'],
  '/:a-:b': ['/x-y', '/x-y-z', '/-x-y', '/x--y', '/x-', '/-y', '/-', '/--', '/---', '/x-y/', '/x', '/x-%zz', '/a-b-c-d-e'],
  '/:a-:b-:c': ['/1-2-3', '/1-2-3-4', '/1--3', '/1-2', '/--a--b--c', '/------', '/-----'],
  '/:file.:ext': ['/a.txt', '/a.tar.gz', '/.htaccess', '/a.', '/a', '/a..b', '/...', '/a.b/c', '/a.b/'],
  '/:from..:to': ['/1..2', '/1...2', '/1....2', '/1..2..3', '/1.2', '/.....'],
  '/flights/:from-:to': ['/flights/LAX-SFO', '/flights/a-b-c', '/FLIGHTS/a-b'],
  '/:year-:month/:day.:ext': ['/2024-01/05.html', '/2024-01-02/05.06.html', '/a-b/c', '/a-b/c.d/'],
  '/@:user': ['/@me', '/@', '/me', '/@me/x', '/@@me'],
  '/v:major.:minor/x': ['/v1.2/x', '/v1.2.3/x', '/V1.2/X', '/v1/x'],
  '/:id.json': ['/1.json', '/1.JSON', '/.json', '/1.json.json', '/1.json/', '/1.jsonx', '/a/1.json'],
  '/a:b/c': ['/ab/c', '/a/c', '/abc/c', '/Ax/C/'],
  '/*rest': ['/', '/a', '/a/b', '/a/', '/a//b', '//', '///', '/a%2Fb/c%20d', '/a/%zz', '/%zz/a', '', '/é/x'],
  '*all': ['', '/', '/a/b', 'a', 'a/b/'],
  '/{*splat}': ['/', '', '/a', '/a/b/c', '//', '/a/'],
  '/files/*path': ['/files/a/b.txt', '/files/', '/files', '/files//', '/FILES/A/B', '/files/a/b/', '/filesx/a'],
  '/files/*path/edit': ['/files/a/edit', '/files/a/b/edit', '/files/edit', '/files//edit', '/files/edit/edit', '/files/a/edit/', '/files/a/edit/edit', '/files/a/editor', '/files/a/edit/b/edit/c'],
  '/*a/b/*c': ['/1/b/2', '/1/b/2/b/3', '/b/b/b', '/1/2/b/3/4', '/b/b', '/1/b/', '/1/b//', '/x/b/b/b/y', '/b/b/b/b'],
  '/*a-*b': ['/1-2', '/1-2-3', '/a/b-c/d', '/a/-b', '/-b', '/a-', '/a--b', '/a-b/c-d'],
  '/*a-:b': ['/1-2', '/1/2-3', '/1-2-3', '/1-2/3', '/1-2/3-4', '/a-b/'],
  '/:a-*b': ['/1-2', '/1-2/3', '/1-2-3', '/1-2-3/4-5', '/1/2-3', '/-2', '/a--b'],
  '/:a.*b.:c': ['/1.2.3', '/1.2/3.4', '/1.2.3.4', '/1.2/3/4.5.6', '/1..3'],
  '/*a.:b.*c': ['/1.2.3', '/1.2.3.4', '/1/2.3.4/5', '/1.2/3.4.5'],
  '/*a/:b': ['/1/2', '/1/2/3', '/1/2/', '/1', '/1//2', '//2'],
  '/:a/*b': ['/1/2', '/1/2/3', '/1/', '/1', '/1//', '//2'],
  '/*a/x/:b': ['/1/x/2', '/1/x/x/2', '/x/x/x', '/1/x/2/x/3'],
  '/*a.txt': ['/a.txt', '/a/b.txt', '/.txt', '/a.txt/b.txt', '/a.TXT', '/a.txt.txt'],
  '/pre*rest': ['/prefix', '/pre', '/pre/', '/pre/a/b', '/PREa'],
  '/*a/mid/*b/end': ['/1/mid/2/end', '/1/mid/2/mid/3/end', '/1/mid/end/end', '/mid/mid/mid/end', '/1/mid/2/end/end'],
  '/foo{/bar}': ['/foo', '/foo/bar', '/foo/', '/foo/bar/', '/foo/ba', '/foo/bar/baz', '/foobar'],
  '/foo{/:id}': ['/foo', '/foo/1', '/foo/', '/foo/1/', '/foo/1/2', '/foo/%zz'],
  '/foo{/}': ['/foo', '/foo/', '/foo//', '/foo///', '/foo/a'],
  '/{a/}b': ['/b', '/a/b', '/ab', '/A/B/'],
  '{/:lang}/about': ['/about', '/en/about', '/about/about', '/en/de/about', '/about/'],
  '{/:a}': ['', '/', '/x', '/x/', '/x/y'],
  '/a{b{c{d}}}e': ['/ae', '/abe', '/abce', '/abcde', '/ade', '/abcd', '/ABCDE/'],
  '/:a{/:b{/:c}}': ['/1', '/1/2', '/1/2/3', '/1/2/3/4', '/1//3', '/1/'],
  '/:a{-:b}{.:c}': ['/1', '/1-2', '/1-2.3', '/1.3', '/1-2-3.4.5', '/-', '/.', '/a.-b', '/a-.b'],
  '/:a{:b}': [],
  '/{:a.}:b': ['/x', '/x.y', '/x.y.z', '/.y', '/x.'],
  '/x{/*rest}': ['/x', '/x/', '/x/a/b', '/xa', '/x//'],
  '/{*a/}b': ['/b', '/1/b', '/1/2/b', '/b/b', '//b'],
  '{/*a}/z{/*b}': ['/z', '/1/z', '/z/1', '/1/z/2', '/z/z', '/z/z/z', '/1/2/z/3/4', '/z/'],
  '{:a/}{:b/}': ['', '1/', '1/2/', '1/2', '/'],
  '/{}a{}': ['/a', '/', '/a/'],
  '/:"first name"': ['/x', '/x%20y'],
  '/:"a\\"b"-:"c d"': ['/1-2', '/1'],
  '/*"a b"/c': ['/1/2/c'],
  '/:"id"x': ['/1x', '/x', '/xx', '/1xx', '/1X'],
  '/:"0"/:"1"': ['/a/b'],
  '/:$id/:_x/:été': ['/1/2/3'],
  '/:名前': ['/x'],
  '/what\\?': ['/what?', '/wha', '/what', '/WHAT?'],
  '/a\\:b/\\*c': ['/a:b/*c', '/axb/*c'],
  '/\\(x\\)\\[y\\]\\+\\!\\{z\\}': ['/(x)[y]+!{z}'],
  '/a.b$c^d|e': ['/a.b$c^d|e', '/aXb$c^d|e'],
  '/é': ['/é', '/É', '/%C3%A9', '/e'],
  '/ſ-K': ['/ſ-K', '/s-k', '/S-K'],
  '/ß-σ': ['/ß-σ', '/ß-Σ', '/ß-ς', '/SS-σ'],
  '/x/:é': ['/x/1'],
  '/日本/:id': ['/日本/1', '/日/1'],
  '/é:id': ['/é1', '/É1'],
  '/:a😀:b': ['/1😀2', '/1😀2😀3'],
  '/__proto__/:constructor': ['/__proto__/x'],
}

const errors = ['/:', '/*', '/:?', '/a?', '/a+', '/(a)', '/:id(\\d+)', '/a)', '/[a]', '/a]', '/a!', '/a}', '/{a', '/{a{b}', '/a\\',
  '/:"a', '/:"', '/:""', '/*""', '/:"a\\', '/:a:b', '/*a*b', '/:a*b', '/*a:b', '/:a{:b}', '/{:a}:b', '/:a{-:b}:c', '/:1', '/:-a', '/* ', '/:a/(.*)',
  '/é?', '/😀:', '{', '}', '{'.repeat(5), '{}'.repeat(9), '{a}'.repeat(300).slice(0, 27)+'{a}', '/users/:id?', '/a/*', '(.*)', '/:\u200c']

const options = []
for (const CaseSensitive of [false, true]) for (const Strict of [false, true]) for (const End of [true, false]) options.push({ CaseSensitive, Strict, End })

function answer (layer, path) {
  let m
  try {
    m = layer.match(path)
  } catch (err) {
    if (err.status !== 400) throw err
    return err.message
  }
  return m ? [Buffer.byteLength(m.path), ...Object.entries(m.params)] : null
}

const cases = []
function add (pattern, o, paths) {
  let layer
  try {
    layer = new Layer(pattern, { sensitive: o.CaseSensitive, strict: o.Strict, end: o.End }, () => {})
  } catch {
    return
  }
  if (paths.length === 0) return
  const letters = (o.CaseSensitive ? 'C' : '') + (o.Strict ? 'S' : '') + (o.End ? 'E' : '')
  cases.push({ pattern, options: letters, results: paths.map(path => [path, answer(layer, path)]) })
}
for (const [pattern, paths] of Object.entries(patterns)) for (const o of options) add(pattern, o, paths)

// Several patterns in one layer.
for (const o of options) {
  add(['/a/:x', '/:y/b'], o, ['/a/b', '/c/b', '/a/c', '/a', '/%zz/b', '/a/%zz'])
  add(['/:x-:y', '/:z'], o, ['/a-b', '/a'])
  add(['/', '/x'], o, ['/', '/x', '/y', '/x/y', ''])
}

// Pseudo-random patterns and paths from small alphabets.
let seed = 1
const random = n => { seed = (seed * 1103515245 + 12345) % 2147483648; return Math.floor(seed / 65536) % n }
const pick = a => a[random(a.length)]
function randomPattern (depth) {
  let s = depth ? '' : '/'
  for (let i = 1 + random(4); i > 0; i--) {
    const kind = random(depth < 2 ? 8 : 7)
    if (kind < 4) s += pick(['/', '/', 'a', 'b', '-', '.', 'ab', '/a', '--'])
    else if (kind < 6) s += ':' + pick(['x', 'y', 'z']) + pick(['/', '-', '.', ''])
    else if (kind < 7) s += '*' + pick(['v', 'w']) + pick(['/', '-', '.', ''])
    else s += '{' + randomPattern(depth + 1) + '}'
  }
  return s
}
function randomPath () {
  let s = '/'
  for (let i = random(9); i > 0; i--) s += pick(['/', '/', 'a', 'b', 'A', '-', '.', '-', 'c', 'ab'])
  return s
}
for (let i = 0; i < 900; i++) {
  const pattern = randomPattern(0)
  const paths = Array.from({ length: 8 }, randomPath)
  add(pattern, pick(options), paths)
}

const rejected = []
for (const pattern of errors) {
  try {
    new Layer(pattern, { strict: true, end: true }, () => {}) // eslint-disable-line no-new
    rejected.push({ pattern, message: null })
  } catch (err) {
    const suffix = err.originalPath ? ': ' + err.originalPath : ''
    rejected.push({ pattern, message: err.message.slice(0, err.message.lastIndexOf(suffix + '; visit')) })
  }
}
const lines = list => '[\n' + list.map(x => JSON.stringify(x)).join(',\n') + '\n]\n'
writeFileSync(new URL('matches.json', import.meta.url), lines(cases))
writeFileSync(new URL('errors.json', import.meta.url), lines(rejected))
const results = cases.flatMap(c => c.results)
console.log(results.length, 'results', results.filter(r => r[1]).length, 'positive', rejected.length, 'errors')
