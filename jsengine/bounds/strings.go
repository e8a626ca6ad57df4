package bounds

import (
	"math"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/native"
)

// strings guards the methods that make strings of more than their input.
func (g *guards) strings() {
	proto := g.lookup("String", "prototype")
	g.replace(proto, "repeat", func(original function) function {
		return func(call goja.FunctionCall) goja.Value {
			call = g.converted(call)
			if n := call.Argument(0).ToFloat(); n < math.Inf(1) {
				g.over("count", math.Trunc(n)*length(call.This))
			}
			return original(call)
		}
	})
	for _, name := range []string{"padStart", "padEnd"} {
		g.replace(proto, name, func(original function) function {
			return func(call goja.FunctionCall) goja.Value {
				call = g.converted(call)
				if n := call.Argument(0).ToFloat(); n > length(call.This) {
					if filler, ok := call.Argument(1).(goja.String); !ok || filler.Length() > 0 {
						g.over("length", n)
					}
				}
				return original(call)
			}
		})
	}
	g.guard(proto, "concat", func(call goja.FunctionCall) {
		if len(call.Arguments) > maxFactor {
			g.over("string", length(call.This)+sum(call.Arguments))
		}
	})
	g.replacements(proto)
	g.guard(g.lookup("String"), "raw", func(call goja.FunctionCall) {
		o, ok := call.Argument(0).(*goja.Object)
		if !ok {
			return
		}
		if raw, ok := o.Get("raw").(*goja.Object); ok {
			n := g.checkLength(raw)
			if raw.ClassName() == "Array" && n > maxFactor {
				g.over("string", sum(g.values(raw)))
			}
		}
		g.over("string", sum(call.Arguments[1:]))
	})
	for name, factor := range map[string]float64{
		"toUpperCase": 3, "toLocaleUpperCase": 3, "toLowerCase": 3, "toLocaleLowerCase": 3,
	} {
		g.guard(proto, name, func(call goja.FunctionCall) {
			if n := length(call.This); n > 1<<20 {
				g.over("string", n*factor)
			}
		})
	}
	for _, name := range []string{"localeCompare", "normalize"} {
		g.guard(proto, name, func(call goja.FunctionCall) {
			if length(call.This) > maxCollated || length(call.Argument(0)) > maxCollated {
				panic(g.k.RangeError("Invalid string: %s takes %d characters", name, maxCollated))
			}
		})
	}
	global := g.k.VM.GlobalObject()
	for _, name := range []string{"encodeURIComponent", "encodeURI", "escape"} {
		g.guard(global, name, func(call goja.FunctionCall) {
			if n := length(call.Argument(0)); n > 1<<20 {
				g.over("string", n*9)
			}
		})
	}
}

// maxCollated is the length of the longest strings that are compared or normalized by Unicode's rules: a million characters
// take a second.
const maxCollated = 1 << 19

// maxFactor is how many times one call may add a string that is there to its result without its being counted, as
// s+s can, too.
const maxFactor = 32

// length is the number of code units of a string, and 0 of anything else.
func length(v goja.Value) float64 {
	if s, ok := v.(goja.String); ok {
		return float64(s.Length())
	}
	return 0
}

// sum is the length of all strings together.
func sum(values []goja.Value) float64 {
	total := 0
	for _, v := range values {
		if s, ok := v.(goja.String); ok {
			total += s.Length()
		}
	}
	return float64(total)
}

// converted has this as a string and the first argument as a number. Where that runs the app's code it does so here and
// not again in the function, which might be given something else.
func (g *guards) converted(call goja.FunctionCall) goja.FunctionCall {
	_, isString := call.This.(goja.String)
	if isString && len(call.Arguments) > 0 && goja.IsNumber(call.Arguments[0]) {
		return call
	}
	if native.IsMissing(call.This) {
		return call // it throws
	}
	if !isString {
		call.This = g.text(call.This)
	}
	args := append([]goja.Value(nil), call.Arguments...)
	if len(args) > 0 {
		args[0] = args[0].ToNumber()
	}
	call.Arguments = args
	return call
}

// text converts to a string.
func (g *guards) text(v goja.Value) goja.String {
	v = v.ToString()
	if s, ok := v.(goja.String); ok {
		return s
	}
	return g.k.VM.ToValue(v.String()).(goja.String) // goja leaves numbers and such as they are
}
