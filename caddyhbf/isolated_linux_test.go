package caddyhbf_test

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
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
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true, Dial: func(string, string) (net.Conn, error) {
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
	if err := syscall.Kill(pid, 0); err == nil {
		t.Error("the process is still there")
	}
	if dirs, err := os.ReadDir(root); err != nil || len(dirs) != 0 {
		t.Errorf("left behind: %v, %v", dirs, err)
	}
	if names := s.names(); names != "app.db" {
		t.Errorf("left behind: %s", names)
	}
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
	contains(t, s.logText(), "the app's process has ended and is started again", "signal: killed")
}
