package caddyhbf_test

import (
	"fmt"
	"slices"
	"sync"
	"syscall"
	"testing"
)

// Where an app in process would be switched off until a reload, an isolated one gets a new process, in which nothing is
// stuck. Another app never notices.
func TestAnIsolatedAppThatCanNotBeStoppedGetsANewProcess(t *testing.T) {
	s := newServer(t)
	s.app("app.db", "server.js", stuckApp)
	s.app("other.db", "server.js", counter)
	s.run(`metrics /metrics
	handle_path /other/* {
		hbf * $DIR/other.db
	}
	hbf * $DIR/app.db {
		isolation process
		timeout 100ms
		name shop
	}`)
	s.expect("/hits", "200 0")
	before := s.child()
	enough, over := make(chan struct{}), make(chan struct{})
	stop := sync.OnceFunc(func() { close(enough); <-over })
	defer stop()
	go func() {
		defer close(over)
		for {
			select {
			case <-enough:
				return
			default:
			}
			if a, err := s.do("GET", "/other/version", ""); err != nil || a.status != 200 {
				t.Errorf("the other app: %+v, %v", a, err)
				return
			}
		}
	}()
	if a := s.ask("GET", "/endless", ""); a.status != 504 {
		t.Errorf("the first stuck request: %+v", a)
	}
	s.expect("/hits", "200 0")
	s.measured(`hbf_recycles_total{app="shop",reason="stuck"} 1`, `hbf_stuck_scripts{app="shop"} 1`)
	// The second one ends the process with its answer.
	if a := s.ask("GET", "/endless", ""); !slices.Contains([]int{502, 503, 504}, a.status) {
		t.Errorf("the second stuck request: %+v", a)
	}
	s.eventually("/hits", "200 0") // without a reload
	if a := s.ask("POST", "/hit", ""); a.status != 200 {
		t.Errorf("a write: %+v", a)
	}
	s.expect("/hits", "200 1")
	if now := s.child(); now == before {
		t.Error("it is the same process")
	}
	stop()
	s.logged(t, "was abandoned", "the app's process has ended and is started again", "it was switched off, since its scripts could not be stopped")
	s.measured(`hbf_recycles_total{app="shop",reason="stuck"} 2`, `hbf_recycles_total{app="shop",reason="process"} 1`,
		`hbf_stuck_scripts{app="shop"} 0`, `hbf_switched_off{app="shop"} 0`)
}

// What the metrics count of an isolated app outlives its process and the configuration.
func TestRestartsOfAnIsolatedAppAreCounted(t *testing.T) {
	s := newServer(t)
	s.app("app.db", "server.js", counter+`app.get('/loop', () => { for (;;); });`)
	const config = "metrics /metrics\n hbf * $DIR/app.db {\n isolation process\n timeout 100ms\n name shop\n }"
	s.run(config)
	for n := range 2 {
		if a := s.ask("GET", "/loop", ""); a.status != 504 {
			t.Errorf("%+v", a)
		}
		s.measured(fmt.Sprint(`hbf_recycles_total{app="shop",reason="timeout"} `, n+1))
		if err := syscall.Kill(s.child(), syscall.SIGKILL); err != nil {
			t.Fatal(err)
		}
		s.eventually("/version", "200 v1")
	}
	s.run("header X-Reloaded yes\n" + config)
	s.measured(`hbf_recycles_total{app="shop",reason="timeout"} 2`, `hbf_recycles_total{app="shop",reason="process"} 2`)
}
