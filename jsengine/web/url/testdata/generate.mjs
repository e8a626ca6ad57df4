// Writes urls.json and setters.json: what Node's URL gives. To run it, with Node 20 or newer:
//
//	WPT=<a checkout of web-platform-tests/wpt>/url/resources node generate.mjs
//
// The inputs are those of WPT's urltestdata.json and setters_tests.json and some of our own. A URL is its href, or
// null where the constructor throws.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const wpt = (name) => JSON.parse(readFileSync(join(process.env.WPT, name), 'utf8'))
const wellFormed = (s) => s === undefined || s === null || s.isWellFormed()

const own = [
  ['http://user:pa:ss@example.com:8080/a/../b/./c?x=1&y#z'], ['HTTP://EXAMPLE.com:80/%7Efoo/%zz'], ['https://例え.テスト/パス?キー=値#断片'],
  ['http://faß.de/'], ['http://xn--fa-hia.de/'], ['http://a_b.example/'], ['http://-a-.example/'], ['http://a..b/'], ['http://1.2.3/'], ['http://0x7f.1/'],
  ['http://256.256.256.256/'], ['http://1.2.3.4.5/'], ['http://[::1]:3000/'], ['http://[1:2:3:4:5:6:7:8:9]/'], ['http://[::ffff:1.2.3.4]/'], ['mailto:a@b?c#d'],
  ['data:text/plain,hello world#a b'], ['javascript:alert(1)'], ['blob:https://a.com/x'], ['file:///C|/x/../..'], ['file:c:\\a\\b'], ['//b/c', 'http://a/'], ['?q', 'http://a/b?c#d'],
  ['#f', 'mailto:x'], ['x', 'mailto:x'], ['../../x', 'http://a/b/c/d/e'], ['x', 'http://a'], ['http:x', 'http://a/b/'], ['https:x', 'http://a/b/'], ['\\x', 'http://a/b'],
  ['  http://a/\t\n ?a\rb  '], ['http://a b/'], ['http://a%20b/'], ['http://a%41/'], ['http:///a'], ['http://'], ['http://@/'], ['http://u@/'], ['http://u:@h/'], ['http://:p@h/'], ['http://h:/'], ['http://h:65535/'], ['http://h:65536/'],
  ['http://h:00080/'], ['web+x://a b/'], ['web+x://A:80/'], ['web+x:/..//p'], ['a:b c '], ['a:b c ?x'], [''], ['/x'], ['', 'http://a/b?c#d'], ["http://a/?'"], ["x:?'"], ['http://a/^{}`|"<>'], ['http://a/?^{}`|"<>'], ['http://a/#^{}`|"<>'],
  ['x://a/^{}`|"<>'], ['http://a/%2e%2E/%2e/x'], ['http://a/b/%2e%2e'], ['http://a/\u{1F600}?\u{1F600}#\u{1F600}'], ['http://☃.net/'], ['http://xn--/'], ['http://xn--a/'], ['http://a\u00adb/'], ['http://１２７.0.0.1/'], ['http://a。b/'],
  ['ws://a:80/'], ['wss://a:443/'], ['ftp://a:21/'], ['gopher://a:70/'], ['http://a?b'], ['http://a#b'], ['http://a/b/..'], ['http://a/b/.'], ['http://a//b'], ['file://localhost/x'], ['file://h/x'], ['file:x', 'file:///a/b'], ['/x', 'file:///C:/a/b'], ['x', 'file:///C:/'],
]
const urls = []
for (const [input, base] of [...own, ...wpt('urltestdata.json').filter((t) => typeof t === 'object').map((t) => [t.input, t.base ?? undefined])]) {
  if (!wellFormed(input) || !wellFormed(base)) continue
  let u = null
  try {
    u = new URL(input, base)
  } catch {}
  urls.push({
    input,
    ...(base !== undefined && { base }),
    ...(u ? { href: u.href, origin: u.origin, parts: [u.protocol, u.username, u.password, u.host, u.hostname, u.port, u.pathname, u.search, u.hash] } : { href: null }),
  })
}

const setters = []
for (const [property, tests] of Object.entries(wpt('setters_tests.json'))) {
  if (property === 'comment') continue
  for (const { href, new_value: value } of tests) {
    if (!wellFormed(value)) continue
    const u = new URL(href)
    let failed = false
    try {
      u[property] = value
    } catch {
      failed = true
    }
    setters.push({ property, href, value, ...(failed ? { failed } : { result: u.href }) })
  }
}

const lines = (list) => '[\n' + list.map((x) => JSON.stringify(x)).join(',\n') + '\n]\n'
writeFileSync('urls.json', lines(urls))
writeFileSync('setters.json', lines(setters))
