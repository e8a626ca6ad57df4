// Package encoding gives JavaScript TextEncoder and TextDecoder (https://encoding.spec.whatwg.org), atob and btoa
// (https://html.spec.whatwg.org/#atob), and Go the decoder that streams decode with.
package encoding

import (
	"unicode/utf8"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/native"
)

// Thrower makes a DOMException with a name and a message.
type Thrower interface {
	Exception(name, message string) *goja.Object
}

type module struct {
	k          *native.Kit
	vm         *goja.Runtime
	exceptions Thrower
	typeOf     goja.Callable // the getter of %TypedArray%.prototype[Symbol.toStringTag]
}

// New defines TextEncoder, TextDecoder, atob and btoa as globals. It must be called before the app's code runs.
func New(k *native.Kit, exceptions Thrower) {
	m := &module{k: k, vm: k.VM, exceptions: exceptions}
	m.typeOf = m.typedArrayTag()
	m.defineEncoder()
	m.defineDecoder()
	for name, f := range map[string]func(text goja.String) goja.Value{"atob": m.atob, "btoa": m.btoa} {
		k.Global(name, k.Function(name, 1, func(call goja.FunctionCall) goja.Value {
			if len(call.Arguments) == 0 {
				panic(k.TypeError("%s needs a string", name))
			}
			return f(m.domString(call.Argument(0)))
		}))
	}
}

// domString converts to a string that keeps lone surrogates.
func (m *module) domString(v goja.Value) goja.String {
	text, ok := v.ToString().(goja.String)
	if !ok { // goja leaves primitive values what they are
		text = m.vm.ToValue(v.String()).(goja.String)
	}
	return text
}

// typedArrayTag takes hold of the one function that tells what kind of typed array a value is.
func (m *module) typedArrayTag() goja.Callable {
	program := goja.MustCompile("hbf:encoding",
		`Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag).get`, true)
	f, _ := goja.AssertFunction(native.Must(m.vm.RunProgram(program)))
	return f
}

type encoder struct{}

func (m *module) defineEncoder() {
	c := native.NewClass(m.k, "TextEncoder", 0, nil, func(goja.ConstructorCall) encoder { return encoder{} })
	c.Getter("encoding", func(encoder) goja.Value { return m.vm.ToValue("utf-8") })
	c.Method("encode", 0, func(_ encoder, call goja.FunctionCall) goja.Value {
		text := ""
		if v := call.Argument(0); !goja.IsUndefined(v) {
			text = native.Text(v)
		}
		return m.k.Uint8Array([]byte(text))
	})
	c.Method("encodeInto", 2, func(_ encoder, call goja.FunctionCall) goja.Value {
		if len(call.Arguments) < 2 {
			panic(m.k.TypeError("encodeInto needs a string and a Uint8Array"))
		}
		text := native.Text(call.Argument(0))
		destination := m.uint8Array(call.Argument(1))
		read, written := encodeInto(destination, text)
		result := m.k.Object()
		m.k.Put(result, "read", m.vm.ToValue(read))
		m.k.Put(result, "written", m.vm.ToValue(written))
		return result
	})
	c.Expose()
}

func (m *module) uint8Array(v goja.Value) []byte {
	if tag := native.Must(m.typeOf(v)); goja.IsUndefined(tag) || tag.String() != "Uint8Array" {
		panic(m.k.TypeError("the destination of encodeInto must be a Uint8Array"))
	}
	data, _ := m.k.Bytes(v)
	return data
}

// encodeInto writes as many whole characters as there is room for. It gives how many UTF-16 code units it has read and
// how many bytes it has written.
func encodeInto(destination []byte, text string) (read, written int) {
	for _, r := range text {
		n := utf8.RuneLen(r)
		if written+n > len(destination) {
			break
		}
		written += utf8.EncodeRune(destination[written:], r)
		read++
		if r > 0xffff {
			read++
		}
	}
	return read, written
}

func (m *module) defineDecoder() {
	c := native.NewClass(m.k, "TextDecoder", 0, nil, func(call goja.ConstructorCall) *Decoder {
		label := "utf-8"
		if v := call.Argument(0); !goja.IsUndefined(v) {
			label = native.Text(v)
		}
		options := call.Argument(1)
		fatal := m.k.Option(options, "fatal").ToBoolean()
		ignoreBOM := m.k.Option(options, "ignoreBOM").ToBoolean()
		d, err := NewDecoder(label, fatal, ignoreBOM)
		if err != nil {
			panic(m.k.RangeError("%v", err))
		}
		return d
	})
	c.Getter("encoding", func(d *Decoder) goja.Value { return m.vm.ToValue(d.Name()) })
	c.Getter("fatal", func(d *Decoder) goja.Value { return m.vm.ToValue(d.fatal) })
	c.Getter("ignoreBOM", func(d *Decoder) goja.Value { return m.vm.ToValue(d.ignoreBOM) })
	c.Method("decode", 0, func(d *Decoder, call goja.FunctionCall) goja.Value {
		stream := m.k.Option(call.Argument(1), "stream").ToBoolean()
		var data []byte
		if v := call.Argument(0); !goja.IsUndefined(v) {
			var ok bool
			if data, ok = m.k.Bytes(v); !ok {
				panic(m.k.TypeError("decode needs an ArrayBuffer, a typed array or a DataView"))
			}
		}
		text, err := d.Decode(data, !stream)
		if err != nil {
			panic(m.k.TypeError("%v", err))
		}
		return m.vm.ToValue(text)
	})
	c.Expose()
}
