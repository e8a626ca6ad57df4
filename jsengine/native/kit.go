package native

import (
	"fmt"

	"github.com/dop251/goja"
)

// Kit holds what natives need of one runtime, as it was before the app could change it. It is the owner's.
type Kit struct {
	// VM is the runtime.
	VM *goja.Runtime
	// Memory is the largest buffer or text that natives make for JavaScript, in bytes; 0 means no bound.
	Memory int64
	// Expired reports whether the time of the turn at hand is over; nil means that it never is. See [Kit.Poll].
	Expired func() bool

	object, function        *goja.Object // Object.prototype, Function.prototype
	typeError               *goja.Object
	rangeError, syntaxError *goja.Object
	arrayBuffer, uint8Array *goja.Object
	isView                  goja.Callable
	promise                 *goja.Object
	then, resolve           goja.Callable
	call                    func(goja.FunctionCall) goja.Value // Function.prototype.call
	stringify, parse        goja.Callable
	resolvedPromise         *goja.Object
	iteratorProto           *goja.Object // %IteratorPrototype%
	held                    int          // calls of Hold without their release
}

// New takes hold of a runtime's built-in objects.
func New(vm *goja.Runtime) *Kit {
	k := &Kit{VM: vm}
	k.object = k.lookup("Object", "prototype")
	k.function = k.lookup("Function", "prototype")
	k.call = Raw(k.lookup("Function", "prototype", "call"))
	k.typeError = k.lookup("TypeError")
	k.rangeError = k.lookup("RangeError")
	k.syntaxError = k.lookup("SyntaxError")
	k.arrayBuffer = k.lookup("ArrayBuffer")
	k.uint8Array = k.lookup("Uint8Array")
	k.isView = k.callable("ArrayBuffer", "isView")
	k.promise = k.lookup("Promise")
	k.then = k.callable("Promise", "prototype", "then")
	k.resolve = k.callable("Promise", "resolve")
	k.CaptureJSON()
	k.resolvedPromise = Must(k.resolve(k.promise, goja.Undefined())).(*goja.Object)
	arrayIterator := Must(k.callable("Array", "prototype", "values")(vm.NewArray())).(*goja.Object)
	k.iteratorProto = arrayIterator.Prototype().Prototype()
	return k
}

// CaptureJSON takes hold of JSON.stringify and JSON.parse again, after the engine has put its own in their place.
func (k *Kit) CaptureJSON() {
	k.stringify = k.callable("JSON", "stringify")
	k.parse = k.callable("JSON", "parse")
}

func (k *Kit) lookup(path ...string) *goja.Object {
	o := k.VM.GlobalObject()
	for _, name := range path {
		o = o.Get(name).ToObject(k.VM)
	}
	return o
}

func (k *Kit) callable(path ...string) goja.Callable {
	f, ok := goja.AssertFunction(k.lookup(path...))
	if !ok {
		panic(fmt.Sprintf("native: %v is not a function", path))
	}
	return f
}

// Function makes a function object with the name and length that JavaScript shall see.
func (k *Kit) Function(name string, length int, f func(goja.FunctionCall) goja.Value) *goja.Object {
	o := k.VM.ToValue(f).(*goja.Object)
	k.name(o, name, length)
	return o
}

// name gives a function its name and length: neither writable nor enumerable.
func (k *Kit) name(f *goja.Object, name string, length int) {
	Check(f.DefineDataProperty("name", k.VM.ToValue(name), goja.FLAG_FALSE, goja.FLAG_TRUE, goja.FLAG_FALSE))
	Check(f.DefineDataProperty("length", k.VM.ToValue(length), goja.FLAG_FALSE, goja.FLAG_TRUE, goja.FLAG_FALSE))
}

// Poll ends a native that loops when the time of the turn is over. What it throws is never seen: the interrupt of the turn
// comes before any JavaScript runs.
func (k *Kit) Poll() {
	if k.Expired != nil && k.Expired() {
		panic(k.RangeError("the time is over"))
	}
}

// CheckSize throws a RangeError when a native is about to make something of that many bytes, and may not.
func (k *Kit) CheckSize(what string, bytes int64) {
	if k.Memory > 0 && bytes > k.Memory {
		panic(k.RangeError("Invalid %s size: the app may use %d MiB of memory (memory_limit)", what, k.Memory>>20))
	}
}

// Put defines an ordinary property, whatever the object's prototypes have to say about the name.
func (k *Kit) Put(o *goja.Object, name string, v goja.Value) {
	Check(o.DefineDataProperty(name, v, goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_TRUE))
}

// Hide defines a property as the standard's own are: writable and configurable but not enumerable.
func (k *Kit) Hide(o *goja.Object, name string, v goja.Value) {
	Check(o.DefineDataProperty(name, v, goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_FALSE))
}

// Global defines a global variable as the standard's own are.
func (k *Kit) Global(name string, v goja.Value) { k.Hide(k.VM.GlobalObject(), name, v) }

// LazyGlobal defines a global variable whose value is made when it is first read. The app may assign to it before.
func (k *Kit) LazyGlobal(name string, value func() goja.Value) {
	k.Lazy(k.VM.GlobalObject(), name, value)
}

// Lazy defines a property that is writable, configurable and not enumerable, and whose value is made when it is first
// read.
func (k *Kit) Lazy(o *goja.Object, name string, value func() goja.Value) {
	get := k.Function("get "+name, 0, func(goja.FunctionCall) goja.Value {
		v := value()
		k.Hide(o, name, v)
		return v
	})
	set := k.Function("set "+name, 1, func(c goja.FunctionCall) goja.Value {
		k.Hide(o, name, c.Argument(0))
		return goja.Undefined()
	})
	Check(o.DefineAccessorProperty(name, get, set, goja.FLAG_TRUE, goja.FLAG_FALSE))
}

// Object makes an ordinary object.
func (k *Kit) Object() *goja.Object { return k.VM.NewObject() }
