package native

import "github.com/dop251/goja"

// maxJSONNesting is how deeply JSON may nest. goja reads it by recursion, and a stack of Go's that is full ends the process.
const maxJSONNesting = 2000

// JSON is JSON.stringify(v) as it was before the app could change it; undefined where that gives undefined.
func (k *Kit) JSON(v goja.Value) goja.Value { return Must(k.stringify(goja.Undefined(), v)) }

// ParseJSON is JSON.parse(text) as it was before the app could change it. It throws a SyntaxError, and a RangeError when
// the text nests more than 2000 deep.
func (k *Kit) ParseJSON(text string) goja.Value { return k.ReviveJSON(text, goja.Undefined()) }

// ReviveJSON is ParseJSON with the reviver of JSON.parse.
func (k *Kit) ReviveJSON(text string, reviver goja.Value) goja.Value {
	if nestsTooDeep(text) {
		panic(k.RangeError("the JSON is nested more than %d deep", maxJSONNesting))
	}
	return Must(k.parse(goja.Undefined(), k.VM.ToValue(text), reviver))
}

// nestsTooDeep reports whether a text, which need not be JSON, may nest deeper than is good.
func nestsTooDeep(text string) bool {
	if len(text) <= maxJSONNesting {
		return false
	}
	depth := 0
	for n := 0; n < len(text); n++ {
		switch text[n] {
		case '[', '{':
			if depth++; depth > maxJSONNesting {
				return true
			}
		case ']', '}':
			depth--
		case '"':
			for n++; n < len(text) && text[n] != '"'; n++ {
				if text[n] == '\\' {
					n++
				}
			}
		}
	}
	return false
}
