package bounds_test

import (
	"strings"
	"testing"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/bounds"
	"github.com/caddyhbf/hbf/jsengine/native"
)

// A buffer that is being filled can't be taken away: goja would write to memory that is not the app's.
func TestBuffersStayWhileTypedArraysAreMade(t *testing.T) {
	for _, script := range []string{
		`class A extends Uint8Array { static get [Symbol.species]() { return function () { return new Uint8Array(b) } } }; new A(1000).map(() => { detach(b); return 1 })`,
		`Uint8Array.from.call(function () { return new Uint8Array(b) }, { length: 1000 }, () => { detach(b); return 1 })`,
		`Uint8Array.from.call(function () { return new Uint8Array(b) }, [{ valueOf() { detach(b) } }, 1])`,
		`Uint8Array.of.call(function () { return new Uint8Array(b) }, { valueOf() { detach(b) } }, 1)`,
		`class Big extends BigUint64Array { static get name() { detach(b); return 'Big' } }; new Big(new BigInt64Array(b))`,
	} {
		vm := goja.New()
		k := native.New(vm)
		bounds.Install(k, bounds.Options{Memory: 1 << 20})
		k.Global("detach", k.Function("detach", 1, func(call goja.FunctionCall) goja.Value {
			k.Detach(call.Argument(0).Export().(goja.ArrayBuffer))
			return goja.Undefined()
		}))
		got := run(t, vm, `const b = new ArrayBuffer(4096); try { (() => { `+script+` })() } catch (e) { b.byteLength + e.name + e.message }`)
		if !strings.HasPrefix(got, "4096TypeError") || !strings.Contains(got, "detached") {
			t.Errorf("%s: %s", script, got)
		}
		if got := run(t, vm, `detach(b); new Uint8Array(b.byteLength).length`); got == "" || strings.Contains(got, "can't") {
			t.Errorf("afterwards: %s", got)
		}
	}
}
