package jsengine

import (
	goruntime "runtime"
	"time"
)

const (
	// longLooks is in how many looks a turn has been found running when it counts as long: 30 ms at least.
	longLooks = 3
	// calmTime is how long there must have been fewer long turns before processors are given back.
	calmTime = 500 * time.Millisecond
)

// processors keeps long turns from taking all of the processors that Go schedules goroutines on. A goroutine that computes
// keeps its processor for 10 ms at a time, so when as many scripts run for long as there are processors, a request, which
// wakes several goroutines one after the other, waits for a multiple of that. A turn can't be made to pause. So instead
// of having fewer scripts run there are more processors: GOMAXPROCS grows by the number of long turns, which the
// operating system then shares the cores among, and it lets a thread that has slept run almost at once.
type processors struct {
	usual int       // GOMAXPROCS without us
	set   int       // what we have set it to; 0 when we have not
	high  time.Time // when as many were needed last
}

// adjust fits GOMAXPROCS to the number of long turns, and reports whether it is raised.
func (p *processors) adjust(long int, now time.Time) bool {
	current := goruntime.GOMAXPROCS(0)
	if p.set == 0 || current != p.set { // nobody has raised it, or somebody else has had a say since
		p.usual, p.set = current, 0
	}
	wanted := p.usual
	if long >= p.usual {
		wanted += long
	}
	switch {
	case wanted >= current:
		p.high = now
	case now.Sub(p.high) < calmTime:
		return true
	}
	if wanted != current {
		goruntime.GOMAXPROCS(wanted)
	}
	if p.set = wanted; wanted == p.usual {
		p.set = 0
	}
	return p.set != 0
}

// restore sets GOMAXPROCS to what it was.
func (p *processors) restore() {
	if p.set != 0 && goruntime.GOMAXPROCS(0) == p.set {
		goruntime.GOMAXPROCS(p.usual)
	}
	p.set = 0
}
