package socket

import (
	"net/http"
	"sync/atomic"

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

	accepted bool    // events are delivered
	attached bool    // the end went to the client
	peer     *Socket // the other end of a pair that scripts use
	inbox    []frame // what has come from the other end of the pair, or the client, before accept()
	inboxed  int     // bytes in inbox

	conn    *conn // nil for an end of a pair that scripts use
	op      loop.Operation
	post    func(f func()) // queues a turn in the context of accept(); nil before that
	unabort func()         // takes back what is done when the request is aborted
}

func (m *Module) newSocket() *Socket {
	s := &Socket{Target: m.ev.NewTarget(), m: m, binaryType: "arraybuffer"}
	m.class.Wrap(s)
	return s
}

// Object is the WebSocket for JavaScript.
func (s *Socket) Object() *goja.Object { return s.Embodiment() }

// connect ties the socket to the connection that is to come.
func (s *Socket) connect(u Upgrade) (serve func(w http.ResponseWriter, r *http.Request) error, restart func()) {
	c := newConn(u)
	s.conn = c
	var restarted atomic.Bool // the app may be replaced on another goroutine than its own
	restart = func() {
		restarted.Store(true)
		c.restart()
	}
	s.op = s.m.loop.Begin(func() {
		c.deafen()
		c.restart()
	})
	if s.op.Ended() {
		c.deafen()
	}
	s.unabort = s.m.loop.OnAbort(func(goja.Value) { // the last turn in which the app can be told
		e := ending{code: codeAbnormal}
		if restarted.Load() {
			e = ending{codeServiceRestart, "Service Restart", true}
		}
		s.ended(e)
	})
	resume := s.op.Resume
	if s.post != nil {
		resume = s.post
	}
	h := handlers{
		open:   func(protocol string) { resume(func() { s.opened(protocol) }) },
		pong:   func() { resume(func() { s.emit("pong") }) },
		closed: func(e ending) { resume(func() { s.ended(e) }) },
		message: func(data []byte, text bool, handled func()) {
			resume(func() {
				s.receive(frame{data: data, text: text})
				handled()
			})
		},
	}
	return func(w http.ResponseWriter, r *http.Request) error { return c.serve(w, r, h) }, restart
}

// Discard gives up a socket that was accepted and will not be served.
func (s *Socket) Discard() {
	s.state = closed
	s.over()
}

// over says that nothing more comes.
func (s *Socket) over() {
	if s.op != nil {
		s.conn.deafen()
		s.unabort()
		s.op.End()
	}
}

// accept begins to deliver events, also those that have come before.
func (s *Socket) accept() {
	if s.attached {
		panic(s.m.k.TypeError("this end of the WebSocketPair belongs to the client"))
	}
	s.accepted = true
	if s.conn == nil {
		s.post = s.m.loop.Poster()
	}
	if s.state == connecting {
		s.state = open
	}
	inbox := s.inbox
	s.inbox, s.inboxed = nil, 0
	for _, f := range inbox {
		s.m.k.Microtask(func() { s.take(f) })
	}
}

// take delivers what has come, or keeps it until accept.
func (s *Socket) take(f frame) {
	switch {
	case !s.accepted:
		if s.inboxed+len(f.data) > maxBacklog {
			s.m.loop.Warn("a WebSocket was closed: more came than may wait for its accept()")
			s.terminate()
			return
		}
		s.inbox = append(s.inbox, f)
		s.inboxed += len(f.data)
	case f.close:
		s.ended(ending{f.code, f.reason, true})
	default:
		s.deliver(f)
	}
}

func (s *Socket) opened(protocol string) {
	s.protocol = protocol
	if s.state != connecting || !s.accepted {
		return
	}
	s.state = open
	s.m.ev.Dispatch(s, s.m.ev.NewEvent("open", event.Init{}))
	s.emit("open")
}

// receive is for a message from the client.
func (s *Socket) receive(f frame) {
	if !s.accepted {
		s.take(f)
		return
	}
	s.deliver(f)
}

// deliver dispatches the event of a message.
func (s *Socket) deliver(f frame) {
	if s.state != open {
		return
	}
	k := s.m.k
	var v goja.Value
	switch {
	case f.text:
		v = k.VM.ToValue(string(f.data))
	case s.binaryType == "uint8array":
		v = k.Uint8Array(f.data)
	default:
		v = k.ArrayBuffer(f.data)
	}
	if s.Listens("message") {
		s.m.ev.Dispatch(s, s.m.ev.MessageEvent(v, ""))
	}
	s.emit("message", v, k.VM.ToValue(!f.text))
}

// ended dispatches the event close.
func (s *Socket) ended(e ending) {
	if s.state == closed {
		s.over()
		return
	}
	s.state = closed
	if s.accepted {
		if !e.clean && s.conn != nil && s.Listens("error") {
			s.m.ev.Dispatch(s, s.m.ev.ErrorEvent("the connection was lost", nil))
		}
		s.m.ev.Dispatch(s, s.m.ev.CloseEvent(e.code, e.reason, e.clean))
		s.emit("close", s.m.k.VM.ToValue(e.code), s.m.k.VM.ToValue(e.reason))
	}
	s.over()
}
