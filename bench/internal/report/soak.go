package report

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// Soak is a long run of mixed load.
type Soak struct {
	Duration   time.Duration
	Samples    []Memory
	Unexpected string // the first answer that was not as it must be
}

// Memory is what a server used at a time, and what it had done by then.
type Memory struct {
	At         time.Duration // since the load began
	Resident   int64         // bytes
	Heap       int64         // bytes of Go's heap after a collection
	Goroutines int64
	Counts     Counts
}

// Counts is how many requests ended how.
type Counts struct {
	OK          int64
	Errors      int64 // 500, from a script that threw
	TimedOut    int64 // 504, from a script that never ended, or from what it made late
	Unavailable int64 // 503, when that one was stopped
	GoneAway    int64 // clients that did not wait for the answer
	Unexpected  int64
}

// Total returns the number of all requests.
func (c Counts) Total() int64 {
	return c.OK + c.Errors + c.TimedOut + c.Unavailable + c.GoneAway + c.Unexpected
}

// What memory may grow by, from the middle third of a run to its last, and count as flat:
// a share, and what a garbage collector and an allocator vary by.
const (
	growthShare = 0.05
	growthBytes = 4 << 20
	leastThird  = 2 // samples
)

// growth compares the means of the last and the middle third of the samples. The first
// third is left out, since caches fill in it. ok is false if there are too few.
func (s *Soak) growth(of func(Memory) int64) (middle, last float64, ok bool) {
	third := len(s.Samples) / 3
	if third < leastThird {
		return 0, 0, false
	}
	mean := func(samples []Memory) float64 {
		sum := 0.0
		for _, m := range samples {
			sum += float64(of(m))
		}
		return sum / float64(len(samples))
	}
	return mean(s.Samples[len(s.Samples)-2*third : len(s.Samples)-third]), mean(s.Samples[len(s.Samples)-third:]), true
}

func flat(middle, last float64) bool {
	return last <= middle*(1+growthShare)+growthBytes
}

// Err returns an error if an answer was wrong or memory grew.
func (s *Soak) Err() error {
	var all []error
	if s.Unexpected != "" {
		all = append(all, fmt.Errorf("an unexpected answer: %s", s.Unexpected))
	}
	for name, of := range measures {
		if middle, last, ok := s.growth(of); ok && !flat(middle, last) {
			all = append(all, fmt.Errorf("%s memory grew from %s to %s", name, size(int64(middle)), size(int64(last))))
		}
	}
	return errors.Join(all...)
}

var measures = map[string]func(Memory) int64{
	"resident": func(m Memory) int64 { return m.Resident },
	"heap":     func(m Memory) int64 { return m.Heap },
}

// Markdown returns the run as a table, with what it says about memory.
func (s *Soak) Markdown() string {
	m := &markdown{}
	m.printf("%s of mixed load: reads, writes, files, errors, scripts that never end, and clients that go away.\n\n", s.Duration)
	var rows [][]string
	for _, at := range s.Samples {
		c := at.Counts
		rows = append(rows, []string{
			at.At.Round(time.Second).String(), size(at.Resident), size(at.Heap), fmt.Sprint(at.Goroutines), fmt.Sprint(c.OK), fmt.Sprint(c.Errors),
			fmt.Sprint(c.TimedOut), fmt.Sprint(c.Unavailable), fmt.Sprint(c.GoneAway), fmt.Sprint(c.Unexpected),
		})
	}
	m.table([]string{"after", "resident", "heap after GC", "goroutines", "answered", "500", "504", "503", "gone away", "unexpected"}, rows)
	for _, name := range []string{"resident", "heap"} {
		middle, last, ok := s.growth(measures[name])
		switch {
		case !ok:
			m.printf("The run was too short to tell whether %s memory grows.\n", name)
		case flat(middle, last):
			m.printf("The %s memory is flat: %s in the middle third of the run, %s in the last.\n", name, size(int64(middle)), size(int64(last)))
		default:
			m.printf("The %s memory **grew** from %s in the middle third of the run to %s in the last.\n", name, size(int64(middle)), size(int64(last)))
		}
	}
	if s.Unexpected != "" {
		m.printf("The first unexpected answer: %s\n", s.Unexpected)
	}
	return strings.TrimRight(m.b.String(), "\n") + "\n"
}
