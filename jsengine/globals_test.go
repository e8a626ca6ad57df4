package jsengine_test

import (
	"context"
	"errors"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/caddyhbf/hbf/jsengine"
	"github.com/caddyhbf/hbf/jsengine/express"
)

// What an app does to the built-in objects harms itself at most: the host goes on to route, answer, log and recycle.
func TestPollutedGlobalsDontReachTheHost(t *testing.T) {
	const source = `
		const { setTimeout, Promise, Object: O, Error: E } = globalThis;
		app.get('/user/:id', (req, res) => res.send(req.params.id + req.query.a + req.get('x-a')));
		app.get('/text', (req, res) => res.status(201).set('X-B', 'b').send('text'));
		app.get('/async', async (req, res) => { await null; res.send('async') });
		app.get('/timer', (req, res) => { setTimeout(() => res.send('timer'), 1) });
		app.get('/throw', (req, res) => { throw new TypeError('thrown') });
		app.get('/reject', async (req, res) => { throw new RangeError('rejected') });
		app.get('/log', (req, res) => { console.log('logged', { a: [1] }); res.send('log') });
		app.get('/cookie', (req, res) => res.cookie('a', 'b', { path: '/p' }).send(req.cookies ? 'cookie' : 'none'));
		app.post('/body', (req, res) => res.send(req.body.length + ''));
		app.get('/pollute', (req, res) => {
			const boom = function () { throw new E('polluted') };
			const trap = { get() { return boom() }, set() { boom() }, configurable: true };
			const { ownKeys, defineProperty } = Reflect, holders = [JSON, Math, Promise, Reflect];
			for (let n = 0, all = [Promise, Function, String, Number, Map, Set, WeakMap, RegExp, Date, Error, TypeError, Symbol, Array]; n < all.length; n++)
				holders[holders.length] = all[n].prototype;
			for (let h = 0; h < holders.length; h++)
				for (let n = 0, names = ownKeys(holders[h]); n < names.length; n++)
					if (names[n] !== 'constructor' && names[n] !== 'prototype' && names[n] !== 'length')
						defineProperty(holders[h], names[n], { value: boom, configurable: true, writable: true });
			for (const name in { toJSON: 1, then: 1, status: 1, statusCode: 1, headers: 1, stack: 1, message: 1, id: 1, a: 1, done: 1, next: 1, return: 1, index: 1, length: 1 })
				O.defineProperty(O.prototype, name, trap);
			for (const name in { Array: 1, Error: 1, TypeError: 1, RangeError: 1, Object: 1, Function: 1, Map: 1, Proxy: 1, RegExp: 1, String: 1, Uint8Array: 1, ArrayBuffer: 1 })
				O.defineProperty(globalThis, name, { value: boom, configurable: true, writable: true });
			globalThis.Promise = boom;
			globalThis.setTimeout = boom;
			globalThis.app = { handle: boom };
			res.send('polluted');
		});`
	a, other := start(t, nil, "server.js", source), start(t, nil, "server.js", source)
	a.expect(t, "/pollute", "200 polluted")
	for _, which := range []app{a, other} {
		for target, want := range map[string]string{
			"/user/7?a=1": "200 71", "/text": "201 text", "/async": "200 async", "/timer": "200 timer",
			"/log": "200 log", "/cookie": "200 cookie", "/none": "error: no route of the app matched the request",
		} {
			if target == "/user/7?a=1" {
				continue // needs a header
			}
			which.expect(t, target, want)
		}
		x := &express.Exchange{Request: httptest.NewRequest("GET", "/user/7?a=1", nil), ID: "r1", Scheme: "http", Host: "example.com", ClientIP: "192.0.2.1"}
		x.Request.Header.Set("X-A", "h")
		if err := which.Handle(context.Background(), x); err != nil || string(x.Response.Body) != "71h" {
			t.Errorf("%v, %q\n%s", err, x.Response.Body, which.log)
		}
		for _, target := range []string{"/throw", "/reject"} {
			var thrown *jsengine.ScriptError
			if err := which.Handle(context.Background(), exchange("GET", target)); !errors.As(err, &thrown) || thrown.Status != 500 {
				t.Errorf("%s: %v", target, err)
			}
		}
		if !strings.Contains(which.log.String(), "logged") {
			t.Errorf("nothing was logged:\n%s", which.log)
		}
	}
	// The app has not been replaced for the next request, and a runtime that is made anew knows nothing of all that.
	a.expect(t, "/text", "201 text")
	if err := a.Replace(context.Background(), compile(t, "server.js", source)); err != nil {
		t.Fatal(err)
	}
	a.expect(t, "/user/7?a=1", "200 71undefined")
}

// Whatever is thrown, its request gets 500, and what is logged of it is short.
func TestExoticThrowsAreDescribedWithinBounds(t *testing.T) {
	const most = 64 << 10 // bytes of the description
	for _, thrown := range []string{
		`null`, `undefined`, `0`, `''`, `Symbol('s')`, `10n ** 100000n`, `1n << 30000000n`, `() => 1`, `class {}`, `[]`, `new Map([[1, 2]])`,
		`new Proxy({}, {})`, `new Proxy({}, { get() { throw 1 }, has() { throw 2 }, ownKeys() { throw 3 }, getPrototypeOf() { throw 4 } })`,
		`new Proxy(new Error('x'), { get() { return 1 } })`, `(() => { const r = Proxy.revocable({}, {}); r.revoke(); return r.proxy })()`,
		`{ get message() { throw new Error('again') } }`, `{ get message() { return 'x'.repeat(3e7) } }`, `{ get status() { throw 1 } }`,
		`{ toString() { throw 1 } }`, `{ toString() { return {} }, message: 1 }`, `{ message: { toString() { throw 1 } } }`, `{ __proto__: null }`,
		`new Error('x'.repeat(3e7))`, `new Error('\ud800'.repeat(1e7))`, `new Error('x\n'.repeat(1e7))`,
		`Object.assign(new Error('x'), { stack: 'at f (a.js:1:1)\n'.repeat(1e6) })`, `Object.assign(new Error('x'), { name: 'n'.repeat(3e7) })`,
		`Object.assign(new Error('x'), { get stack() { throw 1 } })`, `Object.defineProperty(new Error('x'), 'stack', { get() { throw 1 } })`,
		`new Error('x', { cause: 'c'.repeat(3e7) })`, `(() => { const e = new Error('x'); e.cause = e; return e })()`,
		`(() => { let e = new Error('x'); for (let n = 0; n < 1e4; n++) e = new Error('y', { cause: e }); return e })()`,
		`new AggregateError(new Array(1e5).fill(new Error('x')), 'many')`, `new Array(1e5).fill('x'.repeat(1000))`,
		`Array.from({ length: 3000 }).reduce(o => ({ o }), {})`, `Object.fromEntries(Array.from({ length: 1e4 }, (_, n) => [n, n]))`,
	} {
		a := start(t, nil, "server.js", `
			app.get('/throw', (req, res) => { throw (`+thrown+`) });
			app.get('/reject', async (req, res) => { throw (`+thrown+`) });
			app.get('/later', (req, res) => { Promise.reject(`+thrown+`); res.send('x') });
			app.get('/log', (req, res) => { try { throw (`+thrown+`) } catch (e) { console.error(e) } res.send('x') });
			app.get('/ok', (req, res) => res.send('ok'))`)
		for _, target := range []string{"/throw", "/reject"} {
			err := a.Handle(context.Background(), exchange("GET", target))
			var e *jsengine.ScriptError
			switch {
			case !errors.As(err, &e) && target == "/throw" && errors.Is(err, jsengine.ErrUnhandled): // next(null), as in Express
			case e == nil:
				t.Errorf("%s %s: %v", target, thrown, err)
			case len(e.Detail()) > most:
				t.Errorf("%s %s: %d bytes are said of it", target, thrown, len(e.Detail()))
			}
		}
		for _, target := range []string{"/later", "/log"} {
			if got := a.get(target); strings.Contains(got, "timeout") {
				t.Errorf("%s %s: %s", target, thrown, got)
			}
		}
		a.expect(t, "/ok", "200 ok")
		if log := a.log.String(); len(log) > 4*most {
			t.Errorf("%s: %d bytes were logged", thrown, len(log))
		}
	}
}
