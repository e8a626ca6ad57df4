package caddyhbf_test

import (
	"bytes"
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
	"testing"
	"testing/fstest"
	"time"

	"github.com/caddyserver/caddy/v2"
	"github.com/caddyserver/caddy/v2/caddyconfig"
	_ "github.com/caddyserver/caddy/v2/modules/standard"

	"github.com/caddyhbf/hbf/dbbind/archive"
)

// server is a real Caddy running in this process on a loopback port. There can be only one at a time.
type server struct {
	t      testing.TB
	dir    string // where the databases are
	url    string
	client *http.Client
	log    string // the path of Caddy's log
}

// newServer prepares a server and a directory for its databases. Nothing runs until load.
func newServer(t testing.TB) *server {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	listener.Close()
	s := &server{t: t, dir: t.TempDir(), url: "http://" + address}
	s.log = filepath.Join(s.dir, "caddy.log")
	transport := &http.Transport{MaxIdleConnsPerHost: 64}
	s.client = &http.Client{Transport: transport, Timeout: 30 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	t.Cleanup(func() {
		if err := caddy.Stop(); err != nil {
			t.Error(err)
		}
		transport.CloseIdleConnections()
	})
	return s
}

// path is that of a file in the server's directory.
func (s *server) path(name string) string { return filepath.Join(s.dir, name) }

// files makes an archive's content: name, text, name, text, ...
func files(pairs ...string) fstest.MapFS {
	m := fstest.MapFS{}
	for n := 0; n < len(pairs); n += 2 {
		m[pairs[n]] = &fstest.MapFile{Data: []byte(pairs[n+1]), Mode: 0o644, ModTime: time.Unix(1_700_000_000, 0)}
	}
	return m
}

// app makes a database in the server's directory with an archive of the given files.
func (s *server) app(name string, pairs ...string) string {
	s.t.Helper()
	path := s.path(name)
	if err := archive.Create(path, files(pairs...)); err != nil {
		s.t.Fatal(err)
	}
	return path
}

// pack replaces the archive's content.
func (s *server) pack(name string, pairs ...string) {
	s.t.Helper()
	if _, err := archive.Pack(context.Background(), s.path(name), files(pairs...), archive.PackOptions{}); err != nil {
		s.t.Fatal(err)
	}
}

// caddyfile is a whole Caddyfile around the directives of the one site. $DIR stands for the server's directory.
func (s *server) caddyfile(directives string) string {
	directives = isolate(directives)
	return strings.ReplaceAll(fmt.Sprintf(`{
	admin off
	auto_https off
	log {
		output file %s {
			roll_disabled
		}
		level DEBUG
	}
}
%s {
	bind 127.0.0.1
	%s
}
`, s.log, s.url, directives), "$DIR", s.dir)
}

// isolate adds the option `isolation process` to all hbf directives when the tests are to run with it.
func isolate(directives string) string {
	if os.Getenv("HBF_TEST_ISOLATION") != "process" || strings.Contains(directives, "isolation ") {
		return directives
	}
	return hbfDirective.ReplaceAllStringFunc(directives, func(line string) string {
		if head, ok := strings.CutSuffix(strings.TrimSpace(line), "{"); ok {
			return head + "{\n isolation process"
		}
		return line + " {\n isolation process\n }"
	})
}

var hbfDirective = regexp.MustCompile(`(?m)^[ \t]*hbf[ \t][^\n]*$`)

func (s *server) adapt(directives string) ([]byte, error) {
	return adaptCaddyfile(s.caddyfile(directives))
}

func adaptCaddyfile(text string) ([]byte, error) {
	config, _, err := caddyconfig.GetAdapter("caddyfile").Adapt([]byte(text), map[string]any{"filename": "Caddyfile"})
	return config, err
}

// runCaddyfile is run for a whole Caddyfile.
func (s *server) runCaddyfile(text string) {
	s.t.Helper()
	config, err := adaptCaddyfile(text)
	if err == nil {
		err = caddy.Load(config, true)
	}
	if err != nil {
		s.t.Fatal(err)
	}
}

// load makes Caddy run a configuration, as `caddy run` and `caddy reload --force` do.
func (s *server) load(directives string) error {
	config, err := s.adapt(directives)
	if err != nil {
		return err
	}
	return caddy.Load(config, true)
}

// run is load for configurations that must work.
func (s *server) run(directives string) *server {
	s.t.Helper()
	if err := s.load(directives); err != nil {
		s.t.Fatal(err)
	}
	return s
}

// validate is what `caddy validate` does.
func (s *server) validate(directives string) error {
	raw, err := s.adapt(directives)
	if err != nil {
		return err
	}
	var config *caddy.Config
	if err := caddy.StrictUnmarshalJSON(raw, &config); err != nil {
		return err
	}
	return caddy.Validate(config)
}

// answer is a response that was read to its end.
type answer struct {
	status int
	header http.Header
	body   string
}

func (s *server) do(method, path, body string, header ...string) (answer, error) {
	var reader io.Reader
	if body != "" {
		reader = strings.NewReader(body)
	}
	r, err := http.NewRequest(method, s.url+path, reader)
	if err != nil {
		return answer{}, err
	}
	for n := 0; n < len(header); n += 2 {
		r.Header.Set(header[n], header[n+1])
	}
	response, err := s.client.Do(r)
	if err != nil {
		return answer{}, err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	return answer{response.StatusCode, response.Header, string(text)}, err
}

// ask is do for requests that must reach the server.
func (s *server) ask(method, path, body string, header ...string) answer {
	s.t.Helper()
	a, err := s.do(method, path, body, header...)
	if err != nil {
		s.t.Fatal(err)
	}
	return a
}

// expect asks with GET and compares "status body".
func (s *server) expect(path, want string) {
	s.t.Helper()
	a := s.ask("GET", path, "")
	if got := fmt.Sprintf("%d %s", a.status, a.body); got != want {
		s.t.Errorf("GET %s: got %q, want %q", path, got, want)
	}
}

// eventually waits up to ten seconds for GET to give "status body".
func (s *server) eventually(path, want string) {
	s.t.Helper()
	var got string
	for range 1000 {
		if a, err := s.do("GET", path, ""); err == nil {
			if got = fmt.Sprintf("%d %s", a.status, a.body); got == want {
				return
			}
		}
		time.Sleep(10 * time.Millisecond)
	}
	s.t.Fatalf("GET %s: still %q, want %q\n%s", path, got, want, s.logText())
}

func (s *server) logText() string {
	text, err := os.ReadFile(s.log)
	if err != nil {
		return err.Error()
	}
	return string(text)
}

// names lists the server's directory without the log.
func (s *server) names() string {
	entries, err := os.ReadDir(s.dir)
	if err != nil {
		s.t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		if e.Name() != filepath.Base(s.log) {
			names = append(names, e.Name())
		}
	}
	return strings.Join(names, " ")
}

// logged waits up to ten seconds for the log to have all of the texts: lines of an isolated app come after its response.
func (s *server) logged(t testing.TB, wants ...string) {
	t.Helper()
	for range 1000 {
		text := s.logText()
		if !slices.ContainsFunc(wants, func(want string) bool { return !strings.Contains(text, want) }) {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	contains(t, s.logText(), wants...)
}

// parallel runs f n times at once.
func parallel(n int, f func(n int)) {
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() { f(i) })
	}
	wg.Wait()
}

func contains(t testing.TB, text string, wants ...string) {
	t.Helper()
	for _, want := range wants {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in:\n%s", want, bytes.TrimSpace([]byte(text)))
		}
	}
}
