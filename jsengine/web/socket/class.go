package socket

import (
	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/native"
	"github.com/caddyhbf/hbf/jsengine/web/event"
)

func (m *Module) define() {
	k := m.k
	c := native.NewClass[*Socket](k, "WebSocket", 1, m.ev.TargetClass, func(goja.ConstructorCall) *Socket {
		panic(k.TypeError("WebSocket clients are not available: use app.ws() or a WebSocketPair to accept connections"))
	})
	m.class = c
	for state, name := range []string{"CONNECTING", "OPEN", "CLOSING", "CLOSED"} {
		c.Constant(name, state)
	}
	for state, name := range []string{"READY_STATE_CONNECTING", "READY_STATE_OPEN", "READY_STATE_CLOSING", "READY_STATE_CLOSED"} {
		c.Constant(name, state)
	}
	event.Handlers(c, "open", "message", "error", "close")
	c.Getter("readyState", func(s *Socket) goja.Value { return k.VM.ToValue(s.state) })
	c.Getter("protocol", func(s *Socket) goja.Value { return k.VM.ToValue(s.protocol) })
	c.Getter("extensions", func(*Socket) goja.Value { return k.VM.ToValue("") })
	c.Getter("url", func(*Socket) goja.Value { return k.VM.ToValue("") })
	c.Getter("bufferedAmount", func(s *Socket) goja.Value {
		if s.conn == nil {
			return k.VM.ToValue(0)
		}
		return k.VM.ToValue(s.conn.buffered())
	})
	c.Accessor("binaryType",
		func(s *Socket) goja.Value { return k.VM.ToValue(s.binaryType) },
		func(s *Socket, v goja.Value) {
			switch kind := v.String(); kind {
			case "arraybuffer", "uint8array":
				s.binaryType = kind
			case "nodebuffer":
				s.binaryType = "uint8array"
			}
		})
	c.Method("accept", 0, func(s *Socket, _ goja.FunctionCall) goja.Value {
		s.accept()
		return goja.Undefined()
	})
	c.Method("send", 1, func(s *Socket, call goja.FunctionCall) goja.Value {
		if len(call.Arguments) == 0 {
			panic(k.TypeError("send needs a string or bytes"))
		}
		s.send(call)
		return goja.Undefined()
	})
	c.Method("close", 0, func(s *Socket, call goja.FunctionCall) goja.Value {
		s.close(call.Argument(0), call.Argument(1))
		return goja.Undefined()
	})
	c.Method("terminate", 0, func(s *Socket, _ goja.FunctionCall) goja.Value {
		s.terminate()
		return goja.Undefined()
	})
	c.Method("ping", 0, func(s *Socket, _ goja.FunctionCall) goja.Value {
		s.ping()
		return goja.Undefined()
	})
	m.defineEmitter()
	c.Expose()
}

// definePair defines WebSocketPair: an object whose properties 0 and 1 are two sockets that are connected to each other
// (https://developers.cloudflare.com/workers/runtime-apis/websockets/).
func (m *Module) definePair() {
	construct := m.k.VM.ToValue(func(call goja.ConstructorCall) *goja.Object {
		client, server := m.newSocket(), m.newSocket()
		client.peer, server.peer = server, client
		m.k.Put(call.This, "0", client.Object())
		m.k.Put(call.This, "1", server.Object())
		return nil
	})
	m.k.Hide(construct.(*goja.Object), "name", m.k.VM.ToValue("WebSocketPair"))
	m.k.Global("WebSocketPair", construct)
}
