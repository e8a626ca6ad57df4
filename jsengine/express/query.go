package express

import (
	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/express/httpvalue"
)

// rawKey is where the object behind a query keeps the query string. It is not enumerable and on no object that lists
// of keys of req.query look at.
var rawKey = goja.NewSymbol("query string")

// defineQuery fills what is behind every req.query: split, toString and Symbol.toPrimitive, which act on the raw query
// string, for apps that take the query for one.
func (m *Module) defineQuery() {
	split, _ := goja.AssertFunction(m.vm.ToValue("").ToObject(m.vm).Get("split"))
	hide := func(name string, length int, f func(raw goja.Value, c goja.FunctionCall) goja.Value) *goja.Object {
		return m.newNative(name, length, func(c goja.FunctionCall) goja.Value {
			raw := m.vm.ToValue("")
			if o, ok := c.This.(*goja.Object); ok {
				if v := o.GetSymbol(rawKey); v != nil {
					raw = v
				}
			}
			return f(raw, c)
		})
	}
	define := func(name string, f *goja.Object) {
		m.check(m.query.DefineDataProperty(name, f, goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_FALSE))
	}
	define("split", hide("split", 2, func(raw goja.Value, c goja.FunctionCall) goja.Value {
		return must(split(raw, c.Arguments...))
	}))
	define("toString", hide("toString", 0, func(raw goja.Value, _ goja.FunctionCall) goja.Value { return raw }))
	primitive := hide("[Symbol.toPrimitive]", 1, func(raw goja.Value, c goja.FunctionCall) goja.Value {
		if isString(c.Argument(0), "number") {
			return raw.ToNumber()
		}
		return raw
	})
	m.check(m.query.DefineDataPropertySymbol(goja.SymToPrimitive, primitive, goja.FLAG_FALSE, goja.FLAG_TRUE, goja.FLAG_FALSE))
}

// queryValue is req.query. It is parsed again when req.url has changed or an application with other settings runs.
func (m *Module) queryValue(x *Exchange) goja.Value {
	raw, by := x.rawQuery(), x.settings()
	if x.query != nil && x.queryOf == raw && x.queryBy == by {
		return x.query
	}
	x.query, x.queryOf, x.queryBy = m.parseQuery(x, raw), raw, by
	return x.query
}

func (m *Module) parseQuery(x *Exchange, raw string) goja.Value {
	s := x.settings()
	if s.query == queryCustom {
		return must(s.queryFunc(goja.Undefined(), m.vm.ToValue(raw)))
	}
	behind := m.vm.CreateObject(m.query)
	m.check(behind.DefineDataPropertySymbol(rawKey, m.vm.ToValue(raw), goja.FLAG_FALSE, goja.FLAG_FALSE, goja.FLAG_FALSE))
	o := m.vm.CreateObject(behind)
	switch s.query {
	case querySimple:
		for _, f := range httpvalue.ParseQuery(raw) {
			m.put(o, f.Name, m.oneOrMore(f.Values))
		}
	case queryExtended:
		v, err := httpvalue.ParseNested(raw, httpvalue.ExtendedQuery)
		if err == nil {
			m.fill(o, v)
		}
	}
	return o
}

// oneOrMore is a string, or an array of several.
func (m *Module) oneOrMore(values []string) goja.Value {
	if len(values) == 1 {
		return m.vm.ToValue(values[0])
	}
	return m.strings(values)
}

// fill gives o the members of an object value as own properties, whatever their names are.
func (m *Module) fill(o *goja.Object, v httpvalue.Value) {
	for _, member := range v.Members {
		m.put(o, member.Name, m.nested(member.Value))
	}
}

// nested makes a JavaScript value of a form's.
func (m *Module) nested(v httpvalue.Value) goja.Value {
	switch v.Kind {
	case httpvalue.ListValue:
		list := make([]any, len(v.List))
		for i := range v.List {
			list[i] = m.nested(v.List[i])
		}
		return m.vm.NewArray(list...)
	case httpvalue.ObjectValue:
		o := m.vm.NewObject()
		m.fill(o, v)
		return o
	}
	return m.vm.ToValue(v.Text)
}
