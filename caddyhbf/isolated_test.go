package caddyhbf_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// reused are the tests of apps in process that hold for isolated ones too. The rest is about the configuration, the
// commands, or what only this process can see.
const reused = `^Test(AnAppIsServed|BodiesAndMethods|MemoryLimitBounds.*|ATimeoutIs504.*|PassThru.*|HandlersOfOne.*|Create|AnAppInMemory` +
	`|ACleanStop.*|AModuleOfHBF|AClassicScript.*|Pipelined.*|Chunked.*|HTTP2|AClientThat.*|AFullQueue.*|TheArchiveMayBe.*|DataRestarts.*` +
	`|AReplacedFile.*|ADeletedFile.*|Watch|AReloadKeeps.*|ABrokenReload.*|RequestsInFlight.*|Transactions.*|WebSocket.*|OpenConnections.*` +
	`|Streams.*|Grouped.*)$`

// What holds for apps in process holds for isolated ones: the same tests run again with the option.
func TestIsolatedAppsBehaveAsThoseInProcess(t *testing.T) {
	if os.Getenv("HBF_TEST_ISOLATION") != "" {
		return // it is this test that runs them
	}
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), program, "-test.run", reused, "-test.v", "-test.timeout", "8m")
	cmd.Env = append(os.Environ(), "HBF_TEST_ISOLATION=process")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	if passed := strings.Count("\n"+string(out), "\n--- PASS"); passed < 30 {
		t.Errorf("only %d tests ran", passed)
	}
}

// bombs is an app with what must not hurt anybody else.
const bombs = `
app.get('/ok', (req, res) => res.send('ok'));
app.get('/grow', (req, res) => { const all = []; for (;;) all.push(new Array(1000).fill(all.length)) });
app.get('/bytes', (req, res) => { const all = []; for (let n = 1;; n++) all.push(new Uint8Array(1 << 20).fill(n)) });
app.get('/strings', (req, res) => { const all = []; for (;;) all.push('x'.repeat(4 << 20)) });
app.get('/sql', (req, res) => { const all = []; for (;;) all.push(db.values("WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r LIMIT 100000) SELECT n, hex(randomblob(50)) FROM r")) });
app.get('/recurse', (req, res) => { const f = () => [1].map(f); f() });
app.get('/nested', (req, res) => { let a = []; a = [a]; const o = { get x() { return String(this.y) }, toString() { return this.x }, get y() { return [this].join() } }; res.send(String(o)) });
app.get('/spin', (req, res) => { for (;;) {} });
app.get('/parse', (req, res) => { new Function('('.repeat(130000)); res.send('parsed') });
`

// Whatever an isolated app does, it answers again soon, and another app never notices.
func TestBombsHurtOnlyTheirOwnProcess(t *testing.T) {
	s := newServer(t)
	s.app("bomb.db", "server.js", bombs)
	s.app("other.db", "server.js", counter)
	s.run(`handle_path /bomb/* {
		hbf * $DIR/bomb.db {
			isolation process
			memory_limit 32MiB
			timeout 1s
		}
	}
	hbf * $DIR/other.db {
		isolation process
	}`)
	visits := 1
	s.expect("/memory", fmt.Sprint("200 ", visits))
	for _, path := range []string{"/strings", "/grow", "/bytes", "/sql", "/recurse", "/nested", "/spin", "/parse"} {
		if a := s.ask("GET", "/bomb"+path, ""); a.status < 500 || a.status > 504 {
			t.Errorf("%s: %d %.100s", path, a.status, a.body)
		}
		visits++
		s.expect("/memory", fmt.Sprint("200 ", visits))
		s.eventually("/bomb/ok", "200 ok")
	}
	contains(t, s.logText(), "it was killed because it used", "MiB of memory more than without the app")
}

// child is the id of the process of the one isolated app that runs.
func (s *server) child() int {
	s.t.Helper()
	found := s.children()
	if len(found) != 1 {
		s.t.Fatalf("%d processes of apps: %v", len(found), found)
	}
	return found[0]
}

// children are the ids of the processes of isolated apps that this process has started.
func (s *server) children() []int {
	s.t.Helper()
	status, err := filepath.Glob("/proc/[0-9]*/status")
	if err != nil {
		s.t.Fatal(err)
	}
	var found []int
	for _, path := range status {
		text, _ := os.ReadFile(path) // it may have ended
		var pid int
		if _, err := fmt.Sscanf(path, "/proc/%d/status", &pid); err != nil {
			s.t.Fatal(err)
		}
		parent := regexp.MustCompile(`(?m)^PPid:\t(\d+)$`).FindStringSubmatch(string(text))
		command, _ := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid))
		if parent != nil && parent[1] == fmt.Sprint(os.Getpid()) && strings.HasSuffix(string(command), "\x00hbf\x00instance\x00") {
			found = append(found, pid)
		}
	}
	return found
}

// eventuallyTrue waits up to ten seconds.
func eventuallyTrue(t *testing.T, what string, condition func() bool) {
	t.Helper()
	for range 1000 {
		if condition() {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatalf("waited in vain for %s", what)
}
