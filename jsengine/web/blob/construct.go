package blob

import (
	"bytes"
	"math"
	"strings"
	"unicode/utf8"

	"github.com/dop251/goja"
	"golang.org/x/text/encoding/unicode"

	"github.com/caddyhbf/hbf/jsengine/native"
)

// construct makes a blob of an iterable of parts and of options (https://w3c.github.io/FileAPI/#constructorBlob).
func (m *Module) construct(class string, parts goja.Value, optional bool, options goja.Value) *Blob {
	var items []part
	size := int64(0)
	if !optional || !native.IsUndefined(parts) {
		o, ok := parts.(*goja.Object)
		if !ok || native.IsMissing(o.GetSymbol(goja.SymIterator)) {
			panic(m.k.TypeError("%s: the parts must be an array or another iterable object", class))
		}
		m.k.Iterate(o, func(v goja.Value) bool {
			more := m.parts(v)
			for _, p := range more {
				size += p.size
			}
			m.k.CheckSize(class, size)
			items = append(items, more...)
			return true
		})
	}
	lines := false
	if v := m.k.Option(options, "endings"); !native.IsUndefined(v) {
		switch endings := native.Text(v); endings {
		case "transparent":
		case "native":
			lines = true
		default:
			panic(m.k.TypeError("%s: endings must be \"transparent\" or \"native\", not %q", class, endings))
		}
	}
	b := &Blob{}
	if v := m.k.Option(options, "type"); !native.IsUndefined(v) {
		b.contentType = NormalizeType(native.Text(v))
	}
	for _, item := range items {
		if lines && item.text {
			item.data = []byte(strings.ReplaceAll(strings.ReplaceAll(string(item.data), "\r\n", "\n"), "\r", "\n"))
			item.size = int64(len(item.data))
		}
		item.text = false // line breaks are converted once
		b.append(item)
	}
	return b
}

func (m *Module) constructFile(c goja.ConstructorCall) *Blob {
	if len(c.Arguments) < 2 {
		panic(m.k.TypeError("File: 2 arguments required, but only %d found", len(c.Arguments)))
	}
	options, name := c.Argument(2), native.Text(c.Argument(1))
	b := m.construct("File", c.Argument(0), false, options)
	modified := now()
	if v := m.k.Option(options, "lastModified"); !native.IsUndefined(v) {
		modified = integer(v.ToFloat())
	}
	return b.AsFile(name, modified)
}

// integer converts to 64 bits as WebIDL does (https://webidl.spec.whatwg.org/#es-long-long).
func integer(f float64) int64 {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return 0
	}
	return int64(math.Mod(math.Trunc(f), 1<<63))
}

// parts makes what a blob consists of, of a value in the array of its parts: the bytes of a buffer or another blob, or
// text.
func (m *Module) parts(v goja.Value) []part {
	if other, ok := Of(v); ok {
		return other.parts
	}
	if data, ok := m.k.Bytes(v); ok {
		return []part{{data: bytes.Clone(data), size: int64(len(data))}}
	}
	text := native.Text(v)
	return []part{{data: []byte(text), size: int64(len(text)), text: true}}
}

// Decode is the standard's "UTF-8 decode": it drops a byte order mark and replaces what is not UTF-8 by U+FFFD
// (https://encoding.spec.whatwg.org/#utf-8-decode).
func Decode(data []byte) string {
	return DecodeWithoutBOM(bytes.TrimPrefix(data, []byte("\xEF\xBB\xBF")))
}

// DecodeWithoutBOM is the standard's "UTF-8 decode without BOM": a byte order mark is a character like others.
func DecodeWithoutBOM(data []byte) string {
	if utf8.Valid(data) {
		return string(data)
	}
	text, err := unicode.UTF8.NewDecoder().Bytes(data)
	if err != nil { // it replaces what it can't decode
		return strings.ToValidUTF8(string(data), "\uFFFD")
	}
	return string(text)
}
