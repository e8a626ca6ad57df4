package bounds

import (
	"sync"
	"sync/atomic"
	"time"
)

const (
	tickTime = 50 * time.Millisecond
	// quietTicks is how many ticks after it was last asked a clock stops. That is longer than a match may take.
	quietTicks = 100
)

// clock tells the time to within a tick or two while it is used. Asking it costs nothing next to asking the system.
type clock struct {
	time atomic.Int64 // of the last tick, since the clock was first used
	used atomic.Bool  // since the last tick

	mu    sync.Mutex
	first time.Time
	timer *time.Timer // nil while it stands
	quiet int
}

// now gives the time of the last tick, and keeps the clock going.
func (c *clock) now() time.Duration {
	if !c.used.Load() {
		c.start()
	}
	return time.Duration(c.time.Load())
}

// since gives how long ago that was which now has given. It is exact where that is more than two ticks, and else 0.
func (c *clock) since(then time.Duration) time.Duration {
	if time.Duration(c.time.Load())-then < 2*tickTime {
		return 0
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Since(c.first) - then
}

func (c *clock) start() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.used.Store(true)
	if c.timer != nil {
		return
	}
	if c.first.IsZero() {
		c.first = time.Now()
	}
	c.quiet = 0
	c.time.Store(int64(time.Since(c.first)))
	c.timer = time.AfterFunc(tickTime, c.tick)
}

func (c *clock) tick() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.time.Store(int64(time.Since(c.first)))
	if c.quiet++; c.used.Swap(false) {
		c.quiet = 0
	}
	if c.quiet > quietTicks {
		c.timer = nil
		return
	}
	c.timer.Reset(tickTime)
}
