package npmtest

import (
	"bytes"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	caddycmd "github.com/caddyserver/caddy/v2/cmd"

	_ "github.com/caddyserver/caddy/v2/modules/standard"

	_ "github.com/caddyhbf/hbf/caddyhbf"
)

// asCaddy is the variable that makes the test binary be caddy.
const asCaddy = "HBF_NPMTEST_CADDY"

func TestMain(m *testing.M) {
	if os.Getenv(asCaddy) != "" {
		caddycmd.Main()
		return
	}
	os.Exit(m.Run())
}

// patience bounds every wait for the program. It is no expectation of its speed.
const patience = time.Minute

// server is an app that was packed and is being served.
type server struct {
	dir string // of the database
	url string
}

// serve packs the app in dir and serves the result from another directory until the test ends.
func serve(t *testing.T, dir string, flags ...string) *server {
	t.Helper()
	s := &server{dir: t.TempDir()}
	caddy(t, s.dir, append([]string{"hbf", "pack", dir, "app.db"}, flags...)...)

	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	s.url = "http://" + address
	config := fmt.Sprintf("{\n\tadmin off\n}\n%s {\n\tbind 127.0.0.1\n\thbf app.db\n}\n", s.url)
	if err := os.WriteFile(filepath.Join(s.dir, "Caddyfile"), []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	s.run(t)
	return s
}

// caddy runs a command to its end, which must be a good one.
func caddy(t testing.TB, dir string, args ...string) {
	t.Helper()
	if out, err := command(t, dir, args...).CombinedOutput(); err != nil {
		t.Fatalf("caddy %s: %v\n%s", strings.Join(args, " "), err, out)
	}
}

func command(t testing.TB, dir string, args ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), asCaddy+"=1", "HOME="+dir, "XDG_CONFIG_HOME="+dir, "XDG_DATA_HOME="+dir)
	return cmd
}

func (s *server) run(t *testing.T) {
	t.Helper()
	var log bytes.Buffer
	cmd := command(t, s.dir, "run", "--config", "Caddyfile")
	cmd.Stdout, cmd.Stderr = &log, &log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = cmd.Wait() // killed
	}()
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		<-done
		if t.Failed() {
			t.Logf("the log:\n%s", log.String())
		}
	})
	for deadline := time.Now().Add(patience); ; time.Sleep(20 * time.Millisecond) {
		response, err := http.Get(s.url + "/health")
		if err == nil {
			_ = response.Body.Close()
			return
		}
		select {
		case <-done:
			t.Fatalf("caddy run ended:\n%s", log.String())
		default:
		}
		if time.Now().After(deadline) {
			t.Fatalf("the app does not answer: %v", err)
		}
	}
}
