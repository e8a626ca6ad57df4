// Package load sends requests to a server as fast as it answers, or at a fixed rate, and
// says how that went.
package load

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/caddyhbf/hbf/bench/internal/route"
)

// Result is what a generator saw.
type Result struct {
	Requests int64 // answered
	Elapsed  time.Duration
	P50, P99 time.Duration
	Errors   Errors
}

// Rate returns the answered requests per second.
func (r Result) Rate() float64 {
	if r.Elapsed <= 0 {
		return 0
	}
	return float64(r.Requests) / r.Elapsed.Seconds()
}

// Errors counts what went wrong, as wrk does.
type Errors struct {
	Connect int64 `json:"connect"`
	Read    int64 `json:"read"`
	Write   int64 `json:"write"`
	Status  int64 `json:"status"` // answers with a status of 400 or more
	Timeout int64 `json:"timeout"`
}

// Err returns an error that tells the counts if there are any.
func (e Errors) Err() error {
	if e == (Errors{}) {
		return nil
	}
	return fmt.Errorf("%d answers with an error status; failed: %d to connect, %d to read, %d to write, %d timed out",
		e.Status, e.Connect, e.Read, e.Write, e.Timeout)
}

// Job is a load: the requests in turn over so many connections for so long.
type Job struct {
	URL         string // of the server, without a path
	Requests    []route.Request
	Connections int
	Duration    time.Duration
}

// Generator drives a server in a closed loop: each connection sends its next request when
// the one before is answered.
type Generator interface {
	// Name says which generator it is, with its version.
	Name() string
	// Run does a job. Answers with an error status are no error of Run; they are counted.
	Run(ctx context.Context, job Job) (Result, error)
}

// percentile returns the p-th percentile of durations, which it sorts.
func percentile(durations []time.Duration, p int) time.Duration {
	if len(durations) == 0 {
		return 0
	}
	slices.Sort(durations)
	return durations[min(len(durations)*p/100, len(durations)-1)]
}
