package jsengine

import (
	"errors"
	"fmt"
	"log/slog"
	goruntime "runtime"
	"slices"
)

// maxStuck is how many goroutines of an instance may be stuck at a time. With the last of them the app is switched off:
// each one takes a core for as long as it runs, and the memory of a whole runtime for good.
const maxStuck = 2

// errSwitchedOff is why an app gets no new runtime any more.
var errSwitchedOff = errors.New("it was switched off, since its scripts could not be stopped")

// abandon takes the instance from an owner whose turn does not end although it was interrupted: a native that goja can't
// stop runs on, or the engine has locked itself up. It is called by the deadline, on a goroutine of its own, when that
// has decided that the turn does not count any more.
//
// The goroutine that is stuck keeps everything that was the owner's, and may go on to use it. What others wait for, they
// get from here: the turn's request fails with [ErrTimeout], and the others that were begun with [ErrRecycled]; what the
// batch has written is rolled back, and what was held for it dropped. Then another owner takes over what is queued, with
// a fresh runtime. When the stuck goroutine comes back it learns from the deadline that it has nothing left, and ends.
func (own *owner) abandon(cause error) {
	defer close(own.gone)
	i := own.Instance
	stuck := i.stuck.Add(1)
	own.abandoned.Store(true)
	reason := fmt.Errorf("%w and %w", i.stopError(cause), errStuck)
	unsaved := own.batchOf.Unsaved()
	unusable := own.batchOf.Abandon()

	next := newOwner(i)
	next.bundle, next.ending = own.bundle, own.ending
	switch {
	case unusable != nil:
		next.batchOf, next.unusable = noBatch{}, true
		own.unusable = true
		next.switchOff(fmt.Errorf("%w: %w", errSwitchedOff, unusable))
	case stuck >= maxStuck:
		next.switchOff(errSwitchedOff)
	}
	attrs := []any{slog.Any("reason", reason), slog.Int64("stuck", stuck)}
	if next.off {
		i.cfg.Logger.Error("the app is switched off and answers 503: mend the script that can't be stopped, then run `caddy reload --force`",
			append(attrs, slog.Any("error", next.broken))...)
	} else {
		i.cfg.Logger.Error("a script of the app could not be stopped and was abandoned; it may take a core until it ends by itself", attrs...)
	}
	i.recycled(ReasonStuck)
	own.fail(reason, unsaved)
	own.handOver(next, reason)
	if next.off && i.cfg.Off != nil {
		i.cfg.Off(next.broken)
	}
}

// switchOff lets the owner turn away every request, until the app is reloaded.
func (own *owner) switchOff(why error) { own.off, own.broken = true, why }

// fail tells everyone who waits for the owner that nothing will come: requests, and those who wait for a launch.
// unsaved is the number of the transaction that was rolled back, 0 for none.
func (own *owner) fail(reason error, unsaved uint64) {
	turned := scopeOf(own.turned.turning.context).request
	var open, begun []*Request
	var runtimes []*runtime
	if own.rt != nil {
		runtimes = append(runtimes, own.rt)
	}
	for _, more := range [...]map[*runtime]struct{}{own.retired, own.launching} {
		for rt := range more {
			runtimes = append(runtimes, rt)
		}
	}
	own.shared.Lock()
	held := slices.Clone(own.held)
	for _, rt := range runtimes {
		for _, r := range rt.open {
			open = append(open, r)
			if r.begun {
				begun = append(begun, r)
			}
		}
	}
	own.shared.Unlock()

	for _, e := range held {
		switch {
		case e.transaction != unsaved:
			e.f()
		case e.r == turned && turned != nil:
			e.r.lose(reason)
		case e.r != nil:
			e.r.lose(fmt.Errorf("%w: %w", ErrLost, reason))
		}
	}
	for _, r := range begun {
		if restart := r.Exchange.OnReplace(); restart != nil {
			restart()
		}
		if stream := r.Exchange.Response.Stream; stream != nil {
			stream.End(ErrRecycled)
		}
	}
	for _, r := range open {
		if r == turned {
			r.complete(reason)
			continue
		}
		r.complete(ErrRecycled)
	}
	for _, rt := range runtimes {
		rt.cancel()
		if l := rt.launch; l != nil {
			if l.clock != nil {
				l.clock.Stop()
			}
			if !l.rebuild {
				l.done(nil, fmt.Errorf("evaluating %s: %w", rt.bundle.Entry(), reason))
			}
		}
	}
}

// handOver makes next the owner, of what is queued and of what the abandoned owner had taken from the queue and not begun.
func (own *owner) handOver(next *owner, reason error) {
	i := own.Instance
	i.mu.Lock()
	defer i.mu.Unlock()
	i.owner = next
	rest := append([]task{&takeover{reason: reason, failed: own.launchOf(own.turned)}}, own.batch[own.at+1:]...)
	for _, r := range own.parked {
		r.parked = false
		rest = append(rest, r)
	}
	var queue taskQueue
	for _, t := range rest {
		queue.push(t)
	}
	for {
		t, ok := i.queue.pop()
		if !ok {
			break
		}
		queue.push(t)
	}
	i.queue = queue
	if host, ok := own.current.(*hostTask); ok {
		host.release()
	}
	go next.serve()
}

// launchOf says whether it was the replacement of a runtime that is being started in rt, that is, whether it is the app's
// own code, which ran before, that can't be started.
func (own *owner) launchOf(rt *runtime) (rebuilt bool) { return rt.launch != nil && rt.launch.rebuild }

// takeover is the first task of an owner that takes an abandoned one's place.
type takeover struct {
	reason error
	failed bool // it was while the code was started again that it was abandoned
}

func (t *takeover) run(own *owner) {
	switch {
	case own.off:
	case t.failed || own.bundle == nil:
		own.couldNotStart(t.reason, t.reason)
	default:
		own.setRuntime(nil)
		own.rebuild(t.reason)
		return
	}
	own.setRuntime(nil)
}

func (t *takeover) release() {}

// leave ends the goroutine of an abandoned owner, which has come back. It stops what is still going on in runtimes that
// nobody else uses any more.
func (own *owner) leave() {
	for _, runtimes := range [...]map[*runtime]struct{}{own.retired, own.launching} {
		for rt := range runtimes {
			rt.stop(ErrRecycled)
		}
	}
	if own.rt != nil {
		own.rt.stop(ErrRecycled)
	}
	<-own.gone
	if own.unusable { // it is not in the database any more
		if err := own.batchOf.Abandon(); err != nil {
			own.cfg.Logger.Error("rolling back what an abandoned script has written", slog.Any("error", err))
		}
	}
	own.dismiss()
	own.stuck.Add(-1)
	own.cfg.Logger.Info("a script that had been abandoned has ended")
	goruntime.Goexit()
}

// Stuck is the number of goroutines whose scripts could not be stopped and that are running still.
func (i *Instance) Stuck() int { return int(i.stuck.Load()) }

// SwitchedOff reports why the app was switched off, nil when it was not: too many of its scripts could not be stopped.
// Another Instance has to take its place.
func (i *Instance) SwitchedOff() error {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.owner.off {
		return i.owner.broken
	}
	return nil
}
