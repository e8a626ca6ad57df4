package caddyhbf_test

import (
	"context"
	"log/slog"
	"maps"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/caddyhbf/hbf/dbbind"
	"github.com/caddyhbf/hbf/dbbind/archive"
	"github.com/caddyhbf/hbf/jsengine"
	"github.com/caddyhbf/hbf/jsengine/bundle"
	"github.com/caddyhbf/hbf/jsengine/express"
)

const inserter = `
	db.exec("CREATE TABLE IF NOT EXISTS note (id INTEGER PRIMARY KEY, text TEXT); INSERT INTO note VALUES (1, 'one')");
	db.exec("SCHEMA");
	app.get('/insert', (req, res) => res.json({ id: db.prepare("INSERT INTO note(text) VALUES (?)").run("some text").lastInsertRowid }));
	app.get('/row', (req, res) => res.json(db.get("SELECT id, text FROM note WHERE id = ?", [1])));
`

// startInserter runs the app without Caddy around it.
func startInserter(b *testing.B, synchronous, schema string) *jsengine.Instance {
	b.Helper()
	path := filepath.Join(b.TempDir(), "app.db")
	if err := archive.Create(path, nil); err != nil {
		b.Fatal(err)
	}
	db, err := dbbind.Open(dbbind.Options{Path: path, Synchronous: synchronous})
	if err != nil {
		b.Fatal(err)
	}
	code, err := bundle.Build(context.Background(), bundle.Options{
		FS: files("server.js", strings.Replace(inserter, "SCHEMA", schema, 1)), HostModules: slices.Collect(maps.Keys(jsengine.HostExports())), HostExports: jsengine.HostExports(), DefaultRouter: jsengine.DefaultRouter,
	})
	if err != nil {
		b.Fatal(err)
	}
	i, err := jsengine.Start(context.Background(), jsengine.Config{
		Name: "bench", Bundle: code, Timeout: 5 * time.Second, Batch: db, Logger: slog.New(slog.DiscardHandler),
		Modules: []jsengine.HostModule{{Name: "hbf:db", Global: "db", Bind: db.Bind}},
	})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := i.Close(context.Background()); err != nil {
			b.Error(err)
		}
		if err := db.Close(dbbind.CloseOptions{}); err != nil {
			b.Error(err)
		}
	})
	return i
}

// drive lets clients ask one after another, each as soon as it was answered. Beside the time for each request it reports
// how many requests a second are answered.
func drive(b *testing.B, i *jsengine.Instance, path string, clients int) {
	b.Helper()
	b.ReportAllocs()
	var left atomic.Int64
	left.Store(int64(b.N))
	b.ResetTimer()
	parallel(clients, func(int) {
		for left.Add(-1) >= 0 {
			x := &express.Exchange{Request: httptest.NewRequest("GET", path, nil), Scheme: "http", Host: "example.com"}
			if err := i.Handle(context.Background(), x); err != nil || x.Response.Status != 200 {
				b.Error(x.Response.Status, err)
				return
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "req/s")
}

// BenchmarkInsert is one INSERT for each request. A deferred foreign key anywhere in the schema keeps writes apart.
func BenchmarkInsert(b *testing.B) {
	for _, synchronous := range []string{"full", "normal"} {
		for _, load := range []struct {
			name    string
			clients int
		}{{"alone", 1}, {"32 clients", 32}} {
			for _, kind := range []struct{ name, schema string }{
				{"grouped", ""}, {"apart", "CREATE TABLE other(n REFERENCES note DEFERRABLE INITIALLY DEFERRED)"},
			} {
				b.Run(synchronous+"/"+load.name+"/"+kind.name, func(b *testing.B) {
					drive(b, startInserter(b, synchronous, kind.schema), "/insert", load.clients)
				})
			}
		}
	}
}

// BenchmarkRow is one row by its key for each request.
func BenchmarkRow(b *testing.B) {
	for _, load := range []struct {
		name    string
		clients int
	}{{"alone", 1}, {"32 clients", 32}} {
		b.Run(load.name, func(b *testing.B) { drive(b, startInserter(b, "full", ""), "/row", load.clients) })
	}
}
