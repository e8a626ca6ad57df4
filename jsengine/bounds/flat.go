package bounds

import (
	"math"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/native"
)

// flattening guards flat and flatMap, of which each element may be an array of any length.
func (g *guards) flattening(proto *goja.Object) {
	g.guard(proto, "flat", func(call goja.FunctionCall) {
		o, ok := call.This.(*goja.Object)
		if !ok {
			return
		}
		depth := 1.0
		if d := call.Argument(0); !native.IsUndefined(d) {
			if depth = math.Inf(1); goja.IsNumber(d) {
				depth = d.ToFloat()
			}
		}
		left := g.elements - g.checkLength(o)
		g.flat(o, depth, 0, &left)
	})
	m := &mapper{guards: g}
	m.function = g.k.Function("", 0, m.one)
	g.replace(proto, "flatMap", func(original function) function {
		return func(call goja.FunctionCall) goja.Value {
			o, isObject := call.This.(*goja.Object)
			f, ok := call.Argument(0).(*goja.Object)
			if _, callable := goja.AssertFunction(f); !isObject || !ok || !callable {
				return original(call)
			}
			g.checkLength(o)
			g.enter()
			defer g.leave()
			depth := len(m.running)
			m.running = append(m.running, mapping{f: f, this: call.Argument(1), left: g.elements})
			defer func() { m.running = m.running[:depth] }()
			return original(goja.FunctionCall{This: call.This, Arguments: []goja.Value{m.function}})
		}
	})
}

// flat counts the elements that come of an array.
func (g *guards) flat(o *goja.Object, depth float64, level int, left *int64) {
	if depth < 1 || o.ClassName() != "Array" {
		return
	}
	if level == maxNesting {
		panic(g.k.RangeError("Maximum call stack size exceeded: arrays are nested more than %d deep", maxNesting))
	}
	g.k.Poll()
	for _, v := range g.values(o) {
		inner, ok := v.(*goja.Object)
		if !ok {
			continue
		}
		if inner = behindProxies(inner); inner == nil || inner.ClassName() != "Array" {
			continue
		}
		if *left -= g.checkLength(inner) + 1; *left < 0 {
			panic(g.tooLong("array length"))
		}
		g.flat(inner, depth-1, level+1, left)
	}
}

// mapper is the function that stands for that of flatMap while it counts.
type mapper struct {
	*guards
	function *goja.Object
	running  []mapping // innermost last
}

type mapping struct {
	f    *goja.Object
	this goja.Value
	left int64
}

// one maps an element. Only the flatMap that has begun last can be going on.
func (m *mapper) one(call goja.FunctionCall) goja.Value {
	depth := len(m.running) - 1
	if depth < 0 {
		return goja.Undefined()
	}
	one := m.running[depth]
	v := m.k.Call(one.f, one.this, call.Arguments...)
	n := int64(1)
	if o, ok := v.(*goja.Object); ok && (o.ClassName() == "Array" || o.ExportType() == proxyType) {
		n = m.checkLength(o)
	}
	left := &m.running[depth].left
	if *left -= n; *left < 0 {
		panic(m.tooLong("array length"))
	}
	return v
}
