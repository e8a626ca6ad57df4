package assets_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/caddyhbf/hbf/caddyhbf/assets"
)

func TestChangedMembersAreServedAfterInvalidate(t *testing.T) {
	s := newSite(t, files{"a.txt": "one", "gone.txt": "x", "big.css": text(9000, 1), "large.bin": noise(2<<20, 1)})
	before := map[string]string{}
	for _, path := range []string{"/a.txt", "/gone.txt", "/big.css", "/large.bin"} {
		before[path] = s.get(path, "Accept-Encoding", "br").Header().Get("Etag")
	}
	s.repack(files{"a.txt": "two", "new.txt": "n", "big.css": text(9000, 2), "large.bin": noise(2<<20, 2)})
	for path, want := range map[string]string{"/a.txt": "two", "/new.txt": "n", "/big.css": text(9000, 2), "/large.bin": noise(2<<20, 2)} {
		w := s.get(path, "Accept-Encoding", "br")
		if got := decode(t, w); w.Code != http.StatusOK || got != want || w.Header().Get("Etag") == before[path] {
			t.Errorf("%s: %d %q %v", path, w.Code, shorten(got), w.Header())
		}
	}
	if w := s.get("/gone.txt"); w.Code != http.StatusNotFound {
		t.Errorf("what was removed: %d", w.Code)
	}
}

func TestCacheIsUsedUntilInvalidate(t *testing.T) {
	s := newSite(t, files{"a.txt": "one"})
	for range 5 {
		s.get("/a.txt")
	}
	if n := s.src.reads.Load(); n != 1 {
		t.Errorf("read %d times", n)
	}
	s.Invalidate()
	s.get("/a.txt")
	s.get("/a.txt")
	if n := s.src.reads.Load(); n != 2 {
		t.Errorf("read %d times", n)
	}
}

// Variants are made once per content: a change of something else does not throw
// them away.
func TestVariantsOfUnchangedMembersAreKept(t *testing.T) {
	f := files{"app.js": text(9000, 1), "other.js": text(9000, 2)}
	s := newSite(t, f)
	for name := range f {
		s.get("/"+name, "Accept-Encoding", "zstd")
	}
	kept, changed := s.Variant("app.js", "zstd"), s.Variant("other.js", "zstd")
	f["other.js"] = text(9000, 3)
	s.repack(f)
	for name := range f {
		s.get("/"+name, "Accept-Encoding", "zstd")
	}
	if v := s.Variant("app.js", "zstd"); v == nil || v != kept {
		t.Error("the variant of what did not change was made again")
	}
	if v := s.Variant("other.js", "zstd"); v == nil || v == changed {
		t.Error("the variant of what changed was kept")
	}
}

// A member that was changed since the archive was last refreshed is not an error.
func TestMemberChangedBehindTheArchive(t *testing.T) {
	s := newSite(t, files{"a.txt": "one", "large.bin": noise(2<<20, 1)})
	s.pack(files{"a.txt": "second", "large.bin": noise(3<<20, 2)}.fs())
	if w := s.get("/a.txt"); w.Code != http.StatusOK || w.Body.String() != "second" {
		t.Errorf("%d %q", w.Code, w.Body)
	}
	if w := s.get("/large.bin"); w.Code != http.StatusOK || w.Body.Len() != 3<<20 {
		t.Errorf("%d, %d bytes", w.Code, w.Body.Len())
	}
}

// The same for a large member that was served before.
func TestLargeMemberChangedBehindTheCache(t *testing.T) {
	s := newSite(t, files{"large.bin": noise(2<<20, 1)})
	s.get("/large.bin")
	s.pack(files{"large.bin": noise(2<<20, 2)}.fs())
	if w := s.get("/large.bin"); w.Code != http.StatusOK || w.Body.String() != noise(2<<20, 2) {
		t.Errorf("%d, %d bytes", w.Code, w.Body.Len())
	}
	s.pack(files{"other": "x"}.fs())
	if w := s.get("/large.bin"); w.Code != http.StatusNotFound {
		t.Errorf("what was removed: %d", w.Code)
	}
}

func TestMemoryIsBounded(t *testing.T) {
	const limit = 400 << 10
	f := files{}
	for i := range 25 {
		f[fmt.Sprintf("%d.txt", i)] = text(30_000, uint64(i))
	}
	s := newSiteWith(t, f.fs(), assets.Options{MaxCacheBytes: limit})
	for range 2 {
		for name, content := range f {
			for _, encoding := range []string{"", "gzip"} {
				if decode(t, s.get("/"+name, "Accept-Encoding", encoding)) != content {
					t.Fatalf("%s: another content", name)
				}
			}
			if used, _ := s.Used(); used > limit || used == 0 {
				t.Fatalf("%d bytes are used", used)
			}
		}
	}
}

// getOrAbort is get for a response that may be aborted, which it reports.
func (s *site) getOrAbort(path string, header ...string) (w *httptest.ResponseRecorder, complete bool) {
	defer func() {
		if v := recover(); v != nil {
			if err, ok := v.(error); !ok || !errors.Is(err, http.ErrAbortHandler) {
				panic(v)
			}
		}
	}()
	return s.get(path, header...), true
}

// While members change all the time, no response has the ETag of one version and the
// body of another, and none is older than the last Invalidate before it.
func TestVersionsAreNeverMixed(t *testing.T) {
	names := []string{"a.html", "b.txt", "large.txt"}
	version := func(n int) files {
		stamp := fmt.Sprintf("%08d ", n)
		return files{
			"a.html": strings.Repeat(stamp, 500), "b.txt": strings.Repeat(stamp, 10), "large.txt": strings.Repeat(stamp, 130_000),
		}
	}
	s := newSite(t, version(0))
	var current atomic.Int64
	var tags sync.Map // body by ETag
	done := make(chan struct{})
	progress := make(chan struct{}) // one for each response
	var group sync.WaitGroup
	for i := range 4 {
		group.Go(func() {
			for n := i; ; n++ {
				select {
				case <-done:
					return
				case progress <- struct{}{}:
				}
				oldest := int(current.Load())
				name := names[n%3]
				w, complete := s.getOrAbort("/"+name, "Accept-Encoding", []string{"", "gzip", "br", "zstd"}[n%4])
				if !complete {
					continue
				}
				body := bytes.Clone(w.Body.Bytes())
				tag := w.Header().Get("Etag")
				if other, ok := tags.LoadOrStore(name+tag, body); ok && !bytes.Equal(other.([]byte), body) {
					t.Errorf("%s: two bodies with the ETag %s", name, tag)
				}
				var got int
				content := decode(t, w)
				if _, err := fmt.Sscanf(content, "%d", &got); err != nil || content != version(got)[name] {
					t.Errorf("%s: %d %v %q", name, w.Code, err, shorten(content))
				}
				if got < oldest {
					t.Errorf("%s: version %d after version %d", name, got, oldest)
				}
			}
		})
	}
	for n := 1; n <= 12; n++ {
		s.pack(version(n).fs())
		if err := s.src.Refresh(context.Background()); err != nil {
			t.Error(err)
		}
		s.Invalidate()
		current.Store(int64(n))
		for range 8 {
			<-progress
		}
	}
	close(done)
	group.Wait()
}
