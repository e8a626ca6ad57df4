package ecma

import (
	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/native"
)

// evaluation has eval and the constructors of functions prepare their code by Options.Evaluated.
//
// eval then always runs in the global scope, as (0, eval)(code) does: nothing can come between a direct call of goja's own
// eval and its parser.
func (i *installer) evaluation() {
	i.eval = native.Raw(i.lookup("eval"))
	i.method(i.k.VM.GlobalObject(), "eval", 1, func(call goja.FunctionCall) goja.Value {
		code, ok := call.Argument(0).(goja.String)
		if !ok {
			return call.Argument(0)
		}
		if result, done := i.evaluate(code); done {
			return result
		}
		return i.eval(goja.FunctionCall{This: call.This, Arguments: []goja.Value{code}})
	})
	for _, kind := range []string{"function", "async function", "function*"} {
		sample := native.Must(i.k.VM.RunString("(" + kind + " () {})")).(*goja.Object)
		constructor := i.functions(kind, sample.Get("constructor").(*goja.Object))
		if kind == "function" {
			i.k.Global("Function", constructor)
		} else { // the constructors of the other kinds inherit from Function
			native.Check(constructor.SetPrototype(i.lookup("Function")))
		}
	}
}

// evaluate runs what Options.Evaluated has made of code, if that is something else than the code.
func (i *installer) evaluate(code goja.String) (result goja.Value, done bool) {
	text := escaped(code)
	prepared, program, err := i.evaluated(text)
	switch {
	case err != nil:
		panic(i.k.SyntaxError("%s", err))
	case program != nil:
		return native.Must(i.k.VM.RunProgram(program)), true
	case prepared == text:
		return nil, false
	}
	return i.eval(goja.FunctionCall{This: goja.Undefined(), Arguments: []goja.Value{i.k.VM.ToValue(prepared)}}), true
}

// maxFunctionText is how much code a constructor of functions puts together, in code units. What is compiled of it is for
// Options.Evaluated to say.
const maxFunctionText = 16 << 20

// functions puts another constructor of a kind of functions in the place of goja's. It is a function of its own and no
// proxy, through which goja's instanceof does not see.
func (i *installer) functions(kind string, old *goja.Object) *goja.Object {
	construct, _ := goja.AssertConstructor(old)
	proto := old.Get("prototype").(*goja.Object)
	var constructor *goja.Object
	constructor = i.k.VM.ToValue(func(call goja.ConstructorCall) *goja.Object {
		target := call.NewTarget
		if target == nil { // called without new
			target = constructor
		}
		texts := make([]goja.Value, len(call.Arguments))
		size := 0
		for n, v := range call.Arguments {
			text := i.text(v)
			if size += text.Length(); size > maxFunctionText {
				panic(i.k.SyntaxError("the code is larger than %d MiB", maxFunctionText>>20))
			}
			texts[n] = text
		}
		result, done := i.evaluate(i.functionText(kind, texts))
		if !done {
			o, err := construct(target, texts...)
			native.Check(err)
			return o
		}
		o := result.(*goja.Object)
		if p, ok := target.Get("prototype").(*goja.Object); ok {
			native.Check(o.SetPrototype(p))
		}
		return o
	}).(*goja.Object)
	native.Check(constructor.SetPrototype(old.Prototype()))
	define := native.Raw(i.lookup("Object", "defineProperties"))
	describe := native.Raw(i.lookup("Object", "getOwnPropertyDescriptors"))
	define(goja.FunctionCall{Arguments: []goja.Value{constructor, describe(goja.FunctionCall{Arguments: []goja.Value{old}})}})
	native.Check(proto.DefineDataProperty("constructor", constructor, goja.ToFlag(kind == "function"), goja.FLAG_TRUE, goja.FLAG_FALSE))
	return constructor
}

// functionText is the code of a function with the given parameters and body, which are strings
// (https://tc39.es/ecma262/#sec-createdynamicfunction).
func (i *installer) functionText(kind string, texts []goja.Value) goja.String {
	var b goja.StringBuilder
	ascii := func(s string) { b.WriteString(i.k.VM.ToValue(s).(goja.String)) }
	ascii("(" + kind + " anonymous(")
	for n := range len(texts) - 1 {
		if n > 0 {
			ascii(",")
		}
		b.WriteString(texts[n].(goja.String))
	}
	ascii("\n) {\n")
	if len(texts) > 0 {
		b.WriteString(texts[len(texts)-1].(goja.String))
	}
	ascii("\n})")
	return b.String()
}
