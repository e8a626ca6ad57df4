package ecma

import (
	_ "embed" // for the scripts
	"sync"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/native"
)

//go:embed iterator.js
var iteratorSource string

//go:embed library.js
var librarySource string

// programs compiles the scripts once per process. Each is a function of the objects that it extends.
var programs = sync.OnceValue(func() [2]*goja.Program {
	return [2]*goja.Program{
		goja.MustCompile("hbf:ecma/iterator.js", iteratorSource, true),
		goja.MustCompile("hbf:ecma/library.js", librarySource, true),
	}
})

// scripts adds what is clearer in JavaScript: iterator helpers, Array.fromAsync and FinalizationRegistry.
func (i *installer) scripts() {
	vm := i.k.VM
	isConstructor := vm.ToValue(func(call goja.FunctionCall) goja.Value {
		_, ok := goja.AssertConstructor(call.Argument(0))
		return vm.ToValue(ok)
	})
	adopt := vm.ToValue(func(call goja.FunctionCall) goja.Value { return i.adopt(call.Argument(0)) })
	args := [2][]goja.Value{{}, {isConstructor, adopt}}
	for n, program := range programs() {
		f, _ := goja.AssertFunction(native.Must(vm.RunProgram(program)))
		native.Must(f(goja.Undefined(), args[n]...))
	}
}
