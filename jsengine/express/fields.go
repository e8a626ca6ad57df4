package express

import (
	"strconv"
	"strings"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/express/httpvalue"
)

// defineFields defines how header fields are set and read.
func (m *Module) defineFields(p *goja.Object) {
	set := func(x *Exchange, c goja.FunctionCall) goja.Value {
		if len(c.Arguments) == 2 {
			m.setField(x, c.This, c.Argument(0), c.Argument(1))
			return c.This
		}
		if fields, ok := c.Argument(0).(*goja.Object); ok {
			for _, name := range fields.Keys() {
				m.setField(x, c.This, m.vm.ToValue(name), fields.Get(name))
			}
		}
		return c.This
	}
	m.method(p, "set", 2, set)
	m.method(p, "header", 2, set)
	m.native.setHead = m.method(p, "setHeader", 2, func(x *Exchange, c goja.FunctionCall) goja.Value {
		m.requireFieldName(c.Argument(0))
		x.setHeader(c.Argument(0).String(), c.Argument(1))
		return c.This
	})
	get := func(x *Exchange, c goja.FunctionCall) goja.Value {
		m.requireFieldName(c.Argument(0))
		return m.fieldValue(x.Response.Header.Values(c.Argument(0).String()))
	}
	m.method(p, "get", 1, get)
	m.method(p, "getHeader", 1, get)
	m.method(p, "hasHeader", 1, func(x *Exchange, c goja.FunctionCall) goja.Value {
		return m.vm.ToValue(len(x.Response.Header.Values(c.Argument(0).String())) > 0)
	})
	m.method(p, "getHeaderNames", 0, func(x *Exchange, _ goja.FunctionCall) goja.Value {
		names := sortedNames(x.Response.Header)
		for i := range names {
			names[i] = strings.ToLower(names[i])
		}
		return m.strings(names)
	})
	m.method(p, "getHeaders", 0, func(x *Exchange, _ goja.FunctionCall) goja.Value {
		o := m.vm.CreateObject(nil)
		for _, name := range sortedNames(x.Response.Header) {
			m.check(o.Set(strings.ToLower(name), m.fieldValue(x.Response.Header[name])))
		}
		return o
	})
	m.method(p, "removeHeader", 1, func(x *Exchange, c goja.FunctionCall) goja.Value {
		m.requireFieldName(c.Argument(0))
		if !x.closed("removing a header field") {
			x.Response.Header.Del(c.Argument(0).String())
		}
		return goja.Undefined()
	})
	m.method(p, "append", 2, func(x *Exchange, c goja.FunctionCall) goja.Value {
		name, value := c.Argument(0), c.Argument(1)
		if before := x.Response.Header.Values(name.String()); len(before) > 0 {
			values := []any{}
			for _, v := range before {
				values = append(values, httpvalue.DecodeHeader(v))
			}
			for _, v := range flatten(nil, value) {
				values = append(values, v)
			}
			value = m.vm.NewArray(values...)
		}
		m.setField(x, c.This, name, value)
		return c.This
	})
}

func (m *Module) requireFieldName(name goja.Value) {
	if !goja.IsString(name) {
		m.throwType("The \"name\" argument must be of type string. Received %s", name)
	}
}

// fieldValue is a header field as it was set: undefined, a string, or an array of several.
func (m *Module) fieldValue(values []string) goja.Value {
	if len(values) == 0 {
		return goja.Undefined()
	}
	decoded := make([]string, len(values))
	for i, v := range values {
		decoded[i] = httpvalue.DecodeHeader(v)
	}
	return m.oneOrMore(decoded)
}

// setField is res.set(name, value): a media type gets the charset that goes without saying for it.
func (m *Module) setField(x *Exchange, this, name, value goja.Value) {
	field := name.String()
	if strings.EqualFold(field, "Content-Type") {
		if _, ok := asArray(value); ok {
			m.throwType("Content-Type cannot be set to an Array")
		}
		contentType, ok := httpvalue.ContentTypeFor(value.String())
		if !ok {
			contentType = "false" // what Express sends for a type it doesn't know
		}
		m.setType(x, this, contentType)
		return
	}
	elements, isArray := asArray(value)
	if isArray {
		value = m.strings(asTexts(elements))
	} else {
		value = m.vm.ToValue(value.String())
	}
	if f := m.replaced(this, "setHeader", m.native.setHead); f != nil {
		must(f(this, m.vm.ToValue(field), value))
		return
	}
	x.setHeader(field, value)
}

// setType sets Content-Type to a complete value, through the app's own res.setHeader if there is one.
func (m *Module) setType(x *Exchange, this goja.Value, contentType string) {
	if f := m.replaced(this, "setHeader", m.native.setHead); f != nil {
		must(f(this, m.vm.ToValue("Content-Type"), m.vm.ToValue(contentType)))
		return
	}
	x.setText("Content-Type", contentType)
}

// replaced gives the function that the app has put in the place of a native one, nil if it hasn't.
func (m *Module) replaced(this goja.Value, name string, native *goja.Object) goja.Callable {
	o, ok := this.(*goja.Object)
	if !ok {
		return nil
	}
	v := o.Get(name)
	if v == native {
		return nil
	}
	f, ok := goja.AssertFunction(v)
	if !ok {
		m.throwType("res.%s is not a function", name)
	}
	return f
}

// setHeader is Node's setHeader: value is a string or something like it, or an array of such.
func (x *Exchange) setHeader(name string, value goja.Value) {
	if isUndefined(value) {
		x.m.throwType("Invalid value \"undefined\" for header %q", name)
	}
	elements, ok := asArray(value)
	if !ok {
		x.setText(name, value.String())
		return
	}
	values := make([]string, len(elements))
	for i, e := range elements {
		values[i] = x.encodeField(name, e.String())
	}
	if !x.closed("setting a header field") {
		x.Response.Header[canonical(name)] = values
	}
}

// setText sets a header field to one value.
func (x *Exchange) setText(name, value string) {
	value = x.encodeField(name, value)
	if !x.closed("setting a header field") {
		x.Response.Header[canonical(name)] = x.field(value)
	}
}

// field makes the value of a header field that comes once.
func (x *Exchange) field(value string) []string {
	n := x.fieldCount
	if n == len(x.fields) {
		return []string{value}
	}
	x.fieldCount++
	x.fields[n] = value
	return x.fields[n : n+1 : n+1]
}

// setLength sets Content-Length.
func (x *Exchange) setLength(n int) {
	x.Response.Header["Content-Length"] = x.field(strconv.Itoa(n))
}

// encodeField checks a header field and gives its bytes. What could split the response is thrown as a TypeError.
func (x *Exchange) encodeField(name, value string) string {
	if err := httpvalue.CheckHeader(name, value); err != nil {
		x.m.throwType("%s", err)
	}
	return httpvalue.EncodeHeader(value)
}
