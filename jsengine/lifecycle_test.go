package jsengine_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine"
)

func TestATimeoutReplacesTheRuntime(t *testing.T) {
	a := start(t, func(c *jsengine.Config) { c.Timeout = 50 * time.Millisecond }, "server.js", `
		let n = 0;
		app.get('/n', (req, res) => res.send(String(++n)));
		app.get('/loop', () => { for (;;) {} });
		app.get('/catch', () => { for (;;) { try { for (;;) {} } catch (e) {} finally { continue } } });
		app.get('/microtasks', async () => { for (;;) await null });
		app.get('/deep', (req, res) => { const f = () => f(); try { f() } catch (e) {} res.send('caught') });
	`)
	a.expect(t, "/n", "200 1")
	a.expect(t, "/n", "200 2")
	for _, target := range []string{"/loop", "/catch", "/microtasks"} {
		if err := a.Handle(context.Background(), exchange("GET", target)); !errors.Is(err, jsengine.ErrTimeout) {
			t.Errorf("%s: got %v", target, err)
		}
		a.expect(t, "/n", "200 1") // the globals are those of a fresh runtime
	}
	if got := a.get("/deep"); !strings.HasPrefix(got, "error: the app's calls are nested too deeply") {
		t.Errorf("/deep: got %s", got)
	}
	a.expect(t, "/n", "200 1")
}

// A deadline that fires just when its turn ends must not interrupt the next turn.
func TestAnInterruptNeverReachesTheNextTurn(t *testing.T) {
	a := start(t, func(c *jsengine.Config) { c.Timeout = 150 * time.Millisecond }, "server.js", `
		app.get('/spin/:us', (req, res) => { const end = performance_now() + Number(req.params.us) / 1000; while (performance_now() < end); res.send('ok') });
		app.get('/quick', (req, res) => res.send('quick'));
		function performance_now() { return Date.now() } // milliseconds
	`)
	for n := range 20 {
		_ = a.get(fmt.Sprintf("/spin/%d", 149_000+n*100))
		a.expect(t, "/quick", "200 quick")
	}
}

func TestQueueLimits(t *testing.T) {
	gate := make(chan struct{})
	entered := make(chan struct{}, 10)
	var ran atomic.Int64
	block := jsengine.HostModule{Name: "hbf:test", Global: "test", Bind: func(vm *goja.Runtime) (*goja.Object, error) {
		o := vm.NewObject()
		return o, o.Set("default", func(goja.FunctionCall) goja.Value {
			ran.Add(1)
			entered <- struct{}{}
			<-gate
			return goja.Undefined()
		})
	}}
	a := start(t, func(c *jsengine.Config) {
		c.Modules = []jsengine.HostModule{block}
		c.QueueSize, c.QueueTimeout = 2, 100*time.Millisecond
	}, "server.js", `app.get('/', (req, res) => { test(); res.send('ok') })`)

	results := make(chan error, 10)
	ask := func(ctx context.Context) { go func() { results <- a.Handle(ctx, exchange("GET", "/")) }() }
	ask(context.Background())
	<-entered // it runs now, so that the others wait
	gone, leave := context.WithCancel(context.Background())
	ask(gone)
	ask(context.Background())
	for a.Waiting() < 2 {
		time.Sleep(time.Millisecond)
	}
	if err := a.Handle(context.Background(), exchange("GET", "/")); !errors.Is(err, jsengine.ErrQueueFull) {
		t.Errorf("a third waiting request: got %v", err)
	}
	leave()
	if err := <-results; !errors.Is(err, context.Canceled) {
		t.Errorf("the client that went away: got %v", err)
	}
	if err := <-results; !errors.Is(err, jsengine.ErrQueueTimeout) {
		t.Errorf("the request that waited too long: got %v", err)
	}
	close(gate)
	if err := <-results; err != nil {
		t.Errorf("the request that ran: got %v", err)
	}
	a.expect(t, "/", "200 ok")
	if ran.Load() != 2 {
		t.Errorf("%d handlers ran, want 2: a request that left the queue must not run", ran.Load())
	}
}

func TestReplace(t *testing.T) {
	a := start(t, nil, "server.js", `app.get('/', (req, res) => res.send('old'))`)
	a.expect(t, "/", "200 old")
	if err := a.Replace(context.Background(), compile(t, "server.js", `throw new Error('no good')`)); err == nil || !strings.Contains(err.Error(), "no good") {
		t.Errorf("replacing by code that throws: got %v", err)
	}
	a.expect(t, "/", "200 old")
	if err := a.Replace(context.Background(), compile(t, "server.js", `app.get('/', (req, res) => res.send('new'))`)); err != nil {
		t.Fatal(err)
	}
	a.expect(t, "/", "200 new")
}

func TestCloseDropsWhatWaits(t *testing.T) {
	cfg, _ := config(compile(t, "server.js", `app.get('/', (req, res) => { const end = Date.now() + 30; while (Date.now() < end); res.send('ok') })`))
	i, err := jsengine.Start(context.Background(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	var served, dropped atomic.Int64
	for range 20 {
		wg.Go(func() {
			switch err := i.Handle(context.Background(), exchange("GET", "/")); {
			case err == nil:
				served.Add(1)
			case errors.Is(err, jsengine.ErrClosed):
				dropped.Add(1)
			default:
				t.Error(err)
			}
		})
	}
	for i.Waiting() == 0 {
		time.Sleep(time.Millisecond)
	}
	if err := i.Close(context.Background()); err != nil {
		t.Error(err)
	}
	wg.Wait()
	if served.Load()+dropped.Load() != 20 || dropped.Load() == 0 {
		t.Errorf("served %d, dropped %d", served.Load(), dropped.Load())
	}
	if err := i.Handle(context.Background(), exchange("GET", "/")); !errors.Is(err, jsengine.ErrClosed) {
		t.Errorf("after Close: got %v", err)
	}
	if err := i.Close(context.Background()); err != nil {
		t.Errorf("closing again: %v", err)
	}
}

// recorder notes what a Batch is told.
type recorder struct {
	mu       sync.Mutex
	inside   bool
	orphaned bool
	events   []string
	undone   error
	fault    string
}

func (r *recorder) note(s string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.events = append(r.events, s)
}

func (r *recorder) BeginTask() {
	if r.inside {
		r.fault = "a turn began inside another"
	}
	r.inside = true
	r.note("begin")
}

func (r *recorder) Orphan(orphaned bool) {
	r.orphaned = orphaned
	r.note(fmt.Sprintf("orphan %t", orphaned))
}

func (r *recorder) EndTask() error {
	r.inside = false
	r.note("end")
	return r.undone
}

func (r *recorder) Unsaved() uint64 { return 0 }

func (r *recorder) EndBatch() error {
	if r.inside {
		r.fault = "a batch ended inside a turn"
	}
	r.note("batch")
	return nil
}

func (r *recorder) Interrupt()     { r.note("interrupt") }
func (r *recorder) Abandon() error { return nil }

func TestTheBatchIsToldOfEveryTurn(t *testing.T) {
	r := new(recorder)
	a := start(t, func(c *jsengine.Config) {
		c.Batch = r
		c.Timeout = 100 * time.Millisecond
	}, "server.js", `app.get('/', (q, s) => s.send('ok')); app.get('/loop', () => { for (;;) {} })`)
	var wg sync.WaitGroup
	for range 50 {
		wg.Go(func() { a.expect(t, "/", "200 ok") })
	}
	wg.Wait()
	_ = a.get("/loop")
	if err := a.Do(context.Background(), func() { r.undone = errors.New("a transaction was left open") }); err != nil {
		t.Fatal(err)
	}
	if got := a.get("/nowhere"); !strings.Contains(got, "no route") {
		t.Errorf("got %s", got)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	all := strings.Join(r.events, " ")
	if r.fault != "" || strings.Count(all, "begin") != strings.Count(all, "end") || strings.Count(all, "interrupt") != 1 || !strings.Contains(all, "batch") {
		t.Errorf("%s: %s", r.fault, all)
	}
}

// What can't be told of any request is told to the database, which then refuses to write, and never taken for another's.
func TestTheBatchIsToldOfWorkWithoutContext(t *testing.T) {
	r := new(recorder)
	var seen []string
	probe := jsengine.HostModule{Name: "hbf:test", Global: "probe", Bind: func(vm *goja.Runtime) (*goja.Object, error) {
		o := vm.NewObject()
		return o, o.Set("default", func(call goja.FunctionCall) goja.Value {
			seen = append(seen, fmt.Sprintf("%s %t", call.Argument(0), r.orphaned))
			return goja.Undefined()
		})
	}}
	a := start(t, func(c *jsengine.Config) { c.Batch, c.Modules = r, []jsengine.HostModule{probe} }, "server.js", `
		let open; const gate = new Promise((go) => { open = go });
		app.get('/wait', async (req, res) => {
			await gate; probe('awaited');
			await { then(f) { probe('thenable'); f() } };
			await new Promise((go) => go({ then(f) { probe('resolved'); f() } }));
			probe('after');
			res.send('ok');
		});
		app.get('/open', (req, res) => { open(); res.send('open') });
	`)
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() { a.expect(t, "/wait", "200 ok") })
	}
	eventually(t, "both wait", func() bool {
		r.mu.Lock()
		defer r.mu.Unlock()
		return strings.Count(strings.Join(r.events, " "), "begin") >= 3
	})
	a.expect(t, "/open", "200 open")
	wg.Wait()
	for _, event := range seen {
		if name, orphaned, _ := strings.Cut(event, " "); (name == "resolved") != (orphaned == "true") {
			t.Errorf("%s: without a context %s", name, orphaned)
		}
	}
	if len(seen) != 8 {
		t.Error(seen)
	}
}

func TestDoExcludesJavaScript(t *testing.T) {
	a := start(t, nil, "server.js", `app.get('/', (q, s) => s.send('ok'))`)
	var inside atomic.Bool
	var wg sync.WaitGroup
	for range 100 {
		wg.Go(func() {
			if err := a.Do(context.Background(), func() {
				if inside.Swap(true) {
					t.Error("two owners at once")
				}
				inside.Store(false)
			}); err != nil {
				t.Error(err)
			}
		})
		wg.Go(func() { a.expect(t, "/", "200 ok") })
	}
	wg.Wait()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := a.Do(ctx, func() { time.Sleep(5 * time.Millisecond) }); err != nil && !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func TestEnvironmentAndConsole(t *testing.T) {
	t.Setenv("HBF_SECRET_OF_THE_HOST", "leaked")
	a := start(t, func(c *jsengine.Config) { c.Env = map[string]string{"KEY": "value"} }, "server.mjs", `
import env, { env as named } from 'hbf:env';
app.get('/', (req, res) => {
	console.log('hello %s, %d of %j', 'world', 4.5, { a: 1 }, [1, 'two', null], new Map([['k', { v: 1 }]]));
	console.error(new RangeError('shown'));
	console.warn(Object.create(null), class Foo {}, Symbol('s'), 12n, undefined);
	const loop = {}; loop.self = loop; console.info(loop);
	console.assert(1 === 2, 'sums'); console.count(); console.count(); console.time('t'); console.timeEnd('t');
	console.group('outer'); console.debug('inner'); console.groupEnd();
	res.json([env.KEY, named === process.env, Object.keys(process.env), typeof process.env.HBF_SECRET_OF_THE_HOST]);
});
`)
	a.expect(t, "/", `200 ["value",true,["KEY"],"undefined"]`)
	log := a.log.String()
	for _, want := range []string{
		`level=INFO msg="hello world, 4.5 of { a: 1 } [1, \"two\", null] Map(1) { \"k\" => { v: 1 } }" source=server.mjs:4 request_id=r1`,
		"level=ERROR msg=\"RangeError: shown\\n    at", "level=WARN msg=\"[Object: null prototype] {} [Function: Foo] Symbol(s) 12n undefined\"",
		"self: [Circular]", "Assertion failed: sums", "default: 2", "t: ", "level=DEBUG msg=\"  inner\"",
	} {
		if !strings.Contains(log, want) {
			t.Errorf("the log lacks %s:\n%s", want, log)
		}
	}
	if strings.Contains(log, "leaked") {
		t.Error("the host's environment is in the log")
	}
}

func TestStartRefusesAnIncompleteConfig(t *testing.T) {
	if _, err := jsengine.Start(context.Background(), jsengine.Config{Logger: slog.Default()}); err == nil {
		t.Error("no error")
	}
}
