package native

import (
	"reflect"

	"github.com/dop251/goja"
)

// IsMissing reports undefined and null, and no value at all.
func IsMissing(v goja.Value) bool { return v == nil || goja.IsUndefined(v) || goja.IsNull(v) }

// IsUndefined reports undefined, which an absent value is too.
func IsUndefined(v goja.Value) bool { return v == nil || goja.IsUndefined(v) }

// Text converts to a string as WebIDL's USVString has it (https://webidl.spec.whatwg.org/#es-USVString): surrogates
// without their other half become U+FFFD. It may run the app's code.
func Text(v goja.Value) string {
	if v == nil {
		return "undefined"
	}
	return v.ToString().String()
}

// Member reads a member of a dictionary: undefined when there is no object or no such member. What is neither an object
// nor missing is no dictionary, and ok is false.
func Member(dictionary goja.Value, name string) (v goja.Value, ok bool) {
	if IsMissing(dictionary) {
		return goja.Undefined(), true
	}
	o, isObject := dictionary.(*goja.Object)
	if !isObject {
		return goja.Undefined(), false
	}
	if v = o.Get(name); v == nil {
		v = goja.Undefined()
	}
	return v, true
}

// Option reads a member of an options argument, and throws a TypeError where that is no object.
func (k *Kit) Option(options goja.Value, name string) goja.Value {
	v, ok := Member(options, name)
	if !ok {
		panic(k.TypeError("the options must be an object"))
	}
	return v
}

var arrayBufferType = reflect.TypeFor[goja.ArrayBuffer]()

// Bytes gives the bytes of an ArrayBuffer, a typed array or a DataView (a BufferSource), not copied: JavaScript may
// change them as soon as it runs again. ok is false for anything else.
func (k *Kit) Bytes(v goja.Value) (data []byte, ok bool) {
	o, isObject := v.(*goja.Object)
	if !isObject {
		return nil, false
	}
	if buffer, ok := bufferOf(o); ok {
		return buffer.Bytes(), true
	}
	if !Must(k.isView(goja.Undefined(), o)).ToBoolean() {
		return nil, false
	}
	view, isObject := o.Get("buffer").(*goja.Object)
	if !isObject {
		return nil, false
	}
	buffer, ok := bufferOf(view)
	if !ok {
		return nil, false
	}
	all := buffer.Bytes()
	start := min(max(0, int(o.Get("byteOffset").ToInteger())), len(all))
	end := min(start+max(0, int(o.Get("byteLength").ToInteger())), len(all))
	return all[start:end], true
}

func bufferOf(o *goja.Object) (goja.ArrayBuffer, bool) {
	if o.ExportType() != arrayBufferType {
		return goja.ArrayBuffer{}, false
	}
	buffer, ok := o.Export().(goja.ArrayBuffer)
	return buffer, ok
}

// ArrayBuffer makes an ArrayBuffer of the bytes, which belong to it from now on.
func (k *Kit) ArrayBuffer(data []byte) *goja.Object {
	return k.VM.ToValue(k.VM.NewArrayBuffer(data)).(*goja.Object)
}

// Uint8Array makes a Uint8Array of the bytes, which belong to it from now on.
func (k *Kit) Uint8Array(data []byte) *goja.Object {
	o, err := k.VM.New(k.uint8Array, k.VM.ToValue(k.VM.NewArrayBuffer(data)))
	Check(err)
	return o
}

// Iterate calls f with what an iterable gives, until f returns false. It throws a TypeError for what is not iterable.
func (k *Kit) Iterate(iterable goja.Value, f func(goja.Value) bool) {
	steps := 0
	k.VM.ForOf(iterable, func(v goja.Value) bool {
		if steps++; steps%1024 == 0 { // next may be a built-in function, between two of which nothing is interrupted
			k.Poll()
		}
		return f(v)
	})
}

// Iterator makes an iterator, itself iterable, of what next gives until ok is false. tag is its Symbol.toStringTag,
// such as "Headers Iterator".
func (k *Kit) Iterator(tag string, next func() (v goja.Value, ok bool)) *goja.Object {
	it := k.VM.CreateObject(k.iteratorProto)
	done := false
	k.Hide(it, "next", k.Function("next", 0, func(goja.FunctionCall) goja.Value {
		var v goja.Value
		if !done {
			var ok bool
			v, ok = next()
			done = !ok
		}
		if done {
			v = goja.Undefined()
		}
		result := k.VM.NewObject()
		k.Put(result, "value", v)
		k.Put(result, "done", k.VM.ToValue(done))
		return result
	}))
	Check(it.DefineDataPropertySymbol(goja.SymToStringTag, k.VM.ToValue(tag), goja.FLAG_FALSE, goja.FLAG_TRUE, goja.FLAG_FALSE))
	return it
}

// Pair makes the array [key, value] of an entry.
func (k *Kit) Pair(key, value goja.Value) goja.Value { return k.VM.NewArray(key, value) }
