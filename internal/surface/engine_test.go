package surface

import (
	"context"
	"encoding/json"
	"log/slog"
	"maps"
	"net/http/httptest"
	"os"
	"slices"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/dbbind"
	"github.com/caddyhbf/hbf/jsengine"
	"github.com/caddyhbf/hbf/jsengine/bundle"
	"github.com/caddyhbf/hbf/jsengine/express"
)

// surface is what testdata/app.js has found.
type surface struct {
	Globals map[string]value
	Modules map[string]map[string]value
	// Objects are the members of objects that are neither, by their interfaces in the declarations.
	Objects map[string][]string

	text []byte // as JSON
}

// value describes what a name stands for: the names of its properties and, if it is a class, of its instances'.
type value struct {
	Type      string
	Own       []string
	Members   []string // and what it inherits
	Prototype []string
	Instance  []string // and what it inherits
}

// look runs the app once for all tests.
var look = sync.OnceValues(func() (*surface, error) {
	source, err := os.ReadFile("testdata/app.js")
	if err != nil {
		return nil, err
	}
	a, stop, err := start(source)
	if err != nil {
		return nil, err
	}
	defer stop()
	if _, err := a("/"); err != nil {
		return nil, err
	}
	s := new(surface)
	if s.text, err = a("/surface"); err != nil {
		return nil, err
	}
	return s, json.Unmarshal(s.text, s)
})

// found is what apps find.
func found(t *testing.T) *surface {
	t.Helper()
	s, err := look()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// start runs an app as Caddy would. ask gives the body of an answer.
func start(source []byte) (ask func(path string) ([]byte, error), stop func(), err error) {
	files := fstest.MapFS{"server.js": {Data: source}}
	modules := jsengine.HostExports()
	modules["hbf:db"] = dbbind.Exports()
	b, err := bundle.Build(context.Background(), bundle.Options{
		FS: files, HostModules: slices.Collect(maps.Keys(modules)), HostExports: modules, DefaultRouter: jsengine.DefaultRouter,
	})
	if err != nil {
		return nil, nil, err
	}
	db, err := dbbind.Open(dbbind.Options{Path: ":memory:"})
	if err != nil {
		return nil, nil, err
	}
	i, err := jsengine.Start(context.Background(), jsengine.Config{
		Name: "surface", Bundle: b, Timeout: 5 * time.Second, Batch: db, Logger: slog.New(slog.DiscardHandler),
		Modules: []jsengine.HostModule{{Name: "hbf:db", Global: "db", Bind: func(vm *goja.Runtime) (*goja.Object, error) { return db.Bind(vm) }}},
	})
	if err != nil {
		return nil, nil, err
	}
	ask = func(path string) ([]byte, error) {
		x := &express.Exchange{Request: httptest.NewRequest("GET", path, nil), ID: "1", Scheme: "http", Host: "localhost"}
		err := i.Handle(context.Background(), x)
		return x.Response.Body, err
	}
	return ask, func() { _ = i.Close(context.Background()) }, nil
}
