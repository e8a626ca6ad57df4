package isolation

import (
	"fmt"
	"time"
)

// The watchdog looks at a child's memory often while it has something to do, or uses more than half of what it may, and
// seldom otherwise.
const (
	busyInterval = 10 * time.Millisecond
	idleInterval = 250 * time.Millisecond
)

// startAllowance is what a child may use, in bytes, before its app begins and the baseline is known, and while it compiles
// changed code: that takes much for a moment.
const startAllowance = 1 << 30

// overhead is what a child may use, in bytes, beside its memory limit: connections, buffers, the engine itself, and
// garbage that was not collected yet.
const overhead = 32<<20 + raceOverhead

// watch kills a child that uses more memory than it may, or is not heard of any more.
func (c *child) watch(exited <-chan struct{}) {
	next := time.NewTimer(busyInterval)
	defer next.Stop()
	for {
		select {
		case <-exited:
			return
		case <-c.p.woken:
		case <-next.C:
		}
		next.Reset(c.look())
	}
}

// allowance is how many bytes of memory the child may use now beyond its baseline.
func (c *child) allowance() int64 {
	if c.baseline.Load() == 0 || c.extended.Load() {
		return startAllowance
	}
	return c.p.o.MemoryLimit + overhead
}

func (c *child) limits() string {
	return fmt.Sprintf("and memory_limit is %d MiB, beside the %d MiB that serving takes", c.p.o.MemoryLimit>>20, int64(overhead)>>20)
}

// look returns when to look again.
func (c *child) look() time.Duration {
	if silent := time.Since(c.began) - time.Duration(c.beat.Load()); silent > beatPatience {
		c.kill(fmt.Sprintf("it has not been heard of for %s", silent.Round(time.Second)))
		return idleInterval
	}
	used, err := memoryOf(c.cmd.Process.Pid)
	if err != nil {
		return idleInterval // it has just ended, or the system can't tell
	}
	limit := c.allowance()
	if over := used.anonymous - c.baseline.Load(); over > limit {
		c.kill(fmt.Sprintf("it used %d MiB of memory more than without the app, %s", over>>20, c.limits()))
	} else if over < limit/2 && c.p.active.Load() == 0 {
		return idleInterval
	}
	return busyInterval
}
