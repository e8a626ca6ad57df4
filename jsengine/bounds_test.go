package jsengine_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/caddyhbf/hbf/jsengine"
)

// What would be larger than memory_limit is an error that the app can catch, and nothing else.
func TestMemoryLimitBoundsBuiltInFunctions(t *testing.T) {
	a := start(t, func(c *jsengine.Config) { c.MemoryLimit = 2 << 20 }, "server.js", `
		app.get('/:what', (req, res) => {
			const make = {
				repeat: n => 'x'.repeat(n), array: n => new Array(n).fill(0), buffer: n => new ArrayBuffer(n),
				typed: n => new Float64Array(n / 8), join: n => new Array(1000).fill('x'.repeat(n / 1000)).join(),
				blob: n => new Blob(new Array(100).fill('x'.repeat(n / 100))), big: n => BigInt.asUintN(n * 8, -1n),
				gap: n => JSON.stringify(new Array(n / 20).fill(0), null, 10),
			}[req.params.what];
			make(1e5);
			try { make(2e8); res.send('made') } catch (e) { res.send(e.name + (e.message.includes('memory') ? '' : ': ' + e.message)) }
		})`)
	for _, what := range []string{"repeat", "array", "buffer", "typed", "join", "blob", "big", "gap"} {
		a.expect(t, "/"+what, "200 RangeError")
	}
}

// A match that was given up ends the turn as the deadline does; the app can't go on as if there were no match.
func TestMatchThatIsGivenUpIsATimeout(t *testing.T) {
	a := start(t, nil, "server.js", `
		app.get('/', (req, res) => { try { /^(?=a)(a+)+$/.test('a'.repeat(40) + '!'); } catch { } finally { res.send('no match') } });
		app.get('/ok', (req, res) => res.send('ok'))`)
	if err := a.Handle(context.Background(), exchange("GET", "/")); !errors.Is(err, jsengine.ErrTimeout) {
		t.Errorf("got %v, want a timeout", err)
	}
	if !strings.Contains(a.log.String(), "a match of a regular expression took longer than") {
		t.Errorf("the log does not say why:\n%s", a.log)
	}
	a.expect(t, "/ok", "200 ok")
}

func TestHonestRecursionIsDeepEnough(t *testing.T) {
	a := start(t, nil, "server.js", `
		const sum = n => n ? n + sum(n - 1) : 0;
		const render = n => n ? [n - 1].map(render).join('') + '.' : '';
		const nested = n => { let o = 1; while (n--) o = { o }; return o };
		app.get('/calls', (req, res) => res.send(String(sum(2000))));
		app.get('/map', (req, res) => res.send(String(render(700).length)));
		app.get('/json', (req, res) => res.send(String(JSON.stringify(JSON.parse(JSON.stringify(nested(1500)))).length)));`)
	a.expect(t, "/calls", "200 2001000")
	a.expect(t, "/map", "200 700")
	a.expect(t, "/json", "200 9001")
}

// Recursion through natives takes the stack of Go, and time to unwind it.
func TestReEntryOfNativesEnds(t *testing.T) {
	attacks := []string{
		`const p = new Proxy({}, { get(t, k, r) { return r[k] } }); p.x`,
		`const o = { get x() { return this.x } }; o.x`,
		`const o = { toString() { return '' + o } }; '' + o`,
		`const f = () => [1].map(f); f()`, `const f = () => [[1]].flatMap(f); f()`, `const f = () => [{ toString: f }].join(); f()`,
		`const f = () => 'a'.replace('a', f); f()`, `const f = () => 'a'.replace(/a/, f); f()`, `const f = () => [2, 1].sort(f); f()`,
		`const o = { toJSON() { return JSON.stringify(o) } }; JSON.stringify(o)`, `JSON.parse('[1]', function f() { return JSON.parse('[1]', f) })`,
		`function F() { return Reflect.construct(F, []) } new F()`, `const f = () => f.apply(null, []); f()`, `const f = () => Reflect.apply(f, null, []); f()`,
		`class A { a = new A() } new A()`, `let f = () => 1; for (let n = 0; n < 1e5; n++) f = f.bind(); f()`,
		`let p = {}; for (let n = 0; n < 1e5; n++) p = new Proxy(p, {}); p.x`, `let a = []; for (let n = 0; n < 1e5; n++) a = [a]; String(a)`,
		`const r = express.Router(); r.use(r); r.handle(req, res, () => {})`,
	}
	source := "const express = require('express');\napp.get('/ok', (req, res) => res.send('ok'));\n"
	for n, attack := range attacks {
		source += "app.get('/" + string(rune('a'+n)) + "', (req, res) => { " + attack + "; res.send('ended') });\n"
	}
	a := start(t, func(c *jsengine.Config) { c.Timeout = time.Minute }, "server.js", source)
	for n, attack := range attacks {
		if got := a.get("/" + string(rune('a'+n))); strings.Contains(got, "timeout") {
			t.Errorf("%s: %s", attack, got)
		}
		a.expect(t, "/ok", "200 ok")
	}
}

// Text that would overflow the stack of a parser is refused before one sees it.
func TestDeeplyNestedCodeIsNotParsed(t *testing.T) {
	a := start(t, nil, "server.js", `
		app.get('/code', (req, res) => {
			const deep = globalThis.deep = '('.repeat(2e5), passed = [];
			for (const f of [
				() => eval(deep), () => (0, eval)(deep), () => new Function(deep), () => Function('a', deep), () => new Function('a = ' + deep, ''),
				() => (() => 1).constructor(deep), () => new (async () => {}).constructor(deep), () => new (function* () {}).constructor(deep),
				() => Reflect.construct(Function, [deep]), () => { class F extends Function {}; new F(deep) }, () => new Function({ toString: () => deep }),
				() => { let n = 0; new Function({ toString: () => n++ ? deep : '1' }); new Function(deep) }, () => new Function('/*', '*/' + deep),
				() => eval('x'.repeat(2e6)), () => new Function(...new Array(100).fill('x'.repeat(1e6))), () => eval('eval(deep)'),
			]) try { f(); passed.push(String(f)) } catch (e) { if (e.name !== 'SyntaxError') passed.push(f + e.message) }
			res.send(passed.join());
		});
		app.get('/json', (req, res) => { try { JSON.parse('['.repeat(2e5)) } catch (e) { res.send(e.name) } })`)
	a.expect(t, "/code", "200 ")
	a.expect(t, "/json", "200 RangeError")
	for _, source := range []string{strings.Repeat("(", 127<<10), strings.Repeat("[", 1<<20), strings.Repeat("if(1)", 1<<18) + ";", "`" + strings.Repeat("${`", 1<<17)} {
		for _, name := range []string{"server.js", "server.mjs", "server.ts", "server.tsx"} {
			if err := startErr(name, source); err == nil || !strings.Contains(err.Error(), "nested too deeply") {
				t.Errorf("%s of %.5s…: %v", name, source, err)
			}
		}
	}
}
