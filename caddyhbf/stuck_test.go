package caddyhbf_test

import (
	"strings"
	"testing"
	"time"
)

// stuckApp has an operation that goja can't interrupt, since it doesn't get back to the interpreter for some seconds.
const stuckApp = counter + `
const nines = '9'.repeat(25e5);
app.get('/endless', (req, res) => { db.transaction(() => { db.execute("INSERT INTO hits DEFAULT VALUES"); 1n == nines; })(); res.send('ended') });`

// A script that can't be stopped costs the app its runtime, and if there are too many the app is switched off until a
// reload.
func TestAnAppThatCanNotBeStoppedIsSwitchedOffUntilAReload(t *testing.T) {
	s := newServer(t)
	s.app("app.db", "server.js", stuckApp)
	const config = "hbf * $DIR/app.db {\n isolation in_process\n timeout 100ms\n }"
	s.run(config)
	s.expect("/hits", "200 0")
	for _, then := range []int{200, 503} {
		if a := s.ask("GET", "/endless", ""); a.status != 504 {
			t.Fatalf("the stuck request: %+v", a)
		}
		if a := s.ask("GET", "/hits", ""); a.status != then {
			t.Errorf("then got %+v, want %d", a, then)
		}
		s.expect("/health", `200 {"status":"ok"}`)
	}
	contains(t, s.logText(), "was abandoned", "the app is switched off")
	s.run("header X-Reloaded yes\n" + config)
	s.expect("/hits", "200 0")
	if a := s.ask("POST", "/hit", ""); a.status != 200 {
		t.Errorf("a write: %+v", a)
	}
	s.expect("/hits", "200 1") // what the stuck scripts had written is not there, and locks nobody out
	if !within(2*time.Minute, func() bool { return strings.Count(s.logText(), "a script that had been abandoned has ended") == 2 }) {
		t.Error("the stuck scripts have not ended")
	}
	s.expect("/hits", "200 1")
}
