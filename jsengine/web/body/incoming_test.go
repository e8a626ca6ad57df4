package body_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/web/body"
	"github.com/caddyhbf/hbf/jsengine/web/event"
	"github.com/caddyhbf/hbf/jsengine/web/form"
)

// source is a reader that knows that it was closed. After its text comes err or, when that is nil, nothing until
// Close.
type source struct {
	io.Reader
	err    error
	closed chan struct{}
	once   sync.Once
}

func newSource(text string, err error) *source {
	return &source{Reader: strings.NewReader(text), err: err, closed: make(chan struct{})}
}

func (s *source) Read(p []byte) (int, error) {
	n, err := s.Reader.Read(p)
	if n > 0 || !errors.Is(err, io.EOF) {
		return n, err
	}
	if s.err == nil {
		<-s.closed
		return 0, io.ErrClosedPipe
	}
	return 0, s.err
}

func (s *source) Close() error {
	s.once.Do(func() { close(s.closed) })
	return nil
}

func (h *host) request(in body.Incoming) *goja.Object {
	if in.Method == "" {
		in.Method = "POST"
	}
	in.URL = "http://example.com/"
	o := h.Incoming(in)
	h.Kit.Global("request", o)
	return o
}

func TestIncoming(t *testing.T) {
	for script, want := range map[string]string{
		`return [request.method, request.url, request.headers.get('host'), request.body, request.bodyUsed, request instanceof Request].join()`: "PATCH,http://example.com/,example.com,,false,true",
		`return await request.text()`:           "",
		`request.headers.set('a', 'b')`:         "TypeError: Headers.set: these headers are immutable; make a copy with new Headers(headers)",
		`request.clone().headers.set('a', 'b')`: "TypeError: Headers.set: these headers are immutable; make a copy with new Headers(headers)",
		`const r = new Request(request); r.headers.set('a', 'b'); return r.headers.get('a') + request.headers.get('a')`: "bnull",
		`return request.signal.aborted + '' + (request.signal === request.signal)`:                                      "falsetrue",
	} {
		h := newHost(t)
		h.request(body.Incoming{Method: "PATCH", Header: http.Header{"Host": {"example.com"}}})
		if got := h.async(script); got != want {
			t.Errorf("%s\n  = %s, want %s", script, got, want)
		}
	}
}

// The body of a request is read in any way, whether it is there or yet to come.
func TestIncomingBody(t *testing.T) {
	const text = `{"a":"é"}`
	for script, want := range map[string]string{
		`return await request.text()`:                                                        text,
		`return (await request.json()).a`:                                                    "é",
		`return (await request.arrayBuffer()).byteLength`:                                    "10",
		`return (await request.bytes())[0]`:                                                  "123",
		`const b = await request.blob(); return [b.size, b.type, await b.text()]`:            "10,application/json," + text,
		`const p = request.text(); const used = request.bodyUsed; await p; return used`:      "true",
		`await request.text(); return await request.text()`:                                  "TypeError: Body is unusable: it has been read already, or its stream is locked",
		`await request.text(); return request.body.locked`:                                   "true",
		`const c = request.clone(); return (await c.text()) + (await request.text()).length`: text + "9",
		`const r = request.body.getReader(); let n = 0; for (;;) { const { value, done } = await r.read(); if (done) return n; n += value.length }`: "10",
		`request.body; return await request.text()`:                                                            text,
		`const r = new Request('http://other/', request); return r.method + await r.text() + request.bodyUsed`: "POST" + text + "true",
		`const r = new Request(request); return await r.text() + request.bodyUsed`:                             text + "true",
		`return await new Response(request.body).text()`:                                                       text,
		`await request.formData()`:                                                                             "TypeError: the body can't be read: the Content-Type is neither multipart/form-data, with a boundary, nor application/x-www-form-urlencoded",
	} {
		for _, kind := range []string{"data", "reader"} {
			h := newHost(t)
			in := body.Incoming{Header: http.Header{"Content-Type": {"application/json"}}}
			if kind == "data" {
				in.Data = []byte(text)
			} else {
				in.Reader = newSource(text, io.EOF)
			}
			h.request(in)
			if got := h.async(script); got != want {
				t.Errorf("%s of %s\n  = %s, want %s", script, kind, got, want)
			}
			if string(in.Data) != text && kind == "data" {
				t.Errorf("%s changed the data", script)
			}
		}
	}
}

// A body that is too large is an error of status 413 that names the option, however it is read.
func TestIncomingBodyTooLarge(t *testing.T) {
	const want = "RangeError 413 the body is larger than max_body_size (4 bytes)"
	for _, script := range []string{
		`await request.text()`, `await request.json()`, `await request.formData()`, `await request.blob()`,
		`const r = request.body.getReader(); for (;;) if ((await r.read()).done) return`,
		`await new Response(request.body).text()`,
		`await request.clone().text()`,
	} {
		h := newHost(t)
		h.request(body.Incoming{
			Reader: newSource("a=1&b=2", io.EOF), Limit: 4,
			Header: http.Header{"Content-Type": {"application/x-www-form-urlencoded"}},
		})
		got := h.async(`try { ` + script + ` } catch (e) { return [e.name, e.status, e.message].join(' ') }`)
		if got != want {
			t.Errorf("%s: %s", script, got)
		}
	}
	h := newHost(t)
	h.request(body.Incoming{Reader: newSource("1234", io.EOF), Limit: 4})
	if got := h.async(`return await request.text()`); got != "1234" {
		t.Errorf("a body as large as the limit: %s", got)
	}
}

func TestIncomingBodyBreaksOff(t *testing.T) {
	h := newHost(t)
	h.request(body.Incoming{Reader: newSource("abc", io.ErrUnexpectedEOF)})
	if got := h.async(`return await request.text()`); got != "TypeError: the body can't be read: unexpected EOF" {
		t.Error(got)
	}
}

// The reader of a body is closed at the end of the scope, whether scripts read it just then or never.
func TestEndOfScopeClosesBodies(t *testing.T) {
	for _, script := range []string{``, `void request.text()`, `request.body`, `void request.body.getReader().read()`, `void request.formData()`} {
		h := newHost(t)
		s := newSource("abc", nil)
		h.request(body.Incoming{Reader: s, Header: http.Header{"Content-Type": {"multipart/form-data; boundary=x"}}})
		if _, err := h.VM.RunString(script); err != nil {
			t.Fatal(err)
		}
		h.End()
		<-s.closed
	}
}

// The signal of a request is made when a script asks for it, and clones follow it.
func TestSignalIsLazy(t *testing.T) {
	h := newHost(t)
	events := event.New(h.Kit, h)
	made := 0
	h.request(body.Incoming{Signal: func() *goja.Object { made++; return events.RequestSignal() }})
	h.Run(`request.url; request.headers`)
	if made != 0 {
		t.Fatal("the signal was made for nobody")
	}
	h.Run(`globalThis.signals = [request.signal, request.signal, request.clone().signal, new Request(request).signal]`)
	h.Abort(h.VM.ToValue("gone"))
	if got := h.async(`return signals.map(s => s.aborted + s.reason).join() + (signals[0] === signals[1])`); got != "truegone,truegone,truegone,truegonetrue" || made != 1 {
		t.Errorf("%s, made %d times", got, made)
	}
}

// Large files of a form go to a temporary file, which is gone at the end of the scope.
func TestFormFilesAreSpooled(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	large := strings.Repeat("0123456789", form.MemoryLimit/10+1)
	var text bytes.Buffer
	for i, content := range []string{"small", large, "late", large} {
		fmt.Fprintf(&text, "--x\r\nContent-Disposition: form-data; name=\"f%d\"; filename=\"n%d\"\r\n\r\n%s\r\n", i, i, content)
	}
	text.WriteString("--x--\r\n")
	h := newHost(t)
	h.request(body.Incoming{
		Reader: newSource(text.String(), io.EOF),
		Header: http.Header{"Content-Type": {"multipart/form-data; boundary=x"}},
	})
	got := h.async(`
		globalThis.form = await request.formData();
		const large = form.get('f3');
		const copy = await new Response(form).formData();
		return [form.get('f0').size, await form.get('f0').text(), form.get('f1').size, await form.get('f2').text(), large.name,
			await large.slice(-3).text(), await new Blob(['<', large.slice(1, 4), '>']).text(), (await large.bytes())[5],
			(await new Response(large).text()).length, copy.get('f3').size, await copy.get('f3').slice(11, 14).text()].join()`)
	want := fmt.Sprintf("5,small,%d,late,n3,789,<123>,53,%d,%d,123", len(large), len(large), len(large))
	if got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if payload := h.payload(`new Response(form.get('f3'))`); payload.Reader == nil || payload.Size != int64(len(large)) {
		t.Errorf("the payload of a spooled file: %+v", payload)
	}
	h.End()
	if left, _ := filepath.Glob(filepath.Join(dir, "*")); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
	if _, err := os.Stat(dir); err != nil {
		t.Fatal(err)
	}
}
