package jsengine_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"go.uber.org/goleak"

	"github.com/caddyhbf/hbf/jsengine"
	"github.com/caddyhbf/hbf/jsengine/bundle"
	"github.com/caddyhbf/hbf/jsengine/express"
)

func TestMain(m *testing.M) {
	// It ends by itself, a second after the last match that may be given up.
	goleak.VerifyTestMain(m, goleak.IgnoreAnyFunction("github.com/dlclark/regexp2/v2.runClock"))
}

// compile builds an app from its files: name, source, name, source, ...
func compile(t testing.TB, files ...string) *bundle.Bundle {
	t.Helper()
	b, err := compileErr(files...)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func compileErr(files ...string) (*bundle.Bundle, error) {
	archive := fstest.MapFS{}
	for n := 0; n < len(files); n += 2 {
		archive[files[n]] = &fstest.MapFile{Data: []byte(files[n+1])}
	}
	return bundle.Build(context.Background(), bundle.Options{
		FS: archive, HostModules: slices.Collect(maps.Keys(jsengine.HostExports())), HostExports: jsengine.HostExports(),
		DefaultRouter: jsengine.DefaultRouter,
	})
}

// syncBuffer is a log that may be read while it is written.
type syncBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *syncBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *syncBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

type app struct {
	*jsengine.Instance
	log *syncBuffer
}

func config(b *bundle.Bundle) (jsengine.Config, *syncBuffer) {
	log := new(syncBuffer)
	return jsengine.Config{
		Name: "test", Bundle: b, Timeout: 5 * time.Second,
		Logger: slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug})),
	}, log
}

// start runs an app until the test ends.
func start(t testing.TB, change func(*jsengine.Config), files ...string) app {
	t.Helper()
	cfg, log := config(compile(t, files...))
	if change != nil {
		change(&cfg)
	}
	i, err := jsengine.Start(context.Background(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := i.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return app{i, log}
}

func startErr(files ...string) error {
	b, err := compileErr(files...)
	if err != nil {
		return err
	}
	cfg, _ := config(b)
	cfg.Timeout = 2 * time.Second
	i, err := jsengine.Start(context.Background(), cfg)
	if err == nil {
		_ = i.Close(context.Background())
	}
	return err
}

func exchange(method, target string) *express.Exchange {
	return &express.Exchange{Request: httptest.NewRequest(method, target, nil), ID: "r1", Scheme: "http", Host: "example.com", ClientIP: "192.0.2.1"}
}

// get asks the app and gives "status body", or the error.
func (a app) get(target string) string {
	x := exchange("GET", target)
	if err := a.Handle(context.Background(), x); err != nil {
		return "error: " + err.Error()
	}
	r := x.Response
	return fmt.Sprintf("%d %s", r.Status, r.Body)
}

func (a app) expect(t *testing.T, target, want string) {
	t.Helper()
	if got := a.get(target); got != want {
		t.Errorf("GET %s: got %q, want %q\nlog:\n%s", target, got, want, a.log)
	}
}

// eventually waits up to five seconds for a condition.
func eventually(t *testing.T, what string, condition func() bool) {
	t.Helper()
	for end := time.Now().Add(5 * time.Second); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if condition() {
			return
		}
	}
	t.Errorf("still not: %s", what)
}

func TestHandlerForms(t *testing.T) {
	tests := []struct{ name, source, want string }{
		{"built-in application", `app.get('/', (req, res) => res.send('hi'))`, "200 hi"},
		{"global app", `globalThis.app = {}; app.handle = function (req, res) { res.send('hi ' + req.path) }; export {}`, "200 hi /"},
		{"sloppy global app", `app = {}; app.handle = function (req, res) { res.send('hi') }`, "200 hi"},
		{"default export", `export default { handle(req, res) { res.send('hi') } }`, "200 hi"},
		{"module.exports", `module.exports = { handle(req, res) { res.send('hi') } }`, "200 hi"},
		{"default export of an application", `import express from 'express'; const a = express(); a.get('/', (q, s) => s.send('hi')); export default a`, "200 hi"},
		{"the application that listens", `const express = require('express'); const a = express(), b = express();
			a.get('/', (q, s) => s.send('a')); b.get('/', (q, s) => s.send('b')); a.listen(1); b.listen(2)`, "200 b"},
		{"a default export goes before one that listens", `import express from 'express'; const a = express(); a.get('/', (q, s) => s.send('a')); a.listen(1);
			export default { handle(q, s) { s.send('exported') } }`, "200 exported"},
		{"async handler", `globalThis.app = { async handle(req, res) { await null; await Promise.resolve(); res.send('later') } }; export {}`, "200 later"},
		{"no answer", `app.get('/', () => {})`, "200 "},
		{"no route", `app.get('/other', () => {})`, "error: " + jsengine.ErrUnhandled.Error()},
		{"top-level await", `const n = await Promise.resolve(3); app.get('/', (q, s) => s.send('n=' + n)); export {}`, "200 n=3"},
		{"top-level await and a default export", `const text = await Promise.resolve('hi'); export default { handle(q, s) { s.send(text) } }`, "200 hi"},
		{"replaced later", `globalThis.app = { handle(q, s) { app.handle = (q, s) => s.send('second'); s.send('first') } }; export {}`, "200 first"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			start(t, nil, "server.js", test.source).expect(t, "/", test.want)
		})
	}
}

// What the bundler is told of the host modules is what they export.
func TestHostExports(t *testing.T) {
	a := start(t, nil, "server.js", `
		app.get('/:module', (req, res) => {
			const e = require(req.params.module);
			res.json(Object.keys(e).filter((k) => k !== 'default').sort());
		});
	`)
	for module, names := range jsengine.HostExports() {
		want := `200 ["` + strings.Join(names, `","`) + `"]`
		if got := a.get("/" + module); module != "hbf:env" && got != want {
			t.Errorf("%s exports %s, want %s", module, got, want)
		}
	}
	if err := startErr("server.js", "import { nope } from 'hbf:express'; nope()"); err == nil || !strings.Contains(err.Error(), "nope") {
		t.Errorf("importing what is not there: %v", err)
	}
	if err := startErr("server.js", "import { Router, json } from 'express'; import { env } from 'hbf:env'; export default { handle() {} }"); err != nil {
		t.Error(err)
	}
}

func TestStartFailures(t *testing.T) {
	tests := []struct {
		name  string
		files []string
		want  []string
	}{
		{"no handler", []string{"server.js", `var x = 1`}, []string{"server.js leaves no handler", "no route or middleware", "globalThis.app"}},
		{"throws", []string{"server.js", "var a = 1;\n  undefinedFunction();"}, []string{"server.js:2:3", "undefinedFunction is not defined"}},
		{"throws in a module", []string{"server.js", "import './lib/x.js'", "lib/x.js", "export const a = 1;\nnull.f;"}, []string{"lib/x.js:2:", "TypeError"}},
		{"loops", []string{"server.js", "for (;;) {}"}, []string{"evaluating server.js", "timeout"}},
		{"recurses", []string{"server.js", "function f() { f() } f()"}, []string{"nested too deeply"}},
		{"never settles", []string{"server.js", "await new Promise(() => {}); export {}"}, []string{"top-level await of server.js"}},
		{"rejects", []string{"server.js", "await null; throw new Error('late')\nexport {}"}, []string{"late"}},
		{"throws null", []string{"server.js", "throw null"}, []string{"null was thrown"}},
		{"hostile error", []string{"server.js", "throw { get message() { throw 1 }, get status() { throw 2 } }"}, []string{"threw an error itself"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			err := startErr(test.files...)
			if err == nil {
				t.Fatal("the app started")
			}
			for _, want := range test.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("the error doesn't say %q:\n%v", want, err)
				}
			}
		})
	}
}

func TestThrownErrorsHaveTheirPlace(t *testing.T) {
	a := start(t, nil, "server.ts", `
interface Thing { a: number }
app.get('/throw', () => {
	const thing: Thing = { a: 1 };
	throw new TypeError('broken ' + thing.a);
});
app.get('/reject', async () => { await null; throw new Error('rejected') });
app.get('/status', () => { throw Object.assign(new Error('gone'), { status: 410 }) });
app.get('/number', () => { throw 42 });
declare const app: any;
export {};
`)
	var thrown *jsengine.ScriptError
	check := func(target, message string, status, line int) {
		t.Helper()
		err := a.Handle(context.Background(), exchange("GET", target))
		if !errors.As(err, &thrown) {
			t.Fatalf("%s: got %v", target, err)
		}
		if thrown.Message != message || thrown.Status != status || thrown.Line != line {
			t.Errorf("%s: got %d %q at line %d, want %d %q at line %d\n%s", target, thrown.Status, thrown.Message, thrown.Line, status, message, line, thrown.Stack)
		}
		if line > 0 && (thrown.File != "server.ts" || !strings.Contains(thrown.Frame, "^")) {
			t.Errorf("%s: no place: %+v", target, thrown)
		}
	}
	check("/throw", "TypeError: broken 1", 500, 5)
	check("/reject", "Error: rejected", 500, 7)
	check("/status", "Error: gone", 410, 8)
	check("/number", "42 was thrown", 500, 0)
}

func TestLateErrorsAreOnlyLogged(t *testing.T) {
	a := start(t, nil, "server.js", `
		app.get('/sync', (req, res) => { res.send('ok'); throw new Error('too late') });
		app.get('/twice', (req, res) => { res.send('one'); res.send('two'); res.json(3) });
		app.get('/unhandled', (req, res) => { Promise.reject(new Error('nobody cares')); res.send('ok') });
		app.get('/handled', (req, res) => { Promise.reject(new Error('cared for')).catch(() => {}); res.send('ok') });
	`)
	a.expect(t, "/sync", "200 ok")
	a.expect(t, "/twice", "200 one")
	a.expect(t, "/unhandled", "200 ok")
	a.expect(t, "/handled", "200 ok")
	for want, times := range map[string]int{"too late": 1, "nobody cares": 1, "cared for": 0} {
		if got := strings.Count(a.log.String(), "Error: "+want); got != times {
			t.Errorf("%q is in the log %d times, want %d:\n%s", want, got, times, a.log)
		}
	}
	if got := strings.Count(a.log.String(), "level=WARN"); got != 1 {
		t.Errorf("%d warnings, want one for the second send:\n%s", got, a.log)
	}
}
