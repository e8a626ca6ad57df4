package stream

import (
	"bytes"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/loop"
)

// Sink takes the bytes of a stream. Its methods are called by the owner and must not block.
type Sink interface {
	// Write takes a chunk, which belongs to it from now on. ready must be called, once and on whatever goroutine, when
	// the sink can take another one: that is how slow clients slow a script down.
	Write(chunk []byte, ready func())
	// Close says that the stream has ended. Nothing follows.
	Close()
	// Abort says that the stream broke: reason is what it was errored with, or a TypeError about a chunk that is not
	// bytes. Nothing follows.
	Abort(reason goja.Value)
}

// pump reads one stream for Go.
type pump struct {
	m      *Module
	sink   Sink
	op     loop.Operation
	reader goja.Value
	done   bool
}

// Pump locks a ReadableStream and gives what it reads to a sink. It throws a TypeError when the stream is locked. As long
// as the sink is not closed, the pump is an operation of the current scope; when that ends first, the sink hears no
// more. cancel, which the owner may call in a turn when nobody needs the rest, cancels the stream; nothing follows.
func (m *Module) Pump(stream goja.Value, sink Sink) (cancel func(reason goja.Value)) {
	p := &pump{m: m, sink: sink}
	p.reader = m.call(m.load().getReader, stream)
	p.op = m.loop.Begin(func() { p.done = true })
	if p.op.Ended() {
		p.done = true
		return func(goja.Value) {}
	}
	p.read()
	return p.cancel
}

func (p *pump) cancel(reason goja.Value) {
	if p.done {
		return
	}
	p.end()
	p.discard(reason)
}

// discard cancels the stream; what comes of that is nobody's business.
func (p *pump) discard(reason goja.Value) {
	ignore := func(goja.Value) goja.Value { return goja.Undefined() }
	canceled := p.m.call(p.m.script.cancelReader, p.reader, reason).(*goja.Object)
	p.m.k.Then(canceled, nil, ignore)
}

func (p *pump) end() {
	p.done = true
	p.op.End()
}

func (p *pump) read() {
	promise := p.m.call(p.m.script.readFrom, p.reader).(*goja.Object)
	p.m.k.Then(promise, p.got, p.broke)
}

func (p *pump) got(result goja.Value) goja.Value {
	if p.done {
		return goja.Undefined()
	}
	r := result.(*goja.Object)
	if r.Get("done").ToBoolean() {
		p.end()
		p.sink.Close()
		return goja.Undefined()
	}
	chunk, ok := p.m.chunk(r.Get("value"))
	if !ok {
		p.end()
		reason := p.m.k.TypeError("a chunk of the stream is not a Uint8Array; encode text with TextEncoder or TextEncoderStream")
		p.discard(reason)
		p.sink.Abort(reason)
		return goja.Undefined()
	}
	if len(chunk) == 0 {
		p.read()
		return goja.Undefined()
	}
	p.sink.Write(bytes.Clone(chunk), func() {
		p.op.Resume(func() {
			if !p.done {
				p.read()
			}
		})
	})
	return goja.Undefined()
}

func (p *pump) broke(reason goja.Value) goja.Value {
	if !p.done {
		p.end()
		p.sink.Abort(reason)
	}
	return goja.Undefined()
}

// chunk gives the bytes of a Uint8Array.
func (m *Module) chunk(v goja.Value) ([]byte, bool) {
	o, ok := v.(*goja.Object)
	if !ok || !m.k.VM.InstanceOf(o, m.uint8Array) {
		return nil, false
	}
	return m.k.Bytes(o)
}
