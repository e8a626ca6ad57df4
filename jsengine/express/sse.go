package express

import (
	"time"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/events"
	"github.com/caddyhbf/hbf/jsengine/pipe"
)

// defaultHeartbeat is how often a silent event stream sends a comment, so that nothing on the way takes it for dead.
const defaultHeartbeat = 15 * time.Second

// maxBacklog is how many bytes may wait for the client of an event stream. A client that falls further behind is let go:
// it reconnects and says with Last-Event-ID where it was.
const maxBacklog = 1 << 20

// eventStream is a response that is a stream of events
// (https://html.spec.whatwg.org/multipage/server-sent-events.html).
type eventStream struct {
	x      *Exchange
	object *goja.Object
}

// defineEventStream defines res.sse() and what it gives.
func (m *Module) defineEventStream() {
	m.method(m.response, "sse", 1, func(x *Exchange, c goja.FunctionCall) goja.Value {
		return m.beginEvents(x, c.Argument(0))
	})
	p := m.vm.NewObject()
	m.eventStreams = p
	method := func(name string, length int, f func(*eventStream, goja.FunctionCall) goja.Value) {
		m.put(p, name, m.newNative(name, length, func(c goja.FunctionCall) goja.Value {
			return f(receiver[*eventStream](m, c, "an event stream"), c)
		}))
	}
	method("send", 2, func(s *eventStream, c goja.FunctionCall) goja.Value {
		id, event := events.Field(m.kit, c.Argument(1), "id"), events.Field(m.kit, c.Argument(1), "event")
		return m.vm.ToValue(s.push(events.AppendFrame(nil, event, id, events.Text(m.kit, c.Argument(0)))))
	})
	method("comment", 1, func(s *eventStream, c goja.FunctionCall) goja.Value {
		text := ""
		if v := c.Argument(0); !isUndefined(v) {
			text = v.String()
		}
		return m.vm.ToValue(s.push(append(events.AppendLines(nil, ": ", text), '\n')))
	})
	method("retry", 1, func(s *eventStream, c goja.FunctionCall) goja.Value {
		return m.vm.ToValue(s.push(events.AppendRetry(nil, m.milliseconds(c.Argument(0), "retry"))))
	})
	method("subscribe", 1, func(s *eventStream, c goja.FunctionCall) goja.Value {
		return m.subscribe(s, c.Argument(0))
	})
	method("close", 0, func(s *eventStream, _ goja.FunctionCall) goja.Value {
		s.x.End()
		return goja.Undefined()
	})
	method("on", 2, func(s *eventStream, c goja.FunctionCall) goja.Value {
		m.listen(s.x, &s.x.resEvents, c, false)
		return c.This
	})
	getter := func(name string, f func(*eventStream) goja.Value) {
		get := m.newNative("get "+name, 0, func(c goja.FunctionCall) goja.Value {
			return f(receiver[*eventStream](m, c, "an event stream"))
		})
		m.check(p.DefineAccessorProperty(name, get, nil, goja.FLAG_TRUE, goja.FLAG_TRUE))
	}
	getter("closed", func(s *eventStream) goja.Value { return m.vm.ToValue(s.x.sent || s.x.abandoned) })
	getter("lastEventId", func(s *eventStream) goja.Value { return m.vm.ToValue(s.x.requestHeader("last-event-id")) })
}

// beginEvents is res.sse({ retry, heartbeat }).
func (m *Module) beginEvents(x *Exchange, options goja.Value) goja.Value {
	if x.closed("res.sse") {
		m.throwType("res.sse() must come before anything else is sent")
	}
	heartbeat := defaultHeartbeat
	if v := option(options, "heartbeat"); !isUndefined(v) {
		heartbeat = time.Duration(m.milliseconds(v, "heartbeat")) * time.Millisecond
	}
	var first []byte
	if v := option(options, "retry"); !isUndefined(v) {
		first = events.AppendRetry(nil, m.milliseconds(v, "retry"))
	}
	x.setText("Content-Type", "text/event-stream; charset=utf-8")
	if len(x.Response.Header["Cache-Control"]) == 0 {
		x.setText("Cache-Control", "no-cache")
	}
	x.setText("X-Accel-Buffering", "no")
	m.fixHead(x, x.res)
	x.heartbeat = heartbeat
	x.onReplace = func() {
		if s := x.Response.Stream; s != nil {
			s.End(nil) // a whole response as far as it goes: the client comes again
		}
	}
	s := &eventStream{x: x, object: m.vm.CreateObject(m.eventStreams)}
	m.bind(s.object, s)
	x.flush()
	if first != nil {
		s.push(first)
	}
	return s.object
}

// push sends a frame and reports whether the client keeps up.
func (s *eventStream) push(frame []byte) bool {
	x := s.x
	if x.sent || x.abandoned {
		return false // the client has gone, which is no mistake of the app's
	}
	if !x.hasBody() {
		return true
	}
	if stream := x.Response.Stream; stream != nil && stream.Buffered()+len(x.out)+len(frame) > maxBacklog {
		x.End()
		return false
	}
	return x.write(frame)
}

// subscribe is stream.subscribe(channel): what is published there is sent without a detour through JavaScript. It gives
// the function that ends the subscription, which otherwise ends with the stream.
func (m *Module) subscribe(s *eventStream, channel goja.Value) goja.Value {
	if m.opts.Subscribe == nil {
		m.throwType("there is nothing to subscribe to")
	}
	if !goja.IsString(channel) || channel.String() == "" {
		m.throwType("the name of a channel must be a string that is not empty")
	}
	end := m.opts.Subscribe(s.x, channel.String(), func(message *events.Message) { s.deliver(message.Frame()) })
	return m.newNative("unsubscribe", 0, func(goja.FunctionCall) goja.Value {
		end()
		return goja.Undefined()
	})
}

// deliver is push for a frame that goes to many streams: it is not copied where it need not be.
func (s *eventStream) deliver(frame []byte) {
	x := s.x
	stream := x.Response.Stream
	if stream == nil || len(x.out) > 0 || x.sent || x.abandoned || !x.hasBody() || stream.Buffered()+len(frame) > maxBacklog {
		s.push(frame)
		return
	}
	x.m.emit(func() { stream.Write(frame) })
}

// milliseconds is an option that is a time.
func (m *Module) milliseconds(v goja.Value, name string) int64 {
	ms := v.ToFloat()
	if !(ms >= 0 && ms <= 1<<31) {
		m.throw(m.js.rangeError, "%s must be a number of milliseconds", name)
	}
	return int64(ms)
}

// newStream makes the pipe of a response.
func (x *Exchange) newStream() *pipe.Pipe {
	s := pipe.New()
	if x.heartbeat > 0 {
		s.KeepAlive(x.heartbeat, []byte(":\n\n"))
	}
	return s
}
