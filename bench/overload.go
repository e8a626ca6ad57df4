package main

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/caddyhbf/hbf/bench/internal/load"
	"github.com/caddyhbf/hbf/bench/internal/peer"
	"github.com/caddyhbf/hbf/bench/internal/report"
	"github.com/caddyhbf/hbf/bench/internal/route"
)

// overloadRoute is slow enough that a generator on the same machine can send twice what
// the app sustains.
const overloadRoute = "cpu"

// overloadQueue is the queue_size during the overload: small, so that it fills at once.
const overloadQueue = 64

// measureOverload finds what HBF sustains and sends it twice that, while it asks for
// /health and a static file now and then.
func (b *bench) measureOverload(ctx context.Context) (*report.Overload, error) {
	setting, err := b.setting("overload", "NORMAL")
	if err != nil {
		return nil, err
	}
	options := peer.Options{Directive: []string{fmt.Sprint("queue_size ", overloadQueue), "queue_timeout 1s"}, DiscardLog: true}
	if err := peer.WithOptions(ctx, setting, options); err != nil {
		return nil, err
	}
	all, routes := peer.All(), route.All()
	hbf := all[slices.IndexFunc(all, func(p peer.Peer) bool { return p.Name == peer.HBF })]
	slow := routes[slices.IndexFunc(routes, func(r route.Route) bool { return r.Name == overloadRoute })]
	server, err := b.start(ctx, hbf, setting)
	if err != nil {
		return nil, err
	}
	defer server.Stop()
	job := load.Job{URL: server.URL, Requests: slow.Requests, Connections: b.connections, Duration: b.duration}
	sustained, err := b.generator.Run(ctx, job)
	if err != nil {
		return nil, err
	}
	if err := sustained.Errors.Err(); err != nil {
		return nil, fmt.Errorf("before the overload: %w", err)
	}

	o := &report.Overload{
		Route: slow.Name, Sustainable: sustained.Rate(), Offered: 2 * sustained.Rate(), QueueSize: overloadQueue, Seconds: b.duration.Seconds(),
	}
	kinds := []struct {
		name    string
		request route.Request
		rate    float64
	}{
		{slow.Title, slow.Requests[0], o.Offered},
		{"/health", route.Request{Method: http.MethodGet, Path: "/health", JSON: map[string]any{"status": "ok"}}, 20},
		{"static file", route.Ready(), 20},
	}
	b.say("overload: %s at %.0f/s, twice what is sustained", slow.Name, o.Offered)
	o.Lines = make([]report.Line, len(kinds))
	var running sync.WaitGroup
	for i, kind := range kinds {
		running.Go(func() {
			outcome := load.Open(ctx, server.URL, kind.request, kind.rate, b.duration, 5*time.Second)
			o.Lines[i] = report.Line{
				Name: kind.name, Sent: outcome.Sent, OK: outcome.OK, Refused: outcome.Refused, Wrong: outcome.Wrong, Failed: outcome.Failed,
				P50: milliseconds(outcome.P50), P99: milliseconds(outcome.P99), RefusedP99: milliseconds(outcome.RefusedP99), First: outcome.First,
			}
		})
	}
	running.Wait()
	return o, ctx.Err()
}
