package caddyhbf_test

import (
	"database/sql"
	"fmt"
	"net/http"
	"os"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/caddyserver/caddy/v2"
)

func stopCaddy() error { return caddy.Stop() }

func TestAReloadKeepsAnUnchangedApp(t *testing.T) {
	s := newServer(t)
	s.app("app.db", "server.js", counter)
	s.run("hbf * $DIR/app.db")
	s.expect("/memory", "200 1")
	s.run("hbf * $DIR/app.db")
	s.expect("/memory", "200 2")
	s.run("header X-New yes\n hbf * $DIR/app.db {\n health /alive\n }")
	s.expect("/memory", "200 3") // an option of the handler's own does not touch the instance
	s.expect("/alive", `200 {"status":"ok"}`)
	s.run("hbf * $DIR/app.db {\n env WHO somebody\n }")
	s.expect("/memory", "200 1")
	s.expect("/env", "200 somebody")
}

func TestABrokenReloadKeepsTheApp(t *testing.T) {
	s := newServer(t)
	s.app("app.db", "server.js", counter)
	s.app("throws.db", "server.js", "throw new Error('at start')")
	s.run("hbf * $DIR/app.db")
	s.expect("/memory", "200 1")
	for config, want := range map[string]string{
		"hbf * $DIR/throws.db":                    "at start",
		"hbf * $DIR/missing.db":                   "missing.db",
		"hbf * $DIR/app.db {\n entry other.js\n}": "other.js",
	} {
		err := s.load(config)
		if err == nil {
			t.Fatalf("%s was loaded", config)
		}
		contains(t, err.Error(), want)
	}
	s.expect("/memory", "200 2")
}

func TestRequestsInFlightEndOnTheirInstance(t *testing.T) {
	s := newServer(t)
	s.app("app.db", "server.js", counter+`
app.get('/slow', (req, res) => { const end = Date.now() + 700; while (Date.now() < end); res.send('slow ' + process.env.WHO) });`)
	s.run("hbf * $DIR/app.db {\n env WHO old\n }")
	slow := make(chan string, 1)
	go func() {
		a, err := s.do("GET", "/slow", "")
		slow <- fmt.Sprint(a.body, err)
	}()
	time.Sleep(150 * time.Millisecond)
	s.run("hbf * $DIR/app.db {\n env WHO new\n }")
	s.expect("/env", "200 new")
	if got := <-slow; got != "slow old<nil>" {
		t.Errorf("the request in flight: %s", got)
	}
}

// load is a set of clients that ask for a path over and over, and count what fails.
type load struct {
	stop     chan struct{}
	wg       sync.WaitGroup
	ok, lost atomic.Int64
	mu       sync.Mutex
	failures map[string]int
}

func (s *server) startLoad(clients int, ask func(client, n int) error) *load {
	l := &load{stop: make(chan struct{}), failures: make(map[string]int)}
	for c := range clients {
		l.wg.Go(func() {
			for n := 0; ; n++ {
				select {
				case <-l.stop:
					return
				default:
				}
				if err := ask(c, n); err != nil {
					l.lost.Add(1)
					l.mu.Lock()
					l.failures[portNumber.ReplaceAllString(err.Error(), ":port")]++
					l.mu.Unlock()
				} else {
					l.ok.Add(1)
				}
			}
		})
	}
	return l
}

var portNumber = regexp.MustCompile(`:\d+`)

func (l *load) end() { close(l.stop); l.wg.Wait() }

func TestAHundredReloadsUnderLoad(t *testing.T) {
	s := newServer(t)
	s.app("app.db", "server.js", `
db.exec('CREATE TABLE IF NOT EXISTS acked (id TEXT PRIMARY KEY)');
app.post('/write', (req, res) => { db.execute('INSERT INTO acked VALUES (?)', [req.body]); res.send('ok') });
app.post('/read', (req, res) => res.json(db.get('SELECT count(*) AS n FROM acked')));`)
	site := func(n int) string {
		switch n % 5 {
		case 1:
			return fmt.Sprintf("respond /plain ok\nhandle_path /app/* {\nhbf * $DIR/app.db {\nsynchronous normal\nenv N %d\n}\n}", n)
		case 3:
			return "hbf * $DIR/missing.db"
		}
		return "respond /plain ok\nhandle_path /app/* {\nhbf * $DIR/app.db {\nsynchronous normal\n}\n}"
	}
	s.run(site(0))
	s.ask("POST", "/app/read", "")
	runtime.GC()
	goroutines, descriptors := runtime.NumGoroutine(), openDescriptors(t)

	var mu sync.Mutex
	var acked []string
	status := func(method, path, body string) error {
		a, err := s.do(method, path, body)
		if err == nil && a.status != http.StatusOK {
			err = fmt.Errorf("%s: status %d", path, a.status)
		}
		return err
	}
	// All are POST, which the client does not repeat by itself when a connection breaks.
	plain := s.startLoad(2, func(int, int) error { return status("POST", "/plain", "") })
	reads := s.startLoad(2, func(int, int) error { return status("POST", "/app/read", "") })
	writes := s.startLoad(2, func(client, n int) error {
		id := fmt.Sprintf("%d-%d", client, n)
		if err := status("POST", "/app/write", id); err != nil {
			return err
		}
		mu.Lock()
		acked = append(acked, id)
		mu.Unlock()
		return nil
	})
	for n := range 100 {
		if err := s.load(site(n)); (err != nil) != (n%5 == 3) {
			t.Errorf("reload %d: %v", n, err)
		}
		time.Sleep(10 * time.Millisecond)
	}
	plain.end()
	reads.end()
	writes.end()
	t.Logf("plain: %d ok, %d lost; reads: %d ok, %d lost; writes: %d ok, %d lost", plain.ok.Load(), plain.lost.Load(),
		reads.ok.Load(), reads.lost.Load(), writes.ok.Load(), writes.lost.Load())
	t.Log(plain.failures, reads.failures, writes.failures)
	for name, l := range map[string]*load{"reads": reads, "writes": writes} {
		if l.lost.Load() > 2*plain.lost.Load()+20 {
			t.Errorf("%s: %d requests lost their connection, %d of the plain site's", name, l.lost.Load(), plain.lost.Load())
		}
		for failure := range l.failures {
			if strings.Contains(failure, "status") {
				t.Errorf("%s: %s", name, failure)
			}
		}
	}
	s.run(site(0))
	s.client.CloseIdleConnections()
	if !within(10*time.Second, func() bool {
		return runtime.NumGoroutine() <= goroutines+8 && openDescriptors(t) <= descriptors+4
	}) {
		t.Errorf("goroutines %d -> %d, descriptors %d -> %d", goroutines, runtime.NumGoroutine(), descriptors, openDescriptors(t))
	}
	if err := stopCaddy(); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", s.path("app.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, id := range acked {
		var one int
		if err := db.QueryRow("SELECT 1 FROM acked WHERE id = ?", id).Scan(&one); err != nil {
			t.Fatalf("the acknowledged write %s is lost: %v", id, err)
		}
	}
}

func within(bound time.Duration, f func() bool) bool {
	for end := time.Now().Add(bound); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if f() {
			return true
		}
	}
	return false
}

func openDescriptors(t testing.TB) int {
	entries, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Skip("no /proc")
	}
	return len(entries)
}
