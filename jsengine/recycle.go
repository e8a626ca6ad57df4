package jsengine

import (
	"errors"
	"log/slog"
	"time"
)

// Reason is why a runtime was replaced by a fresh one of the same code.
type Reason string

// The reasons. After the first six the runtime was not to be trusted any more, and requests that waited in it failed; for
// the others it was let go gracefully.
const (
	ReasonTimeout     Reason = "timeout"      // a turn was interrupted
	ReasonMemory      Reason = "memory_limit" // a turn was interrupted, since it took too much memory
	ReasonStuck       Reason = "stuck"        // a turn could not be interrupted
	ReasonDepth       Reason = "call_depth"   // calls were nested too deeply
	ReasonPanic       Reason = "panic"        // the engine panicked
	ReasonLost        Reason = "lost_write"   // what was written could not be saved
	ReasonMaxRequests Reason = "max_requests" // it had begun Config.MaxRequests requests
	ReasonGrowth      Reason = "heap_growth"  // the heap has grown since it was made
)

// Known reports whether it is one of the reasons above.
func (r Reason) Known() bool {
	switch r {
	case ReasonTimeout, ReasonMemory, ReasonStuck, ReasonDepth, ReasonPanic, ReasonLost, ReasonMaxRequests, ReasonGrowth:
		return true
	}
	return false
}

var (
	errDepth = errors.New("the app's calls are nested too deeply")
	errPanic = errors.New("panic in the script engine")
	// errStuck is a part of the error of a turn that could not be stopped.
	errStuck = errors.New("could not be stopped")
)

// reasonOf is the reason that an error stands for.
func reasonOf(err error) Reason {
	switch {
	case errors.Is(err, errStuck):
		return ReasonStuck
	case errors.Is(err, ErrLost):
		return ReasonLost
	case errors.Is(err, ErrTimeout):
		return ReasonTimeout
	case errors.Is(err, ErrMemory):
		return ReasonMemory
	case errors.Is(err, errDepth):
		return ReasonDepth
	}
	return ReasonPanic
}

// recycled notes that a runtime was given up.
func (i *Instance) recycled(r Reason) {
	if i.cfg.Recycled != nil {
		i.cfg.Recycled(r)
	}
}

// recycle replaces a runtime that can't be trusted any more with a fresh one of the same code. Requests that wait in
// the old one get [ErrRecycled].
func (own *owner) recycle(old *runtime, reason error) {
	_ = own.endBatch() // the app is not to start in a transaction of its former life, which may be lost
	old.stop(ErrRecycled)
	delete(own.retired, old)
	if old.launch != nil {
		own.endLaunch(old, reason)
		return
	}
	if own.rt != old { // retired, or replaced already since its writes were lost
		return
	}
	own.recycled(reasonOf(reason))
	own.setRuntime(nil)
	own.rebuild(reason)
}

// rebuild makes a fresh runtime where there is none. Requests that come meanwhile wait for it.
func (own *owner) rebuild(reason error) {
	started := time.Now()
	b := own.bundle
	own.rebuilding = true
	own.newRuntime(b, func(rt *runtime, err error) {
		own.rebuilding = false
		switch {
		case own.rt != nil: // other code was started meanwhile
			if rt != nil {
				rt.stop(ErrClosed)
			}
		case err != nil:
			own.couldNotStart(reason, err)
		default:
			own.setRuntime(rt)
			own.cfg.Logger.Warn("the app's runtime was replaced", slog.Any("reason", reason),
				slog.Duration("duration", time.Since(started)))
		}
		own.unpark()
	})
}

// couldNotStart notes that there is no runtime, for now.
func (own *owner) couldNotStart(reason, err error) {
	own.broken = err
	own.retryAt = time.Now().Add(retryTime)
	own.cfg.Logger.Error("the app could not be started again", slog.Any("reason", reason), slog.Any("error", err))
}

// count counts a request that a runtime has begun, and sees to its replacement after Config.MaxRequests of them, or when
// the heap has grown too much.
func (own *owner) count(rt *runtime) {
	rt.requests++
	if n := own.cfg.MaxRequests; n > 0 && rt.requests%n == 0 {
		own.enqueue(&renewal{rt, ReasonMaxRequests})
		return
	}
	if rt.requests%growthRequests == 0 && own.cfg.Sampler != nil && own.cfg.MemoryLimit > 0 {
		own.watchGrowth(rt)
	}
}

// growthRequests is after how many requests the size of the heap is looked at.
const growthRequests = 1000

// watchGrowth renews a runtime since whose first look the heap has grown by Config.MemoryLimit, as it does when the app
// forgets to forget. It is the heap of the process, so this is done only where there is one instance in it, and only when
// a second look finds the same: one turn may need much for a while.
func (own *owner) watchGrowth(rt *runtime) {
	live := own.cfg.Sampler.live()
	switch {
	case live == 0 || rt.live == 0:
		rt.live, rt.grown = live, false
	case live < rt.live+uint64(own.cfg.MemoryLimit):
		rt.grown = false
	case !rt.grown:
		rt.grown = true
	default:
		rt.live, rt.grown = 0, false
		own.enqueue(&renewal{rt, ReasonGrowth})
	}
}

// renewal is the task that lets a fresh runtime of the same code take the place of one that can still be trusted, which
// ends what it has begun. No client notices, but those of event streams and sockets, who are asked to come again.
type renewal struct {
	rt     *runtime
	reason Reason
}

func (n *renewal) run(own *owner) {
	old, started := n.rt, time.Now()
	if own.rt != old {
		return
	}
	own.newRuntime(own.bundle, func(rt *runtime, err error) {
		switch {
		case err != nil: // the owner may be another one by now
			own.cfg.Logger.Error("the app's runtime could not be replaced and goes on", slog.String("reason", string(n.reason)), slog.Any("error", err))
		case own.rt != old: // other code was started meanwhile
			rt.stop(ErrClosed)
		default:
			own.cfg.Logger.Info("the app's runtime was replaced", slog.String("reason", string(n.reason)),
				slog.Int("requests", old.requests), slog.Duration("duration", time.Since(started)))
			own.recycled(n.reason)
			own.setRuntime(rt)
			own.retire(old)
		}
	})
}

func (n *renewal) release() {}
