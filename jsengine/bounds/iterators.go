package bounds

import (
	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/native"
)

// pollSteps is how many steps of iterators go by between two looks at the time.
const pollSteps = 1 << 12

// maxGenerators is how deeply generators may delegate to one another. Unwinding them takes more than linear time.
const maxGenerators = 400

// Programs that give what no global holds.
var (
	arrayIterator     = goja.MustCompile("", "[][Symbol.iterator]()", true)
	generatorFunction = goja.MustCompile("", "(function* () {})", true)
)

func (g *guards) evaluate(p *goja.Program) *goja.Object {
	return native.Must(g.k.VM.RunProgram(p)).(*goja.Object)
}

// iterators guards the iterators of arrays and generators: spreading an array of 2^32-1 holes is a loop in Go, and
// generators that delegate to one another without end nest there.
func (g *guards) iterators() {
	array := g.evaluate(arrayIterator).Prototype()
	steps := 0
	g.guard(array, "next", func(goja.FunctionCall) {
		if steps++; steps%pollSteps == 0 {
			g.k.Poll()
		}
	})
	generator := g.evaluate(generatorFunction).Prototype().Get("prototype").(*goja.Object)
	depth := 0
	for _, name := range []string{"next", "return", "throw"} {
		g.replace(generator, name, func(original function) function {
			return func(call goja.FunctionCall) goja.Value {
				if depth >= maxGenerators {
					panic(g.k.RangeError("Maximum call stack size exceeded: generators are nested more than %d deep", maxGenerators))
				}
				depth++
				defer func() { depth-- }()
				return original(call)
			}
		})
	}
}
