package bundle_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/bundle"
)

// smallApp has an entry, a CommonJS file, and a few modules, one of them in TypeScript.
func smallApp() fstest.MapFS {
	app := fstest.MapFS{
		"server.mjs": {Data: []byte(`import db from 'hbf:db';
import { greet } from './lib/greet.js';
import { format } from './lib/format.ts';
import legacy from './lib/legacy.cjs';
globalThis.app = { handle(req, res) { res.send(format(greet(req.name)) + legacy(1) + db.query('x')); } };
`)},
		"lib/greet.js":   {Data: []byte("export const greet = (name) => `Hello, ${name}`;\n")},
		"lib/format.ts":  {Data: []byte("export function format(s: string): string { return s.trim(); }\n")},
		"lib/legacy.cjs": {Data: []byte("module.exports = function (n) { return n + 1; };\n")},
	}
	return app
}

// largeApp has many modules with many functions.
func largeApp() fstest.MapFS {
	app := fstest.MapFS{}
	var entry strings.Builder
	for i := range 50 {
		var module strings.Builder
		for j := range 40 {
			fmt.Fprintf(&module, "export function f%d(a, b = %d) {\n  const list = [a, b].map((x) => x * 2);\n  return list.length > 1 ? `${list[0]}` : null;\n}\n", j, j)
		}
		name := fmt.Sprintf("lib/m%d.js", i)
		app[name] = &fstest.MapFile{Data: []byte(module.String())}
		fmt.Fprintf(&entry, "import * as m%d from './%s';\nexport { m%d };\n", i, name, i)
	}
	app["server.mjs"] = &fstest.MapFile{Data: []byte(entry.String())}
	return app
}

func benchmarkBuild(b *testing.B, app fstest.MapFS) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := bundle.Build(context.Background(), bundle.Options{FS: app, HostModules: []string{"hbf:db"}}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkBuildSmall(b *testing.B) { benchmarkBuild(b, smallApp()) }
func BenchmarkBuildLarge(b *testing.B) { benchmarkBuild(b, largeApp()) }

func benchmarkEvaluate(b *testing.B, app fstest.MapFS) {
	built, err := bundle.Build(context.Background(), bundle.Options{FS: app, HostModules: []string{"hbf:db"}})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		b.StopTimer()
		vm := goja.New()
		b.StartTimer()
		if _, err := built.Evaluate(vm, func(string) (*goja.Object, error) { return vm.NewObject(), nil }); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkEvaluateSmall(b *testing.B) { benchmarkEvaluate(b, smallApp()) }
func BenchmarkEvaluateLarge(b *testing.B) { benchmarkEvaluate(b, largeApp()) }
