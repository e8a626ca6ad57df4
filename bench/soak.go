package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/caddyhbf/hbf/bench/internal/peer"
	"github.com/caddyhbf/hbf/bench/internal/proc"
	"github.com/caddyhbf/hbf/bench/internal/report"
)

// soakTimeout is the app's timeout in a soak run, so that a script that never ends doesn't
// hold everything up for long.
const soakTimeout = 500 * time.Millisecond

// soakTo runs the soak and writes its report to stdout and to a file. An unexpected answer
// or memory that grows is an error.
func (b *bench) soakTo(ctx context.Context, stdout io.Writer) error {
	soak, err := b.runSoak(ctx)
	if err != nil {
		return err
	}
	text := soak.Markdown()
	if err := os.MkdirAll(b.out, 0o755); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(b.out, "soak.md"), []byte(text), 0o644); err != nil {
		return err
	}
	if _, err := io.WriteString(stdout, text); err != nil {
		return err
	}
	if b.publish {
		if err := publish(filepath.Join(b.root, "docs", "performance.md"), "soak", text); err != nil {
			return err
		}
	}
	return soak.Err()
}

// runSoak puts the mixed load on an HBF of its own and samples its memory once a minute,
// or ten times in a shorter run.
func (b *bench) runSoak(ctx context.Context) (*report.Soak, error) {
	setting, err := b.setting("soak", "NORMAL")
	if err != nil {
		return nil, err
	}
	admin, err := peer.FreePort()
	if err != nil {
		return nil, err
	}
	options := peer.Options{Admin: admin, DiscardLog: true, Directive: []string{"timeout " + soakTimeout.String()}}
	if err := peer.WithOptions(ctx, setting, options); err != nil {
		return nil, err
	}
	all := peer.All()
	server, err := b.start(ctx, all[slices.IndexFunc(all, func(p peer.Peer) bool { return p.Name == peer.HBF })], setting)
	if err != nil {
		return nil, err
	}
	defer server.Stop()

	soak := &report.Soak{Duration: b.soak}
	profiles := fmt.Sprintf("http://127.0.0.1:%d/debug/pprof/", admin)
	sample := func(at time.Duration, t *traffic) error {
		s, err := memory(ctx, profiles, server.PIDs())
		if err != nil {
			return err
		}
		s.At, s.Counts = at, t.counts()
		soak.Samples = append(soak.Samples, s)
		b.say("%8s  %9d requests  resident %d MiB  heap %d MiB  %d goroutines", at.Round(time.Second), s.Counts.Total(), s.Resident>>20, s.Heap>>20, s.Goroutines)
		return nil
	}

	load, cancel := context.WithTimeout(ctx, b.soak)
	defer cancel()
	t := startTraffic(load, server.URL)
	defer t.wait()
	defer cancel() // runs before wait
	began := time.Now()
	if err := sample(0, t); err != nil {
		return nil, err
	}
	tick := time.NewTicker(min(time.Minute, b.soak/10))
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			if err := sample(time.Since(began), t); err != nil {
				return nil, err
			}
		case <-load.Done():
			t.wait()
			if ctx.Err() != nil {
				return nil, ctx.Err()
			}
			soak.Unexpected = t.unexpected()
			return soak, sample(time.Since(began), t)
		}
	}
}

// memory asks a Caddy's admin endpoint for its heap after a collection, and the system
// for what is resident.
func memory(ctx context.Context, profiles string, pids []int) (report.Memory, error) {
	var m report.Memory
	var err error
	if m.Heap, err = profileNumber(ctx, profiles+"heap?gc=1&debug=1", "# HeapAlloc = "); err != nil {
		return m, err
	}
	if m.Goroutines, err = profileNumber(ctx, profiles+"goroutine?debug=1", "goroutine profile: total "); err != nil {
		return m, err
	}
	usage, err := proc.Tree(pids...)
	m.Resident = usage.Resident
	return m, err
}

// profileNumber returns the number after a prefix in a profile's text.
func profileNumber(ctx context.Context, url, prefix string) (int64, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody)
	if err != nil {
		return 0, err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return 0, err
	}
	defer response.Body.Close()
	lines := bufio.NewScanner(response.Body)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		if number, found := strings.CutPrefix(lines.Text(), prefix); found {
			_, _ = io.Copy(io.Discard, response.Body) // so that the connection is kept
			return strconv.ParseInt(strings.TrimSpace(number), 10, 64)
		}
	}
	return 0, fmt.Errorf("%s: no line begins with %q (status %d, %w)", url, prefix, response.StatusCode, lines.Err())
}
