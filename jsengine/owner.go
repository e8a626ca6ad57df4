package jsengine

import (
	"sync"
	"sync/atomic"
	"time"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/bundle"
)

// owner is who runs an instance's JavaScript, with everything that belongs to that: the runtimes, and what is held until
// the batch is safe. It is served by one goroutine, which exists only while there is work. Where a turn can't be stopped
// the owner is abandoned with all it has, and another one takes its place (see abandon.go): so nothing here is read or
// written by others, except where it says so.
type owner struct {
	*Instance

	batchOf Batch          // Config.Batch, or nothing where that can't be used any more
	bundle  *bundle.Bundle // of the code that runs
	rt      *runtime
	retired map[*runtime]struct{} // runtimes of former code in which requests still wait
	// launching are the runtimes in which code is still being evaluated.
	launching map[*runtime]struct{}
	broken    error     // why rt is nil
	retryAt   time.Time // when a broken runtime is built again at the earliest
	off       bool      // the app is switched off: broken stays
	unusable  bool      // the database can't be used any more, since a script is stuck in it
	// rebuilding: a runtime is being started in the place of one that had to be given up; parked are the requests
	// that wait for it.
	rebuilding bool
	ending     bool // EndStreams was called
	parked     []*Request
	deadline   *deadline
	active     atomic.Pointer[goja.Runtime] // the runtime that the deadline interrupts
	overrun    atomic.Pointer[goja.Runtime] // the runtime that was interrupted last
	turned     *runtime                     // the runtime of the turn that is under way
	batch      []task                       // changes only with Instance.mu held
	sqlBefore  time.Duration                // sqlTime when the turn began
	at         int                          // which task of the batch is run
	current    task                         // which is it, nil when it was released
	kept       atomic.Int64                 // promises that requests have given to waitUntil and that are pending
	work       sync.WaitGroup               // goroutines that work for JavaScript

	// abandoned: another owner has taken this one's place.
	abandoned atomic.Bool
	gone      chan struct{} // closed when that is done
	// shared guards what is looked at when the owner is abandoned, while its turn may still be writing it: held, the
	// open requests of its runtimes, and how they are streamed.
	shared sync.Mutex
	held   []effect // what waits for the end of the batch
}

func newOwner(i *Instance) *owner {
	own := &owner{Instance: i, batchOf: i.cfg.Batch, gone: make(chan struct{})}
	own.deadline = newDeadline(own.interrupt, own.abandon)
	if i.cfg.Sampler != nil {
		i.cfg.Sampler.attach(own.deadline, i.cfg.MemoryLimit)
	}
	return own
}

// enqueue appends a task and starts an owner if there is none. It reports false when the instance is closed.
func (i *Instance) enqueue(t task) bool {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.closed {
		return false
	}
	i.queue.push(t)
	i.watchQueue(t)
	switch {
	case !i.owned:
		i.owned = true
		go i.owner.serve()
	case i.resting:
		i.wakeOwner()
	}
	return true
}

// wakeOwner ends the rest of the owner. It is called with mu held.
func (i *Instance) wakeOwner() {
	i.resting = false
	select {
	case i.wake <- struct{}{}:
	default:
	}
}

// restTime is how long an owner without work waits for more. A goroutine that has done work has the stack for it, which
// a new one would have to grow anew.
const restTime = 20 * time.Millisecond

// serve runs batches until there has been nothing to do for a while. At most one goroutine is in it, beside those that were
// abandoned.
func (own *owner) serve() {
	clock := time.NewTimer(restTime)
	defer clock.Stop()
	for {
		for own.take() {
			own.runBatch()
		}
		clock.Reset(restTime)
		select {
		case <-own.wake:
		case <-clock.C:
		}
		if own.disown() {
			return
		}
	}
}

// take moves waiting tasks into the next batch. When there are none it reports false, and enqueue wakes the owner.
func (own *owner) take() bool {
	own.mu.Lock()
	defer own.mu.Unlock()
	clear(own.batch)
	own.batch = own.batch[:0]
	for len(own.batch) < maxBatch {
		t, ok := own.queue.pop()
		if !ok {
			break
		}
		if own.closed {
			t.release()
			continue
		}
		own.batch = append(own.batch, t)
	}
	if len(own.batch) > 0 {
		return true
	}
	own.resting = true
	if own.closed { // there is nothing to wait for
		own.wakeOwner()
	}
	return false
}

// dismiss ends the clock of an owner that runs no turn any more.
func (own *owner) dismiss() {
	own.deadline.timer.Stop()
	if s := own.cfg.Sampler; s != nil {
		s.detach(own.deadline)
	}
}

// disown ends the owner's time if there is still nothing to do. The next task starts another owner.
func (own *owner) disown() bool {
	own.mu.Lock()
	defer own.mu.Unlock()
	own.resting = false
	select {
	case <-own.wake: // which came when the time was over
	default:
	}
	if own.queue.count > 0 {
		return false
	}
	own.owned = false
	if own.idle != nil {
		own.finish()
	}
	return true
}

func (own *owner) runBatch() {
	var began time.Time // of what is not safe yet
	for at, t := range own.batch {
		own.at, own.current = at, t
		_, host := t.(*hostTask)
		if host { // what the host does is between two batches
			_ = own.endBatch()
		}
		if !own.stopping.Load() {
			t.run(own)
		}
		if host {
			_ = own.endBatch()
		}
		own.current = nil
		t.release()
		switch {
		case own.batchOf.Unsaved() == 0:
			own.letGo()
			began = time.Time{}
		case began.IsZero():
			began = time.Now()
		case time.Since(began) > maxBatchTime:
			_ = own.endBatch()
			began = time.Time{}
		}
	}
	_ = own.endBatch()
}
