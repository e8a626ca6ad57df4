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
		memory_limit 512MiB # more than two stuck scripts take
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

// jammedApp has a statement that can't be interrupted for some seconds: each path goes through all of a large array, and
// nothing but the end of the function is between them.
const jammedApp = counter + `
const nulls = new Uint8Array(5 + (1 << 23)); // an array as SQLite's JSONB has it: its length in bytes, and a byte for each null
nulls.set([0xeb, 0, 0x80, 0, 0]);
const paths = Array(190).fill("'$[#-1]'").join();
app.get('/jam', (req, res) => { db.transaction(() => {
	db.execute('INSERT INTO hits DEFAULT VALUES');
	db.get('SELECT json_extract(?, ' + paths + ')', [nulls]);
})(); res.send('ended') });`

// A script that is stuck within SQLite keeps the database, so the first one ends the process. What was acknowledged is
// there in the next one, and what the script had written is not.
func TestAnIsolatedAppThatIsStuckWithinSQLiteGetsANewProcess(t *testing.T) {
	s := newServer(t)
	s.app("app.db", "server.js", jammedApp)
	s.app("other.db", "server.js", counter)
	s.run(`metrics /metrics
	handle_path /other/* {
		hbf * $DIR/other.db
	}
	hbf * $DIR/app.db {
		isolation process
		timeout 200ms
		name shop
	}`)
	const hits = 20
	parallel(hits, func(int) {
		if a, err := s.do("POST", "/hit", ""); err != nil || a.status != 200 {
			t.Errorf("a write: %+v, %v", a, err)
		}
	})
	before := s.child()
	jammed := make(chan answer, 1)
	go func() {
		a, err := s.do("GET", "/jam", "")
		if err != nil {
			t.Error(err)
		}
		jammed <- a
	}()
	for waiting := true; waiting; {
		select {
		case a := <-jammed:
			if waiting = false; a.status != 504 {
				t.Errorf("the stuck request: %+v", a)
			}
		default:
			s.expect("/other/version", "200 v1")
		}
	}
	s.expect("/hits", fmt.Sprint("200 ", hits))
	if a := s.ask("POST", "/hit", ""); a.status != 200 {
		t.Errorf("a write: %+v", a)
	}
	s.expect("/hits", fmt.Sprint("200 ", hits+1))
	if now := s.child(); now == before {
		t.Error("it is the same process")
	}
	s.logged(t, "a script that can't be stopped is using the database", "the app's process has ended and is started again")
	s.measured(`hbf_recycles_total{app="shop",reason="stuck"} 1`, `hbf_recycles_total{app="shop",reason="process"} 1`,
		`hbf_stuck_scripts{app="shop"} 0`, `hbf_switched_off{app="shop"} 0`)
}
