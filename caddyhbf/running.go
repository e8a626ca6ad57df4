package caddyhbf

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/caddyserver/caddy/v2/modules/caddyhttp"

	"github.com/caddyhbf/hbf/caddyhbf/assets"
	"github.com/caddyhbf/hbf/dbbind"
	"github.com/caddyhbf/hbf/dbbind/archive"
	"github.com/caddyhbf/hbf/jsengine"
	"github.com/caddyhbf/hbf/jsengine/bundle"
	"github.com/caddyhbf/hbf/starter"
)

// running is one database file opened, with everything that lives on it: the app's connection, the archive and the
// assets over a second, read-only connection, and the JavaScript instance.
type running struct {
	options instanceOptions
	logger  *slog.Logger
	// recycled is told when the app's runtime is replaced.
	recycled func(jsengine.Reason)
	sampler  *jsengine.Sampler
	host     host

	db      *dbbind.Database
	archive *archive.Archive
	assets  *assets.Server
	file    fs.FileInfo // as it was when it was opened; nil in memory

	engine atomic.Pointer[jsengine.Instance] // nil as long as the archive is empty
	digest [sha256.Size]byte                 // of the code that engine runs; belongs to liveUpdates after open
	// failure is why newer code than the running could not be started; shown to clients in development.
	failure atomic.Pointer[error]

	users atomic.Int64 // requests that hold it

	closing sync.Mutex
	closed  bool
}

// open opens the app's file and starts the app.
func open(ctx context.Context, in *instance) (*running, error) {
	r := &running{options: in.options, logger: in.logger, recycled: in.recycles.add, sampler: in.sampler, host: in.host}
	if in.host.recycled != nil {
		r.recycled = in.host.recycled
	}
	if err := r.open(ctx, in.location); err != nil {
		return nil, errors.Join(err, r.close(context.WithoutCancel(ctx), false))
	}
	return r, nil
}

func (r *running) open(ctx context.Context, location string) (err error) {
	o := r.options
	inMemory := o.inMemory()
	if !inMemory {
		if err := create(o, location); err != nil {
			return err
		}
		if r.file, err = os.Stat(location); err != nil {
			return optionError("database", err)
		}
	}
	if r.db, err = dbbind.Open(dbbind.Options{
		Path: location, Synchronous: o.Synchronous, WriteArchive: o.WriteArchive, MemoryLimit: o.MemoryLimit,
		PersistLog: r.host.persistLog, Timed: o.development(), Logger: r.logger,
	}); err != nil {
		return err
	}
	if inMemory && o.Create == createStarter {
		if _, err := archive.Pack(ctx, location, starter.FS, archive.PackOptions{}); err != nil {
			return optionError("create", err)
		}
	}
	if o.WatchDir != "" {
		if _, err := archive.Pack(ctx, location, os.DirFS(o.WatchDir), archive.PackOptions{}); err != nil {
			return optionError("watch", err)
		}
	}
	if r.archive, err = archive.Open(location); err != nil {
		return err
	}
	r.assets = assets.New(r.archive, assets.Options{Working: r.sampler.Work})
	b, err := build(ctx, o, r.archive)
	if err != nil {
		return err
	}
	if r.host.confine != nil {
		if err := r.host.confine(r); err != nil {
			return err
		}
	}
	if err := r.run(ctx, b); err != nil {
		return err
	}
	if b == nil {
		r.logger.Warn("the app's archive is empty; every request gets 503 until an app is packed into it",
			slog.String("database", o.Database), slog.String("example", "caddy hbf pack <dir> "+o.Database))
	}
	return nil
}

// create makes the database file where the options say so and it is missing.
func create(o instanceOptions, location string) error {
	var files fs.FS
	switch o.Create {
	case "":
		_, err := os.Stat(location)
		if errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("the database %s does not exist; make one with `caddy hbf init <dir>` and `caddy hbf pack <dir> %s`, or set the option `create starter` or `create empty`",
				o.Database, o.Database)
		}
		return optionError("database", err)
	case createStarter:
		files = starter.FS
	}
	if err := archive.Create(location, files); err != nil && !errors.Is(err, fs.ErrExist) {
		return optionError("create", err)
	}
	return nil
}

// run starts the code, or swaps it for the running code. A nil bundle is an empty archive and changes nothing.
func (r *running) run(ctx context.Context, b *bundle.Bundle) error {
	if b == nil {
		return nil
	}
	if engine := r.engine.Load(); engine != nil {
		if err := engine.Replace(ctx, b); err != nil {
			return err
		}
		r.digest = b.Digest()
		return nil
	}
	engine, err := jsengine.Start(ctx, jsengine.Config{
		Name:         r.options.Name,
		Bundle:       b,
		Files:        r.archive.FS(),
		Modules:      []jsengine.HostModule{{Name: "hbf:db", Global: "db", Bind: r.db.Bind}},
		Batch:        r.db,
		Env:          r.options.Env,
		Timeout:      r.options.Timeout,
		QueueSize:    r.options.QueueSize,
		QueueTimeout: r.options.QueueTimeout,
		MemoryLimit:  r.options.MemoryLimit,
		Sampler:      r.sampler,
		MaxRequests:  r.options.MaxRequests,
		Recycled:     r.recycled,
		Off:          r.host.off,
		AllowNet:     r.options.AllowNet,
		MaxResponse:  r.options.MemoryLimit,
		Development:  r.options.development(),
		SQLTime:      r.db.SQLTime,
		Logger:       r.logger,
	})
	if err != nil {
		return err
	}
	r.engine.Store(engine)
	r.digest = b.Digest()
	return nil
}

// exclusively runs f while no JavaScript runs, so that f may use the app's connection.
func (r *running) exclusively(ctx context.Context, f func()) error {
	if engine := r.engine.Load(); engine != nil {
		return engine.Do(ctx, f)
	}
	f()
	return nil
}

func (r *running) release() { r.users.Add(-1) }

func (r *running) serveStatic(h *Handler, w http.ResponseWriter, req *http.Request, route StaticRoute) error {
	return h.serveStatic(r, w, req, route)
}

func (r *running) serveApp(h *Handler, w http.ResponseWriter, req *http.Request, next caddyhttp.Handler) error {
	return h.serveApp(r, w, req, next)
}

// endStreamsTime bounds how long the end of streams may wait for JavaScript that runs.
const endStreamsTime = 10 * time.Second

// endStreams ends event streams and sockets, and, when the process exits, all responses that are written bit by bit.
func (r *running) endStreams(exiting bool) {
	engine := r.engine.Load()
	if engine == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), endStreamsTime)
	defer cancel()
	if err := engine.EndStreams(ctx, exiting); err != nil && !errors.Is(err, jsengine.ErrClosed) {
		r.logger.Error("ending the app's streams", slog.Any("error", err))
	}
}

// busy reports whether requests, or what they want to be done after them, hold what is open.
func (r *running) busy() bool {
	if r.users.Load() > 0 {
		return true
	}
	engine := r.engine.Load()
	return engine != nil && engine.Kept() > 0 && !r.host.exiting()
}

// drain waits until no request holds what is open, but no longer than the bound, and closes it. Event streams and
// sockets, which would hold it for ever, end first.
func (r *running) drain(bound time.Duration) error {
	r.endStreams(r.host.exiting())
	ctx, cancel := context.WithTimeout(context.Background(), bound)
	defer cancel()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	var late error
	for r.busy() && late == nil {
		select {
		case <-tick.C:
		case <-ctx.Done():
			late = errDrained
		}
	}
	closing, cancelClosing := context.WithTimeout(context.Background(), r.options.Timeout+5*time.Second)
	defer cancelClosing()
	return errors.Join(late, r.close(closing, false))
}

// abandon closes a file that is not the app's any more: requests that wait are turned away, what runs ends first, and
// the write-ahead log is left as it is.
func (r *running) abandon(ctx context.Context) error {
	if engine := r.engine.Load(); engine != nil {
		if err := engine.Close(ctx); err != nil {
			return err
		}
	}
	for n := 0; r.users.Load() > 0 && n < 200; n++ { // downloads of assets get two seconds
		time.Sleep(10 * time.Millisecond)
	}
	return r.close(ctx, true)
}

// close closes everything, in an order that leaves the app's connection as the file's last, which folds the
// write-ahead log into the file and removes it. abandoned says that the file is not the app's any more: then the log
// is left as it is. When a turn can't be stopped in time nothing more is closed, rather than pulled away from it, and
// close may be called again.
func (r *running) close(ctx context.Context, abandoned bool) error {
	r.closing.Lock()
	defer r.closing.Unlock()
	if r.closed {
		return nil
	}
	if engine := r.engine.Load(); engine != nil {
		if err := engine.Close(ctx); err != nil {
			return err
		}
	}
	r.closed = true
	var errs []error
	if r.assets != nil {
		errs = append(errs, r.assets.Close())
	}
	if r.archive != nil {
		errs = append(errs, r.archive.Close())
	}
	if r.db != nil {
		errs = append(errs, r.db.Close(dbbind.CloseOptions{NoCheckpoint: abandoned}))
	}
	return errors.Join(errs...)
}
