package body_test

import (
	"net/http"
	"testing"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/web/body"
)

func BenchmarkIncoming(b *testing.B) {
	h := newHost(b)
	header := http.Header{"Accept": {"*/*"}, "Host": {"example.com"}}
	b.ReportAllocs()
	for b.Loop() {
		h.Incoming(body.Incoming{Method: "GET", URL: "http://example.com/a?b=c", Header: header})
	}
}

func benchmarkScript(b *testing.B, script string) {
	h := newHost(b)
	request := h.Incoming(body.Incoming{Method: "GET", URL: "http://example.com/a?b=c", Header: http.Header{"Accept": {"*/*"}}})
	f, _ := goja.AssertFunction(h.Run(script))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := f(goja.Undefined(), request); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkResponseText(b *testing.B) {
	benchmarkScript(b, `(() => new Response('text'))`)
}

func BenchmarkResponseHeaders(b *testing.B) {
	benchmarkScript(b, `(() => { const headers = { 'content-type': 'text/html' }; return () => new Response('text', { headers }) })()`)
}

func BenchmarkResponseJSON(b *testing.B) {
	benchmarkScript(b, `(() => Response.json({ a: 1 }))`)
}

func BenchmarkRequestHeader(b *testing.B) {
	benchmarkScript(b, `(r => r.headers.get('accept'))`)
}
