package socket_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"
	"go.uber.org/goleak"

	"github.com/caddyhbf/hbf/jsengine/loop/looptest"
	"github.com/caddyhbf/hbf/jsengine/web/event"
	"github.com/caddyhbf/hbf/jsengine/web/socket"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// patience bounds what a client waits for; it only matters when something is broken.
const patience = 20 * time.Second

// host is a runtime with sockets, and a server for one of them.
type host struct {
	*looptest.Loop
	t       *testing.T
	module  *socket.Module
	url     string
	serve   chan func(w http.ResponseWriter, r *http.Request) error
	restart func()
}

func newHost(t *testing.T) *host {
	t.Helper()
	l := looptest.New(t)
	h := &host{Loop: l, t: t, module: socket.New(l.Kit, l, event.New(l.Kit, l)), serve: make(chan func(http.ResponseWriter, *http.Request) error, 1)}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := (<-h.serve)(w, r); err != nil {
			t.Error(err)
		}
	}))
	t.Cleanup(server.Close)
	h.url = "ws" + strings.TrimPrefix(server.URL, "http")
	return h
}

// accept makes the global variable ws, the socket of whoever connects next.
func (h *host) accept(u socket.Upgrade) {
	h.t.Helper()
	s, serve, restart := h.module.Accept(u)
	h.restart = restart
	h.serve <- serve
	if err := h.VM.Set("ws", s.Object()); err != nil {
		h.t.Fatal(err)
	}
}

// client is what a test does at the other end.
type client struct {
	*websocket.Conn
	t   *testing.T
	ctx context.Context
}

func (c *client) say(text string) {
	if err := c.Write(c.ctx, websocket.MessageText, []byte(text)); err != nil {
		c.t.Errorf("the client says %.20q: %v", text, err)
	}
}

func (c *client) hear(want string) {
	_, data, err := c.Read(c.ctx)
	if err != nil || string(data) != want {
		c.t.Errorf("the client hears %.40q, %v; want %.40q", data, err, want)
	}
}

// closed reads until the end and gives the code and reason of the close frame, -1 without one.
func (c *client) closed() (int, string) {
	for {
		_, _, err := c.Read(c.ctx)
		if err == nil {
			continue
		}
		var frame websocket.CloseError
		if asClose(err, &frame) {
			return int(frame.Code), frame.Reason
		}
		return -1, ""
	}
}

// run lets a client play its part, nil for one that neither reads nor writes, while a script waits for its promise, and gives what that was fulfilled with.
func (h *host) run(script string, play func(c *client)) string {
	h.t.Helper()
	return h.runWith(script, nil, play)
}

func (h *host) runWith(script string, o *websocket.DialOptions, play func(c *client)) string {
	h.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	over, end := context.WithCancel(ctx)
	defer end()
	done := make(chan struct{})
	go func() {
		defer close(done)
		conn, _, err := websocket.Dial(ctx, h.url, o)
		if err != nil {
			h.t.Error(err)
			return
		}
		defer conn.CloseNow()
		conn.SetReadLimit(-1)
		if play != nil {
			play(&client{conn, h.t, ctx})
		} else {
			<-over.Done()
		}
	}()
	v := h.Run(script)
	end()
	<-done
	return v.String()
}
