package caddyhbf

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/caddyserver/caddy/v2"
	"github.com/caddyserver/caddy/v2/modules/caddyhttp"

	"github.com/caddyhbf/hbf/caddyhbf/isolation"
	"github.com/caddyhbf/hbf/dbbind"
	"github.com/caddyhbf/hbf/jsengine"
)

// isolated is one app that runs in a process of its own, as seen from here. The connections to that process belong to
// it and outlive configurations, as does the process.
type isolated struct {
	options instanceOptions
	log     currentLog
	process *isolation.Process
	wire    *http.Transport
	token   string // marks a result of the process, so that no response of the app's is taken for one
	closing atomic.Bool
	users   atomic.Int64 // requests that hold it
	waiting atomic.Int64 // requests that wait for the process to start again

	recycles recycles

	mu    sync.Mutex
	proxy *proxy // of the newest configuration
}

// startIsolated starts the app in a process of its own.
func startIsolated(ctx caddy.Context, o instanceOptions, log *slog.Logger) (deployment, error) {
	p := &isolated{options: o, token: rand.Text()}
	p.wire = newWire(p)
	p.log.set(log)
	process, err := isolation.Start(ctx, isolation.Options{
		App: o, Logger: p.log.logger(), LogLevel: leastLevel(log), MemoryLimit: o.MemoryLimit,
		Arguments: []string{"hbf", instanceCommandName}, Ended: p.wire.CloseIdleConnections,
		Recycled: p.recycled,
		BeforeRestart: func() error {
			if o.inMemory() {
				return nil
			}
			return removeLog(o.File)
		},
	})
	if err != nil {
		return nil, err
	}
	p.process = process
	if err := p.adopt(ctx, log); err != nil {
		p.stop()
		return nil, err
	}
	return p, nil
}

// leastLevel is the least level that a logger logs.
func leastLevel(log *slog.Logger) slog.Level {
	for _, level := range []slog.Level{slog.LevelDebug, slog.LevelInfo, slog.LevelWarn} {
		if log.Enabled(context.Background(), level) {
			return level
		}
	}
	return slog.LevelError
}

func (p *isolated) runs(identity string) bool {
	return p.options.identity() == identity && !p.closing.Load()
}

func (p *isolated) adopt(ctx caddy.Context, log *slog.Logger) error {
	next, err := newProxy(ctx, p)
	if err != nil {
		return err
	}
	p.log.set(log)
	p.process.SetLogLevel(leastLevel(log))
	p.mu.Lock()
	previous := p.proxy
	p.proxy = next
	p.mu.Unlock()
	if previous != nil {
		previous.drop()
	}
	return nil
}

func (p *isolated) acquire(ctx context.Context) (served, error) {
	if p.closing.Load() {
		return nil, errInstanceClosed
	}
	p.users.Add(1)
	if err := p.begin(ctx); err != nil {
		p.users.Add(-1)
		return nil, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.proxy.users.Add(1)
	return p.proxy, nil
}

// begin waits for a process that is just starting, as a request waits in the queue of one that runs.
func (p *isolated) begin(ctx context.Context) error {
	err := p.process.Begin()
	if errors.Is(err, isolation.ErrStarting) {
		err = p.wait(ctx)
	}
	switch {
	case errors.Is(err, isolation.ErrStopped):
		return errInstanceClosed
	case errors.Is(err, isolation.ErrDown), errors.Is(err, isolation.ErrStarting):
		return fmt.Errorf("%w: %w", jsengine.ErrUnavailable, err)
	}
	return err
}

func (p *isolated) wait(ctx context.Context) error {
	defer p.waiting.Add(-1)
	if p.waiting.Add(1) > int64(p.options.QueueSize) {
		return isolation.ErrStarting
	}
	ctx, cancel := context.WithTimeoutCause(ctx, p.options.QueueTimeout, isolation.ErrStarting)
	defer cancel()
	for {
		if err := p.process.Wait(ctx); err != nil {
			return err
		}
		if err := p.process.Begin(); !errors.Is(err, isolation.ErrStarting) {
			return err
		}
	}
}

func (p *isolated) endStreams() { p.process.EndStreams(true) }

// promptTime is how long a reload waits for a process to end that has nothing to do.
const promptTime = 3 * time.Second

// Destruct implements caddy.Destructor, as the instance's does.
func (p *isolated) Destruct() error {
	p.closing.Store(true)
	stopped := make(chan struct{})
	go func() { // ends within drainTime and the time that the process takes to close
		defer close(stopped)
		p.stop()
	}()
	if caddy.Exiting() {
		<-stopped
		return nil
	}
	select {
	case <-stopped:
	case <-time.After(promptTime):
	}
	return nil
}

// stop ends the streams, waits for the requests in flight, and ends the process.
func (p *isolated) stop() {
	bound := p.options.drainTime()
	p.process.EndStreams(caddy.Exiting())
	for deadline := time.Now().Add(bound); p.users.Load() > 0 && time.Now().Before(deadline); {
		time.Sleep(5 * time.Millisecond)
	}
	p.process.Stop(bound+p.options.Timeout+10*time.Second, caddy.Exiting())
	if err := p.tidy(); err != nil {
		p.log.logger().Warn("removing the database's empty log", slog.Any("error", err))
	}
	p.wire.CloseIdleConnections()
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.proxy != nil {
		p.proxy.drop()
	}
}

// tidy leaves the one file, as an app in process does: the app's own process may not remove a file. Where somebody else has
// the database open nothing is removed.
func (p *isolated) tidy() error {
	if p.options.inMemory() || !isolation.Confines {
		return nil
	}
	if _, err := os.Stat(p.options.File + "-wal"); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	db, err := dbbind.Open(dbbind.Options{Path: p.options.File})
	if err != nil {
		return err
	}
	return db.Close(dbbind.CloseOptions{})
}

// recycled counts what the process says of itself, as far as it can be true.
func (p *isolated) recycled(reason string) {
	if r := jsengine.Reason(reason); r.Known() || r == reasonProcess {
		p.recycles.add(r)
	}
}

// numbers implements deployment. The app is never switched off: its process ends instead.
func (p *isolated) numbers() numbers {
	return numbers{app: p.options.Name, recycles: &p.recycles, stuck: p.process.Stuck()}
}

// finish ends a request's hold.
func (p *isolated) finish() {
	p.process.End()
	p.users.Add(-1)
}

// failed is the answer to a request whose process did not answer.
func (p *isolated) failed(h *Handler, w http.ResponseWriter, err error) error {
	var status caddyhttp.HandlerError
	switch {
	case errors.As(err, &status) && status.StatusCode != http.StatusBadGateway:
		return err
	case p.process.PID() == 0:
		return h.unavailable(w, fmt.Errorf("%w: %w", isolation.ErrDown, err))
	}
	return err
}

// Interface guards
var _ deployment = (*isolated)(nil)
