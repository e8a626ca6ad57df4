package headers_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/dop251/goja"
	"golang.org/x/net/http/httpguts"

	"github.com/caddyhbf/hbf/jsengine/native"
	"github.com/caddyhbf/hbf/jsengine/web/headers"
)

// What scripts see is compared with Node in package body.

func newModule() (*goja.Runtime, *headers.Module) {
	vm := goja.New()
	return vm, headers.New(native.New(vm))
}

func run(t testing.TB, vm *goja.Runtime, script string) string {
	t.Helper()
	v, err := vm.RunString(`(() => { try {` + script + `} catch (e) { return e.name + ': ' + e.message } })()`)
	if err != nil {
		t.Fatal(err)
	}
	return v.String()
}

// The fields that Go has are the script's, and the other way round.
func TestFieldsAreShared(t *testing.T) {
	vm, m := newModule()
	h := headers.From(http.Header{"X-A": {"1", "2"}, "Set-Cookie": {"a=1", "b=2"}, "X-L": {"\xe9"}}, headers.Mutable)
	o := m.Object(h)
	if m.Object(h) != o {
		t.Error("one list of headers has two objects")
	}
	if err := vm.Set("h", o); err != nil {
		t.Fatal(err)
	}
	if got := run(t, vm, `h.set('x-b', 'ü'); h.delete('x-gone'); return [...h].map(e => e.join('=')).join()`); got != "set-cookie=a=1,set-cookie=b=2,x-a=1, 2,x-b=ü,x-l=é" {
		t.Error(got)
	}
	if got := h.Fields()["X-B"]; len(got) != 1 || got[0] != "\xfc" {
		t.Errorf("%q", got)
	}
	if got, ok := headers.Of(o); !ok || got != h {
		t.Error("the object does not lead to its headers")
	}
}

func TestImmutable(t *testing.T) {
	vm, m := newModule()
	h := headers.From(http.Header{"A": {"1"}}, headers.Immutable)
	if err := vm.Set("h", m.Object(h)); err != nil {
		t.Fatal(err)
	}
	for _, script := range []string{`h.set('a', '2')`, `h.append('a', '2')`, `h.delete('a')`} {
		if got := run(t, vm, script); !strings.Contains(got, "immutable") {
			t.Errorf("%s: %s", script, got)
		}
	}
	if got := run(t, vm, `const c = new Headers(h); c.set('a', '2'); return c.get('a') + h.get('a')`); got != "21" {
		t.Error(got)
	}
	h.Set("a", "3")
	if got, _ := h.Copy().Get("A"); got != "3" || run(t, vm, `return h.get('a')`) != "3" {
		t.Error("Go can't change what scripts can't")
	}
	copied := h.Copy()
	copied.Set("A", "4")
	if got, _ := h.Get("a"); got != "3" {
		t.Error("a copy is no copy")
	}
	if _, ok := h.Clone().Get("missing"); ok {
		t.Error("a field that is not there is there")
	}
}

func TestErrorsSayWhatIsWrong(t *testing.T) {
	vm, _ := newModule()
	for script, want := range map[string]string{
		`new Headers({ 'a b': '' })`:                                `TypeError: Headers.append: "a b" is an invalid header name`,
		`new Headers({ a: 'x\ny' })`:                                `TypeError: Headers.append: "x\ny" is an invalid header value`,
		`new Headers().set('a', '€')`:                               "TypeError: Headers: a name or value holds U+20AC, which is not a byte; encode it, with encodeURIComponent for example",
		`new Headers([['a']])`:                                      "TypeError: Headers: each item of the iterable must be a pair of name and value",
		`new Headers([5])`:                                          "TypeError: Headers: each item of the iterable must be a pair of name and value",
		`new Headers('a: b')`:                                       "TypeError: Headers: the headers must be an object, an iterable of pairs or another Headers",
		`new Headers().set('a')`:                                    "TypeError: Headers.set: 2 argument(s) required, but only 1 found",
		`new Headers({ get a() { throw new RangeError('mine') } })`: "RangeError: mine",
		`new Headers().forEach({})`:                                 "TypeError: Headers.forEach: the callback must be a function",
	} {
		if got := run(t, vm, script); got != want {
			t.Errorf("%s\n  = %s, want %s", script, got, want)
		}
	}
}

// An endless iterable of endless pairs does not hang.
func TestPairIsReadNoFurtherThanItMustBe(t *testing.T) {
	vm, _ := newModule()
	if got := run(t, vm, `new Headers([(function* () { for (;;) yield 'a' })()])`); !strings.HasPrefix(got, "TypeError") {
		t.Error(got)
	}
}

// No name and no value gets through that would break a message in two, and what gets through comes back.
func FuzzSet(f *testing.F) {
	f.Add("Content-Type", "text/html")
	f.Add("a\r\nb", "c\r\nd")
	vm, _ := newModule()
	set, _ := goja.AssertFunction(native.Must(vm.RunString(`(n, v) => { const h = new Headers(); try { h.append(n, v) } catch { return null } return h }`)))
	f.Fuzz(func(t *testing.T, name, value string) {
		v, err := set(goja.Undefined(), vm.ToValue(name), vm.ToValue(value))
		if err != nil {
			t.Fatal(err)
		}
		h, ok := headers.Of(v)
		if !ok {
			return
		}
		if len(h.Fields()) != 1 {
			t.Fatalf("%v", h.Fields())
		}
		for key, values := range h.Fields() {
			if !httpguts.ValidHeaderFieldName(key) || !httpguts.ValidHeaderFieldValue(values[0]) || !strings.EqualFold(key, name) {
				t.Errorf("%q: %q", key, values)
			}
		}
	})
}

func BenchmarkFromRecord(b *testing.B) {
	vm, _ := newModule()
	f, _ := goja.AssertFunction(native.Must(vm.RunString(`(() => { const o = { 'content-type': 'text/html', 'x-a': '1' }; return () => new Headers(o) })()`)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := f(goja.Undefined()); err != nil {
			b.Fatal(err)
		}
	}
}
