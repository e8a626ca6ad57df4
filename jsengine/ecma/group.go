package ecma

import (
	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/native"
)

// groups adds Object.groupBy (https://tc39.es/ecma262/#sec-object.groupby) and Map.groupBy
// (https://tc39.es/ecma262/#sec-map.groupby).
func (i *installer) groups() {
	class := i.lookup("Map")
	get, set := native.Raw(class.Get("prototype").(*goja.Object).Get("get")), native.Raw(class.Get("prototype").(*goja.Object).Get("set"))
	assign := native.Raw(i.lookup("Reflect", "set"))
	newMap := func() *goja.Object {
		m, err := i.k.VM.New(class)
		native.Check(err)
		return m
	}
	// group gives the keys in order with the values of each. A Map tells keys apart as the standard asks.
	group := func(call goja.FunctionCall, toKey func(goja.Value) goja.Value) (keys []goja.Value, values [][]any) {
		items := call.Argument(0)
		if native.IsMissing(items) {
			panic(i.k.TypeError("the items to group are undefined or null"))
		}
		callback := i.function(call.Argument(1), "the callback")
		index, n := newMap(), 0
		i.k.Iterate(items, func(v goja.Value) bool {
			key := toKey(i.k.Call(callback, goja.Undefined(), v, i.k.VM.ToValue(n)))
			n++
			at := get(goja.FunctionCall{This: index, Arguments: []goja.Value{key}})
			if native.IsUndefined(at) {
				at = i.k.VM.ToValue(len(keys))
				set(goja.FunctionCall{This: index, Arguments: []goja.Value{key, at}})
				keys, values = append(keys, key), append(values, nil)
			}
			values[at.ToInteger()] = append(values[at.ToInteger()], v)
			return true
		})
		return keys, values
	}
	i.method(i.lookup("Object"), "groupBy", 2, func(call goja.FunctionCall) goja.Value {
		keys, values := group(call, i.propertyKey)
		o := i.k.VM.CreateObject(nil)
		for n, key := range keys {
			assign(goja.FunctionCall{Arguments: []goja.Value{o, key, i.k.VM.NewArray(values[n]...)}})
		}
		return o
	})
	i.method(class, "groupBy", 2, func(call goja.FunctionCall) goja.Value {
		keys, values := group(call, func(v goja.Value) goja.Value { return v })
		m := newMap()
		for n, key := range keys {
			set(goja.FunctionCall{This: m, Arguments: []goja.Value{key, i.k.VM.NewArray(values[n]...)}})
		}
		return m
	})
}

// propertyKey makes a property key of a value.
func (i *installer) propertyKey(v goja.Value) goja.Value {
	if symbol, ok := v.(*goja.Symbol); ok {
		return symbol
	}
	return i.text(v)
}
