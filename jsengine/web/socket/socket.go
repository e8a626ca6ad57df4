package socket

import (
	"net/http"
	"unicode/utf8"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/loop"
	"github.com/caddyhbf/hbf/jsengine/web/event"
)

// The values of readyState.
const (
	connecting = iota
	open
	closing
	closed
)

// Socket is the Go side of a WebSocket. It is the owner's.
type Socket struct {
	event.Target
	m *Module

	state      int
	protocol   string
	binaryType string
	listeners  []listener // of on, once

	accepted bool // messages are delivered
	attached bool // the end went to the host
	peer     *Socket
	held     []func() // what has come before accept()

	conn *conn // nil for an end of a pair that scripts use
	op   loop.Operation
}

func (m *Module) newSocket() *Socket {
	return &Socket{Target: m.ev.NewTarget(), m: m, binaryType: "arraybuffer"}
}

// Object is the WebSocket for JavaScript.
func (s *Socket) Object() *goja.Object {
	if !s.wrapped() {
		s.m.class.Wrap(s)
	}
	return s.Embodiment()
}

func (s *Socket) wrapped() bool {
	_, ok := s.m.class.Of(s.Embodiment())
	return ok
}

// connect ties the socket to the connection that is to come.
func (s *Socket) connect(u Upgrade) (serve func(w http.ResponseWriter, r *http.Request) error, restart func()) {
	c := &conn{protocols: u.Protocols, anyOrigin: u.AnyOrigin, origins: u.Origins, deaf: make(chan struct{})}
	s.conn = c
	restart = func() { c.send(frame{close: true, code: codeServiceRestart, reason: "Service Restart"}) }
	s.op = s.m.loop.Begin(func() {
		close(c.deaf)
		restart()
	})
	if s.op.Ended() {
		close(c.deaf)
	}
	h := handlers{
		open:   func(protocol string) { s.op.Resume(func() { s.opened(protocol) }) },
		closed: func(code int, reason string, clean bool) { s.op.Resume(func() { s.ended(code, reason, clean) }) },
		message: func(data []byte, text bool, handled func()) {
			s.op.Resume(func() {
				s.receive(data, text)
				handled()
			})
		},
	}
	return func(w http.ResponseWriter, r *http.Request) error { return c.serve(w, r, h) }, restart
}

// Discard gives up a socket that was accepted and will not be served.
func (s *Socket) Discard() {
	s.state = closed
	s.op.End()
}

// deliver runs f now or, before accept(), then.
func (s *Socket) deliver(f func()) {
	if !s.accepted {
		s.held = append(s.held, f)
		return
	}
	f()
}

func (s *Socket) accept() {
	s.accepted = true
	if s.state == connecting && s.conn == nil {
		s.state = open
	}
	held := s.held
	s.held = nil
	for _, f := range held {
		f()
	}
}

func (s *Socket) opened(protocol string) {
	if s.state != connecting {
		return
	}
	s.state, s.protocol = open, protocol
	s.deliver(func() {
		s.m.ev.Dispatch(s, s.m.ev.NewEvent("open", event.Init{}))
		s.emit("open")
	})
}

func (s *Socket) receive(data []byte, text bool) {
	s.deliver(func() {
		if s.state == closed {
			return
		}
		var v, forWS goja.Value
		k := s.m.k
		switch {
		case text:
			v = k.VM.ToValue(string(data))
			forWS = v
		default:
			v = k.ArrayBuffer(data)
			if s.binaryType == "uint8array" {
				v = k.Uint8Array(data)
			}
			forWS = v
		}
		if s.Listens("message") {
			s.m.ev.Dispatch(s, s.m.ev.MessageEvent(v, ""))
		}
		s.emit("message", forWS, k.VM.ToValue(!text))
	})
}

func (s *Socket) ended(code int, reason string, clean bool) {
	s.deliver(func() {
		if s.state == closed {
			return
		}
		s.state = closed
		if !clean && s.conn != nil && s.Listens("error") {
			s.m.ev.Dispatch(s, s.m.ev.ErrorEvent("the connection was lost", nil))
		}
		s.m.ev.Dispatch(s, s.m.ev.CloseEvent(code, reason, clean))
		s.emit("close", s.m.k.VM.ToValue(code), s.m.k.VM.ToValue(reason))
		if s.op != nil {
			s.op.End()
		}
	})
	if !s.accepted && s.op != nil { // nobody will ever listen
		s.op.End()
	}
}

// send is WebSocket.send(data): a string, or bytes.
func (s *Socket) send(v goja.Value) {
	var f frame
	k := s.m.k
	if data, ok := k.Bytes(v); ok {
		f.data = append([]byte(nil), data...)
	} else if data, ok := blobBytes(v); ok {
		f.data = append([]byte(nil), data...)
	} else {
		f.data, f.text = []byte(v.ToString().String()), true
	}
	if len(f.data) > maxBacklog {
		panic(k.RangeError("a message of %d bytes is larger than %d, the most that may wait for a client", len(f.data), maxBacklog))
	}
	switch {
	case s.state == closing || s.state == closed:
		return // as the standard has it
	case s.peer != nil:
		peer := s.peer
		k.Microtask(func() { peer.receive(f.data, f.text) })
	case s.conn != nil:
		s.m.loop.Emit(func() { s.conn.send(f) })
	case s.state == connecting:
		panic(s.m.ev.Exception("InvalidStateError", "The WebSocket is not connected: call accept() first"))
	}
}

// close is WebSocket.close(code, reason).
func (s *Socket) close(code goja.Value, reason string) {
	f := frame{close: true, code: codeNoStatus, reason: reason}
	if !goja.IsUndefined(code) {
		f.code = int(code.ToInteger())
		if !validCode(f.code) {
			panic(s.m.ev.Exception("InvalidAccessError", "The close code must be 1000 or another of those that applications may send, or from 3000 to 4999"))
		}
	} else if reason != "" {
		f.code = codeNormal
	}
	if len(reason) > 123 || !utf8.ValidString(reason) {
		panic(s.m.ev.Exception("SyntaxError", "The reason of a close must be at most 123 bytes of UTF-8"))
	}
	if s.state == closing || s.state == closed {
		return
	}
	if s.peer != nil {
		peer := s.peer
		s.state = closed
		s.m.k.Microtask(func() {
			peer.ended(f.code, reason, true)
			s.m.ev.Dispatch(s, s.m.ev.CloseEvent(f.code, reason, true))
		})
		return
	}
	s.state = closing
	if s.conn != nil {
		s.m.loop.Emit(func() { s.conn.send(f) })
	}
}

// validCode reports whether an application may send a close code (RFC 6455 §7.4).
func validCode(code int) bool {
	switch {
	case code >= 3000 && code <= 4999:
		return true
	case code == 1004, code == codeNoStatus, code == codeAbnormal:
		return false
	}
	return code >= 1000 && code <= 1014
}
