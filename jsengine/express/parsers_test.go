package express_test

import (
	"bytes"
	"compress/gzip"
	"mime/multipart"
	"net/textproto"
	"strings"
	"testing"

	"github.com/dop251/goja"
)

// formBody writes a multipart form with fields and files.
func formBody(t *testing.T) (body, contentType string) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for _, f := range [][2]string{{"title", "Grüße"}, {"tag", "a"}, {"tag", "b"}, {"__proto__", "p"}} {
		if err := w.WriteField(f[0], f[1]); err != nil {
			t.Fatal(err)
		}
	}
	for _, f := range []struct{ field, name, contentType, data string }{
		{"photo", `C:\dir\cat.png`, "image/png", "\x89PNG\x00"},
		{"notes", "n.txt", "", ""},
		{"empty", "", "", ""},
	} {
		h := textproto.MIMEHeader{"Content-Disposition": {`form-data; name="` + f.field + `"; filename="` + strings.ReplaceAll(f.name, `\`, `\\`) + `"`}}
		if f.contentType != "" {
			h.Set("Content-Type", f.contentType)
		}
		p, err := w.CreatePart(h)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := p.Write([]byte(f.data)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String(), w.FormDataContentType()
}

func TestMultipart(t *testing.T) {
	body, contentType := formBody(t)
	for _, c := range []struct{ options, want string }{
		{"", `[{"title":"Grüße","tag":["a","b"],"__proto__":"p"},` +
			`[{"fieldname":"photo","originalname":"cat.png","mimetype":"image/png","size":5,"buffer":[137,80,78,71,0]},` +
			`{"fieldname":"notes","originalname":"n.txt","mimetype":"application/octet-stream","size":0,"buffer":[]}],true]`},
		{"{ limits: { fileSize: 4 } }", `413 entity.too.large`},
		{"{ limits: { fieldSize: '3b' } }", `413 entity.too.large`},
		{"{ limits: { parts: 3 } }", `413 parts.too.many`},
		{"{ limit: 10 }", `413 entity.too.large`},
		{"{ type: 'text/plain' }", `[` + "\x00" + `,null,false]`},
	} {
		h := newHost(t, nil)
		app := h.run(`const app = express();
			app.post('/', express.multipart(` + c.options + `), (req, res) => res.end(JSON.stringify([typeof req.body === 'string' ? 0 : req.body, req.files,
				!!req.files && req.files.every((f) => f.buffer instanceof Uint8Array)], (k, v) => v instanceof Uint8Array ? Array.from(v) : v)));
			app.use((err, req, res, next) => res.end(err.status + ' ' + err.type)); app`).(*goja.Object)
		x := h.dispatch(app, request("POST", "/", body, "Content-Type", contentType, "Content-Length", "1"))
		if got, want := string(x.Response.Body), strings.ReplaceAll(c.want, "\x00", "0"); got != want {
			t.Errorf("%s: %s, want %s", c.options, got, want)
		}
	}
}

func TestMultipartThatIsBroken(t *testing.T) {
	for contentType, body := range map[string]string{
		"multipart/form-data":             "x",
		"multipart/form-data; boundary=":  "x",
		"multipart/form-data; boundary=b": "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\ncut",
	} {
		h := newHost(t, nil)
		app := h.run("const app = express(); app.post('/', express.multipart()); app").(*goja.Object)
		x := request("POST", "/", body, "Content-Type", contentType)
		h.begin(app, x)
		if err, status, failed := x.Failure(); !failed || status != 400 {
			t.Errorf("%q: %d %v", contentType, status, err)
		}
	}
}

func TestCompressedBodies(t *testing.T) {
	zip := func(s string) string {
		var b bytes.Buffer
		w := gzip.NewWriter(&b)
		if _, err := w.Write([]byte(s)); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	for _, c := range []struct{ name, options, body, encoding, want string }{
		{"gzip", "", zip(`{"a":1}`), "gzip", `{"a":1}`},
		{"not wanted", "{ inflate: false }", zip(`{"a":1}`), "gzip", `415 encoding.unsupported`},
		{"broken", "", "junk", "gzip", `400 undefined`},
		{"too big when inflated", "{ limit: 1000 }", zip(`"` + strings.Repeat("a", 100_000) + `"`), "gzip", `413 entity.too.large`},
		{"bomb without a limit", "{ limit: Infinity }", zip(strings.Repeat(" ", 65<<20) + "{}"), "gzip", `413 entity.too.large`},
	} {
		h := newHost(t, nil)
		app := h.run(`const app = express();
			app.post('/', express.json(` + c.options + `), (req, res) => res.json(req.body));
			app.use((err, req, res, next) => res.end(err.status + ' ' + err.type)); app`).(*goja.Object)
		x := h.dispatch(app, request("POST", "/", c.body, "Content-Type", "application/json", "Content-Encoding", c.encoding))
		if got := string(x.Response.Body); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func TestParsedBodyIsACopy(t *testing.T) {
	h := newHost(t, nil)
	app := h.run(`const app = express(); app.post('/', express.raw({ verify: (req, res, b) => b.fill(0) }), (req, res) => { res.send(req.body); req.body.fill(1) }); app`).(*goja.Object)
	x := request("POST", "/", "abc", "Content-Type", "application/octet-stream")
	h.dispatch(app, x)
	if string(x.Body) != "abc" || string(x.Response.Body) != "abc" {
		t.Errorf("body %q, response %q", x.Body, x.Response.Body)
	}
}

// TestBytesOut sends bytes in all their forms.
func TestBytesOut(t *testing.T) {
	for source, want := range map[string]string{
		"res.send(new Uint8Array([104, 105]))":                                            "hi",
		"res.send(new Uint8Array([97, 104, 105, 97]).subarray(1, 3))":                     "hi",
		"res.send(new Uint8Array([104, 105]).buffer)":                                     "hi",
		"res.send(new DataView(new Uint8Array([97, 104, 105]).buffer, 1))":                "hi",
		"res.send(new Uint16Array([26984]))":                                              "hi",
		"res.write(new Uint8Array([104])); res.end('i')":                                  "hi",
		"res.end('h\\u00ef', 'latin1')":                                                   "h\xef",
		"const b = new Uint8Array([104, 105]); res.send(b); b.fill(0)":                    "hi",
		"res.write('h'); res.write('i'); res.end()":                                       "hi",
		"res.end('hi', () => {})":                                                         "hi",
		"res.send('\\ud800x')":                                                            "\uFFFDx",
		"res.send({ byteLength: 5, byteOffset: 0, buffer: {} })":                          `{"byteLength":5,"byteOffset":0,"buffer":{}}`,
		"try { res.write(5) } catch (e) { res.end(e.name) }":                              "TypeError",
		"try { res.send(() => 1) } catch (e) { res.end(e.name) }":                         "TypeError",
		"try { res.send(Symbol()) } catch (e) { res.end(e.name) }":                        "TypeError",
		"try { res.json(1n) } catch (e) { res.end(e.name) }":                              "TypeError",
		"try { res.writeHead(20) } catch (e) { res.end(e.name) }":                         "RangeError",
		"try { res.statusCode = 1000 } catch (e) { res.end(e.name) }":                     "RangeError",
		"try { res.statusMessage = 'a\\r\\nb' } catch (e) { res.end(e.name) }":            "TypeError",
		"try { res.setHeader('X-A', undefined) } catch (e) { res.end(e.name) }":           "TypeError",
		"try { res.setHeader('X-A', 'a\\0b') } catch (e) { res.end(e.name) }":             "TypeError",
		"try { res.cookie('a', 'b', { path: '/\\r\\n' }) } catch (e) { res.end(e.name) }": "TypeError",
		"try { res.cookie('a', 'b', { signed: true }) } catch (e) { res.end(e.message) }": `cookieParser("secret") required for signed cookies`,
	} {
		h := newHost(t, nil)
		if got := h.answer(request("GET", "/", ""), source); got != want {
			t.Errorf("%s: %q, want %q", source, got, want)
		}
	}
}
