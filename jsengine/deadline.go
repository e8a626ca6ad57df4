package jsengine

import (
	"sync"
	"time"
)

// deadline interrupts a turn that runs too long. One deadline serves an instance for all its turns, so that a
// turn allocates no timer of its own.
//
// The timer's function runs in a goroutine of its own and may come late, when the next turn is already armed.
// It therefore compares the clock with the time that is armed now, under the lock, and does nothing before then:
// an interrupt never reaches another turn than the one that overran.
type deadline struct {
	timer *time.Timer
	// interrupt stops the running turn. It is called with mu held and must not wait for the owner.
	interrupt func()

	mu    sync.Mutex
	until time.Time // zero while disarmed
	due   time.Time // when the timer goes off; zero when it is not set
	fired bool
}

func newDeadline(interrupt func()) *deadline {
	d := &deadline{interrupt: interrupt}
	d.timer = time.AfterFunc(time.Hour, d.expire)
	d.timer.Stop()
	return d
}

// arm starts the clock of a turn. A timer that goes off before the end of the turn's time is left alone: it sets itself
// again. Setting and stopping it for every turn would cost more than most turns.
func (d *deadline) arm(timeout time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.until = time.Now().Add(timeout)
	d.fired = false
	if d.due.IsZero() || d.until.Before(d.due) {
		d.due = d.until
		d.timer.Reset(timeout)
	}
}

// disarm ends the turn and says whether it was interrupted. After it returned, no interrupt of that turn is
// under way any more.
func (d *deadline) disarm() (fired bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.until = time.Time{}
	return d.fired
}

func (d *deadline) expire() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.due = time.Time{}
	if d.until.IsZero() {
		return
	}
	if left := time.Until(d.until); left > 0 {
		d.due = d.until
		d.timer.Reset(left)
		return
	}
	d.until = time.Time{}
	d.fired = true
	d.interrupt()
}
