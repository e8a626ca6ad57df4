package socket_test

import (
	"strings"
	"testing"

	"github.com/coder/websocket"

	"github.com/caddyhbf/hbf/jsengine/web/socket"
)

func TestPairsInScripts(t *testing.T) {
	for name, test := range map[string]struct{ script, want string }{
		"both ends are sockets": {`
			const pair = new WebSocketPair();
			Promise.resolve([Object.keys(pair), pair[0] instanceof WebSocket, pair[1] instanceof EventTarget, pair[0].readyState, String(pair[0])].join())`,
			"0,1,true,true,0,[object WebSocket]"},
		"messages and closes": {`new Promise((done) => {
			const [a, b] = Object.values(new WebSocketPair()), log = [];
			a.accept();
			a.send('early'); a.send(new Uint8Array([1]));
			b.onmessage = (e) => { log.push(typeof e.data === 'string' ? e.data : new Uint8Array(e.data)[0]); b.send('got') };
			a.onmessage = (e) => { if (log.push('a ' + e.data) === 4) a.close(3000, 'enough') };
			a.onclose = (e) => { log.push('a ' + e.code + e.reason + a.readyState); done(log.join()) };
			b.onclose = (e) => { log.push('b ' + e.code + e.reason + b.readyState) };
			b.accept();
			log.push(a.readyState + '' + b.readyState);
		})`, "11,early,1,a got,b 3000enough3,a 3000enough3"},
		"before accept": {`
			const fails = (f) => { try { f() } catch (e) { return e.name } };
			const { 0: a, 1: b } = new WebSocketPair();
			Promise.resolve([fails(() => a.send('x')), fails(() => new WebSocket('ws://localhost')), fails(() => a.accept.call({}))].join())`,
			"InvalidStateError,TypeError,TypeError"},
		"closing": {`
			const fails = (f) => { try { f(); return 'ok' } catch (e) { return e.name } };
			const { 0: a } = new WebSocketPair();
			a.accept();
			Promise.resolve([1004, 1005, 1006, 999, 1015, 2999, 5000, 'x', NaN].map((c) => fails(() => a.close(c)))
				.concat(fails(() => a.close(1000, 'x'.repeat(124))), fails(() => a.close(1000, 'ä'.repeat(62))), a.readyState,
					fails(() => a.close(undefined, 'x'.repeat(123))), a.readyState, fails(() => a.close(4999))).join())`,
			strings.Repeat("InvalidAccessError,", 9) + "SyntaxError,SyntaxError,1,ok,2,ok"},
		"constants and attributes": {`
			const { 0: a } = new WebSocketPair();
			a.binaryType = 'blob'; const kept = a.binaryType; a.binaryType = 'nodebuffer';
			Promise.resolve([WebSocket.OPEN, a.CLOSED, WebSocket.READY_STATE_CLOSING, kept, a.binaryType, a.bufferedAmount, a.url, a.extensions, a.onopen].join())`,
			"1,3,2,arraybuffer,uint8array,0,,,"},
		"as many listeners as there may be": {`
			const { 0: a } = new WebSocketPair();
			let n = 0; try { while (n < 2000) { a.on('message', () => {}); n++ } } catch (e) { n += e.name }
			Promise.resolve(n)`, "1000RangeError"},
		"more than may wait for accept": {`new Promise((done) => {
			const { 0: a, 1: b } = new WebSocketPair();
			a.accept();
			a.onclose = (e) => done(e.code);
			for (let n = 0; n < 5; n++) a.send(new Uint8Array(1e6));
		})`, "1005"},
		"a message that is larger than may wait": {`
			const { 0: a } = new WebSocketPair(); a.accept();
			try { a.send(new Uint8Array(5e6)) } catch (e) { Promise.resolve(e.name) }`, "RangeError"},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHost(t)
			if got := h.Run("(() => { " + lastReturned(test.script) + " })()").String(); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
			for _, v := range h.Reports {
				t.Error("reported:", v)
			}
		})
	}
}

// lastReturned makes a function's body of a script whose value is a promise.
func lastReturned(script string) string {
	i := strings.LastIndex(script, "Promise.resolve(")
	if j := strings.Index(script, "new Promise("); i < 0 || j >= 0 && j < i {
		i = j
	}
	return script[:i] + "return " + script[i:]
}

// attach gives one end of a pair, which a script has made as the global variable client, to whoever connects next.
func (h *host) attach() {
	serve, restart := h.module.Attach(h.VM.Get("client"), socket.Upgrade{AnyOrigin: true})
	h.restart = restart
	h.serve <- serve
}

func TestAttachedPairs(t *testing.T) {
	for name, test := range map[string]struct {
		made   string // with the end, before it is attached
		script string
		play   func(c *client)
		want   string
	}{
		"echo": {`ws.accept(); ws.send('hello'); ws.send(new Uint8Array([49]))`, `ws.addEventListener('message', (e) => ws.send(e.data))`, func(c *client) {
			c.hear("hello")
			c.hear("1")
			c.say("a")
			c.hear("a")
			_ = c.Close(4001, "x")
		}, `[["message","a"],["close",4001,"x",true,3]]`},
		"accepted late": {``, `setTimeout(() => { log.push(ws.readyState); ws.accept() }, 5); ws.addEventListener('message', (e) => e.data === '2' && ws.close())`, func(c *client) {
			c.say("1")
			c.say("2")
			c.closed()
		}, `[0,["message","1"],["message","2"],["close",1005,"",true,3]]`},
		"closed before it was attached": {`ws.accept(); ws.send('only'); ws.close(3000, 'x')`, `setTimeout(() => done(ws.readyState), 5)`, func(c *client) {
			c.hear("only")
			if code, reason := c.closed(); code != 3000 || reason != "x" {
				c.t.Error(code, reason)
			}
		}, `3`},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHost(t)
			h.Run(`var { 0: client, 1: ws } = new WebSocketPair(); ` + test.made)
			h.attach()
			if got := h.run(script(test.script), test.play); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

func TestEndsThatCannotBeAttached(t *testing.T) {
	h := newHost(t)
	h.Run(`var { 0: accepted, 1: client } = new WebSocketPair(); accepted.accept()`)
	for _, name := range []string{"accepted", "nothing", "Object"} {
		if h.VM.Try(func() {
			h.module.Attach(h.VM.GlobalObject().Get(name), socket.Upgrade{})
		}) == nil {
			t.Errorf("%s was attached", name)
		}
	}
	h.attach()
	if h.VM.Try(func() { h.attach() }) == nil {
		t.Error("an end was attached twice")
	}
	got := h.run(`new Promise((done) => {
		const fails = (f) => { try { f(); return 'ok' } catch (e) { return e.name } };
		accepted.onclose = () => done([fails(() => client.accept()), fails(() => client.send('')), fails(() => client.close())].join());
	})`, func(c *client) { _ = c.Close(websocket.StatusNormalClosure, "") })
	if got != "TypeError,InvalidStateError,ok" {
		t.Error(got)
	}
}
