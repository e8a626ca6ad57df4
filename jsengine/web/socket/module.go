package socket

import (
	"net/http"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/loop"
	"github.com/caddyhbf/hbf/jsengine/native"
	"github.com/caddyhbf/hbf/jsengine/web/blob"
	"github.com/caddyhbf/hbf/jsengine/web/event"
)

// Module is the classes of one runtime. It is the owner's.
type Module struct {
	k     *native.Kit
	loop  loop.Loop
	ev    *event.Module
	class *native.Class[*Socket]
}

// New defines the global variables WebSocket and WebSocketPair.
func New(k *native.Kit, l loop.Loop, ev *event.Module) *Module {
	m := &Module{k: k, loop: l, ev: ev}
	m.define()
	m.definePair()
	return m
}

// Accept makes the socket of a request that is to become one. serve does the handshake and returns when the connection
// has ended; it is for the request's own goroutine. restart, which is the owner's, closes the connection because the
// app is replaced; it does not wait.
func (m *Module) Accept(u Upgrade) (s *Socket, serve func(w http.ResponseWriter, r *http.Request) error, restart func()) {
	s = m.newSocket()
	s.accepted = true
	serve, restart = s.connect(u)
	return s, serve, restart
}

// Attach is Accept for the client's end of a WebSocketPair: what the client sends comes out of the other end. It throws a
// TypeError when v is none, or is in use already.
func (m *Module) Attach(v goja.Value, u Upgrade) (serve func(w http.ResponseWriter, r *http.Request) error, restart func()) {
	client, ok := m.class.Of(v)
	if !ok || client.peer == nil {
		panic(m.k.TypeError("webSocket must be an end of a WebSocketPair"))
	}
	if client.accepted || client.attached {
		panic(m.k.TypeError("this end of the WebSocketPair is in use already"))
	}
	client.attached = true
	server := client.peer
	server.peer, client.peer = nil, nil
	serve, restart = server.connect(u)
	for _, f := range client.inbox { // what the app has sent to the client already
		m.loop.Emit(func() { server.conn.send(f) })
	}
	client.inbox = nil
	return serve, restart
}

// blobBytes gives the bytes of a Blob that are in memory.
func blobBytes(v goja.Value) ([]byte, bool) {
	b, ok := blob.Of(v)
	if !ok {
		return nil, false
	}
	return b.Memory()
}
