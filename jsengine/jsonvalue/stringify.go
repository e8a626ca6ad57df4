package jsonvalue

import (
	"strings"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/native"
)

// Install puts the encoder in the place of JSON.stringify, so that frameworks that call it themselves are as fast as
// res.json. limit is that of [Encoder.Encode]. Calls with a replacer go to the JSON.stringify that was there.
func (e *Encoder) Install(limit int64) {
	json := e.k.VM.Get("JSON").ToObject(e.k.VM)
	e.k.Hide(json, "stringify", e.k.Function("stringify", 3, func(c goja.FunctionCall) goja.Value {
		replacer, space := c.Argument(1), c.Argument(2)
		_, replaces := replacer.(*goja.Object)
		_, wrapped := space.(*goja.Object)
		if replaces || wrapped {
			return native.Must(e.stringify(goja.Undefined(), c.Argument(0), replacer, space))
		}
		data, ok := e.Encode(c.Argument(0), limit)
		if !ok {
			return goja.Undefined()
		}
		if gap := gap(space); gap != "" {
			data = e.indent(data, gap, limit)
		}
		return e.k.VM.ToValue(string(data))
	}))
}

// gap gives what JSON.stringify indents with (https://tc39.es/ecma262/#sec-json.stringify).
func gap(space goja.Value) string {
	const longest = 10
	switch {
	case native.IsMissing(space):
	case goja.IsNumber(space):
		return strings.Repeat(" ", int(max(0, min(space.ToInteger(), longest))))
	case goja.IsString(space):
		s := space.(goja.String)
		return s.Substring(0, min(s.Length(), longest)).String()
	}
	return ""
}

// indent lays out JSON without white space as JSON.stringify does. It throws a RangeError where that is longer than limit.
func (e *Encoder) indent(data []byte, gap string, limit int64) []byte {
	size, depth := int64(len(data)), int64(0)
	line := func() {
		if size += 1 + depth*int64(len(gap)); limit > 0 && size > limit {
			panic(e.k.RangeError("the JSON is larger than memory_limit allows (%d bytes)", limit))
		}
	}
	for n := 0; n < len(data); n++ { // it is counted before anything is made
		switch c := data[n]; c {
		case '"':
			n = endOfString(data, n)
		case '[', '{':
			if depth++; data[n+1] != c+2 {
				line()
			}
		case ']', '}':
			if depth--; data[n-1] != c-2 {
				line()
			}
		case ',':
			line()
		case ':':
			size++
		}
	}
	out := make([]byte, 0, size)
	begin := func() {
		out = append(out, '\n')
		for range depth {
			out = append(out, gap...)
		}
	}
	for n := 0; n < len(data); n++ {
		switch c := data[n]; c {
		case '"':
			end := endOfString(data, n)
			out = append(out, data[n:end]...)
			n = end
			out = append(out, '"')
		case '[', '{':
			out = append(out, c)
			if depth++; data[n+1] != c+2 {
				begin()
			}
		case ']', '}':
			if depth--; data[n-1] != c-2 {
				begin()
			}
			out = append(out, c)
		case ',':
			out = append(out, c)
			begin()
		case ':':
			out = append(out, ": "...)
		default:
			out = append(out, c)
		}
	}
	return out
}

// endOfString gives the place of the quote that ends the string that begins at n.
func endOfString(data []byte, n int) int {
	for n++; data[n] != '"'; n++ {
		if data[n] == '\\' {
			n++
		}
	}
	return n
}
