package bounds

import "github.com/dop251/goja"

// maxJSONNesting is how deeply the text that JSON.parse is given may nest. goja reads it by recursion.
const maxJSONNesting = 2000

// What values take at least, in bytes.
const (
	objectSize = 200
	memberSize = 24
)

// json guards JSON.parse, and JSON.stringify of a text.
func (g *guards) json() {
	g.guard(g.lookup("JSON"), "stringify", func(call goja.FunctionCall) {
		if s, ok := call.Argument(0).(goja.String); ok && float64(s.Length())*escapeSize > float64(g.memory) {
			g.checkEscapes(s)
		}
	})
	g.replace(g.lookup("JSON"), "parse", func(original function) function {
		return func(call goja.FunctionCall) goja.Value {
			text, ok := call.Argument(0).(goja.String)
			if !ok { // it is made a text once
				text = g.text(call.Argument(0))
				call.Arguments = append([]goja.Value{text}, call.Arguments[min(1, len(call.Arguments)):]...)
			}
			if text.Length() > maxJSONNesting {
				g.checkJSON(text.String())
			}
			return original(call)
		}
	})
}

// checkJSON looks at the nesting of a text, and how much memory its value takes.
func (g *guards) checkJSON(text string) {
	depth, size := 0, 0
	for n := 0; n < len(text); n++ {
		switch text[n] {
		case '[', '{':
			if depth++; depth > maxJSONNesting {
				panic(g.k.RangeError("the JSON is nested more than %d deep", maxJSONNesting))
			}
			size += objectSize
		case ']', '}':
			depth--
		case ',':
			size += memberSize
		case '"':
			for n++; n < len(text) && text[n] != '"'; n++ {
				if text[n] == '\\' {
					n++
				}
			}
		}
	}
	if size > 0 && float64(size) > float64(g.memory) {
		panic(g.tooLong("JSON"))
	}
}

// escapeSize is the length of a \u escape.
const escapeSize = 6

// checkEscapes counts what JSON.stringify makes of a text.
func (g *guards) checkEscapes(s goja.String) {
	size := 2
	for n := range s.Length() {
		switch c := s.CharAt(n); {
		case c < ' ':
			size += escapeSize
		case c == '"' || c == '\\':
			size += 2
		default:
			size++
		}
	}
	g.over("string", float64(size))
}
