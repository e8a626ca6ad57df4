package ecma_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/bundle"
	"github.com/caddyhbf/hbf/jsengine/ecma"
	"github.com/caddyhbf/hbf/jsengine/native"
)

func newRuntime(t testing.TB) *goja.Runtime {
	t.Helper()
	vm := goja.New()
	ecma.Install(native.New(vm), ecma.Options{Evaluated: bundle.Evaluated})
	return vm
}

func run(t testing.TB, vm *goja.Runtime, script string) string {
	t.Helper()
	v, err := vm.RunString(script)
	if err != nil {
		t.Fatalf("%s\n%v", script, err)
	}
	if p, ok := native.PromiseOf(v); ok {
		return p.Result().String()
	}
	return v.String()
}

// Everything that ECMAScript has up to ES2025 is there but what is listed as absent; the list is that of the
// documentation.
func TestSurface(t *testing.T) {
	data, err := os.ReadFile(filepath.Join("testdata", "surface.json"))
	if err != nil {
		t.Fatal(err)
	}
	var surface struct{ Present, Absent []string }
	if err := json.Unmarshal(data, &surface); err != nil {
		t.Fatal(err)
	}
	vm := newRuntime(t)
	has := func(path string) bool {
		_, err := vm.RunString(`(function () {
			const path = ` + quote(path) + `.split('.'), last = path.pop();
			const o = path.reduce((o, key) => o[key], globalThis);
			if (!((last.startsWith('@@') ? Symbol[last.slice(2)] : last) in Object(o))) throw 0;
		})()`)
		return err == nil
	}
	for _, path := range surface.Present {
		if !has(path) {
			t.Errorf("%s is absent", path)
		}
	}
	for _, path := range surface.Absent {
		if has(path) {
			t.Errorf("%s is there; it is listed as absent", path)
		}
	}
	if len(surface.Present) < 400 {
		t.Errorf("only %d properties are checked", len(surface.Present))
	}
}

func quote(s string) string {
	data, err := json.Marshal(s)
	if err != nil {
		panic(err)
	}
	return string(data)
}

// Names, lengths and attributes of what is added are the standard's.
func TestShapes(t *testing.T) {
	vm := newRuntime(t)
	for path, want := range map[string]string{
		"Promise.withResolvers": "withResolvers 0 w-c", "Promise.try": "try 1 w-c",
		"Object.groupBy": "groupBy 2 w-c", "Map.groupBy": "groupBy 2 w-c", "Array.fromAsync": "fromAsync 1 w-c",
		"Iterator": "Iterator 0 w-c", "Iterator.from": "from 1 w-c", "Iterator.prototype.map": "map 1 w-c",
		"Iterator.prototype.reduce": "reduce 1 w-c", "Iterator.prototype.take": "take 1 w-c", "Iterator.prototype.toArray": "toArray 0 w-c",
		"String.prototype.isWellFormed": "isWellFormed 0 w-c", "String.prototype.toWellFormed": "toWellFormed 0 w-c",
		"RegExp.escape": "escape 1 w-c", "WeakRef": "WeakRef 1 w-c", "WeakRef.prototype.deref": "deref 0 w-c",
		"FinalizationRegistry": "FinalizationRegistry 1 w-c", "FinalizationRegistry.prototype.register": "register 2 w-c",
		"FinalizationRegistry.prototype.unregister": "unregister 1 w-c",
		"ArrayBuffer.prototype.transfer":            "transfer 0 w-c", "Math.sumPrecise": "sumPrecise 1 w-c",
		"Error.captureStackTrace": "captureStackTrace 2 w-c", "Error.isError": "isError 1 w-c",
	} {
		script := `(function () { const path = ` + quote(path) + `.split('.'), key = path.pop();
			const d = Object.getOwnPropertyDescriptor(path.reduce((o, k) => o[k], globalThis), key), f = d.value;
			for (const k of ['name', 'length']) { const p = Object.getOwnPropertyDescriptor(f, k); if (p.writable || p.enumerable || !p.configurable) return k }
			return f.name + ' ' + f.length + ' ' + (d.writable ? 'w' : '-') + (d.enumerable ? 'e' : '-') + (d.configurable ? 'c' : '-');
		})()`
		if got := run(t, vm, script); got != want {
			t.Errorf("%s: %s, want %s", path, got, want)
		}
	}
	for script, want := range map[string]string{
		`JSON.stringify(Object.getOwnPropertyDescriptor(Symbol, 'asyncIterator'))`:                                                    `{"writable":false,"enumerable":false,"configurable":false}`,
		`Symbol.asyncIterator.description + Symbol.dispose.toString()`:                                                                `Symbol.asyncIteratorSymbol(Symbol.dispose)`,
		`typeof Object.getOwnPropertyDescriptor(Iterator.prototype, Symbol.toStringTag).get + Iterator.prototype[Symbol.toStringTag]`: `functionIterator`,
		`Object.prototype.toString.call([].values().map(x => x))`:                                                                     `[object Iterator Helper]`,
		`Object.keys(globalThis).join()`:                                                                                              ``,
	} {
		if got := run(t, vm, script); got != want {
			t.Errorf("%s: %s, want %s", script, got, want)
		}
	}
	for _, f := range []string{"Iterator.from", "Iterator.prototype.map", "Array.fromAsync", "Promise.try"} {
		if got := run(t, vm, `try { new `+f+`(); 'no' } catch (e) { e.constructor.name }`); got != "TypeError" {
			t.Errorf("new %s(): %s", f, got)
		}
	}
}

// Each case of testdata/cases.js gives what its line says.
func TestCases(t *testing.T) {
	source, err := os.ReadFile(filepath.Join("testdata", "cases.js"))
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(string(source), "\n") {
		script, want, ok := strings.Cut(line, " // => ")
		if !ok {
			continue
		}
		wrapped := `(() => { try { return (` + script + `) } catch (e) { return e instanceof Error ? e.constructor.name : 'thrown ' + String(e) } })()`
		if got := run(t, newRuntime(t), wrapped); got != want {
			t.Errorf("%s\ngot  %s\nwant %s", script, got, want)
		}
	}
}

// What the app does to built-in prototypes does not reach what is added.
func TestPollution(t *testing.T) {
	vm := newRuntime(t)
	got := run(t, vm, `
		Function.prototype.call = Function.prototype.bind = Array.prototype.push = Map.prototype.get = Map.prototype.set =
			WeakMap.prototype.set = Object.defineProperty = Object.create = Reflect.set = Object.prototype.hasOwnProperty = () => { throw 'polluted' };
		Object.defineProperty = undefined;
		const it = [1, 2, 3].values().map(x => x * 2).filter(x => x > 2).take(5).drop(0).flatMap(x => [x]);
		const groups = Object.groupBy([1, 2, 3], x => x % 2 ? 'odd' : 'even');
		const token = {}; const r = new FinalizationRegistry(() => 0); r.register({}, 1, token);
		[it.toArray().join(), groups.odd.join(), r.unregister(token), 'a'.isWellFormed()].join(' ')`)
	if got != "4,6 1,3 true true" {
		t.Error(got)
	}
}

// A WeakRef does not keep its target, and gives the same object as long as something else does.
func TestWeakRef(t *testing.T) {
	vm := newRuntime(t)
	if got := run(t, vm, `globalThis.held = { x: 1 }; globalThis.a = new WeakRef(held); globalThis.b = new WeakRef({});
		String(a.deref() === held && b.deref() !== undefined)`); got != "true" {
		t.Error(got)
	}
	for range 10 {
		runtime.GC()
	}
	if got := run(t, vm, `[a.deref() === held, a.deref().x, b.deref()].join()`); got != "true,1," {
		t.Error(got)
	}
}

// Frames of captureStackTrace are the caller's, and prepareStackTrace gets them as call sites.
func TestCaptureStackTrace(t *testing.T) {
	for script, want := range map[string]string{
		`function inner() { const o = { message: 'm', name: 'N' }; Error.captureStackTrace(o); return o.stack } inner().replace(/:\d+/g, ':n')`:             "N: m\n\tat inner (<eval>:n:n(10))\n\tat <eval>:n:n(3)\n",
		`function hide() { return show(hide) } function show(f) { const o = {}; Error.captureStackTrace(o, f); return o.stack.split('\n').length }; hide()`: "3",
		`Error.stackTraceLimit = 0; const o = {}; Error.captureStackTrace(o); o.stack`:                                                                      "Error\n",
		`Object.keys((() => { const o = {}; Error.captureStackTrace(o); return o })()).length`:                                                              "0",
		`(function depd() { const lim = Error.stackTraceLimit, o = {}; Error.prepareStackTrace = (_, s) => s; Error.stackTraceLimit = Math.max(10, lim);
			Error.captureStackTrace(o); const s = o.stack; delete Error.prepareStackTrace;
			return [s[0].getFunctionName(), typeof s[0].getLineNumber(), s[0].isNative(), s[0].isEval(), Array.isArray(s)].join() })()`: "depd,number,false,false,true",
		`try { Error.captureStackTrace(1) } catch (e) { e.constructor.name }`:                                                   "TypeError",
		`class A extends Error { constructor() { super('x'); Error.captureStackTrace(this, A) } } new A().stack.split('\n')[0]`: "Error: x",
	} {
		if got := run(t, newRuntime(t), script); got != want {
			t.Errorf("%s\ngot  %q\nwant %q", script, got, want)
		}
	}
}

func BenchmarkInstall(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		b.StopTimer()
		k := native.New(goja.New())
		b.StartTimer()
		ecma.Install(k, ecma.Options{})
	}
}

func BenchmarkIteratorHelpers(b *testing.B) {
	vm := newRuntime(b)
	v, err := vm.RunString(`() => { let s = 0; for (const x of list.values().map(x => x + 1).filter(x => x & 1)) s += x; return s }`)
	if err != nil {
		b.Fatal(err)
	}
	_, _ = vm.RunString(`globalThis.list = Array.from({ length: 1000 }, (_, i) => i)`)
	f, _ := goja.AssertFunction(v)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := f(goja.Undefined()); err != nil {
			b.Fatal(err)
		}
	}
}
