package bounds

import (
	"reflect"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/native"
)

// maxArguments is how many arguments a call may have that come from an array.
const maxArguments = 1 << 20

// maxBound is the length of the longest name of a function that can be bound. Binding adds to it.
const maxBound = 1024

// calls guards what calls functions with any number of arguments, and what makes chains of functions: calling one that
// was bound a million times, or is a proxy of a proxy of a proxy, takes as much of Go's stack.
func (g *guards) calls() {
	check := func(call goja.FunctionCall, n int) goja.FunctionCall {
		o, ok := call.Argument(n).(*goja.Object)
		if !ok {
			return call
		}
		if g.checkLength(o) > maxArguments {
			panic(g.k.RangeError("Invalid arguments: a call can have %d", maxArguments))
		}
		if list := g.listed(o); list != o {
			call.Arguments = append([]goja.Value(nil), call.Arguments...)
			call.Arguments[n] = list
		}
		return call
	}
	checked := func(o *goja.Object, name string, n int) {
		g.replace(o, name, func(original function) function {
			return func(call goja.FunctionCall) goja.Value { return original(check(call, n)) }
		})
	}
	function := g.lookup("Function", "prototype")
	checked(function, "apply", 1)
	g.guard(function, "bind", func(call goja.FunctionCall) {
		if f, ok := call.This.(*goja.Object); ok {
			if name, ok := f.Get("name").(goja.String); ok && name.Length() > maxBound {
				panic(g.k.RangeError("Invalid function: its name is longer than %d", maxBound))
			}
		}
	})
	reflection := g.lookup("Reflect")
	checked(reflection, "apply", 2)
	checked(reflection, "construct", 1)
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

// behindProxies gives the object behind proxies, nil where one was revoked.
func behindProxies(o *goja.Object) *goja.Object {
	for o != nil && o.ExportType() == proxyType {
		p, ok := o.Export().(goja.Proxy)
		if !ok {
			return nil
		}
		o = p.Target()
	}
	return o
}

// prototypes guards what sets prototypes: a proxy that is found again in the chain of its target's prototypes is a
// recursion in Go without an end.
func (g *guards) prototypes() {
	check := func(o, proto goja.Value) {
		target, isObject := o.(*goja.Object)
		next, ok := proto.(*goja.Object)
		if isObject && ok {
			left := maxChain
			g.checkChain(target, next, &left, 0)
		}
	}
	for _, class := range []string{"Object", "Reflect"} {
		g.guard(g.lookup(class), "setPrototypeOf", func(call goja.FunctionCall) { check(call.Argument(0), call.Argument(1)) })
	}
	proto := g.lookup("Object", "prototype")
	descriptor, ok := native.Raw(g.lookup("Object", "getOwnPropertyDescriptor"))(goja.FunctionCall{
		Arguments: []goja.Value{proto, g.k.VM.ToValue("__proto__")},
	}).(*goja.Object)
	if !ok {
		return
	}
	set := native.Raw(descriptor.Get("set"))
	setter := g.like(descriptor.Get("set").(*goja.Object), func(call goja.FunctionCall) goja.Value {
		check(call.This, call.Argument(0))
		return set(call)
	})
	native.Check(proto.DefineAccessorProperty("__proto__", descriptor.Get("get"), setter, goja.FLAG_TRUE, goja.FLAG_FALSE))
}

// maxChain is how many objects are looked at for a proxy.
const maxChain = 1000

// checkChain looks for the target in the chain of a prototype that it is to have, where there are proxies in it. It runs
// none of the app's code.
func (g *guards) checkChain(target, o *goja.Object, left *int, proxies int) {
	for o != nil {
		if *left--; *left < 0 {
			return
		}
		if o.ExportType() != proxyType {
			if o == target && proxies > 0 {
				panic(g.k.TypeError("Cyclic prototype: a proxy is its own prototype"))
			}
			o = o.Prototype()
			continue
		}
		if proxies++; proxies > maxProxies {
			panic(g.k.RangeError("Invalid prototype: there are more than %d proxies behind it", maxProxies))
		}
		if o == target {
			panic(g.k.TypeError("Cyclic prototype: a proxy is its own prototype"))
		}
		p, ok := o.Export().(goja.Proxy)
		if !ok {
			return
		}
		g.checkChain(target, p.Handler(), left, proxies)
		o = p.Target()
	}
}
