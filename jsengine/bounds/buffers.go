package bounds

import (
	"reflect"
	"runtime"
	"time"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/native"
)

// typed are the constructors of typed arrays with the bytes of an element.
var typed = map[string]float64{
	"Uint8Array": 1, "Uint8ClampedArray": 1, "Int8Array": 1, "Uint16Array": 2, "Int16Array": 2, "Uint32Array": 4,
	"Int32Array": 4, "Float32Array": 4, "Float64Array": 8, "BigInt64Array": 8, "BigUint64Array": 8,
}

var bufferType = reflect.TypeFor[goja.ArrayBuffer]()

// buffers guards what makes buffers.
func (g *guards) buffers() {
	global := g.k.VM.GlobalObject()
	proto := g.lookup("ArrayBuffer", "prototype")
	for _, name := range []string{"transfer", "transferToFixedLength", "resize"} {
		g.replace(proto, name, func(original function) function {
			return func(call goja.FunctionCall) goja.Value {
				args, n := g.primitive(call.Arguments)
				g.over("buffer", n)
				call.Arguments = args
				return original(call)
			}
		})
	}
	g.k.Global("ArrayBuffer", g.constructor(g.lookup("ArrayBuffer"), func(args []goja.Value, original construct) *goja.Object {
		args, n := g.primitive(args)
		g.over("buffer", n)
		return g.counted(n, func() *goja.Object { return original(args) })
	}))
	for name, bytes := range typed {
		if global.Get(name) == nil {
			continue
		}
		old := g.lookup(name)
		constructor := func() goja.Value { return g.typedArray(old, bytes) }
		if name == "Uint8Array" {
			g.k.Global(name, constructor())
		} else { // there are none before somebody asks for the constructor
			g.k.LazyGlobal(name, constructor)
		}
	}
	class := g.lookup("Uint8Array").Prototype()
	proto = class.Get("prototype").(*goja.Object)
	g.replace(class, "from", g.holding)
	g.replace(class, "of", g.holding)
	g.replace(proto, "map", g.holding)
	g.guard(class, "from", func(call goja.FunctionCall) {
		if o, ok := call.Argument(0).(*goja.Object); ok {
			g.checkLength(o)
		}
	})
	g.replace(proto, "join", func(original function) function {
		return func(call goja.FunctionCall) goja.Value {
			call = g.separated(call)
			if o, ok := call.This.(*goja.Object); ok {
				g.over("string", float64(g.checkLength(o))*max(1, length(call.Argument(0))))
			}
			return original(call)
		}
	})
	for name, factor := range map[string]float64{"fromBase64": 0.75, "fromHex": 0.5} {
		g.guard(g.lookup("Uint8Array"), name, func(call goja.FunctionCall) { g.over("typed array", length(call.Argument(0))*factor) })
	}
	for name, factor := range map[string]float64{"toBase64": 4. / 3, "toHex": 2} {
		g.guard(g.lookup("Uint8Array", "prototype"), name, func(call goja.FunctionCall) {
			if data, ok := g.k.Bytes(call.This); ok {
				g.over("string", float64(len(data))*factor)
			}
		})
	}
}

// holding keeps buffers from being detached while a method fills a typed array with what the app's code gives: the array
// may be one of the app's own, which its constructor or Symbol.species has given.
func (g *guards) holding(original function) function {
	return func(call goja.FunctionCall) goja.Value {
		defer g.k.Hold()()
		return original(call)
	}
}

// typedArray makes the constructor of a kind of typed arrays.
func (g *guards) typedArray(old *goja.Object, bytes float64) *goja.Object {
	return g.constructor(old, func(args []goja.Value, original construct) *goja.Object {
		if len(args) > 0 {
			if o, ok := args[0].(*goja.Object); ok {
				if o.ExportType() != bufferType {
					args = append([]goja.Value{g.listed(o)}, args[1:]...)
					g.over("typed array", float64(g.checkLength(args[0].(*goja.Object)))*bytes)
				}
				defer g.k.Hold()() // a getter of the class's name is called last
				return original(args)
			}
		}
		args, n := g.primitive(args)
		g.over("typed array", n*bytes)
		return g.counted(n*bytes, func() *goja.Object { return original(args) })
	})
}

const (
	// largeBuffer is the size from which on buffers are counted, in bytes. Making them takes next to no time, so that
	// gigabytes can come together before anybody looks at the heap.
	largeBuffer = 1 << 20
	// maxBuffers is how many times memory_limit all large buffers together may take.
	maxBuffers = 4
)

// counted makes a buffer. Large ones are counted as long as they are reachable.
func (g *guards) counted(size float64, construct func() *goja.Object) *goja.Object {
	if size < largeBuffer {
		return construct()
	}
	n := int64(size)
	if limit := maxBuffers * g.memory; g.buffered.Load()+n > limit {
		runtime.GC()
		for wait := 0; wait < 10 && g.buffered.Load()+n > limit; wait++ { // for the cleanups
			time.Sleep(time.Millisecond)
		}
		if g.buffered.Load()+n > limit {
			panic(g.k.RangeError("Invalid buffer size: the app's buffers may take %d MiB together (memory_limit)", limit>>20))
		}
	}
	o := construct()
	g.buffered.Add(n)
	buffered := g.buffered
	runtime.AddCleanup(o, func(n int64) { buffered.Add(-n) }, n)
	return o
}

type construct = func(args []goja.Value) *goja.Object

// primitive has the first argument as a number, which it gives too. Where that runs the app's code it does so here, and
// not again in the constructor, which might be given something else.
func (g *guards) primitive(args []goja.Value) ([]goja.Value, float64) {
	if len(args) == 0 || native.IsUndefined(args[0]) {
		return args, 0
	}
	if goja.IsNumber(args[0]) {
		return args, args[0].ToFloat()
	}
	args = append([]goja.Value(nil), args...)
	args[0] = args[0].ToNumber()
	return args, args[0].ToFloat()
}
