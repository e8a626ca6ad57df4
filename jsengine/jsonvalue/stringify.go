package jsonvalue

import (
	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/native"
)

// Install puts the encoder in the place of JSON.stringify, so that frameworks that call it themselves are as fast as
// res.json. limit is that of [Encoder.Encode]. Calls with a replacer or a space go to the JSON.stringify that was there.
func (e *Encoder) Install(limit int64) {
	json := e.k.VM.Get("JSON").ToObject(e.k.VM)
	e.k.Hide(json, "stringify", e.k.Function("stringify", 3, func(c goja.FunctionCall) goja.Value {
		replacer, space := c.Argument(1), c.Argument(2)
		if _, ok := replacer.(*goja.Object); ok || !native.IsMissing(space) {
			return native.Must(e.stringify(goja.Undefined(), c.Argument(0), replacer, space))
		}
		data, ok := e.Encode(c.Argument(0), limit)
		if !ok {
			return goja.Undefined()
		}
		return e.k.VM.ToValue(string(data))
	}))
}
