package socket_test

import (
	"bytes"
	"errors"
	"strconv"
	"strings"
	"testing"

	"github.com/coder/websocket"
	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/web/socket"
)

func asClose(err error, frame *websocket.CloseError) bool { return errors.As(err, frame) }

// logged is a script that gives, when the socket has closed, what its listeners were called with.
const logged = `new Promise((done) => {
	const log = [];
	const show = (v) => v instanceof ArrayBuffer ? 'buffer:' + new Uint8Array(v) : v instanceof Uint8Array ? 'bytes:' + v : String(v);
	ws.onopen = (e) => log.push(['open', ws.readyState, ws.protocol, e.type]);
	ws.onmessage = (e) => { log.push(['message', show(e.data)]) };
	ws.onerror = () => log.push(['error']);
	ws.onclose = (e) => { log.push(['close', e.code, e.reason, e.wasClean, ws.readyState]); done(JSON.stringify(log)) };
	SCRIPT
})`

func script(body string) string { return strings.Replace(logged, "SCRIPT", body, 1) }

func TestMessagesAndCloses(t *testing.T) {
	for name, test := range map[string]struct {
		script string
		play   func(c *client)
		want   string
	}{
		"echo": {`ws.addEventListener('message', (e) => ws.send(e.data))`, func(c *client) {
			c.say("häl😀lo")
			c.hear("häl😀lo")
			c.say("")
			c.hear("")
			_ = c.Write(c.ctx, websocket.MessageBinary, []byte{0, 255})
			c.hear("\x00\xff")
			_ = c.Close(websocket.StatusNormalClosure, "bye")
		}, `[["open",1,"","open"],["message","häl😀lo"],["message",""],["message","buffer:0,255"],["close",1000,"bye",true,3]]`},
		"the emitter of the package ws": {`
			ws.binaryType = 'nodebuffer';
			ws.onmessage = null;
			ws.on('message', (data, isBinary) => { log.push([show(data), isBinary]); ws.send(data, { binary: isBinary }) })
			  .once('message', () => log.push('once'))
			  .on('close', (code, reason) => log.push([code, reason, 'ws']));
			const never = () => log.push('never'); ws.on('message', never); ws.off('message', never);`, func(c *client) {
			c.say("a")
			c.hear("a")
			_ = c.Write(c.ctx, websocket.MessageBinary, []byte("b"))
			c.hear("b")
			_ = c.Close(4000, "")
		}, `[["open",1,"","open"],["a",false],"once",["bytes:98",true],["close",4000,"",true,3]]`},
		"sends before the handshake wait for it": {`ws.send('first'); ws.send(new Uint8Array([50])); ws.send(new DataView(new ArrayBuffer(1))); ws.send(4)`,
			func(c *client) {
				c.hear("first")
				c.hear("2")
				c.hear("\x00")
				c.hear("4")
				_ = c.Close(websocket.StatusNormalClosure, "")
			}, `[["open",1,"","open"],["close",1000,"",true,3]]`},
		"the app closes": {`ws.onopen = () => { ws.send('last'); ws.close(3001, 'grüße'); log.push(ws.readyState); ws.send('too late'); ws.close() }`,
			func(c *client) {
				c.hear("last")
				if code, reason := c.closed(); code != 3001 || reason != "grüße" {
					c.t.Error(code, reason)
				}
			}, `[2,["close",3001,"grüße",true,3]]`},
		"the app closes without a code": {`ws.onopen = () => ws.close()`, func(c *client) {
			if code, _ := c.closed(); code != 1005 {
				c.t.Error(code)
			}
		}, `[["close",1005,"",true,3]]`},
		"the app closes in a listener of messages": {`ws.onmessage = () => ws.close(1000, 'done')`, func(c *client) {
			c.say("x")
			c.say("y")
			if code, _ := c.closed(); code != 1000 {
				c.t.Error(code)
			}
		}, `[["open",1,"","open"],["close",1000,"done",true,3]]`},
		"the client closes without a code": {``, func(c *client) { _ = c.Close(websocket.StatusNoStatusRcvd, "") },
			`[["open",1,"","open"],["close",1005,"",true,3]]`},
		"the client vanishes": {``, func(c *client) { _ = c.CloseNow() },
			`[["open",1,"","open"],["error"],["close",1006,"",false,3]]`},
		"the app terminates": {`ws.onopen = () => ws.terminate()`, func(c *client) {
			if code, _ := c.closed(); code != -1 {
				c.t.Error(code)
			}
		}, `[["error"],["close",1006,"",false,3]]`},
		"a message that is too large": {``, func(c *client) {
			_ = c.Write(c.ctx, websocket.MessageText, bytes.Repeat([]byte("x"), 3<<20))
			if code, _ := c.closed(); code != 1009 {
				c.t.Error(code)
			}
		}, `[["open",1,"","open"],["close",1009,"",true,3]]`},
		"a message of the largest size": {`ws.onmessage = (e) => log.push(e.data.length)`, func(c *client) {
			c.say(strings.Repeat("x", 1<<20))
			_ = c.Close(websocket.StatusNormalClosure, "")
		}, `[["open",1,"","open"],1048576,["close",1000,"",true,3]]`},
		"text that is not UTF-8": {``, func(c *client) {
			_ = c.Write(c.ctx, websocket.MessageText, []byte("\xff"))
			if code, _ := c.closed(); code != 1007 {
				c.t.Error(code)
			}
		}, `[["open",1,"","open"],["close",1007,"invalid UTF-8",true,3]]`},
		"pings both ways": {`ws.on('pong', () => { log.push('pong'); ws.send('ponged') }); ws.onopen = () => { ws.ping(); ws.ping() }`, func(c *client) {
			c.hear("ponged")
			pinged := make(chan error, 1)
			go func() { pinged <- c.Ping(c.ctx) }()
			go c.closed() // reads
			if err := <-pinged; err != nil {
				c.t.Error(err)
			}
			_ = c.Close(websocket.StatusNormalClosure, "")
		}, `["pong",["close",1000,"",true,3]]`},
		"callbacks of send": {`
			ws.onmessage = () => ws.send('a', () => { log.push('sent'); ws.send('b', {}, () => { log.push('again'); ws.close(); ws.send('c', (e) => log.push(e.name)) }) })`, func(c *client) {
			c.say("go")
			c.hear("a")
			c.hear("b")
			c.closed()
		}, `[["open",1,"","open"],"sent","again","InvalidStateError",["close",1005,"",true,3]]`},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHost(t)
			h.accept(socket.Upgrade{})
			if got := h.run(script(test.script), test.play); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
			for _, v := range h.Reports {
				t.Error("reported:", v)
			}
		})
	}
}

func TestErrorsOfListenersAreReportedAndTheSocketStays(t *testing.T) {
	h := newHost(t)
	h.accept(socket.Upgrade{})
	got := h.run(script(`
		ws.on('message', () => { throw new Error('of on') });
		ws.addEventListener('message', () => { throw new Error('of addEventListener') });
		ws.on('message', (data) => ws.send('still ' + data));`), func(c *client) {
		c.say("here")
		c.hear("still here")
		_ = c.Close(websocket.StatusNormalClosure, "")
	})
	if want := `[["open",1,"","open"],["message","here"],["close",1000,"",true,3]]`; got != want {
		t.Error(got)
	}
	if len(h.Reports) != 2 {
		t.Errorf("reported: %v", h.Reports)
	}
}

func TestProtocols(t *testing.T) {
	for offered, want := range map[string]string{"": "", "b": "b", "a b": "a", "c": ""} {
		h := newHost(t)
		h.accept(socket.Upgrade{Protocols: []string{"a", "b"}})
		got := h.runWith(`new Promise((done) => { ws.onclose = () => done(ws.protocol) })`,
			&websocket.DialOptions{Subprotocols: strings.Fields(offered)}, func(c *client) {
				if c.Subprotocol() != want {
					t.Errorf("%q: the client speaks %q", offered, c.Subprotocol())
				}
				_ = c.Close(websocket.StatusNormalClosure, "")
			})
		if got != want {
			t.Errorf("%q: got %q, want %q", offered, got, want)
		}
	}
}

// A client that does not read is let go when too much waits for it, and bufferedAmount tells.
func TestASlowClientIsLetGo(t *testing.T) {
	h := newHost(t)
	h.accept(socket.Upgrade{})
	got := h.run(`new Promise((done) => {
		let most = 0, sent = 0;
		ws.onopen = function more() {
			while (ws.readyState === 1 && sent < 200) { ws.send(new Uint8Array(100_000)); sent++; most = Math.max(most, ws.bufferedAmount) }
		};
		ws.onclose = (e) => done([e.code, most > 1e6, most <= 4 * 1024 * 1024, sent, ws.bufferedAmount < 4.2e6].join());
	})`, nil)
	if got != "1006,true,true,200,true" {
		t.Error(got)
	}
}

// A message is read only when the app has dealt with the one before, however long it takes.
func TestMessagesComeOneByOne(t *testing.T) {
	h := newHost(t)
	h.accept(socket.Upgrade{})
	got := h.run(`new Promise((done) => {
		let n = 0;
		ws.onmessage = (e) => { if (e.data !== String(n++)) done('out of order') };
		ws.onclose = () => done(n);
	})`, func(c *client) {
		for n := range 500 {
			c.say(strconv.Itoa(n))
		}
		_ = c.Close(websocket.StatusNormalClosure, "")
	})
	if got != "500" {
		t.Error(got)
	}
}

func TestRestart(t *testing.T) {
	h := newHost(t)
	h.accept(socket.Upgrade{})
	h.Kit.Global("restart", h.Kit.Function("restart", 0, h.call(func() { h.restart() })))
	got := h.run(script(`ws.onmessage = () => restart()`), func(c *client) {
		c.say("now")
		if code, reason := c.closed(); code != 1012 || reason != "Service Restart" {
			t.Error(code, reason)
		}
	})
	if want := `[["open",1,"","open"],["close",1012,"Service Restart",true,3]]`; got != want {
		t.Error(got)
	}
}

// When the request is aborted, because the app is replaced, the app is told in a last turn, and the client reads the
// code all the same.
func TestRestartAndAbort(t *testing.T) {
	h := newHost(t)
	h.accept(socket.Upgrade{})
	var code int
	h.Kit.Global("leave", h.Kit.Function("leave", 0, h.call(func() {
		h.restart()
		h.Abort(h.Kit.TypeError("replaced"))
	})))
	got := h.run(script(`ws.onmessage = () => leave()`), func(c *client) {
		c.say("now")
		c.say("and on")
		code, _ = c.closed()
	})
	if want := `[["open",1,"","open"],["close",1012,"Service Restart",true,3]]`; got != want || code != 1012 {
		t.Error(got, code)
	}
}

func (h *host) call(f func()) func(goja.FunctionCall) goja.Value {
	return func(goja.FunctionCall) goja.Value {
		f()
		return goja.Undefined()
	}
}

// A client that never answers the close frame, and one that never reads, do not hold the app up for long.
func TestRestartDoesNotWaitForSilentClients(t *testing.T) {
	for name, fill := range map[string]string{"silent": "", "not reading": "for (let n = 0; n < 39; n++) ws.send(new Uint8Array(100_000));"} {
		t.Run(name, func(t *testing.T) {
			h := newHost(t)
			h.accept(socket.Upgrade{})
			h.Kit.Global("restart", h.Kit.Function("restart", 0, h.call(func() { h.restart() })))
			got := h.run(script(`ws.onopen = () => { `+fill+` restart() };
				ws.on('close', (code) => log.push(code))`), nil)
			if want := `[["error"],["close",1006,"",false,3]]`; got != want {
				t.Error(got)
			}
		})
	}
}
