package bounds

import (
	"fmt"
	"sync/atomic"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/native"
)

// Options say how much a runtime may use.
type Options struct {
	// Memory is what the app may use, in bytes: the option memory_limit. No single call makes a string, an array or a
	// buffer that is larger. 0 means 64 MiB.
	Memory int64
	// TimedOut ends the turn at hand as if its time were over, since a built-in function was given up; the reason is for the
	// log. What such a function gives must not be seen by the app. Without it a RangeError is thrown.
	TimedOut func(reason string)
}

// defaultMemory is Options.Memory where none is given.
const defaultMemory = 64 << 20

// maxElements is the length of the longest array that built-in functions go through, whatever Options.Memory is. Going
// through what is not there takes about 50 ns for each element.
const maxElements = 1 << 24

// guards are the guards of one runtime.
type guards struct {
	k        *native.Kit
	memory   int64               // bytes
	elements int64               // of an array
	buffered *atomic.Int64       // bytes of large buffers
	giveUp   func(reason string) // Options.TimedOut
	// nesting is how many calls of functions that re-enter each other through Go are on the stack.
	nesting   int
	callbacks int          // likewise, where each level needs less
	depth     int          // likewise, of all that may ask the app's objects for something
	apply     function     // Function.prototype.apply
	source    function     // Function.prototype.toString
	take      *goja.Object // a function that leaves its arguments in taken
	taken     []goja.Value
	comma     goja.String
}

// Install puts guards around built-in functions. It must be called after everything that takes hold of those that it
// replaces without needing to be guarded, and before any of the app's code runs. The functions keep their names, lengths
// and prototypes; classes can be extended.
func Install(k *native.Kit, o Options) {
	g := &guards{k: k, memory: o.Memory, giveUp: o.TimedOut, buffered: new(atomic.Int64)}
	if g.memory <= 0 {
		g.memory = defaultMemory
	}
	g.comma = k.VM.ToValue(",").(goja.String)
	g.elements = min(g.memory/elementSize, maxElements)
	g.apply = native.Raw(g.lookup("Function", "prototype", "apply"))
	g.source = native.Raw(g.lookup("Function", "prototype", "toString"))
	g.take = k.Function("", 0, func(call goja.FunctionCall) goja.Value {
		g.taken = call.Arguments
		return goja.Undefined()
	})
	g.regexps()
	g.strings()
	g.arrays()
	g.buffers()
	g.calls()
	g.json()
	g.proxies()
	g.prototypes()
	g.iterators()
	g.numbers()
	g.operators()
	g.reentries()
	k.CaptureJSON()
}

// elementSize is how many bytes an element of an array takes at least.
const elementSize = 16

// lookup gives a built-in object by its path from the global object.
func (g *guards) lookup(path ...string) *goja.Object {
	o := g.k.VM.GlobalObject()
	for _, name := range path {
		o = o.Get(name).(*goja.Object)
	}
	return o
}

// function is a built-in function as Go sees it.
type function func(goja.FunctionCall) goja.Value

// replace puts a function of Go's in the place of a method, which it is given.
func (g *guards) replace(o *goja.Object, name string, with func(original function) function) {
	old, ok := o.Get(name).(*goja.Object)
	if !ok {
		return // not every version of goja has it
	}
	g.k.Hide(o, name, g.like(old, with(native.Raw(old))))
}

// guard has a method call check first.
func (g *guards) guard(o *goja.Object, name string, check func(goja.FunctionCall)) {
	g.replace(o, name, func(original function) function {
		return func(call goja.FunctionCall) goja.Value {
			check(call)
			return original(call)
		}
	})
}

// getter gives the function behind an accessor.
func (g *guards) getter(o *goja.Object, name string) function {
	descriptor := native.Raw(g.lookup("Object", "getOwnPropertyDescriptor"))(goja.FunctionCall{
		Arguments: []goja.Value{o, g.k.VM.ToValue(name)},
	}).(*goja.Object)
	return native.Raw(descriptor.Get("get"))
}

// like makes a function that has the name and length of another one.
func (g *guards) like(old *goja.Object, f function) *goja.Object {
	return g.k.Function(old.Get("name").String(), int(old.Get("length").ToInteger()), f)
}

// constructor makes a constructor that has all properties of another one, and its prototype, whose constructor it
// becomes.
func (g *guards) constructor(old *goja.Object, construct func(args []goja.Value, original func(args []goja.Value) *goja.Object) *goja.Object) *goja.Object {
	vm := g.k.VM
	original, ok := goja.AssertConstructor(old)
	if !ok {
		panic("bounds: not a constructor")
	}
	var constructor *goja.Object
	constructor = vm.ToValue(func(call goja.ConstructorCall) *goja.Object {
		target := call.NewTarget
		if target == nil { // called as a function
			target = constructor
		}
		return construct(call.Arguments, func(args []goja.Value) *goja.Object {
			o, err := original(target, args...)
			native.Check(err)
			return o
		})
	}).(*goja.Object)
	g.takePlace(constructor, old)
	return constructor
}

// takePlace gives a function all properties of another one, in whose place it is known as its prototype's constructor.
func (g *guards) takePlace(f, old *goja.Object) {
	descriptors := native.Raw(g.lookup("Object", "getOwnPropertyDescriptors"))(goja.FunctionCall{Arguments: []goja.Value{old}})
	native.Raw(g.lookup("Object", "defineProperties"))(goja.FunctionCall{Arguments: []goja.Value{f, descriptors}})
	native.Check(f.SetPrototype(old.Prototype()))
	g.k.Hide(old.Get("prototype").(*goja.Object), "constructor", f)
}

// tooLong makes the error of what would become too large.
func (g *guards) tooLong(what string) *goja.Object {
	return g.k.RangeError("Invalid %s: the app may use %d MiB of memory (memory_limit)", what, g.memory>>20)
}

// over checks a size in bytes, without which there is no telling how large what comes of it is.
func (g *guards) over(what string, size float64) {
	if size > float64(g.memory) {
		panic(g.tooLong(what + " size"))
	}
}

// timedOut ends the turn.
func (g *guards) timedOut(format string, args ...any) {
	reason := fmt.Sprintf(format, args...)
	if g.giveUp != nil {
		g.giveUp(reason)
	}
	panic(g.k.RangeError("%s", reason))
}
