package jsengine_test

import (
	"context"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/caddyhbf/hbf/jsengine"
)

// greedy is an app that can take memory, and use a lot of it without keeping it.
const greedy = `
	app.get('/grow', () => { const all = []; for (;;) all.push({ a: [], b: all.length }) });
	app.get('/churn/:ms', (req, res) => { let n = 0; for (const end = Date.now() + Number(req.params.ms); Date.now() < end; n++) { let s = []; for (let k = 0; k < 1000; k++) s.push({ k }) } res.send('ok') });
	app.get('/keep/:n', (req, res) => { globalThis.kept ??= []; for (let n = 0; n < Number(req.params.n); n++) kept.push({ n, a: [n] }); res.send('ok') });
	app.get('/', (req, res) => res.send('ok'));
`

func sampled(t testing.TB, s *jsengine.Sampler, limit int64, change func(*jsengine.Config)) app {
	return start(t, func(c *jsengine.Config) {
		c.Sampler, c.MemoryLimit = s, limit
		c.Timeout = 20 * time.Second
		if change != nil {
			change(c)
		}
	}, "server.js", greedy)
}

func TestATurnThatTakesTooMuchMemoryIsStopped(t *testing.T) {
	var r recycles
	a := sampled(t, jsengine.NewSampler(), 64<<20, func(c *jsengine.Config) { c.Recycled = r.add })
	for n := range 2 {
		if got := a.get("/grow"); !strings.Contains(got, "memory_limit") {
			t.Errorf("got %s", got)
		}
		r.expect(t, map[jsengine.Reason]int{jsengine.ReasonMemory: n + 1})
		a.expect(t, "/", "200 ok")
	}
	if log := a.log.String(); !strings.Contains(log, "the app's runtime was replaced") || !strings.Contains(log, "memory_limit") {
		t.Error(log)
	}
}

// Garbage is no growth, and neither is the heap that others have filled before.
func TestATurnThatMakesGarbageGoesOn(t *testing.T) {
	ballast := make([][]byte, 0, 1000)
	for range 1000 {
		ballast = append(ballast, make([]byte, 200<<10))
	}
	a := sampled(t, jsengine.NewSampler(), 32<<20, nil)
	a.expect(t, "/churn/1500", "200 ok")
	if len(ballast) != 1000 {
		t.Error("the ballast is gone")
	}
}

// While one app takes memory, nothing happens to another one that runs for long too.
func TestAnInnocentAppIsNotStopped(t *testing.T) {
	s := jsengine.NewSampler()
	innocent := sampled(t, s, 64<<20, nil)
	guilty := sampled(t, s, 64<<20, nil)
	var wg sync.WaitGroup
	wg.Go(func() { innocent.expect(t, "/churn/1500", "200 ok") })
	wg.Go(func() {
		for range 60 { // many short turns, which keep what they make
			guilty.expect(t, "/keep/3000", "200 ok")
		}
	})
	wg.Wait()
}

func TestAnAppThatLosesMemoryIsRenewed(t *testing.T) {
	var r recycles
	a := sampled(t, jsengine.NewSampler(), 16<<20, func(c *jsengine.Config) { c.Recycled = r.add })
	for n := 0; n < 20_000; n++ {
		if err := a.Handle(context.Background(), exchange("GET", "/keep/50")); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(a.log.String(), "reason=heap_growth") {
			r.expect(t, map[jsengine.Reason]int{jsengine.ReasonGrowth: 1})
			return
		}
	}
	t.Error("it was not renewed")
}

// Long turns get processors of their own when they would take all that there are, and give them back.
func TestLongTurnsLeaveProcessorsToOthers(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(2))
	s := jsengine.NewSampler()
	apps := []app{sampled(t, s, 0, nil), sampled(t, s, 0, nil)}
	apps[0].expect(t, "/churn/300", "200 ok")
	if n := runtime.GOMAXPROCS(0); n != 2 {
		t.Errorf("for one turn GOMAXPROCS was set to %d", n)
	}
	var wg sync.WaitGroup
	for _, a := range apps {
		wg.Go(func() { a.expect(t, "/churn/2000", "200 ok") })
	}
	eventually(t, "GOMAXPROCS is raised", func() bool { return runtime.GOMAXPROCS(0) == 4 })
	wg.Wait()
	eventually(t, "GOMAXPROCS is what it was", func() bool { return runtime.GOMAXPROCS(0) == 2 })
}

// What the host takes while a script runs is not the script's.
func TestTheHostsMemoryIsNotTheScripts(t *testing.T) {
	s := jsengine.NewSampler()
	a := sampled(t, s, 32<<20, nil)
	var wg sync.WaitGroup
	wg.Go(func() { a.expect(t, "/churn/1000", "200 ok") })
	time.Sleep(100 * time.Millisecond)
	done := s.Work()
	var taken [][]byte
	for range 100 {
		taken = append(taken, make([]byte, 1<<20))
		time.Sleep(2 * time.Millisecond)
	}
	done()
	wg.Wait()
	if len(taken) != 100 {
		t.Error("the memory is gone")
	}
}
