package doctest

import (
	"context"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"testing/fstest"
	"time"
)

// page is where the blocks of one page run.
type page struct {
	dir     string       // files of the examples
	files   fstest.MapFS // the same
	home    string       // what Caddy keeps for its user, and the caddy command
	port    string       // in the place of 8080
	admin   string
	printed string // by the last sh block
	atEnd   func(func())
}

func newPage(t *testing.T) *page {
	return &page{dir: t.TempDir(), files: fstest.MapFS{}, home: t.TempDir(), port: freePort(t), admin: "localhost:" + freePort(t), atEnd: t.Cleanup}
}

func freePort(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "localhost:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return strconv.Itoa(listener.Addr().(*net.TCPAddr).Port)
}

func (p *page) write(t *testing.T, name, text string) {
	t.Helper()
	p.files[name] = &fstest.MapFile{Data: []byte(text)}
	file := filepath.Join(p.dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(p.local(text)), 0o644); err != nil {
		t.Fatal(err)
	}
}

// local replaces the port that everybody uses.
func (p *page) local(text string) string { return strings.ReplaceAll(text, "8080", p.port) }

// command is a bash that runs a script in the page's directory, with this binary as caddy.
func (p *page) command(ctx context.Context, t *testing.T, script string) *exec.Cmd {
	t.Helper()
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("bash is missing")
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	caddy := filepath.Join(p.home, "caddy")
	if err := os.Symlink(self, caddy); err != nil && !os.IsExist(err) {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(ctx, bash, "-e", "-o", "pipefail", "-c", p.local(script))
	cmd.Dir = p.dir
	cmd.Env = append(os.Environ(),
		"PATH="+p.home+string(os.PathListSeparator)+os.Getenv("PATH"),
		"HOME="+p.home, "XDG_CONFIG_HOME="+p.home, "XDG_DATA_HOME="+p.home, "CADDY_ADMIN="+p.admin)
	return cmd
}

func (p *page) shell(t *testing.T, b, output *block) {
	if b.has("background") {
		p.background(t, b.text)
		return
	}
	for begin := time.Now(); ; time.Sleep(100 * time.Millisecond) {
		cmd := p.command(t.Context(), t, b.text)
		var stderr strings.Builder
		cmd.Stderr = &stderr
		printed, err := cmd.Output()
		p.printed = string(printed)
		again := b.has("retry") && time.Since(begin) < 20*time.Second
		switch {
		case err == nil && (output == nil || !b.has("retry") || strings.TrimSpace(p.printed) == strings.TrimSpace(output.text)):
			return
		case err != nil && !again:
			t.Fatalf("%v\n%s%s", err, p.printed, &stderr)
		case !again:
			return // the output block says what differs
		}
	}
}

// background runs a server until the end of the page, and waits until it answers.
func (p *page) background(t *testing.T, script string) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	cmd := p.command(ctx, t, "exec "+script)
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = 20 * time.Second
	log, err := os.Create(filepath.Join(p.home, "log"))
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	p.atEnd(func() {
		cancel()
		_ = cmd.Wait() // its error is the cancellation
		log.Close()
	})
	for begin := time.Now(); ; time.Sleep(20 * time.Millisecond) {
		response, err := http.Get("http://localhost:" + p.port + "/health")
		if err == nil {
			_, _ = io.Copy(io.Discard, response.Body)
			response.Body.Close()
			return
		}
		if time.Since(begin) > 30*time.Second {
			printed, _ := os.ReadFile(log.Name())
			t.Fatalf("the server does not answer: %v\n%s", err, printed)
		}
	}
}
