package jsengine_test

import (
	"context"
	"errors"
	"io"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/caddyhbf/hbf/jsengine"
	"github.com/caddyhbf/hbf/jsengine/express"
)

const fetchStyle = `
	const routes = {
		'/text': () => new Response('hi', { status: 201, headers: { 'x-a': '1' } }),
		'/json': async (request, env) => Response.json({ method: request.method, url: request.url, host: request.headers.get('host'), env: env.GREETING }),
		'/echo': async (request) => new Response(await request.text()),
		'/through': (request) => new Response(request.body),
		'/later': async () => { await new Promise((go) => setTimeout(go, 5)); return new Response('later') },
		'/thenable': () => ({ then(resolve) { resolve(new Response('thenable')) } }),
		'/throw': () => { throw new TypeError('thrown') },
		'/reject': async () => { await null; throw new TypeError('rejected') },
		'/nothing': () => {},
		'/wrong': async () => ({ status: 200 }),
		'/error': () => Response.error(),
		'/stream': () => {
			let n = 0;
			return new Response(new ReadableStream({
				async pull(c) { await new Promise((go) => setTimeout(go, 1)); n++ < 3 ? c.enqueue(new TextEncoder().encode('part' + n)) : c.close() },
			}), { headers: { 'content-type': 'text/plain' } });
		},
		'/endless': (request) => new Response(new ReadableStream({
			pull(c) { c.enqueue(new Uint8Array(1000)); pulled++ },
			cancel(reason) { canceled = reason.name },
		})),
		'/breaks': () => new Response(new ReadableStream({ start(c) { c.enqueue(new TextEncoder().encode('half')) }, pull() { throw new Error('no more') } })),
		'/state': () => new Response(pulled + ' ' + canceled),
		'/clone': async (request) => { const copy = request.clone(); return new Response(await request.text() + '+' + await copy.text()) },
		'/wait': (request, env, ctx) => { ctx.waitUntil(new Promise((go) => setTimeout(() => { waited = true; go() }, 20))); return new Response('sent') },
		'/waited': () => new Response(String(waited)),
		'/form': async (request) => { const f = await request.formData(); return new Response(f.get('a') + ' ' + f.get('file').name + ' ' + await f.get('file').text()) },
		'/signal': async (request) => { request.signal.addEventListener('abort', () => { canceled = 'signal ' + request.signal.reason.name }); await new Promise((go) => setTimeout(go, 1000)); return new Response('no') },
	};
	let pulled = 0, canceled = 'no', waited = false;
	export default {
		fetch(request, env, ctx) {
			const route = routes[new URL(request.url).pathname];
			return route ? route.call(this, request, env, ctx) : new Response('none', { status: 404 });
		},
	};
`

func post(target, contentType, body string) *express.Exchange {
	x := exchange("POST", target)
	x.Request = httptest.NewRequest("POST", target, nil)
	x.Request.Header.Set("Content-Type", contentType)
	x.Incoming = io.NopCloser(strings.NewReader(body))
	x.LoadBody = func() ([]byte, error) { return nil, errors.New("the body was to be streamed") }
	return x
}

func (a app) answer(x *express.Exchange) string {
	if err := a.Handle(context.Background(), x); err != nil {
		return "error: " + err.Error()
	}
	r := &x.Response
	body := string(r.Body)
	if r.Reader != nil {
		data, err := io.ReadAll(r.Reader)
		if err != nil {
			return err.Error()
		}
		body = string(data)
		_ = r.Reader.Close()
	}
	return body
}

func TestFetchStyle(t *testing.T) {
	a := start(t, func(c *jsengine.Config) { c.Env = map[string]string{"GREETING": "hello"} }, "server.js", fetchStyle)
	for target, want := range map[string]string{
		"/text":      "201 hi",
		"/json?q=1":  `200 {"method":"GET","url":"http://example.com/json?q=1","host":"example.com","env":"hello"}`,
		"/echo":      "200 ",
		"/later":     "200 later",
		"/thenable":  "200 thenable",
		"/elsewhere": "404 none",
		"/wait":      "200 sent",
	} {
		a.expect(t, target, want)
	}
	for target, want := range map[string]string{
		"/throw":   "TypeError: thrown",
		"/reject":  "TypeError: rejected",
		"/nothing": "TypeError: the handler's fetch must return a Response, or a promise of one, not undefined",
		"/wrong":   "TypeError: the handler's fetch must return a Response, or a promise of one, not { status: 200 }",
		"/error":   "TypeError: the handler's fetch returned Response.error(), which can't be sent",
	} {
		var thrown *jsengine.ScriptError
		if err := a.Handle(context.Background(), exchange("GET", target)); !errors.As(err, &thrown) || thrown.Message != want {
			t.Errorf("%s: got %v", target, err)
		}
	}
	eventually(t, "what ctx.waitUntil names is done", func() bool { return a.get("/waited") == "200 true" })
}

func TestFetchStyleReadsBodies(t *testing.T) {
	a := start(t, nil, "server.js", fetchStyle)
	multipart := "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n" +
		"--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f.txt\"\r\nContent-Type: text/plain\r\n\r\ncontent\r\n--b--\r\n"
	for _, test := range []struct{ target, contentType, body, want string }{
		{"/echo", "text/plain", "body", "body"},
		{"/through", "text/plain", strings.Repeat("body", 100_000), strings.Repeat("body", 100_000)},
		{"/clone", "text/plain", "twice", "twice+twice"},
		{"/form", "multipart/form-data; boundary=b", multipart, "1 f.txt content"},
	} {
		if got := a.answer(post(test.target, test.contentType, test.body)); got != test.want {
			t.Errorf("%s: got %.200q", test.target, got)
		}
	}
}

func TestFetchStyleStreams(t *testing.T) {
	a := start(t, nil, "server.js", fetchStyle)
	x := a.open(t, "/stream")
	if x.Response.Header.Get("Content-Type") != "text/plain" {
		t.Error(x.Response.Header)
	}
	wantNext(t, x, "part1", "part2", "part3", "end")
	x = a.open(t, "/breaks")
	wantNext(t, x, "half", "error: "+jsengine.ErrBrokenOff.Error())

	x = a.open(t, "/endless")
	for range 3 {
		if got := next(t, x); len(got) == 0 || len(got) > 256<<10 {
			t.Fatalf("%d bytes at a time", len(got))
		}
	}
	x.Response.Stream.Cancel()
	eventually(t, "the stream's source knows that the client has gone", func() bool {
		return strings.HasSuffix(a.get("/state"), " AbortError")
	})
}

func TestHeadOfAStreamHasNoBody(t *testing.T) {
	a := start(t, nil, "server.js", fetchStyle)
	for _, target := range []string{"/stream", "/endless", "/text"} {
		x := exchange("HEAD", target)
		if err := a.Handle(context.Background(), x); err != nil {
			t.Fatal(target, err)
		}
		if x.Response.Stream != nil {
			wantNext(t, x, "end")
		} else if len(x.Response.Body) > 0 || target == "/text" && x.Response.Header.Get("Content-Length") != "2" {
			t.Errorf("%s: %v %q", target, x.Response.Header, x.Response.Body)
		}
	}
}

// Both styles may live in one app, and code of one style may take the place of code of the other.
func TestCodeOfTheOtherStyleTakesOver(t *testing.T) {
	a := start(t, nil, "server.js", `app.post('/echo', (req, res) => res.send('express ' + req.body))`)
	request := func() *express.Exchange {
		x := post("/echo", "text/plain", "body")
		incoming := x.Incoming
		x.LoadBody = func() ([]byte, error) { return io.ReadAll(incoming) }
		return x
	}
	if got := a.answer(request()); got != "express body" {
		t.Error(got)
	}
	if err := a.Replace(context.Background(), compile(t, "server.js", fetchStyle)); err != nil {
		t.Fatal(err)
	}
	if got := a.answer(request()); got != "body" {
		t.Error(got)
	}
}
