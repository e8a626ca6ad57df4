package stream

import (
	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/native"
)

// encode gives the UTF-8 of a string, or undefined for an empty one.
func (m *Module) encode(call goja.FunctionCall) goja.Value {
	text := native.Text(call.Argument(0))
	if text == "" {
		return goja.Undefined()
	}
	return m.k.Uint8Array([]byte(text))
}

// endsInHighSurrogate gives the last code unit of a string if that is a leading surrogate, else an empty string.
func (m *Module) endsInHighSurrogate(call goja.FunctionCall) goja.Value {
	s := call.Argument(0).ToString().(goja.String)
	if n := s.Length(); n > 0 && s.CharAt(n-1)&0xFC00 == 0xD800 {
		return s.Substring(n-1, n)
	}
	return m.k.VM.ToValue("")
}

// withoutLast gives a string without its last code unit.
func (m *Module) withoutLast(call goja.FunctionCall) goja.Value {
	s := call.Argument(0).ToString().(goja.String)
	return s.Substring(0, s.Length()-1)
}

func (m *Module) isBytes(call goja.FunctionCall) goja.Value {
	_, ok := m.k.Bytes(call.Argument(0))
	return m.k.VM.ToValue(ok)
}
