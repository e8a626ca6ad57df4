package jsengine_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine"
)

// stone is a native that runs on whatever anybody does: JavaScript calls it as stone(). It ends with the test.
type stone struct {
	inside atomic.Int64
	let    chan struct{}
}

func newStone(t testing.TB) *stone {
	s := &stone{let: make(chan struct{})}
	t.Cleanup(s.release)
	return s
}

func (s *stone) module() jsengine.HostModule {
	return jsengine.HostModule{Name: "hbf:stone", Global: "stone", Bind: func(vm *goja.Runtime) (*goja.Object, error) {
		o := vm.NewObject()
		return o, o.Set("default", func(goja.FunctionCall) goja.Value {
			s.inside.Add(1)
			defer s.inside.Add(-1)
			<-s.let
			return goja.Undefined()
		})
	}}
}

// release lets everyone who is inside go on.
func (s *stone) release() {
	select {
	case <-s.let:
	default:
		close(s.let)
	}
}

// heavy starts an app with a stone in it.
func heavy(t *testing.T, change func(*jsengine.Config), source string) (app, *stone) {
	s := newStone(t)
	a := start(t, func(c *jsengine.Config) {
		c.Timeout = 50 * time.Millisecond
		c.Modules = append(c.Modules, s.module())
		if change != nil {
			change(c)
		}
	}, "server.js", source)
	t.Cleanup(func() { // before the app is closed
		s.release()
		eventually(t, "the stuck goroutines have come back", func() bool { return a.Stuck() == 0 })
	})
	return a, s
}

func TestWhatCanNotBeStoppedIsAbandoned(t *testing.T) {
	t.Parallel()
	a, s := heavy(t, nil, `
		let n = 0;
		app.get('/n', (req, res) => res.send(String(++n)));
		app.get('/wait', async (req, res) => { await new Promise(done => setTimeout(done, 30000)); res.send('late') });
		app.get('/stone', (req, res) => { setTimeout(() => {}, 1e6); stone(); n = 100; setTimeout(() => {}, 1); res.send('never'); for (;;) {} });
	`)
	a.expect(t, "/n", "200 1")
	var wg sync.WaitGroup
	wg.Go(func() {
		if err := a.Handle(context.Background(), exchange("GET", "/stone")); !errors.Is(err, jsengine.ErrTimeout) {
			t.Errorf("the request that got stuck: %v", err)
		}
	})
	eventually(t, "the script is stuck", func() bool { return s.inside.Load() == 1 })
	for range 5 {
		wg.Go(func() { // they wait for the runtime meanwhile
			if got := a.get("/n"); !strings.HasPrefix(got, "200 ") {
				t.Errorf("a request that waited: %s", got)
			}
		})
	}
	wg.Wait()
	a.expect(t, "/n", "200 6") // in a fresh runtime
	if a.Stuck() != 1 {
		t.Errorf("%d are stuck", a.Stuck())
	}
	s.release()
	eventually(t, "the stuck goroutine has ended", func() bool { return a.Stuck() == 0 })
	a.expect(t, "/n", "200 7") // of what it did then nothing is seen
	if log := a.log.String(); !strings.Contains(log, "could not be stopped and was abandoned") || !strings.Contains(log, "the app's runtime was replaced") {
		t.Error(log)
	}
}

// Requests that wait in the runtime that is lost get an answer at once, and responses that have begun are broken off.
func TestRequestsThatWaitBesideAStuckOneAreToldSo(t *testing.T) {
	t.Parallel()
	a, s := heavy(t, func(c *jsengine.Config) { c.Timeout = time.Second }, `
		app.get('/wait', async (req, res) => { await new Promise(done => setTimeout(done, 30000)); res.send('late') });
		app.get('/stream', (req, res) => { res.write('begun'); setTimeout(() => res.end(), 30000) });
		app.get('/stone', (req, res) => stone());
		app.get('/', (req, res) => res.send('ok'));
	`)
	streamed := exchange("GET", "/stream")
	if err := a.Handle(context.Background(), streamed); err != nil {
		t.Fatal(err)
	}
	result := make(chan error, 2)
	go func() { result <- a.Handle(context.Background(), exchange("GET", "/wait")) }()
	a.expect(t, "/", "200 ok")
	go func() { _ = a.Handle(context.Background(), exchange("GET", "/stone")) }()
	eventually(t, "the script is stuck", func() bool { return s.inside.Load() == 1 })
	if err := <-result; !errors.Is(err, jsengine.ErrRecycled) && !errors.Is(err, jsengine.ErrTimeout) {
		t.Errorf("the request that waited: %v", err)
	}
	for {
		if _, err := streamed.Response.Stream.Next(context.Background()); err != nil {
			if !errors.Is(err, jsengine.ErrRecycled) {
				t.Errorf("the stream: %v", err)
			}
			break
		}
	}
	a.expect(t, "/", "200 ok")
}

func TestAnAppWhoseScriptsGetStuckIsSwitchedOff(t *testing.T) {
	t.Parallel()
	a, s := heavy(t, nil, `
		app.get('/stone', (req, res) => stone());
		app.get('/', (req, res) => res.send('ok'));
	`)
	for n := range 2 {
		if err := a.SwitchedOff(); err != nil {
			t.Errorf("after %d: %v", n, err)
		}
		a.expect(t, "/", "200 ok")
		if err := a.Handle(context.Background(), exchange("GET", "/stone")); !errors.Is(err, jsengine.ErrTimeout) {
			t.Errorf("got %v", err)
		}
	}
	if err := a.Handle(context.Background(), exchange("GET", "/")); !errors.Is(err, jsengine.ErrUnavailable) || a.SwitchedOff() == nil {
		t.Errorf("got %v, switched off: %v", err, a.SwitchedOff())
	}
	if !strings.Contains(a.log.String(), "the app is switched off") {
		t.Error(a.log)
	}
	s.release()
	eventually(t, "the stuck goroutines have ended", func() bool { return a.Stuck() == 0 })
	if got := a.get("/"); !strings.Contains(got, "switched off") {
		t.Errorf("it stays off: %s", got)
	}
	if err := a.Replace(context.Background(), compile(t, "server.js", `app.get('/', (req, res) => res.send('mended'))`)); err != nil {
		t.Fatal(err)
	}
	a.expect(t, "/", "200 mended")
}

func TestAStartThatGetsStuckFails(t *testing.T) {
	t.Parallel()
	s := newStone(t)
	cfg, _ := config(compile(t, "server.js", `stone(); app.get('/', (req, res) => res.send('ok'))`))
	cfg.Timeout, cfg.Modules = 50*time.Millisecond, []jsengine.HostModule{s.module()}
	if _, err := jsengine.Start(context.Background(), cfg); !errors.Is(err, jsengine.ErrTimeout) {
		t.Errorf("got %v", err)
	}
	s.release()
	eventually(t, "the stuck goroutine has gone on", func() bool { return s.inside.Load() == 0 })
}

func TestADeployThatGetsStuckLeavesTheOldCode(t *testing.T) {
	t.Parallel()
	a, _ := heavy(t, nil, `app.get('/', (req, res) => res.send('old'))`)
	err := a.Replace(context.Background(), compile(t, "server.js", `stone(); app.get('/', (req, res) => res.send('new'))`))
	if !errors.Is(err, jsengine.ErrTimeout) {
		t.Errorf("got %v", err)
	}
	a.expect(t, "/", "200 old")
}

// What a batch has written is undone with the turn that can't be stopped, and those who wrote it are told.
func TestABatchWithAStuckTurnIsLost(t *testing.T) {
	t.Parallel()
	l := new(ledger)
	a, s := heavy(t, func(c *jsengine.Config) {
		c.Batch = l
		c.Modules = append(c.Modules, jsengine.HostModule{Name: "hbf:ledger", Global: "ledger", Bind: l.bind})
	}, `
		app.get('/hold', (req, res) => { const end = Date.now() + 30; while (Date.now() < end); res.send('held') });
		app.get('/write', (req, res) => { ledger.write('a'); res.send('written') });
		app.get('/stone', (req, res) => { ledger.write('b'); stone() });
		app.get('/', (req, res) => res.send('ok'));
	`)
	var wg sync.WaitGroup
	wg.Go(func() { a.expect(t, "/hold", "200 held") }) // so that the next two are one batch
	time.Sleep(5 * time.Millisecond)
	wg.Go(func() {
		if got := a.get("/write"); got != "200 written" && !strings.Contains(got, jsengine.ErrLost.Error()) {
			t.Errorf("the write: %s", got)
		} else if written := l.has("a"); written != (got == "200 written") {
			t.Errorf("answered %s, but written: %t", got, written)
		}
	})
	wg.Go(func() {
		if got := a.get("/stone"); !strings.Contains(got, "could not be stopped") {
			t.Errorf("the stuck one: %s", got)
		}
	})
	wg.Wait()
	a.expect(t, "/", "200 ok")
	if l.has("b") {
		t.Error("what the abandoned turn has written was saved")
	}
	_ = s
}

// A database that is just being used by the stuck script can't be taken from it.
func TestAnAppWhoseDatabaseIsStuckIsSwitchedOff(t *testing.T) {
	t.Parallel()
	l := &ledger{stuck: true}
	a, s := heavy(t, func(c *jsengine.Config) { c.Batch = l }, `
		app.get('/stone', (req, res) => stone());
		app.get('/', (req, res) => res.send('ok'));
	`)
	if err := a.Handle(context.Background(), exchange("GET", "/stone")); !errors.Is(err, jsengine.ErrTimeout) {
		t.Errorf("got %v", err)
	}
	if err := a.Handle(context.Background(), exchange("GET", "/")); !errors.Is(err, jsengine.ErrUnavailable) {
		t.Errorf("got %v", err)
	}
	if err := a.Do(context.Background(), func() { t.Error("the host used the database") }); !errors.Is(err, jsengine.ErrUnavailable) {
		t.Errorf("got %v", err)
	}
	l.mu.Lock()
	l.stuck = false
	l.mu.Unlock()
	s.release()
}

func TestCloseDoesNotWaitForAStuckScript(t *testing.T) {
	t.Parallel()
	s := newStone(t)
	cfg, _ := config(compile(t, "server.js", `app.get('/', (req, res) => stone())`))
	cfg.Timeout, cfg.Modules = 50*time.Millisecond, []jsengine.HostModule{s.module()}
	i, err := jsengine.Start(context.Background(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	result := make(chan error, 1)
	go func() { result <- i.Handle(context.Background(), exchange("GET", "/")) }()
	eventually(t, "the script is stuck", func() bool { return s.inside.Load() == 1 })
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := i.Close(ctx); err != nil {
		t.Error(err)
	}
	if err := <-result; !errors.Is(err, jsengine.ErrTimeout) {
		t.Errorf("got %v", err)
	}
	if i.Stuck() != 1 {
		t.Errorf("%d are stuck", i.Stuck())
	}
	s.release()
	eventually(t, "the stuck goroutine has ended", func() bool { return i.Stuck() == 0 })
}
