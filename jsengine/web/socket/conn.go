package socket

import (
	"context"
	"errors"
	"net"
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
	writeTimeout = time.Minute
	// closeTimeout is how long the client has to answer a close frame, and restartTimeout how long when the app is
	// replaced or the process exits, for which what waits to be sent counts too.
	closeTimeout   = 5 * time.Second
	restartTimeout = time.Second
)

// Codes of close frames (RFC 6455 §7.4.1, and the IANA registry for 1012).
const (
	codeNormal         = 1000
	codeProtocolError  = 1002
	codeNoStatus       = 1005
	codeAbnormal       = 1006
	codeInvalidPayload = 1007
	codeTooBig         = 1009
	codeServiceRestart = 1012
)

// frame is a message to be sent, a ping, or the end of the connection.
type frame struct {
	data   []byte
	text   bool
	ping   bool
	close  bool
	code   int
	reason string
	sent   func() // called when the frame was handed to the network, if it was; may be nil
}

// ending is how a connection has ended: by the close frame of the client, if it was clean.
type ending struct {
	code   int
	reason string
	clean  bool
}

// conn is a connection to a client, or what waits for it to come about. Its methods may be called from any goroutine
// and don't block, except serve (serve.go).
type conn struct {
	upgrade Upgrade
	deaf    chan struct{} // closed when nobody takes messages any more
	deafen  func()        // closes it

	mu       sync.Mutex
	ws       *websocket.Conn // nil until the handshake is done
	net      net.Conn        // what ws runs over
	queue    []frame
	backlog  int // bytes in queue, and in what is being written
	writing  bool
	pinging  bool
	closing  bool    // a close frame is queued or sent: nothing follows it
	over     bool    // reading has ended
	severed  bool    // cut was called
	farewell *ending // what the client's answer to our close frame was
	restarts *time.Timer
	pings    *time.Timer
	onPong   func()
	workers  sync.WaitGroup
}

func newConn(u Upgrade) *conn {
	c := &conn{upgrade: u, deaf: make(chan struct{})}
	c.deafen = sync.OnceFunc(func() { close(c.deaf) })
	return c
}

// send queues a frame, unless the connection is closing. A client that is too far behind is let go.
func (c *conn) send(f frame) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closing || c.over {
		return
	}
	if c.backlog+len(f.data) > maxBacklog {
		c.closing, c.queue = true, nil
		c.cut()
		return
	}
	c.closing = f.close
	c.queue = append(c.queue, f)
	c.backlog += len(f.data)
	c.startWriting()
}

// restart asks the client to come again, because the app is replaced, and gives it a short time to do so.
func (c *conn) restart() {
	c.send(frame{close: true, code: codeServiceRestart, reason: "Service Restart"})
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.over && c.restarts == nil {
		c.restarts = time.AfterFunc(restartTimeout, c.kill)
	}
}

// kill ends the connection at once.
func (c *conn) kill() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.closing = true
	c.cut()
}

// cut closes the network connection under the WebSocket, so that whoever waits for it goes on with an error. (The
// library's own CloseNow waits for a Close that waits for the client.) c.mu is held.
func (c *conn) cut() {
	c.severed = true
	if c.net != nil {
		_ = c.net.Close()
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
	c.workers.Go(c.write) // ends when the queue is empty or the connection has failed; serve waits for it
}

func (c *conn) write() {
	for {
		c.mu.Lock()
		if len(c.queue) == 0 || c.over {
			c.writing, c.queue = false, nil
			c.mu.Unlock()
			return
		}
		f := c.queue[0]
		c.queue = c.queue[1:]
		c.mu.Unlock()

		err := c.writeFrame(f)
		c.mu.Lock()
		c.backlog -= len(f.data)
		c.mu.Unlock()
		if err == nil && f.sent != nil {
			f.sent()
		}
	}
}

func (c *conn) writeFrame(f frame) error {
	switch {
	case f.close:
		c.sayGoodbye(f.code, f.reason)
		return nil
	case f.ping:
		c.ping()
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), writeTimeout)
	defer cancel()
	kind := websocket.MessageBinary
	if f.text {
		kind = websocket.MessageText
	}
	return c.ws.Write(ctx, kind, f.data)
}

// sayGoodbye sends a close frame and waits for the client's. It drops messages that still come.
func (c *conn) sayGoodbye(code int, reason string) {
	patience := time.AfterFunc(closeTimeout, c.kill)
	err := c.ws.Close(websocket.StatusCode(code), reason)
	patience.Stop()
	c.mu.Lock()
	defer c.mu.Unlock()
	var answer websocket.CloseError
	e := &ending{code: code, reason: reason, clean: true} // the answer has the same code
	switch {
	case errors.As(err, &answer):
		e.code, e.reason = int(answer.Code), answer.Reason
	case err != nil || c.severed:
		return
	}
	c.farewell = e
}

// ping looks whether the client is still there, unless that is being looked at, and cuts the connection if not.
func (c *conn) ping() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.over || c.pinging || c.ws == nil {
		return
	}
	c.pinging = true
	c.workers.Go(func() { // ends with the pong, its time, or the connection
		ctx, cancel := context.WithTimeout(context.Background(), pongTimeout)
		defer cancel()
		err := c.ws.Ping(ctx)
		c.mu.Lock()
		c.pinging = false
		switch {
		case c.over:
		case err != nil:
			c.cut()
		default:
			c.pings.Reset(pingInterval)
		}
		c.mu.Unlock()
		if err == nil {
			c.onPong()
		}
	})
}
