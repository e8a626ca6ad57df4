package express

import (
	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/express/httpvalue"
)

// defineResponse fills the prototype of responses.
func (m *Module) defineResponse() {
	p := m.response
	m.defineStatus(p)
	m.defineFields(p)
	m.defineShorthands(p)
	m.defineSend(p)
	m.defineStream(p)
	m.defineCookies(p)
	m.defineFiles(p)
	m.getter(p, "req", func(x *Exchange) goja.Value { return x.req })
	m.accessor(p, "locals", func(x *Exchange) goja.Value {
		if x.locals == nil {
			x.locals = m.vm.CreateObject(nil)
		}
		return x.locals
	}, func(x *Exchange, v goja.Value) { x.locals = v })
	m.getter(p, "headersSent", func(x *Exchange) goja.Value { return m.vm.ToValue(x.sent || x.headSent) })
	m.getter(p, "writableEnded", func(x *Exchange) goja.Value { return m.vm.ToValue(x.sent) })
	m.getter(p, "finished", func(x *Exchange) goja.Value { return m.vm.ToValue(x.sent) })
}

func (m *Module) defineStatus(p *goja.Object) {
	m.method(p, "status", 1, func(x *Exchange, c goja.FunctionCall) goja.Value {
		x.setStatus(m.statusCode(c.Argument(0)))
		return c.This
	})
	m.accessor(p, "statusCode",
		func(x *Exchange) goja.Value { return m.vm.ToValue(x.Response.Status) },
		func(x *Exchange, v goja.Value) { x.setStatus(m.statusCode(m.vm.ToValue(v.ToInteger()))) })
	m.accessor(p, "statusMessage", func(x *Exchange) goja.Value {
		if x.Response.StatusMessage == "" {
			return goja.Undefined()
		}
		return m.vm.ToValue(x.Response.StatusMessage)
	}, func(x *Exchange, v goja.Value) {
		message := ""
		if !isUndefined(v) {
			message = v.String()
		}
		if err := httpvalue.CheckHeader("Status", message); err != nil {
			m.throwType("Invalid character in statusMessage")
		}
		if !x.closed("setting res.statusMessage") {
			x.Response.StatusMessage = httpvalue.EncodeHeader(message)
		}
	})
}

// statusCode is a status given by the app, or throws.
func (m *Module) statusCode(v goja.Value) int {
	f := v.ToFloat()
	n := int(f)
	if !goja.IsNumber(v) || f != float64(n) {
		m.throwType("Invalid status code: %s. Status code must be an integer.", m.inJSON(v))
	}
	if n < 100 || n > 999 {
		m.throw(m.js.rangeError, "Invalid status code: %d. Status code must be greater than 99 and less than 1000.", n)
	}
	return n
}

// inJSON is what JSON.stringify makes of a value, for messages.
func (m *Module) inJSON(v goja.Value) string {
	return must(m.js.stringify(goja.Undefined(), v)).String()
}

func (x *Exchange) setStatus(code int) {
	if !x.closed("setting the status") {
		x.Response.Status = code
	}
}
