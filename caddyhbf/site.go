package caddyhbf

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"sync"

	"github.com/caddyserver/caddy/v2"

	"github.com/caddyhbf/hbf/dbbind/archive"
	"github.com/caddyhbf/hbf/jsengine"
	"github.com/caddyhbf/hbf/jsengine/bundle"
	"github.com/caddyhbf/hbf/starter"
)

// site is one configuration's use of an app: a reference to the app's instance from Start to Cleanup.
type site struct {
	options instanceOptions
	started chan struct{} // closed when start has ended

	checked *bundle.Bundle // what check has compiled, so that start finds it among bundles

	once     sync.Once
	instance deployment // valid after started; nil when start failed
	err      error
}

func newSite(o instanceOptions) *site {
	return &site{options: o, started: make(chan struct{})}
}

// check compiles the app's code without running it and without leaving a trace, so that an app that can't be compiled
// fails `caddy validate`, and a reload before any listener exists.
func (s *site) check(ctx context.Context) error {
	if _, running := instances.References(s.options.key()); running || s.options.WatchDir != "" {
		return nil
	}
	if s.options.inMemory() {
		return s.checkNew(ctx)
	}
	_, err := os.Stat(s.options.File)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return s.checkNew(ctx)
	case err != nil:
		return optionError("database", err)
	}
	a, err := archive.OpenUntouched(s.options.File)
	if err != nil {
		return optionError("database", err)
	}
	defer a.Close()
	s.checked, err = build(ctx, s.options, a)
	return err
}

// checkNew is check for a database that does not exist yet. A missing file is an error only at start, since
// another app may make it first.
func (s *site) checkNew(ctx context.Context) error {
	if s.options.Create != createStarter {
		return nil
	}
	var err error
	s.checked, err = buildFrom(ctx, s.options, starter.FS, nil)
	return err
}

// start takes a reference to the running instance with the same options, or starts one. An app that was switched off is
// started anew.
func (s *site) start(ctx caddy.Context) error {
	s.once.Do(func() {
		defer close(s.started)
		log := newLogger(ctx, s.options.Name)
		value, loaded, err := instances.LoadOrNew(s.options.key(), func() (caddy.Destructor, error) {
			return deploy(ctx, s.options, log)
		})
		s.checked = nil
		if err != nil {
			s.err = err
			if loaded { // another start of the same instance failed; its reference is not counted down by itself
				_, _ = instances.Delete(s.options.key())
			}
			return
		}
		s.instance = value.(deployment)
		if loaded {
			s.err = s.instance.adopt(ctx, log)
		}
	})
	return s.err
}

// stop gives the reference back. It does nothing when start has not succeeded.
func (s *site) stop() error {
	s.once.Do(func() {
		s.err = errors.New("the configuration was discarded before the app was started")
		close(s.started)
	})
	if s.instance == nil {
		return nil
	}
	_, err := instances.Delete(s.options.key())
	return err
}

// endStreams ends the responses that would keep the process from exiting. It does nothing where the app never started.
func (s *site) endStreams() {
	select {
	case <-s.started:
	default:
		return
	}
	if s.instance != nil {
		s.instance.endStreams()
	}
}

// acquire gives the instance's current resources to a request, which must release them. A new listener may accept
// before the app has started: such a request waits for the result and, where the start failed or the instance is gone
// already, is served by another live instance of the same file.
func (s *site) acquire(ctx context.Context) (served, error) {
	select {
	case <-s.started:
	default:
		select {
		case <-s.started:
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
	}
	failure := s.err
	if s.instance != nil {
		r, err := s.instance.acquire(ctx)
		if err == nil || !errors.Is(err, errInstanceClosed) {
			return r, err
		}
		failure = err
	}
	if other := liveInstance(s.options.identity()); other != nil {
		return other.acquire(ctx)
	}
	return nil, fmt.Errorf("%w: %w", jsengine.ErrUnavailable, failure)
}
