package assets_test

import (
	"bytes"
	"compress/zlib"
	"crypto/sha256"
	"database/sql"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	_ "modernc.org/sqlite" // to write archives as sqlite3 -A does

	"github.com/caddyhbf/hbf/caddyhbf/assets"
)

// deflate stores a member compressed, as sqlite3 -A does whatever the size.
func (s *site) deflate(name, content string) {
	s.t.Helper()
	var b bytes.Buffer
	z, err := zlib.NewWriterLevel(&b, zlib.BestSpeed)
	if err != nil {
		s.t.Fatal(err)
	}
	if _, err := z.Write([]byte(content)); err != nil {
		s.t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		s.t.Fatal(err)
	}
	s.insert(name, len(content), b.Bytes())
}

// insert writes a row of the archive.
func (s *site) insert(name string, size int, data []byte) {
	s.t.Helper()
	db, err := sql.Open("sqlite", s.src.path)
	if err != nil {
		s.t.Fatal(err)
	}
	defer db.Close()
	if _, err = db.Exec(`INSERT OR REPLACE INTO sqlar VALUES (?, 33188, ?, ?, ?)`, name, modified.Unix(), size, data); err != nil {
		s.t.Fatal(err)
	}
	if err := s.src.Refresh(s.t.Context()); err != nil {
		s.t.Fatal(err)
	}
	s.Invalidate()
}

// openTemps counts the open temporary files of a site.
func openTemps(t *testing.T, s *site) int {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("needs /proc")
	}
	open, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, fd := range open {
		target, err := os.Readlink(filepath.Join("/proc/self/fd", fd.Name()))
		if err == nil && strings.HasPrefix(target, s.temp) {
			n++
		}
	}
	return n
}

// listen serves a site over a real connection.
func listen(t *testing.T, s *site, http2 bool) (url string, client *http.Client) {
	t.Helper()
	server := httptest.NewUnstartedServer(s)
	server.EnableHTTP2 = http2
	if http2 {
		server.StartTLS()
	} else {
		server.Start()
	}
	t.Cleanup(server.Close)
	return server.URL, server.Client()
}

func TestLargeMembers(t *testing.T) {
	const size = 3<<20 + 12345
	stored, deflated := noise(size, 1), text(size, 2)
	s := newSite(t, files{"stored.bin": stored})
	s.deflate("deflated.bin", deflated)
	for path, content := range map[string]string{"/stored.bin": stored, "/deflated.bin": deflated} {
		for range 2 {
			w := s.get(path)
			if w.Code != http.StatusOK || w.Body.String() != content || w.Header().Get("Last-Modified") == "" {
				t.Errorf("%s: %d, %d bytes, %v", path, w.Code, w.Body.Len(), w.Header())
			}
		}
		w := s.get(path, "Range", "bytes=2097150-2097160")
		if w.Code != http.StatusPartialContent || w.Body.String() != content[2097150:2097161] {
			t.Errorf("%s: %d, %d bytes", path, w.Code, w.Body.Len())
		}
		w = s.get(path, "Range", "bytes=0-3,3145728-3145731")
		if w.Code != http.StatusPartialContent || !strings.Contains(w.Body.String(), content[3145728:3145732]) {
			t.Errorf("%s: %d, %d bytes", path, w.Code, w.Body.Len())
		}
	}
	if n := s.src.reads.Load(); n != 0 {
		t.Errorf("%d members were read into memory", n)
	}
	if memory, temp := s.Used(); memory != 0 || temp < size || temp > size+1<<20 {
		t.Errorf("%d bytes of memory and %d of temporary files are used", memory, temp)
	}
}

// The temporary file of a compressed member is shared, and closed by whoever is
// the last to need it.
func TestTemporaryFilesAreSharedAndClosed(t *testing.T) {
	const size = 12 << 20
	content := text(1<<20, 1)
	s := newSite(t, files{})
	s.deflate("film.bin", strings.Repeat(content, size>>20))
	url, client := listen(t, s, false)
	want := sha256.Sum256([]byte(strings.Repeat(content, size>>20)))

	var group sync.WaitGroup
	begun := make(chan struct{}, 8)
	goOn := make(chan struct{})
	for range cap(begun) {
		group.Go(func() {
			response, err := client.Get(url + "/film.bin")
			if err != nil {
				t.Error(err)
				begun <- struct{}{}
				return
			}
			defer response.Body.Close()
			hash := sha256.New()
			_, err = io.CopyN(hash, response.Body, 1000)
			begun <- struct{}{}
			<-goOn
			if err == nil {
				_, err = io.Copy(hash, response.Body)
			}
			if err != nil || [32]byte(hash.Sum(nil)) != want {
				t.Errorf("another content, %v", err)
			}
		})
	}
	for range cap(begun) {
		<-begun
	}
	if n := openTemps(t, s); n != 1 {
		t.Errorf("%d temporary files for one member", n)
	}
	s.Invalidate() // the readers keep it open
	if n := openTemps(t, s); n != 1 {
		t.Errorf("%d temporary files during transfers", n)
	}
	close(goOn)
	group.Wait()
	client.CloseIdleConnections()
	for range 1000 { // the server's side ends a little later
		if openTemps(t, s) == 0 {
			return
		}
		runtime.Gosched()
	}
	if n := openTemps(t, s); n != 0 {
		t.Errorf("%d temporary files are left open", n)
	}
}

func TestTemporaryFilesAreBounded(t *testing.T) {
	s := newSiteWith(t, files{}.fs(), assets.Options{MaxTempBytes: 4 << 20})
	s.deflate("a.bin", text(2<<20, 1))
	s.deflate("b.bin", text(2<<20, 2))
	s.deflate("c.bin", text(2<<20, 3))
	s.deflate("huge.bin", text(5<<20, 4))
	for _, path := range []string{"/a.bin", "/b.bin", "/c.bin", "/a.bin"} {
		if w := s.get(path); w.Code != http.StatusOK || w.Body.Len() != 2<<20 {
			t.Errorf("%s: %d", path, w.Code)
		}
		if n := openTemps(t, s); n > 1 {
			t.Errorf("%d temporary files", n)
		}
	}
	if w := s.get("/huge.bin"); w.Code != http.StatusInternalServerError || !strings.Contains(w.Body.String(), "limited to 4194304 bytes") {
		t.Errorf("%d %q", w.Code, w.Body)
	}
}

// Rows that lie about their size are errors, and nothing is left of the attempt.
func TestDamagedMembers(t *testing.T) {
	s := newSite(t, files{"a.txt": "a"})
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	if _, err := z.Write([]byte(text(2<<20, 1))); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	s.insert("longer.bin", 1<<20+500, b.Bytes())
	s.insert("shorter.bin", 3<<20, b.Bytes())
	s.insert("garbage.bin", 2<<20, []byte(noise(100_000, 1)))
	s.insert("small.bin", 100, []byte(noise(50, 1)))
	for _, path := range []string{"/longer.bin", "/shorter.bin", "/garbage.bin", "/small.bin"} {
		if w := s.get(path); w.Code != http.StatusInternalServerError {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
	if n := openTemps(t, s); n != 0 {
		t.Errorf("%d temporary files are left open", n)
	}
}

// Where no temporary files can be made, what needs none is served.
func TestWithoutTemporaryFiles(t *testing.T) {
	var log bytes.Buffer
	content := text(2<<20, 1)
	s := newSite(t, files{"stored.js": content})
	s.deflate("deflated.js", content)
	server := assets.New(s.src, assets.Options{
		TempDir: filepath.Join(t.TempDir(), "none"), Logger: slog.New(slog.NewTextHandler(&log, nil)),
	})
	defer server.Close()
	s.Server = server
	w := s.get("/stored.js", "Accept-Encoding", "gzip")
	if w.Code != http.StatusOK || w.Header().Get("Content-Encoding") != "" || w.Body.String() != content {
		t.Errorf("%d %v", w.Code, w.Header())
	}
	if !strings.Contains(log.String(), "could not be compressed") {
		t.Errorf("the log has %q", &log)
	}
	if w := s.get("/deflated.js"); w.Code != http.StatusInternalServerError {
		t.Errorf("%d", w.Code)
	}
}

// A client must notice that what it got is not the whole of one version.
func TestMemberChangedDuringTransferAbortsIt(t *testing.T) {
	const size = 16 << 20
	for _, http2 := range []bool{false, true} {
		s := newSite(t, files{"film.bin": noise(size, 1)})
		url, client := listen(t, s, http2)
		response, err := client.Get(url + "/film.bin")
		if err != nil {
			t.Fatal(err)
		}
		head := make([]byte, 1000)
		if _, err := io.ReadFull(response.Body, head); err != nil {
			t.Fatal(err)
		}
		s.pack(files{"film.bin": noise(size, 2)}.fs())
		n, err := io.Copy(io.Discard, response.Body)
		if err == nil {
			t.Errorf("HTTP/2 %v: %d bytes arrived and nothing was amiss", http2, n)
		}
		if err := response.Body.Close(); err != nil {
			t.Error(err)
		}
	}
}

// A client that goes away in the middle of a response in parts leaves nothing behind;
// goleak would find the goroutine.
func TestClientGoesAway(t *testing.T) {
	s := newSite(t, files{"film.bin": noise(12<<20, 1)})
	s.deflate("deflated.bin", strings.Repeat(text(1<<20, 2), 12))
	url, client := listen(t, s, false)
	for _, path := range []string{"/film.bin", "/deflated.bin"} {
		for _, rng := range []string{"", "bytes=0-5999999,6000000-11999999"} {
			r, err := http.NewRequest(http.MethodGet, url+path, nil)
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("Range", rng)
			response, err := client.Do(r)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := io.CopyN(io.Discard, response.Body, 1000); err != nil {
				t.Error(err)
			}
			if err := response.Body.Close(); err != nil {
				t.Error(err)
			}
		}
	}
	client.CloseIdleConnections()
}
