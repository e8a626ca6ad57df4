package bundle_test

import (
	"context"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/bounds"
	"github.com/caddyhbf/hbf/jsengine/bundle"
	"github.com/caddyhbf/hbf/jsengine/ecma"
	"github.com/caddyhbf/hbf/jsengine/native"
)

// operated runs a function's body as the app's code in a runtime with guards, and gives what it returns or throws.
func operated(t *testing.T, body string) string {
	t.Helper()
	vm := goja.New()
	k := native.New(vm)
	ecma.Install(k, ecma.Options{Evaluated: bundle.Evaluated})
	bounds.Install(k, bounds.Options{Memory: 1 << 20})
	source := `try { globalThis.result = String((() => { ` + body + ` })()) } catch (e) { globalThis.result = e.name + ': ' + e.message }`
	b, err := bundle.Build(context.Background(), bundle.Options{FS: fstest.MapFS{"server.js": {Data: []byte(source)}}})
	if err != nil {
		t.Fatalf("%s: %v", body, err)
	}
	if _, err := b.Evaluate(vm, nil); err != nil {
		t.Fatalf("%s: %v", body, err)
	}
	return vm.Get("result").String()
}

// Operators give what they give without a check.
func TestOperatorsWithinBounds(t *testing.T) {
	for body, want := range map[string]string{
		`const a = 3, b = 4; return [a << b, a >> 1, -a >> b, a ** b, 1 << b, a << 33, 2 ** b]`:                  "48,1,-1,81,16,6,16",
		`const a = 3n, b = 4n; return [a << b, -9n >> 1n, a << -1n, a >> -b, a ** b, 1n << b, 2n ** b, a ** 0n]`: "48,-5,1,48,81,16,16,1",
		`let a = 3n; a <<= 2n; a **= a - 10n; a >>= 1n; return a`:                                                "72",
		`let o = { a: 3n, b: { c: 2 } }; o.a <<= o.a; o['a'] **= 2n; o.b.c **= 3; return [o.a, o.b.c]`:           "576,8",
		`let s = ''; const f = (n, v) => { s += n; return v }; f(1, 2n) ** f(2, 3n) << f(3, 1n); return s`:       "123",
		`return 2 ** 3 ** 2 + (1 << 2 << 3)`:                                                                     "544",
		`return [true << 2, '3' << '1', null >> 0, undefined << 1, 2 ** '3', [2] << [1]]`:                        "4,6,0,0,8,4",
		`return [{ valueOf: () => 2 }] .map(x => 3 << x)[0] + ({ valueOf: () => 3 } << { valueOf: () => 2 })`:    "24",
		`const x = { valueOf: () => 5n }; return 2n ** x + (1n << x)`:                                            "64",
		`const x = { [Symbol.toPrimitive]: hint => hint === 'number' ? 5n : 1n }; return 1n << x`:                "32",
		`const n = 2n ** 70n; return [1n >> n, -1n >> n, 5n << -n, 1n ** n, 0n ** n, (-1n) ** n]`:                "0,-1,0,1,0,1",
		`return typeof (x => x << 1n)`:                                                     "function",
		`return (x => x << y).toString()`:                                                  "(x) => x << y",
		`const a = 1n, b = 2; return a << b`:                                               "TypeError: Cannot mix BigInt and other types, use explicit conversions",
		`return 2n ** -1n`:                                                                 "RangeError: exponent must be positive",
		`return Symbol() << Symbol()`:                                                      "TypeError: Cannot convert a Symbol value to a number",
		`return 1n << missing`:                                                             "ReferenceError: missing is not defined",
		`return eval('var a = 1n, b = 70n; a << b') + eval('1n << 2n')`:                    "1180591620717411303428",
		`return new Function('a', 'b', 'const c = a << b; return c ** b')(1n, 2n)`:         "16",
		`return eval('const a = 3; a')`:                                                    "3",
		`return eval('let a = 3, b = 4; a << 2')`:                                          "12",
		`return [...new (function* () {}.constructor)('x', 'yield 1n << x; yield 2')(3n)]`: "8,2",
	} {
		if got := operated(t, body); got != want {
			t.Errorf("%s\n got %.200s\nwant %s", body, got, want)
		}
	}
}

// What would be too large is a RangeError, however it is written.
func TestOperatorsOutOfBounds(t *testing.T) {
	for _, body := range []string{
		`1n << 100000000000n`, `1n << 2n ** 36n`, `const y = 2n ** 36n; 1n << y`, `1n >> -(2n ** 36n)`, `let x = 1n, y = 2n ** 40n; x <<= y`,
		`let x = 1n, y = -(2n ** 40n); x >>= y`, `const o = { x: 1n }; o.x <<= 2n ** 40n`, `const o = { x: 1n }; o['x'] >>= -(2n ** 40n)`,
		`1n << { valueOf: () => 2n ** 40n }`, `1n << BigInt('99999999999')`, `[1n].map(x => x << 99999999999n)`, `class A { static x = 1n << 99999999999n }`,
		`const { a = 1n << 99999999999n } = {}`, `((a = 1n << 99999999999n) => a)()`, "`${1n << 99999999999n}`", `(function* () { yield 1n << 99999999999n })().next()`,
		`if (1n << 99999999999n) {}`, `for (let x = 1n << 99999999999n; ;) break`, `switch (1n << 99999999999n) {}`, `({ [1n << 99999999999n]: 1 })`,
		`10n ** 1000000000n`, `const x = 10n, y = 1000000000n; x ** y`, `let x = 10n, y = 1000000000n; x **= y`, `2n ** 2n ** 64n`, `const o = { x: 10n }; o.x **= 1000000000n`,
		`const f = () => 10n; f() ** 1000000000n`, `const x = 1n << 8000000n; x ** 100n`, `(-3n) ** 1000000000n`, `let x = 2n; for (let n = 0; n < 9; n++) x = x ** 64n`, `let x = 2n; for (let n = 0; n < 9; n++) x **= 64n`,
		`eval('1n << 2n ** 36n')`, `eval('var y = 2n ** 36n; 1n << y')`, `(0, eval)('10n ** 1000000000n')`, `eval("eval('1n << 2n ** 36n')")`,
		`new Function('y', 'return 1n << y')(2n ** 36n)`, `new Function('let y = 2n ** 36n; return 1n << y')()`, `new Function('y = 1n << 2n ** 36n', 'return y')()`,
	} {
		if got := operated(t, body); !strings.HasPrefix(got, "RangeError: Invalid BigInt") {
			t.Errorf("%s: %.200s", body, got)
		}
	}
	for _, code := range []string{`const y = 5n; 1n << y`, `class A {} A << A`, `"use strict"; var y = 5n; 1n << y`} {
		if got := operated(t, "eval('"+code+"')"); !strings.HasPrefix(got, "SyntaxError: <<, >> and **") {
			t.Errorf("%s: %.200s", code, got)
		}
	}
}
