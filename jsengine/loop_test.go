package jsengine_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/caddyhbf/hbf/jsengine"
)

func TestTimers(t *testing.T) {
	a := start(t, nil, "server.js", `
		app.get('/order', (req, res) => {
			const seen = [];
			setTimeout((a, b) => { seen.push('timeout ' + a + b); res.send(seen.join()) }, 20, 'x', 'y');
			setTimeout(() => seen.push('never'), 10); clearTimeout(2);
			const cleared = setTimeout(() => seen.push('cleared'), 1); clearTimeout(cleared); clearTimeout(undefined); clearTimeout(99999);
			setImmediate((v) => seen.push('immediate ' + v), 7);
			queueMicrotask(() => seen.push('microtask'));
			Promise.resolve().then(() => seen.push('promise'));
			seen.push('sync');
		});
		app.get('/interval', (req, res) => {
			let n = 0;
			const id = setInterval(() => { if (++n === 3) { clearInterval(id); res.send('three') } }, 2);
		});
		app.get('/async', async (req, res) => { await new Promise((go) => setTimeout(go, 5)); res.send('waited') });
		app.get('/throw', (req, res) => { setTimeout(() => { throw new TypeError('in a timer') }, 1) });
		app.get('/next', (req, res, next) => { setTimeout(() => next(new Error('passed on')), 1) });
		app.get('/nothing', (req, res) => { setTimeout(() => {}, 1) });
		app.get('/bad', (req, res) => { try { setTimeout('code') } catch (e) { res.send(e.name) } });
	`)
	a.expect(t, "/order", "200 sync,microtask,promise,immediate 7,timeout xy")
	a.expect(t, "/interval", "200 three")
	a.expect(t, "/async", "200 waited")
	a.expect(t, "/nothing", "200 ")
	a.expect(t, "/bad", "200 TypeError")
	for target, want := range map[string]string{"/throw": "TypeError: in a timer", "/next": "Error: passed on"} {
		var thrown *jsengine.ScriptError
		if err := a.Handle(context.Background(), exchange("GET", target)); !errors.As(err, &thrown) || thrown.Message != want || thrown.File != "server.js" {
			t.Errorf("%s: got %v", target, err)
		}
	}
}

func TestWaitingRequestsLetOthersRun(t *testing.T) {
	a := start(t, nil, "server.js", `
		let gate; const opened = new Promise((open) => { gate = open });
		app.get('/wait', async (req, res) => { await opened; res.send('through') });
		app.get('/open', (req, res) => { gate(); res.send('open') });
		app.get('/sleep/:ms', async (req, res) => { await new Promise((go) => setTimeout(go, req.params.ms)); res.send('slept') });
	`)
	got := make(chan string, 2)
	for range 2 {
		go func() { got <- a.get("/wait") }()
	}
	time.Sleep(20 * time.Millisecond)
	a.expect(t, "/open", "200 open") // answers two other requests in its turn
	for range 2 {
		if g := <-got; g != "200 through" {
			t.Error(g)
		}
	}
	began := time.Now()
	var wg sync.WaitGroup
	for range 100 {
		wg.Go(func() { a.expect(t, "/sleep/200", "200 slept") })
	}
	wg.Wait()
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("a hundred sleepers of 200 ms took %s together", took)
	}
}

func TestARequestThatWaitsTooLongIsTimedOut(t *testing.T) {
	a := start(t, func(c *jsengine.Config) { c.Timeout = 60 * time.Millisecond }, "server.js", `
		let fired = 0, kept = 'globals';
		app.get('/forever', () => new Promise(() => {}));
		app.get('/late', (req, res) => { setTimeout(() => { fired++; res.send('late') }, 150) });
		app.get('/fired', (req, res) => res.send(fired + ' ' + kept));
		app.get('/held', (req, res) => { globalThis.held = res; return new Promise(() => {}) });
		app.get('/use-held', (req, res) => { held.send('too late'); res.send('used') });
		let reason;
		app.get('/signal', (req, res) => { req.signal.onabort = () => { reason = req.signal.reason.name; res.send('too late') }; setTimeout(() => {}, 1e5) });
		app.get('/reason', (req, res) => res.send(reason));
	`)
	for _, target := range []string{"/forever", "/late", "/held", "/signal"} {
		if err := a.Handle(context.Background(), exchange("GET", target)); !errors.Is(err, jsengine.ErrTimeout) {
			t.Errorf("%s: got %v", target, err)
		}
	}
	time.Sleep(200 * time.Millisecond)
	a.expect(t, "/fired", "200 0 globals") // its timer was canceled, the runtime kept
	a.expect(t, "/use-held", "200 used")
	a.expect(t, "/reason", "200 TimeoutError")
	if got := strings.Count(a.log.String(), "was ignored"); got != 2 {
		t.Errorf("%d log lines about late sends, want one for each request:\n%s", got, a.log)
	}
}

// As in Node.js, what a client's request has begun goes on without the client, but the app is told.
func TestAClientThatLeavesAbortsItsRequest(t *testing.T) {
	a := start(t, nil, "server.js", `
		const seen = [];
		app.get('/wait', (req, res) => {
			req.signal.addEventListener('abort', () => seen.push('signal ' + req.signal.reason.name));
			req.on('close', () => seen.push('req close'));
			res.on('close', () => seen.push('res close ' + res.writable));
			res.on('finish', () => seen.push('finish'));
			setTimeout(() => { seen.push('timer'); res.send('ignored') }, 60);
		});
		app.get('/seen', (req, res) => res.send(seen.join()));
	`)
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	if err := a.Handle(ctx, exchange("GET", "/wait")); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
	eventually(t, "the app was told and its work has gone on", func() bool {
		return a.get("/seen") == "200 signal AbortError,req close,res close false,timer"
	})
	if strings.Contains(a.log.String(), "ignored") {
		t.Errorf("a send after the client had gone is no mistake:\n%s", a.log)
	}
}

func TestWorkAfterTheResponseGoesOn(t *testing.T) {
	a := start(t, nil, "server.js", `
		let after = 0;
		app.get('/', (req, res) => { res.send('sent'); setTimeout(() => { after++ }, 20) });
		app.get('/fails', (req, res) => { res.send('sent'); setTimeout(() => { throw new Error('afterwards') }, 1) });
		app.get('/after', (req, res) => res.send(String(after)));
	`)
	a.expect(t, "/", "200 sent")
	a.expect(t, "/fails", "200 sent")
	eventually(t, "the timer has run", func() bool { return a.get("/after") == "200 1" })
	eventually(t, "the error is logged", func() bool { return strings.Contains(a.log.String(), "Error: afterwards") })
}

func TestOpenRequestsWhenTheRuntimeChanges(t *testing.T) {
	source := `
		const version = 'VERSION'; let ticks = 0;
		setInterval(() => { ticks++ }, 2);
		app.get('/slow', (req, res) => { setTimeout(() => res.send(version), 60) });
		app.get('/ticks', async (req, res) => { const t = ticks; await new Promise((go) => setTimeout(go, 30)); res.send(String(ticks > t)) });
		app.get('/deep', () => { const f = () => f(); f() });
	`
	a := start(t, nil, "server.js", strings.Replace(source, "VERSION", "one", 1))
	a.expect(t, "/ticks", "200 true")
	open := make(chan string, 1)
	ask := func() {
		go func() { open <- a.get("/slow") }()
		time.Sleep(20 * time.Millisecond)
	}
	ask()
	if err := a.Replace(context.Background(), compile(t, "server.js", strings.Replace(source, "VERSION", "two", 1))); err != nil {
		t.Fatal(err)
	}
	if got := <-open; got != "200 one" {
		t.Errorf("the request that waited while the code was replaced: %s", got)
	}
	a.expect(t, "/slow", "200 two")
	ask()
	_ = a.get("/deep")
	if got := <-open; got != "error: "+jsengine.ErrRecycled.Error() {
		t.Errorf("the request that waited while the runtime was replaced: %s", got)
	}
	a.expect(t, "/slow", "200 two")
}

func TestPendingWorkIsBounded(t *testing.T) {
	a := start(t, nil, "server.js", `
		app.get('/', (req, res) => { try { for (;;) setTimeout(() => {}, 1e6) } catch (e) { res.send(e.name) } })`)
	a.expect(t, "/", "200 RangeError")
}

// Timers run in the order of their times, and those of the same time in the order in which they were set, however late it is
// when JavaScript comes to them.
func TestTimersKeepTheirOrder(t *testing.T) {
	a := start(t, nil, "server.js", `
		app.get('/', (req, res) => {
			const ran = [];
			for (let n = 0; n < 300; n++) setTimeout(() => ran.push(n), n < 100 ? 100 : n < 200 ? 60 : 20);
			setTimeout(() => res.send(ran.join(' ')), 120);
			for (const end = Date.now() + 130; Date.now() < end;);
		})`)
	var want []string
	for _, from := range []int{200, 100, 0} {
		for n := range 100 {
			want = append(want, strconv.Itoa(from+n))
		}
	}
	var requests sync.WaitGroup
	for range 4 {
		requests.Go(func() { a.expect(t, "/", "200 "+strings.Join(want, " ")) })
	}
	requests.Wait()
}

// Console output carries the request in whose context it was written, whatever was waited for in between.
func TestTheContextFollowsAsynchronousWork(t *testing.T) {
	a := start(t, nil, "server.js", `
		const sleep = (ms) => new Promise((go) => setTimeout(go, ms));
		class Query { constructor(name) { this.name = name } then(resolve) { console.log(this.name, 'thenable'); sleep(1).then(() => resolve(this.name)) } }
		const getter = (name) => ({ get then() { console.log(name, 'getter'); return undefined } });
		app.get('/:name/:ms', async (req, res) => {
			const { name, ms } = req.params;
			console.log(name, 'begin');
			await sleep(ms); console.log(name, 'slept');
			await new Query(name); console.log(name, 'queried');
			await Promise.all([sleep(1), new Query(name), Promise.resolve().then(() => new Query(name))]); console.log(name, 'all');
			await getter(name);
			queueMicrotask(() => console.log(name, 'micro'));
			setTimeout(() => console.log(name, 'timer'), 1);
			await (async () => { await null; console.log(name, 'nested') })();
			await sleep(5);
			res.send(name);
		});
	`)
	const requests = 200
	var wg sync.WaitGroup
	for n := range requests {
		wg.Go(func() {
			x := exchange("GET", fmt.Sprintf("/n%d/%d", n, 1+rand.IntN(20)))
			x.ID = fmt.Sprintf("n%d", n)
			if err := a.Handle(context.Background(), x); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	lines := 0
	for line := range strings.Lines(a.log.String()) {
		_, message, _ := strings.Cut(line, `msg="`)
		name, _, _ := strings.Cut(message, " ")
		_, id, _ := strings.Cut(line, "request_id=")
		if name != strings.TrimSpace(id) {
			t.Fatalf("in the wrong context: %s", line)
		}
		lines++
	}
	if want := requests * 12; lines != want { // a getter that gives no function is read twice, see package asynccontext
		t.Errorf("%d lines, want %d", lines, want)
	}
}
