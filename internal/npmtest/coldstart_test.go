package npmtest

import (
	"context"
	"log/slog"
	"maps"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/caddyhbf/hbf/dbbind"
	"github.com/caddyhbf/hbf/dbbind/archive"
	"github.com/caddyhbf/hbf/jsengine"
	"github.com/caddyhbf/hbf/jsengine/bundle"
)

// BenchmarkColdStart measures what starting the Hono app costs: all of it in ns/op, and its phases in milliseconds.
func BenchmarkColdStart(b *testing.B) {
	dir := install(b, "hono")
	modules := jsengine.HostExports()
	modules["hbf:db"] = dbbind.Exports()
	o := bundle.Options{HostModules: slices.Collect(maps.Keys(modules)), HostExports: modules, DefaultRouter: jsengine.DefaultRouter}
	database := filepath.Join(b.TempDir(), "app.db")
	caddy(b, dir, "hbf", "pack", ".", database)

	var opened, restored, compiled, evaluated time.Duration
	phase := func(total *time.Duration, began time.Time) time.Time {
		now := time.Now()
		*total += now.Sub(began)
		return now
	}
	for b.Loop() {
		began := time.Now()
		a, err := archive.Open(database)
		if err != nil {
			b.Fatal(err)
		}
		saved, err := a.Derived()
		if err != nil {
			b.Fatal(err)
		}
		began = phase(&opened, began)
		o.FS = a.FS()
		linked, err := bundle.Restore(o, saved)
		if err != nil {
			b.Fatal(err)
		}
		began = phase(&restored, began)
		built, err := linked.Compile(context.Background())
		if err != nil {
			b.Fatal(err)
		}
		began = phase(&compiled, began)
		instance, err := jsengine.Start(context.Background(), jsengine.Config{
			Name: "hono", Bundle: built, Timeout: 5 * time.Second, QueueSize: 1, QueueTimeout: time.Second, Logger: slog.New(slog.DiscardHandler),
		})
		if err != nil {
			b.Fatal(err)
		}
		phase(&evaluated, began)
		b.StopTimer()
		if err := instance.Close(context.Background()); err != nil {
			b.Fatal(err)
		}
		if err := a.Close(); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
	}
	for name, total := range map[string]time.Duration{"open": opened, "restore": restored, "compile": compiled, "start": evaluated} {
		b.ReportMetric(float64(total.Microseconds())/float64(b.N)/1000, name+"-ms/op")
	}
}
