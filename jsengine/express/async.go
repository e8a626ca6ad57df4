package express

import "github.com/dop251/goja"

// defineAsync defines what ties an exchange to asynchronous work. The host does the work.
func (m *Module) defineAsync() {
	if m.opts.Signal != nil {
		m.getter(m.request, "signal", func(x *Exchange) goja.Value {
			if x.signal == nil {
				x.signal = m.opts.Signal(x)
			}
			return x.signal
		})
	}
	if m.opts.FormData != nil {
		m.method(m.request, "formData", 0, func(x *Exchange, _ goja.FunctionCall) goja.Value {
			return m.opts.FormData(x)
		})
	}
	if m.opts.WaitUntil != nil {
		m.method(m.response, "waitUntil", 1, func(x *Exchange, c goja.FunctionCall) goja.Value {
			m.opts.WaitUntil(x, c.Argument(0))
			return c.This
		})
	}
}
