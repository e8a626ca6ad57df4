package jsengine

import (
	"sync"
	"time"
)

// graceTime is how long a turn that was interrupted may take to end. The worst honest case, thousands of calls nested
// through natives, unwinds in half of it.
const graceTime = time.Second

// deadline interrupts a turn that runs too long, and gives it up when it does not end even then. One deadline serves an
// owner for all its turns, so that a turn allocates no timer of its own.
//
// The timer's function runs in a goroutine of its own and may come late, when the next turn is already armed.
// It therefore compares the clock with the time that is armed now, under the lock, and does nothing before then:
// an interrupt never reaches another turn than the one that overran.
//
// The interrupt itself may block for ever: a name getter of the app's can hold the lock that goja takes for it. So it is
// called without the lock, and the second stage has a timer of its own.
type deadline struct {
	timer *time.Timer
	// interrupt stops the running turn. It is called once in a turn at most.
	interrupt func(cause error)
	// abandon gives the running turn up: its end doesn't count any more. It is called once at most, and then the deadline
	// is done with.
	abandon func(cause error)
	// slow, which may be nil, is called when a turn has been running for slowTime. It must not wait.
	slow func()

	mu    sync.Mutex
	turns uint64        // how many were begun
	saw   uint64        // the last turn that slow was called for
	until time.Time     // zero while disarmed, and after the interrupt
	limit time.Duration // of the turn
	due   time.Time     // when the timer goes off; zero when it is not set
	fired *firing       // the interrupt of this turn, nil for none
	// abandoned: the turn was given up.
	abandoned bool
}

// firing is the interrupt of a turn.
type firing struct {
	cause  error
	landed chan struct{} // closed when interrupt has returned
	grace  *time.Timer
}

func newDeadline(interrupt, abandon func(cause error)) *deadline {
	d := &deadline{interrupt: interrupt, abandon: abandon}
	d.timer = time.AfterFunc(time.Hour, d.expire)
	d.timer.Stop()
	return d
}

// arm starts the clock of a turn. A timer that goes off before the end of the turn's time is left alone: it sets itself
// again. Setting and stopping it for every turn would cost more than most turns.
func (d *deadline) arm(timeout time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	now := time.Now()
	d.turns++
	d.limit = timeout
	d.until = now.Add(timeout)
	first := timeout
	if d.slow != nil {
		first = min(timeout, slowTime)
	}
	if due := now.Add(first); d.due.IsZero() || due.Before(d.due) {
		d.due = due
		d.timer.Reset(first)
	}
}

// disarm ends the turn and says why it was interrupted, nil when it was not. After it returned, no interrupt of that turn
// is under way any more. Whether a turn ends or is given up is decided here: of a turn that was abandoned first, the
// caller has lost everything to another owner.
func (d *deadline) disarm() (cause error, abandoned bool) {
	d.mu.Lock()
	d.until = time.Time{}
	f := d.fired
	if f == nil {
		d.mu.Unlock()
		return nil, false
	}
	d.mu.Unlock()
	<-f.landed
	d.mu.Lock()
	defer d.mu.Unlock()
	f.grace.Stop()
	d.fired = nil
	return f.cause, d.abandoned
}

func (d *deadline) expire() {
	d.mu.Lock()
	d.due = time.Time{}
	if d.until.IsZero() {
		d.mu.Unlock()
		return
	}
	now := time.Now()
	left := d.until.Sub(now)
	if left <= 0 {
		d.fire(ErrTimeout)
		return
	}
	var slow func()
	if d.slow != nil && d.saw != d.turns {
		if early := slowTime - (d.limit - left); early > 0 {
			left = min(left, early)
		} else {
			d.saw, slow = d.turns, d.slow
		}
	}
	d.due = now.Add(left)
	d.timer.Reset(left)
	d.mu.Unlock()
	if slow != nil {
		slow()
	}
}

// progress says which turn is the last one, whether it is running, whether slow was called for it, and whether it can
// still be stopped.
func (d *deadline) progress() (turn uint64, running, slow, stoppable bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	stoppable = !d.until.IsZero()
	running = stoppable || d.fired != nil
	return d.turns, running, running && d.saw == d.turns, stoppable
}

// stop interrupts a turn, if it is running still.
func (d *deadline) stop(turn uint64, cause error) {
	d.mu.Lock()
	if d.turns != turn || d.until.IsZero() {
		d.mu.Unlock()
		return
	}
	d.fire(cause)
}

// fire interrupts the running turn. It is called with mu held, while until is set, and gives it back.
func (d *deadline) fire(cause error) {
	d.until = time.Time{}
	f := &firing{cause: cause, landed: make(chan struct{})}
	f.grace = time.AfterFunc(graceTime, func() { d.giveUp(f) })
	d.fired = f
	d.mu.Unlock()
	d.interrupt(cause)
	close(f.landed)
}

// giveUp abandons the turn of an interrupt that has not ended.
func (d *deadline) giveUp(f *firing) {
	d.mu.Lock()
	if d.fired != f {
		d.mu.Unlock()
		return
	}
	d.abandoned = true
	d.mu.Unlock()
	d.timer.Stop()
	d.abandon(f.cause)
}
