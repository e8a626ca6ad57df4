package socket

import (
	"slices"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/native"
)

// maxListeners bounds the listeners that one socket has through on and once.
const maxListeners = 1000

// listener is a function that was given to on or once (the npm package ws).
type listener struct {
	event string
	fn    *goja.Object
	call  goja.Callable
	once  bool
}

// defineEmitter gives sockets on, once and off, whose listeners get what those of the package ws get: 'message' the
// data and whether it is binary, 'close' code and reason, 'pong' nothing. Text is a string, as it was up to version 7.
func (m *Module) defineEmitter() {
	add := func(once bool) func(*Socket, goja.FunctionCall) goja.Value {
		return func(s *Socket, c goja.FunctionCall) goja.Value {
			call, ok := goja.AssertFunction(c.Argument(1))
			if !ok {
				panic(m.k.TypeError("the listener of a WebSocket must be a function"))
			}
			if len(s.listeners) >= maxListeners {
				panic(m.k.RangeError("more than %d listeners on one WebSocket", maxListeners))
			}
			s.listeners = append(s.listeners, listener{native.Text(c.Argument(0)), c.Argument(1).(*goja.Object), call, once})
			return c.This
		}
	}
	off := func(s *Socket, c goja.FunctionCall) goja.Value {
		s.forget(native.Text(c.Argument(0)), c.Argument(1))
		return c.This
	}
	m.class.Method("on", 2, add(false))
	m.class.Method("once", 2, add(true))
	m.class.Method("addListener", 2, add(false))
	m.class.Method("off", 2, off)
	m.class.Method("removeListener", 2, off)
}

// forget takes away the last listener fn of an event.
func (s *Socket) forget(event string, fn goja.Value) {
	for i, l := range slices.Backward(s.listeners) {
		if l.event == event && l.fn == fn {
			s.listeners = slices.Delete(slices.Clone(s.listeners), i, i+1)
			return
		}
	}
}

// emit calls the listeners of an event. What they throw is reported.
func (s *Socket) emit(event string, args ...goja.Value) {
	for _, l := range s.listeners {
		if l.event != event {
			continue
		}
		if l.once {
			s.forget(event, l.fn)
		}
		if _, err := l.call(s.Object(), args...); err != nil {
			s.m.loop.Report(native.Thrown(err))
		}
	}
}
