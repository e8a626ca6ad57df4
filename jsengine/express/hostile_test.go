package express_test

import (
	"testing"

	"github.com/dop251/goja"
)

// TestPollutedGlobals replaces everything that code of the app's can reach; answers must stay the same.
func TestPollutedGlobals(t *testing.T) {
	const pollution = `
		const boom = () => { throw new Error('polluted') };
		JSON.stringify = JSON.parse = Promise.resolve = Object.assign = ArrayBuffer.isView = boom;
		Promise.prototype.then = boom;
		Function.prototype.toString = boom;
		String.prototype.split = boom;
		Array.prototype.flat = Array.prototype.map = Array.prototype.push = boom;
		RegExp.prototype.test = boom;
		for (const name of ['status', 'statusCode', 'headers', 'a', 'id', 'k', 'host', 'x-a', 'root', 'maxAge', 'encode', 'domain', 'signed'])
			Object.defineProperty(Object.prototype, name, { set: boom, configurable: true });
		globalThis.Uint8Array = globalThis.Error = globalThis.TypeError = globalThis.Date = globalThis.Promise = boom;
	`
	const source = `const app = express();
		app.use(express.json());
		app.post('/json', (req, res) => res.json({ k: req.body.k, q: req.query.a, h: req.headers['x-a'] }));
		app.get('/query', (req, res) => res.send(req.query.split('&').length + ' ' + req.query));
		app.get('/user/:id', async (req, res) => { res.send(req.params.id) });
		app.get('/reject', async () => { throw 'reason' });
		app.get('/cookie', (req, res) => res.cookie('a', { x: 1 }, { maxAge: 1000, path: '/p' }).send(req.cookies.a));
		app.use((err, req, res, next) => res.status(500).send('handled ' + err));
		app`
	h := newHost(t, nil)
	app := h.run(source).(*goja.Object)
	h.run(pollution)
	for _, c := range []struct{ method, target, body, want string }{
		{"POST", "/json?a=1", `{"k":"v"}`, `{"k":"v","q":"1","h":"h"}`},
		{"GET", "/query?a=1&b", "", "2 a=1&b"},
		{"GET", "/user/%E4%BD%A0", "", "你"},
		{"GET", "/reject", "", "handled reason"},
		{"GET", "/cookie", "", "1"},
	} {
		x := request(c.method, c.target, c.body, "Content-Type", "application/json", "X-A", "h", "Cookie", "a=1")
		h.dispatch(app, x)
		if err, _, failed := x.Failure(); failed || string(x.Response.Body) != c.want {
			t.Errorf("%s: %q, want %q; error %v", c.target, x.Response.Body, c.want, err)
		}
	}
}

// TestReceivers: natives taken off their objects say so rather than act on another exchange.
func TestReceivers(t *testing.T) {
	h := newHost(t, nil)
	app := h.run("const app = express(); app.get('/', (req, res) => { globalThis.kept = { req, res } }); app").(*goja.Object)
	h.begin(app, request("GET", "/", ""))
	for _, source := range []string{
		"const { send } = kept.res; send('x')",
		"kept.res.send.call({}, 'x')",
		"kept.res.send.call(5, 'x')",
		"kept.res.send.call({ __proto__: express.response }, 'x')",
		"express.response.json({})",
		"express.request.query",
		"express.request.url = '/x'",
		"app.use.call({}, () => {})",
		"app.get.call(express.Router(), '/x')",
		"express.Router().use.call(app, () => {})",
		"app.handle({}, {})",
		"app({ url: '/', method: 'GET' }, {}, () => {})",
		"const s = Object.getOwnPropertySymbols(app)[0]; app.use.call({ [s]: {} }, () => {})",
		"const r = Object.getOwnPropertySymbols(app)[0]; app.use.call({ [r]: express.Router()[r] }, () => {})",
	} {
		h.t = t
		if _, err := h.vm.RunString("{ " + source + " }"); err == nil {
			t.Errorf("%s: no error", source)
		}
	}
	for _, source := range []string{
		"Object.create(kept.res).status(201)",
		"new Proxy(kept.res, {}).set('X-A', '1')",
		"Object.setPrototypeOf(kept.req, Object.create(Object.getPrototypeOf(kept.req))); kept.req.url",
		"Object.getPrototypeOf(kept.res).extra = 5; if (kept.res.extra !== 5) throw new Error('not set')",
	} {
		h.run("{ " + source + " }")
	}
}

func TestExtensions(t *testing.T) {
	h := newHost(t, nil)
	app := h.run(`express.response.hello = function (name) { return this.send('hello ' + name) };
		express.application.shout = function () { return this.get('env').toUpperCase() };
		Object.defineProperty(express.request, 'lower', { get() { return this.url.toLowerCase() }, configurable: true });
		const app = express();
		app.response.bye = function () { return this.hello('and bye ' + this.app.shout() + ' ' + this.req.lower) };
		app.get('/X', (req, res) => res.bye());
		app`).(*goja.Object)
	if got := string(h.dispatch(app, request("GET", "/X", "")).Response.Body); got != "hello and bye PRODUCTION /x" {
		t.Errorf("got %q", got)
	}
}

// TestReplacedMethods: middleware that wraps methods of the response sees what goes through them, as with Express.
func TestReplacedMethods(t *testing.T) {
	for _, c := range []struct{ name, wrap, send, want string }{
		{"end", "const end = res.end; res.end = function (...a) { log.push('end ' + a[0]); return end.apply(this, a) }", "res.json({ a: 1 })", `end {"a":1}`},
		{"send", "const send = res.send; res.send = function (b) { log.push('send ' + b); return send.call(this, b) }", "res.sendStatus(404)", "send Not Found"},
		{"writeHead", "const w = res.writeHead; res.writeHead = function (...a) { log.push('head ' + a[0]); this.setHeader('X-Late', '1'); return w.apply(this, a) }", "res.status(201).send('x')", "head 201"},
		{"setHeader", "const s = res.setHeader; res.setHeader = function (n, v) { log.push(n + '=' + v); return s.call(this, n, v) }", "res.type('txt').end()", "Content-Type=text/plain; charset=utf-8"},
		{"json", "const j = res.json; res.json = function (v) { log.push('json ' + v.a); return j.call(this, v) }", "res.send({ a: 1 })", "json 1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := newHost(t, nil)
			app := h.run("const log = []; const app = express(); app.use((req, res, next) => { " + c.wrap + "; next() });" +
				"app.use((req, res) => { " + c.send + " }); app").(*goja.Object)
			x := h.dispatch(app, request("GET", "/", ""))
			if got := h.run("log.join()").String(); got != c.want || !x.Sent() {
				t.Errorf("saw %q, want %q; sent %v", got, c.want, x.Sent())
			}
			if c.name == "writeHead" && x.Response.Header.Get("X-Late") != "1" {
				t.Error("a header field set at the last moment is lost")
			}
		})
	}
}

// TestNextIsThere for every shape of function that may look at it.
func TestNextIsThere(t *testing.T) {
	for _, handler := range []string{
		"(req, res, next) => next()",
		"function (req, res, next) { next() }",
		"function (req, res) { arguments[2]() }",
		"(...args) => args[2]()",
		"(req, ...rest) => rest[1]()",
		"(req, res, next = null) => next()",
		"(req, res, { call } = {}, next) => req.next()",
		"(req, res) => req.next()",
		"function (req, res) { eval('arguments')[2]() }",
		"async (req, res, next) => { next() }",
		"async function (req, res) { arguments[2]() }",
		"({ m(req, res) { arguments[2]() } }).m",
		"(function (req, res) { this.f(arguments[2]) }).bind({ f: (n) => n() })",
		"function (a, b, // c\n next) { next() }",
		"(req /* ) => */, res, next) => next()",
		"new Proxy((req, res, next) => next(), {})",
	} {
		h := newHost(t, nil)
		app := h.run("const app = express(); app.use(" + handler + "); app.use((req, res) => { res.send('next') }); app").(*goja.Object)
		x := h.dispatch(app, request("GET", "/", ""))
		err, _, _ := x.Failure()
		if string(x.Response.Body) != "next" {
			t.Errorf("%s: %q, error %v", handler, x.Response.Body, err)
		}
	}
}
