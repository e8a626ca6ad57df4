package jsengine_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine"
	"github.com/caddyhbf/hbf/jsengine/express"
)

// ledger is what the engine sees of a database with group commit. The app writes to it by the global ledger.
type ledger struct {
	ending func() // called before something is saved or lost

	mu             sync.Mutex
	open, last     uint64
	unsaved, saved []string
	failures       int // how many times what was written is going to be lost
	losses         int
	stuck          bool // Abandon fails
}

func (l *ledger) BeginTask()     {}
func (l *ledger) Orphan(bool)    {}
func (l *ledger) EndTask() error { return nil }
func (l *ledger) Interrupt()     {}

// Abandon implements jsengine.Batch.
func (l *ledger) Abandon() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.stuck {
		return errors.New("the ledger is in use")
	}
	l.open, l.unsaved = 0, nil
	return nil
}

// has reports whether a text was saved.
func (l *ledger) has(text string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Contains(l.saved, text)
}

func (l *ledger) Unsaved() uint64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.open
}

func (l *ledger) EndBatch() error {
	if l.Unsaved() == 0 {
		return nil
	}
	if l.ending != nil {
		l.ending()
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	unsaved := l.unsaved
	l.open, l.unsaved = 0, nil
	if l.failures > 0 {
		l.failures--
		l.losses++
		return errors.New("disk full")
	}
	l.saved = append(l.saved, unsaved...)
	return nil
}

func (l *ledger) write(text string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.open == 0 {
		l.last++
		l.open = l.last
	}
	l.unsaved = append(l.unsaved, text)
}

// alone is a statement that runs in no transaction: what was written before it is saved first.
func (l *ledger) alone(text string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.saved = append(append(l.saved, l.unsaved...), text)
	l.open, l.unsaved = 0, nil
}

func (l *ledger) text() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.Join(l.saved, " ")
}

func (l *ledger) fail(times int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.failures = times
}

func (l *ledger) bind(vm *goja.Runtime) (*goja.Object, error) {
	o := vm.NewObject()
	for name, f := range map[string]func(string){"write": l.write, "alone": l.alone} {
		if err := o.Set(name, func(c goja.FunctionCall) goja.Value { f(c.Argument(0).String()); return nil }); err != nil {
			return nil, err
		}
	}
	return o, o.Set("default", o)
}

const clerk = `
	let visits = 0, out, stream, socket;
	app.get('/write/:text', (req, res) => { ledger.write(req.params.text); res.send('wrote ' + req.params.text) });
	app.get('/alone/:text', (req, res) => { ledger.alone(req.params.text); res.send('wrote ' + req.params.text) });
	app.get('/both/:text', (req, res) => { ledger.alone(req.params.text); ledger.write(req.params.text + '2'); res.send('wrote both') });
	app.get('/read', (req, res) => res.send('read ' + ++visits));
	app.get('/slow/:text', async (req, res) => { ledger.write(req.params.text); await null; await new Promise((go) => setTimeout(go, 1)); res.send('slow') });
	app.get('/throw', (req) => { ledger.write('thrown'); throw new Error('mine') });
	app.get('/loop', () => { ledger.write('looped'); for (;;); });
	app.get('/spin', (req, res) => { ledger.write('spun'); for (const end = Date.now() + 10; Date.now() < end;); res.send('spun') });
	app.get('/open', (req, res) => { out = res; res.flushHeaders() });
	app.get('/chunk/:text', (req, res) => { ledger.write(req.params.text); out.write(req.params.text); res.send('') });
	app.get('/plain/:text', (req, res) => { out.write(req.params.text); res.send('') });
	app.get('/alone-chunk/:text', (req, res) => { ledger.alone(req.params.text); out.write(req.params.text); res.send('') });
	app.get('/events', (req, res) => { stream = res.sse() });
	app.get('/event', (req, res) => { ledger.write('event'); stream.send('hello'); res.send('') });
	app.ws('/socket', (ws) => { socket = ws });
	app.get('/message', (req, res) => { ledger.write('message'); socket.send('hello'); res.send('') });
	app.get('/fetch', async (req, res) => { ledger.write('fetch'); const r = await fetch(req.query.url); res.send(await r.text()) });
`

func startClerk(t testing.TB, l *ledger, change func(*jsengine.Config), source string) app {
	t.Helper()
	return start(t, func(c *jsengine.Config) {
		c.Batch = l
		c.Modules = []jsengine.HostModule{{Name: "hbf:test", Global: "ledger", Bind: l.bind}}
		if change != nil {
			change(c)
		}
	}, "server.js", source)
}

// together runs requests in one batch, in their order, and gives what each was answered. told is called with each answer
// at once.
func (a app) together(t *testing.T, told func(n int, answer string), targets ...string) []string {
	t.Helper()
	held, release := make(chan struct{}), make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		if err := a.Do(context.Background(), func() { close(held); <-release }); err != nil {
			t.Error(err)
		}
	})
	<-held
	answers := make([]string, len(targets))
	for n, target := range targets {
		wg.Go(func() {
			answers[n] = a.get(target)
			if told != nil {
				told(n, answers[n])
			}
		})
		eventually(t, "the request is queued", func() bool { return a.Waiting() == n+1 })
	}
	close(release)
	wg.Wait()
	return answers
}

const lost = "error: what the app had written could not be saved: disk full"

func TestAnswersWaitForTheEndOfTheBatch(t *testing.T) {
	l := new(ledger)
	a := startClerk(t, l, nil, clerk)
	var answered atomic.Int64
	first := make(chan struct{})
	var early int64
	l.ending = func() {
		<-first // a read before the first write is answered before the batch ends
		early = answered.Load()
	}
	got := a.together(t, func(n int, _ string) {
		answered.Add(1)
		if n == 0 {
			close(first)
		}
	}, "/read", "/write/a", "/read", "/throw", "/slow/b")
	if want := []string{"200 read 1", "200 wrote a", "200 read 2", "error: server.js:8", "200 slow"}; !slices.EqualFunc(got, want, strings.HasPrefix) {
		t.Errorf("got %q", got)
	}
	if early != 1 {
		t.Errorf("%d requests were answered before what was written had been saved, want 1", early)
	}
	if got := l.text(); got != "a thrown b" {
		t.Errorf("saved: %s", got)
	}
}

func TestALostBatchFailsWhatDependsOnIt(t *testing.T) {
	l := new(ledger)
	a := startClerk(t, l, nil, clerk)
	l.fail(1)
	got := a.together(t, nil, "/read", "/write/a", "/read", "/throw")
	if want := []string{"200 read 1", lost, lost, lost}; !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
	a.expect(t, "/read", "200 read 1") // the globals that have known of it are gone
	a.expect(t, "/write/b", "200 wrote b")
	if got := l.text(); got != "b" {
		t.Errorf("saved: %s", got)
	}
	if log := a.log.String(); strings.Count(log, "what the app has written was lost") != 1 || strings.Count(log, "runtime was replaced") != 1 {
		t.Errorf("log:\n%s", log)
	}
}

// What was saved in the middle of a batch, for a statement that runs alone, is answered even if the rest is lost.
func TestABatchWithSeveralTransactionsLosesOnlyTheLast(t *testing.T) {
	l := new(ledger)
	a := startClerk(t, l, nil, clerk)
	l.fail(1)
	got := a.together(t, nil, "/write/a", "/alone/b", "/write/c")
	if want := []string{"200 wrote a", "200 wrote b", lost}; !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
	l.fail(1)
	got = a.together(t, nil, "/write/d", "/both/e", "/read")
	if want := []string{"200 wrote d", lost, lost}; !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
	if got := l.text(); got != "a b d e" {
		t.Errorf("saved: %s", got)
	}
}

func TestWhatIsHeldLeavesInOrder(t *testing.T) {
	l := new(ledger)
	a := startClerk(t, l, nil, clerk)
	x := a.open(t, "/open")
	l.ending = func() {
		if n := x.Response.Stream.Buffered(); n != 0 {
			t.Errorf("%d bytes left before what was written had been saved", n)
		}
	}
	a.together(t, nil, "/chunk/a", "/plain/b", "/chunk/c")
	wantNext(t, x, "abc")
	l.ending = nil
	a.together(t, nil, "/chunk/d", "/alone-chunk/e", "/plain/f", "/chunk/g", "/plain/h")
	wantNext(t, x, "defgh")
	x.Response.Stream.Cancel()
}

func TestNothingOfALostBatchLeaves(t *testing.T) {
	var fetched atomic.Int64
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { fetched.Add(1) }))
	defer other.Close()
	l := new(ledger)
	a := startClerk(t, l, func(c *jsengine.Config) { c.AllowNet = []string{strings.TrimPrefix(other.URL, "http://")} }, clerk)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		x := &express.Exchange{Request: r, Scheme: "http", Host: r.Host}
		if err := a.Handle(r.Context(), x); err != nil || x.Response.Takeover == nil {
			http.Error(w, fmt.Sprint(err), http.StatusInternalServerError)
			return
		}
		_ = x.Response.Takeover(w, r)
	}))
	defer server.Close()

	broken := "error: " + jsengine.ErrRecycled.Error()
	t.Run("chunk", func(t *testing.T) {
		x := a.open(t, "/open")
		l.fail(1)
		if got := a.together(t, nil, "/plain/a", "/chunk/x", "/plain/y"); !slices.Equal(got, []string{"200 ", lost, lost}) {
			t.Errorf("got %q", got)
		}
		wantNext(t, x, "a")
		if got := next(t, x); !strings.HasPrefix(got, "error: ") {
			t.Errorf("the stream ended with %q", got)
		}
	})
	t.Run("event", func(t *testing.T) {
		x := a.open(t, "/events")
		l.fail(1)
		if got := a.together(t, nil, "/event"); got[0] != lost {
			t.Errorf("got %q", got)
		}
		for got := ""; got != "end" && !strings.HasPrefix(got, "error"); {
			if got = next(t, x); strings.Contains(got, "hello") {
				t.Errorf("an event left: %q", got)
			}
		}
	})
	t.Run("message", func(t *testing.T) {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		c, _, err := websocket.Dial(ctx, strings.Replace(server.URL, "http", "ws", 1)+"/socket", nil) //nolint:bodyclose // there is none
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = c.CloseNow() }()
		a.expect(t, "/message", "200 ")
		if _, data, err := c.Read(ctx); string(data) != "hello" {
			t.Fatalf("%q %v", data, err)
		}
		l.fail(1)
		a.expect(t, "/message", lost)
		if _, data, err := c.Read(ctx); websocket.CloseStatus(err) != websocket.StatusServiceRestart {
			t.Errorf("%q %v", data, err)
		}
	})
	t.Run("fetch", func(t *testing.T) {
		target := "/fetch?url=" + other.URL
		a.expect(t, target, "200 ")
		l.fail(1)
		a.expect(t, target, broken)
		if n := fetched.Load(); n != 1 {
			t.Errorf("%d requests left, want 1", n)
		}
	})
}

// A turn that is stopped ends the batch before the app starts again: its start is not a part of what may be lost.
func TestTheAppStartsAgainAfterTheBatch(t *testing.T) {
	for name, failures := range map[string]int{"saved": 0, "lost": 1} {
		t.Run(name, func(t *testing.T) {
			l := new(ledger)
			a := startClerk(t, l, func(c *jsengine.Config) { c.Timeout = 50 * time.Millisecond }, "ledger.write('start');"+clerk)
			l.fail(failures)
			got := a.together(t, nil, "/write/a", "/loop", "/read")
			want := []string{"200 wrote a", "error: the app ran for longer than its timeout (50ms)", "200 read 1"}
			saved := "start a looped start"
			if failures > 0 {
				want[0], want[1], saved = lost, lost, "start start"
			}
			if !slices.Equal(got, want) {
				t.Errorf("got %q", got)
			}
			if got := l.text(); got != saved {
				t.Errorf("saved: %s", got)
			}
		})
	}
}

func TestAStartWhoseWritesAreLostFails(t *testing.T) {
	for name, source := range map[string]string{
		"at once": "ledger.write('start');",
		"waiting": "await new Promise((go) => setTimeout(go, 1)); ledger.write('start'); await new Promise((go) => setTimeout(go, 1)); export {};",
		"late":    "await new Promise((go) => setTimeout(go, 1)); ledger.write('start'); export {};",
	} {
		t.Run(name, func(t *testing.T) {
			l := new(ledger)
			a := startClerk(t, l, nil, clerk)
			l.fail(1)
			err := a.Replace(context.Background(), compile(t, "server.js", source+clerk))
			if !errors.Is(err, jsengine.ErrLost) {
				t.Errorf("replaced: %v\nlog:\n%s", err, a.log)
			}
			a.expect(t, "/write/a", "200 wrote a")
			if err := a.Replace(context.Background(), compile(t, "server.js", source+clerk)); err != nil {
				t.Error(err)
			}
			if got := l.text(); got != "a start" {
				t.Errorf("saved: %s", got)
			}
		})
	}
}

// Where nothing can be saved any more the app isn't started over and over.
func TestALossWhileTheAppIsStartedAgainDoesNotLoop(t *testing.T) {
	l := new(ledger)
	a := startClerk(t, l, nil, "ledger.write('start');"+clerk)
	l.fail(1 << 30)
	a.expect(t, "/write/a", lost)
	for range 20 {
		if got := a.get("/read"); !strings.HasPrefix(got, "error: "+jsengine.ErrUnavailable.Error()) {
			t.Fatalf("got %q", got)
		}
	}
	l.mu.Lock()
	losses := l.losses
	l.failures = 0
	l.mu.Unlock()
	if losses > 5 { // the batch, the start, and one retry a second
		t.Errorf("%d batches were lost", losses)
	}
	eventually(t, "the app works again", func() bool { return a.get("/write/b") == "200 wrote b" })
	if got := l.text(); got != "start start b" {
		t.Errorf("saved: %s", got)
	}
}

// What the host does as the owner is between two batches.
func TestTheHostSeesWhatIsSaved(t *testing.T) {
	l := new(ledger)
	a := startClerk(t, l, nil, clerk)
	held, release := make(chan struct{}), make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() { _ = a.Do(context.Background(), func() { close(held); <-release }) })
	<-held
	wg.Go(func() { a.expect(t, "/write/a", "200 wrote a") })
	eventually(t, "the request is queued", func() bool { return a.Waiting() == 1 })
	wg.Go(func() {
		if err := a.Do(context.Background(), func() {
			if l.Unsaved() != 0 || l.text() != "a" {
				t.Errorf("unsaved, saved: %s", l.text())
			}
			l.write("host")
		}); err != nil {
			t.Error(err)
		}
		if l.text() != "a host" {
			t.Errorf("saved: %s", l.text())
		}
	})
	close(release)
	wg.Wait()
}

func TestABatchIsBounded(t *testing.T) {
	l := new(ledger)
	a := startClerk(t, l, nil, clerk)
	var sizes []int
	l.ending = func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		sizes = append(sizes, len(l.unsaved))
	}
	targets := make([]string, 150)
	for n := range targets {
		targets[n] = "/write/a"
	}
	a.together(t, nil, targets...)
	total := 0
	for _, n := range sizes {
		total += n
		if n > 64 {
			t.Errorf("a batch of %d", n)
		}
	}
	if total != len(targets) || len(sizes) > 100 {
		t.Errorf("batches of %v", sizes)
	}

	sizes = nil
	a.together(t, nil, "/write/a", "/spin", "/write/b")
	if len(sizes) != 2 { // it took too long to wait for company
		t.Errorf("batches of %v", sizes)
	}
}

func TestCloseSavesWhatWasWritten(t *testing.T) {
	l := new(ledger)
	a := startClerk(t, l, nil, clerk)
	held, release := make(chan struct{}), make(chan struct{})
	l.ending = func() { close(held); <-release; l.ending = nil }
	var wg sync.WaitGroup
	wg.Go(func() { a.expect(t, "/write/a", "200 wrote a") })
	<-held
	wg.Go(func() {
		if got := a.get("/write/b"); got != "200 wrote b" && got != "error: "+jsengine.ErrClosed.Error() {
			t.Errorf("got %q", got)
		}
	})
	eventually(t, "the request is queued", func() bool { return a.Waiting() == 1 })
	wg.Go(func() {
		if err := a.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	eventually(t, "the instance is closing", func() bool {
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		return errors.Is(a.Do(ctx, func() {}), jsengine.ErrClosed)
	})
	close(release)
	wg.Wait()
	if got := l.text(); got != "a" {
		t.Errorf("saved: %s", got)
	}
}
