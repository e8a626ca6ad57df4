package url

import (
	"slices"
	"strings"

	"github.com/dop251/goja"
	"golang.org/x/text/encoding/unicode"

	"github.com/caddyhbf/hbf/jsengine/native"
)

// searchParams is the Go side of a URLSearchParams (https://url.spec.whatwg.org/#interface-urlsearchparams).
type searchParams struct {
	pairs []Pair
	of    *location // whose query this is; nil for one that stands alone
}

// update is https://url.spec.whatwg.org/#concept-urlsearchparams-update.
func (p *searchParams) update() {
	if p.of != nil {
		p.of.SetSearch(SerializeForm(p.pairs))
	}
}

// matches says which pairs the arguments (name, value) of has and delete mean.
func matches(args []goja.Value) func(Pair) bool {
	name := native.Text(args[0])
	if len(args) < 2 || goja.IsUndefined(args[1]) {
		return func(p Pair) bool { return p.Name == name }
	}
	value := native.Text(args[1])
	return func(p Pair) bool { return p.Name == name && p.Value == value }
}

func (m *Module) defineParams() {
	m.params = native.NewClass(m.k, "URLSearchParams", 0, nil, func(call goja.ConstructorCall) *searchParams {
		return &searchParams{pairs: m.initial(call.Argument(0))}
	})
	c := m.params
	method := func(name string, required int, f func(p *searchParams, args []goja.Value) goja.Value) *goja.Object {
		return c.Method(name, required, func(p *searchParams, call goja.FunctionCall) goja.Value {
			if len(call.Arguments) < required {
				panic(m.k.TypeError("%s needs %d argument(s), but only %d were given", name, required, len(call.Arguments)))
			}
			if v := f(p, call.Arguments); v != nil {
				return v
			}
			return goja.Undefined()
		})
	}
	method("append", 2, func(p *searchParams, args []goja.Value) goja.Value {
		p.pairs = append(p.pairs, Pair{native.Text(args[0]), native.Text(args[1])})
		p.update()
		return nil
	})
	method("delete", 1, func(p *searchParams, args []goja.Value) goja.Value {
		p.pairs = slices.DeleteFunc(p.pairs, matches(args))
		p.update()
		return nil
	})
	method("get", 1, func(p *searchParams, args []goja.Value) goja.Value {
		if i := slices.IndexFunc(p.pairs, matches(args[:1])); i >= 0 {
			return m.vm.ToValue(p.pairs[i].Value)
		}
		return goja.Null()
	})
	method("getAll", 1, func(p *searchParams, args []goja.Value) goja.Value {
		var values []any
		match := matches(args[:1])
		for _, pair := range p.pairs {
			if match(pair) {
				values = append(values, m.vm.ToValue(pair.Value))
			}
		}
		return m.vm.NewArray(values...)
	})
	method("has", 1, func(p *searchParams, args []goja.Value) goja.Value {
		return m.vm.ToValue(slices.ContainsFunc(p.pairs, matches(args)))
	})
	method("set", 2, func(p *searchParams, args []goja.Value) goja.Value {
		match, pair := matches(args[:1]), Pair{native.Text(args[0]), native.Text(args[1])}
		if i := slices.IndexFunc(p.pairs, match); i >= 0 {
			p.pairs[i] = pair
			p.pairs = append(p.pairs[:i+1], slices.DeleteFunc(p.pairs[i+1:], match)...)
		} else {
			p.pairs = append(p.pairs, pair)
		}
		p.update()
		return nil
	})
	method("sort", 0, func(p *searchParams, _ []goja.Value) goja.Value {
		sortPairs(p.pairs)
		p.update()
		return nil
	})
	method("toString", 0, func(p *searchParams, _ []goja.Value) goja.Value { return m.vm.ToValue(SerializeForm(p.pairs)) })
	c.Getter("size", func(p *searchParams) goja.Value { return m.vm.ToValue(len(p.pairs)) })
	m.defineIteration(method)
	c.Expose()
}

type methodDefiner = func(name string, required int, f func(p *searchParams, args []goja.Value) goja.Value) *goja.Object

// defineIteration defines what goes through the pairs as they are then (https://webidl.spec.whatwg.org/#idl-iterable).
func (m *Module) defineIteration(method methodDefiner) {
	name := func(p Pair) goja.Value { return m.vm.ToValue(p.Name) }
	value := func(p Pair) goja.Value { return m.vm.ToValue(p.Value) }
	iterator := func(of func(Pair) goja.Value) func(p *searchParams, _ []goja.Value) goja.Value {
		return func(p *searchParams, _ []goja.Value) goja.Value {
			i := -1
			return m.k.Iterator("URLSearchParams Iterator", func() (goja.Value, bool) {
				if i++; i >= len(p.pairs) {
					return nil, false
				}
				return of(p.pairs[i]), true
			})
		}
	}
	entries := method("entries", 0, iterator(func(p Pair) goja.Value { return m.k.Pair(name(p), value(p)) }))
	m.params.SymbolMethod(goja.SymIterator, entries)
	method("keys", 0, iterator(name))
	method("values", 0, iterator(value))
	m.params.Method("forEach", 1, func(p *searchParams, call goja.FunctionCall) goja.Value {
		f, ok := goja.AssertFunction(call.Argument(0))
		if !ok {
			panic(m.k.TypeError("forEach needs a function"))
		}
		this := call.Argument(1)
		for i := 0; ; i++ {
			if i >= len(p.pairs) { // the callback may change them
				break
			}
			native.Must(f(this, value(p.pairs[i]), name(p.pairs[i]), call.This))
		}
		return goja.Undefined()
	})
}

// pairSize is how many bytes a pair takes at least.
const pairSize = 32

// initial makes the list of the constructor's argument: a string, a sequence of pairs or a record.
func (m *Module) initial(v goja.Value) []Pair {
	if goja.IsUndefined(v) {
		return nil
	}
	o, ok := v.(*goja.Object)
	if !ok {
		text := native.Text(v)
		m.k.CheckSize("URLSearchParams", int64(strings.Count(text, "&"))*pairSize)
		return ParseForm(strings.TrimPrefix(text, "?"))
	}
	if !native.IsMissing(o.GetSymbol(goja.SymIterator)) {
		return m.sequence(o)
	}
	var pairs []Pair
	for _, key := range o.Keys() {
		pairs = append(pairs, Pair{validUTF8(key), native.Text(o.Get(key))})
	}
	return pairs
}

func (m *Module) sequence(o *goja.Object) []Pair {
	var pairs []Pair
	m.k.Iterate(o, func(item goja.Value) bool {
		if _, ok := item.(*goja.Object); !ok {
			panic(m.k.TypeError("each pair of URLSearchParams must be an iterable of a name and a value"))
		}
		var both []string
		m.k.Iterate(item, func(v goja.Value) bool {
			both = append(both, native.Text(v))
			return len(both) < 3
		})
		if len(both) != 2 {
			panic(m.k.TypeError("each pair of URLSearchParams must hold a name and a value, and nothing else"))
		}
		pairs = append(pairs, Pair{both[0], both[1]})
		return true
	})
	return pairs
}

// validUTF8 decodes as https://encoding.spec.whatwg.org/#utf-8-decode-without-bom does: each maximal part of a
// sequence that does not go on as it should becomes one U+FFFD.
func validUTF8(s string) string {
	text, err := unicode.UTF8.NewDecoder().String(s)
	if err != nil {
		return strings.ToValidUTF8(s, "�")
	}
	return text
}
