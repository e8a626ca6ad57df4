package jsengine_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/caddyhbf/hbf/jsengine"
	"github.com/caddyhbf/hbf/jsengine/express"
)

// next reads the next chunks of a streamed response, or its end.
func next(t *testing.T, x *express.Exchange) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	chunks, err := x.Response.Stream.Next(ctx)
	switch {
	case errors.Is(err, io.EOF):
		return "end"
	case err != nil:
		return "error: " + err.Error()
	}
	return string(bytes.Join(chunks, nil))
}

// open asks the app for a response that is streamed.
func (a app) open(t *testing.T, target string) *express.Exchange {
	t.Helper()
	x := exchange("GET", target)
	if err := a.Handle(context.Background(), x); err != nil {
		t.Fatalf("GET %s: %v\nlog:\n%s", target, err, a.log)
	}
	if x.Response.Stream == nil {
		t.Fatalf("GET %s is not streamed: %d %s", target, x.Response.Status, x.Response.Body)
	}
	return x
}

func wantNext(t *testing.T, x *express.Exchange, wants ...string) {
	t.Helper()
	for _, want := range wants {
		if got := next(t, x); got != want {
			t.Fatalf("got %q, want %q", got, want)
		}
	}
}

const streamer = `
	let open, close;
	app.get('/steps', async (req, res) => {
		res.set('X-A', '1').status(201);
		res.write('one');
		await new Promise((go) => { globalThis.step = go });
		res.set('X-B', 'too late');
		res.write('two'); res.write('three');
		await new Promise((go) => { globalThis.step = go });
		res.end('four');
	});
	app.get('/step', (req, res) => { step(); res.send('stepped') });
	app.get('/flushed', (req, res) => { res.flushHeaders(); res.on('close', () => { closed = true }) });
	let closed = false, timers = 0;
	app.get('/closed', (req, res) => res.send(closed + ' ' + timers));
	app.get('/ticks', (req, res) => { res.write('tick'); setInterval(() => { timers++; res.write('tick') }, 1) });
	app.get('/throws', async (req, res) => { res.write('half'); await new Promise((go) => setTimeout(go, 1)); throw new Error('midway') });
	app.get('/at-once', (req, res) => { res.write('a'); res.write('b'); res.end('c') });
	app.get('/fill', async (req, res) => {
		let n = 0;
		const fill = () => { while (res.write('x'.repeat(1000))) n++; res.once('drain', () => n < 200 ? fill() : res.end('|' + n)) };
		fill();
	});
	app.get('/deep', () => { const f = () => f(); f() });
	app.get('/version', (req, res) => res.send('VERSION'));
`

func TestWritesLeaveAtTheEndOfTheTurn(t *testing.T) {
	a := start(t, nil, "server.js", streamer)
	x := a.open(t, "/steps")
	if x.Response.Status != 201 || x.Response.Header.Get("X-A") != "1" {
		t.Error(x.Response.Status, x.Response.Header)
	}
	wantNext(t, x, "one")
	a.expect(t, "/step", "200 stepped")
	wantNext(t, x, "twothree")
	a.expect(t, "/step", "200 stepped")
	wantNext(t, x, "four", "end")
	if x.Response.Header.Get("X-B") != "" {
		t.Error("a field was set after the header had been sent")
	}
	a.expect(t, "/at-once", "200 abc") // complete at the end of its only turn: nothing to stream
}

func TestAResponseStaysOpenAfterItsHeaders(t *testing.T) {
	a := start(t, func(c *jsengine.Config) { c.Timeout = 50 * time.Millisecond }, "server.js", streamer)
	x := a.open(t, "/flushed")
	time.Sleep(120 * time.Millisecond) // longer than the timeout, which ends with the headers
	a.expect(t, "/closed", "200 false 0")
	x.Response.Stream.Cancel()
	eventually(t, "the app has been told that the client has gone", func() bool { return a.get("/closed") == "200 true 0" })
}

func TestBackpressureReachesTheApp(t *testing.T) {
	x := start(t, nil, "server.js", streamer).open(t, "/fill")
	var body strings.Builder
	for {
		got := next(t, x)
		if got == "end" {
			break
		}
		if len(got) > 128<<10 {
			t.Fatalf("%d bytes were waiting at a time", len(got))
		}
		body.WriteString(got)
	}
	sent, count, _ := strings.Cut(body.String(), "|")
	if count == "" || len(sent) < 200_000 || len(sent)%1000 != 0 {
		t.Errorf("%d bytes, %s writes that did not have to wait", len(sent), count)
	}
}

func TestAFailureBreaksAStreamOff(t *testing.T) {
	a := start(t, nil, "server.js", streamer)
	x := a.open(t, "/throws")
	wantNext(t, x, "half", "error: "+jsengine.ErrBrokenOff.Error())
	if !strings.Contains(a.log.String(), "Error: midway") {
		t.Errorf("the error is not logged:\n%s", a.log)
	}
}

func TestStreamsWhenTheRuntimeChanges(t *testing.T) {
	a := start(t, nil, "server.js", streamer)
	kept, lost := a.open(t, "/steps"), a.open(t, "/flushed")
	wantNext(t, kept, "one")
	if err := a.Replace(context.Background(), compile(t, "server.js", strings.Replace(streamer, "VERSION", "two", 1))); err != nil {
		t.Fatal(err)
	}
	a.expect(t, "/version", "200 two")
	other := a.open(t, "/ticks")
	_ = a.get("/deep") // recycles the new runtime only
	for {
		if got := next(t, other); got != "tick" && strings.Trim(got, "tick") != "" {
			if got != "error: "+jsengine.ErrRecycled.Error() {
				t.Errorf("a stream of the runtime that was given up: %s", got)
			}
			break
		}
	}
	if err := a.EndStreams(context.Background(), true); err != nil {
		t.Fatal(err)
	}
	for _, x := range []*express.Exchange{kept, lost} {
		wantNext(t, x, "error: "+jsengine.ErrClosed.Error())
	}
}

func TestCloseEndsStreams(t *testing.T) {
	a := start(t, nil, "server.js", streamer)
	x := a.open(t, "/flushed")
	if err := a.Close(context.Background()); err != nil {
		t.Fatal(err)
	}
	wantNext(t, x, "error: "+jsengine.ErrClosed.Error())
}

func TestWaitUntil(t *testing.T) {
	source := `
		let done = 0;
		app.get('/', (req, res) => { res.waitUntil((async () => { await new Promise((go) => setTimeout(go, 60)); done++ })()); res.send('sent') });
		app.get('/rejects', (req, res) => { res.waitUntil(Promise.reject(new Error('kept and lost'))); res.send('sent') });
		app.get('/done', (req, res) => res.send(String(done)));
	`
	a := start(t, nil, "server.js", source)
	a.expect(t, "/", "200 sent")
	if a.Kept() != 1 {
		t.Errorf("%d promises are kept", a.Kept())
	}
	a.expect(t, "/done", "200 0")
	eventually(t, "the work after the response is done", func() bool { return a.get("/done") == "200 1" })
	a.expect(t, "/rejects", "200 sent")
	eventually(t, "the rejection is logged", func() bool { return strings.Contains(a.log.String(), "Error: kept and lost") })
	a.expect(t, "/", "200 sent")
	if err := a.Replace(context.Background(), compile(t, "server.js", source+"\n")); err != nil {
		t.Fatal(err)
	}
	if a.Kept() != 1 {
		t.Error("replacing the code dropped what was to be waited for")
	}
	eventually(t, "nothing is kept any more", func() bool { return a.Kept() == 0 })
}

func TestTopLevelAwaitWaits(t *testing.T) {
	source := `
		const started = Date.now();
		await new Promise((go) => setTimeout(go, 20));
		app.get('/', (req, res) => res.send('VERSION'));
		app.get('/deep', () => { const f = () => f(); f() });
		export {};
	`
	a := start(t, nil, "server.js", strings.Replace(source, "VERSION", "one", 1))
	a.expect(t, "/", "200 one")
	_ = a.get("/deep")
	a.expect(t, "/", "200 one") // it waited for the runtime to start again
	if err := a.Replace(context.Background(), compile(t, "server.js", strings.Replace(source, "VERSION", "two", 1))); err != nil {
		t.Fatal(err)
	}
	a.expect(t, "/", "200 two")
	err := a.Replace(context.Background(), compile(t, "server.js", `await new Promise((_, no) => setTimeout(() => no(new TypeError('late')), 5)); export {}`))
	if err == nil || !strings.Contains(err.Error(), "TypeError: late") {
		t.Errorf("a start that fails late: %v", err)
	}
	a.expect(t, "/", "200 two")
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	err = a.Replace(ctx, compile(t, "server.js", `await new Promise((go) => setTimeout(go, 1e6)); export default { handle() {} }`))
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a start that is given up: %v", err)
	}
	a.expect(t, "/", "200 two")
}
