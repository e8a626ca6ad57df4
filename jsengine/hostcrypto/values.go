package hostcrypto

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"math"
	"reflect"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/native"
)

// bytesOf copies the bytes of a string, in UTF-8, or of an ArrayBuffer or a view. Anything else is a TypeError, so that
// a value that is missing by mistake is never taken for the text "undefined".
func (m *Module) bytesOf(v goja.Value, what string) []byte {
	if isString(v) {
		return []byte(native.Text(v))
	}
	data, ok := m.kit.Bytes(v)
	if !ok {
		panic(m.kit.TypeError("%s must be a string, an ArrayBuffer or a view of one", what))
	}
	return bytes.Clone(data)
}

// text gives a string, and throws a TypeError for anything else.
func (m *Module) text(v goja.Value, what string) string {
	if !isString(v) {
		panic(m.kit.TypeError("%s must be a string", what))
	}
	return native.Text(v)
}

var stringType = reflect.TypeFor[string]()

func isString(v goja.Value) bool {
	_, isObject := v.(*goja.Object)
	return v != nil && !isObject && v.ExportType() == stringType
}

func isNumber(v goja.Value) bool {
	switch v.Export().(type) {
	case int64, float64:
		return true
	}
	return false
}

// optionalText is text of an option; "" if it is missing.
func (m *Module) optionalText(options goja.Value, name string) string {
	v := m.kit.Option(options, name)
	if goja.IsUndefined(v) {
		return ""
	}
	return m.text(v, "the option "+name)
}

// texts gives a string or an array of strings; nil if it is missing.
func (m *Module) texts(v goja.Value, what string) []string {
	if goja.IsUndefined(v) {
		return nil
	}
	if isString(v) {
		return []string{native.Text(v)}
	}
	if _, ok := v.(*goja.Object); !ok {
		panic(m.kit.TypeError("%s must be a string or an array of strings", what))
	}
	all := []string{}
	m.kit.Iterate(v, func(v goja.Value) bool {
		all = append(all, m.text(v, what+"'s elements"))
		if len(all) > 1000 {
			panic(m.kit.RangeError("%s has more than 1000 elements", what))
		}
		return true
	})
	if len(all) == 0 {
		panic(m.kit.TypeError("%s must not be empty", what))
	}
	return all
}

// integer gives a whole number within bounds, and throws a TypeError for no number and a RangeError otherwise.
func (m *Module) integer(v goja.Value, what string, least, most int64) int64 {
	if isNumber(v) {
		f := v.ToFloat()
		if f == math.Trunc(f) && f >= float64(least) && f <= float64(most) {
			return int64(f)
		}
		panic(m.kit.RangeError("%s must be a whole number from %d to %d, not %v", what, least, most, f))
	}
	panic(m.kit.TypeError("%s must be a number", what))
}

// encoded gives bytes in an encoding: hex unless given, base64, base64url, or buffer for a Uint8Array.
func (m *Module) encoded(data []byte, encoding goja.Value) goja.Value {
	name := "hex"
	if !goja.IsUndefined(encoding) {
		name = m.text(encoding, "the encoding")
	}
	switch name {
	case "hex":
		return m.kit.VM.ToValue(hex.EncodeToString(data))
	case "base64":
		return m.kit.VM.ToValue(base64.StdEncoding.EncodeToString(data))
	case "base64url":
		return m.kit.VM.ToValue(base64.RawURLEncoding.EncodeToString(data))
	case "buffer":
		return m.kit.Uint8Array(data)
	}
	panic(m.kit.TypeError("the encoding must be hex, base64, base64url or buffer, not %q", name))
}
