package socket

import (
	"bytes"
	"unicode/utf8"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/native"
)

// send is WebSocket.send(data), where data is a string or bytes, with what the package ws adds: send(data, options?,
// callback?). The callback is called when the message was handed to the network, or with an error if it never will be.
func (s *Socket) send(call goja.FunctionCall) {
	k := s.m.k
	f := s.message(call.Argument(0))
	if len(f.data) > maxBacklog {
		panic(k.RangeError("a message of %d bytes is larger than %d, the most that may wait for a client", len(f.data), maxBacklog))
	}
	callback, called := goja.AssertFunction(call.Argument(max(1, len(call.Arguments)-1)))
	if options, ok := call.Argument(1).(*goja.Object); ok {
		if v := k.Option(options, "binary"); !goja.IsUndefined(v) {
			f.text = !v.ToBoolean() && utf8.Valid(f.data)
		}
	}
	tell := func(args ...goja.Value) {
		if called {
			k.Microtask(func() { native.Must(callback(goja.Undefined(), args...)) })
		}
	}
	switch {
	case s.state == closing || s.state == closed: // ignored, as the standard has it
		tell(s.m.ev.Exception("InvalidStateError", "The WebSocket is not open"))
	case s.conn != nil:
		if called {
			f.sent = func() { s.op.Resume(func() { native.Must(callback(goja.Undefined())) }) }
		}
		s.m.loop.Emit(func() { s.conn.send(f) })
	case s.state == connecting:
		panic(s.m.ev.Exception("InvalidStateError", "The WebSocket is not connected: call accept() first"))
	default:
		s.pass(f)
		tell()
	}
}

// message makes a frame of what is to be sent.
func (s *Socket) message(v goja.Value) frame {
	if data, ok := s.m.k.Bytes(v); ok {
		return frame{data: bytes.Clone(data)}
	}
	if data, ok := blobBytes(v); ok {
		return frame{data: bytes.Clone(data)}
	}
	return frame{data: []byte(native.Text(v)), text: true}
}

// pass gives a frame to the other end of a pair.
func (s *Socket) pass(f frame) {
	peer := s.peer
	if !peer.accepted {
		peer.take(f)
		return
	}
	s.m.k.Microtask(func() { peer.take(f) })
}

// close is WebSocket.close(code, reason).
func (s *Socket) close(code, reason goja.Value) {
	f := frame{close: true, code: codeNoStatus}
	if !native.IsUndefined(reason) {
		f.reason = native.Text(reason)
	}
	if !native.IsUndefined(code) {
		f.code = int(code.ToInteger())
		if !validCode(f.code) {
			panic(s.m.ev.Exception("InvalidAccessError", "The close code must be 1000 or another of those that applications may send, or from 3000 to 4999"))
		}
	} else if f.reason != "" {
		f.code = codeNormal
	}
	if len(f.reason) > maxReason {
		panic(s.m.ev.Exception("SyntaxError", "The reason of a close must be at most 123 bytes of UTF-8"))
	}
	if s.state == closing || s.state == closed {
		return
	}
	s.state = closing
	if s.conn != nil {
		s.m.loop.Emit(func() { s.conn.send(f) })
		return
	}
	if s.peer != nil {
		s.pass(f)
	}
	s.m.k.Microtask(func() { s.ended(ending{f.code, f.reason, true}) })
}

// maxReason is the size of a close frame's reason, in bytes (RFC 6455 §5.5).
const maxReason = 123

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

// terminate ends the connection without a farewell.
func (s *Socket) terminate() {
	switch {
	case s.state == closed:
	case s.conn == nil:
		s.close(goja.Undefined(), goja.Undefined())
	default:
		s.state = closing
		s.m.loop.Emit(s.conn.kill)
	}
}

// ping sends a ping frame, whose answer is the event 'pong' (the package ws).
func (s *Socket) ping() {
	if s.conn != nil && s.state == open {
		s.m.loop.Emit(func() { s.conn.send(frame{ping: true}) })
	}
}
