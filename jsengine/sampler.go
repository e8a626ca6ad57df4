package jsengine

import (
	"errors"
	"fmt"
	"runtime/metrics"
	"sync"
	"sync/atomic"
	"time"

	goruntime "runtime"
)

// ErrMemory means that a turn was interrupted since it made the heap grow by more than Config.MemoryLimit.
var ErrMemory = errors.New("the app used more memory than its memory_limit allows")

const (
	// slowTime is how long a turn has run when the sampler begins to look. It is short enough for little to be allocated
	// in it, and long enough for most turns to be over.
	slowTime = 5 * time.Millisecond
	// sampleTime is the time between two looks.
	sampleTime = 10 * time.Millisecond
	// collectTime is the least time between two collections that the sampler asks for.
	collectTime = 100 * time.Millisecond
)

// Sampler looks after turns that run for long, on behalf of all instances of a process, which share one. It looks only
// while there are any.
//
// It stops turns that make the process's heap grow by 8 MiB more than Config.MemoryLimit; when garbage could be the reason it has
// that collected before it blames anybody. And it sees to it that turns don't take all of GOMAXPROCS, which it raises
// while they otherwise would.
//
// Go can't tell whose memory is whose. What a turn answers for is the growth since the sampler first saw it, less all that
// was allocated between two looks in which another instance ran a script too, or the host did something large (Work): so
// no turn is ever stopped for the growth that another app has caused, but one may go on, up to its timeout, beside an app
// that is always busy.
type Sampler struct {
	work sync.WaitGroup // the goroutine that looks

	// Of what the host does: how often it has begun something large, and how much of that is under way.
	begun, underWay atomic.Int64

	mu        sync.Mutex
	members   map[*deadline]*member
	looking   bool  // the goroutine exists
	seen      int64 // begun at the last look
	samples   []metrics.Sample
	allocated uint64    // at the last look
	collected time.Time // the last collection that was asked for
	processors
}

// member is an instance's owner as the sampler knows it.
type member struct {
	limit     uint64 // 0 for none
	turn      uint64 // the last that was seen
	active    bool   // a turn was run since the last look
	stoppable bool   // the turn was not stopped yet
	slow      bool   // the turn is looked at
	looks     int    // how many there were at it
	base      uint64 // the heap when it was first seen, or when it was smallest since
	others    uint64 // what was allocated since while others were active
}

// What the sampler reads.
const (
	heapObjects = iota
	heapAllocated
	heapLive
)

// NewSampler makes a sampler, which does nothing until instances use it.
func NewSampler() *Sampler {
	s := &Sampler{members: make(map[*deadline]*member), samples: make([]metrics.Sample, 3)}
	s.samples[heapObjects].Name = "/memory/classes/heap/objects:bytes"
	s.samples[heapAllocated].Name = "/gc/heap/allocs:bytes"
	s.samples[heapLive].Name = "/gc/heap/live:bytes"
	return s
}

// Work says that the host does something, on whatever goroutine, that may take much memory and is nobody's script: it
// compiles code, reads the body of a request. done says that it has ended.
func (s *Sampler) Work() (done func()) {
	s.underWay.Add(1)
	s.begun.Add(1)
	return func() { s.underWay.Add(-1) }
}

// hostMemory is what a turn may make the heap grow by beside its limit, in bytes: buffers of the host that work for it, such
// as those of a body that is decompressed.
const hostMemory = 8 << 20

// attach has the turns of a deadline looked at; limit is the MemoryLimit, 0 for none.
func (s *Sampler) attach(d *deadline, limit int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.members[d] = &member{limit: uint64(limit)}
	d.slow = s.watch
}

// detach takes attach back. With the last one the sampler has come to rest.
func (s *Sampler) detach(d *deadline) {
	s.mu.Lock()
	delete(s.members, d)
	last := len(s.members) == 0
	if last {
		s.restore()
	}
	s.mu.Unlock()
	if last {
		s.work.Wait()
	}
}

// watch begins to look, until there is no slow turn any more.
func (s *Sampler) watch() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.looking || len(s.members) == 0 {
		return
	}
	s.looking = true
	s.work.Go(s.run)
}

func (s *Sampler) run() {
	tick := time.NewTicker(sampleTime)
	defer tick.Stop()
	for {
		suspicious, more := s.look(false)
		if suspicious {
			goruntime.GC()
			_, more = s.look(true)
		}
		if !more {
			return
		}
		<-tick.C
	}
}

// look takes a sample. It reports whether garbage has to be collected before anyone can be blamed, and whether there is
// a turn to go on looking at. With sure it has been collected, and who is to blame is stopped.
func (s *Sampler) look(sure bool) (suspicious, more bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	metrics.Read(s.samples)
	heap, allocated := s.samples[heapObjects].Value.Uint64(), s.samples[heapAllocated].Value.Uint64()
	fresh := allocated - s.allocated
	s.allocated = allocated

	active, long := 0, 0
	begun := s.begun.Load()
	host := begun != s.seen || s.underWay.Load() > 0
	s.seen = begun
	for d, m := range s.members {
		turn, running, slow, stoppable := d.progress()
		m.stoppable = stoppable
		if m.active = running || turn != m.turn; m.active {
			active++
		}
		switch {
		case !slow:
			m.slow = false
		case !m.slow || turn != m.turn:
			m.slow, m.base, m.others, m.looks = true, heap, 0, 0
		case heap < m.base:
			m.base, m.others = heap, 0
		}
		m.turn = turn
		if m.slow && !sure {
			m.looks++
		}
		if m.slow && m.looks >= longLooks {
			long++
		}
	}
	for d, m := range s.members {
		if !m.slow {
			continue
		}
		more = true
		if active > 1 || host {
			m.others += fresh
		}
		if m.limit == 0 || !m.stoppable || heap <= m.base+m.others+m.limit+hostMemory {
			continue
		}
		if sure {
			cause := fmt.Errorf("%w (%d MiB): the heap has grown by %d MiB in one turn", ErrMemory, m.limit>>20, (heap-m.base)>>20)
			turn := m.turn
			go d.stop(turn, cause) // ends at once; in a goroutine of its own, so that nothing can block the sampler
			continue
		}
		if now := time.Now(); now.Sub(s.collected) >= collectTime {
			s.collected = now
			suspicious = true
		}
	}
	if s.adjust(long, time.Now()) && len(s.members) > 0 { // there is something to go back to
		more = true
	}
	s.looking = more
	return suspicious, more
}

// live is the size of what the last collection of garbage has left, 0 when more than one instance may be the reason.
func (s *Sampler) live() uint64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.members) > 1 {
		return 0
	}
	metrics.Read(s.samples[heapLive:])
	return s.samples[heapLive].Value.Uint64()
}
