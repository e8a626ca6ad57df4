// Package event gives JavaScript the DOM standard's events and abort signals (https://dom.spec.whatwg.org), and
// DOMException (https://webidl.spec.whatwg.org/#idl-DOMException), and Go the means to throw, dispatch and abort.
//
// There is no tree: an event has one target and neither captures nor bubbles. isTrusted is a property of the prototype
// rather than of each event.
package event

import (
	"time"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/loop"
	"github.com/caddyhbf/hbf/jsengine/native"
)

// Module is what one runtime has of this package. It is the owner's.
type Module struct {
	// TargetClass is EventTarget, for classes that extend it: their Go sides embed a [Target].
	TargetClass *native.Class[Targeter]

	k      *native.Kit
	loop   loop.Loop
	vm     *goja.Runtime
	origin time.Time

	newError   *goja.Object // the class Error
	exceptions *native.Class[*exception]
	events     *native.Class[eventSide]
	messages   *native.Class[*messageEvent]
	closes     *native.Class[*closeEvent]
	errors     *native.Class[*errorEvent]
	signals    *native.Class[*Signal]
}

// New defines DOMException, Event, CustomEvent, MessageEvent, CloseEvent, ErrorEvent, EventTarget, AbortController,
// AbortSignal and reportError as globals. It must be called before the app's code runs.
func New(k *native.Kit, l loop.Loop) *Module {
	m := &Module{k: k, loop: l, vm: k.VM, origin: time.Now()}
	m.defineException()
	m.defineEvent()
	m.defineEvents()
	m.defineTarget()
	m.defineSignal()
	m.defineController()
	k.Global("reportError", k.Function("reportError", 1, func(call goja.FunctionCall) goja.Value {
		m.need(call, 1, "reportError")
		l.Report(call.Argument(0))
		return goja.Undefined()
	}))
	return m
}

// TimeOrigin is the moment that event.timeStamp and performance.now() count from.
func (m *Module) TimeOrigin() time.Time { return m.origin }

// need throws a TypeError when a function was called with fewer than n arguments, as WebIDL has it.
func (m *Module) need(call goja.FunctionCall, n int, function string) {
	if len(call.Arguments) < n {
		panic(m.k.TypeError("%s needs %d argument(s), but only %d were given", function, n, len(call.Arguments)))
	}
}
