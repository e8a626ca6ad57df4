package jsengine_test

import (
	"context"
	"testing"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine"
	"github.com/caddyhbf/hbf/jsengine/express"
)

// BenchmarkBaseline is what goja itself needs to call an empty handler, for comparison in the same run.
func BenchmarkBaseline(b *testing.B) {
	vm := goja.New()
	v, err := vm.RunString(`(function (req, res) { return 'hello' })`)
	if err != nil {
		b.Fatal(err)
	}
	f, _ := goja.AssertFunction(v)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := f(goja.Undefined(), goja.Null(), goja.Null()); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkHandle(b *testing.B) {
	for _, test := range []struct{ name, path, source string }{
		{"plain handler", "/", `globalThis.app = { handle(req, res) { res.send('hello') } }; export {}`},
		{"route", "/", `app.get('/', (req, res) => res.send('hello'))`},
		{"route with parameter as JSON", "/user/42", `app.get('/user/:id', (req, res) => res.json({ id: req.params.id }))`},
		{"async handler", "/", `app.get('/', async (req, res) => { await null; res.send('hello') })`},
	} {
		b.Run(test.name, func(b *testing.B) {
			a := start(b, func(c *jsengine.Config) { c.Sampler, c.MemoryLimit = jsengine.NewSampler(), 64<<20 }, "server.js", test.source)
			request := exchange("GET", test.path).Request
			b.ReportAllocs()
			for b.Loop() {
				x := &express.Exchange{Request: request, Scheme: "http", Host: "example.com"}
				if err := a.Handle(context.Background(), x); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkStart is what a recycle costs: a fresh runtime from compiled code.
func BenchmarkStart(b *testing.B) {
	code := compile(b, "server.js", `app.get('/', (req, res) => res.send('hello'))`)
	a := start(b, nil, "server.js", `app.get('/', (req, res) => res.send('hello'))`)
	b.ReportAllocs()
	for b.Loop() {
		if err := a.Replace(context.Background(), code); err != nil {
			b.Fatal(err)
		}
	}
}
