package bounds

import (
	"math"
	"strconv"

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
	g.replace(proto, "concat", func(original function) function {
		return func(call goja.FunctionCall) goja.Value {
			if len(call.Arguments) > maxFactor && !native.IsMissing(call.This) {
				call.This = g.text(call.This)
				call.Arguments = g.texts(call.Arguments, length(call.This))
			}
			return original(call)
		}
	})
	g.replacements(proto)
	g.replace(g.lookup("String"), "raw", g.raw)
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

// texts converts values to strings, which may have so many code units together as are left beside used.
func (g *guards) texts(values []goja.Value, used float64) []goja.Value {
	texts := make([]goja.Value, len(values))
	for n, v := range values {
		if _, ok := v.(*goja.Symbol); ok {
			panic(g.k.TypeError("Cannot convert a Symbol value to a string"))
		}
		texts[n] = g.text(v)
		used += length(texts[n])
		g.over("string", used)
	}
	return texts
}

// raw is String.raw (https://tc39.es/ecma262/#sec-string.raw) with the length of its result bounded where it has many
// parts.
func (g *guards) raw(original function) function {
	return func(call goja.FunctionCall) goja.Value {
		if native.IsMissing(call.Argument(0)) {
			return original(call)
		}
		parts := call.Arguments[0].ToObject(g.k.VM).Get("raw")
		if native.IsMissing(parts) {
			return original(call)
		}
		raw := parts.ToObject(g.k.VM)
		n := g.checkLength(raw)
		if n <= maxFactor {
			return original(call)
		}
		var b goja.StringBuilder
		total := 0.0
		add := func(v goja.Value) {
			if v == nil {
				v = goja.Undefined()
			}
			s := g.texts([]goja.Value{v}, total)[0].(goja.String)
			total += length(s)
			b.WriteString(s)
		}
		for i := range int(n) {
			add(raw.Get(strconv.Itoa(i)))
			if i+1 < int(n) && i+1 < len(call.Arguments) {
				add(call.Arguments[i+1])
			}
		}
		return b.String()
	}
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
