package jsengine

import "time"

// watchQueue sets the clock that ends the wait of requests. It is called with mu held for each task that is queued. One
// clock serves all requests, since all of them may wait equally long.
func (i *Instance) watchQueue(t task) {
	if i.watched {
		return
	}
	if _, ok := t.(*Request); ok {
		i.watched = true
		i.queueClock.Reset(i.cfg.QueueTimeout)
	}
}

// sweepQueue turns away the requests that have waited too long, in the queue or in the batch that the owner is at, and
// sets the clock for the one that is next.
func (i *Instance) sweepQueue() {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.watched = false
	now := time.Now()
	for _, t := range i.owner.batch { // changes only with mu held
		if !i.turnAway(t, now) {
			return
		}
	}
	for n := range i.queue.count {
		if !i.turnAway(i.queue.ring[(i.queue.first+n)%len(i.queue.ring)], now) {
			return
		}
	}
}

// turnAway ends the wait of a task if it is a request and its time is over. If its time is yet to come it sets the clock
// and reports false: those behind it are later.
func (i *Instance) turnAway(t task, now time.Time) bool {
	r, ok := t.(*Request)
	if !ok || r.state.Load() != stateQueued {
		return true
	}
	if left := i.cfg.QueueTimeout - now.Sub(r.queued); left > 0 {
		i.watched = true
		i.queueClock.Reset(left)
		return false
	}
	if r.withdraw() {
		i.waiting.Add(-1)
		r.err = ErrQueueTimeout
		close(r.done)
	}
	return true
}
