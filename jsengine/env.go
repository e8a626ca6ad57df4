package jsengine

import (
	"maps"
	"slices"

	"github.com/dop251/goja"
)

// bindEnv makes the one object that is process.env, the export env of hbf:env, and that module's default export. It
// holds what the app's configuration gives it and nothing of the host's environment. The app may change it, as
// in Node.
func (rt *runtime) bindEnv() *goja.Object {
	vm := rt.vm
	env := vm.NewObject()
	for _, name := range slices.Sorted(maps.Keys(rt.cfg.Env)) {
		_ = env.Set(name, rt.cfg.Env[name])
	}
	rt.env = env
	process := vm.NewObject()
	_ = process.Set("env", env)
	_ = defineHidden(vm.GlobalObject(), "process", process)

	exports := vm.NewObject()
	_ = exports.Set("default", env)
	_ = exports.Set("env", env)
	return exports
}
