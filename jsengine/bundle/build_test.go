package bundle_test

import (
	"context"
	"errors"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/bundle"
)

// files makes an app of names and texts.
func files(pairs ...string) fstest.MapFS {
	app := fstest.MapFS{}
	for i := 0; i < len(pairs); i += 2 {
		app[pairs[i]] = &fstest.MapFile{Data: []byte(pairs[i+1])}
	}
	return app
}

func build(t *testing.T, app fs.FS) *bundle.Bundle {
	t.Helper()
	b, err := bundle.Build(context.Background(), bundle.Options{FS: app, HostModules: []string{"hbf:db", "hbf:env", "hbf:express"}})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestErrorHasPlaces(t *testing.T) {
	app := files("hbf/server.js", "import a from './a';\n\n\texport const ü = 'ü', x = './b'; import './b'\n", "hbf/a.js", "export default 1")
	_, err := bundle.Build(context.Background(), bundle.Options{FS: app})
	var e *bundle.Error
	if !errors.As(err, &e) || len(e.Messages) != 1 {
		t.Fatalf("got %v, want one message", err)
	}
	m := e.Messages[0]
	if m.File != "hbf/server.js" || m.Line != 3 || m.Column != 42 || m.Text != `Could not resolve "./b"` {
		t.Errorf("got %s:%d:%d: %s", m.File, m.Line, m.Column, m.Text)
	}
	if want := bundle.Frame(string(app["hbf/server.js"].Data), 3, 42); m.Frame != want {
		t.Errorf("frame:\n%s\nwant:\n%s", m.Frame, want)
	}
}

func TestSeveralErrorsAreReportedTogether(t *testing.T) {
	app := files("server.mjs", "import './a.mjs';\nimport './b.mjs';", "a.mjs", "let x = ;", "b.mjs", "import 'nope';")
	_, err := bundle.Build(context.Background(), bundle.Options{FS: app})
	var e *bundle.Error
	if !errors.As(err, &e) || len(e.Messages) != 2 {
		t.Fatalf("got %v, want two messages", err)
	}
	if parts := strings.Split(e.Error(), "\n\n"); len(parts) != 2 || !strings.HasPrefix(parts[0], "a.mjs:1:9: ") || !strings.HasPrefix(parts[1], "b.mjs:1:8: ") {
		t.Errorf("got:\n%v", e)
	}
}

func TestEntryAndSource(t *testing.T) {
	b := build(t, files("server.ts", "import './lib/a b.js'; let x: number = 1", "lib/a b.js", "export {}", "other.js", "1"))
	if b.Entry() != "server.ts" {
		t.Error("entry:", b.Entry())
	}
	for _, name := range []string{"lib/a b.js", "lib/a%20b.js"} {
		if text, ok := b.Source(name); !ok || text != "export {}" {
			t.Errorf("Source(%q) = %q, %v", name, text, ok)
		}
	}
	if text, ok := b.Source("other.js"); ok {
		t.Errorf("the source of a file that is not used: %q", text)
	}
	if name, ok := b.File("lib/a%20b.js"); !ok || name != "lib/a b.js" {
		t.Errorf("File gives %q, %v", name, ok)
	}
	if name, ok := b.File("hbf:modules"); ok {
		t.Errorf("code of no file is from %q", name)
	}
}

func TestNamesInStacksLeadToSources(t *testing.T) {
	for _, name := range []string{"a.js", "a b.js", "ü.js", "100%.js", "a%20b.js", "what?.js", "x#y.js", "d/e f/g.js", "a'b.js", "a:b.js", "(x)[y].mjs"} {
		for _, entry := range []string{name, "server.mjs"} {
			app := files("server.mjs", "import "+strconv.Quote("./"+name), name, "\nnull.x")
			b, err := bundle.Build(context.Background(), bundle.Options{FS: app, Entry: entry})
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			var exception *goja.Exception
			_, err = b.Evaluate(goja.New(), nil)
			if !errors.As(err, &exception) {
				t.Errorf("%s: got %v", name, err)
				continue
			}
			at := exception.Stack()[0].Position()
			if file, _ := b.File(at.Filename); file != name || at.Line != 2 {
				t.Errorf("%s from %s is shown as %s, and that is the file %q", name, entry, at, file)
			}
		}
	}
}

func TestBuildIsDeterministic(t *testing.T) {
	app := largeApp()
	app["lib/error.js"] = &fstest.MapFile{Data: []byte("throw new Error('here')")}
	app["server.mjs"].Data = append([]byte("import './lib/error.js';\n"), app["server.mjs"].Data...)
	var first string
	for i := range 3 {
		_, err := build(t, app).Evaluate(goja.New(), nil)
		var exception *goja.Exception
		if !errors.As(err, &exception) {
			t.Fatal(err)
		}
		// The stack has offsets in the compiled code.
		if i == 0 {
			first = exception.String()
		} else if exception.String() != first {
			t.Errorf("another build differs:\n%s\n%s", exception, first)
		}
	}
}

func TestEvaluateConcurrently(t *testing.T) {
	b := build(t, files(
		"server.mjs", "import cjs from './c.cjs'; import db from 'hbf:db'; export let count = 0; export default () => { count++; return cjs(count) + db.query('') }; ",
		"c.cjs", "let calls = 0; module.exports = (n) => { try { null.x } catch (e) { return `${n}.${++calls} ${e.stack}` } }",
	))
	results := make([]string, 8)
	var group sync.WaitGroup
	for i := range results {
		group.Go(func() {
			for range 20 {
				r := start(b)
				must(r.err)
				f, ok := goja.AssertFunction(r.value().ToObject(r.vm).Get("default"))
				if !ok {
					panic("no function")
				}
				results[i] = must2(f(goja.Undefined())).String()
			}
		})
	}
	group.Wait()
	for _, result := range results {
		if result != results[0] || !strings.HasPrefix(result, "1.1 TypeError") || !strings.Contains(result, "c.cjs:1:") {
			t.Errorf("got %q", result)
		}
	}
}

func TestBuildDoesNotKeepTheFileSystem(t *testing.T) {
	app := files("server.js", "exports.load = (name) => require('./lib/' + name).text", "lib/a.js", "exports.text = 'before'")
	b := build(t, app)
	app["lib/a.js"].Data = []byte("exports.text = 'after'")
	app["lib/b.js"] = &fstest.MapFile{Data: []byte("exports.text = 'new'")}
	r := start(b)
	must(r.err)
	load, _ := goja.AssertFunction(r.value().ToObject(r.vm).Get("load"))
	if text, err := load(nil, r.vm.ToValue("a")); err != nil || text.String() != "before" {
		t.Error(text, err)
	}
	if text, err := load(nil, r.vm.ToValue("b")); err == nil {
		t.Error(text)
	}
}

func TestCancelledBuild(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := bundle.Build(ctx, bundle.Options{FS: smallApp(), HostModules: []string{"hbf:db"}}); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// failingFS fails to read one file.
type failingFS struct {
	fstest.MapFS
	name string
}

var errDisk = errors.New("the disk is on fire")

func (f failingFS) ReadFile(name string) ([]byte, error) {
	if name == f.name {
		return nil, &fs.PathError{Op: "read", Path: name, Err: errDisk}
	}
	return f.MapFS.ReadFile(name)
}

func TestUnreadableFiles(t *testing.T) {
	app := files("server.mjs", "import './a.js'", "a.js", "export {}", "a.ts", "export {}")
	for _, name := range []string{"server.mjs", "a.js"} {
		_, err := bundle.Build(context.Background(), bundle.Options{FS: failingFS{app, name}})
		if err == nil || !strings.Contains(err.Error(), errDisk.Error()) || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestOversizedSource(t *testing.T) {
	app := files("server.mjs", "import './big.js'")
	app["big.js"] = &fstest.MapFile{Data: make([]byte, 16<<20+1)}
	if _, err := bundle.Build(context.Background(), bundle.Options{FS: app}); err == nil || !strings.Contains(err.Error(), "big.js is larger than 16 MiB") {
		t.Errorf("got %v", err)
	}
}

func TestHostModulesAreLoadedOnceAndLate(t *testing.T) {
	b := build(t, files("server.js", "require('hbf:db'); exports.late = () => require('hbf:env'); require('./m.mjs')", "m.mjs", "import 'hbf:db'; import * as env from 'hbf:db'; export { env }"))
	var asked []string
	vm := goja.New()
	exports, err := b.Evaluate(vm, func(name string) (*goja.Object, error) {
		asked = append(asked, name)
		return vm.NewObject(), nil
	})
	if err != nil || !slices.Equal(asked, []string{"hbf:db"}) {
		t.Fatal(asked, err)
	}
	late, _ := goja.AssertFunction(exports.Value.ToObject(vm).Get("late"))
	must2(late(nil))
	must2(late(nil))
	if !slices.Equal(asked, []string{"hbf:db", "hbf:env"}) {
		t.Error(asked)
	}
}

func TestHostModuleErrors(t *testing.T) {
	for _, source := range []string{"import 'hbf:db'", "require('hbf:db')", "import { query } from 'hbf:db'; query()", "module.exports = require('./lib.mjs')"} {
		b := build(t, files("server.js", source, "lib.mjs", "import db from 'hbf:db'; db()"))
		_, err := b.Evaluate(goja.New(), func(string) (*goja.Object, error) { return nil, errDisk })
		if !errors.Is(err, errDisk) {
			t.Errorf("%s: got %v, want it to wrap the host's error", source, err)
		}
		_, err = b.Evaluate(goja.New(), func(string) (*goja.Object, error) { return nil, nil })
		if err == nil || !strings.Contains(err.Error(), "hbf:db has no exports") {
			t.Errorf("%s: got %v", source, err)
		}
	}
}

func TestNodesModules(t *testing.T) {
	hosts := []string{"hbf:db", "node:async_hooks"}
	for source, want := range map[string]string{
		"import { AsyncLocalStorage } from 'node:async_hooks'": "",
		"import { AsyncLocalStorage } from 'async_hooks'":      "",
		"require('async_hooks'); require('node:async_hooks')":  "",
		"try { require('fs') } catch {}":                       "",
		"import('fs').catch(() => {})":                         "",
		"import 'node:fs'":                                     "Node's module fs is not available; of Node's modules there are node:async_hooks",
		"require('path')":                                      "Node's module path is not available; of Node's modules there are node:async_hooks",
		"await import('node:net')":                             "Node's module net is not available; of Node's modules there are node:async_hooks",
	} {
		_, err := bundle.Build(context.Background(), bundle.Options{FS: files("server.js", "\n "+source), HostModules: hosts})
		switch {
		case want == "" && err != nil:
			t.Errorf("%s: %v", source, err)
		case want != "" && (err == nil || !strings.HasPrefix(err.Error(), "server.js:2:") || !strings.Contains(err.Error(), want)):
			t.Errorf("%s: got %v", source, err)
		}
	}
}

func TestHostExports(t *testing.T) {
	o := bundle.Options{
		FS:          files("server.mjs", "import db, { query as q, default as again } from 'hbf:db'; import * as all from 'hbf:db'; export default [db === again, q(), Object.keys(all).sort().join(), (await import('hbf:db')).query === q]"),
		HostModules: []string{"hbf:db"},
		HostExports: map[string][]string{"hbf:db": {"default", "query", "get", "class"}},
	}
	b, err := bundle.Build(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	vm := goja.New()
	host := must2(vm.RunString("({ default: 'db', query: () => 'rows', get: 1, class: 2 })")).ToObject(vm)
	exports, err := b.Evaluate(vm, func(string) (*goja.Object, error) { return host, nil })
	if err != nil {
		t.Fatal(err)
	}
	got := exports.Settled.Result().ToObject(vm).Get("default").String()
	if want := "true,rows,class,default,get,query,true"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	o.FS = files("server.mjs", "import { qurey } from 'hbf:db'; qurey()")
	if _, err := bundle.Build(context.Background(), o); err == nil || !strings.HasPrefix(err.Error(), `server.mjs:1:10: No matching export in "hbf:db" for import "qurey"`) {
		t.Errorf("got %v", err)
	}
}

func TestInterruptIsPassedOn(t *testing.T) {
	for _, source := range []string{"for (;;);", "require('./loop.cjs')", "import './loop.cjs'", "try { await import('./loop.mjs') } catch {}", "require('./loop.mjs')"} {
		b := build(t, files("server.js", source, "loop.cjs", "for (;;);", "loop.mjs", "for (;;); export {}"))
		vm := goja.New()
		timer := time.AfterFunc(20*time.Millisecond, func() { vm.Interrupt("enough") })
		_, err := b.Evaluate(vm, nil)
		timer.Stop()
		var interrupted *goja.InterruptedError
		if !errors.As(err, &interrupted) || interrupted.Value() != "enough" {
			t.Errorf("%s: got %v", source, err)
		}
	}
}

func TestStackOverflowIsPassedOn(t *testing.T) {
	b := build(t, files("server.js", "require('./deep.cjs')", "deep.cjs", "(function f() { f() })()"))
	vm := goja.New()
	vm.SetMaxCallStackSize(500)
	_, err := b.Evaluate(vm, nil)
	var overflow *goja.StackOverflowError
	if !errors.As(err, &overflow) {
		t.Errorf("got %v", err)
	}
}

func TestDefaultRouter(t *testing.T) {
	for router, want := range map[string]string{
		"":                                     "undefined",
		"globalThis.app = 'default router'":    "default router",
		"var app = require('hbf:express')":     "the module",
		"var app = module.id + typeof exports": "/hbf:routerobject",
	} {
		b, err := bundle.Build(context.Background(), bundle.Options{
			FS: files("server.js", "exports.app = String(globalThis.app)"), HostModules: []string{"hbf:express"}, DefaultRouter: router,
		})
		if err != nil {
			t.Fatal(err)
		}
		vm := goja.New()
		exports, err := b.Evaluate(vm, func(string) (*goja.Object, error) {
			o := vm.NewObject()
			return o, o.Set("default", "the module")
		})
		if err != nil {
			t.Fatal(err)
		}
		if got := exports.Value.ToObject(vm).Get("app").String(); got != want {
			t.Errorf("with %q: got %q, want %q", router, got, want)
		}
	}
}

func TestBrokenDefaultRouter(t *testing.T) {
	_, err := bundle.Build(context.Background(), bundle.Options{FS: files("server.js", ""), DefaultRouter: "var ="})
	if err == nil || !strings.Contains(err.Error(), "hbf:router") {
		t.Errorf("got %v", err)
	}
}

// TestClassFields shows that goja takes no field for another: whatever it does not
// parse is lowered, and the rest it understands as ECMAScript does.
func TestClassFields(t *testing.T) {
	names := []string{"get", "set", "async", "static", "x", "await", "yield", "of", "'get'", "['get']", "#get", "#set", "#async", "#static", "1"}
	after := []string{";", " = 1;", "; m() {}", "\n;", "; *m() {}", "; static s = 1;", "\n;[0] = 1;"}
	for _, prefix := range []string{"", "static "} {
		for _, name := range names {
			for _, rest := range after {
				source := "class A { " + prefix + name + rest + " static has(o) { return " + has(name) + " } }\nexports.ok = A.has(" + object(prefix) + ");"
				b, err := bundle.Build(context.Background(), bundle.Options{FS: files("server.js", source)})
				if err != nil {
					t.Errorf("%s: %v", source, err)
					continue
				}
				r := start(b)
				if r.err != nil || !r.value().ToObject(r.vm).Get("ok").ToBoolean() {
					t.Errorf("%s: misunderstood (%v)", source, r.err)
				}
			}
		}
	}
}

func has(name string) string {
	switch name[0] {
	case '#':
		return name + " in o"
	case '[':
		return "'get' in o"
	case '\'':
		return name + " in o"
	}
	return "'" + name + "' in o"
}

func object(prefix string) string {
	if prefix == "" {
		return "new A()"
	}
	return "A"
}

// A small archive may hold much: what it takes to read all of it is bounded.
func TestSourcesAreBoundedTogether(t *testing.T) {
	app := files("server.mjs", "import './0.mjs'; import './1.mjs'; import './2.mjs'; import './3.mjs'; import './4.mjs'")
	large := &fstest.MapFile{Data: []byte(strings.Repeat(" ", 15<<20))}
	for n := range 5 {
		app[strconv.Itoa(n)+".mjs"] = large
	}
	_, err := bundle.Build(context.Background(), bundle.Options{FS: app})
	if err == nil || !strings.Contains(err.Error(), "larger than 64 MiB together") {
		t.Errorf("got %v", err)
	}
}
