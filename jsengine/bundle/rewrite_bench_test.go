package bundle

import (
	"strings"
	"testing"
	"time"

	"github.com/dop251/goja"
	"github.com/dop251/goja/parser"

	"github.com/caddyhbf/hbf/jsengine/bounds"
	"github.com/caddyhbf/hbf/jsengine/native"
)

// BenchmarkRewrite rewrites 1 MB of code; BenchmarkParse is what parsing the same costs.
func BenchmarkRewrite(b *testing.B) {
	text := largeSource()
	b.SetBytes(int64(len(text)))
	program, err := parser.ParseFile(nil, "large.js", text, 0)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if err := rewrite(program); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkParse(b *testing.B) {
	text := largeSource()
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if _, err := parser.ParseFile(nil, "large.js", text, 0); err != nil {
			b.Fatal(err)
		}
	}
}

func largeSource() string {
	const piece = `
async function handle(request, response) {
	const { id, name = "none" } = await load(request.params.id, { deep: true, list: [1, 2, 3] });
	for (const item of id.items) if (item.x > 1 && !item.y) response.push(item.map((v) => v.a + v.b * 2));
	try { return await store(id, ` + "`${name}-${id}`" + `); } catch (e) { console.error(e, /[a-z]+/i.test(name)); }
}`
	return strings.Repeat(piece, 1_000_000/len(piece))
}

// BenchmarkShifts rotates numbers by a variable, which is the dearest of all that is checked: of-stock is the
// ratio to the same code without checks.
func BenchmarkShifts(b *testing.B) {
	const source = `(n => { let h = 1; for (let i = 0; i < n; i++) { const by = i & 15; h = ((h << by) | (h >>> (32 - by))) + i | 0 } return h })`
	var took [2]time.Duration
	var calls [2]goja.Callable
	vm := goja.New()
	bounds.Install(native.New(vm), bounds.Options{})
	for n := range calls {
		parsed, err := parser.ParseFile(nil, "", source, 0)
		if err != nil {
			b.Fatal(err)
		}
		if n == 1 {
			if err := rewrite(parsed); err != nil {
				b.Fatal(err)
			}
		}
		program, err := compileParsed(parsed)
		if err != nil {
			b.Fatal(err)
		}
		f, err := vm.RunProgram(program)
		if err != nil {
			b.Fatal(err)
		}
		calls[n], _ = goja.AssertFunction(f)
		took[n] = time.Hour
	}
	for b.Loop() {
		for n, f := range calls {
			began := time.Now()
			if _, err := f(goja.Undefined(), vm.ToValue(1000)); err != nil {
				b.Fatal(err)
			}
			took[n] = min(took[n], time.Since(began))
		}
	}
	b.ReportMetric(float64(took[1])/float64(took[0]), "of-stock")
}
