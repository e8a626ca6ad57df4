package bounds

import (
	"reflect"

	"github.com/dop251/goja"
)

// maxArguments is how many arguments a call may have that come from an array.
const maxArguments = 1 << 20

// maxBound is the length of the longest name of a function that can be bound. Binding adds to it.
const maxBound = 1024

// calls guards what calls functions with any number of arguments, and what makes chains of functions: calling one that
// was bound a million times, or is a proxy of a proxy of a proxy, takes as much of Go's stack.
func (g *guards) calls() {
	check := func(v goja.Value) {
		if o, ok := v.(*goja.Object); ok && g.checkLength(o) > maxArguments {
			panic(g.k.RangeError("Invalid arguments: a call can have %d", maxArguments))
		}
	}
	function := g.lookup("Function", "prototype")
	g.guard(function, "apply", func(call goja.FunctionCall) { check(call.Argument(1)) })
	g.guard(function, "bind", func(call goja.FunctionCall) {
		if f, ok := call.This.(*goja.Object); ok {
			if name, ok := f.Get("name").(goja.String); ok && name.Length() > maxBound {
				panic(g.k.RangeError("Invalid function: its name is longer than %d", maxBound))
			}
		}
	})
	reflection := g.lookup("Reflect")
	g.guard(reflection, "apply", func(call goja.FunctionCall) { check(call.Argument(2)) })
	g.guard(reflection, "construct", func(call goja.FunctionCall) { check(call.Argument(1)) })
}

// maxProxies is how many proxies may stand before one another.
const maxProxies = 50

var proxyType = reflect.TypeFor[goja.Proxy]()

// proxies guards Proxy.
func (g *guards) proxies() {
	check := func(args []goja.Value) {
		for _, v := range args[:min(2, len(args))] {
			if o, ok := v.(*goja.Object); ok {
				g.checkProxies(o)
			}
		}
	}
	old := g.lookup("Proxy")
	g.guard(old, "revocable", func(call goja.FunctionCall) { check(call.Arguments) })
	original, _ := goja.AssertConstructor(old)
	vm := g.k.VM
	constructor := vm.ToValue(vm.NewProxy(old, &goja.ProxyTrapConfig{
		Construct: func(_ *goja.Object, args []goja.Value, _ *goja.Object) *goja.Object {
			check(args)
			o, err := original(old, args...)
			if err != nil {
				panic(err)
			}
			return o
		},
	}))
	g.k.Global("Proxy", constructor)
}

// checkProxies looks for proxies behind an object.
func (g *guards) checkProxies(o *goja.Object) {
	for n := 0; o != nil && o.ExportType() == proxyType; n++ {
		if n == maxProxies {
			panic(g.k.RangeError("Invalid proxy: there are more than %d behind it", maxProxies))
		}
		p, ok := o.Export().(goja.Proxy)
		if !ok {
			return
		}
		o = p.Target()
	}
}
