package doctest

import (
	"context"
	"fmt"
	"io/fs"
	"log/slog"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/caddyhbf/hbf/dbbind"
	"github.com/caddyhbf/hbf/dbbind/archive"
	"github.com/caddyhbf/hbf/jsengine"
	"github.com/caddyhbf/hbf/jsengine/bundle"
)

var (
	valueComment = regexp.MustCompile(`^(\s*)((?:const|let) (\w+) = )?(.*?);? *// => (.*)$`)
	throwComment = regexp.MustCompile(`^(\s*)(.*) *// throws (\w+)$`)
)

// checked turns the comments of a js block into checks, line by line, so that errors show the block's own lines. It
// returns the number of checks too.
func checked(source string) (string, int) {
	checks := 0
	lines := strings.Split(source, "\n")
	for i, line := range lines {
		if m := valueComment.FindStringSubmatch(line); m != nil {
			lines[i] = fmt.Sprintf("%s%s__same(%d, (%s), (%s));", m[1], m[2], i+1, m[4], m[5])
			checks++
		} else if m := throwComment.FindStringSubmatch(line); m != nil {
			lines[i] = fmt.Sprintf("%s__throws(%d, () => { %s }, %q);", m[1], i+1, m[2], m[3])
			checks++
		}
	}
	return strings.Join(lines, "\n"), checks
}

// router is the app's router.js: what the built-in one does, and what checked refers to.
const router = `
globalThis.app = require('hbf:express')();

function show(value) {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return '[' + value.map(show).join(', ') + ']';
  if (value instanceof Uint8Array) return 'bytes ' + Array.from(value).join(' ');
  if (typeof value === 'object') return '{' + Object.keys(value).map((key) => key + ': ' + show(value[key])).join(', ') + '}';
  return typeof value + ' ' + String(value);
}

globalThis.__same = function (line, got, want) {
  if (show(got) !== show(want)) throw new Error('line ' + line + ' of the example: got ' + show(got) + ', want ' + show(want));
  return got;
};

globalThis.__throws = function (line, run, name) {
  try {
    run();
  } catch (err) {
    if (err.name !== name && err.code !== name) throw new Error('line ' + line + ' of the example: threw ' + err.name + ' (' + err + '), want ' + name);
    return;
  }
  throw new Error('line ' + line + ' of the example: did not throw ' + name);
};
`

// handler ends an example that has none.
func handler(source string) string {
	for _, there := range []string{"export default", ".listen(", "module.exports", "app."} {
		if strings.Contains(source, there) {
			return ""
		}
	}
	if strings.Contains(source, "require(") {
		return "\nmodule.exports = { handle() {} };\n"
	}
	return "\nexport default { handle() {} };\n"
}

// start starts a js block as an app, which may import the other files, and stops it.
func start(t *testing.T, source string, others fstest.MapFS, env map[string]string) error {
	t.Helper()
	code, _ := checked(source)
	files := fstest.MapFS{}
	maps.Copy(files, others)
	files["router.js"] = &fstest.MapFile{Data: []byte(router)}
	files["server.js"] = &fstest.MapFile{Data: []byte(code + handler(source))}
	database := filepath.Join(t.TempDir(), "app.db")
	if err := archive.Create(database, files); err != nil {
		t.Fatal(err)
	}
	return evaluate(t.Context(), database, files, env)
}

func evaluate(ctx context.Context, database string, files fs.FS, env map[string]string) (err error) {
	db, err := dbbind.Open(dbbind.Options{Path: database, Synchronous: "normal", MemoryLimit: 64 << 20, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	defer func() {
		if closing := db.Close(dbbind.CloseOptions{}); err == nil {
			err = closing
		}
	}()
	modules := jsengine.HostExports()
	modules["hbf:db"] = dbbind.Exports()
	code, err := bundle.Build(ctx, bundle.Options{
		FS: files, HostModules: slices.Collect(maps.Keys(modules)), HostExports: modules, DefaultRouter: jsengine.DefaultRouter,
	})
	if err != nil {
		return err
	}
	instance, err := jsengine.Start(ctx, jsengine.Config{
		Name:    "example",
		Bundle:  code,
		Files:   files,
		Modules: []jsengine.HostModule{{Name: "hbf:db", Global: "db", Bind: db.Bind}},
		Batch:   db,
		Env:     env,
		Timeout: 10 * time.Second,
		Logger:  slog.New(slog.DiscardHandler),
	})
	if err != nil {
		return err
	}
	return instance.Close(ctx)
}

func TestCheckedExamples(t *testing.T) {
	for _, example := range []struct {
		name, source string
		checks       int
		failure      string // part of the error; "" if the example is true
	}{
		{"value", "1 + 1; // => 2", 1, ""},
		{"wrong value", "\n1 + 1; // => 3", 1, "line 2 of the example: got number 2, want number 3"},
		{"wrong type", "1 + 1; // => '2'", 1, "got number 2, want string 2"},
		{"object", "({ a: [1, null], b: undefined }); // => { a: [1, null], b: undefined }", 1, ""},
		{"missing property", "({ a: 1 }); // => { a: 1, b: 2 }", 1, "want {a: number 1, b: number 2}"},
		{"constant", "const x = 1; // => 1\nx + 1; // => 2", 2, ""},
		{"throws", "null.x; // throws TypeError", 1, ""},
		{"throws another", "null.x; // throws RangeError", 1, "threw TypeError"},
		{"does not throw", "1; // throws TypeError", 1, "did not throw TypeError"},
		{"code", "db.query('SELEC'); // throws SQLITE_ERROR", 1, ""},
		{"plain comment", "const x = 1; // one", 0, ""},
		{"does not start", "throw new Error('no')", 0, "no"},
		{"syntax", "let 5;", 0, "server.js:1:5"},
		{"required", "const db = require('hbf:db');\ntypeof db.query; // => 'function'", 1, ""},
	} {
		t.Run(example.name, func(t *testing.T) {
			if _, checks := checked(example.source); checks != example.checks {
				t.Errorf("%d checks, want %d", checks, example.checks)
			}
			err := start(t, example.source, nil, nil)
			switch {
			case example.failure == "" && err != nil:
				t.Error(err)
			case example.failure != "" && err == nil:
				t.Error("the example is false, but it passes")
			case err != nil && !strings.Contains(err.Error(), example.failure):
				t.Errorf("got %q, want %q in it", err, example.failure)
			}
		})
	}
}
