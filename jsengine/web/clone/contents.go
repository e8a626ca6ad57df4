package clone

import (
	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/native"
)

// properties copies the enumerable own properties.
func (c *copier) properties(from, to *goja.Object) {
	for _, name := range from.Keys() {
		v := from.Get(name)
		if v == nil || goja.IsUndefined(v) && !native.Must(c.built.hasOwn(from, c.vm.ToValue(name))).ToBoolean() {
			continue // a getter before it has deleted the property
		}
		c.k.Put(to, name, c.value(v))
	}
}

// array copies an array with its holes and other properties.
func (c *copier) array(o *goja.Object) *goja.Object {
	copied := c.vm.NewArray()
	native.Check(copied.Set("length", o.Get("length")))
	c.later(func() { c.properties(o, copied) })
	return copied
}

func (c *copier) mapOf(o *goja.Object) *goja.Object {
	copied := c.construct(c.built.mapClass)
	var entries []goja.Value // keys and values by turns, as they are now
	c.each(c.built.mapEach, o, func(call goja.FunctionCall) { entries = append(entries, call.Argument(1), call.Argument(0)) })
	c.later(func() {
		for i := 0; i < len(entries); i += 2 {
			native.Must(c.built.mapSet(copied, c.value(entries[i]), c.value(entries[i+1])))
		}
	})
	return copied
}

func (c *copier) setOf(o *goja.Object) *goja.Object {
	copied := c.construct(c.built.set)
	var entries []goja.Value
	c.each(c.built.setEach, o, func(call goja.FunctionCall) { entries = append(entries, call.Argument(0)) })
	c.later(func() {
		for _, v := range entries {
			native.Must(c.built.setAdd(copied, c.value(v)))
		}
	})
	return copied
}

func (c *copier) each(forEach goja.Callable, o *goja.Object, f func(goja.FunctionCall)) {
	native.Must(forEach(o, c.vm.ToValue(func(call goja.FunctionCall) goja.Value {
		f(call)
		return goja.Undefined()
	})))
}

// error copies name, message, stack and cause of an error, whose class becomes one of the language's own.
func (c *copier) error(o *goja.Object) *goja.Object {
	class := c.built.errors["Error"]
	if name := o.Get("name"); !native.IsUndefined(name) {
		if known, ok := c.built.errors[native.Text(name)]; ok {
			class = known
		}
	}
	copied := c.construct(class)
	c.own(o, "message", func(v goja.Value) { c.k.Hide(copied, "message", c.vm.ToValue(native.Text(v))) })
	c.own(o, "stack", func(v goja.Value) {
		if goja.IsString(v) {
			c.k.Hide(copied, "stack", v)
		}
	})
	c.own(o, "cause", func(v goja.Value) {
		c.later(func() { c.k.Hide(copied, "cause", c.value(v)) })
	})
	return copied
}

// own calls f with the value of an own property, unless it has a getter.
func (c *copier) own(o *goja.Object, name string, f func(goja.Value)) {
	d, ok := native.Must(c.built.descriptor(goja.Undefined(), o, c.vm.ToValue(name))).(*goja.Object)
	if !ok || !native.Must(c.built.hasOwn(d, c.vm.ToValue("value"))).ToBoolean() {
		return
	}
	f(d.Get("value"))
}
