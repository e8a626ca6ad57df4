package express_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/express"
)

// everything is an application that looks at all there is in a request and answers in many ways.
const everything = `const app = express();
	app.set('query parser', 'extended');
	app.param('id', (req, res, next, id) => next(id === 'bad' ? new Error(id) : undefined));
	app.use(express.json({ limit: '1mb' }), express.urlencoded({ extended: true }), express.text(), express.raw(), express.multipart());
	app.use('/files', express.static('public'));
	app.use((req, res, next) => {
		for (const name in req) if (typeof req[name] !== 'function') res.locals[name] = String(Object.prototype.toString.call(req[name]));
		req.accepts('html', 'json'); req.acceptsCharsets('utf-8'); req.acceptsEncodings(); req.acceptsLanguages('en'); req.is('json', 'text/*'); req.range(100);
		next();
	});
	app.get('/redirect', (req, res) => res.redirect(String(req.query) || '/'));
	app.get('/header', (req, res) => { try { res.set('X-Echo', req.get('x-in') || '').cookie('c', String(req.query)).vary(req.get('x-in') || 'a') } catch (e) { if (!(e instanceof TypeError)) throw e } res.end() });
	app.get('/format', (req, res) => res.format({ html: () => res.send('h'), json: () => res.send({}), 'x/y': () => res.end() }));
	app.all('/:id{/:opt}/*rest', (req, res) => res.json([req.params, req.query, req.body]));
	app.all(/^\/(?<first>.)(.)$/, (req, res) => res.attachment(req.params.first + req.path).send(req.body));
	app.use((req, res) => res.sendFile(req.path, { root: 'public' }, () => res.end()));
	app`

// FuzzExchange: whatever a client sends, the outcome is an answer or an error, never a panic or an open response.
func FuzzExchange(f *testing.F) {
	f.Add("GET", "/a/b/c?x[y]=1&z", "", "Accept: text/html\nX-In: a\r\nb", "")
	f.Add("POST", "/ü/%E4%BD%A0", "application/json", "", `{"a":[1,{"__proto__":1}]}`)
	f.Add("POST", "/x/y", "multipart/form-data; boundary=b", "", "--b\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--b--")
	f.Add("PUT", "/x/y", "application/x-www-form-urlencoded; charset=iso-8859-1", "Content-Encoding: gzip", "a[b][]=%ff")
	f.Add("GET", "/files/..%2f%00", "", "Range: bytes=0-\nIf-None-Match: *", "")
	f.Add("OPTIONS", "*", "", "Cookie: a=%;b=\"c\"", "")
	f.Add("HEAD", "/redirect?//evil\\\r\n", "", "Accept-Language: ,;q=,*", "")
	f.Fuzz(func(t *testing.T, method, target, contentType, fields, body string) {
		u, err := url.ParseRequestURI(target)
		if err != nil || method == "" || strings.ContainsFunc(method, func(r rune) bool { return r <= ' ' || r > '~' }) {
			return // net/http would not let it through
		}
		r := &http.Request{Method: method, URL: u, Host: "example.com", Header: http.Header{}, ContentLength: int64(len(body)), ProtoMajor: 1, ProtoMinor: 1}
		if contentType != "" {
			r.Header.Set("Content-Type", contentType)
		}
		for line := range strings.Lines(fields) {
			if name, value, ok := strings.Cut(strings.TrimRight(line, "\n"), ":"); ok {
				r.Header.Add(name, strings.TrimSpace(value))
			}
		}
		h := newHost(t, nil)
		app := h.run(everything).(*goja.Object)
		x := h.dispatch(app, &express.Exchange{Request: r, Body: []byte(body), ClientIP: "192.0.2.1", Scheme: "http"})
		if _, status, failed := x.Failure(); failed && (status < 400 || status > 599) {
			t.Errorf("failure with status %d", status)
		} else if !failed && !x.Sent() && !x.Unhandled() {
			t.Error("no outcome")
		}
		for name, values := range x.Response.Header {
			for _, v := range values {
				if strings.ContainsAny(v, "\r\n\x00") || strings.ContainsAny(name, "\r\n\x00 :") {
					t.Errorf("header field %q: %q", name, v)
				}
			}
		}
	})
}
