package socket

import (
	"net/http"
	"strings"

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

// IsUpgrade reports whether a request wants to become a WebSocket (RFC 6455 §4.2.1).
func IsUpgrade(r *http.Request) bool {
	return r.Method == http.MethodGet && hasToken(r.Header, "Connection", "upgrade") && hasToken(r.Header, "Upgrade", "websocket")
}

func hasToken(h http.Header, name, token string) bool {
	for _, value := range h[name] {
		for part := range strings.SplitSeq(value, ",") {
			if strings.EqualFold(strings.TrimSpace(part), token) {
				return true
			}
		}
	}
	return false
}

// Upgrade says what an app accepts.
type Upgrade struct {
	// Protocols are the subprotocols that the app speaks, the one it likes best first.
	Protocols []string
	// AnyOrigin lets pages of every origin connect; otherwise those of the request's own host and of Origins can:
	// hosts, or scheme://host, with * for any part of a label. Clients that are no browsers name no origin and can
	// always.
	AnyOrigin bool
	Origins   []string
}

// Accept makes the socket of a request that is to become one. serve does the handshake and returns when the connection
// has ended; it is for the request's own goroutine. restart closes the connection because the app is replaced; it
// may be called from any goroutine and does not wait.
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
	return server.connect(u)
}

// blobBytes gives the bytes of a Blob that are in memory.
func blobBytes(v goja.Value) ([]byte, bool) {
	b, ok := blob.Of(v)
	if !ok {
		return nil, false
	}
	return b.Memory()
}
