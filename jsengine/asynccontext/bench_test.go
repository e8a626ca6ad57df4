package asynccontext_test

import (
	"context"
	"testing"
	"testing/fstest"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/asynccontext"
	"github.com/caddyhbf/hbf/jsengine/bundle"
	"github.com/caddyhbf/hbf/jsengine/native"
)

// What following the context costs: each piece of work 1,000 times, without and with this package.
func Benchmark(b *testing.B) {
	for _, work := range []struct{ name, body string }{
		{"await", `globalThis.f = async () => { for (let i = 0; i < 1000; i++) await i }`},
		{"await-promise", `const p = Promise.resolve(1); globalThis.f = async () => { for (let i = 0; i < 1000; i++) await p }`},
		{"await-thenable", `const p = { then(f) { f() } }; globalThis.f = async () => { for (let i = 0; i < 1000; i++) await p }`},
		{"async-call", `const g = async x => x; globalThis.f = async () => { for (let i = 0; i < 1000; i++) await g(i) }`},
		{"then", `globalThis.f = () => { let p = Promise.resolve(1); for (let i = 0; i < 1000; i++) p = p.then(x => x) }`},
		{"resolve", `globalThis.f = () => { for (let i = 0; i < 1000; i++) Promise.resolve(i) }`},
		{"run", `globalThis.als ??= { run(v, f) { return f() } }; globalThis.f = () => { for (let i = 0; i < 1000; i++) als.run(i, () => i) }`},
	} {
		built, err := bundle.Build(context.Background(), bundle.Options{FS: fstest.MapFS{"server.js": {Data: []byte(work.body)}}})
		if err != nil {
			b.Fatal(err)
		}
		for _, with := range []bool{false, true} {
			name := work.name + "/plain"
			if with {
				name = work.name + "/tracked"
			}
			b.Run(name, func(b *testing.B) {
				vm := goja.New()
				if with {
					m := asynccontext.New(native.New(vm), asynccontext.Options{})
					als, _ := vm.New(m.Exports().Get("AsyncLocalStorage"))
					_ = vm.Set("als", als)
					m.Begin(asynccontext.NewContext(&request{}))
				}
				var err error
				if with {
					_, err = built.Evaluate(vm, nil)
				} else {
					_, err = vm.RunString(work.body)
				}
				if err != nil {
					b.Fatal(err)
				}
				f, _ := goja.AssertFunction(vm.Get("f"))
				b.ReportAllocs()
				for b.Loop() {
					if _, err := f(goja.Undefined()); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

func BenchmarkNew(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		b.StopTimer()
		k := native.New(goja.New())
		b.StartTimer()
		asynccontext.New(k, asynccontext.Options{})
	}
}
