package ecma

import (
	"fmt"
	"strings"
	"unicode/utf16"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/ecma/pattern"
	"github.com/caddyhbf/hbf/jsengine/native"
)

// regexps has everything that compiles regular expressions at run time expand \p{…}, and lets source and toString show
// what was written. Literals are expanded by the bundler, and by Options.Evaluated in code that is evaluated.
//
// RegExp becomes a proxy of the built-in constructor, which is still what RegExp[Symbol.species] is: goja splits faster
// with it.
func (i *installer) regexps() {
	class := i.lookup("RegExp")
	proto := i.lookup("RegExp", "prototype")
	r := &regexps{installer: i, class: class}
	r.construct, _ = goja.AssertConstructor(class)
	r.call = native.Raw(class)
	descriptor := native.Raw(i.lookup("Object", "getOwnPropertyDescriptor"))(
		goja.FunctionCall{Arguments: []goja.Value{proto, i.k.VM.ToValue("source")}}).(*goja.Object)
	r.source = native.Raw(descriptor.Get("get"))

	native.Check(class.DefineAccessorPropertySymbol(goja.SymSpecies,
		i.k.Function("get [Symbol.species]", 0, func(call goja.FunctionCall) goja.Value {
			if call.This == r.proxy {
				return class
			}
			return call.This
		}), nil, goja.FLAG_TRUE, goja.FLAG_FALSE))
	r.proxy = i.k.VM.ToValue(i.k.VM.NewProxy(class, &goja.ProxyTrapConfig{
		Construct: func(_ *goja.Object, args []goja.Value, newTarget *goja.Object) *goja.Object {
			o, err := r.construct(newTarget, r.expanded(args)...)
			native.Check(err)
			return o
		},
		Apply: func(_ *goja.Object, _ goja.Value, args []goja.Value) goja.Value { return r.apply(args) },
	})).(*goja.Object)
	// goja's instanceof does not see through proxies.
	native.Check(class.DefineDataPropertySymbol(goja.SymHasInstance, i.k.Function("[Symbol.hasInstance]", 1,
		func(call goja.FunctionCall) goja.Value {
			return i.k.VM.ToValue(isInstance(call.This, call.Argument(0)))
		}),
		goja.FLAG_FALSE, goja.FLAG_FALSE, goja.FLAG_FALSE))
	i.k.Hide(proto, "constructor", r.proxy)
	i.k.Global("RegExp", r.proxy)

	i.getter(proto, "source", func(call goja.FunctionCall) goja.Value { return r.original(call.This) })
	i.method(proto, "toString", 0, func(call goja.FunctionCall) goja.Value {
		o, ok := call.This.(*goja.Object)
		if !ok {
			panic(i.k.TypeError("RegExp.prototype.toString called on what is not an object"))
		}
		slash := i.k.VM.ToValue("/").(goja.String)
		source := i.text(get(o, "source"))
		return slash.Concat(source).Concat(slash).Concat(i.text(get(o, "flags")))
	})
	compile := native.Raw(proto.Get("compile"))
	i.method(proto, "compile", 2, func(call goja.FunctionCall) goja.Value {
		return compile(goja.FunctionCall{This: call.This, Arguments: r.expanded(call.Arguments)})
	})
}

// regexps is how one runtime makes regular expressions.
type regexps struct {
	*installer
	class, proxy *goja.Object
	construct    goja.Constructor
	call, source func(goja.FunctionCall) goja.Value
}

// get reads a property; one that does not exist is undefined.
func get(o *goja.Object, name string) goja.Value {
	if v := o.Get(name); v != nil {
		return v
	}
	return goja.Undefined()
}

// isInstance is OrdinaryHasInstance (https://tc39.es/ecma262/#sec-ordinaryhasinstance) of RegExp and its subclasses.
func isInstance(class, v goja.Value) bool {
	c, ok := class.(*goja.Object)
	o, isObject := v.(*goja.Object)
	if !ok || !isObject {
		return false
	}
	proto, _ := c.Get("prototype").(*goja.Object)
	for p := o.Prototype(); p != nil; p = p.Prototype() {
		if p == proto {
			return true
		}
	}
	return false
}

// apply is RegExp(pattern, flags) (https://tc39.es/ecma262/#sec-regexp-pattern-flags).
func (r *regexps) apply(args []goja.Value) goja.Value {
	if len(args) > 0 && (len(args) < 2 || native.IsUndefined(args[1])) {
		if o, ok := args[0].(*goja.Object); ok && isRegExp(o) && get(o, "constructor") == r.proxy {
			return o
		}
	}
	return r.call(goja.FunctionCall{This: goja.Undefined(), Arguments: r.expanded(args)})
}

// isRegExp is IsRegExp (https://tc39.es/ecma262/#sec-isregexp) for an object.
func isRegExp(o *goja.Object) bool {
	if matcher := o.GetSymbol(goja.SymMatch); !native.IsUndefined(matcher) {
		return matcher.ToBoolean()
	}
	return o.ClassName() == "RegExp"
}

// maxPattern is the length of the longest regular expression that is made at run time. Parsing and compiling one takes
// time and stack.
const maxPattern = 64 << 10

// expanded gives the arguments of the constructor with \p{…} expanded. Those that can't have any are as they were.
func (r *regexps) expanded(args []goja.Value) []goja.Value {
	if len(args) == 0 {
		return args
	}
	if s, ok := args[0].(goja.String); ok && s.Length() > maxPattern {
		panic(r.k.SyntaxError("Invalid regular expression: it is longer than %d characters", maxPattern))
	}
	source, flags := args[0], goja.Undefined()
	if len(args) > 1 {
		flags = args[1]
	}
	if o, ok := source.(*goja.Object); ok {
		switch {
		case o.ClassName() == "RegExp" && native.IsUndefined(flags):
			return args // a copy, already expanded
		case o.ClassName() == "RegExp":
			source = r.original(o)
		case isRegExp(o):
			source = get(o, "source")
			if native.IsUndefined(flags) {
				flags = get(o, "flags")
			}
		}
	}
	if native.IsUndefined(flags) {
		if _, ok := source.(*goja.Object); !ok {
			return args
		}
	}
	text := r.k.VM.ToValue("").(goja.String)
	if !native.IsUndefined(source) {
		if text = r.text(source); text.Length() > maxPattern {
			panic(r.k.SyntaxError("Invalid regular expression: it is longer than %d characters", maxPattern))
		}
	}
	if native.IsUndefined(flags) {
		return []goja.Value{text}
	}
	letters := r.text(flags)
	if written := letters.String(); strings.Contains(written, "u") {
		p, err := pattern.Expand(escaped(text), written)
		if err != nil {
			panic(r.k.SyntaxError("%s", err))
		}
		if p != escaped(text) {
			text = r.k.VM.ToValue(p).(goja.String)
		}
	}
	return []goja.Value{text, letters}
}

// escaped writes a pattern in UTF-8, halves of surrogate pairs as escapes.
func escaped(s goja.String) string {
	if loneSurrogate(s, 0) < 0 {
		return s.String()
	}
	var b strings.Builder
	for n := 0; n < s.Length(); n++ {
		c := rune(s.CharAt(n))
		if utf16.IsSurrogate(c) {
			if n+1 < s.Length() {
				if pair := utf16.DecodeRune(c, rune(s.CharAt(n+1))); pair != 0xfffd {
					b.WriteRune(pair)
					n++
					continue
				}
			}
			fmt.Fprintf(&b, `\u%04x`, c)
			continue
		}
		b.WriteRune(c)
	}
	return b.String()
}

// original is the source of a regular expression as it was written.
func (r *regexps) original(v goja.Value) goja.Value {
	source := r.source(goja.FunctionCall{This: v})
	if s, ok := source.(goja.String); ok && s.Length() > 8 && s.CharAt(0) == '(' && s.CharAt(3) == 'h' {
		if shown := pattern.Original(s.String()); shown != s.String() {
			return r.k.VM.ToValue(shown)
		}
	}
	return source
}
