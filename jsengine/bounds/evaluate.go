package bounds

import (
	"github.com/dop251/goja"
)

// MaxEvaluated is the largest text that eval and the constructors of functions take, in bytes.
const MaxEvaluated = 1 << 20

// sources has eval and the constructors of functions check their text with [Source].
//
// eval is always evaluated in the global scope, as (0, eval)(text) is: the local variables of a caller can't be seen,
// since goja does not let anything come between a direct call of eval and its parser.
func (g *guards) sources() {
	global := g.k.VM.GlobalObject()
	g.guard(global, "eval", func(call goja.FunctionCall) {
		if text, ok := call.Argument(0).(goja.String); ok {
			g.checkSource(text.String())
		}
	})
	for _, sample := range []*goja.Program{plainFunction, asyncFunction, generatorFunction} {
		old := g.evaluate(sample).Get("constructor").(*goja.Object)
		constructor := g.constructor(old, func(args []goja.Value, original construct) *goja.Object {
			texts := make([]goja.Value, len(args))
			whole := ""
			for n, v := range args {
				s := g.text(v)
				texts[n] = s
				switch {
				case n == len(args)-1:
					whole += "\n) {\n" + s.String() + "\n})"
				default:
					whole += s.String() + ","
				}
				if len(whole) > MaxEvaluated {
					break
				}
			}
			g.checkSource("(function (" + whole)
			return original(texts)
		})
		if old.Get("name").String() == "Function" {
			g.k.Global("Function", constructor)
		}
	}
}

// checkSource throws a SyntaxError for what the parser must not see.
func (g *guards) checkSource(text string) {
	if len(text) > MaxEvaluated {
		panic(g.k.SyntaxError("the code is larger than %d KiB", MaxEvaluated>>10))
	}
	if err := Source(text); err != nil {
		panic(g.k.SyntaxError("%s", err))
	}
}
