package bounds

import (
	"strconv"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/native"
)

// looping are the methods of arrays that go through all indices below length, which may be 2^53-1 in what only looks
// like an array, and 2^32-1 in an array that is empty.
var looping = []string{
	"copyWithin", "every", "fill", "filter", "find", "findIndex", "findLast", "findLastIndex", "forEach",
	"includes", "indexOf", "lastIndexOf", "map", "reduce", "reduceRight", "reverse", "shift", "slice",
	"some", "sort", "splice", "toReversed", "toSorted", "toSpliced", "unshift", "with",
}

// arrays guards the methods of arrays.
func (g *guards) arrays() {
	proto := g.lookup("Array", "prototype")
	calls := 0
	for _, name := range looping {
		g.guard(proto, name, func(call goja.FunctionCall) {
			if calls++; calls%1024 == 0 { // promises and microtasks may call nothing else
				g.k.Poll()
			}
			if o, ok := call.This.(*goja.Object); ok {
				g.checkLength(o)
			}
		})
	}
	for _, name := range []string{"sort", "toSorted"} {
		g.replace(proto, name, g.sort)
	}
	g.guard(proto, "concat", g.concat)
	g.guard(g.lookup("Array"), "from", func(call goja.FunctionCall) {
		switch from := call.Argument(0).(type) {
		case *goja.Object:
			g.checkLength(from)
		case goja.String:
			g.over("array", float64(from.Length())*elementSize)
		}
	})
	g.replace(proto, "join", func(original function) function {
		return func(call goja.FunctionCall) goja.Value { return g.join(original, call, false) }
	})
	g.replace(proto, "toLocaleString", func(original function) function {
		return func(call goja.FunctionCall) goja.Value { return g.join(original, call, true) }
	})
	g.flattening(proto)
}

// maxSorted is how many elements are sorted as texts without a look at the time.
const maxSorted = 10000

// sort guards sort and toSorted where they have no function to compare with: goja then makes a text of both elements for
// each comparison.
func (g *guards) sort(original function) function {
	comparisons := 0
	compare := g.k.Function("", 2, func(call goja.FunctionCall) goja.Value {
		if comparisons++; comparisons%1024 == 0 {
			g.k.Poll()
		}
		return g.k.VM.ToValue(g.text(call.Argument(0)).CompareTo(g.text(call.Argument(1))))
	})
	return func(call goja.FunctionCall) goja.Value {
		if o, ok := call.This.(*goja.Object); ok && native.IsUndefined(call.Argument(0)) && g.checkLength(o) > maxSorted {
			call.Arguments = []goja.Value{compare}
		}
		g.enter()
		defer g.leave()
		return original(call)
	}
}

// checkLength throws when an object has more elements than there can be, and gives their number.
func (g *guards) checkLength(o *goja.Object) int64 {
	v := o.Get("length")
	if v == nil {
		return 0
	}
	n := v.ToFloat()
	if n > float64(g.elements) {
		panic(g.tooLong("array length"))
	}
	if n > 0 { // and not NaN
		return int64(n)
	}
	return 0
}

// listed gives an array of what an object holds that is neither an array nor iterable: its length, which may be a getter of
// the app's, is asked for once.
func (g *guards) listed(o *goja.Object) *goja.Object {
	if class := o.ClassName(); class == "Array" || class == "Arguments" || !native.IsMissing(o.GetSymbol(goja.SymIterator)) {
		return o
	}
	list := make([]any, g.checkLength(o))
	for i := range list {
		if list[i] = o.Get(strconv.Itoa(i)); list[i] == goja.Value(nil) {
			list[i] = goja.Undefined()
		}
	}
	return g.k.VM.NewArray(list...)
}

// values gives the elements of an array, which must not be changed, and be used before the app's code runs again. goja
// hands its own to functions that are applied to them, which costs no copy.
func (g *guards) values(array *goja.Object) []goja.Value {
	g.apply(goja.FunctionCall{This: g.take, Arguments: []goja.Value{goja.Undefined(), array}})
	values := g.taken
	g.taken = nil
	return values
}

// concat looks at what is put together.
func (g *guards) concat(call goja.FunctionCall) {
	total := int64(0)
	add := func(v goja.Value) {
		if o, ok := v.(*goja.Object); ok {
			if spread := o.GetSymbol(goja.SymIsConcatSpreadable); spread != nil && spread.ToBoolean() || o.ClassName() == "Array" || o.ExportType() == proxyType {
				total += g.checkLength(o)
				return
			}
		}
		total++
	}
	add(call.This)
	for _, v := range call.Arguments {
		add(v)
	}
	if total > g.elements {
		panic(g.tooLong("array length"))
	}
}

// maxNesting is how deeply built-in functions may re-enter each other that need much of Go's stack, or of time to unwind
// it, for each level.
const maxNesting = 200

// nested runs a built-in function one level deeper.
func (g *guards) nested(f func() goja.Value) goja.Value {
	g.k.Poll()
	if g.nesting >= maxNesting {
		panic(g.k.RangeError("Maximum call stack size exceeded: arrays, proxies and the like are nested more than %d deep", maxNesting))
	}
	g.nesting++
	defer func() { g.nesting-- }()
	return f()
}

// maxCallbacks is how deeply functions may nest that call the app's and are slow to unwind. Others nest as deeply as calls
// may.
const maxCallbacks = 500

// enter begins a call of such a function; leave ends it.
func (g *guards) enter() {
	if g.callbacks >= maxCallbacks {
		panic(g.k.RangeError("Maximum call stack size exceeded: callbacks are nested more than %d deep", maxCallbacks))
	}
	g.callbacks++
}

func (g *guards) leave() { g.callbacks-- }

// join is Array.prototype.join with its length and nesting bounded, or toLocaleString. The original does it where that
// runs none of the app's code.
func (g *guards) join(original function, call goja.FunctionCall, locale bool) goja.Value {
	o, ok := call.This.(*goja.Object)
	if !ok {
		return original(call)
	}
	n := g.checkLength(o)
	separator := 1.0
	if !locale {
		call = g.separated(call)
		if s, ok := call.Argument(0).(goja.String); ok {
			separator = float64(s.Length())
		}
	}
	g.over("string", separator*float64(n-1))
	if locale && n > maxFactor {
		return g.nested(func() goja.Value { return g.joinObjects(o, n, goja.Undefined(), g.localeText) })
	}
	if n <= maxFactor || o.ClassName() != "Array" {
		v := g.nested(func() goja.Value { return original(call) })
		g.over("string", length(v))
		return v
	}
	if v, ok := g.joinPrimitives(o, call.Argument(0)); ok {
		return v
	}
	return g.nested(func() goja.Value { return g.joinObjects(o, n, call.Argument(0), g.text) })
}

// separated has the first argument, a separator, as a string where it is an object. That runs the app's code here and not
// again in the function, which might be given something else.
func (g *guards) separated(call goja.FunctionCall) goja.FunctionCall {
	if o, ok := call.Argument(0).(*goja.Object); ok {
		call.Arguments = []goja.Value{g.text(o)}
	}
	return call
}

// localeText is what toLocaleString gives.
func (g *guards) localeText(v goja.Value) goja.String {
	return g.text(g.k.Call(v.ToObject(g.k.VM).Get("toLocaleString"), v))
}

// joinPrimitives joins the elements of an array if that runs none of the app's code. It is no slower than goja's own.
func (g *guards) joinPrimitives(array *goja.Object, with goja.Value) (joined goja.Value, ok bool) {
	separator, ok := with.(goja.String)
	if !ok {
		if !native.IsUndefined(with) {
			return nil, false
		}
		separator = g.comma
	}
	var b goja.StringBuilder
	total := int64(0)
	for i, v := range g.values(array) {
		if i > 0 {
			if total += int64(separator.Length()); total > g.memory {
				panic(g.tooLong("string size"))
			}
			b.WriteString(separator)
		}
		switch v := v.(type) {
		case *goja.Object, *goja.Symbol, nil: // a hole may have an element in its prototype
			return nil, false
		case goja.String:
			if total += int64(v.Length()); total > g.memory {
				panic(g.tooLong("string size"))
			}
			b.WriteString(v)
		default:
			if !native.IsMissing(v) {
				b.WriteUTF8String(v.String())
			}
		}
	}
	return b.String(), true
}

// joinObjects joins elements whose texts can be of any length.
func (g *guards) joinObjects(o *goja.Object, n int64, with goja.Value, text func(goja.Value) goja.String) goja.Value {
	separator := g.comma
	if !native.IsUndefined(with) {
		separator = g.text(with)
	}
	var b goja.StringBuilder
	total := 0.0
	for i := range n {
		if i > 0 {
			total += float64(separator.Length())
			b.WriteString(separator)
		}
		if v := o.Get(strconv.FormatInt(i, 10)); !native.IsMissing(v) {
			s := text(v)
			total += float64(s.Length())
			g.over("string", total)
			b.WriteString(s)
		}
	}
	return b.String()
}
