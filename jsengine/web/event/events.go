package event

import (
	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/native"
)

// customEvent is the Go side of a CustomEvent (https://dom.spec.whatwg.org/#interface-customevent).
type customEvent struct {
	event
	detail goja.Value
}

// messageEvent is the Go side of a MessageEvent (https://html.spec.whatwg.org/#messageevent).
type messageEvent struct {
	event
	data, source, ports goja.Value
	origin, lastEventID string
}

// closeEvent is the Go side of a CloseEvent (https://websockets.spec.whatwg.org/#closeevent).
type closeEvent struct {
	event
	wasClean bool
	code     int
	reason   string
}

// errorEvent is the Go side of an ErrorEvent (https://html.spec.whatwg.org/#errorevent).
type errorEvent struct {
	event
	message, filename string
	line, column      int64
	err               goja.Value
}

// MessageEvent makes an event of type "message". origin may be empty.
func (m *Module) MessageEvent(data goja.Value, origin string) *goja.Object {
	return m.messages.Wrap(&messageEvent{
		event: m.newEvent("message", Init{}), data: data, origin: origin, source: goja.Null(), ports: m.noPorts(),
	})
}

// CloseEvent makes an event of type "close".
func (m *Module) CloseEvent(code int, reason string, wasClean bool) *goja.Object {
	return m.closes.Wrap(&closeEvent{event: m.newEvent("close", Init{}), code: code, reason: reason, wasClean: wasClean})
}

// ErrorEvent makes an event of type "error". err is its property error, nil for undefined.
func (m *Module) ErrorEvent(message string, err goja.Value) *goja.Object {
	if err == nil {
		err = goja.Undefined()
	}
	return m.errors.Wrap(&errorEvent{event: m.newEvent("error", Init{}), message: message, err: err})
}

func (m *Module) noPorts() goja.Value { return m.vm.NewArray() }

func (m *Module) defineEvents() {
	m.defineCustomEvent()
	m.defineMessageEvent()

	m.closes = native.NewClass(m.k, "CloseEvent", 1, m.events, func(call goja.ConstructorCall) *closeEvent {
		e := &closeEvent{event: m.construct(call)}
		init := call.Argument(1)
		e.wasClean = m.k.Option(init, "wasClean").ToBoolean()
		e.code = int(uint16(m.k.Option(init, "code").ToInteger()))
		e.reason = m.text(init, "reason")
		return e
	})
	m.closes.Getter("wasClean", func(e *closeEvent) goja.Value { return m.vm.ToValue(e.wasClean) })
	m.closes.Getter("code", func(e *closeEvent) goja.Value { return m.vm.ToValue(e.code) })
	m.closes.Getter("reason", func(e *closeEvent) goja.Value { return m.vm.ToValue(e.reason) })
	m.closes.Expose()

	m.errors = native.NewClass(m.k, "ErrorEvent", 1, m.events, func(call goja.ConstructorCall) *errorEvent {
		e := &errorEvent{event: m.construct(call)}
		init := call.Argument(1)
		e.message, e.filename = m.text(init, "message"), m.text(init, "filename")
		e.line = int64(uint32(m.k.Option(init, "lineno").ToInteger()))
		e.column = int64(uint32(m.k.Option(init, "colno").ToInteger()))
		e.err = m.k.Option(init, "error")
		return e
	})
	m.errors.Getter("message", func(e *errorEvent) goja.Value { return m.vm.ToValue(e.message) })
	m.errors.Getter("filename", func(e *errorEvent) goja.Value { return m.vm.ToValue(e.filename) })
	m.errors.Getter("lineno", func(e *errorEvent) goja.Value { return m.vm.ToValue(e.line) })
	m.errors.Getter("colno", func(e *errorEvent) goja.Value { return m.vm.ToValue(e.column) })
	m.errors.Getter("error", func(e *errorEvent) goja.Value { return e.err })
	m.errors.Expose()
}

func (m *Module) defineCustomEvent() {
	custom := native.NewClass(m.k, "CustomEvent", 1, m.events, func(call goja.ConstructorCall) *customEvent {
		return &customEvent{event: m.construct(call), detail: m.orNull(call.Argument(1), "detail")}
	})
	custom.Getter("detail", func(e *customEvent) goja.Value { return e.detail })
	custom.Method("initCustomEvent", 1, func(e *customEvent, call goja.FunctionCall) goja.Value {
		m.need(call, 1, "initCustomEvent")
		kind, bubbles, cancelable := native.Text(call.Argument(0)), call.Argument(1).ToBoolean(), call.Argument(2).ToBoolean()
		if !e.dispatching {
			e.initialize(kind, bubbles, cancelable)
			e.detail = goja.Null()
			if len(call.Arguments) > 3 && !goja.IsUndefined(call.Arguments[3]) {
				e.detail = call.Arguments[3]
			}
		}
		return goja.Undefined()
	})
	custom.Expose()
}

func (m *Module) defineMessageEvent() {
	m.messages = native.NewClass(m.k, "MessageEvent", 1, m.events, func(call goja.ConstructorCall) *messageEvent {
		e := &messageEvent{event: m.construct(call)}
		init := call.Argument(1)
		e.data, e.source = m.orNull(init, "data"), m.orNull(init, "source")
		e.origin, e.lastEventID = m.text(init, "origin"), m.text(init, "lastEventId")
		e.ports = m.noPorts()
		return e
	})
	c := m.messages
	c.Getter("data", func(e *messageEvent) goja.Value { return e.data })
	c.Getter("origin", func(e *messageEvent) goja.Value { return m.vm.ToValue(e.origin) })
	c.Getter("lastEventId", func(e *messageEvent) goja.Value { return m.vm.ToValue(e.lastEventID) })
	c.Getter("source", func(e *messageEvent) goja.Value { return e.source })
	c.Getter("ports", func(e *messageEvent) goja.Value { return e.ports })
	c.Expose()
}

// text reads a member of type USVString, whose default is "".
func (m *Module) text(init goja.Value, name string) string {
	v := m.k.Option(init, name)
	if goja.IsUndefined(v) {
		return ""
	}
	return native.Text(v)
}

// orNull reads a member of type any, whose default is null.
func (m *Module) orNull(init goja.Value, name string) goja.Value {
	v := m.k.Option(init, name)
	if goja.IsUndefined(v) {
		return goja.Null()
	}
	return v
}
