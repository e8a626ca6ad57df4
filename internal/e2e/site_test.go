package e2e

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// patience bounds every wait for the program. It is no expectation of its speed.
const patience = time.Minute

// site is a directory with a Caddyfile, and the program running in it, if it runs.
type site struct {
	t      *testing.T
	dir    string // working directory: the configuration and what the program makes
	home   string // where Caddy may keep its own things
	config string // name of the configuration's file
	health string // path of the health check
	url    string // of the site
	admin  string // address of the admin API

	cmd  *exec.Cmd
	done chan struct{} // closed when the process has ended
	log  *logBuffer
}

// newSite makes a directory with the repository's Caddyfile.example, on free ports.
func newSite(t *testing.T) *site {
	t.Helper()
	example, err := os.ReadFile(filepath.FromSlash("../../Caddyfile.example"))
	if err != nil {
		t.Fatal(err)
	}
	const address = "http://localhost:8080 {"
	if strings.Count(string(example), "\n"+address+"\n") != 1 {
		t.Fatalf("Caddyfile.example doesn't have the line %q once", address)
	}
	ports := freePorts(t, 2)
	s := &site{
		t: t, dir: t.TempDir(), home: t.TempDir(), config: "Caddyfile.example", health: "/health",
		url:   fmt.Sprintf("http://localhost:%d", ports[0]),
		admin: fmt.Sprintf("localhost:%d", ports[1]),
	}
	s.write(s.config, strings.Replace(string(example), address,
		fmt.Sprintf("{\n\tadmin %s\n}\n\n%s {", s.admin, s.url), 1))
	return s
}

// write writes a file of the site's directory.
func (s *site) write(name, content string) {
	s.t.Helper()
	if err := os.WriteFile(filepath.Join(s.dir, name), []byte(content), 0o600); err != nil {
		s.t.Fatal(err)
	}
}

// replace changes a part of the Caddyfile that is there once.
func (s *site) replace(old, changed string) {
	s.t.Helper()
	content, err := os.ReadFile(filepath.Join(s.dir, s.config))
	if err != nil {
		s.t.Fatal(err)
	}
	if strings.Count(string(content), old) != 1 {
		s.t.Fatalf("the Caddyfile doesn't have %q once:\n%s", old, content)
	}
	s.write(s.config, strings.Replace(string(content), old, changed, 1))
}

// command prepares a call of the program in the site's directory.
func (s *site) command(args ...string) *exec.Cmd {
	cmd := exec.Command(binary, args...)
	cmd.Dir = s.dir
	cmd.Env = append(os.Environ(), "HOME="+s.home, "XDG_CONFIG_HOME="+s.home, "XDG_DATA_HOME="+s.home)
	return cmd
}

// caddy calls the program and returns what it printed; it must succeed.
func (s *site) caddy(args ...string) string {
	s.t.Helper()
	out, err := s.command(args...).CombinedOutput()
	if err != nil {
		s.t.Fatalf("caddy %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

// start runs the site until it answers. The test's end kills what still runs then.
func (s *site) start() {
	s.t.Helper()
	s.log, s.done = new(logBuffer), make(chan struct{})
	s.cmd = s.command("run", "--config", s.config)
	s.cmd.Stdout, s.cmd.Stderr = s.log, s.log
	if err := s.cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	cmd, done := s.cmd, s.done
	go func() {
		defer close(done)
		_ = cmd.Wait() // the exit code is read from cmd.ProcessState
	}()
	s.t.Cleanup(func() {
		_ = cmd.Process.Kill()
		<-done
		if s.t.Failed() {
			s.t.Logf("the log:\n%s", s.log)
		}
	})
	s.waitFor("the site's first answer", func() bool {
		select {
		case <-s.done:
			s.t.Fatalf("caddy run ended early: %s", s.cmd.ProcessState)
		default:
		}
		response, err := http.Get(s.url + s.health)
		if err != nil {
			return false
		}
		response.Body.Close()
		return response.StatusCode == http.StatusOK
	})
}

// ended waits for the process to end by itself and returns its exit code.
func (s *site) ended() int {
	s.t.Helper()
	select {
	case <-s.done:
	case <-time.After(patience):
		s.t.Fatal("the process doesn't end")
	}
	return s.cmd.ProcessState.ExitCode()
}

// terminate sends SIGTERM and waits for the end.
func (s *site) terminate() int {
	s.t.Helper()
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		s.t.Fatal(err)
	}
	return s.ended()
}

func (s *site) waitFor(what string, condition func() bool) {
	s.t.Helper()
	for deadline := time.Now().Add(patience); !condition(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			s.t.Fatalf("waited in vain for %s", what)
		}
	}
}

// errors returns the log's lines of level error and above.
func (s *site) errors() []string {
	var lines []string
	for line := range strings.Lines(s.log.String()) {
		var entry struct {
			Level string `json:"level"`
		}
		err := json.Unmarshal([]byte(line), &entry)
		switch {
		case err != nil: // the log of a program that crashed is not JSON
			if strings.Contains(line, "panic") || strings.Contains(line, "fatal") || strings.HasPrefix(line, "Error") {
				lines = append(lines, line)
			}
		case entry.Level != "debug" && entry.Level != "info" && entry.Level != "warn":
			lines = append(lines, line)
		}
	}
	return lines
}

// wantNoErrors fails the test if the log has an error.
func (s *site) wantNoErrors() {
	s.t.Helper()
	for _, line := range s.errors() {
		s.t.Errorf("an error in the log: %s", line)
	}
}

// wantOneFile fails the test if the database has not been left as one file.
func (s *site) wantOneFile() {
	s.t.Helper()
	for _, suffix := range []string{"-wal", "-shm"} {
		if _, err := os.Stat(filepath.Join(s.dir, "app.db"+suffix)); !os.IsNotExist(err) {
			s.t.Errorf("app.db%s is left behind (%v)", suffix, err)
		}
	}
}

// files returns what is in the site's directory: names with size, mode and time.
func (s *site) files() map[string]string {
	s.t.Helper()
	files := make(map[string]string)
	err := filepath.WalkDir(s.dir, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		files[strings.TrimPrefix(path, s.dir+string(filepath.Separator))] =
			fmt.Sprint(info.Mode(), " ", info.Size(), " ", info.ModTime())
		return nil
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return files
}

// freePorts returns TCP ports of localhost that nobody uses.
func freePorts(t *testing.T, n int) []int {
	t.Helper()
	ports := make([]int, 0, n)
	var listeners []net.Listener
	for range n {
		listener, err := net.Listen("tcp", "localhost:0")
		if err != nil {
			t.Fatal(err)
		}
		listeners = append(listeners, listener)
		ports = append(ports, listener.Addr().(*net.TCPAddr).Port)
	}
	var errs []error
	for _, listener := range listeners {
		errs = append(errs, listener.Close())
	}
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	return ports
}

// logBuffer collects what a process writes.
type logBuffer struct {
	mu     sync.Mutex
	buffer bytes.Buffer
}

func (b *logBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buffer.Write(p)
}

func (b *logBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buffer.String()
}
