package bundle_test

import (
	"context"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/bundle"
)

func rewritten(t *testing.T, source string) (string, error) {
	t.Helper()
	b, err := bundle.Build(context.Background(), bundle.Options{FS: fstest.MapFS{"server.js": {Data: []byte(source)}}})
	if err != nil {
		return "", err
	}
	vm := goja.New()
	if _, err := b.Evaluate(vm, nil); err != nil {
		return "", err
	}
	return vm.Get("result").String(), nil
}

// Literals name properties of Unicode wherever they stand.
func TestPropertiesInLiterals(t *testing.T) {
	for source, want := range map[string]string{
		`globalThis.result = /\p{Lu}/u.exec('aB')[0]`:                                                   "B",
		`globalThis.result = 'x1'.replace(/[^\p{L}]/gu, '')`:                                            "x",
		`const f = (r = /\p{Lu}/u) => r; class C { static r = f(); } globalThis.result = C.r.test('A')`: "true",
		`globalThis.result = /\p{Lu}/.test('p{Lu}')`:                                                    "true",
		`export default 1; globalThis.result = [/\p{Nd}/u].map(r => r.test('5'))[0]`:                    "true",
	} {
		if got, err := rewritten(t, source); err != nil || got != want {
			t.Errorf("%s: %s, %v", source, got, err)
		}
	}
}

// What is not supported is an error with its place.
func TestUnsupportedProperty(t *testing.T) {
	_, err := rewritten(t, "let x = 1;\nif (x) {\n  x = /a\\p{Foo}/u;\n}")
	if err == nil || !strings.Contains(err.Error(), `\p{Foo}`) || !strings.Contains(err.Error(), "server.js:3:7") {
		t.Errorf("%v", err)
	}
	for _, literal := range []string{`/a/v`, `/a/d`} {
		if _, err := rewritten(t, "globalThis.result = "+literal); err == nil || !strings.Contains(err.Error(), "flags") {
			t.Errorf("%s: %v", literal, err)
		}
	}
}

// Code that awaits and returns runs without a host that defines intrinsics, and its functions show their own source.
func TestRewrittenCodeIsItself(t *testing.T) {
	for source, want := range map[string]string{
		`async function f(x) { return await x } globalThis.result = f.toString()`:                                                    "async function f(x) {\n  return await x;\n}",
		`globalThis.result = (async (x) => await x).toString()`:                                                                      "async (x) => await x",
		`(async () => { try { await { then(f) { f(1) } } } finally { globalThis.result = 2 } })()`:                                   "2",
		`globalThis.result = 0; (async () => { const g = async x => x; for (const x of [1, 2]) globalThis.result += await g(x) })()`: "3",
	} {
		if got, err := rewritten(t, source); err != nil || got != want {
			t.Errorf("%s: %q, %v", source, got, err)
		}
	}
}
