package asynccontext_test

import (
	"strings"
	"testing"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/asynccontext"
	"github.com/caddyhbf/hbf/jsengine/native"
)

// AsyncLocalStorage and AsyncResource do what those of Node.js do: each line of want is what Node.js 20 gives, except for
// what is new in later versions.
func TestAsyncLocalStorage(t *testing.T) {
	for name, test := range map[string]struct{ script, want string }{
		"run": {`const als = new AsyncLocalStorage();
			log(als.run(1, (a, b) => als.getStore() + a + b, 2, 3)); log(als.getStore());
			try { als.run(1, () => { throw 4 }) } catch (e) { log(e) } log(als.getStore());`, "6 undefined 4 undefined"},
		"run nests": {`const als = new AsyncLocalStorage();
			als.run(1, () => { als.run(2, () => log(als.getStore())); log(als.getStore()) });`, "2 1"},
		"run and await": {`const als = new AsyncLocalStorage();
			als.run(1, async () => { await null; log(als.getStore()); await als.run(2, async () => { await null; log(als.getStore()) }); log(als.getStore()) });
			log(als.getStore());`, "undefined 1 2 1"},
		"two": {`const a = new AsyncLocalStorage, b = new AsyncLocalStorage;
			a.run(1, () => b.run(2, async () => { await null; log(a.getStore() + ',' + b.getStore()) }));`, "1,2"},
		"timers": {`const als = new AsyncLocalStorage(); als.run(1, () => later(() => log(als.getStore()))); later(() => log(als.getStore()))`, "1 undefined"},
		"reactions belong to where they are registered": {`const als = new AsyncLocalStorage(); let f; const p = new Promise(r => f = r);
			als.run(1, () => p.then(() => log(als.getStore()))); als.run(2, () => f());`, "1"},
		"exit": {`const als = new AsyncLocalStorage();
			als.run(1, () => { log(als.exit(x => als.getStore() + x, 'x')); log(als.getStore()) });`, "undefinedx 1"},
		"enterWith": {`const als = new AsyncLocalStorage();
			als.enterWith(1); log(als.getStore()); Promise.resolve().then(() => log(als.getStore())); later(() => log(als.getStore()));
			handle('a', () => log(als.getStore()));`, "1 1 1 undefined"},
		"enterWith ends with run": {`const als = new AsyncLocalStorage();
			als.run(1, () => als.enterWith(2)); log(als.getStore());`, "undefined"},
		"disable": {`const als = new AsyncLocalStorage();
			als.run(1, () => { als.disable(); log(als.getStore()); als.run(2, () => log(als.getStore())) });`, "undefined 2"},
		"bind": {`const als = new AsyncLocalStorage();
			const f = als.run(1, () => AsyncLocalStorage.bind(function (a, b) { return als.getStore() + a + this.x }));
			log(f.call({ x: 3 }, 2)); log(f.length); log(als.getStore())`, "6 2 undefined"},
		"snapshot": {`const als = new AsyncLocalStorage();
			const run = als.run(1, () => AsyncLocalStorage.snapshot());
			als.run(2, () => { log(run((a, b) => als.getStore() + a + b, 3, 4)); log(als.getStore()) })`, "8 2"},
		"resource": {`const als = new AsyncLocalStorage();
			const r = als.run(1, () => new AsyncResource('x'));
			log(r.runInAsyncScope(function (a) { return als.getStore() + a + this.y }, { y: 5 }, 2));
			log(r.bind(function () { return als.getStore() + typeof this })());
			log(als.run(7, () => AsyncResource.bind(() => als.getStore()))());
			log(r.emitDestroy() === r); log(typeof r.asyncId());`, "8 1object 7 true number"},
		"subclass": {`class R extends AsyncResource { constructor() { super('R') } go(f) { return this.runInAsyncScope(f) } }
			const als = new AsyncLocalStorage(); const r = als.run(1, () => new R); log(r.go(() => als.getStore())); log(r instanceof AsyncResource)`, "1 true"},
		"errors": {`for (const f of [() => new AsyncResource(), () => new AsyncLocalStorage().run(1), () => AsyncLocalStorage.bind(1), () => AsyncLocalStorage.snapshot()(1), () => new AsyncLocalStorage(1)])
			try { f(); log('no') } catch (e) { log(e.constructor.name) }`, "TypeError TypeError TypeError TypeError TypeError"},
		"options": {`const als = new AsyncLocalStorage({ defaultValue: 1, name: 'n' }); log(als.getStore() + als.name);
			als.run(undefined, () => log(als.getStore()))`, "1n undefined"},
		"generators": {`const als = new AsyncLocalStorage(); async function* g() { yield als.getStore(); await null; yield als.getStore() }
			als.run(1, async () => { for await (const x of g()) log(x) })`, "1 1"},
	} {
		t.Run(name, func(t *testing.T) { newEngine(t).expect(test.script, test.want) })
	}
}

// Work that was kept is done on behalf of the request that began it, and when that is over on behalf of the one that does
// it.
func TestBoundWorkBelongsToWhoBeganItWhileItLasts(t *testing.T) {
	newEngine(t).expect(`
	const als = new AsyncLocalStorage(); let f, run, r;
	handle('a', () => als.run(1, () => {
		f = AsyncLocalStorage.bind(() => who() + als.getStore()); run = AsyncLocalStorage.snapshot(); r = new AsyncResource('r');
		handle('b', () => { for (const g of [f, () => run(f), () => r.runInAsyncScope(f)]) log(g()); log(who()) });
		handle('c', () => { end('a'); for (const g of [f, () => run(f), () => r.runInAsyncScope(f)]) log(g()); log(who()) });
	}));`, "a1 a1 a1 b c1 c1 c1 c")
}

// What native code calls in one turn is called in the turn's context each time, and jobs run after all of it.
func TestRunIsOneStretch(t *testing.T) {
	e := newEngine(t)
	e.expect(`const als = new AsyncLocalStorage(); globalThis.f = n => {
		log(n + who());
		als.run(n, () => Promise.resolve().then(() => log('job' + als.getStore())));
	};`, "")
	f, _ := goja.AssertFunction(e.vm.Get("f"))
	e.turn(asynccontext.NewContext(e.scope("a")), func() {
		for n := range 2 {
			native.Must(f(goja.Undefined(), e.vm.ToValue(n)))
		}
	})
	if got := strings.Join(e.lines, " "); got != "0a 1a job0 job1" {
		t.Error(got)
	}
}

// What a turn throws is its caller's, and the next turn is not affected.
func TestTurnThatThrows(t *testing.T) {
	e := newEngine(t)
	e.m.Begin(asynccontext.NewContext(e.scope("a")))
	err := e.m.Run(func() { native.Must(e.vm.RunString(`Promise.resolve().then(() => log(who())); throw new Error('x')`)) })
	e.m.End()
	if err == nil || !strings.Contains(err.Error(), "Error: x") {
		t.Errorf("error %v", err)
	}
	e.eval(`log(who())`)
	if got := strings.Join(e.lines, " "); got != "a app" {
		t.Error(got)
	}
}

// The engine is told which contexts come and go.
func TestSwitched(t *testing.T) {
	vm := goja.New()
	k := native.New(vm)
	var seen []string
	m := asynccontext.New(k, asynccontext.Options{Switched: func(c *asynccontext.Context) {
		name := "none"
		if r, ok := c.Scope().(*request); ok {
			name = r.name
		}
		seen = append(seen, name)
	}})
	settle := native.Must(vm.RunString(`let settle; const p = new Promise(f => settle = f); settle`))
	for _, name := range []string{"a", "b"} {
		m.Begin(asynccontext.NewContext(&request{name: name}))
		native.Must(vm.RunString(`p.then(() => 0)`))
		m.End()
	}
	m.Begin(asynccontext.NewContext(&request{name: "c"}))
	f, _ := goja.AssertFunction(settle)
	native.Must(f(goja.Undefined()))
	m.End()
	if got := strings.Join(seen, " "); got != "a b c a none b none" {
		t.Error(got)
	}
}
