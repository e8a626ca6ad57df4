package caddyhbf

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"

	"github.com/caddyserver/caddy/v2"

	"github.com/caddyhbf/hbf/jsengine"
)

// instances holds the running apps of the process across configuration reloads, by instanceOptions.key. It is the one
// place where state outlives a configuration.
var instances = caddy.NewUsagePool()

// liveInstance finds an instance of a database that accepts requests, whatever its options.
func liveInstance(identity string) (found deployment) {
	instances.Range(func(_, value any) bool {
		if d := value.(deployment); d.runs(identity) {
			found = d
			return false
		}
		return true
	})
	return found
}

var (
	// errInstanceClosed means that an instance is not in use any more.
	errInstanceClosed = fmt.Errorf("%w: its configuration was replaced", jsengine.ErrUnavailable)
	// errReplacing means that the database file is being exchanged.
	errReplacing = fmt.Errorf("%w: its database file is being replaced", jsengine.ErrUnavailable)
)

// instance is one app running with one set of options. What it has open is in running, which is exchanged as a whole
// when the database file is replaced by another.
type instance struct {
	options  instanceOptions
	host     host
	location string // the path that the database is opened by; in memory one of its own
	log      currentLog
	logger   *slog.Logger
	closing  atomic.Bool
	recycles recycles
	sampler  *jsengine.Sampler

	mu      sync.RWMutex
	current *running // nil while the file is being replaced, and after close

	live *liveUpdates
}

// startInstance opens the app's file, making it first where the options say so, and starts the app.
func startInstance(ctx context.Context, o instanceOptions, log *slog.Logger, host host) (*instance, error) {
	in := &instance{options: o, host: host, sampler: acquireSampler()}
	started := false
	defer func() {
		if !started {
			releaseSampler()
		}
	}()
	in.log.set(log)
	in.logger = in.log.logger()
	location := o.File
	if o.inMemory() {
		location = fmt.Sprint(memoryDatabase, memoryIDs.Add(1))
	}
	in.location = location
	r, err := open(ctx, in)
	if err != nil {
		return nil, err
	}
	in.current = r
	if in.live, err = startLiveUpdates(in); err != nil {
		r.close(ctx, false)
		return nil, err
	}
	started = true
	return in, nil
}

// memoryIDs tells the in-memory databases of the process apart.
var memoryIDs atomic.Int64

func (in *instance) runs(identity string) bool {
	return in.options.identity() == identity && !in.closing.Load()
}

func (in *instance) adopt(ctx caddy.Context, log *slog.Logger) error {
	in.log.set(log)
	return in.revive(ctx)
}

func (in *instance) acquire(context.Context) (served, error) {
	r, err := in.hold()
	if err != nil { // not a nil *running in an interface
		return nil, err
	}
	return r, nil
}

func (in *instance) endStreams() {
	r, err := in.hold()
	if err != nil {
		return
	}
	defer r.release()
	r.endStreams(true)
}

// hold gives what is open, which must be released.
func (in *instance) hold() (*running, error) {
	in.mu.RLock()
	defer in.mu.RUnlock()
	if in.current == nil {
		if in.closing.Load() {
			return nil, errInstanceClosed
		}
		return nil, errReplacing
	}
	in.current.users.Add(1)
	return in.current, nil
}

// take removes what is open, so that no request can acquire it any more.
func (in *instance) take() *running {
	in.mu.Lock()
	defer in.mu.Unlock()
	r := in.current
	in.current = nil
	return r
}

// put makes what was opened available to requests. It reports false when the instance was closed meanwhile.
func (in *instance) put(r *running) bool {
	in.mu.Lock()
	defer in.mu.Unlock()
	if in.closing.Load() {
		return false
	}
	in.current = r
	return true
}

// Destruct implements caddy.Destructor: no configuration uses the instance any more. Requests that are still in
// flight end first, within a bound, and the file is closed after the last of them. Only when the process exits does
// Destruct wait for that.
func (in *instance) Destruct() error {
	in.closing.Store(true)
	in.live.stop()
	r := in.take()
	if r == nil {
		releaseSampler()
		return nil
	}
	if in.host.exiting() || !r.busy() {
		defer releaseSampler()
		return r.drain(in.options.drainTime())
	}
	go func() { // ends within drainTime and the time that closing takes
		defer releaseSampler()
		if err := r.drain(in.options.drainTime()); err != nil {
			in.logger.Error("stopping the app", slog.Any("error", err))
		}
	}()
	return nil
}

// Interface guards
var _ deployment = (*instance)(nil)

// errDrained means that the bound on draining passed.
var errDrained = errors.New("requests were still in flight when the time to finish them was over")
