// Package clone gives JavaScript structuredClone (https://html.spec.whatwg.org/#structured-cloning).
//
// Values are copied without a serialized form in between, and not by recursion, so that nesting may be as deep as it
// likes. Only an ArrayBuffer can be transferred. Names of properties with lone surrogates are not copied.
package clone

import (
	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/native"
	"github.com/caddyhbf/hbf/jsengine/web/event"
)

// Module is what one runtime has of this package. It is the owner's.
type Module struct {
	k      *native.Kit
	vm     *goja.Runtime
	events *event.Module
	hooks  []func(v goja.Value) (goja.Value, bool)
	built  builtins
}

// New defines structuredClone as a global. It must be called before the app's code runs.
func New(k *native.Kit, events *event.Module) *Module {
	m := &Module{k: k, vm: k.VM, events: events}
	m.built = takeHold(k)
	k.Global("structuredClone", k.Function("structuredClone", 1, func(call goja.FunctionCall) goja.Value {
		if len(call.Arguments) == 0 {
			panic(k.TypeError("structuredClone needs a value"))
		}
		return m.Clone(call.Argument(0), m.transferList(call.Argument(1)))
	}))
	return m
}

// Register adds a function that copies instances of the host's classes: ok is false for those that it does not know.
func (m *Module) Register(hook func(v goja.Value) (clone goja.Value, ok bool)) {
	m.hooks = append(m.hooks, hook)
}

// transferList reads the member transfer of the options.
func (m *Module) transferList(options goja.Value) []*goja.Object {
	list := m.k.Option(options, "transfer")
	if goja.IsUndefined(list) {
		return nil
	}
	if _, ok := list.(*goja.Object); !ok {
		panic(m.k.TypeError("the option transfer must be an iterable of objects"))
	}
	var all []*goja.Object
	m.k.Iterate(list, func(v goja.Value) bool {
		o, ok := v.(*goja.Object)
		if !ok {
			panic(m.k.TypeError("the option transfer must hold objects"))
		}
		all = append(all, o)
		return true
	})
	return all
}

func (m *Module) refuse(what string) {
	panic(m.events.Exception("DataCloneError", what+" could not be cloned"))
}

// builtins are the runtime's built-in objects as they were before the app could change them.
type builtins struct {
	objectProto *goja.Object
	opaque      map[*goja.Object]string // prototypes of what can't be cloned
	errors      map[string]*goja.Object // constructors by name
	views       map[string]*goja.Object // constructors of typed arrays and DataView by name

	date, regExp, mapClass, set *goja.Object

	isView, hasOwn, descriptor              goja.Callable
	typedArray, viewBuffer, viewOffset      goja.Callable // of a typed array
	viewLength                              goja.Callable
	dataBuffer, dataOffset, dataLength      goja.Callable // of a DataView
	time, source, flags                     goja.Callable
	mapEach, mapSet, setEach, setAdd        goja.Callable
	booleanOf, numberOf, stringOf, bigintOf goja.Callable
}

// The functions take what they work on as this, except for those of Object and ArrayBuffer.
var program = goja.MustCompile("hbf:clone", `(() => {
	const getter = (o, name) => Object.getOwnPropertyDescriptor(o, name).get;
	const typed = Object.getPrototypeOf(Uint8Array.prototype), data = DataView.prototype;
	const flagGetters = [];
	for (const [name, letter] of [['hasIndices', 'd'], ['global', 'g'], ['ignoreCase', 'i'], ['multiline', 'm'], ['dotAll', 's'], ['unicode', 'u'], ['unicodeSets', 'v'], ['sticky', 'y']]) {
		const d = Object.getOwnPropertyDescriptor(RegExp.prototype, name);
		if (d !== undefined) flagGetters.push([d.get, letter]);
	}
	const apply = Reflect.apply, count = flagGetters.length;
	return {
		isView: ArrayBuffer.isView, hasOwn: Object.prototype.hasOwnProperty, descriptor: Object.getOwnPropertyDescriptor,
		typedArray: getter(typed, Symbol.toStringTag), viewBuffer: getter(typed, 'buffer'), viewOffset: getter(typed, 'byteOffset'), viewLength: getter(typed, 'length'),
		dataBuffer: getter(data, 'buffer'), dataOffset: getter(data, 'byteOffset'), dataLength: getter(data, 'byteLength'),
		time: Date.prototype.getTime, source: getter(RegExp.prototype, 'source'),
		flags() {
			let flags = '';
			for (let i = 0; i < count; i++) if (apply(flagGetters[i][0], this, [])) flags += flagGetters[i][1];
			return flags;
		},
		mapEach: Map.prototype.forEach, mapSet: Map.prototype.set, setEach: Set.prototype.forEach, setAdd: Set.prototype.add,
		booleanOf: Boolean.prototype.valueOf, numberOf: Number.prototype.valueOf, stringOf: String.prototype.valueOf, bigintOf: BigInt.prototype.valueOf,
		generator: Object.getPrototypeOf(Object.getPrototypeOf([].values())),
	};
})()`, true)

func takeHold(k *native.Kit) builtins {
	global := k.VM.GlobalObject()
	class := func(name string) *goja.Object { return global.Get(name).ToObject(k.VM) }
	proto := func(name string) *goja.Object { return class(name).Get("prototype").ToObject(k.VM) }
	held := native.Must(k.VM.RunProgram(program)).ToObject(k.VM)
	function := func(name string) goja.Callable {
		f, _ := goja.AssertFunction(held.Get(name))
		return f
	}
	b := builtins{
		objectProto: proto("Object"),
		opaque:      map[*goja.Object]string{held.Get("generator").ToObject(k.VM): "an iterator"},
		errors:      make(map[string]*goja.Object),
		views:       make(map[string]*goja.Object),
		date:        class("Date"), regExp: class("RegExp"), mapClass: class("Map"), set: class("Set"),
		isView: function("isView"), hasOwn: function("hasOwn"), descriptor: function("descriptor"),
		typedArray: function("typedArray"), viewBuffer: function("viewBuffer"), viewOffset: function("viewOffset"), viewLength: function("viewLength"),
		dataBuffer: function("dataBuffer"), dataOffset: function("dataOffset"), dataLength: function("dataLength"),
		time: function("time"), source: function("source"), flags: function("flags"),
		mapEach: function("mapEach"), mapSet: function("mapSet"), setEach: function("setEach"), setAdd: function("setAdd"),
		booleanOf: function("booleanOf"), numberOf: function("numberOf"), stringOf: function("stringOf"), bigintOf: function("bigintOf"),
	}
	for _, name := range []string{"WeakMap", "WeakSet", "WeakRef"} {
		if v, ok := global.Get(name).(*goja.Object); ok {
			b.opaque[v.Get("prototype").ToObject(k.VM)] = "a " + name
		}
	}
	for _, name := range []string{"Error", "EvalError", "RangeError", "ReferenceError", "SyntaxError", "TypeError", "URIError"} {
		b.errors[name] = class(name)
	}
	for _, name := range []string{
		"Int8Array", "Uint8Array", "Uint8ClampedArray", "Int16Array", "Uint16Array", "Int32Array", "Uint32Array",
		"Float32Array", "Float64Array", "BigInt64Array", "BigUint64Array", "DataView",
	} {
		b.views[name] = class(name)
	}
	return b
}
