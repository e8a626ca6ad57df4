package express

import (
	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/native"
)

// newNative makes a function object with the name and length that JavaScript shall see.
func (m *Module) newNative(name string, length int, f func(goja.FunctionCall) goja.Value) *goja.Object {
	o := m.vm.ToValue(f).(*goja.Object)
	m.hide(o, "name", m.vm.ToValue(name))
	m.hide(o, "length", m.vm.ToValue(length))
	return o
}

// hide defines a property as functions have their name: neither writable nor enumerable.
func (m *Module) hide(o *goja.Object, name string, v goja.Value) {
	m.check(o.DefineDataProperty(name, v, goja.FLAG_FALSE, goja.FLAG_TRUE, goja.FLAG_FALSE))
}

// put defines an ordinary property, whatever the object's prototypes have to say about the name.
func (m *Module) put(o *goja.Object, name string, v goja.Value) {
	m.check(o.DefineDataProperty(name, v, goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_TRUE))
}

// check throws an error of goja's that a native can do nothing about.
func (m *Module) check(err error) {
	if err != nil {
		panic(err)
	}
}

// method defines a method of requests and responses. f gets the exchange that this belongs to.
func (m *Module) method(o *goja.Object, name string, length int, f func(*Exchange, goja.FunctionCall) goja.Value) *goja.Object {
	native := m.newNative(name, length, func(c goja.FunctionCall) goja.Value { return f(m.exchange(c.This), c) })
	m.put(o, name, native)
	return native
}

// getter defines a property of requests and responses that JavaScript can only read.
func (m *Module) getter(o *goja.Object, name string, get func(*Exchange) goja.Value) {
	m.accessor(o, name, get, nil)
}

// accessor defines a property of requests and responses; without set it can only be read.
func (m *Module) accessor(o *goja.Object, name string, get func(*Exchange) goja.Value, set func(*Exchange, goja.Value)) {
	getter := m.newNative("get "+name, 0, func(c goja.FunctionCall) goja.Value { return get(m.exchange(c.This)) })
	var setter goja.Value
	if set != nil {
		setter = m.newNative("set "+name, 1, func(c goja.FunctionCall) goja.Value {
			set(m.exchange(c.This), c.Argument(0))
			return goja.Undefined()
		})
	}
	m.check(o.DefineAccessorProperty(name, getter, setter, goja.FLAG_TRUE, goja.FLAG_TRUE))
}

// hidden carries a Go value within JavaScript as an object without properties.
type hidden struct{ value any }

func (*hidden) Get(string) goja.Value       { return nil }
func (*hidden) Set(string, goja.Value) bool { return false }
func (*hidden) Has(string) bool             { return false }
func (*hidden) Delete(string) bool          { return true }
func (*hidden) Keys() []string              { return nil }

// bind gives an object its Go side.
func (m *Module) bind(o *goja.Object, value any) {
	slot := m.vm.NewDynamicObject(&hidden{value})
	m.check(o.DefineDataPropertySymbol(m.slot, slot, goja.FLAG_FALSE, goja.FLAG_FALSE, goja.FLAG_FALSE))
}

// hiddenIn gives the Go side of an object if it has one of type T.
func hiddenIn[T any](m *Module, v goja.Value) (T, bool) {
	var none T
	o, ok := v.(*goja.Object)
	if !ok {
		return none, false
	}
	slot, ok := o.GetSymbol(m.slot).(*goja.Object)
	if !ok {
		return none, false
	}
	h, ok := slot.Export().(*hidden)
	if !ok {
		return none, false
	}
	value, ok := h.value.(T)
	return value, ok
}

// receiver gives the Go side of a native's this, or throws.
func receiver[T any](m *Module, c goja.FunctionCall, what string) T {
	value, ok := hiddenIn[T](m, c.This)
	if !ok {
		m.throwType("this is not %s", what)
	}
	return value
}

// isMissing reports undefined and null.
func isMissing(v goja.Value) bool { return v == nil || goja.IsUndefined(v) || goja.IsNull(v) }

// isUndefined reports undefined, which an absent value is too.
func isUndefined(v goja.Value) bool { return v == nil || goja.IsUndefined(v) }

// isTrue is JavaScript's notion of truth.
func isTrue(v goja.Value) bool { return v != nil && v.ToBoolean() }

// isString reports whether v is the string s.
func isString(v goja.Value, s string) bool {
	return v != nil && goja.IsString(v) && v.String() == s
}

// isFunction reports whether v can be called.
func isFunction(v goja.Value) bool {
	_, ok := goja.AssertFunction(v)
	return ok
}

// asArray gives the elements of an array; ok is false for anything else.
func asArray(v goja.Value) (elements []goja.Value, ok bool) {
	native.Touch(v)
	o, ok := v.(*goja.Object)
	if !ok || o.ClassName() != "Array" {
		return nil, false
	}
	n := int(o.Get("length").ToInteger())
	for i := range n {
		e := o.Get(itoa(i))
		if e == nil {
			e = goja.Undefined()
		}
		elements = append(elements, e)
	}
	return elements, true
}

// flatten appends v to list, or, if it is an array, everything in it, however deep.
func flatten(list []goja.Value, v goja.Value) []goja.Value {
	elements, ok := asArray(v)
	if !ok {
		return append(list, v)
	}
	for _, e := range elements {
		list = flatten(list, e)
	}
	return list
}

// option reads a property of an optional options object: nil when there is no object.
func option(options goja.Value, name string) goja.Value {
	o, ok := options.(*goja.Object)
	if !ok {
		return nil
	}
	return o.Get(name)
}
