package socket

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"time"

	"github.com/coder/websocket"
)

// Bounds of a connection.
const (
	// maxMessage is the size, in bytes, above which an incoming message closes the connection with code 1009.
	maxMessage = 1 << 20
	// maxBacklog is how many bytes may wait to be sent. A client that falls further behind is let go.
	maxBacklog = 4 << 20
	// pingInterval is how often a ping looks whether the client is still there, and pongTimeout how long it has to answer.
	pingInterval = 30 * time.Second
	pongTimeout  = 20 * time.Second
	// writeTimeout bounds the sending of one message.
	writeTimeout = 30 * time.Second
	// closeTimeout is how long the client has to answer a close frame.
	closeTimeout = time.Second
)

// Codes of close frames (RFC 6455 §7.4.1, and the IANA registry for 1012).
const (
	codeNormal         = 1000
	codeNoStatus       = 1005
	codeAbnormal       = 1006
	codeTooBig         = 1009
	codeServiceRestart = 1012
)

// frame is a message to be sent, or the end of the connection.
type frame struct {
	data   []byte
	text   bool
	ping   bool
	close  bool
	code   int
	reason string
}

// handlers is what a connection tells its socket, on whatever goroutine.
type handlers struct {
	open    func(protocol string)
	message func(data []byte, text bool, handled func())
	drained func()
	closed  func(code int, reason string, clean bool)
}

// conn is a connection to a client, or what waits for it to come about.
type conn struct {
	protocols []string // that the app speaks
	anyOrigin bool     // pages of other origins may connect
	origins   []string
	deaf      chan struct{} // closed when nobody takes messages any more

	mu      sync.Mutex
	ws      *websocket.Conn // nil until the handshake is done
	queue   []frame
	backlog int // bytes in queue, and in what is being written
	writing bool
	closing bool // a close frame is queued or sent: nothing follows it
	over    bool
	workers sync.WaitGroup
}

// send queues a frame. It reports false when the connection is closing or the client is too far behind, which closes it.
func (c *conn) send(f frame) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closing || c.over {
		return false
	}
	if c.backlog+len(f.data) > maxBacklog {
		c.closing = true
		if c.ws != nil {
			c.workers.Go(func() { _ = c.ws.CloseNow() })
		}
		return false
	}
	c.closing = f.close
	c.queue = append(c.queue, f)
	c.backlog += len(f.data)
	c.startWriting()
	return true
}

// kill ends the connection at once.
func (c *conn) kill() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.ws != nil && !c.over {
		c.closing = true
		c.workers.Go(func() { _ = c.ws.CloseNow() })
	}
}

// buffered is the number of bytes that were not handed to the network yet.
func (c *conn) buffered() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.backlog
}

// startWriting lets a goroutine write what is queued. c.mu is held.
func (c *conn) startWriting() {
	if c.writing || c.ws == nil || c.over || len(c.queue) == 0 {
		return
	}
	c.writing = true
	c.workers.Go(c.write) // serve waits for it
}

func (c *conn) write() {
	for {
		c.mu.Lock()
		if len(c.queue) == 0 || c.over {
			c.writing = false
			c.mu.Unlock()
			return
		}
		f := c.queue[0]
		c.queue = c.queue[1:]
		c.mu.Unlock()

		ctx, cancel := context.WithTimeout(context.Background(), writeTimeout)
		switch {
		case f.close:
			kill := time.AfterFunc(closeTimeout, func() { _ = c.ws.CloseNow() })
			_ = c.ws.Close(websocket.StatusCode(f.code), f.reason)
			kill.Stop()
		case f.ping:
			_ = c.ws.Ping(ctx)
		case f.text:
			_ = c.ws.Write(ctx, websocket.MessageText, f.data)
		default:
			_ = c.ws.Write(ctx, websocket.MessageBinary, f.data)
		}
		cancel()
		c.mu.Lock()
		c.backlog -= len(f.data)
		c.mu.Unlock()
	}
}

// serve does the handshake and then reads until the connection has ended. It is called by the request's own goroutine.
func (c *conn) serve(w http.ResponseWriter, r *http.Request, h handlers) error {
	ws, err := websocket.Accept(w, r, &websocket.AcceptOptions{
		Subprotocols: c.protocols, InsecureSkipVerify: c.anyOrigin, OriginPatterns: c.origins,
	})
	if err != nil { // the client has been told
		h.closed(codeAbnormal, "", false)
		return nil //nolint:nilerr // a client's mistake is no error of the server's
	}
	ws.SetReadLimit(maxMessage)
	c.mu.Lock()
	c.ws = ws
	c.startWriting()
	c.mu.Unlock()
	h.open(ws.Subprotocol())

	var pings *time.Timer // guarded by c.mu
	ping := func() {
		ctx, cancel := context.WithTimeout(context.Background(), pongTimeout)
		defer cancel()
		if err := ws.Ping(ctx); err != nil {
			_ = ws.CloseNow()
			return
		}
		c.mu.Lock()
		defer c.mu.Unlock()
		if !c.over {
			pings.Reset(pingInterval)
		}
	}
	c.mu.Lock()
	pings = time.AfterFunc(pingInterval, ping)
	c.mu.Unlock()

	code, reason, clean := c.read(r.Context(), ws, h)

	c.mu.Lock()
	c.over = true
	pings.Stop()
	c.mu.Unlock()
	_ = ws.CloseNow()
	c.workers.Wait()
	h.closed(code, reason, clean)
	return nil
}

// read hands messages on, one after another, and gives the reason why there are no more.
func (c *conn) read(ctx context.Context, ws *websocket.Conn, h handlers) (code int, reason string, clean bool) {
	handled := make(chan struct{}, 1)
	for {
		kind, data, err := ws.Read(ctx)
		if err != nil {
			return closeReason(err)
		}
		h.message(data, kind == websocket.MessageText, func() { handled <- struct{}{} })
		select {
		case <-handled:
		case <-c.deaf: // the rest is read for the close frame alone
		}
	}
}

func closeReason(err error) (code int, reason string, clean bool) {
	var closed websocket.CloseError
	switch {
	case errors.As(err, &closed):
		return int(closed.Code), closed.Reason, true
	case errors.Is(err, websocket.ErrMessageTooBig):
		return codeTooBig, "", false
	}
	return codeAbnormal, "", false
}
