package socket

import (
	"bufio"
	"context"
	"errors"
	"net"
	"net/http"
	"time"
	"unicode/utf8"

	"github.com/coder/websocket"
)

// handlers is what a connection tells its socket, on whatever goroutine.
type handlers struct {
	open func(protocol string)
	// message gives a message. The next one is read when handled was called.
	message func(data []byte, text bool, handled func())
	pong    func()
	closed  func(ending)
}

// serve does the handshake and then reads until the connection has ended. It is called by the request's own goroutine.
func (c *conn) serve(w http.ResponseWriter, r *http.Request, h handlers) error {
	hijacker := &hijacker{ResponseWriter: w, open: h.open}
	ws, err := websocket.Accept(hijacker, r, &websocket.AcceptOptions{
		Subprotocols:       c.upgrade.Protocols,
		InsecureSkipVerify: true, // the origin was checked before the app was asked
	})
	if err != nil { // the client has been told
		h.closed(ending{code: codeAbnormal})
		return nil //nolint:nilerr // a client's mistake is no error of the server's
	}
	ws.SetReadLimit(maxMessage)
	c.begin(ws, hijacker.conn, h.pong)
	e := c.read(ws, h)

	c.mu.Lock()
	c.over, c.closing = true, true
	c.pings.Stop()
	c.mu.Unlock()
	_ = ws.CloseNow()
	c.workers.Wait()
	if c.restarts != nil {
		c.restarts.Stop()
	}
	if !e.clean && c.farewell != nil { // it was read while ours was being sent
		e = *c.farewell
	}
	h.closed(e)
	return nil
}

// begin lets go what waits for the handshake.
func (c *conn) begin(ws *websocket.Conn, conn net.Conn, pong func()) {
	if t, ok := conn.(interface{ NetConn() net.Conn }); ok { // TLS, whose own Close would wait for the client
		conn = t.NetConn()
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ws, c.net, c.onPong = ws, conn, pong
	c.pings = time.AfterFunc(pingInterval, c.ping)
	if c.severed { // the app, which knows of the socket before this, has ended it already
		c.cut()
		return
	}
	c.startWriting()
}

// read hands messages on, one after another, until there are no more.
func (c *conn) read(ws *websocket.Conn, h handlers) ending {
	handled := make(chan struct{}, 1)
	done := func() { handled <- struct{}{} }
	for {
		kind, data, err := ws.Read(context.Background())
		if err != nil {
			return c.readError(err)
		}
		text := kind == websocket.MessageText
		if text && !utf8.Valid(data) { // RFC 6455 §8.1
			c.sayGoodbye(codeInvalidPayload, "invalid UTF-8")
			return ending{code: codeInvalidPayload}
		}
		h.message(data, text, done)
		select {
		case <-handled:
		case <-c.deaf: // the rest is read for the close frame alone
		}
	}
}

// readError makes of the error that ended reading the way in which the connection ended. Where it is the client that
// has broken the rules, it is told, and what it still sends is read, since it would not get to know otherwise.
func (c *conn) readError(err error) ending {
	var closed websocket.CloseError
	switch {
	case errors.As(err, &closed):
		return ending{int(closed.Code), closed.Reason, true}
	case errors.Is(err, websocket.ErrMessageTooBig):
		c.sayGoodbye(codeTooBig, "")
		return ending{code: codeTooBig}
	}
	c.mu.Lock()
	closing := c.closing
	c.mu.Unlock()
	if !closing {
		c.sayGoodbye(codeProtocolError, "") // which fails at once where the client has gone
	}
	return ending{code: codeAbnormal}
}

// hijacker is a response that remembers the connection that was taken from it.
type hijacker struct {
	http.ResponseWriter
	open func(protocol string)
	conn net.Conn
}

// WriteHeader implements http.ResponseWriter. The app knows the socket as open before the client does, so that it is
// open for whatever the client then causes.
func (h *hijacker) WriteHeader(status int) {
	if status == http.StatusSwitchingProtocols {
		h.open(h.Header().Get("Sec-WebSocket-Protocol"))
	}
	h.ResponseWriter.WriteHeader(status)
}

// Hijack implements http.Hijacker.
func (h *hijacker) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, buffers, err := http.NewResponseController(h.ResponseWriter).Hijack()
	h.conn = conn
	return conn, buffers, err
}
