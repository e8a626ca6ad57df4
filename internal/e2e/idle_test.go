package e2e

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"
)

// idleApp is an app with event streams that are silent, and idleHandler the same in Go.
const idleApp = `
import express from 'express';
const app = express();
app.get('/events', (req, res) => res.sse().subscribe('news'));
app.listen();`

func idleHandler(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/event-stream")
	control := http.NewResponseController(w)
	_ = control.Flush()
	heartbeat := time.NewTicker(15 * time.Second)
	defer heartbeat.Stop()
	for {
		select {
		case <-heartbeat.C:
			_, _ = w.Write([]byte(":\n\n"))
			_ = control.Flush()
		case <-r.Context().Done():
			return
		}
	}
}

// TestIdleEventStreams measures what idle event streams cost, beside a server in Go that does nothing else, and writes
// it to the test's log. HBF_IDLE is their number; each takes a file descriptor in this process and one in the server.
func TestIdleEventStreams(t *testing.T) {
	if address := os.Getenv("HBF_IDLE_PEER"); address != "" { // this process is the server in Go
		http.HandleFunc("/health", func(http.ResponseWriter, *http.Request) {})
		http.HandleFunc("/events", idleHandler)
		t.Fatal(http.ListenAndServe(address, nil))
	}
	n, err := strconv.Atoi(os.Getenv("HBF_IDLE"))
	if err != nil {
		t.Skip("HBF_IDLE is not set to a number of connections")
	}
	if runtime.GOOS != "linux" {
		t.Skip("needs /proc")
	}
	t.Run("app", func(t *testing.T) {
		s := newSite(t)
		if err := os.Mkdir(filepath.Join(s.dir, "app"), 0o700); err != nil {
			t.Fatal(err)
		}
		s.write(filepath.Join("app", "server.js"), idleApp)
		s.caddy("hbf", "pack", "app", "app.db")
		s.start()
		measureIdle(t, strings.TrimPrefix(s.url, "http://"), s.cmd.Process.Pid, n)
		begin := time.Now()
		s.terminate()
		t.Logf("SIGTERM: %v to the exit", time.Since(begin).Round(time.Millisecond))
	})
	t.Run("Go", func(t *testing.T) {
		address := fmt.Sprintf("localhost:%d", freePorts(t, 1)[0])
		cmd := exec.Command(os.Args[0], "-test.run=TestIdleEventStreams")
		cmd.Env = append(os.Environ(), "HBF_IDLE_PEER="+address, "HBF_CADDY="+binary) // nothing is built once more
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		defer func() {
			_ = cmd.Process.Kill()
			_ = cmd.Wait()
		}()
		for deadline := time.Now().Add(patience); ; time.Sleep(20 * time.Millisecond) {
			response, err := http.Get("http://" + address + "/health")
			if err == nil {
				response.Body.Close()
				break
			}
			if time.Now().After(deadline) {
				t.Fatal(err)
			}
		}
		measureIdle(t, address, cmd.Process.Pid, n)
	})
}

// measureIdle opens n event streams of a server and leaves them alone.
func measureIdle(t *testing.T, address string, pid, n int) {
	t.Helper()
	before := resident(t, pid)
	connections := make([]net.Conn, 0, n)
	defer func() {
		for _, c := range connections {
			c.Close()
		}
	}()
	for range n {
		c, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		connections = append(connections, c)
		fmt.Fprintf(c, "GET /events HTTP/1.1\r\nHost: %s\r\n\r\n", address)
		if line, err := bufio.NewReaderSize(c, 16).ReadString('\n'); err != nil || !strings.Contains(line, "200") {
			t.Fatal(line, err)
		}
	}
	time.Sleep(2 * time.Second) // what only setting them up needed is let go
	after := resident(t, pid)
	const pause = 20 * time.Second // has a heartbeat of each connection in it
	spent := cpu(t, pid)
	time.Sleep(pause)
	spent = cpu(t, pid) - spent
	t.Logf("%d idle event streams: %d KiB resident before, %d after: %.1f KiB each; %v of CPU in %v",
		n, before>>10, after>>10, float64(after-before)/float64(n)/1024, spent, pause)
}

// resident is the resident memory of a process, in bytes.
func resident(t *testing.T, pid int) int {
	t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", pid))
	if err != nil {
		t.Fatal(err)
	}
	pages, err := strconv.Atoi(strings.Fields(string(text))[1])
	if err != nil {
		t.Fatal(err)
	}
	return pages * os.Getpagesize()
}

// cpu is the time that a process has had of the processor.
func cpu(t *testing.T, pid int) time.Duration {
	t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(text), ") ")
	fields := strings.Fields(rest)
	var ticks int64
	for _, field := range fields[11:13] { // utime and stime, in hundredths of a second
		n, err := strconv.ParseInt(field, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		ticks += n
	}
	return time.Duration(ticks) * 10 * time.Millisecond
}
