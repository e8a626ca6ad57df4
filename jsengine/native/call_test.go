package native_test

import (
	"testing"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/native"
)

// A native that is a reaction of a promise calls functions without letting later jobs overtake earlier ones.
func TestCallKeepsTheOrderOfJobs(t *testing.T) {
	vm := goja.New()
	k := native.New(vm)
	k.Global("call", k.Function("call", 1, func(c goja.FunctionCall) goja.Value {
		return k.Call(c.Argument(0), goja.Undefined(), vm.ToValue(1))
	}))
	if _, err := vm.RunString(`
		let order = '';
		const p = Promise.resolve(x => { order += 'a' + x; Promise.resolve().then(() => order += 'c') });
		p.then(call); p.then(() => order += 'b');
		try { call(() => { throw 2 }) } catch (e) { order += e }
		try { call({}) } catch (e) { order += e.constructor.name }`); err != nil {
		t.Fatal(err)
	}
	if got := native.Must(vm.RunString(`order`)).String(); got != "2TypeErrora1bc" {
		t.Error(got)
	}
}
