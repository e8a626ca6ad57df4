package jsengine

import "sync/atomic"

// A task is one thing that the owner does inside the runtime: a request, or work of the host's own such as the
// swap of the runtime. Tasks run one after another in the order in which they were queued.
type task interface {
	// run does the work. It is called by the owner, which alone may touch the runtime.
	run(own *owner)
	// release lets go of whoever waits for the task. It is called once, after run or, when the instance was closed
	// meanwhile, instead of it.
	release()
}

// Where a queued request is in its life. Whoever moves it on by compare-and-swap decides: the owner by running it or
// the waiting side by withdrawing it, and then the owner by answering it or the waiting side by leaving.
const (
	stateQueued int32 = iota
	stateRunning
	stateWithdrawn
	stateDone // answered, or left by the waiting side
)

// ticket is a request's place in the queue.
type ticket struct{ state atomic.Int32 }

func (t *ticket) start() bool    { return t.state.CompareAndSwap(stateQueued, stateRunning) }
func (t *ticket) withdraw() bool { return t.state.CompareAndSwap(stateQueued, stateWithdrawn) }
func (t *ticket) finish() bool   { return t.state.CompareAndSwap(stateRunning, stateDone) }

// taskQueue is a first-in-first-out ring that grows when it must. It is not safe for concurrent use.
type taskQueue struct {
	ring  []task
	first int
	count int
}

func (q *taskQueue) push(t task) {
	if q.count == len(q.ring) {
		grown := make([]task, max(16, 2*len(q.ring)))
		for n := range q.count {
			grown[n] = q.ring[(q.first+n)%len(q.ring)]
		}
		q.ring, q.first = grown, 0
	}
	q.ring[(q.first+q.count)%len(q.ring)] = t
	q.count++
}

func (q *taskQueue) pop() (task, bool) {
	if q.count == 0 {
		return nil, false
	}
	t := q.ring[q.first]
	q.ring[q.first] = nil
	q.first = (q.first + 1) % len(q.ring)
	q.count--
	if q.count == 0 && len(q.ring) > maxIdleRing {
		q.ring, q.first = nil, 0
	}
	return t, true
}

// maxIdleRing is the largest ring that an empty queue keeps.
const maxIdleRing = 2048
