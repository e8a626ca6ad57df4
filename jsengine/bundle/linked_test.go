package bundle_test

import (
	"bytes"
	"context"
	"errors"
	"maps"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/caddyhbf/hbf/jsengine/bundle"
)

// save links an app and saves it.
func save(t testing.TB, o bundle.Options) []byte {
	t.Helper()
	l, err := bundle.Link(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	saved, err := l.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	return saved
}

// TestRestoredAppsDoTheSame restores all apps of testdata, and with the files alone
// that linking has read.
func TestRestoredAppsDoTheSame(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			t.Parallel()
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			app, want := split(archive)
			if want["error"] != "" {
				t.Skip("it cannot be linked")
			}
			o := options(archive)
			o.FS = app
			saved := save(t, o)
			if again := save(t, o); !bytes.Equal(saved, again) {
				t.Error("saving it once more gives something else")
			}
			l, err := bundle.Restore(o, saved)
			if err != nil {
				t.Fatal(err)
			}
			b, err := l.Compile(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			if got := evaluated(b); !maps.Equal(got, want) {
				t.Errorf("got %q, want %q", got, want)
			}
			if b.Digest() != must2(bundle.Build(context.Background(), o)).Digest() {
				t.Error("the digest differs")
			}
		})
	}
}

func TestFilesAreAllThatIsNeeded(t *testing.T) {
	app := files(
		"server.tsx", "import { a } from 'a'; import './lib/b'; import text from './t.txt'; export default () => <p>{a}{text}</p>",
		"lib/b.ts", "export {}", "t.txt", "text", "package.json", "{}", "unused.js", "1", "static/index.html", "<p>",
		"tsconfig.json", `{"compilerOptions": {"jsx": "react-jsx", "jsxImportSource": "a"}}`,
		"node_modules/a/package.json", `{"exports": {".": "./a.js", "./jsx-runtime": "./jsx.js"}}`, "node_modules/a/README.md", "# a",
		"node_modules/a/a.js", "export { a } from './lib/a.js'", "node_modules/a/lib/a.js", "export const a = 1", "node_modules/a/lib/b.js", "1",
		"node_modules/a/jsx.js", "export const jsx = () => 'x', jsxs = jsx", "node_modules/b/index.js", "1",
	)
	l, err := bundle.Link(context.Background(), bundle.Options{FS: app})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"lib/b.ts", "node_modules/a/a.js", "node_modules/a/jsx.js", "node_modules/a/lib/a.js", "node_modules/a/package.json", "server.tsx", "t.txt", "tsconfig.json",
	}
	if got := l.Files(); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	few := fstest.MapFS{}
	for _, name := range l.Files() {
		few[name] = app[name]
	}
	if _, err := bundle.Restore(bundle.Options{FS: few}, save(t, bundle.Options{FS: app})); err != nil {
		t.Error(err)
	}
	if !bytes.Equal(save(t, bundle.Options{FS: few}), save(t, bundle.Options{FS: app})) {
		t.Error("linking these files alone gives something else")
	}
}

func TestWhatMakesASavedAppStale(t *testing.T) {
	app := files("server.mjs", "import './a'; import(`./${1}.js`)", "a.js", "export {}", "lib/b.js", "export {}", "static/x.txt", "")
	o := bundle.Options{FS: app, HostModules: []string{"hbf:db"}, HostExports: map[string][]string{"hbf:db": {"query"}}, DefaultRouter: "1"}
	saved := save(t, o)
	change := func(name, text string) func(*bundle.Options) {
		return func(o *bundle.Options) {
			changed := maps.Clone(app)
			changed[name] = &fstest.MapFile{Data: []byte(text)}
			o.FS = changed
		}
	}
	for what, test := range map[string]struct {
		change func(*bundle.Options)
		stale  bool
	}{
		"nothing":                    {func(*bundle.Options) {}, false},
		"another asset":              {change("static/x.txt", "more"), false},
		"a new asset":                {change("static/y.js", "more"), false},
		"a file that is not used":    {change("README.md", "more"), false},
		"the entry":                  {change("server.mjs", "import './a'; import(`./${2}.js`)"), true},
		"an import":                  {change("a.js", "export { }"), true},
		"a computed import":          {change("lib/b.js", "export const b = 1"), true},
		"a new source":               {change("lib/c.js", ""), true},
		"a file that takes its name": {change("a", "export {}"), true},
		"an entry that goes first":   {change("server.js", ""), true},
		"a router":                   {change("router.js", ""), true},
		"a configuration":            {change("tsconfig.json", "{}"), true},
		"a missing file":             {func(o *bundle.Options) { o.FS = files("server.mjs", string(app["server.mjs"].Data)) }, true},
		"the same entry, named":      {func(o *bundle.Options) { o.Entry = "/server.mjs" }, false},
		"another entry":              {func(o *bundle.Options) { o.Entry = "a.js" }, true},
		"an entry that is missing":   {func(o *bundle.Options) { o.Entry = "b.js" }, true},
		"host modules":               {func(o *bundle.Options) { o.HostModules = []string{"hbf:db", "hbf:env"} }, true},
		"host exports":               {func(o *bundle.Options) { o.HostExports = map[string][]string{"hbf:db": {"get"}} }, true},
		"the default router":         {func(o *bundle.Options) { o.DefaultRouter = "2" }, true},
	} {
		changed := o
		test.change(&changed)
		if _, err := bundle.Restore(changed, saved); errors.Is(err, bundle.ErrStale) != test.stale || !test.stale && err != nil {
			t.Errorf("%s: got %v", what, err)
		}
		var cache bundle.Cache
		b := must2(bundle.Build(context.Background(), o))
		cache.Add(b)
		if found := cache.Find(changed); (found == nil) != test.stale {
			t.Errorf("%s: found in the cache: %v", what, found != nil)
		}
		runtime.KeepAlive(b) // the cache does not
	}
}

func TestUnreadableFilesAreNotSaved(t *testing.T) {
	app := files("server.mjs", "import './node_modules/a/a.js'", "node_modules/a/a.js", "export {}")
	app["node_modules/a/package.json"] = &fstest.MapFile{Data: make([]byte, 16<<20+1)}
	l := must2(bundle.Link(context.Background(), bundle.Options{FS: app}))
	if _, err := l.MarshalBinary(); err == nil {
		t.Error("it was saved")
	}
	var cache bundle.Cache
	cache.Add(must2(l.Compile(context.Background())))
	if cache.Find(bundle.Options{FS: app}) != nil {
		t.Error("it was found")
	}
}

func TestCacheForgetsWhatIsNotUsed(t *testing.T) {
	var cache bundle.Cache
	o := bundle.Options{FS: smallApp(), HostModules: []string{"hbf:db"}}
	b := must2(bundle.Build(context.Background(), o))
	cache.Add(b)
	cache.Add(b)
	cache.Add(must2(bundle.Build(context.Background(), bundle.Options{FS: files("server.js", "")})))
	if cache.Find(o) != b {
		t.Error("a bundle that is in use was not found")
	}
	runtime.KeepAlive(b)
	for range 10 {
		runtime.GC()
		if cache.Find(o) == nil {
			return
		}
	}
	t.Error("a bundle that is not in use is kept")
}

// FuzzRestore damages saved apps: they are stale, or what is restored of them does not
// compile or does something else, but nothing worse.
func FuzzRestore(f *testing.F) {
	o := bundle.Options{FS: smallApp(), HostModules: []string{"hbf:db"}}
	saved := save(f, o)
	f.Add(0, []byte{}, len(saved))
	f.Add(60, []byte{255, 255, 255, 255, 255, 255, 255, 255, 127}, len(saved))
	f.Add(100, []byte{0}, 120)
	f.Fuzz(func(t *testing.T, at int, patch []byte, end int) {
		damaged := bytes.Clone(saved[:max(0, min(end, len(saved)))])
		if at >= 0 && at < len(damaged) {
			copy(damaged[at:], patch)
		}
		l, err := bundle.Restore(o, damaged)
		switch {
		case err == nil:
			_, _ = l.Compile(context.Background())
		case !errors.Is(err, bundle.ErrStale):
			t.Errorf("got %v", err)
		}
	})
}

// TestLinkVersion fails when linking makes something else of the same sources: then
// linkVersion in inputs.go has to be raised, lest a server takes what an older one has
// saved for its own.
func TestLinkVersion(t *testing.T) {
	const version, want = "1", "4c235f2721b2fb30"
	app := smallApp()
	app["classic.js"] = &fstest.MapFile{Data: []byte("exports.x = (name) => import(name)")}
	app["lib/wait.ts"] = &fstest.MapFile{Data: []byte("await null; import old from '../classic.js'; export class A { #p = old; get = () => this.#p }")}
	app["server.mjs"].Data = append(app["server.mjs"].Data, "import './lib/wait.ts'; export * from './classic.js'; for await (const x of []) ;"...)
	if got := bundle.LinkedDigest(must2(bundle.Link(context.Background(), bundle.Options{FS: app, HostModules: []string{"hbf:db"}}))); got != want {
		t.Errorf("linking changed: raise linkVersion, which was %s when it gave %s, and note here that it gives %s", version, want, got)
	}
}

func BenchmarkRestoreLarge(b *testing.B) {
	o := bundle.Options{FS: largeApp()}
	saved := save(b, o)
	b.ReportMetric(float64(len(saved)), "saved-bytes")
	b.ReportAllocs()
	for b.Loop() {
		l, err := bundle.Restore(o, saved)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := l.Compile(context.Background()); err != nil {
			b.Fatal(err)
		}
	}
}
