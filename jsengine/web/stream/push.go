package stream

import (
	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/native"
)

// PushOptions are the other end of a [Push]. Both functions are called by the owner and may be nil.
type PushOptions struct {
	// HighWaterMark is how many chunks the stream holds before it asks to wait; the default is 0.
	HighWaterMark int
	// Pull is called when the stream can take another chunk. It must not push before it returns.
	Pull func()
	// Cancel is called when JavaScript wants no more.
	Cancel func(reason goja.Value)
}

// Push is a ReadableStream, of chunks of any type, into which Go pushes. It is the owner's, in a turn.
type Push struct {
	m          *Module
	options    PushOptions
	controller goja.Value
	ended      bool
}

// NewPush makes a stream and the end of it that Go pushes into.
func (m *Module) NewPush(o PushOptions) (*goja.Object, *Push) {
	p := &Push{m: m, options: o}
	stream := m.call(m.load().pushed, m.side.Wrap(p), m.k.VM.ToValue(o.HighWaterMark))
	return stream.(*goja.Object), p
}

// Write adds a chunk. After the end it does nothing.
func (p *Push) Write(chunk goja.Value) {
	if !p.ended {
		p.m.call(p.m.script.enqueue, p.controller, chunk)
	}
}

// Close ends the stream.
func (p *Push) Close() {
	if !p.ended {
		p.ended = true
		p.m.call(p.m.script.close, p.controller)
	}
}

// Error breaks the stream.
func (p *Push) Error(reason goja.Value) {
	if !p.ended {
		p.ended = true
		p.m.call(p.m.script.error, p.controller, reason)
	}
}

// Ended reports whether the stream takes no more: it was closed, broken or canceled.
func (p *Push) Ended() bool { return p.ended }

// Desired is how many chunks the stream would like to have now. 0 or less asks to wait for Pull.
func (p *Push) Desired() int {
	if p.ended {
		return 0
	}
	return int(p.m.call(p.m.script.desiredSize, p.controller).ToInteger())
}

func pushSide(call goja.FunctionCall) *Push {
	p, _ := native.SideOf[*Push](call.Argument(0))
	return p
}

func (m *Module) pushStart(call goja.FunctionCall) goja.Value {
	pushSide(call).controller = call.Argument(1)
	return goja.Undefined()
}

func (m *Module) pushPull(call goja.FunctionCall) goja.Value {
	if p := pushSide(call); p.options.Pull != nil && !p.ended {
		p.options.Pull()
	}
	return goja.Undefined()
}

func (m *Module) pushCancel(call goja.FunctionCall) goja.Value {
	p := pushSide(call)
	p.ended = true
	if p.options.Cancel != nil {
		p.options.Cancel(call.Argument(1))
	}
	return goja.Undefined()
}
