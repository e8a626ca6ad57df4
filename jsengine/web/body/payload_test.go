package body_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/web/body"
)

// payload gives what a script's response holds, for who sends it.
func (h *host) payload(script string) body.Payload {
	h.t.Helper()
	r, ok := body.ResponseOf(h.Run(script))
	if !ok {
		h.t.Fatalf("%s is no Response", script)
	}
	return h.Payload(r.Body())
}

func TestPayload(t *testing.T) {
	for script, want := range map[string]string{
		`new Response()`:                                 "nothing",
		`new Response(null)`:                             "nothing",
		`new Response('')`:                               "data ",
		`new Response('é')`:                              "data é",
		`new Response(new Uint8Array([65]))`:             "data A",
		`new Response(new Blob(['a', 'b']))`:             "data ab",
		`new Response(new URLSearchParams('a=b'))`:       "data a=b",
		`Response.json([1])`:                             "data [1]",
		`new Response(new Response('x').body)`:           "data x",
		`const r = new Response('y'); r.body; r`:         "data y",
		`const c = new Response('z'); c.body; c.clone()`: "data z",
		`new Response(request.body)`:                     "reader incoming",
		`new Response(new Response(request.body).body)`:  "reader incoming",
		`new Response(new ReadableStream())`:             "stream",
		`new Response(new ReadableStream()).clone()`:     "stream",
		`new Response(request.clone().body)`:             "stream",
		`new Response(new Blob(['x']).stream())`:         "data x",
		`class R extends Response {}; new R('sub')`:      "data sub",
	} {
		h := newHost(t)
		h.request(body.Incoming{Reader: newSource("incoming", io.EOF)})
		payload := h.payload(script)
		got := "nothing"
		switch {
		case payload.Reader != nil:
			data, err := io.ReadAll(payload.Reader)
			if err != nil {
				t.Fatal(err)
			}
			got = "reader " + string(data)
		case payload.Stream != nil:
			got = "stream"
		case payload.Data != nil:
			got = "data " + string(payload.Data)
		}
		if got != want {
			t.Errorf("%s\n  = %s, want %s", script, got, want)
		}
	}
}

// What was read can't be sent, and what is sent can't be read.
func TestPayloadOnlyOnce(t *testing.T) {
	for _, script := range []string{
		`const r = new Response('x'); r.text(); r`, `const r = new Response('x'); r.body.getReader(); r`,
		`const r = new Response(new ReadableStream()); r.body.getReader(); r`,
	} {
		h := newHost(t)
		thrown := h.VM.Try(func() { h.payload(script) })
		if thrown == nil || !strings.HasPrefix(thrown.Value().String(), "TypeError: Body is unusable") {
			t.Errorf("%s: %v", script, thrown)
		}
	}
	for _, script := range []string{`new Response('x')`, `new Response(new Blob(['x']))`, `new Response(request.body)`} {
		h := newHost(t)
		h.request(body.Incoming{Reader: newSource("incoming", io.EOF)})
		h.payload(`globalThis.r = ` + script + `; r`)
		if got := h.async(`await r.text()`); !strings.HasPrefix(got, "TypeError: Body is unusable") {
			t.Errorf("%s: %s", script, got)
		}
	}
}

func TestResponseOfScript(t *testing.T) {
	h := newHost(t)
	r, _ := body.ResponseOf(h.Run(`const r = new Response('x', { status: 201, statusText: 'Made', headers: [['a', '1'], ['A', '2'], ['set-cookie', 'x=1']] }); r.headers.append('set-cookie', 'y=2'); r`))
	if r.Status() != 201 || r.StatusText() != "Made" || r.WebSocket() != nil {
		t.Errorf("%d %s", r.Status(), r.StatusText())
	}
	to := http.Header{"A": {"old"}, "B": {"kept"}}
	r.CopyHeader(to)
	for name, want := range map[string]string{"A": "1|2", "B": "kept", "Set-Cookie": "x=1|y=2", "Content-Type": "text/plain;charset=UTF-8"} {
		if got := strings.Join(to[name], "|"); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
	r, _ = body.ResponseOf(h.Run(`new Response('x')`))
	to = http.Header{}
	if r.CopyHeader(to); to.Get("Content-Type") == "" || len(r.Header()) != 1 {
		t.Errorf("%v", to)
	}
	for _, script := range []string{`({ status: 200 })`, `5`, `new Request('http://a')`, `Response.prototype`} {
		if _, ok := body.ResponseOf(h.Run(script)); ok {
			t.Errorf("%s passes for a Response", script)
		}
	}
}

// Status 101 is for responses with a WebSocket only.
func TestWebSocketResponse(t *testing.T) {
	h := newHost(t)
	r, ok := body.ResponseOf(h.Run(`globalThis.socket = {}; new Response(null, { status: 101, webSocket: socket })`))
	if !ok || r.Status() != 101 || r.WebSocket() != h.VM.Get("socket") {
		t.Error("the socket is lost")
	}
	if got := h.async(`new Response(null, { status: 101 })`); !strings.HasPrefix(got, "RangeError") {
		t.Error(got)
	}
}

func TestReceived(t *testing.T) {
	h := newHost(t)
	received := func(s *source) {
		h.Kit.Global("response", h.Received(body.Received{
			Status: 203, StatusText: "Other", Header: http.Header{"X-A": {"\xe9"}, "Content-Type": {"text/css"}},
			URL: "http://other/", Redirected: true, Body: s, Limit: 4,
		}))
	}
	received(newSource("abc", io.EOF))
	got := h.async(`return [response.status, response.statusText, response.ok, response.url, response.redirected, response.type, response.headers.get('x-a'), await response.text()].join()`)
	if got != "203,Other,true,http://other/,true,basic,é,abc" {
		t.Error(got)
	}
	received(newSource("abcde", io.EOF))
	if got := h.async(`response.headers.set('a', 'b')`); !strings.HasPrefix(got, "TypeError: Headers.set") {
		t.Error(got)
	}
	if got := h.async(`const r = new Response(response.body, response); r.headers.set('a', 'b'); return await r.text()`); !strings.HasPrefix(got, "RangeError") {
		t.Error(got)
	}
	s := newSource("", nil)
	received(s)
	h.async(`await response.body.cancel()`)
	<-s.closed
}

// Go makes requests of fetch's arguments without a script seeing them.
func TestNewRequest(t *testing.T) {
	h := newHost(t)
	r := h.NewRequest(h.VM.ToValue("http://a/b c"), h.Run(`globalThis.c = new AbortController(); ({ method: 'post', body: new URLSearchParams('q=1'), redirect: 'manual', signal: c.signal, headers: { a: 'b' } })`))
	if r.Method() != "POST" || r.URL() != "http://a/b%20c" || r.Redirect() != "manual" || r.Header().Get("A") != "b" || r.Signal() == nil {
		t.Errorf("%+v", r)
	}
	if data := h.Payload(r.Body()).Data; string(data) != "q=1" {
		t.Errorf("%s", data)
	}
	if thrown := h.VM.Try(func() { h.NewRequest(h.VM.ToValue("/a"), goja.Undefined()) }); thrown == nil {
		t.Error("a relative URL is taken")
	}
	if r := h.NewRequest(h.Run(`new Request('http://a', { signal: c.signal })`), nil); r.Signal() == nil {
		t.Error("the signal of the Request is lost")
	}
}

// Bodies of text and bytes don't load the classes of streams.
func TestNoStreamIsTouched(t *testing.T) {
	h := newHost(t)
	h.request(body.Incoming{Reader: newSource("incoming", io.EOF)})
	got := h.async(`
		await request.text(); request.bodyUsed; request.clone;
		const r = new Response('x'); r.clone(); await r.text(); r.bodyUsed;
		await new Response(new Blob(['x'])).arrayBuffer(); Response.json({}); new Response(new FormData()).formData();
		new Request('http://a', { method: 'POST', body: 'x' });
		return typeof Object.getOwnPropertyDescriptor(globalThis, 'ReadableStream').get`)
	if got != "function" {
		t.Error("the classes of streams were loaded")
	}
}

// What the app does to built-in prototypes does not break the host.
func TestPollutedPrototypes(t *testing.T) {
	h := newHost(t)
	h.request(body.Incoming{Data: []byte("{}")})
	h.Run(`
		Object.prototype.status = 'x'; Object.prototype.headers = { polluted: 'yes' };
		Array.prototype[Symbol.iterator] = null; String.prototype.toLowerCase = null; Map.prototype.get = null;
		JSON.parse = JSON.stringify = null; Promise.prototype.then = Promise.resolve = null`)
	payload := h.payload(`Object.prototype.status = undefined; new Response('x', Object.create(null))`)
	if string(payload.Data) != "x" {
		t.Errorf("%+v", payload)
	}
	if v := h.Run(`request.json()`); v.String() != "[object Object]" {
		t.Errorf("%v", v)
	}
	if payload := h.payload(`Response.json([1])`); string(payload.Data) != "[1]" {
		t.Errorf("%s", payload.Data)
	}
}
