package caddyhbf_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// The process has nothing of Caddy's but its listener: no environment, no arguments that tell anything, no descriptor.
func TestAnIsolatedProcessHasNothingOfCaddys(t *testing.T) {
	t.Setenv("HBF_TEST_SECRET", "of-caddy")
	s := newServer(t)
	s.app("app.db", "server.js", `app.get('/', (req, res) => res.send(JSON.stringify(process.env)))`)
	s.run("hbf * $DIR/app.db {\n isolation process\n env TOKEN of-the-app\n }")
	s.expect("/", `200 {"TOKEN":"of-the-app"}`)
	proc := fmt.Sprintf("/proc/%d/", s.child())
	if environment, err := os.ReadFile(proc + "environ"); err != nil || len(environment) != 0 {
		t.Errorf("the environment is %q, %v", environment, err)
	}
	if arguments, err := os.ReadFile(proc + "cmdline"); err != nil || strings.Contains(string(arguments), "of-the-app") || strings.Contains(string(arguments), "app.db") {
		t.Errorf("the arguments are %q, %v", arguments, err)
	}
	entries, err := os.ReadDir(proc + "fd")
	if err != nil {
		t.Fatal(err)
	}
	counts := make(map[string]int)
	for _, entry := range entries {
		target, err := os.Readlink(proc + "fd/" + entry.Name())
		if err != nil {
			continue // closed meanwhile
		}
		kind, _, _ := strings.Cut(target, ":")
		if filepath.IsAbs(target) {
			kind = strings.TrimPrefix(filepath.Base(target), "app.db")
		}
		counts[kind]++
		if n := 0; kind == "socket" || kind == "pipe" {
			if _, err := fmt.Sscan(entry.Name(), &n); err != nil || kind == "pipe" && n > 2 {
				t.Errorf("descriptor %s is %s", entry.Name(), target)
			}
		}
	}
	if counts["pipe"] != 3 || counts["socket"] > 3 || counts["caddy.log"] != 0 { // the listener, and a connection or two
		t.Errorf("the descriptors are %v", counts)
	}
	tcp, err := os.ReadFile(proc + "net/tcp")
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		target, _ := os.Readlink(proc + "fd/" + entry.Name())
		if inode, ok := strings.CutPrefix(target, "socket:["); ok && strings.Contains(string(tcp), " "+strings.TrimSuffix(inode, "]")+" ") {
			t.Errorf("descriptor %s is a TCP socket", entry.Name())
		}
	}
	status, err := os.ReadFile(proc + "status")
	if err != nil {
		t.Fatal(err)
	}
	contains(t, string(status), "NoNewPrivs:\t1", "Seccomp:\t2")
}

// The runtime directory is for this user only, and gone when the app is.
func TestTheSocketIsInADirectoryOfItsOwn(t *testing.T) {
	s := newServer(t)
	root := t.TempDir()
	t.Setenv("TMPDIR", root)
	stale := filepath.Join(root, "hbf-instance-0")
	if err := os.Mkdir(stale, 0o700); err != nil {
		t.Fatal(err)
	}
	listener, err := net.ListenUnix("unix", &net.UnixAddr{Name: filepath.Join(stale, "s"), Net: "unix"})
	if err != nil {
		t.Fatal(err)
	}
	listener.SetUnlinkOnClose(false)
	listener.Close()
	long := int64(1_000_000_000)
	if err := syscall.Utimes(stale, []syscall.Timeval{{Sec: long}, {Sec: long}}); err != nil {
		t.Fatal(err)
	}
	s.app("app.db", "server.js", counter)
	s.run("hbf * $DIR/app.db {\n isolation process\n }")
	dirs, err := os.ReadDir(root)
	if err != nil || len(dirs) != 1 || dirs[0].Name() == "hbf-instance-0" {
		t.Fatalf("%v, %v", dirs, err)
	}
	info, err := dirs[0].Info()
	if err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("the mode is %v, %v", info.Mode(), err)
	}
	// What doesn't come from Caddy gets nothing.
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true, DialContext: func(context.Context, string, string) (net.Conn, error) {
		return net.Dial("unix", filepath.Join(root, dirs[0].Name(), "s"))
	}}}
	response, err := client.Get("http://app/memory")
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if response.StatusCode != 400 {
		t.Errorf("without Caddy: %d", response.StatusCode)
	}
	pid := s.child()
	if err := stopCaddy(); err != nil {
		t.Error(err)
	}
	eventuallyTrue(t, "the end of the process", func() bool { return syscall.Kill(pid, 0) != nil })
	eventuallyTrue(t, "the removal of the directory", func() bool {
		dirs, err := os.ReadDir(root)
		return err == nil && len(dirs) == 0
	})
	eventuallyTrue(t, "the removal of the log", func() bool { return s.names() == "app.db" })
}

// What a process was doing when it died is not done again by the next one.
func TestARequestThatKillsIsNotSentAgain(t *testing.T) {
	s := newServer(t)
	s.app("app.db", "server.js", `
		db.exec('CREATE TABLE IF NOT EXISTS begun (n)');
		app.get('/kill', async (req, res) => { db.execute('INSERT INTO begun VALUES (1)'); await new Promise(() => {}) });
		app.get('/begun', (req, res) => res.send(String(db.get('SELECT count(*) n FROM begun').n)));`)
	s.run("hbf * $DIR/app.db {\n isolation process\n }")
	s.expect("/begun", "200 0") // so that there is a connection to use again
	status := make(chan int, 1)
	go func() {
		a, err := s.do("GET", "/kill", "")
		if err != nil {
			t.Error(err)
		}
		status <- a.status
	}()
	s.eventually("/begun", "200 1")
	if err := syscall.Kill(s.child(), syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	if got := <-status; got != 502 && got != 503 {
		t.Errorf("the request was answered with %d", got)
	}
	s.eventually("/begun", "200 1")
}

// Killed in the middle of writes, again and again: what was acknowledged is there, and the app comes back by itself.
func TestAKilledProcessLosesNoAcknowledgedWrite(t *testing.T) {
	s := newServer(t)
	s.app("app.db", "server.js", `
		db.exec('CREATE TABLE IF NOT EXISTS mark (n INTEGER PRIMARY KEY)');
		app.post('/:n', (req, res) => { db.execute('INSERT INTO mark VALUES (?)', [Number(req.params.n)]); res.send('stored') });
		app.get('/all', (req, res) => res.json(db.values('SELECT n FROM mark').flat()));`)
	s.run("hbf * $DIR/app.db {\n isolation process\n }")
	var mu sync.Mutex
	var stored []int
	var next, kills atomic.Int64
	statuses := make(map[int]int)
	enough := make(chan struct{})
	var clients sync.WaitGroup
	for range 8 {
		clients.Go(func() {
			for {
				select {
				case <-enough:
					return
				default:
				}
				n := int(next.Add(1))
				a, err := s.do("POST", fmt.Sprint("/", n), "")
				if err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				if statuses[a.status]++; a.status == 200 {
					stored = append(stored, n)
				}
				mu.Unlock()
			}
		})
	}
	count := func() int {
		mu.Lock()
		defer mu.Unlock()
		return len(stored)
	}
	for range 3 {
		at := count() + 100
		eventuallyTrue(t, "more inserts", func() bool { return count() >= at })
		if err := syscall.Kill(s.child(), syscall.SIGKILL); err != nil {
			t.Fatal(err)
		}
		kills.Add(1)
	}
	at := count() + 100
	eventuallyTrue(t, "inserts after the last kill", func() bool { return count() >= at })
	close(enough)
	clients.Wait()
	for status := range statuses {
		if !slices.Contains([]int{200, 502, 503}, status) {
			t.Errorf("%d requests were answered with %d", statuses[status], status)
		}
	}
	all := "," + strings.Trim(s.ask("GET", "/all", "").body, "[]") + ","
	for _, n := range stored {
		if !strings.Contains(all, fmt.Sprintf(",%d,", n)) {
			t.Errorf("%d was acknowledged and is not there", n)
		}
	}
	s.logged(t, "the app's process has ended and is started again", "signal: killed")
}

// bombApp is an app with what must not hurt anybody else.
const bombApp = `
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
	s.app("bomb.db", "server.js", bombApp)
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
}

// Bodies that many clients send at once are no script's, so that only the watchdog sees what they take.
func TestAProcessThatTakesTooMuchMemoryIsKilled(t *testing.T) {
	s := newServer(t)
	s.app("app.db", "server.js", `
		app.get('/ok', (req, res) => res.send('ok'));
		app.post('/length', (req, res) => res.send(String(req.body.length)));`)
	s.run("metrics /metrics\n hbf * $DIR/app.db {\n isolation process\n memory_limit 32MiB\n max_body_size 32MiB\n name shop\n }")
	before := s.child()
	body := strings.Repeat("x", 31<<20)
	killed := make(chan struct{})
	var clients sync.WaitGroup
	for range 16 {
		clients.Go(func() {
			sent := io.MultiReader(strings.NewReader(body), untilClosed(killed))
			response, err := s.client.Post(s.url+"/length", "text/plain", sent)
			if err != nil {
				return // the connection was closed while the body was on its way
			}
			response.Body.Close()
			if response.StatusCode != 502 && response.StatusCode != 503 {
				t.Errorf("a request is answered with %s", response.Status)
			}
		})
	}
	s.logged(t, "it was killed because it used", "MiB of memory more than without the app, and memory_limit is 32 MiB")
	close(killed)
	clients.Wait()
	s.eventually("/ok", "200 ok")
	if now := s.child(); now == before {
		t.Error("it is the same process")
	}
	s.measured(`hbf_recycles_total{app="shop",reason="process"} 1`)
}

// untilClosed is what ends when it is closed.
type untilClosed <-chan struct{}

// Read implements io.Reader.
func (c untilClosed) Read([]byte) (int, error) {
	<-c
	return 0, io.EOF
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
