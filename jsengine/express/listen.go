package express

import "github.com/dop251/goja"

// listen notes that the application is the one to answer requests. It opens no socket: Caddy has done that.
func (a *application) listen(c goja.FunctionCall) goja.Value {
	m := a.m
	m.listening = a
	if n := len(c.Arguments); n > 0 && isFunction(c.Arguments[n-1]) {
		callback, _ := goja.AssertFunction(c.Arguments[n-1])
		m.later(func() { must(callback(goja.Undefined())) })
	}
	port := c.Argument(0)
	server := m.vm.NewObject()
	m.put(server, "listening", m.vm.ToValue(true))
	m.put(server, "address", m.newNative("address", 0, func(goja.FunctionCall) goja.Value {
		address := m.vm.NewObject()
		m.put(address, "address", m.vm.ToValue("::"))
		m.put(address, "family", m.vm.ToValue("IPv6"))
		m.put(address, "port", port)
		return address
	}))
	m.put(server, "close", m.newNative("close", 1, func(c goja.FunctionCall) goja.Value {
		if m.listening == a {
			m.listening = nil
		}
		if callback, ok := goja.AssertFunction(c.Argument(0)); ok {
			m.later(func() { must(callback(goja.Undefined())) })
		}
		return c.This
	}))
	for _, name := range []string{"on", "once"} {
		m.put(server, name, m.newNative(name, 2, func(c goja.FunctionCall) goja.Value { return c.This }))
	}
	return server
}

// later runs f as a microtask.
func (m *Module) later(f func()) {
	resolved := must(m.js.resolved(m.js.promise))
	run := m.newNative("", 0, func(goja.FunctionCall) goja.Value { f(); return goja.Undefined() })
	must(m.js.then(resolved, run))
}
