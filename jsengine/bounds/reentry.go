package bounds

import (
	"slices"
	"strings"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/native"
)

// maxReentry is how deeply built-in functions may nest that ask an object for something, which can again be a built-in
// function: where an object's toString is String.prototype.trim, that would never end. goja counts calls of JavaScript
// only, of which it allows fewer.
const maxReentry = 4000

// reentries counts the calls of all built-in functions that may ask the object that they are called of, and of those that
// were bound to objects. What takes its objects as arguments must have been bound before it can call itself.
func (g *guards) reentries() {
	for _, class := range []string{"String", "Array", "RegExp", "Uint8Array", "ArrayBuffer", "Promise"} {
		proto := g.lookup(class, "prototype")
		if class == "Uint8Array" {
			proto = proto.Prototype()
		}
		g.countAll(proto)
	}
	for class, names := range map[string][]string{
		"Object": {"toString", "toLocaleString"}, "Error": {"toString"}, "Date": {"toJSON"},
	} {
		for _, name := range names {
			g.count(g.lookup(class, "prototype").Get(name))
		}
	}
	g.replace(g.lookup("Function", "prototype"), "bind", func(original function) function {
		return func(call goja.FunctionCall) goja.Value {
			if f, ok := call.This.(*goja.Object); ok && g.isNative(f) {
				call.This = g.countedProxy(f)
			}
			return original(call)
		}
	})
}

// uncounted are properties of prototypes: functions that ask for nothing before they have returned, and which goja compares
// with its own, and those of regular expressions, whose nesting is bounded by [matcher.watched].
var uncounted = map[string]bool{"constructor": true, "values": true, "keys": true, "entries": true, "exec": true, "test": true}

var uncountedSymbols = []*goja.Symbol{goja.SymIterator, goja.SymMatch, goja.SymSearch, goja.SymSplit, goja.SymReplace}

// countAll counts the calls of all methods and getters of a prototype.
func (g *guards) countAll(proto *goja.Object) {
	describe := native.Raw(g.lookup("Object", "getOwnPropertyDescriptor"))
	count := func(key goja.Value) {
		descriptor := describe(goja.FunctionCall{Arguments: []goja.Value{proto, key}}).(*goja.Object)
		g.count(descriptor.Get("value"))
		g.count(descriptor.Get("get"))
	}
	for _, name := range proto.GetOwnPropertyNames() {
		if !uncounted[name] {
			count(g.k.VM.ToValue(name))
		}
	}
	for _, symbol := range proto.Symbols() {
		if !slices.Contains(uncountedSymbols, symbol) {
			count(symbol)
		}
	}
}

// count has the calls of a native function counted, which stays the same object to everybody.
func (g *guards) count(v goja.Value) {
	f, ok := v.(*goja.Object)
	if !ok || !g.isNative(f) {
		return
	}
	original := native.Raw(f)
	*f = *g.like(f, func(call goja.FunctionCall) goja.Value {
		if !isObject(call.This) {
			return original(call)
		}
		g.descend()
		defer g.ascend()
		return original(call)
	})
}

func (g *guards) descend() {
	if g.depth >= maxReentry {
		panic(g.k.RangeError("Maximum call stack size exceeded: built-in functions are nested more than %d deep", maxReentry))
	}
	g.depth++
}

func (g *guards) ascend() { g.depth-- }

// countedProxy stands for a native function, and counts its calls.
func (g *guards) countedProxy(f *goja.Object) *goja.Object {
	original, ok := f.Export().(func(goja.FunctionCall) goja.Value)
	if !ok {
		return f
	}
	return g.k.VM.ToValue(g.k.VM.NewProxy(f, &goja.ProxyTrapConfig{
		Apply: func(_ *goja.Object, this goja.Value, args []goja.Value) goja.Value {
			g.descend()
			defer g.ascend()
			return original(goja.FunctionCall{This: this, Arguments: args})
		},
	})).(*goja.Object)
}

// isNative tells whether an object is a function that is not written in JavaScript.
func (g *guards) isNative(f *goja.Object) bool {
	if _, ok := goja.AssertFunction(f); !ok || f.ExportType() == proxyType {
		return false
	}
	text, ok := g.source(goja.FunctionCall{This: f}).(goja.String)
	return ok && strings.HasSuffix(text.String(), "{ [native code] }")
}
