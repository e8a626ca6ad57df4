package ecma

import (
	"math"
	"math/big"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/native"
)

// exactBits is a precision that sums of all doubles fit in: 2^-1074 to 2^1024, and 2^53 of them.
const exactBits = 1074 + 1024 + 53

// numbers adds Math.sumPrecise (https://tc39.es/ecma262/#sec-math.sumprecise).
func (i *installer) numbers() {
	i.method(i.lookup("Math"), "sumPrecise", 1, func(call goja.FunctionCall) goja.Value {
		if native.IsMissing(call.Argument(0)) {
			panic(i.k.TypeError("Math.sumPrecise needs an iterable of numbers"))
		}
		var (
			sum          = new(big.Float).SetPrec(exactBits)
			next         = new(big.Float)
			other        float64 // the sum of infinities and NaN
			finite, zero = true, true
		)
		i.k.Iterate(call.Argument(0), func(v goja.Value) bool {
			if !goja.IsNumber(v) {
				panic(i.k.TypeError("Math.sumPrecise needs numbers"))
			}
			switch n := v.ToFloat(); {
			case math.IsInf(n, 0) || math.IsNaN(n):
				finite = false
				other += n
			case n != 0 || !math.Signbit(n):
				zero = false
				sum.Add(sum, next.SetFloat64(n))
			}
			return true
		})
		switch {
		case !finite:
			return i.k.VM.ToValue(other)
		case zero:
			return i.k.VM.ToValue(math.Copysign(0, -1))
		}
		result, _ := sum.Float64()
		return i.k.VM.ToValue(result)
	})
}
