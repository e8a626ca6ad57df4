package dbbind_test

import (
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dop251/goja"
	_ "modernc.org/sqlite" // the outside connection

	"github.com/caddyhbf/hbf/dbbind"
	"github.com/caddyhbf/hbf/dbbind/internal/sqlite3"
)

func TestMain(m *testing.M) {
	if err := sqlite3.Init(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	if paths := os.Getenv(hostileVariable); paths != "" {
		os.Exit(runHostileChild(strings.Split(paths, "\n")))
	}
	os.Exit(m.Run())
}

// app is a database bound to a runtime, as an instance has it.
type app struct {
	testing.TB
	path string
	db   *dbbind.Database
	vm   *goja.Runtime
	lost error // how the last script's batch has ended
}

// newApp makes a database file with the given schema and binds it. The global db is
// hbf:db.
func newApp(t testing.TB, schema string) *app {
	t.Helper()
	return newAppWith(t, schema, dbbind.Options{})
}

func newAppWith(t testing.TB, schema string, o dbbind.Options) *app {
	t.Helper()
	if o.Path == "" {
		o.Path = filepath.Join(t.TempDir(), "app.db")
		create(t, o.Path, "CREATE TABLE sqlar(name TEXT PRIMARY KEY, mode INT, mtime INT, sz INT, data BLOB);"+schema)
	}
	db, err := dbbind.Open(o)
	if err != nil {
		t.Fatal(err)
	}
	a := &app{TB: t, path: o.Path, db: db}
	t.Cleanup(func() {
		if err := db.Close(dbbind.CloseOptions{}); err != nil {
			t.Error(err)
		}
	})
	a.bind()
	return a
}

func newAppWithLimit(t testing.TB, schema string, memoryLimit int64) *app {
	t.Helper()
	return newAppWith(t, schema, dbbind.Options{MemoryLimit: memoryLimit})
}

// closeClean is how an app is closed that is not replaced.
var closeClean = dbbind.CloseOptions{}

// bind gives the app a fresh runtime.
func (a *app) bind() {
	a.Helper()
	a.vm = goja.New()
	exports, err := a.db.Bind(a.vm)
	if err != nil {
		a.Fatal(err)
	}
	if err := a.vm.Set("db", exports); err != nil {
		a.Fatal(err)
	}
	a.db.BeginTask()
}

// create makes a database file by the database/sql driver.
func create(t testing.TB, path, schema string) {
	t.Helper()
	c := outside(t, path)
	defer func() { _ = c.Close() }()
	if _, err := c.Exec(schema); err != nil {
		t.Fatal(err)
	}
}

// outside opens a connection of another kind to the file.
func outside(t testing.TB, path string) *sql.DB {
	t.Helper()
	c, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	c.SetMaxOpenConns(1)
	return c
}

// eval evaluates a script as one batch, without ending the turn: what it has written is committed then.
func (a *app) eval(script string) (goja.Value, error) {
	v, err := a.vm.RunString(script)
	a.lost = a.db.EndBatch()
	return v, err
}

// run evaluates a script and fails the test if it throws.
func (a *app) run(script string) goja.Value {
	a.Helper()
	v, err := a.eval(script)
	if err != nil {
		a.Fatalf("%s\n%v", script, err)
	}
	return v
}

// json returns JSON.stringify of a script's result, where a BigInt is "123n"
// and undefined is "undefined".
func (a *app) json(script string) string {
	a.Helper()
	show := a.run(`(v => v === undefined ? "undefined" : JSON.stringify(v, (k, v) => typeof v === "bigint" ? v + "n" : v instanceof Uint8Array ? "bytes:" + Array.from(v) : v))`)
	f, _ := goja.AssertFunction(show)
	v, err := f(nil, a.run(script))
	if err != nil {
		a.Fatal(err)
	}
	return v.String()
}

// want fails unless the script's result is the JSON text.
func (a *app) want(script, json string) {
	a.Helper()
	if got := a.json(script); got != json {
		a.Errorf("%.500s\n is %.500s\nnot %.500s", script, got, json)
	}
}

// throws runs a script that must throw and returns "name code: message".
func (a *app) throws(script string) string {
	a.Helper()
	v, err := a.eval(script)
	var ex *goja.Exception
	if !errors.As(err, &ex) {
		a.Errorf("%.200s\nthrew %v, returned %.200v", script, err, v)
		return ""
	}
	o, ok := ex.Value().(*goja.Object)
	if !ok {
		return ex.Value().String()
	}
	code := ""
	if c := o.Get("code"); c != nil {
		code = " " + c.String()
	}
	return o.Get("name").String() + code + ": " + o.Get("message").String()
}

// wantThrow fails unless the script throws something that begins with prefix.
func (a *app) wantThrow(script, prefix string) {
	a.Helper()
	if got := a.throws(script); !strings.HasPrefix(got, prefix) {
		a.Errorf("%.500s\nthrew %.500q, want %.500q", script, got, prefix)
	}
}

// endTask ends the task and begins the next one.
func (a *app) endTask() {
	a.Helper()
	if err := a.db.EndTask(); err != nil {
		a.Error(err)
	}
	a.db.BeginTask()
}
