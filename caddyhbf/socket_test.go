package caddyhbf_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"
)

// patience bounds every wait for a socket or a stream; it only matters when something is broken.
const patience = 20 * time.Second

// socket is a client's end of a WebSocket.
type socket struct {
	*websocket.Conn
	t testing.TB
}

// open opens a WebSocket. header holds names and values in turn.
func (s *server) open(path string, header ...string) (socket, error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	h := http.Header{}
	for n := 0; n < len(header); n += 2 {
		h.Set(header[n], header[n+1])
	}
	conn, response, err := websocket.Dial(ctx, s.url+path, &websocket.DialOptions{HTTPClient: &http.Client{Transport: s.client.Transport}, HTTPHeader: h})
	if err != nil && response != nil {
		return socket{}, fmt.Errorf("status %d", response.StatusCode)
	}
	return socket{conn, s.t}, err
}

// connect is open for what must work. The socket is closed at the test's end.
func (s *server) connect(path string, header ...string) socket {
	s.t.Helper()
	c, err := s.open(path, header...)
	if err != nil {
		s.t.Fatalf("%s: %v\n%s", path, err, s.logText())
	}
	s.t.Cleanup(func() { _ = c.CloseNow() })
	return c
}

func (c socket) say(text string) {
	c.t.Helper()
	if err := c.Write(context.Background(), websocket.MessageText, []byte(text)); err != nil {
		c.t.Errorf("saying %q: %v", text, err)
	}
}

// next reads a message, or gives the code of the close frame.
func (c socket) next() string {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	_, data, err := c.Read(ctx)
	var closed websocket.CloseError
	switch {
	case errors.As(err, &closed):
		return fmt.Sprint("closed ", int(closed.Code), closed.Reason)
	case err != nil:
		return "lost"
	}
	return string(data)
}

func (c socket) hear(wants ...string) {
	c.t.Helper()
	for _, want := range wants {
		if got := c.next(); got != want {
			c.t.Errorf("heard %q, want %q", got, want)
		}
	}
}

const sockets = `
import express from 'express';
import { AsyncLocalStorage } from 'node:async_hooks';
const app = express(), router = express.Router(), store = new AsyncLocalStorage();
const log = [];
app.get('/log', (req, res) => res.json(log.splice(0)));
app.get('/version', (req, res) => res.send('v1'));
app.use((req, res, next) => store.run({ path: req.path }, next));
app.use('/private', (req, res, next) => req.get('authorization') ? next() : res.status(401).send('who are you?'));

app.ws('/echo', (ws, req) => {
	ws.on('message', (data, isBinary) => ws.send(data, { binary: isBinary }));
	ws.on('close', (code, reason) => log.push('close ' + code + reason));
});
app.ws('/private/:room', { protocols: ['chat'] }, (req, res, next) => { res.cookie('seen', '1').set('Content-Length', '9'); next() }, async (ws, req) => {
	await new Promise((go) => setTimeout(go, 1));
	ws.send(JSON.stringify([req.params.room, req.query.q, ws.protocol, req.originalUrl, ws.readyState]));
});
router.ws('/open/*rest', { origins: ['*'] }, (ws, req) => ws.send(req.baseUrl + req.params.rest.join()));
router.ws('/some', { origins: 'https://*.friend.example' }, (ws) => ws.send('hi'));
app.use('/r', router);
app.ws('/throws', () => { log.push('called'); throw new Error('in the handler') });
app.ws('/teapot', (ws, req) => { throw Object.assign(new Error('tea'), { status: 418 }) });
app.ws('/rejects', async (ws) => { ws.send('open'); throw new Error('rejected later') });
app.ws('/listener-throws', (ws) => ws.on('message', (m) => { if (m === 'boom') throw new Error('in a listener'); ws.send(m) }));
app.ws('/scope', (ws) => ws.on('message', async (m) => {
	await new Promise((go) => setTimeout(go, m % 3));
	console.log('scope ' + m);
	ws.send(store.getStore().path + ' ' + m);
}));
app.ws('/answers', (ws, req) => req.res.send('no socket'));
app.ws('/fallback', (ws) => ws.close());
app.get('/fallback', (req, res) => res.send('plain'));
const rooms = new Map();
app.ws('/room/:name', (ws, req) => {
	const room = rooms.get(req.params.name) ?? rooms.set(req.params.name, new Set()).get(req.params.name);
	room.add(ws);
	ws.onmessage = (e) => { for (const other of room) if (other.readyState === WebSocket.OPEN) other.send(e.data) };
	ws.onclose = () => room.delete(ws);
});
app.get('/room/:name', (req, res) => res.send(String(rooms.get(req.params.name)?.size ?? 0)));
app.use((err, req, res, next) => err.status === 418 ? res.status(418).send('teapot') : next(err));
export default app;`

func TestWebSockets(t *testing.T) {
	s := newServer(t)
	s.app("app.db", "server.js", sockets)
	s.run("encode\n hbf * $DIR/app.db {\n timeout 2s\n }")

	t.Run("echo and closes", func(t *testing.T) {
		c := s.connect("/echo")
		c.say("häl😀lo")
		c.hear("häl😀lo")
		if err := c.Close(4000, "bye"); err != nil {
			t.Error(err)
		}
		s.eventually("/log", `200 ["close 4000bye"]`)
		vanishing := s.connect("/echo")
		_ = vanishing.CloseNow()
		s.eventually("/log", `200 ["close 1006"]`)
	})
	t.Run("middleware, parameters and protocols", func(t *testing.T) {
		if _, err := s.open("/private/a"); err == nil || err.Error() != "status 401" {
			t.Error(err)
		}
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		conn, response, err := websocket.Dial(ctx, s.url+"/private/a%20b?q=1", &websocket.DialOptions{
			Subprotocols: []string{"other", "chat"}, HTTPHeader: http.Header{"Authorization": {"x"}}})
		if err != nil {
			t.Fatal(err)
		}
		defer conn.CloseNow()
		socket{conn, t}.hear(`["a b","1","chat","/private/a%20b?q=1",1]`)
		if got := response.Header.Get("Set-Cookie"); !strings.HasPrefix(got, "seen=1") || response.Header.Get("Content-Length") != "" {
			t.Errorf("%v", response.Header)
		}
	})
	t.Run("origins", func(t *testing.T) {
		for _, test := range []struct{ path, origin, want string }{
			{"/echo", s.url, ""},
			{"/echo", "https://evil.example", "status 403"},
			{"/r/open/a/b", "https://evil.example", ""},
			{"/r/some", "https://a.friend.example", ""},
			{"/r/some", "https://evil.example", "status 403"},
			{"/throws", "https://evil.example", "status 403"}, // before the app is asked
		} {
			c, err := s.open(test.path, "Origin", test.origin)
			if got := fmt.Sprint(err); got != test.want && (err != nil || test.want != "") {
				t.Errorf("%s from %s: %s", test.path, test.origin, got)
			}
			if err == nil {
				_ = c.CloseNow()
			}
		}
		s.connect("/r/open/a/b").hear("/ra,b")
	})
	t.Run("what is no upgrade goes on", func(t *testing.T) {
		s.expect("/echo", "404 ")
		s.expect("/fallback", "200 plain")
		if a := s.ask("POST", "/fallback", "x"); a.status != 404 {
			t.Error(a)
		}
		if _, err := s.open("/nowhere"); err == nil || err.Error() != "status 404" {
			t.Error(err)
		}
	})
	t.Run("errors", func(t *testing.T) {
		for path, want := range map[string]string{"/throws": "status 500", "/teapot": "status 418", "/answers": "status 200"} {
			if _, err := s.open(path); err == nil || err.Error() != want {
				t.Errorf("%s: %v", path, err)
			}
		}
		s.connect("/rejects").hear("open")
		c := s.connect("/listener-throws")
		c.say("boom")
		c.say("after")
		c.hear("after")
		s.logged(t, "in the handler", "rejected later", "in a listener")
	})
	t.Run("each message in the scope of its request", func(t *testing.T) {
		parallel(8, func(n int) {
			c := s.connect("/scope", "X-N", fmt.Sprint(n))
			for m := range 10 {
				c.say(fmt.Sprint(m))
			}
			heard := map[string]bool{}
			for range 10 {
				heard[c.next()] = true
			}
			for m := range 10 {
				if !heard[fmt.Sprint("/scope ", m)] {
					t.Errorf("no answer to %d in its scope: %v", m, heard)
				}
			}
		})
		ids := map[string]int{}
		for line := range strings.Lines(s.logText()) {
			if _, after, ok := strings.Cut(line, `"scope `); ok {
				_, id, _ := strings.Cut(after, `"request_id":"`)
				id, _, _ = strings.Cut(id, `"`)
				ids[id]++
			}
		}
		if len(ids) != 8 || ids[""] > 0 {
			t.Errorf("the log names %d requests: %v", len(ids), ids)
		}
	})
	t.Run("chat", func(t *testing.T) {
		a, b := s.connect("/room/x"), s.connect("/room/x")
		s.connect("/room/y").say("nobody hears it")
		a.say("hello")
		a.hear("hello")
		b.hear("hello")
		_ = a.CloseNow()
		s.eventually("/room/x", "200 1")
	})
}

// Hundreds of sockets come and go in every way, and leave nothing behind.
func TestWebSocketsLeaveNothingBehind(t *testing.T) {
	s := newServer(t)
	s.app("app.db", "server.js", sockets)
	s.run("hbf * $DIR/app.db")
	s.expect("/version", "200 v1")
	s.client.CloseIdleConnections()
	time.Sleep(100 * time.Millisecond)
	goroutines, descriptors := runtime.NumGoroutine(), openDescriptors(t)
	parallel(200, func(n int) {
		c, err := s.open("/room/all")
		if err != nil {
			t.Error(err)
			return
		}
		if n == 0 {
			for range 100 {
				c.say("everybody hears it")
			}
		}
		switch n % 4 {
		case 1:
			_ = c.CloseNow()
		case 2:
			c.say("mine, if nothing else")
			c.next()
			_ = c.CloseNow()
		default:
			_ = c.Close(websocket.StatusNormalClosure, "")
		}
	})
	s.eventually("/room/all", "200 0")
	s.settled(t, goroutines+2, descriptors+2)
}

// wsPairs is an app of the fetch style. upgradeWebSocket is what Hono's adapter for Cloudflare Workers does.
const wsPairs = `
function upgradeWebSocket(request, events) {
	if (request.headers.get('Upgrade') !== 'websocket') return new Response('no', { status: 426 });
	const pair = new WebSocketPair(), client = pair[0], server = pair[1];
	const ws = { send: (m) => server.send(m), close: (code, reason) => server.close(code, reason), get readyState() { return server.readyState } };
	if (events.onClose) server.addEventListener('close', (e) => events.onClose(e, ws));
	if (events.onMessage) server.addEventListener('message', (e) => events.onMessage(e, ws));
	if (events.onError) server.addEventListener('error', (e) => events.onError(e, ws));
	server.accept?.();
	return new Response(null, { status: 101, webSocket: client });
}
import { AsyncLocalStorage } from 'node:async_hooks';
const store = new AsyncLocalStorage();
let closes = '';
export default {
	async fetch(request) {
		switch (new URL(request.url).pathname) {
		case '/hono': return upgradeWebSocket(request, {
			onMessage(e, ws) { ws.send('hono: ' + e.data + ws.readyState); if (e.data === 'end') ws.close(4002, 'ended') },
			onClose(e) { closes += e.code + ' ' },
		});
		case '/early': {
			const [client, server] = Object.values(new WebSocketPair());
			server.accept(); server.send('before the handshake');
			return new Response(null, { status: 101, webSocket: client, headers: { 'X-A': 'b', 'Sec-WebSocket-Protocol': 'p' } });
		}
		case '/relay': { // both ends of a second pair stay in the script
			const [client, server] = Object.values(new WebSocketPair()), [a, b] = Object.values(new WebSocketPair());
			server.accept(); a.accept(); b.accept();
			server.onmessage = (e) => a.send(e.data); b.onmessage = (e) => b.send(e.data.toUpperCase()); a.onmessage = (e) => server.send(e.data);
			return new Response(null, { status: 101, webSocket: client });
		}
		case '/stored': return store.run(request.headers.get('x-n'), () => upgradeWebSocket(request, {
			onMessage(e, ws) { ws.send(store.getStore() + e.data) },
		}));
		case '/never': { const [client] = Object.values(new WebSocketPair()); return new Response(null, { status: 101, webSocket: client }) }
		case '/wrong': return new Response(null, { status: 101, webSocket: {} });
		case '/closes': return new Response(closes);
		}
		return new Response('?', { status: 404 });
	},
};`

func TestWebSocketPairs(t *testing.T) {
	s := newServer(t)
	s.app("app.db", "server.js", wsPairs)
	s.run("hbf * $DIR/app.db")
	c := s.connect("/hono")
	c.say("a")
	c.say("end")
	c.hear("hono: a1", "hono: end1", "closed 4002ended")
	s.eventually("/closes", "200 4002 ")
	_ = s.connect("/hono").Close(4003, "")
	s.eventually("/closes", "200 4002 4003 ")
	s.expect("/hono", "426 no")

	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	conn, response, err := websocket.Dial(ctx, s.url+"/early", &websocket.DialOptions{Subprotocols: []string{"p"}})
	if err != nil || response.Header.Get("X-A") != "b" || conn.Subprotocol() != "p" {
		t.Fatal(err, response, conn)
	}
	defer conn.CloseNow()
	socket{conn, t}.hear("before the handshake")
	s.connect("/early").hear("before the handshake")

	stored := []socket{s.connect("/stored", "X-N", "a"), s.connect("/stored", "X-N", "b")}
	stored[0].say("1")
	stored[1].say("2")
	stored[0].hear("a1")
	stored[1].hear("b2")
	relay := s.connect("/relay")
	relay.say("through two pairs")
	relay.hear("THROUGH TWO PAIRS")
	if _, err := s.open("/wrong"); err == nil || err.Error() != "status 500" {
		t.Error(err)
	}
	if a := s.ask("GET", "/early", ""); a.status != 500 {
		t.Error(a)
	}
	never := s.connect("/never")
	never.say("into the void")
	_ = never.CloseNow()
}

// What keeps clients from reaching new code ends when there is some, and stays when nothing has changed.
func TestOpenConnectionsAcrossReplacements(t *testing.T) {
	const app = `
import express from 'express';
import { publish } from 'hbf:events';
const app = express();
app.get('/version', (req, res) => res.send('VERSION'));
app.get('/events', (req, res) => {
	const stream = res.sse({ retry: 10 });
	stream.send('VERSION', { id: stream.lastEventId + 'x' });
	stream.subscribe('news');
});
app.ws('/ws', (ws) => { ws.send('VERSION'); ws.on('message', (m) => ws.send('VERSION ' + m)) });
app.post('/publish', (req, res) => res.send(String(publish('news', req.body))));
app.get('/download', async (req, res) => { res.write('a'); await new Promise((go) => setTimeout(go, 700)); res.end('b') });
app.listen();`
	s := newServer(t)
	version := func(v string) []string { return []string{"server.js", strings.ReplaceAll(app, "VERSION", v)} }
	s.app("app.db", version("v1")...)
	s.run("hbf * $DIR/app.db")

	ws, events := s.connect("/ws"), s.stream("/events")
	ws.hear("v1")
	events.expect("retry: 10\n\n", "id: x\ndata: v1\n\n")

	s.run("header X-New yes\n hbf * $DIR/app.db") // an unchanged app
	ws.say("hello")
	ws.hear("v1 hello")
	if a := s.ask("POST", "/publish", "still here"); a.body != "1" {
		t.Error(a)
	}
	events.expect("data: still here\n\n")

	download := s.stream("/download")
	download.expect("a")
	s.pack("app.db", version("v2")...)
	ws.hear("closed 1012Service Restart")
	events.end()
	download.expect("b") // what ends by itself may
	download.end()
	s.eventually("/version", "200 v2")

	ws = s.connect("/ws")
	ws.hear("v2")
	events = s.stream("/events", "Last-Event-ID", "x")
	events.expect("retry: 10\n\n", "id: xx\ndata: v2\n\n")

	s.run("hbf * $DIR/app.db {\n env A b\n }") // other options are another instance
	ws.hear("closed 1012Service Restart")
	events.end()
	s.connect("/ws").hear("v2")
	s.stream("/events").expect("retry: 10\n\n")
}

func (s *server) settled(t *testing.T, goroutines, descriptors int) {
	t.Helper()
	s.client.CloseIdleConnections()
	if !within(patience, func() bool {
		return runtime.NumGoroutine() <= goroutines && openDescriptors(t) <= descriptors
	}) {
		stacks := make([]byte, 1<<20)
		t.Errorf("goroutines %d -> %d, descriptors %d -> %d\n%s", goroutines, runtime.NumGoroutine(), descriptors,
			openDescriptors(t), stacks[:runtime.Stack(stacks, true)])
	}
}
