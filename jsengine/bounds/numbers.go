package bounds

import (
	"math/big"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/native"
)

// maxDigits is the length of the longest text that becomes a number, and the other way round. It takes more than linear
// time.
const maxDigits = 1 << 18

// numbers guards the conversions of numbers. Nothing can come between the operators of BigInts and goja.
func (g *guards) numbers() {
	global := g.k.VM.GlobalObject()
	class := g.lookup("BigInt")
	original := native.Raw(class)
	number := g.like(class, func(call goja.FunctionCall) goja.Value {
		if o, ok := call.Argument(0).(*goja.Object); ok { // it is made a primitive value once
			call.Arguments = []goja.Value{g.primitiveOf(o)}
		}
		if length(call.Argument(0)) > maxDigits {
			panic(g.k.RangeError("Invalid BigInt: its text is longer than %d characters", maxDigits))
		}
		return original(call)
	})
	g.takePlace(number, class)
	g.k.Global("BigInt", number)
	for _, name := range []string{"asIntN", "asUintN"} {
		g.replace(number, name, func(original function) function {
			return func(call goja.FunctionCall) goja.Value {
				args, bits := g.primitive(call.Arguments)
				g.over("BigInt", bits/8)
				call.Arguments = args
				return original(call)
			}
		})
	}
	g.guard(g.lookup("BigInt", "prototype"), "toString", func(call goja.FunctionCall) {
		if n, ok := call.This.Export().(*big.Int); ok && n.BitLen() > 4*maxDigits {
			panic(g.k.RangeError("Invalid BigInt: its text would be longer than %d characters", maxDigits))
		}
	})
	for _, name := range []string{"parseFloat", "parseInt"} {
		g.replace(global, name, func(original function) function {
			return func(call goja.FunctionCall) goja.Value {
				if s, ok := call.Argument(0).(goja.String); ok && s.Length() > maxDigits {
					call.Arguments = append([]goja.Value{s.Substring(0, maxDigits)}, call.Arguments[1:]...)
				}
				return original(call)
			}
		})
	}
}

// primitiveOf is ToPrimitive with the hint number (https://tc39.es/ecma262/#sec-toprimitive).
func (g *guards) primitiveOf(o *goja.Object) goja.Value {
	convert := o.GetSymbol(goja.SymToPrimitive)
	if !native.IsMissing(convert) {
		return g.k.Call(convert, o, g.k.VM.ToValue("number"))
	}
	for _, name := range []string{"valueOf", "toString"} {
		if _, ok := goja.AssertFunction(o.Get(name)); ok {
			if v := g.k.Call(o.Get(name), o); !isObject(v) {
				return v
			}
		}
	}
	panic(g.k.TypeError("Cannot convert object to primitive value"))
}

func isObject(v goja.Value) bool {
	_, ok := v.(*goja.Object)
	return ok
}
