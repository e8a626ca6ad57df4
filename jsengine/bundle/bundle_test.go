package bundle_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/dop251/goja"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/caddyhbf/hbf/jsengine/bundle"
)

var update = flag.Bool("update", false, "write what the apps in testdata do into their files")

// TestApps builds and starts the apps in testdata/*.txtar. Each holds an app's
// files, and below want/ what is to come of it:
//
//	want/error    the text of Build's error
//	want/throws   the exception, with its stack, that evaluating ends with
//	want/console  what the app wrote with console.log
//	want/exports  what its entry exports, as the test formats it
//
// The lines of the comment that begin with "entry:" and "router:" are options.
func TestApps(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no apps in testdata", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			t.Parallel()
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			app, want := split(archive)
			got := outcome(app, options(archive))
			if *update {
				write(t, file, archive, got)
				return
			}
			for _, part := range parts {
				if got[part] != want[part] {
					t.Errorf("%s:\n%s\nwant:\n%s", part, got[part], want[part])
				}
			}
		})
	}
}

var parts = []string{"error", "throws", "console", "exports"}

func split(archive *txtar.Archive) (app fstest.MapFS, want map[string]string) {
	app, want = fstest.MapFS{}, map[string]string{}
	for _, f := range archive.Files {
		if part, ok := strings.CutPrefix(f.Name, "want/"); ok {
			want[part] = string(f.Data)
			continue
		}
		app[f.Name] = &fstest.MapFile{Data: f.Data, Mode: 0o644}
	}
	return app, want
}

func options(archive *txtar.Archive) bundle.Options {
	o := bundle.Options{
		HostModules:   []string{"hbf:db", "hbf:env", "hbf:express"},
		DefaultRouter: "globalThis.app = require('hbf:express')();",
	}
	for line := range strings.Lines(string(archive.Comment)) {
		if entry, ok := strings.CutPrefix(line, "entry:"); ok {
			o.Entry = strings.TrimSpace(entry)
		}
	}
	return o
}

func write(t *testing.T, file string, archive *txtar.Archive, got map[string]string) {
	t.Helper()
	var kept []txtar.File
	for _, f := range archive.Files {
		if !strings.HasPrefix(f.Name, "want/") {
			kept = append(kept, f)
		}
	}
	for _, part := range parts {
		if got[part] != "" {
			kept = append(kept, txtar.File{Name: "want/" + part, Data: []byte(got[part])})
		}
	}
	archive.Files = kept
	if err := os.WriteFile(file, txtar.Format(archive), 0o644); err != nil {
		t.Fatal(err)
	}
}

// outcome builds and starts an app and tells what came of it.
func outcome(app fs.FS, o bundle.Options) map[string]string {
	o.FS = app
	b, err := bundle.Build(context.Background(), o)
	if err != nil {
		return map[string]string{"error": err.Error() + "\n"}
	}
	return evaluated(b)
}

// evaluated starts a bundle and tells what came of it, leaving out what is empty.
func evaluated(b *bundle.Bundle) map[string]string {
	r := start(b)
	got := make(map[string]string)
	switch {
	case r.err != nil:
		got["throws"] = describe(r.err)
	default:
		got["exports"] = r.format(r.value())
	}
	if text := r.console.String(); text != "" {
		got["console"] = text
	}
	return got
}

func describe(err error) string {
	var exception *goja.Exception
	if errors.As(err, &exception) {
		return exception.String() + "\n"
	}
	return "not an exception: " + err.Error() + "\n"
}

// realm is a runtime in which an app was started.
type realm struct {
	vm      *goja.Runtime
	console strings.Builder
	exports bundle.Exports
	err     error
}

func start(b *bundle.Bundle) *realm {
	r := &realm{vm: goja.New()}
	console := r.vm.NewObject()
	must(console.Set("log", func(call goja.FunctionCall) goja.Value {
		for i, argument := range call.Arguments {
			if i > 0 {
				r.console.WriteByte(' ')
			}
			r.console.WriteString(argument.String())
		}
		r.console.WriteByte('\n')
		return goja.Undefined()
	}))
	must(r.vm.Set("console", console))
	r.exports, r.err = b.Evaluate(r.vm, r.host)
	return r
}

// value returns what the entry exports, after waiting for it.
func (r *realm) value() goja.Value {
	p := r.exports.Settled
	if p == nil {
		return r.exports.Value
	}
	switch p.State() {
	case goja.PromiseStateFulfilled:
		return p.Result()
	case goja.PromiseStateRejected:
		return r.vm.ToValue("rejected: " + p.Result().String())
	}
	return r.vm.ToValue("pending")
}

const formatter = `(function format(v, depth = 0) {
	if (depth > 3) return '…';
	if (typeof v === 'function') return '[' + (/^class/.test(v) ? 'class ' : 'function ') + v.name + ']';
	if (v === null || typeof v !== 'object') return typeof v === 'string' ? JSON.stringify(v) : String(v);
	if (Array.isArray(v)) return '[' + v.map(e => format(e, depth + 1)).join(', ') + ']';
	return '{' + Object.keys(v).map(k => k + ': ' + format(v[k], depth + 1)).join(', ') + '}';
})`

func (r *realm) format(v goja.Value) string {
	f, ok := goja.AssertFunction(must2(r.vm.RunString(formatter)))
	if !ok {
		panic("no formatter")
	}
	return must2(f(goja.Undefined(), v)).String() + "\n"
}

// host has modules like the real ones: a default with methods that are also
// exported by name, a callable default, and no default.
func (r *realm) host(name string) (*goja.Object, error) {
	source, ok := map[string]string{
		"hbf:db": `(() => { const db = { query: (s) => 'rows of ' + s, execute: () => 1 };
			return { default: db, query: db.query, execute: db.execute } })()`,
		"hbf:express": `(() => { const express = () => ({ name: 'an application', use() {} });
			express.json = () => 'json'; return { default: express, json: express.json } })()`,
		"hbf:env": `({ env: { NAME: 'value' } })`,
	}[name]
	if !ok {
		return nil, fmt.Errorf("there is no host module %s", name)
	}
	r.console.WriteString("[host " + name + "]\n")
	value, err := r.vm.RunString(source)
	if err != nil {
		return nil, err
	}
	return value.ToObject(r.vm), nil
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func must2[T any](value T, err error) T {
	must(err)
	return value
}
