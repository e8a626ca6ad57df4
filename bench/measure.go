package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/caddyhbf/hbf/bench/internal/load"
	"github.com/caddyhbf/hbf/bench/internal/peer"
	"github.com/caddyhbf/hbf/bench/internal/proc"
	"github.com/caddyhbf/hbf/bench/internal/report"
	"github.com/caddyhbf/hbf/bench/internal/route"
)

// wideRoutes are those that are measured with many connections too.
var wideRoutes = []string{"hello", "row", "insert"}

// measure runs the whole comparison.
func (b *bench) measure(ctx context.Context) (*report.Results, error) {
	results := &report.Results{
		Taken: time.Now().Truncate(time.Second), Commit: commit(ctx, b.root), Machine: machine(b.cache),
		Settings: report.Settings{Rounds: b.rounds, Seconds: b.duration.Seconds(), Connections: b.connections, Generator: b.generator.Name()},
	}
	for _, r := range b.routes() {
		results.Routes = append(results.Routes, report.Route{Name: r.Name, Title: r.Title})
	}
	fleet, err := b.muster(ctx, results)
	if err != nil {
		return nil, err
	}
	for round := range b.rounds {
		for _, r := range b.routes() {
			if err := b.compare(ctx, results, fleet, r, round, b.connections); err != nil {
				return nil, err
			}
			if b.wide > 0 && b.wide != b.connections && slices.Contains(wideRoutes, r.Name) {
				if err := b.compare(ctx, results, own(fleet), r, round, b.wide); err != nil {
					return nil, err
				}
			}
		}
	}
	if b.overload && wants(b.peers, peer.HBF) && wants(b.options.routes, overloadRoute) {
		if results.Overload, err = b.measureOverload(ctx); err != nil {
			return nil, err
		}
	}
	for _, m := range fleet {
		results.Peers = append(results.Peers, m.about)
	}
	slices.SortStableFunc(results.Peers, func(a, b report.Peer) int { return place(a.Name) - place(b.Name) })
	return results, nil
}

// own returns HBF and the baseline.
func own(fleet []*member) []*member {
	return slices.DeleteFunc(slices.Clone(fleet), func(m *member) bool { return m.Name != peer.HBF && m.Name != peer.Respond })
}

// place returns where a peer stands in reports.
func place(name string) int {
	return slices.IndexFunc(peer.All(), func(p peer.Peer) bool { return p.Name == name })
}

// compare measures the peers on a route, each round with another one first, and the
// baseline before and after them. The mean of those two is what their ratios refer to.
func (b *bench) compare(ctx context.Context, results *report.Results, fleet []*member, r route.Route, number, connections int) error {
	i := slices.IndexFunc(fleet, func(m *member) bool { return m.Name == peer.Respond })
	respond := fleet[i]
	first, err := b.baseline(ctx, respond, r, number, connections)
	if err != nil {
		return err
	}
	b.say("round %d/%d, %s, %d connections: respond %.0f/s", number+1, b.rounds, r.Name, connections, first.Rate)

	var samples []report.Sample
	others := slices.Delete(slices.Clone(fleet), i, i+1)
	for turn := range others {
		m := others[(turn+number)%len(others)]
		if m.lacks[r.Name] {
			continue
		}
		sample, err := b.sample(ctx, m, r, number, connections)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			if m.Name == peer.HBF {
				return fmt.Errorf("%s, %s: %w", m.Title, r.Name, err)
			}
			b.say("  %s is left out from now on: %v", m.Title, err)
			m.lacks[r.Name] = true
			results.Missing = append(results.Missing, report.Missing{Peer: m.Name, Route: r.Name, Reason: fmt.Sprintf("in round %d: %v", number+1, err)})
			continue
		}
		samples = append(samples, sample)
		b.say("  %-16s %9.0f/s  %5.2f  p50 %.2f ms  p99 %.2f ms  %.0f us", m.Name, sample.Rate, sample.Rate/first.Rate, sample.P50, sample.P99, sample.CPU)
	}
	last, err := b.baseline(ctx, respond, r, number, connections)
	if err != nil {
		return err
	}
	if !respond.lacks[r.Name] {
		samples = append(samples, first)
	}
	for _, sample := range samples {
		sample.Baseline = (first.Rate + last.Rate) / 2
		results.Samples = append(results.Samples, sample)
	}
	return nil
}

// baseline measures respond.
func (b *bench) baseline(ctx context.Context, respond *member, r route.Route, round, connections int) (report.Sample, error) {
	sample, err := b.sample(ctx, respond, route.Route{Name: r.Name, Requests: []route.Request{route.Baseline()}}, round, connections)
	if err != nil {
		return sample, fmt.Errorf("%s: %w", respond.Title, err)
	}
	return sample, nil
}

// sample measures a peer on a route once. Wrong answers before it and error statuses
// in it are errors, and so is a write that was acknowledged and is not there.
func (b *bench) sample(ctx context.Context, m *member, r route.Route, round, connections int) (report.Sample, error) {
	server := m.on(r)
	if err := check(ctx, server.URL, r); err != nil {
		return report.Sample{}, err
	}
	job := load.Job{URL: server.URL, Requests: r.Requests, Connections: connections, Duration: b.duration}
	if round == 0 {
		warming := job
		warming.Duration = min(b.duration, time.Second)
		if _, err := b.generator.Run(ctx, warming); err != nil {
			return report.Sample{}, err
		}
	}
	rows := int64(0)
	if r.Writes(int64(len(r.Requests))) > 0 {
		var err error
		if rows, err = count(ctx, server.URL); err != nil {
			return report.Sample{}, err
		}
	}
	before, err := proc.Tree(server.PIDs()...)
	if err != nil {
		return report.Sample{}, err
	}
	watch := watchMemory(server.PIDs())
	result, err := b.generator.Run(ctx, job)
	m.about.Loaded = max(m.about.Loaded, watch())
	if err != nil {
		return report.Sample{}, err
	}
	after, err := proc.Tree(server.PIDs()...)
	if err != nil {
		return report.Sample{}, err
	}
	if err := result.Errors.Err(); err != nil {
		return report.Sample{}, err
	}
	if result.Requests == 0 {
		return report.Sample{}, fmt.Errorf("no answer in %s", b.duration)
	}
	if writes := r.Writes(result.Requests); writes > 0 {
		now, err := count(ctx, server.URL)
		if err != nil {
			return report.Sample{}, err
		}
		if now-rows < writes-int64(connections) {
			return report.Sample{}, fmt.Errorf("%d writes were acknowledged, %d are there", writes, now-rows)
		}
	}
	return report.Sample{
		Peer: m.Name, Route: r.Name, Round: round, Connections: connections,
		Rate: result.Rate(), P50: milliseconds(result.P50), P99: milliseconds(result.P99),
		CPU: (after.CPU - before.CPU).Seconds() * 1e6 / float64(result.Requests),
	}, nil
}

// count returns how many rows a server's inserts have made.
func count(ctx context.Context, url string) (int64, error) {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	client := load.NewClient(1)
	defer client.CloseIdleConnections()
	response, err := load.Do(ctx, client, url, route.Count())
	if err != nil {
		return 0, err
	}
	defer response.Body.Close()
	var rows struct{ N *int64 }
	if err := json.NewDecoder(response.Body).Decode(&rows); err != nil || response.StatusCode != http.StatusOK || rows.N == nil {
		return 0, fmt.Errorf("counting the rows: status %d, %w", response.StatusCode, err)
	}
	return *rows.N, nil
}

// watchMemory looks at the resident memory of processes twice a second until the returned
// function is called, which gives the most that was seen.
func watchMemory(pids []int) func() int64 {
	stop, most := make(chan struct{}), make(chan int64)
	go func() {
		var peak int64
		tick := time.NewTicker(time.Second / 2)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
			case <-stop:
				most <- max(peak, resident(pids))
				return
			}
			peak = max(peak, resident(pids))
		}
	}()
	return func() int64 {
		close(stop)
		return <-most
	}
}

// resident returns the bytes resident; 0 when the processes have ended, which the
// generator will notice too.
func resident(pids []int) int64 {
	usage, err := proc.Tree(pids...)
	if err != nil {
		return 0
	}
	return usage.Resident
}
