package caddyhbf_test

import (
	"slices"
	"strings"
	"testing"
	"time"
)

func TestRecyclesAreCounted(t *testing.T) {
	s := newServer(t)
	s.app("app.db", "server.js", counter+`app.get('/loop', () => { for (;;); });`)
	const config = "metrics /metrics\n hbf * $DIR/app.db {\n timeout 100ms\n max_requests 4\n name shop\n }"
	s.run(config)
	if a := s.ask("GET", "/loop", ""); a.status != 504 {
		t.Errorf("%+v", a)
	}
	for range 4 {
		_ = s.ask("GET", "/version", "")
	}
	s.eventually("/memory", "200 1")
	s.run("header X-Reloaded yes\n" + config) // a registry of its own, but the same instance
	s.measured(
		`hbf_recycles_total{app="shop",reason="timeout"} 1`,
		`hbf_recycles_total{app="shop",reason="max_requests"} 1`,
		`hbf_stuck_scripts{app="shop"} 0`,
		`hbf_switched_off{app="shop"} 0`)
}

// measured waits up to ten seconds for the metrics to have all of the texts: an isolated app tells of itself now and then.
func (s *server) measured(wants ...string) {
	s.t.Helper()
	var text string
	for range 1000 {
		text = s.ask("GET", "/metrics", "").body
		if !slices.ContainsFunc(wants, func(want string) bool { return !strings.Contains(text, want) }) {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	contains(s.t, text, wants...)
}
