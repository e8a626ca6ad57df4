package peer

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/caddyhbf/hbf/bench/internal/proc"
	"github.com/caddyhbf/hbf/bench/internal/route"
)

// TestMain makes the test binary a server when a test starts it as one.
func TestMain(m *testing.M) {
	if how := os.Getenv("TEST_SERVER"); how != "" {
		serve(how)
		return
	}
	os.Exit(m.Run())
}

func serve(how string) {
	fmt.Println("log of a server that is", how)
	switch how {
	case "broken":
		os.Exit(3)
	case "stubborn":
		signal.Ignore(os.Interrupt)
		go func() {
			if err := exec.Command("sleep", "1000").Run(); err != nil {
				fmt.Println(err)
			}
		}()
	}
	answers := 0
	handler := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if answers++; answers < 3 {
			w.WriteHeader(http.StatusServiceUnavailable) // not yet
			return
		}
		_, _ = io.WriteString(w, "hello")
	})
	fmt.Println(http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), handler))
}

// testPeer is a peer that the test binary plays, once for each way.
func testPeer(hows ...string) Peer {
	return Peer{Name: "test", Title: "The test", ready: route.Baseline(), commands: func(s Setting) []Command {
		var commands []Command
		for i, how := range hows {
			commands = append(commands, Command{Args: []string{os.Args[0]}, Dir: s.Dir, Env: []string{"TEST_SERVER=" + how, fmt.Sprint("PORT=", s.Port+i)}})
		}
		return commands
	}}
}

func testSetting(t *testing.T) Setting {
	t.Helper()
	port, err := FreePort()
	if err != nil {
		t.Fatal(err)
	}
	return Setting{Dir: t.TempDir(), Port: port, Synchronous: "NORMAL"}
}

func TestRunWaitsForTheRightAnswer(t *testing.T) {
	s := testSetting(t)
	server, err := testPeer("right").Run(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	if server.Start <= 0 || len(server.PIDs()) != 1 || server.URL != fmt.Sprint("http://127.0.0.1:", s.Port) {
		t.Errorf("%+v", server)
	}
	server.Stop()
	server.Stop() // again does nothing
	if response, err := http.Get(server.URL); err == nil {
		response.Body.Close()
		t.Error("it answers after Stop")
	}
}

func TestRunReportsAServerThatEnds(t *testing.T) {
	server, err := testPeer("right", "broken").Run(t.Context(), testSetting(t))
	if err == nil {
		// It may have answered before the other one ended.
		server.Stop()
		_, err = testPeer("broken").Run(t.Context(), testSetting(t))
	}
	for _, part := range []string{"The test", "exit status 3", "log of a server that is broken"} {
		if err == nil || !strings.Contains(err.Error(), part) {
			t.Errorf("the error %v lacks %q", err, part)
		}
	}
}

func TestRunReportsAProgramThatIsNotThere(t *testing.T) {
	p := testPeer()
	p.commands = func(s Setting) []Command {
		return []Command{{Args: []string{filepath.Join(s.Dir, "nowhere")}, Dir: s.Dir}}
	}
	if _, err := p.Run(t.Context(), testSetting(t)); err == nil || !strings.Contains(err.Error(), "nowhere") {
		t.Error(err)
	}
}

func TestRunEndsWithItsContext(t *testing.T) {
	p := testPeer("right")
	p.ready.Text = []byte("an answer that never comes")
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(50*time.Millisecond, cancel)
	if _, err := p.Run(ctx, testSetting(t)); err == nil || !strings.Contains(err.Error(), "context canceled") {
		t.Error(err)
	}
}

func TestStopEndsWhatItCannotInterrupt(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("there is no /proc")
	}
	server, err := testPeer("stubborn").Run(t.Context(), testSetting(t))
	if err != nil {
		t.Fatal(err)
	}
	usage, err := proc.Tree(server.PIDs()...)
	if err != nil {
		t.Fatal(err)
	}
	server.patience = time.Millisecond
	server.Stop()
	for _, pid := range usage.PIDs {
		for begin := time.Now(); running(pid); { // what was killed takes a moment to die
			if time.Since(begin) > 10*time.Second {
				t.Fatalf("process %d is there after Stop", pid)
			}
			time.Sleep(time.Millisecond)
		}
	}
	if syscall.Kill(server.PIDs()[0], 0) == nil {
		t.Error("the server has not ended")
	}
}

// running reports whether there is a process that has not ended.
func running(pid int) bool {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	return err == nil && !strings.Contains(string(status), "\nState:\tZ")
}
