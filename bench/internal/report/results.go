// Package report keeps what the benchmark measured, and shows it as Markdown, as a chart
// and in comparison with an earlier run.
package report

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"time"
)

// Results is a whole run, as it is written to results.json.
type Results struct {
	Taken    time.Time `json:"taken"`
	Commit   string    `json:"commit,omitempty"`
	Machine  Machine   `json:"machine"`
	Settings Settings  `json:"settings"`
	Peers    []Peer    `json:"peers"`
	Routes   []Route   `json:"routes"`
	Samples  []Sample  `json:"samples"`
	Missing  []Missing `json:"missing,omitempty"`
	Overload *Overload `json:"overload,omitempty"`
}

// Machine is where the run was.
type Machine struct {
	CPU        string `json:"cpu"`
	Cores      int    `json:"cores"`
	Memory     int64  `json:"memory"` // bytes
	System     string `json:"system"`
	FileSystem string `json:"file_system"` // of the databases
}

// Settings is how the run was made.
type Settings struct {
	Rounds      int     `json:"rounds"`
	Seconds     float64 `json:"seconds"` // of each measurement
	Connections int     `json:"connections"`
	Generator   string  `json:"generator"`
}

// Peer is a server and what is not about one route.
type Peer struct {
	Name    string    `json:"name"`
	Title   string    `json:"title"`
	Version string    `json:"version,omitempty"`
	Skipped string    `json:"skipped,omitempty"` // why it was not measured
	Starts  []float64 `json:"starts,omitempty"`  // milliseconds from starting it to its first right answer
	Idle    int64     `json:"idle,omitempty"`    // bytes resident after its start
	Loaded  int64     `json:"loaded,omitempty"`  // the most bytes resident in any measurement
}

// Route is a kind of work.
type Route struct {
	Name  string `json:"name"`
	Title string `json:"title"`
}

// Sample is one measurement.
type Sample struct {
	Peer        string  `json:"peer"`
	Route       string  `json:"route"`
	Round       int     `json:"round"`
	Connections int     `json:"connections"`
	Rate        float64 `json:"rate"`     // requests per second
	Baseline    float64 `json:"baseline"` // those of respond with as many connections, around that time
	P50         float64 `json:"p50"`      // milliseconds
	P99         float64 `json:"p99"`      // milliseconds
	CPU         float64 `json:"cpu"`      // microseconds of the server's processes per request
}

// Missing is a route that a peer was not measured on.
type Missing struct {
	Peer   string `json:"peer"`
	Route  string `json:"route"`
	Reason string `json:"reason"`
}

// Overload is a run with more requests than the app can answer.
type Overload struct {
	Route       string  `json:"route"`
	Sustainable float64 `json:"sustainable"` // requests per second in a closed loop
	Offered     float64 `json:"offered"`     // requests per second that were sent
	QueueSize   int     `json:"queue_size"`
	Seconds     float64 `json:"seconds"`
	Lines       []Line  `json:"lines"`
}

// Line says what became of one kind of request during the overload.
type Line struct {
	Name       string  `json:"name"`
	Sent       int64   `json:"sent"`
	OK         int64   `json:"ok"`
	Refused    int64   `json:"refused"` // 503 with Retry-After
	Wrong      int64   `json:"wrong"`   // any other answer
	Failed     int64   `json:"failed"`  // none
	P50        float64 `json:"p50"`     // milliseconds, of those that were OK
	P99        float64 `json:"p99"`
	RefusedP99 float64 `json:"refused_p99"`
	First      string  `json:"first,omitempty"` // the first wrong answer or failure
}

// Write writes the results to a file as JSON.
func (r *Results) Write(file string) error {
	text, err := json.MarshalIndent(r, "", "\t")
	if err != nil {
		return err
	}
	return os.WriteFile(file, append(text, '\n'), 0o644)
}

// Read reads what Write wrote.
func Read(file string) (*Results, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var r Results
	if err := json.Unmarshal(text, &r); err != nil {
		return nil, fmt.Errorf("reading %s: %w", file, err)
	}
	if len(r.Samples) == 0 {
		return nil, errors.New(file + " has no samples: is it a results.json?")
	}
	return &r, nil
}

// Cell sums up what was measured of one peer on one route with so many connections: the
// medians over the rounds, and for the ratio its extremes too.
type Cell struct {
	Rounds                 int
	Rate, P50, P99, CPU    float64
	Ratio, Lowest, Highest float64 // to the baseline
}

// Cell returns the summary; ok is false if nothing was measured.
func (r *Results) Cell(peer, route string, connections int) (cell Cell, ok bool) {
	var rates, p50s, p99s, cpus, ratios []float64
	for _, s := range r.Samples {
		if s.Peer != peer || s.Route != route || s.Connections != connections {
			continue
		}
		rates, p50s, p99s, cpus = append(rates, s.Rate), append(p50s, s.P50), append(p99s, s.P99), append(cpus, s.CPU)
		if s.Baseline > 0 {
			ratios = append(ratios, s.Rate/s.Baseline)
		}
	}
	if len(rates) == 0 {
		return Cell{}, false
	}
	cell = Cell{Rounds: len(rates), Rate: Median(rates), P50: Median(p50s), P99: Median(p99s), CPU: Median(cpus)}
	if len(ratios) > 0 {
		cell.Ratio, cell.Lowest, cell.Highest = Median(ratios), slices.Min(ratios), slices.Max(ratios)
	}
	return cell, true
}

// Median returns the middle of values, or the mean of the two middle ones; 0 if there are
// none.
func Median(values []float64) float64 {
	if len(values) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(values))
	middle := len(sorted) / 2
	if len(sorted)%2 == 1 {
		return sorted[middle]
	}
	return (sorted[middle-1] + sorted[middle]) / 2
}

// measured returns the peers that have samples, in order.
func (r *Results) measured() []Peer {
	var peers []Peer
	for _, p := range r.Peers {
		if slices.ContainsFunc(r.Samples, func(s Sample) bool { return s.Peer == p.Name }) {
			peers = append(peers, p)
		}
	}
	return peers
}

func (r *Results) routeTitle(name string) string {
	if i := slices.IndexFunc(r.Routes, func(route Route) bool { return route.Name == name }); i >= 0 {
		return r.Routes[i].Title
	}
	return name
}

func (r *Results) peerTitle(name string) string {
	if i := slices.IndexFunc(r.Peers, func(p Peer) bool { return p.Name == name }); i >= 0 {
		return r.Peers[i].Title
	}
	return name
}
