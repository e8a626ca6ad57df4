package assets_test

import (
	"context"
	"encoding/binary"
	"errors"
	"io/fs"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"github.com/caddyhbf/hbf/caddyhbf/assets"
	"github.com/caddyhbf/hbf/dbbind/archive"
)

// modified is when the files of the tests were last modified.
var modified = time.Date(2024, 5, 6, 7, 8, 9, 0, time.UTC)

// source is an archive that counts what is read, and that tests may change.
type source struct {
	*archive.Archive
	path  string
	reads atomic.Int64
}

func (s *source) Read(e archive.Entry) ([]byte, error) {
	s.reads.Add(1)
	return s.Archive.Read(e)
}

// site is a server for an archive.
type site struct {
	*assets.Server
	t    testing.TB
	src  *source
	temp string // directory of temporary files
}

// files are the contents of an archive by name.
type files map[string]string

func (f files) fs() fstest.MapFS {
	m := make(fstest.MapFS, len(f))
	for name, content := range f {
		m[name] = &fstest.MapFile{Data: []byte(content), Mode: 0o644, ModTime: modified}
	}
	return m
}

func newSite(t testing.TB, f files) *site {
	t.Helper()
	return newSiteWith(t, f.fs(), assets.Options{})
}

func newSiteWith(t testing.TB, src fs.FS, o assets.Options) *site {
	t.Helper()
	path := filepath.Join(t.TempDir(), "app.db")
	if err := archive.Create(path, src); err != nil {
		t.Fatal(err)
	}
	a, err := archive.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	o.TempDir = t.TempDir()
	s := &site{t: t, src: &source{Archive: a, path: path}, temp: o.TempDir}
	s.Server = assets.New(s.src, o)
	t.Cleanup(func() {
		if err := errors.Join(s.Close(), a.Close()); err != nil {
			t.Error(err)
		}
		left, err := os.ReadDir(s.temp)
		if err != nil || len(left) > 0 {
			t.Errorf("temporary files are left: %v, %v", left, err)
		}
	})
	return s
}

// repack changes the archive and lets the server know.
func (s *site) repack(f files) {
	s.t.Helper()
	s.pack(f.fs())
	if err := s.src.Refresh(context.Background()); err != nil {
		s.t.Fatal(err)
	}
	s.Invalidate()
}

// pack changes the archive as another process would.
func (s *site) pack(src fs.FS) {
	s.t.Helper()
	if _, err := archive.Pack(context.Background(), s.src.path, src, archive.PackOptions{}); err != nil {
		s.t.Fatal(err)
	}
}

// ServeHTTP serves the whole archive from "/", and errors as plain text.
func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.serve(w, r, assets.ServeOptions{})
}

func (s *site) serve(w http.ResponseWriter, r *http.Request, so assets.ServeOptions) {
	name, ok := assets.Resolve("/", "", r.URL.Path)
	if !ok {
		http.Error(w, "not a name", http.StatusNotFound)
		return
	}
	err := s.Serve(w, r, name, so)
	var failure *assets.HTTPError
	switch {
	case errors.As(err, &failure):
		http.Error(w, err.Error(), failure.Status)
	case err != nil:
		s.t.Errorf("%s: an error without status: %v", r.URL, err)
	}
}

// get asks for a path with header fields given as name, value pairs.
func (s *site) get(path string, header ...string) *httptest.ResponseRecorder {
	s.t.Helper()
	return do(s, newRequest(s.t, http.MethodGet, path, header...))
}

// with returns a handler that serves with options.
func (s *site) with(so assets.ServeOptions) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { s.serve(w, r, so) })
}

// newRequest makes a request for a decoded path, with a query after "?".
func newRequest(t testing.TB, method, path string, header ...string) *http.Request {
	t.Helper()
	path, query, _ := strings.Cut(path, "?")
	r := httptest.NewRequest(method, "http://example.com/", nil)
	r.URL = &url.URL{Path: path, RawQuery: query}
	for i := 0; i < len(header); i += 2 {
		r.Header.Add(header[i], header[i+1])
	}
	return r
}

func do(h http.Handler, r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// text returns about n bytes that compress well, the same for the same seed.
func text(n int, seed uint64) string {
	words := []string{"alpha", "beta", "gamma", "delta", "epsilon", "\n", "zeta", "eta", "theta", "0", "1"}
	random := rand.New(rand.NewPCG(seed, 1))
	var b strings.Builder
	for b.Len() < n {
		b.WriteString(words[random.IntN(len(words))])
		b.WriteByte(' ')
	}
	return b.String()[:n]
}

// noise returns n bytes that do not compress.
func noise(n int, seed uint64) string {
	b := make([]byte, n)
	var key [32]byte
	binary.LittleEndian.PutUint64(key[:], seed)
	// The error of ChaCha8's Read is always nil.
	_, _ = rand.NewChaCha8(key).Read(b)
	return string(b)
}

// shorten keeps messages readable.
func shorten(s string) string {
	if len(s) > 60 {
		return s[:60] + "…"
	}
	return s
}
