package bounds_test

import (
	"testing"
	"time"

	"github.com/dop251/goja"
)

// What built-in functions on the hot path cost with guards, as a ratio to what they cost without: the issue allows 1.05.
// Both take turns within the same run, and the shortest turns are compared.
func BenchmarkGuards(b *testing.B) {
	for name, script := range map[string]string{
		"map":              `const a = Array.from({ length: 100 }, (_, n) => n); () => a.map(x => x + 1)`,
		"join":             `const a = Array.from({ length: 100 }, (_, n) => 'item' + n); () => a.join(',')`,
		"split":            `const s = 'a,b,c,d,e,f,g,h,'.repeat(20); () => s.split(',')`,
		"test":             `const s = 'x'.repeat(40) + '7'; () => /[0-9]+/.test(s)`,
		"parse":            `const s = JSON.stringify({ a: [1, 2, 3], b: { c: 'text' }, d: null }); () => JSON.parse(s)`,
		"push":             `const a = []; () => { a.length = 0; for (let n = 0; n < 100; n++) a.push(n) }`,
		"trim":             `() => { for (let n = 0; n < 100; n++) ' x '.trim() }`,
		"includes":         `const a = [1, 2, 3, 4, 5]; () => { for (let n = 0; n < 100; n++) a.includes(4) }`,
		"replace/short":    `() => 'a-b-c'.replace('-', '+')`,
		"replace/escape":   `const of = { '&': '&amp;', '<': '&lt;' }, s = 'a & b < c and so on & on'.repeat(4); () => s.replace(/[&<]/g, c => of[c])`,
		"replace/template": `const o = { name: 'Ann', n: 3 }, s = 'Hello {{name}}, you have {{n}} new messages and then some text. '.repeat(40); () => s.replace(/\{\{(\w+)\}\}/g, (_, k) => o[k])`,
		"replace/constant": `const s = 'some words with spaces '.repeat(200); () => s.replace(/ /g, () => '_')`,
		"replace/groups":   `const s = '2026-11-25 '.repeat(200); () => s.replace(/(\d+)-(\d+)-(\d+)/g, '$3.$2.$1')`,
		"replaceAll":       `const s = 'some words with spaces '.repeat(200); () => s.replaceAll(' ', () => '_')`,
	} {
		b.Run(name, func(b *testing.B) {
			stock, guarded := prepared(b, goja.New(), script), prepared(b, guarded(b), script)
			took := [2]time.Duration{time.Hour, time.Hour}
			for b.Loop() {
				for n, f := range []func(){stock, guarded} {
					began := time.Now()
					for range 50 {
						f()
					}
					took[n] = min(took[n], time.Since(began))
				}
			}
			b.ReportMetric(float64(took[1])/float64(took[0]), "of-stock")
		})
	}
}

// prepared gives a function of Go's that calls the function that a script evaluates to.
func prepared(b *testing.B, vm *goja.Runtime, script string) func() {
	b.Helper()
	v, err := vm.RunString(script)
	if err != nil {
		b.Fatal(err)
	}
	f, ok := goja.AssertFunction(v)
	if !ok {
		b.Fatal("not a function")
	}
	return func() {
		if _, err := f(goja.Undefined()); err != nil {
			b.Fatal(err)
		}
	}
}
