package express_test

import (
	"strings"
	"testing"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/express"
)

// answer runs a handler's body, with req and res, in an application and gives what it sent.
func (h *host) answer(x *express.Exchange, body string) string {
	h.t.Helper()
	app := h.run("(() => { const app = express(); app.use((req, res, next) => { " + body + " }); return app })()").(*goja.Object)
	h.dispatch(app, x)
	if err, _, failed := x.Failure(); failed {
		h.t.Fatalf("%s: %s", body, h.message(err))
	}
	return string(x.Response.Body)
}

func TestQueryIsAnObjectThatActsAsItsString(t *testing.T) {
	for _, c := range []struct{ target, expression, want string }{
		{"/p?a=1&b=x%20y&a=2", "req.query", `{"a":["1","2"],"b":"x y"}`},
		{"/p?a=1&b=2", "Reflect.ownKeys(req.query)", `["a","b"]`},
		{"/p?a=1&b=2", "Object.keys({ ...req.query })", `["a","b"]`},
		{"/p?a=1", "(() => { const k = []; for (const n in req.query) k.push(n); return k })()", `["a"]`},
		{"/p?a=1&b=x%20y", "req.query.split('&')", `["a=1","b=x%20y"]`},
		{"/p?a=1&b=2&c=3", "req.query.split('&', 2)", `["a=1","b=2"]`},
		{"/p?a=1&b=2", "req.query.split(/&/)", `["a=1","b=2"]`},
		{"/p?a=1", "`${req.query}`", `"a=1"`},
		{"/p?a=1", "req.query + ''", `"a=1"`},
		{"/p?a=1", "req.query == 'a=1'", `true`},
		{"/p?42", "+req.query", `42`},
		{"/p", "[req.query + '', req.query.split('&'), req.query.toString()]", `["",[""],""]`},
		{"/p?", "[req.query + '', Object.keys(req.query)]", `["",[]]`},
		{"/p?a=1", "typeof req.query", `"object"`},
		{"/p?a=1", "['length', 'indexOf', 'replace', 'slice', 'charAt', 'hasOwnProperty', 'constructor'].map((n) => typeof req.query[n])",
			`["undefined","undefined","undefined","undefined","undefined","undefined","undefined"]`},
		{"/p?a=1", "'split' in req.query && !Object.hasOwn(req.query, 'split')", `true`},
		{"/p?split=s&toString=t", "[req.query.split, req.query.toString, `${req.query}`]", `["s","t","split=s\u0026toString=t"]`},
		{"/p?__proto__=x&__proto__=y", "[Object.keys(req.query), req.query.__proto__, ({}).x]", `[["__proto__"],["x","y"],null]`},
		{"/p?a=1", "(req.query.a = 2, delete req.query.b, req.query.c = 3, req.query)", `{"a":2,"c":3}`},
		{"/p?a=1", "req.query === req.query", `true`},
		{"/p?a=1", "(() => { const first = req.query; req.url = '/p?a=2'; return [first.a, req.query.a, `${first}`, `${req.query}`] })()", `["1","2","a=1","a=2"]`},
	} {
		h := newHost(t, nil)
		got := h.answer(request("GET", c.target, ""), "res.end(JSON.stringify("+c.expression+"))")
		if want := strings.ReplaceAll(c.want, `\u0026`, "&"); got != want {
			t.Errorf("%s: %s = %s, want %s", c.target, c.expression, got, want)
		}
	}
}

func TestRequestContract(t *testing.T) {
	for _, c := range []struct {
		name, method, target, body string
		fields                     []string
		expression, want           string
	}{
		{"the path is decoded", "GET", "/caf%C3%A9/a%20b?x=1", "", nil, "[req.path, req.url]", `["/café/a b","/caf%C3%A9/a%20b?x=1"]`},
		{"a path that can't be decoded stays", "GET", "/a%FFb", "", nil, "req.path", `"/a%FFb"`},
		{"the body is text", "POST", "/p", "a=1&b=ü", nil, "[typeof req.body, req.body]", `["string","a=1&b=ü"]`},
		{"no body is empty text", "GET", "/p", "", nil, "req.body", `""`},
		{"a body that is not UTF-8", "POST", "/p", "a\xffb", nil, "req.body", `"a` + "\uFFFD" + `b"`},
		{"header names are in lower case", "GET", "/p", "", []string{"X-ABC", "1"}, "[req.headers['x-abc'], req.get('X-aBc'), req.headers.host]", `["1","1","example.com"]`},
		{"header names can't harm", "GET", "/p", "", []string{"__proto__", "x", "constructor", "y"}, "[Object.keys(req.headers).includes('constructor'), req.headers.hasOwnProperty('__proto__')]", `[true,true]`},
		{"header values are Latin 1", "GET", "/p", "", []string{"X-A", "caf\xe9"}, "req.headers['x-a']", `"café"`},
		{"raw headers", "GET", "/p", "", []string{"X-A", "1"}, "req.rawHeaders", `["Host","example.com","X-A","1"]`},
		{"cookies", "GET", "/p", "", []string{"Cookie", "a=1; b=%20x; a=2; __proto__=p"}, "req.cookies", `{"a":"1","b":" x","__proto__":"p"}`},
		{"no cookies", "GET", "/p", "", nil, "req.cookies", `{}`},
		{"addresses", "GET", "/p", "", nil, "[req.ip, req.ips, req.protocol, req.secure]", `["192.0.2.1",[],"http",false]`},
		{"what is set stays", "GET", "/p", "", nil, "(req.user = { n: 1 }, req.body = { b: 2 }, [req.user, req.body, Object.keys(req)])", `[{"n":1},{"b":2},["user"]]`},
		{"it is what it seems", "GET", "/p", "", nil, "[express.request.isPrototypeOf(req), express.response.isPrototypeOf(res), Reflect.ownKeys(req), Reflect.ownKeys(res)]", `[true,true,[],[]]`},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := newHost(t, nil)
			x := request(c.method, c.target, c.body, c.fields...)
			if got := h.answer(x, "res.end(JSON.stringify("+c.expression+"))"); got != c.want {
				t.Errorf("%s = %s, want %s", c.expression, got, c.want)
			}
		})
	}
}

func TestTrustedConnection(t *testing.T) {
	h := newHost(t, nil)
	x := request("GET", "/", "", "X-Forwarded-For", "spoofed", "X-Forwarded-Proto", "gopher", "X-Forwarded-Host", "spoofed")
	x.ClientIP, x.ClientIPs, x.Scheme, x.Host = "203.0.113.9", []string{"203.0.113.9", "10.0.0.1"}, "https", "public.example.org:8443"
	got := h.answer(x, "res.end(JSON.stringify([req.ip, req.ips, req.protocol, req.secure, req.host, req.hostname, req.subdomains]))")
	want := `["203.0.113.9",["203.0.113.9","10.0.0.1"],"https",true,"public.example.org:8443","public.example.org",["public"]]`
	if got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// TestPlainHandler is for apps that have no application of ours: they get the objects of Begin.
func TestPlainHandler(t *testing.T) {
	h := newHost(t, nil)
	handle, _ := goja.AssertFunction(h.run(`(function (req, res) {
		const q = req.query.split('=');
		res.set('X-Own', q[1]).header('X-Two', 'b');
		res.status(201).send(JSON.stringify({ path: req.path, params: req.params, app: req.app === undefined }));
	})`))
	x := request("GET", "/some/where?k=v", "")
	req, res := h.module.Begin(x)
	if _, err := handle(goja.Undefined(), req, res); err != nil {
		t.Fatal(err)
	}
	if got := string(x.Response.Body); !x.Sent() || got != `{"path":"/some/where","params":{},"app":true}` {
		t.Errorf("sent %v: %s", x.Sent(), got)
	}
	if x.Response.Status != 201 || x.Response.Header.Get("X-Own") != "v" || x.Response.Header.Get("Content-Type") != "text/html; charset=utf-8" {
		t.Errorf("%d %v", x.Response.Status, x.Response.Header)
	}
}

func TestSendingTwiceIsIgnoredWithOneWarning(t *testing.T) {
	for _, second := range []string{"res.send('b')", "res.json({})", "res.status(500).send('b')", "res.set('X-A', 'b')", "res.end('b')", "res.write('b')",
		"res.redirect('/')", "res.sendStatus(500)", "res.removeHeader('Content-Type')", "res.cookie('a', 'b')", "res.writeHead(500)", "res.sendFile('/x')", "res.statusCode = 500", "res.append('X-A', '1')"} {
		h := newHost(t, nil)
		x := request("GET", "/", "")
		if got := h.answer(x, "res.send('a'); "+second+"; "+second); got != "a" {
			t.Errorf("%s: sent %q", second, got)
		}
		if x.Response.Status != 200 || x.Response.Header.Get("X-A") != "" || x.Response.Header.Get("Content-Type") == "" {
			t.Errorf("%s: changed the response: %d %v", second, x.Response.Status, x.Response.Header)
		}
		if len(h.warnings) != 1 || !strings.Contains(h.warnings[0], "after the response was sent was ignored") {
			t.Errorf("%s: warnings %q", second, h.warnings)
		}
	}
}

func TestFinishEndsTheResponseAsItStands(t *testing.T) {
	for _, c := range []struct {
		body   string
		status int
		sent   string
	}{
		{"", 200, ""},
		{"res.status(202).set('X-A', '1')", 202, ""},
		{"res.write('part')", 200, "part"},
	} {
		h := newHost(t, nil)
		x := request("GET", "/", "")
		if got := h.answer(x, c.body); got != c.sent || x.Response.Status != c.status || !x.Sent() {
			t.Errorf("%q: %d %q, sent %v", c.body, x.Response.Status, got, x.Sent())
		}
	}
}

func TestAbandonedExchangeIgnoresEverything(t *testing.T) {
	h := newHost(t, nil)
	app := h.run(`let kept; const app = express(); app.get('/', (req, res) => { kept = { req, res } }); app`).(*goja.Object)
	x := request("GET", "/", "")
	h.begin(app, x)
	x.Abandon()
	h.run(`kept.res.status(500).set('X-A', 'b').send('late'); kept.res.write('x'); kept.res.end(); kept.res.redirect('/'); kept.req.path`)
	if x.Sent() || x.Response.Status != 200 || len(x.Response.Header) != 0 || x.Response.Body != nil || len(h.warnings) != 1 {
		t.Errorf("abandoned exchange was changed: %+v, warnings %q", x.Response, h.warnings)
	}
}

// TestExchangesDoNotMix answers two exchanges in turns that cross.
func TestExchangesDoNotMix(t *testing.T) {
	h := newHost(t, nil)
	app := h.run(`const waiting = [];
		const app = express();
		app.get('/:name', async (req, res) => { await new Promise((go) => waiting.push(go)); res.send(req.params.name + ' ' + req.url + ' ' + req.get('x-a')) });
		app`).(*goja.Object)
	first, second := request("GET", "/first", "", "X-A", "1"), request("GET", "/second", "", "X-A", "2")
	h.begin(app, first)
	h.begin(app, second)
	h.run("waiting[1]()")
	if first.Sent() || !second.Sent() || string(second.Response.Body) != "second /second 2" {
		t.Errorf("after the second was released: %q, %q", first.Response.Body, second.Response.Body)
	}
	h.run("waiting[0]()")
	if string(first.Response.Body) != "first /first 1" {
		t.Errorf("first got %q", first.Response.Body)
	}
}

func TestApplicationsTheEngineAsksFor(t *testing.T) {
	h := newHost(t, nil)
	m := h.module
	if m.Listening() != nil {
		t.Error("something listens")
	}
	empty := m.NewApplication()
	if !m.IsEmptyApplication(empty) || m.IsEmptyApplication(h.vm.NewObject()) {
		t.Error("empty applications are not told")
	}
	first := h.run("var a = express(); a.get('/', () => {}); a.listen(3000, () => { globalThis.called = 'yes' }); a").(*goja.Object)
	if m.IsEmptyApplication(nil) || m.IsEmptyApplication(first) || m.Listening() != first {
		t.Error("the application that listens is not remembered")
	}
	if got := h.run("called").String(); got != "yes" {
		t.Errorf("listen's callback: %s", got)
	}
	second := h.run("var b = express(); var server = b.listen(4000); b").(*goja.Object)
	if m.Listening() != second {
		t.Error("the last application that listens counts")
	}
	if got := h.run("JSON.stringify([server.address(), server.on('error', () => {}) === server])").String(); got != `[{"address":"::","family":"IPv6","port":4000},true]` {
		t.Errorf("server: %s", got)
	}
	h.run("server.close(() => { globalThis.closed = true })")
	if m.Listening() != nil || !h.run("closed").ToBoolean() {
		t.Error("a closed server still listens")
	}
	if !m.IsHandleMethod(first, first.Get("handle")) || m.IsHandleMethod(h.vm.NewObject(), first.Get("handle")) {
		t.Error("the handle method is not told")
	}
	h.run("a.handle = () => {}")
	if m.IsHandleMethod(first, first.Get("handle")) {
		t.Error("a replaced handle method is not told")
	}
}

func TestHandleInJavaScript(t *testing.T) {
	h := newHost(t, nil)
	outer := h.run(`const inner = express();
		inner.get('/in', (req, res) => res.send('inner ' + (req.app === inner)));
		inner.get('/err', () => { throw new Error('e') });
		const outer = express();
		outer.use((req, res, next) => inner.handle(req, res, (err) => next(err)));
		outer.use((req, res, next) => inner(req, res, next));
		outer.use((req, res) => res.send('outer ' + (req.app === outer)));
		outer.use((err, req, res, next) => res.send('caught ' + err.message));
		outer`).(*goja.Object)
	for target, want := range map[string]string{"/in": "inner true", "/out": "outer true", "/err": "caught e"} {
		if got := string(h.dispatch(outer, request("GET", target, "")).Response.Body); got != want {
			t.Errorf("%s: %q, want %q", target, got, want)
		}
	}
	// A replaced handle is what mounting calls.
	h.run("inner.handle = function (req, res, next) { res.send('replaced') }; outer.use('/mounted', inner)")
	mounted := h.run("const third = express(); third.use(inner); third").(*goja.Object)
	if got := string(h.dispatch(mounted, request("GET", "/", "")).Response.Body); got != "replaced" {
		t.Errorf("mounted: %q", got)
	}
}

// TestChangedHeaders: what middleware does to req.headers counts for all that looks at them.
func TestChangedHeaders(t *testing.T) {
	for _, c := range []struct{ change, expression, want string }{
		{"req.headers.accept = 'application/json'", "req.accepts('html', 'json')", `"json"`},
		{"delete req.headers.accept", "req.accepts('html', 'json')", `"html"`},
		{"req.headers['x-requested-with'] = 'XMLHttpRequest'", "req.xhr", "true"},
		{"req.headers.range = 'bytes=0-1'", "req.range(10).length", "1"},
		{"req.headers['content-type'] = 'text/html'", "req.is('html')", `"html"`},
		{"req.headers['x-new'] = 'n'", "req.get('X-New')", `"n"`},
		{"delete req.headers['if-none-match']; res.set('ETag', '\"e\"')", "req.fresh", "false"},
		{"res.set('ETag', '\"e\"')", "req.fresh", "true"},
	} {
		h := newHost(t, nil)
		x := request("POST", "/", "b", "Accept", "text/html", "If-None-Match", `"e"`)
		x.Request.Method = "GET"
		if got := h.answer(x, c.change+"; const v = JSON.stringify("+c.expression+"); res.removeHeader('ETag'); res.end(v)"); got != c.want {
			t.Errorf("%s: %s = %s, want %s", c.change, c.expression, got, c.want)
		}
	}
}
