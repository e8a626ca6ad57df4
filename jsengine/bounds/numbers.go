package bounds

import (
	"math"
	"math/big"
	"reflect"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/native"
)

// maxDigits is the length of the longest text that becomes a number, and the other way round. It takes more than linear
// time.
const maxDigits = 1 << 18

// Nothing can come between an operator and goja. The bundler has compiled code call these global functions on what stands
// on the right of an operator, which they give back: ShiftName for <<, BackName for >>, and PowerName for **, whose second
// argument is what stands on the left, where that is known. No code can refer to these names as variables.
const (
	ShiftName = "hbf:shift"
	BackName  = "hbf:back"
	PowerName = "hbf:power"
)

// maxPower is the size of the largest power, in bits. It takes about half a second.
const maxPower = 1 << 24

var bigIntType = reflect.TypeFor[*big.Int]()

// operators guards the operators of BigInts whose result can be of any size.
func (g *guards) operators() {
	global := g.k.VM.GlobalObject()
	for name, check := range map[string]func(call goja.FunctionCall, n *big.Int){
		ShiftName: func(_ goja.FunctionCall, n *big.Int) { g.checkShift(n) },
		BackName:  func(_ goja.FunctionCall, n *big.Int) { g.checkShift(new(big.Int).Neg(n)) },
		PowerName: func(call goja.FunctionCall, n *big.Int) { g.checkPower(call.Argument(1), n) },
	} {
		f := g.k.Function("", 1, func(call goja.FunctionCall) goja.Value {
			v := call.Argument(0)
			if goja.IsNumber(v) {
				return v
			}
			if o, ok := v.(*goja.Object); ok {
				v = g.primitiveOf(o)
			}
			if v.ExportType() != bigIntType {
				return v
			}
			n := v.Export().(*big.Int)
			check(call, n)
			if !n.IsInt64() && name != PowerName { // goja looks at 64 bits of it
				return g.k.VM.ToValue(big.NewInt(math.MaxInt64 * int64(n.Sign())))
			}
			return v
		})
		native.Check(global.DefineDataProperty(name, f, goja.FLAG_FALSE, goja.FLAG_FALSE, goja.FLAG_FALSE))
	}
}

// checkShift checks by how many bits a BigInt is to be shifted to the left.
func (g *guards) checkShift(n *big.Int) {
	if n.Sign() > 0 && (!n.IsInt64() || n.Int64()/8 > g.memory) {
		panic(g.tooLong("BigInt size"))
	}
}

// checkPower checks the n-th power of a BigInt. What it is of is not always known.
func (g *guards) checkPower(of goja.Value, n *big.Int) {
	bits := 64
	if of.ExportType() == bigIntType {
		bits = of.Export().(*big.Int).BitLen()
	}
	if bits > 1 && n.Sign() > 0 && (!n.IsInt64() || n.Int64() > min(maxPower, 8*g.memory)/int64(bits)) {
		panic(g.k.RangeError("Invalid BigInt: a power can have %d bits", min(maxPower, 8*g.memory)))
	}
}

// numbers guards the conversions of numbers.
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
