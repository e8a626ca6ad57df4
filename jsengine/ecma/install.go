package ecma

import (
	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/native"
)

// Options connect what is added with the engine.
type Options struct {
	// Adopt prepares what a native promise is to be resolved with, so that asynchronous work keeps its context; see
	// asynccontext.Module.Adopt. By default values stay as they are.
	Adopt func(goja.Value) goja.Value
	// Evaluated prepares the code that eval and the constructors of functions are given, or makes a program of it; see
	// bundle.Evaluated. Its error becomes a SyntaxError. By default code stays as it is.
	Evaluated func(code string) (prepared string, program *goja.Program, err error)
}

// installer adds things to one runtime.
type installer struct {
	k         *native.Kit
	adopt     func(goja.Value) goja.Value
	evaluated func(code string) (prepared string, program *goja.Program, err error)
	eval      func(goja.FunctionCall) goja.Value // goja's own
}

// Install adds everything. It must be called before any of the app's code runs.
func Install(k *native.Kit, o Options) {
	i := &installer{k: k, adopt: o.Adopt, evaluated: o.Evaluated}
	if i.adopt == nil {
		i.adopt = func(v goja.Value) goja.Value { return v }
	}
	i.symbols()
	i.promises()
	i.groups()
	i.strings()
	i.regexps()
	if i.evaluated != nil {
		i.evaluation()
	}
	i.errors()
	i.buffers()
	i.numbers()
	i.weakReferences()
	i.legacy()
	i.scripts()
}

// lookup gives a built-in object by its path from the global object.
func (i *installer) lookup(path ...string) *goja.Object {
	o := i.k.VM.GlobalObject()
	for _, name := range path {
		o = o.Get(name).(*goja.Object)
	}
	return o
}

// method defines a method as built-in ones are.
func (i *installer) method(o *goja.Object, name string, length int, f func(goja.FunctionCall) goja.Value) {
	i.k.Hide(o, name, i.k.Function(name, length, f))
}

// getter defines an accessor as built-in ones are.
func (i *installer) getter(o *goja.Object, name string, f func(goja.FunctionCall) goja.Value) {
	get := i.k.Function("get "+name, 0, f)
	native.Check(o.DefineAccessorProperty(name, get, nil, goja.FLAG_TRUE, goja.FLAG_FALSE))
}

// symbols adds the well-known symbols (https://tc39.es/ecma262/#sec-well-known-symbols).
func (i *installer) symbols() {
	symbol := i.lookup("Symbol")
	for _, name := range []string{"asyncIterator", "dispose", "asyncDispose"} {
		native.Check(symbol.DefineDataProperty(name, goja.NewSymbol("Symbol."+name), goja.FLAG_FALSE, goja.FLAG_FALSE, goja.FLAG_FALSE))
	}
}

// function gives a callable value, or throws a TypeError.
func (i *installer) function(v goja.Value, what string) *goja.Object {
	if _, ok := goja.AssertFunction(v); !ok {
		panic(i.k.TypeError("%s is not a function", what))
	}
	return v.(*goja.Object)
}
