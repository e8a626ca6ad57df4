package ecma

import (
	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/native"
)

// legacy adds what is old and in use: __defineGetter__ and its kin
// (https://tc39.es/ecma262/#sec-object.prototype-legacy-accessor-methods), Date.prototype.toGMTString and getYear.
func (i *installer) legacy() {
	proto := i.lookup("Object", "prototype")
	define, describe := native.Raw(i.lookup("Object", "defineProperty")), native.Raw(i.lookup("Object", "getOwnPropertyDescriptor"))
	for half, name := range map[string]string{"get": "Getter", "set": "Setter"} {
		i.method(proto, "__define"+name+"__", 2, func(call goja.FunctionCall) goja.Value {
			o := i.object(call.This)
			d := i.k.VM.CreateObject(nil)
			i.k.Put(d, half, i.function(call.Argument(1), "the "+half+"ter"))
			i.k.Put(d, "enumerable", i.k.VM.ToValue(true))
			i.k.Put(d, "configurable", i.k.VM.ToValue(true))
			define(goja.FunctionCall{Arguments: []goja.Value{o, call.Argument(0), d}})
			return goja.Undefined()
		})
		i.method(proto, "__lookup"+name+"__", 1, func(call goja.FunctionCall) goja.Value {
			key := i.propertyKey(call.Argument(0))
			for o := i.object(call.This); o != nil; o = o.Prototype() {
				d, ok := describe(goja.FunctionCall{Arguments: []goja.Value{o, key}}).(*goja.Object)
				if !ok {
					continue
				}
				if f := d.Get(half); f != nil {
					return f
				}
				return goja.Undefined()
			}
			return goja.Undefined()
		})
	}
	date := i.lookup("Date", "prototype")
	i.k.Hide(date, "toGMTString", date.Get("toUTCString"))
	fullYear := native.Raw(date.Get("getFullYear"))
	i.method(date, "getYear", 0, func(call goja.FunctionCall) goja.Value {
		return i.k.VM.ToValue(fullYear(goja.FunctionCall{This: call.This}).ToFloat() - 1900)
	})
}

func (i *installer) object(v goja.Value) *goja.Object {
	if native.IsMissing(v) {
		panic(i.k.TypeError("Cannot convert undefined or null to object"))
	}
	return v.ToObject(i.k.VM)
}
