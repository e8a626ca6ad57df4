package bounds

import (
	"regexp/syntax"
	"time"

	"github.com/dlclark/regexp2/v2"
	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/native"
)

const (
	// matchTimeout is how long one match by backtracking may take.
	matchTimeout = 400 * time.Millisecond
	// suspect is how long a match has taken when it may have been given up: both clocks are inexact, and less so on a busy
	// machine.
	suspect = matchTimeout / 2
)

// goja hands what Go's own regular expressions can't match in linear time to regexp2, which backtracks. That takes the
// timeout of an expression from a variable of its own when it is compiled, which happens in many places and goroutines.
// So the variable is set before anything can be compiled, and only here.
var _ = limitBacktracking()

func limitBacktracking() bool {
	regexp2.DefaultMatchTimeout = matchTimeout
	regexp2.SetTimeoutCheckPeriod(tickTime)
	return true
}

// regexps guards what matches regular expressions. To goja a match that was given up is one that found nothing. That it
// took that long shows it: the app must never see it.
func (g *guards) regexps() {
	m := &matcher{guards: g, programs: make(map[string]float64)}
	proto := g.lookup("RegExp", "prototype")
	m.search = native.Raw(proto.GetSymbol(goja.SymSearch))
	m.source, m.global, m.sticky = g.getter(proto, "source"), g.getter(proto, "global"), g.getter(proto, "sticky")
	// As soon as exec is another property, goja takes the slow way for all that is done with regular expressions: so the
	// function itself is replaced.
	exec := proto.Get("exec").(*goja.Object)
	*exec = *g.like(exec, m.watched(native.Raw(exec), func(_ goja.FunctionCall, v goja.Value) bool { return goja.IsNull(v) }))
	g.replace(proto, "test", func(original function) function {
		return m.watched(original, func(_ goja.FunctionCall, v goja.Value) bool { return !v.ToBoolean() })
	})
	for symbol, failed := range map[*goja.Symbol]func(goja.FunctionCall, goja.Value) bool{
		goja.SymMatch:  func(_ goja.FunctionCall, v goja.Value) bool { return goja.IsNull(v) },
		goja.SymSearch: func(_ goja.FunctionCall, v goja.Value) bool { return v.ToInteger() < 0 },
		goja.SymSplit:  func(_ goja.FunctionCall, v goja.Value) bool { return g.checkLength(v.(*goja.Object)) <= 1 },
		goja.SymReplace: func(call goja.FunctionCall, v goja.Value) bool {
			return v.SameAs(call.Argument(0)) && m.slow(call)
		},
	} {
		old := proto.GetSymbol(symbol).(*goja.Object)
		native.Check(proto.DefineDataPropertySymbol(symbol, g.like(old, m.watched(native.Raw(old), failed)), goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_FALSE))
	}
}

// matcher guards the matches of one runtime.
type matcher struct {
	*guards
	clock clock
	calls int
	// search and the getters of what an expression is, as they were before the app could change them
	search, source, global, sticky function
	programs                       map[string]float64 // how many instructions of Go's regexp an expression has, by its source
}

// watched has a function that matches a regular expression end the turn where its result says that nothing was found and
// it has taken as long as a match that was given up.
func (m *matcher) watched(original function, failed func(goja.FunctionCall, goja.Value) bool) function {
	return func(call goja.FunctionCall) goja.Value {
		if len(call.Arguments) > 0 && length(call.Arguments[0]) > freeText {
			m.checkWork(call)
		}
		if m.calls++; m.calls%64 == 0 { // matchAll is a loop in Go, and so are others
			m.k.Poll()
		}
		m.enter()
		defer m.leave()
		began := m.clock.now()
		v := original(call)
		if m.clock.since(began) >= suspect && failed(call, v) && !m.linear(call) {
			m.timedOut("a match of a regular expression took longer than %d ms", matchTimeout/time.Millisecond)
		}
		return v
	}
}

// slow finds out whether a replacement took long for its match, and not for a function of the app's that was called for
// each.
func (m *matcher) slow(call goja.FunctionCall) bool {
	if _, ok := call.Argument(1).(*goja.Object); !ok {
		return true
	}
	began := m.clock.now()
	m.search(goja.FunctionCall{This: call.This, Arguments: call.Arguments[:1]})
	return m.clock.since(began) >= suspect
}

// linear tells whether Go's own engine has matched, which is never given up. goja uses the other one for matches that
// begin within the text, and for those of global expressions in texts that are not ASCII.
func (m *matcher) linear(call goja.FunctionCall) bool {
	o, ok := m.expression(call)
	if !ok || m.program(o) == 0 {
		return false
	}
	this := goja.FunctionCall{This: o}
	return !m.global(this).ToBoolean() && !m.sticky(this).ToBoolean()
}

// expression gives the regular expression that a method was called of.
func (m *matcher) expression(call goja.FunctionCall) (*goja.Object, bool) {
	o, ok := call.This.(*goja.Object)
	return o, ok && o.ClassName() == "RegExp" && o.ExportType() != proxyType
}

const (
	// freeText is the length of texts that are matched without a look at the expression.
	freeText = 1 << 16
	// maxWork bounds the length of a text times the instructions of an expression. Go's engine takes linear time, but may
	// follow all of them at each character: this much is a second or two.
	maxWork = 5e8
	// maxPrograms is how many expressions are remembered.
	maxPrograms = 1000
)

// checkWork bounds what Go's own engine does, which knows no timeout.
func (m *matcher) checkWork(call goja.FunctionCall) {
	o, ok := m.expression(call)
	if !ok {
		return
	}
	if n := length(call.Arguments[0]); n*m.program(o) > maxWork {
		panic(m.k.RangeError("Invalid text: %.0f characters are too many for a regular expression of this size", n))
	}
}

// program gives the number of instructions that an expression is to Go's engine, 0 where that can't match it.
func (m *matcher) program(o *goja.Object) float64 {
	source := m.source(goja.FunctionCall{This: o}).String()
	size, known := m.programs[source]
	if known {
		return size
	}
	if parsed, err := syntax.Parse(source, syntax.Perl); err == nil {
		if program, err := syntax.Compile(parsed.Simplify()); err == nil {
			size = float64(len(program.Inst))
		}
	}
	if len(m.programs) >= maxPrograms {
		clear(m.programs)
	}
	m.programs[source] = size
	return size
}
