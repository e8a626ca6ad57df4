package main

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/caddyhbf/hbf/bench/internal/load"
	"github.com/caddyhbf/hbf/bench/internal/report"
	"github.com/caddyhbf/hbf/bench/internal/route"
)

// trafficWorkers is how many connections send the mixed load of a soak run.
const trafficWorkers = 16

// traffic is the load of a soak run: reads, writes, files, errors and slow requests from
// several connections; now and then a script that never ends; and clients that go away
// before they are answered.
type traffic struct {
	url     string
	client  *http.Client
	running sync.WaitGroup

	mu    sync.Mutex
	tally report.Counts
	first string // the first unexpected answer
}

// parcel is one kind of request of the mixed load.
type parcel struct {
	weight  int // in a hundred
	request func() route.Request
	status  int
	waits   bool // for a timer, so that a script that never ends can make it late
}

func parcels() []parcel {
	return []parcel{
		{weight: 30, request: func() route.Request { return route.Row(1 + rand.IntN(route.Items)) }, status: http.StatusOK},
		{weight: 20, request: plain("/json"), status: http.StatusOK},
		{weight: 10, request: plain("/user/7"), status: http.StatusOK},
		{weight: 10, request: plain("/rows"), status: http.StatusOK},
		{weight: 10, request: route.Insert, status: http.StatusOK},
		{weight: 10, request: route.Ready, status: http.StatusOK},
		{weight: 5, request: plain("/slow"), status: http.StatusOK, waits: true},
		{weight: 5, request: plain("/error"), status: http.StatusInternalServerError},
	}
}

func plain(path string) func() route.Request {
	return func() route.Request { return route.Request{Method: http.MethodGet, Path: path} }
}

// startTraffic sends until the context ends.
func startTraffic(ctx context.Context, url string) *traffic {
	t := &traffic{url: url, client: load.NewClient(trafficWorkers + 1)}
	kinds := parcels()
	for range trafficWorkers {
		t.running.Go(func() {
			for ctx.Err() == nil {
				kind := pick(kinds)
				t.send(ctx, kind)
			}
		})
	}
	t.running.Go(func() {
		forever := parcel{request: plain("/forever"), status: http.StatusGatewayTimeout}
		for sleep(ctx, 10*time.Second) == nil {
			t.send(ctx, forever)
		}
	})
	t.running.Go(func() {
		for sleep(ctx, 20*time.Millisecond) == nil {
			t.goAway(ctx)
		}
	})
	return t
}

// pick chooses a kind by weight.
func pick(kinds []parcel) parcel {
	n := rand.IntN(100)
	for _, kind := range kinds {
		if n -= kind.weight; n < 0 {
			return kind
		}
	}
	return kinds[0]
}

// send sends a request and counts its answer. Besides the expected status 503 is right:
// what was in flight gets it when the instance recycles after a script that never ended.
func (t *traffic) send(ctx context.Context, kind parcel) {
	r := kind.request()
	limited, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	got, err := load.Send(limited, t.client, t.url, r)
	if err != nil && ctx.Err() != nil {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	switch {
	case err != nil:
		t.tally.Unexpected++
		if t.first == "" {
			t.first = err.Error()
		}
	case got == http.StatusServiceUnavailable:
		t.tally.Unavailable++
	case got == http.StatusGatewayTimeout && kind.waits:
		t.tally.TimedOut++
	case got != kind.status:
		t.tally.Unexpected++
		if t.first == "" {
			t.first = fmt.Sprintf("%s %s: status %d, want %d", r.Method, r.Path, got, kind.status)
		}
	case got == http.StatusOK:
		t.tally.OK++
	case got == http.StatusGatewayTimeout:
		t.tally.TimedOut++
	default:
		t.tally.Errors++
	}
}

// goAway sends a request and closes the connection without waiting for its answer.
func (t *traffic) goAway(ctx context.Context) {
	conn, err := (&net.Dialer{Timeout: time.Second}).DialContext(ctx, "tcp", strings.TrimPrefix(t.url, "http://"))
	if err != nil {
		return // the other connections would notice
	}
	defer conn.Close()
	if _, err := io.WriteString(conn, "GET /slow HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"); err != nil {
		return
	}
	_ = sleep(ctx, 5*time.Millisecond) // so that the app has begun with it
	t.mu.Lock()
	defer t.mu.Unlock()
	t.tally.GoneAway++
}

func (t *traffic) counts() report.Counts {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.tally
}

// unexpected returns the first answer that was not as it must be, or "".
func (t *traffic) unexpected() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.first
}

// wait waits until all senders have ended, which the context makes them do.
func (t *traffic) wait() {
	t.running.Wait()
	t.client.CloseIdleConnections()
}
