package jsengine_test

import (
	"context"
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/caddyhbf/hbf/jsengine/express"
)

const eventApp = `
	import { publish, subscribe, subscribers } from 'hbf:events';
	let closed = 0, seen = [];
	subscribe('news', (data, { event, id }) => seen.push(['top', data, event, id].join(':')));
	app.get('/events', (req, res) => {
		const stream = res.sse({ retry: 2000, heartbeat: 0 });
		stream.send({ hello: 'world' }, { id: '1', event: 'greeting' });
		stream.send('two\nlines\r\nthree');
		stream.comment('note');
		stream.send('last ' + stream.lastEventId);
		stream.on('close', () => closed++);
	});
	app.get('/news', (req, res) => { const stream = res.sse(); stream.subscribe('news'); res.on('close', () => closed++) });
	app.get('/once', (req, res) => { const stream = res.sse(); const end = stream.subscribe('news'); end(); stream.send('mine'); stream.close(); stream.send('dropped') });
	app.get('/publish', (req, res) => res.json(publish('news', { n: Number(req.query.n) }, { event: 'item', id: req.query.n })));
	app.get('/flood', (req, res) => { for (let i = 0; i < 2000; i++) publish('news', 'x'.repeat(1000)); res.json(subscribers('news')) });
	app.get('/poll', async (req, res) => { const news = await new Promise((go) => subscribe('news', go)); res.json(news) });
	app.get('/count', (req, res) => res.json(subscribers('news')));
	app.get('/state', (req, res) => res.json({ closed, seen }));
	app.get('/late', (req, res) => { res.write('x'); try { res.sse() } catch (e) { res.end(e.message) } });
	app.get('/bad', (req, res) => { const errors = []; const s = res.sse();
		for (const f of [() => s.send('x', { id: 'a\nb' }), () => s.send('x', { event: 'a\r' }), () => s.send(() => {}), () => s.subscribe(''), () => s.retry('soon'), () => publish(), () => subscribe('a', 1)])
			try { f(); errors.push('no error') } catch (e) { errors.push(e.name) }
		s.send(errors.join()); s.close() });
	export {};
`

func TestEventStream(t *testing.T) {
	a := start(t, nil, "server.js", eventApp)
	x := exchange("GET", "/events")
	x.Request.Header.Set("Last-Event-Id", "41")
	if err := a.Handle(context.Background(), x); err != nil {
		t.Fatal(err)
	}
	if h := x.Response.Header; h.Get("Content-Type") != "text/event-stream; charset=utf-8" || h.Get("Cache-Control") != "no-cache" {
		t.Error(h)
	}
	wantNext(t, x, "retry: 2000\n\nid: 1\nevent: greeting\ndata: {\"hello\":\"world\"}\n\n"+
		"data: two\ndata: lines\ndata: three\n\n: note\n\ndata: last 41\n\n")
	x.Response.Stream.Cancel()
	eventually(t, "the app knows that the stream was closed", func() bool { return strings.Contains(a.get("/state"), `"closed":1`) })
	a.expect(t, "/late", "200 xres.sse() must come before anything else is sent")
	x = exchange("GET", "/bad")
	if err := a.Handle(context.Background(), x); err != nil {
		t.Fatal(err)
	}
	if want := "data: TypeError,TypeError,TypeError,TypeError,RangeError,TypeError,TypeError\n\n"; string(x.Response.Body) != want {
		t.Errorf("%q", x.Response.Body)
	}
}

func TestPublishReachesAllStreams(t *testing.T) {
	a := start(t, nil, "server.js", eventApp)
	streams := make([]*express.Exchange, 50)
	for i := range streams {
		streams[i] = a.open(t, "/news")
	}
	polled := make(chan string, 1)
	go func() { polled <- a.get("/poll") }()
	eventually(t, "all have subscribed", func() bool { return a.get("/count") == "200 52" })
	a.expect(t, "/publish?n=1", "200 52")
	a.expect(t, "/publish?n=2", "200 51")
	for _, x := range streams {
		var got strings.Builder
		for strings.Count(got.String(), "data:") < 2 {
			got.WriteString(next(t, x))
		}
		if want := "id: 1\nevent: item\ndata: {\"n\":1}\n\nid: 2\nevent: item\ndata: {\"n\":2}\n\n"; got.String() != want {
			t.Fatalf("%q", got.String())
		}
	}
	if got := <-polled; got != `200 {"n":1}` {
		t.Error(got)
	}
	if got := a.get("/state"); !strings.Contains(got, `"seen":["top:[object Object]:item:1","top:[object Object]:item:2"]`) {
		t.Error(got)
	}
	for _, x := range streams[1:] {
		x.Response.Stream.Cancel()
	}
	eventually(t, "those who have left are not subscribed any more", func() bool { return a.get("/count") == "200 2" })
	if got := a.get("/once"); got != "200 data: mine\n\n" {
		t.Errorf("%q", got)
	}
	a.expect(t, "/count", "200 2")
}

// A client that doesn't read is let go before it costs more than the backlog.
func TestASlowClientIsLetGo(t *testing.T) {
	a := start(t, nil, "server.js", eventApp)
	x := a.open(t, "/news")
	a.expect(t, "/flood", "200 2")
	a.expect(t, "/count", "200 1") // the listener at the top level
	got := next(t, x)
	if len(got) < 500_000 || len(got) > 1<<20 {
		t.Errorf("%d bytes were kept for it", len(got))
	}
	wantNext(t, x, "end")
}

// Replacing the code ends event streams as whole responses, so that clients reconnect.
func TestEventStreamsEndWhenTheCodeIsReplaced(t *testing.T) {
	a := start(t, nil, "server.js", eventApp)
	x := a.open(t, "/news")
	if err := a.Replace(context.Background(), compile(t, "server.js", eventApp+"\n")); err != nil {
		t.Fatal(err)
	}
	wantNext(t, x, "end")
	x = a.open(t, "/news")
	if err := a.EndStreams(context.Background(), false); err != nil {
		t.Fatal(err)
	}
	wantNext(t, x, "end", "end")
	wantNext(t, a.open(t, "/news"), "end") // too late to begin one
}

func TestHeartbeatsNeedNoRuntime(t *testing.T) {
	a := start(t, nil, "server.js", `app.get('/', (req, res) => { res.sse({ heartbeat: 5 }) })`)
	wantNext(t, a.open(t, "/"), ":\n\n", ":\n\n")
}

func BenchmarkPublish(b *testing.B) {
	a := start(b, nil, "server.js", eventApp)
	for range 1000 {
		x := &express.Exchange{Request: httptest.NewRequest("GET", "/news", nil)}
		if err := a.Handle(context.Background(), x); err != nil {
			b.Fatal(err)
		}
		stream := x.Response.Stream
		go func() {
			for {
				if _, err := stream.Next(context.Background()); err != nil {
					return
				}
			}
		}()
	}
	n := 0
	b.ReportAllocs()
	for b.Loop() {
		n++
		if got := a.get(fmt.Sprintf("/publish?n=%d", n)); got != "200 1001" {
			b.Fatal(got)
		}
	}
}
