package jsonvalue

import (
	"math"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/internal/jsontext"
	"github.com/caddyhbf/hbf/jsengine/native"
)

// kind is what JSON.stringify makes a difference between among objects.
type kind uint8

const (
	foreign kind = iota // what only goja knows
	object
	array
	function
	proxy
	numberWrapper // new Number(1)
	stringWrapper
	booleanWrapper
	rawJSON // of JSON.rawJSON
)

// The types that goja gives for kinds of objects.
var (
	objectType = reflect.TypeFor[map[string]any]()
	arrayType  = reflect.TypeFor[[]any]()
	dateType   = reflect.TypeFor[time.Time]()
	proxyType  = reflect.TypeFor[goja.Proxy]()
)

// kindOf tells what an object is. It runs no code of the app.
func kindOf(o *goja.Object) kind {
	t := o.ExportType()
	if t == proxyType {
		return proxy
	}
	class := o.ClassName()
	switch {
	case t == objectType && class == "Object":
		return object
	case t == arrayType && class == "Array":
		return array
	}
	switch class {
	case "Function", "AsyncFunction", "GeneratorFunction":
		return function
	case "String":
		if t == objectType {
			return stringWrapper
		}
	case "RawJSON":
		return rawJSON
	case "Number":
		if t == intType || t == floatType {
			return numberWrapper
		}
	case "Boolean":
		if t == boolType {
			return booleanWrapper
		}
	case "Date", "Error", "RegExp", "Arguments":
		if t == objectType || t == dateType {
			return object
		}
	}
	return foreign
}

// elements appends what looks like an array.
func (w *walk) elements(o *goja.Object) {
	n := length(o)
	w.buf = append(w.buf, '[')
	for i := range n {
		if i > 0 {
			w.buf = append(w.buf, ',')
		}
		if !w.value(o.Get(strconv.Itoa(i)), key{index: i, element: true}) {
			w.buf = append(w.buf, "null"...)
		}
		w.bound()
	}
	w.buf = append(w.buf, ']')
}

// length is LengthOfArrayLike (https://tc39.es/ecma262/#sec-lengthofarraylike).
func length(o *goja.Object) int {
	v := o.Get("length")
	if v == nil {
		return 0
	}
	return int(min(max(v.ToInteger(), 0), 1<<53-1, math.MaxInt))
}

// properties appends an ordinary object.
func (w *walk) properties(o *goja.Object) {
	names := o.Keys()
	for _, name := range names {
		if strings.Contains(name, replacement) {
			w.exactProperties(o) // a name may have lone surrogates, which Go's strings can't hold
			return
		}
	}
	w.buf = append(w.buf, '{')
	before := byte('{')
	for _, name := range names {
		start := len(w.buf)
		if before != '{' {
			w.buf = append(w.buf, ',')
		}
		w.buf = append(jsontext.AppendString(w.buf, name), ':')
		if w.value(o.Get(name), key{name: name}) {
			before = ','
		} else {
			w.buf = w.buf[:start]
		}
		w.bound()
	}
	w.buf = append(w.buf, '}')
}

// exactProperties appends an object whose names are kept as JavaScript has them, or a proxy, of whose keys goja must
// ask as Object.keys does.
func (w *walk) exactProperties(o *goja.Object) {
	names := native.Must(w.e.keys(goja.Undefined(), o)).(*goja.Object)
	w.buf = append(w.buf, '{')
	before := byte('{')
	for i := range length(names) {
		name := names.Get(strconv.Itoa(i)).(goja.String)
		start := len(w.buf)
		if before != '{' {
			w.buf = append(w.buf, ',')
		}
		w.text(name)
		w.buf = append(w.buf, ':')
		if w.value(native.Must(w.e.reflectGet(goja.Undefined(), o, name)), key{exact: name}) {
			before = ','
		} else {
			w.buf = w.buf[:start]
		}
		w.bound()
	}
	w.buf = append(w.buf, '}')
}

// leave leaves a value to JSON.stringify, as a property of an object so that toJSON is told the right name.
func (w *walk) leave(v goja.Value, k key) bool {
	holder, name := w.e.k.VM.CreateObject(nil), w.keyValue(k)
	native.Must(w.e.set(goja.Undefined(), holder, name, v))
	text := native.Must(w.e.stringify(goja.Undefined(), holder)).String()
	start := len(w.buf)
	w.text(name.(goja.String))
	prefix := len(w.buf) - start + len("{:")
	w.buf = w.buf[:start]
	if len(text) < prefix { // {}: it has no JSON
		return false
	}
	w.buf = append(w.buf, text[prefix:len(text)-1]...)
	return true
}

// leaveContents leaves an object to JSON.stringify that must not be asked for its toJSON any more. A replacer, which is
// called after that, puts it in the place of another value.
func (w *walk) leaveContents(o *goja.Object) bool {
	first := true
	text := native.Must(w.e.stringify(goja.Undefined(), goja.Null(), w.e.k.VM.ToValue(func(c goja.FunctionCall) goja.Value {
		if first {
			first = false
			return o
		}
		return c.Argument(1)
	})))
	if goja.IsUndefined(text) {
		return false
	}
	w.buf = append(w.buf, text.String()...)
	return true
}
