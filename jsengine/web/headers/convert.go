package headers

import (
	"net/http"
	"strings"

	"github.com/dop251/goja"
	"golang.org/x/net/http/httpguts"

	"github.com/caddyhbf/hbf/jsengine/native"
)

// Fill appends what a HeadersInit holds: headers, an iterable of pairs or an object
// (https://fetch.spec.whatwg.org/#concept-headers-fill). It throws a TypeError where that is something else or a name
// or value is not valid. The guard is not asked.
func (m *Module) Fill(h *Headers, init goja.Value) {
	o, ok := init.(*goja.Object)
	if !ok {
		panic(m.k.TypeError("Headers: the headers must be an object, an iterable of pairs or another Headers"))
	}
	if other, ok := Of(o); ok {
		for key, values := range other.fields {
			for _, v := range values {
				h.add(key, v)
			}
		}
		return
	}
	if method := o.GetSymbol(goja.SymIterator); !native.IsMissing(method) {
		m.fillPairs(h, o)
		return
	}
	for _, name := range o.Keys() {
		key := m.validName(latin1(name, m.notBytes), "append")
		h.add(key, m.value(o.Get(name), "append"))
	}
}

func (m *Module) fillPairs(h *Headers, pairs *goja.Object) {
	m.k.Iterate(pairs, func(item goja.Value) bool {
		if _, ok := item.(*goja.Object); !ok {
			panic(m.k.TypeError("Headers: each item of the iterable must be a pair of name and value"))
		}
		var pair [2]goja.Value
		n := 0
		m.k.Iterate(item, func(v goja.Value) bool {
			if n < len(pair) {
				pair[n] = v
			}
			n++
			return n <= len(pair)
		})
		if n != len(pair) {
			panic(m.k.TypeError("Headers: each item of the iterable must be a pair of name and value"))
		}
		name := m.name(pair[0], "append")
		h.add(name, m.value(pair[1], "append"))
		return true
	})
}

// name converts and checks the name of a field, and gives its key in an http.Header.
func (m *Module) name(v goja.Value, method string) string {
	return m.validName(m.byteString(v), method)
}

func (m *Module) validName(name, method string) string {
	if !httpguts.ValidHeaderFieldName(name) {
		panic(m.k.TypeError("Headers.%s: %q is an invalid header name", method, name))
	}
	return http.CanonicalHeaderKey(name)
}

// value converts, normalizes and checks a value (https://fetch.spec.whatwg.org/#concept-header-value-normalize).
func (m *Module) value(v goja.Value, method string) string {
	value := strings.Trim(m.byteString(v), "\t\n\r ")
	if !httpguts.ValidHeaderFieldValue(value) {
		panic(m.k.TypeError("Headers.%s: %q is an invalid header value", method, value))
	}
	return value
}

// byteString converts as WebIDL's ByteString has it (https://webidl.spec.whatwg.org/#es-ByteString).
func (m *Module) byteString(v goja.Value) string { return latin1(native.Text(v), m.notBytes) }

func (m *Module) notBytes(r rune) {
	panic(m.k.TypeError("Headers: a name or value holds U+%04X, which is not a byte; encode it, with encodeURIComponent for example", r))
}

// latin1 encodes text, and calls refuse for a character that Latin-1 lacks.
func latin1(text string, refuse func(rune)) string {
	if isASCII(text) {
		return text
	}
	encoded := make([]byte, 0, len(text))
	for _, r := range text {
		if r > 0xFF {
			refuse(r)
		}
		encoded = append(encoded, byte(r))
	}
	return string(encoded)
}

// text makes a string of JavaScript of the bytes of a name or value.
func (m *Module) text(value string) goja.Value {
	if isASCII(value) {
		return m.k.VM.ToValue(value)
	}
	decoded := make([]rune, len(value))
	for i := range len(value) {
		decoded[i] = rune(value[i])
	}
	return m.k.VM.ToValue(string(decoded))
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}
