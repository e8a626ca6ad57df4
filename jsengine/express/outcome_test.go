package express_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/dop251/goja"
)

func TestFailure(t *testing.T) {
	for _, c := range []struct {
		name, body string
		status     int
		message    string
	}{
		{"thrown", "throw new Error('a')", 500, "a"},
		{"thrown text", "throw 'text'", 500, "text"},
		{"status", "next({ status: 404, message: 'm' })", 404, "m"},
		{"statusCode", "next({ statusCode: 499, message: 'm' })", 499, "m"},
		{"status out of range", "next({ status: 600, message: 'm' })", 500, "m"},
		{"status of the response", "res.status(422); next(new Error('b'))", 422, "b"},
		{"rejected", "return Promise.reject(new Error('c'))", 500, "c"},
		{"rejected with nothing", "return Promise.reject()", 500, "Rejected promise"},
		{"thenable", "return { then(ok, no) { no(new Error('d')) } }", 500, "d"},
		{"thenable that throws", "return { then() { throw new Error('e') } }", 500, "e"},
		{"later", "return Promise.resolve().then(() => { throw new Error('f') })", 500, "f"},
		{"after a part was sent", "res.write('part'); throw new Error('g')", 500, "g"},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := newHost(t, nil)
			app := h.run("const app = express(); app.get('/', (req, res, next) => { " + c.body + " }); app").(*goja.Object)
			x := request("GET", "/", "")
			h.begin(app, x)
			err, status, failed := x.Failure()
			if !failed || status != c.status || h.message(err) != c.message || x.Sent() || x.Unhandled() {
				t.Errorf("failed %v, status %d, error %v; sent %v, unhandled %v", failed, status, err, x.Sent(), x.Unhandled())
			}
		})
	}
}

func TestFailureKeepsTheHeaderThatIsMeantForIt(t *testing.T) {
	h := newHost(t, nil)
	app := h.run(`const app = express(); app.get('/', (req, res, next) => {
		res.set({ 'X-Kept': '1', 'Content-Encoding': 'gzip', 'Content-Type': 'image/png', 'Content-Length': '5' });
		next(Object.assign(new Error('no'), { status: 401, headers: { 'WWW-Authenticate': 'Basic' } }));
	}); app`).(*goja.Object)
	x := request("GET", "/", "")
	h.begin(app, x)
	got := x.Response.Header
	if len(got) != 2 || got.Get("X-Kept") != "1" || got.Get("Www-Authenticate") != "Basic" {
		t.Errorf("header %v", got)
	}
}

func TestFailureAfterTheResponse(t *testing.T) {
	h := newHost(t, nil)
	app := h.run("const app = express(); app.get('/', async (req, res) => { res.send('a'); await null; throw new Error('late') }); app").(*goja.Object)
	x := request("GET", "/", "")
	h.begin(app, x)
	err, _, failed := x.Failure()
	if !x.Sent() || string(x.Response.Body) != "a" || !failed || h.message(err) != "late" {
		t.Errorf("sent %v %q, failed %v", x.Sent(), x.Response.Body, failed)
	}
}

func TestUnhandled(t *testing.T) {
	h := newHost(t, nil)
	app := h.run("const app = express(); app.get('/sent', (req, res, next) => { res.send('a'); next() }); app.get('/open', () => {}); app").(*goja.Object)
	for target, want := range map[string]bool{"/none": true, "/sent": false, "/open": false} {
		x := request("GET", target, "")
		h.begin(app, x)
		if x.Unhandled() != want {
			t.Errorf("%s: unhandled %v", target, x.Unhandled())
		}
	}
}

// TestMicrotasksRunAfterTheHandler as in Node.js: not between a handler and what it called by next().
func TestMicrotasksRunAfterTheHandler(t *testing.T) {
	h := newHost(t, nil)
	var rejections int
	h.vm.SetPromiseRejectionTracker(func(*goja.Promise, goja.PromiseRejectionOperation) { rejections++ })
	app := h.run(`const order = [];
		const app = express();
		app.use((req, res, next) => { Promise.resolve().then(() => order.push('microtask')); order.push('first'); next(); order.push('after next') });
		app.use(async (req, res, next) => { order.push('second'); throw new Error('x') });
		app.use((err, req, res, next) => { order.push('error'); res.end() });
		app`).(*goja.Object)
	x := request("GET", "/", "")
	h.begin(app, x)
	if got, want := h.run("order.join()").String(), "first,second,after next,microtask,error"; got != want || !x.Sent() {
		t.Errorf("order %s, want %s", got, want)
	}
	// goja reports the rejection when it happens and takes it back when it is handled.
	if rejections != 2 {
		t.Errorf("%d reports of the rejection tracker", rejections)
	}
}

// TestUncatchableErrorsEndTheDispatch: no error-handling middleware may take an interrupt or a stack overflow.
func TestUncatchableErrorsEndTheDispatch(t *testing.T) {
	for name, body := range map[string]string{
		"interrupt": "stop(); for (;;) ;",
		"overflow":  "const f = () => f() + 1; f()",
	} {
		t.Run(name, func(t *testing.T) {
			h := newHost(t, nil)
			h.vm.SetMaxCallStackSize(200)
			reason := errors.New("deadline")
			if err := h.vm.Set("stop", func() { h.vm.Interrupt(reason) }); err != nil {
				t.Fatal(err)
			}
			app := h.run("const app = express(); app.get('/', (req, res, next) => { try { " + body + " } catch (e) { res.send('caught') } });" +
				"app.use((err, req, res, next) => res.send('handled')); app").(*goja.Object)
			x := request("GET", "/", "")
			req, res := h.module.Begin(x)
			var recovered any
			func() {
				defer func() { recovered = recover() }()
				h.module.Dispatch(app, x, req, res)
			}()
			if _, _, failed := x.Failure(); failed || x.Sent() {
				t.Errorf("failed %v, sent %v", failed, x.Sent())
			}
			var interrupted *goja.InterruptedError
			var overflow *goja.StackOverflowError
			err, _ := recovered.(error)
			if err == nil || !errors.As(err, &interrupted) && !errors.As(err, &overflow) {
				t.Errorf("recovered %v", recovered)
			}
		})
	}
}

// TestManyLayersNeedNoDeepStack runs thousands of layers that do not match or pass an error on.
func TestManyLayersNeedNoDeepStack(t *testing.T) {
	h := newHost(t, nil)
	h.vm.SetMaxCallStackSize(50)
	app := h.run(`const app = express();
		app.use((req, res, next) => next(new Error('x')));
		for (let i = 0; i < 5000; i++) app.use('/', (req, res) => res.send('no'), express.Router());
		app.use((err, req, res, next) => next());
		for (let i = 0; i < 5000; i++) app.use(express.Router().get('/other', () => {}));
		for (let i = 0; i < 5000; i++) app.use((err, req, res, next) => next(err));
		app.use(() => { throw new Error('again') });
		app.use((err, req, res, next) => res.send('end ' + err.message));
		app`).(*goja.Object)
	if got := string(h.dispatch(app, request("GET", "/", "")).Response.Body); got != "end again" {
		t.Errorf("got %q", got)
	}
}

func TestDispatchRefusesWhatIsNotItsOwn(t *testing.T) {
	h := newHost(t, nil)
	x := request("GET", "/", "")
	req, res := h.module.Begin(x)
	thrown := h.vm.Try(func() { h.module.Dispatch(h.vm.NewObject(), x, req, res) })
	if thrown == nil || !strings.Contains(thrown.Error(), "needs an application") {
		t.Errorf("thrown: %v", thrown)
	}
}
