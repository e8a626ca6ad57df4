package main

import (
	"context"
	"fmt"
	"time"

	"github.com/caddyhbf/hbf/bench/internal/load"
	"github.com/caddyhbf/hbf/bench/internal/peer"
	"github.com/caddyhbf/hbf/bench/internal/proc"
	"github.com/caddyhbf/hbf/bench/internal/report"
	"github.com/caddyhbf/hbf/bench/internal/route"
)

// member is a peer that runs.
type member struct {
	peer.Peer
	server *peer.Server // with synchronous=NORMAL
	full   *peer.Server // with FULL; nil if no route asks for it
	about  report.Peer
	lacks  map[string]bool // the routes that it isn't measured on
}

// on returns the server for a route.
func (m *member) on(r route.Route) *peer.Server {
	if r.Full {
		return m.full
	}
	return m.server
}

// routes returns the chosen routes.
func (b *bench) routes() []route.Route {
	var routes []route.Route
	for _, r := range route.All() {
		if wants(b.options.routes, r.Name) {
			routes = append(routes, r)
		}
	}
	return routes
}

// muster starts all chosen peers that are installed and checks their answers. HBF and the
// baseline must be right; another peer is skipped, by name and with the reason.
func (b *bench) muster(ctx context.Context, results *report.Results) ([]*member, error) {
	var fleet []*member
	for _, p := range peer.All() {
		if !wants(b.peers, p.Name) && p.Name != peer.Respond {
			continue
		}
		m := &member{Peer: p, about: report.Peer{Name: p.Name, Title: p.Title}, lacks: map[string]bool{}}
		missing, err := b.enlist(ctx, m)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if err != nil {
			if p.Name == peer.HBF || p.Name == peer.Respond {
				return nil, err
			}
			b.say("skipping %s: %v", p.Title, err)
			m.about.Skipped = err.Error()
			results.Peers = append(results.Peers, m.about)
			continue
		}
		results.Missing = append(results.Missing, missing...)
		fleet = append(fleet, m)
	}
	return fleet, nil
}

// enlist starts a peer as often as there are rounds, to measure its start, and leaves it
// running. The first start, which fills the database, is not among those measured.
func (b *bench) enlist(ctx context.Context, m *member) ([]report.Missing, error) {
	var err error
	if m.about.Version, err = m.Version(ctx, b.env); err != nil {
		return nil, err
	}
	b.say("starting %s (%s)", m.Title, m.about.Version)
	setting, err := b.setting(m.Name, "NORMAL")
	if err != nil {
		return nil, err
	}
	if err := m.Prepare(ctx, setting); err != nil {
		return nil, err
	}
	for i := range b.rounds + 1 {
		if m.server != nil {
			m.server.Stop()
		}
		if err := ports(&setting); err != nil {
			return nil, err
		}
		if m.server, err = b.start(ctx, m.Peer, setting); err != nil {
			return nil, err
		}
		if i > 0 {
			m.about.Starts = append(m.about.Starts, milliseconds(m.server.Start))
		}
	}
	if err := sleep(ctx, time.Second); err != nil { // what a start leaves to do
		return nil, err
	}
	usage, err := proc.Tree(m.server.PIDs()...)
	if err != nil {
		return nil, err
	}
	m.about.Idle = usage.Resident

	var missing []report.Missing
	for _, r := range b.routes() {
		reason := m.Lacks(r.Name)
		if reason == "" {
			if reason, err = b.try(ctx, m, r); err != nil {
				return nil, err
			}
		}
		if reason != "" {
			m.lacks[r.Name] = true
			if m.Name != peer.Respond && m.Name != "file-server" { // theirs go without saying
				missing = append(missing, report.Missing{Peer: m.Name, Route: r.Name, Reason: reason})
			}
		}
	}
	return missing, nil
}

// try checks a peer's answers on a route, for which it starts the server with FULL if that
// is what the route is about. A wrong answer of a peer other than HBF is a reason not to
// measure it there.
func (b *bench) try(ctx context.Context, m *member, r route.Route) (reason string, err error) {
	if r.Full && m.full == nil {
		setting, err := b.setting(m.Name+"-full", "FULL")
		if err != nil {
			return "", err
		}
		if err := m.Prepare(ctx, setting); err != nil {
			return "", err
		}
		if m.full, err = b.start(ctx, m.Peer, setting); err != nil {
			return "", err
		}
	}
	err = check(ctx, m.on(r).URL, r)
	if err != nil && m.Name != peer.HBF && m.Name != peer.Respond {
		b.say("%s is left out on %s: %v", m.Title, r.Name, err)
		return err.Error(), nil
	}
	return "", err
}

// check compares a server's answers to some of a route's requests with the expected ones.
func check(ctx context.Context, url string, r route.Route) error {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	client := load.NewClient(1)
	defer client.CloseIdleConnections()
	last := len(r.Requests) - 1
	for _, i := range []int{0, min(1, last), min(9, last), last} {
		response, err := load.Do(ctx, client, url, r.Requests[i])
		if err != nil {
			return err
		}
		err = r.Requests[i].Check(response)
		_ = response.Body.Close()
		if err != nil {
			return fmt.Errorf("a wrong answer: %w", err)
		}
	}
	return nil
}

func milliseconds(d time.Duration) float64 { return d.Seconds() * 1000 }

// sleep waits unless the context ends.
func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
