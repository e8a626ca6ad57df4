package jsonvalue

import (
	"math/big"
	"reflect"
	"strconv"
	"strings"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/internal/jsontext"
	"github.com/caddyhbf/hbf/jsengine/native"
)

// walk is one value being encoded.
type walk struct {
	e     *Encoder
	buf   []byte
	stack []*goja.Object // what encloses the value at hand
	limit int64          // on len(buf)
	// entered counts the objects so far.
	entered int
}

// key is the property that a value was read from, as toJSON is told.
type key struct {
	name    string     // a property's
	index   int        // an element's
	element bool       // it is one
	exact   goja.Value // the name where Go's strings can't hold it
}

func (w *walk) keyValue(k key) goja.Value {
	switch {
	case k.exact != nil:
		return k.exact
	case k.element:
		return w.e.k.VM.ToValue(strconv.Itoa(k.index))
	default:
		return w.e.k.VM.ToValue(k.name)
	}
}

// The types by which goja tells the kinds of primitive values apart without running code.
var (
	intType    = reflect.TypeFor[int64]()
	floatType  = reflect.TypeFor[float64]()
	boolType   = reflect.TypeFor[bool]()
	bigIntType = reflect.TypeFor[*big.Int]()
)

// value appends a value as it was read from a property. It reports false, and appends nothing, where JSON has none.
func (w *walk) value(v goja.Value, k key) bool {
	switch v := v.(type) {
	case *goja.Object:
		return w.object(v, k)
	case goja.String:
		w.text(v)
		return true
	case nil, *goja.Symbol:
		return false
	}
	if v.ExportType() == bigIntType {
		return w.leave(v, k) // its prototype may have a toJSON
	}
	return w.primitive(v)
}

// final appends a value that toJSON has given, or what a wrapper holds: no toJSON is asked for any more.
func (w *walk) final(v goja.Value) bool {
	switch v := v.(type) {
	case *goja.Object:
		return w.contents(v, kindOf(v))
	case goja.String:
		w.text(v)
		return true
	case nil, *goja.Symbol:
		return false
	}
	return w.primitive(v)
}

// primitive appends what is neither an object, a string nor a symbol.
func (w *walk) primitive(v goja.Value) bool {
	switch v.ExportType() {
	case intType:
		w.buf = strconv.AppendInt(w.buf, v.ToInteger(), 10)
	case floatType:
		w.buf = jsontext.AppendNumber(w.buf, v.ToFloat())
	case boolType:
		w.buf = strconv.AppendBool(w.buf, v.ToBoolean())
	case bigIntType:
		panic(w.e.k.TypeError("Do not know how to serialize a BigInt"))
	default:
		if !goja.IsNull(v) {
			return false
		}
		w.buf = append(w.buf, "null"...)
	}
	return true
}

// replacement is what stands in Go's strings for a surrogate without its other half.
const replacement = "\ufffd"

// text appends a string. Only what has U+FFFD in Go may have lone surrogates in JavaScript.
func (w *walk) text(v goja.String) {
	s := v.String()
	if strings.Contains(s, replacement) {
		w.buf = jsontext.AppendUnits(w.buf, v.Length(), v.CharAt)
		return
	}
	w.buf = jsontext.AppendString(w.buf, s)
}

// object appends an object, or what its toJSON gives in its place.
func (w *walk) object(o *goja.Object, k key) bool {
	if l, ok := native.LazyOf(o); ok {
		if buf, ok := l.AppendJSON(w.buf); ok {
			w.buf = buf
			w.bound()
			return true
		}
		l.Touch()
	}
	kind := kindOf(o)
	if kind == foreign {
		return w.leave(o, k)
	}
	if toJSON, ok := o.Get("toJSON").(*goja.Object); ok {
		if f, ok := goja.AssertFunction(toJSON); ok {
			return w.final(native.Must(f(o, w.keyValue(k))))
		}
	}
	return w.contents(o, kind)
}

// contents appends what an object has in it.
func (w *walk) contents(o *goja.Object, kind kind) bool {
	switch kind {
	case function:
		return false
	case foreign:
		return w.leaveContents(o)
	case numberWrapper:
		return w.primitive(o.ToNumber())
	case stringWrapper:
		return w.final(o.ToString())
	case booleanWrapper:
		v, _ := o.Export().(bool)
		w.buf = strconv.AppendBool(w.buf, v)
		return true
	case rawJSON:
		w.buf = append(w.buf, o.Get("rawJSON").String()...)
		return true
	}
	w.enter(o)
	switch {
	case kind == array:
		w.elements(o)
	case kind == object:
		w.properties(o)
	case o.ClassName() == "Function": // a proxy of one
		w.leaveObject()
		return false
	case native.Must(w.e.isArray(goja.Undefined(), o)).ToBoolean():
		w.elements(o)
	default:
		w.exactProperties(o)
	}
	w.leaveObject()
	return true
}

// enter makes o the innermost object.
func (w *walk) enter(o *goja.Object) {
	for _, outer := range w.stack {
		if outer == o {
			panic(w.e.k.TypeError("Converting circular structure to JSON"))
		}
	}
	if len(w.stack) >= maxDepth {
		panic(w.e.k.RangeError("the value is nested too deeply for JSON: more than %d levels", maxDepth))
	}
	w.stack = append(w.stack, o)
	if w.entered++; w.entered%256 == 0 {
		w.e.k.Poll()
	}
}

func (w *walk) leaveObject() {
	last := len(w.stack) - 1
	w.stack[last] = nil
	w.stack = w.stack[:last]
}

// bound throws when what was encoded so far is longer than it may be.
func (w *walk) bound() {
	if int64(len(w.buf)) > w.limit {
		panic(w.e.k.RangeError("the JSON is larger than memory_limit allows (%d bytes)", w.limit))
	}
}
