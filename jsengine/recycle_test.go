package jsengine_test

import (
	"context"
	"errors"
	"maps"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine"
)

// recycles counts why runtimes were replaced.
type recycles struct {
	mu     sync.Mutex
	counts map[jsengine.Reason]int
}

func (r *recycles) add(reason jsengine.Reason) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.counts == nil {
		r.counts = make(map[jsengine.Reason]int)
	}
	r.counts[reason]++
}

func (r *recycles) expect(t *testing.T, want map[jsengine.Reason]int) {
	t.Helper()
	eventually(t, "every replacement is counted by its reason", func() bool {
		r.mu.Lock()
		defer r.mu.Unlock()
		return maps.Equal(r.counts, want)
	})
}

func TestMaxRequestsRenewsTheRuntime(t *testing.T) {
	var r recycles
	a := start(t, func(c *jsengine.Config) { c.MaxRequests, c.Recycled = 10, r.add }, "server.js", `
		let n = 0;
		app.get('/n', (req, res) => res.send(String(++n)));
		app.get('/slow', async (req, res) => { await new Promise(done => setTimeout(done, 100)); res.send('slow ' + n) });
	`)
	var wg sync.WaitGroup
	wg.Go(func() { a.expect(t, "/slow", "200 slow 5") }) // which ends in the runtime where it began
	eventually(t, "it waits", func() bool { return a.Waiting() == 0 })
	time.Sleep(20 * time.Millisecond)
	for range 5 {
		_ = a.get("/n")
	}
	wg.Wait()
	for range 4 {
		_ = a.get("/n")
	}
	eventually(t, "the runtime is replaced", func() bool { return a.get("/n") == "200 1" })
	r.expect(t, map[jsengine.Reason]int{jsengine.ReasonMaxRequests: 1})
	if log := a.log.String(); !strings.Contains(log, "reason=max_requests") {
		t.Error(log)
	}
}

// Many clients ask while the runtime is replaced over and over; none of them notices.
func TestRenewalsUnderLoad(t *testing.T) {
	var r recycles
	a := start(t, func(c *jsengine.Config) { c.MaxRequests, c.Recycled = 20, r.add }, "server.js", `
		app.get('/', (req, res) => res.send('ok'));
		app.get('/later', async (req, res) => { await new Promise(done => setTimeout(done, 2)); res.send('later') });
	`)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 40 {
				a.expect(t, "/", "200 ok")
				a.expect(t, "/later", "200 later")
			}
		})
	}
	wg.Wait()
	eventually(t, "there were many", func() bool {
		r.mu.Lock()
		defer r.mu.Unlock()
		return r.counts[jsengine.ReasonMaxRequests] > 5
	})
}

// A renewal that fails leaves the runtime that there is, and is tried again after as many requests.
func TestARenewalThatFails(t *testing.T) {
	var fail atomic.Bool
	module := jsengine.HostModule{Name: "hbf:test", Global: "fail", Bind: func(vm *goja.Runtime) (*goja.Object, error) {
		o := vm.NewObject()
		return o, o.Set("default", func(goja.FunctionCall) goja.Value { return vm.ToValue(fail.Load()) })
	}}
	var r recycles
	a := start(t, func(c *jsengine.Config) {
		c.MaxRequests, c.Recycled, c.Modules = 5, r.add, []jsengine.HostModule{module}
	}, "server.js", `
		if (fail()) throw new Error('not now');
		let n = 0;
		app.get('/', (req, res) => res.send(String(++n)));
	`)
	fail.Store(true)
	for range 5 {
		_ = a.get("/")
	}
	eventually(t, "the renewal fails", func() bool { return strings.Contains(a.log.String(), "not now") })
	a.expect(t, "/", "200 6")
	fail.Store(false)
	for range 4 {
		_ = a.get("/")
	}
	eventually(t, "the next one works", func() bool { return a.get("/") == "200 1" })
	r.expect(t, map[jsengine.Reason]int{jsengine.ReasonMaxRequests: 1})
}

func TestEveryRecycleHasItsReason(t *testing.T) {
	var r recycles
	l := new(ledger)
	a, s := heavy(t, func(c *jsengine.Config) {
		c.Timeout, c.Recycled, c.Batch = 100*time.Millisecond, r.add, l
		c.Modules = append(c.Modules,
			jsengine.HostModule{Name: "hbf:ledger", Global: "ledger", Bind: l.bind},
			jsengine.HostModule{Name: "hbf:panic", Global: "panic", Bind: func(vm *goja.Runtime) (*goja.Object, error) {
				o := vm.NewObject()
				return o, o.Set("default", func(goja.FunctionCall) goja.Value { panic("a bug") })
			}})
	}, `
		app.get('/loop', () => { for (;;); });
		app.get('/deep', () => { const f = () => f(); f() });
		app.get('/panic', () => panic());
		app.get('/lost', (req, res) => { ledger.write('a'); res.send('written') });
		app.get('/lost-loop', () => { ledger.write('b'); for (;;); });
		app.get('/stone', () => stone());
		app.get('/', (req, res) => res.send('ok'));
	`)
	want := make(map[jsengine.Reason]int)
	l.fail(1)
	for _, test := range []struct {
		path   string
		reason jsengine.Reason
	}{
		{"/lost", jsengine.ReasonLost}, {"/loop", jsengine.ReasonTimeout}, {"/panic", jsengine.ReasonPanic}, {"/stone", jsengine.ReasonStuck},
	} {
		if err := a.Handle(context.Background(), exchange("GET", test.path)); err == nil || errors.Is(err, jsengine.ErrUnavailable) {
			t.Errorf("%s: %v", test.path, err)
		}
		want[test.reason]++
		r.expect(t, want)
		a.expect(t, "/", "200 ok")
	}
	// One runtime that is given up for two reasons is counted once.
	l.fail(1)
	if err := a.Handle(context.Background(), exchange("GET", "/lost-loop")); err == nil {
		t.Error("a script without an end was answered")
	}
	a.expect(t, "/", "200 ok")
	want[jsengine.ReasonLost]++
	r.expect(t, want)
	s.release()
}
