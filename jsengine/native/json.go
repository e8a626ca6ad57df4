package native

import "github.com/dop251/goja"

// JSON is JSON.stringify(v) as it was before the app could change it; undefined where that gives undefined.
func (k *Kit) JSON(v goja.Value) goja.Value { return Must(k.stringify(goja.Undefined(), v)) }

// ParseJSON is JSON.parse(text) as it was before the app could change it. It throws what that throws.
func (k *Kit) ParseJSON(text string) goja.Value { return k.ReviveJSON(text, goja.Undefined()) }

// ReviveJSON is ParseJSON with the reviver of JSON.parse.
func (k *Kit) ReviveJSON(text string, reviver goja.Value) goja.Value {
	return Must(k.parse(goja.Undefined(), k.VM.ToValue(text), reviver))
}
