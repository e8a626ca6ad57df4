package bounds

import (
	"strings"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/native"
)

// replacements guards replace and replaceAll, of which each match adds a text of any length.
//
// Where that could be too much, the function is given a replacer of Go's that counts.
func (g *guards) replacements(proto *goja.Object) {
	r := &replacer{guards: g}
	r.function = g.k.Function("", 0, r.replace)
	g.replace(proto, "replace", func(original function) function {
		return func(call goja.FunctionCall) goja.Value {
			if len(call.Arguments) < 2 {
				return original(call)
			}
			if isObject(call.Arguments[1]) {
				r.enter()
				defer r.leave()
				return original(call)
			}
			if s, ok := call.This.(goja.String); ok && s.Length() > 1<<12 && !isObject(call.Arguments[0]) {
				if text, ok := call.Arguments[1].(goja.String); ok && dollars(text) {
					return r.count(original, call, text)
				}
			}
			return original(call)
		}
	})
	g.replace(proto, "replaceAll", func(original function) function {
		return func(call goja.FunctionCall) goja.Value {
			if len(call.Arguments) < 2 {
				return original(call)
			}
			if _, isObject := call.Arguments[0].(*goja.Object); isObject {
				return original(call) // it has a Symbol.replace, which is guarded, or no more than a text
			}
			r.checkMatches(call.This, call.Arguments[0])
			r.enter()
			defer r.leave()
			return r.guarded(original, call, call.This)
		}
	})
	regexp := g.lookup("RegExp", "prototype")
	old := regexp.GetSymbol(goja.SymReplace).(*goja.Object)
	original := native.Raw(old)
	native.Check(regexp.DefineDataPropertySymbol(goja.SymReplace, g.like(old, func(call goja.FunctionCall) goja.Value {
		if len(call.Arguments) < 2 {
			return original(call)
		}
		return r.guarded(original, call, call.Arguments[0])
	}), goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_FALSE))
}

// replacer is the function that stands for the replacement while it counts.
type replacer struct {
	*guards
	function *goja.Object
	running  []replacement // innermost last
}

// replacement is a call of replace that counts.
type replacement struct {
	call  func(goja.FunctionCall) goja.Value // of the app's function, which raw calls for it
	text  goja.String                        // nil where it is a function
	total int64
}

// guarded calls a function whose second argument is a replacement for what it finds in a text, any number of times.
func (r *replacer) guarded(original function, call goja.FunctionCall, in goja.Value) goja.Value {
	s, ok := in.(goja.String)
	if !ok {
		s = r.text(in)
	}
	n := s.Length()
	if n <= maxFactor {
		return original(call)
	}
	switch with := call.Arguments[1].(type) {
	case goja.String:
		if float64(n)*float64(with.Length()) <= float64(r.memory)/2 && (n < 1<<12 || !dollars(with)) {
			return original(call)
		}
		return r.count(original, call, with)
	case *goja.Object:
		if _, ok := goja.AssertFunction(with); !ok {
			return r.count(original, call, r.text(with))
		}
		if f, ok := with.Export().(func(goja.FunctionCall) goja.Value); ok {
			return r.with(original, call, replacement{call: f})
		}
		return r.with(original, call, replacement{call: func(c goja.FunctionCall) goja.Value {
			return r.k.Call(with, goja.Undefined(), c.Arguments...)
		}})
	}
	return original(call)
}

// matchSize is how many bytes goja takes for each place where a text was found.
const matchSize = 100

// checkMatches counts the places where a text is to be replaced in a large one.
func (r *replacer) checkMatches(in, what goja.Value) {
	s, ok := in.(goja.String)
	search, isText := what.(goja.String)
	if !ok || !isText || s.Length() < 1<<18 {
		return
	}
	r.over("number of matches", matchSize*float64(strings.Count(s.String(), search.String())))
}

// count calls a function with the replacement in the place of its text.
func (r *replacer) count(original function, call goja.FunctionCall, text goja.String) goja.Value {
	return r.with(original, call, replacement{text: text})
}

func (r *replacer) with(original function, call goja.FunctionCall, one replacement) goja.Value {
	args := [2]goja.Value{call.Arguments[0], r.function}
	depth := len(r.running)
	r.running = append(r.running, one)
	defer func() { r.running = r.running[:depth] }()
	return original(goja.FunctionCall{This: call.This, Arguments: args[:]})
}

// replace gives the text for one match and counts it. Only the call of replace that has begun last can be going on.
func (r *replacer) replace(call goja.FunctionCall) goja.Value {
	depth := len(r.running) - 1
	if depth < 0 {
		return goja.Undefined()
	}
	one := &r.running[depth]
	var v goja.Value
	if one.text != nil {
		v = r.expand(one.text, call.Arguments, float64(r.memory-one.total))
	} else {
		v = one.call(call)
		if goja.IsNumber(v) { // its text is short
			return v
		}
		one = &r.running[depth] // it may have been moved
	}
	s, ok := v.(goja.String)
	if !ok {
		s = r.text(v)
		one, v = &r.running[depth], s
	}
	if one.total += int64(s.Length()); one.total > r.memory {
		panic(r.tooLong("string size"))
	}
	return v
}

// dollars tells whether a replacement has something to expand.
func dollars(s goja.String) bool { return strings.Contains(s.String(), "$") }

// expand is GetSubstitution (https://tc39.es/ecma262/#sec-getsubstitution) for the arguments of a replacing function. It
// throws when more than left code units come of it.
func (r *replacer) expand(template goja.String, args []goja.Value, left float64) goja.String {
	last := len(args) - 1
	groups, _ := args[last].(*goja.Object)
	if groups != nil {
		last--
	}
	subject, position, captures := args[last].(goja.String), int(args[last-1].ToInteger()), args[:last-1]
	var b goja.StringBuilder
	write := func(s goja.String, from, to int) {
		if left -= float64(to - from); left < 0 {
			panic(r.tooLong("string size"))
		}
		b.WriteSubstring(s, from, to)
	}
	capture := func(v goja.Value) {
		if s, ok := v.(goja.String); ok {
			write(s, 0, s.Length())
		}
	}
	digit := func(n int) int {
		if n < template.Length() {
			if c := template.CharAt(n); c >= '0' && c <= '9' {
				return int(c - '0')
			}
		}
		return -1
	}
	end := template.Length()
	for n := 0; n < end; n++ {
		if template.CharAt(n) != '$' || n+1 == end {
			write(template, n, n+1)
			continue
		}
		switch c := template.CharAt(n + 1); {
		case c == '$':
			write(template, n, n+1)
			n++
		case c == '&':
			capture(captures[0])
			n++
		case c == '`':
			write(subject, 0, position)
			n++
		case c == '\'':
			matched := 0
			if m, ok := captures[0].(goja.String); ok {
				matched = m.Length()
			}
			write(subject, min(position+matched, subject.Length()), subject.Length())
			n++
		case c >= '0' && c <= '9':
			group, used := digit(n+1), 1
			if second := digit(n + 2); second >= 0 && group*10+second < len(captures) && group*10+second > 0 {
				group, used = group*10+second, 2
			}
			if group == 0 || group >= len(captures) {
				write(template, n, n+1)
				continue
			}
			capture(captures[group])
			n += used
		case c == '<' && groups != nil:
			name := template.Substring(n+2, end).String()
			length := strings.IndexByte(name, '>')
			if length < 0 {
				write(template, n, n+1)
				continue
			}
			if v := groups.Get(name[:length]); !native.IsUndefined(v) {
				capture(r.text(v))
			}
			n += 2 + len([]rune(name[:length]))
		default:
			write(template, n, n+1)
		}
	}
	return b.String()
}
