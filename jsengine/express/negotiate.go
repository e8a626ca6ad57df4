package express

import (
	"errors"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/express/httpvalue"
)

// defineNegotiation defines what tells what the client wants and has sent.
func (m *Module) defineNegotiation(p *goja.Object) {
	for _, n := range []struct {
		name, header string
		best         func(accept, offers []string) (string, bool)
		all          func(accept []string) []string
	}{
		{"accepts", "Accept", httpvalue.BestType, httpvalue.AcceptedTypes},
		{"acceptsCharsets", "Accept-Charset", httpvalue.BestCharset, httpvalue.AcceptedCharsets},
		{"acceptsEncodings", "Accept-Encoding", httpvalue.BestEncoding, httpvalue.AcceptedEncodings},
		{"acceptsLanguages", "Accept-Language", httpvalue.BestLanguage, httpvalue.AcceptedLanguages},
	} {
		m.method(p, n.name, 0, func(x *Exchange, c goja.FunctionCall) goja.Value {
			accept := x.headerNow(n.header)[n.header]
			offers := texts(c.Arguments)
			if len(offers) == 0 {
				return m.strings(n.all(accept))
			}
			if best, ok := n.best(accept, offers); ok {
				return m.vm.ToValue(best)
			}
			return m.vm.ToValue(false)
		})
	}
	m.method(p, "is", 1, func(x *Exchange, c goja.FunctionCall) goja.Value {
		if !httpvalue.HasBody(x.Request) {
			return goja.Null()
		}
		if match, ok := httpvalue.MatchType(x.headerNow("Content-Type").Get("Content-Type"), texts(c.Arguments)); ok {
			return m.vm.ToValue(match)
		}
		return m.vm.ToValue(false)
	})
	m.method(p, "range", 2, m.rangeOf)
}

// texts are arguments that are strings or one array of strings.
func texts(args []goja.Value) []string {
	if len(args) > 0 {
		if elements, ok := asArray(args[0]); ok {
			args = elements
		}
	}
	return asTexts(args)
}

// asTexts are values converted to strings.
func asTexts(values []goja.Value) []string {
	list := make([]string, len(values))
	for i, v := range values {
		list[i] = v.String()
	}
	return list
}

// rangeOf is req.range(size, options): undefined without the header, -1 or -2 as in Express for one that can't be
// met or read, else an array with the property type.
func (m *Module) rangeOf(x *Exchange, c goja.FunctionCall) goja.Value {
	header := x.headerNow("Range").Get("Range")
	if header == "" {
		return goja.Undefined()
	}
	combine := isTrue(option(c.Argument(1), "combine"))
	unit, ranges, err := httpvalue.ParseRange(c.Argument(0).ToInteger(), header, combine)
	switch {
	case errors.Is(err, httpvalue.ErrRangeUnsatisfiable):
		return m.vm.ToValue(-1)
	case err != nil:
		return m.vm.ToValue(-2)
	}
	list := make([]any, len(ranges))
	for i, r := range ranges {
		o := m.vm.NewObject()
		m.put(o, "start", m.vm.ToValue(r.Start))
		m.put(o, "end", m.vm.ToValue(r.End))
		list[i] = o
	}
	array := m.vm.NewArray(list...)
	m.put(array, "type", m.vm.ToValue(unit))
	return array
}
