package express

import (
	"fmt"

	"github.com/dop251/goja"
)

// intrinsics are built-in functions and objects as they were before any of the app's code ran.
type intrinsics struct {
	object         *goja.Object // Object.prototype
	function       *goja.Object // Function.prototype
	stringify      goja.Callable
	then           goja.Callable // Promise.prototype.then
	resolved       goja.Callable // Promise.resolve
	promise        goja.Value
	source         goja.Callable // Function.prototype.toString
	isView         goja.Callable
	uint8Array     goja.Value
	date           goja.Value
	errorCtor      goja.Value
	rangeErrorCtor goja.Value
	rangeError     goja.Value
	syntaxError    goja.Value
	uriError       goja.Value
}

func captureIntrinsics(vm *goja.Runtime) *intrinsics {
	global := vm.GlobalObject()
	get := func(path ...string) goja.Value {
		o := global
		for _, name := range path[:len(path)-1] {
			o = o.Get(name).ToObject(vm)
		}
		return o.Get(path[len(path)-1])
	}
	call := func(path ...string) goja.Callable {
		f, _ := goja.AssertFunction(get(path...))
		return f
	}
	return &intrinsics{
		object:         get("Object", "prototype").ToObject(vm),
		function:       get("Function", "prototype").ToObject(vm),
		stringify:      call("JSON", "stringify"),
		then:           call("Promise", "prototype", "then"),
		resolved:       call("Promise", "resolve"),
		promise:        get("Promise"),
		source:         call("Function", "prototype", "toString"),
		isView:         call("ArrayBuffer", "isView"),
		uint8Array:     get("Uint8Array"),
		date:           get("Date"),
		errorCtor:      get("Error"),
		rangeErrorCtor: get("RangeError"),
		rangeError:     get("RangeError"),
		syntaxError:    get("SyntaxError"),
		uriError:       get("URIError"),
	}
}

// functionLike makes a prototype for objects that are functions.
func (js *intrinsics) functionLike(vm *goja.Runtime) *goja.Object {
	return vm.CreateObject(js.function)
}

// must gives a call's result or throws what it threw, from a native.
func must(v goja.Value, err error) goja.Value {
	if err != nil {
		panic(err)
	}
	return v
}

// newError makes an error of a built-in class.
func (m *Module) newError(class goja.Value, format string, args ...any) *goja.Object {
	o, err := m.vm.New(class, m.vm.ToValue(fmt.Sprintf(format, args...)))
	if err != nil {
		panic(err)
	}
	return o
}

// throw raises a JavaScript exception from a native.
func (m *Module) throw(class goja.Value, format string, args ...any) {
	panic(m.newError(class, format, args...))
}

// throwType raises a TypeError from a native.
func (m *Module) throwType(format string, args ...any) {
	panic(m.vm.NewTypeError(append([]any{format}, args...)...))
}
