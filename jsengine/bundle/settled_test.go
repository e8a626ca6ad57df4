package bundle_test

import (
	"testing"

	"github.com/dop251/goja"
)

// TestSettledWaitsForWhatTheHostResolves starts apps whose top level awaits something that comes later than the
// microtasks of the start.
func TestSettledWaitsForWhatTheHostResolves(t *testing.T) {
	for name, app := range map[string][]string{
		"the entry":          {"server.mjs", "export const x = await later; export default 'done'"},
		"an import":          {"server.mjs", "import './lib.js'; export default globalThis.x", "lib.js", "await later; globalThis.x = 'done'"},
		"a dynamic import":   {"server.mjs", "const { x } = await import('./lib.js'); export default x", "lib.js", "export const x = await later"},
		"the router":         {"router.js", "await later; export {}", "server.mjs", "export default 'done'"},
		"router and entry":   {"router.js", "await later; export {}", "server.mjs", "await later; export default 'done'"},
		"a script's router":  {"router.js", "await later; globalThis.x = 'done'; export {}", "server.js", "exports.default = x"},
		"TypeScript and JSX": {"server.tsx", "const h = (x: string) => x; /** @jsx h */ const p = <done/>; await later; export default p"},
	} {
		b := build(t, files(app...))
		vm := goja.New()
		later, resolve, _ := vm.NewPromise()
		must(vm.Set("later", later))
		exports := must2(b.Evaluate(vm, func(string) (*goja.Object, error) { return vm.NewObject(), nil }))
		if exports.Settled == nil || exports.Value != nil || exports.Settled.State() != goja.PromiseStatePending {
			t.Errorf("%s: got %+v before what it awaits", name, exports)
			continue
		}
		must(resolve("done"))
		must2(vm.RunString("0")) // runs the jobs
		if exports.Settled.State() != goja.PromiseStateFulfilled {
			t.Errorf("%s: %v", name, exports.Settled.Result())
			continue
		}
		if got := exports.Settled.Result().ToObject(vm).Get("default"); got == nil || got.String() != "done" {
			t.Errorf("%s: the default export is %v", name, got)
		}
	}
}

func TestSettledIsRejectedWithWhatWasThrown(t *testing.T) {
	for name, app := range map[string][]string{
		"the entry":               {"server.mjs", "await later; throw new Error('late')"},
		"an entry after a router": {"router.js", "await later; export {}", "server.js", "throw new Error('late')"},
		"the router":              {"router.js", "await later; throw new Error('late'); export {}", "server.js", "globalThis.evaluated = true"},
	} {
		b := build(t, files(app...))
		vm := goja.New()
		later, resolve, _ := vm.NewPromise()
		must(vm.Set("later", later))
		exports := must2(b.Evaluate(vm, func(string) (*goja.Object, error) { return vm.NewObject(), nil }))
		must(resolve("now"))
		must2(vm.RunString("0"))
		if exports.Settled.State() != goja.PromiseStateRejected || exports.Settled.Result().String() != "Error: late" {
			t.Errorf("%s: %v", name, exports.Settled.Result())
		}
		if vm.Get("evaluated") != nil {
			t.Errorf("%s: the entry was evaluated", name)
		}
	}
}
