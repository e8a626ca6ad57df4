package archive_test

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/caddyhbf/hbf/dbbind/archive"
)

func TestFileSystem(t *testing.T) {
	path := rows(t,
		"('server.js', 33188, 1700000000, 2, x'3132')",
		"('static', 16877, 1700000000, 0, NULL)",
		"('static/empty', 33261, 1700000000, 0, x'')",
		"('implicit/dir/file', 33188, 1700000000, 1, x'33')",
		"('big', 33188, 0, 1050000, zeroblob(1050000))",
		"('big deflated', 33188, 0, 1050000, "+deflated(make([]byte, 1050000))+")",
		"('large deflated', 33188, 0, 1050000, "+deflated([]byte(random(1050000)))+")",
		"('link', 41471, 0, -1, 'server.js')",
		"('static/up', 41471, 0, -1, '../implicit/dir')",
		"('chain', 41471, 0, -1, 'static/up/file')",
	)
	a := open(t, path)
	err := fstest.TestFS(a.FS(), "server.js", "static/empty", "implicit/dir/file", "big", "big deflated", "large deflated", "link")
	if err != nil {
		t.Error(err)
	}
	for name, want := range map[string]string{"link": "12", "static/up/file": "3", "chain": "3"} {
		if got := readFile(t, a, name); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
	e, err := a.Entry("static/empty")
	if err != nil {
		t.Fatal(err)
	}
	if e.Mode != 0o755 || !e.ModTime.Equal(time.Unix(1700000000, 0)) || e.Size != 0 {
		t.Errorf("got %+v", e)
	}
	e, err = a.Entry("chain")
	if err != nil || e.Name != "implicit/dir/file" {
		t.Errorf("got %+v, %v, want the entry that the links lead to", e, err)
	}
}

func TestLinksThatLeadNowhere(t *testing.T) {
	a := open(t, rows(t,
		"('dangling', 41471, 0, -1, 'nowhere')",
		"('self', 41471, 0, -1, 'self')",
		"('a', 41471, 0, -1, 'b')",
		"('b', 41471, 0, -1, 'a')",
		"('grow', 41471, 0, -1, 'grow/grow')",
		"('out', 41471, 0, -1, '../../etc/passwd')",
		"('absolute', 41471, 0, -1, '/etc/passwd')",
		"('empty', 41471, 0, -1, NULL)",
		"('root', 41471, 0, -1, '.')",
		"('sly', 41471, 0, -1, 'root/../../etc/passwd')",
	))
	for _, name := range []string{"dangling", "self", "self/x", "a", "grow", "grow/x", "out", "out/x", "absolute", "empty", "sly", "sly/x", "root/out"} {
		if _, err := fs.ReadFile(a.FS(), name); err == nil {
			t.Errorf("%s: could be read", name)
		}
		if _, err := a.Entry(name); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: got %v, want fs.ErrNotExist", name, err)
		}
	}
	if target, err := fs.ReadLink(a.FS(), "root/out"); err != nil || target != "../../etc/passwd" {
		t.Errorf("ReadLink: got %q, %v", target, err)
	}
}

func TestNamesThatCannotBe(t *testing.T) {
	a := open(t, create(t, "a/b", "1"))
	for _, name := range []string{"", "/", "/a", "a/", "a//b", "./a", "..", "a/../a/b", "\x00", "a\x00", `a\b`, "\xff", "A/B", strings.Repeat("a/", 5000)} {
		if _, err := a.Entry(name); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("Entry(%.20q): got %v, want fs.ErrNotExist", name, err)
		}
		if _, err := a.FS().Open(name); err == nil {
			t.Errorf("Open(%.20q) found something", name)
		}
	}
}

// TestContentsAreLive holds that reading returns what is in the database now.
func TestContentsAreLive(t *testing.T) {
	path := create(t, "a", "1", "gone", "1")
	a := open(t, path)
	if _, err := archive.Pack(context.Background(), path, files("a", "22", "new", "3"), archive.PackOptions{}); err != nil {
		t.Fatal(err)
	}
	if got := readFile(t, a, "a"); got != "22" {
		t.Errorf("got %q, want the new content", got)
	}
	if _, err := fs.ReadFile(a.FS(), "gone"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a removed file: got %v, want fs.ErrNotExist", err)
	}
	if err := a.Refresh(context.Background()); err != nil {
		t.Fatal(err)
	}
	if got := readFile(t, a, "new"); got != "3" {
		t.Errorf("got %q", got)
	}
}

func TestOldEntryIsRefused(t *testing.T) {
	path := create(t, "a", "1")
	a := open(t, path)
	e, err := a.Entry("a")
	if err != nil {
		t.Fatal(err)
	}
	execute(t, path, "UPDATE sqlar SET sz = 2, data = x'3132'")
	if _, err := a.Read(e); !errors.Is(err, archive.ErrChanged) {
		t.Errorf("Read: got %v, want ErrChanged", err)
	}
	if _, err := a.Section(context.Background(), e); !errors.Is(err, archive.ErrChanged) {
		t.Errorf("Section: got %v, want ErrChanged", err)
	}
	fingerprint(t, a)
	if _, err := a.Section(context.Background(), e); !errors.Is(err, archive.ErrChanged) {
		t.Errorf("Section after a refresh: got %v, want ErrChanged", err)
	}
}

func TestDirectoriesAreNotRead(t *testing.T) {
	a := open(t, create(t, "dir/a", "1"))
	e, err := a.Entry("dir")
	if err != nil {
		t.Fatal(err)
	}
	_, err = a.Read(e)
	assertError(t, err, "dir", "not a regular file")
	_, err = a.Section(context.Background(), e)
	assertError(t, err, "dir", "not a regular file")
	_, err = fs.ReadDir(a.FS(), "dir/a")
	assertError(t, err, "dir/a", "not a directory")
}

func TestClosed(t *testing.T) {
	a, err := archive.Open(create(t, "a", "1", "big", random(2<<20)))
	if err != nil {
		t.Fatal(err)
	}
	e, err := a.Entry("big")
	if err != nil {
		t.Fatal(err)
	}
	s, err := a.Section(context.Background(), e)
	if err != nil {
		t.Fatal(err)
	}
	f, err := a.FS().Open("a")
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(a.Close(), a.Close()); err != nil {
		t.Fatal(err)
	}
	for name, read := range map[string]func() error{
		"Fingerprint": func() error { _, err := a.Fingerprint(context.Background()); return err },
		"Refresh":     func() error { return a.Refresh(context.Background()) },
		"ReadFile":    func() error { _, err := fs.ReadFile(a.FS(), "a"); return err },
		"ReadAt":      func() error { _, err := s.ReadAt(make([]byte, 1), 0); return err },
		"Read":        func() error { _, err := f.Read(make([]byte, 1)); return err },
		"Section":     func() error { _, err := a.Section(context.Background(), e); return ignore(err) },
	} {
		if err := read(); !errors.Is(err, fs.ErrClosed) {
			t.Errorf("%s: got %v, want fs.ErrClosed", name, err)
		}
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

// ignore lets a Section of a file that was identified before be opened: it fails
// when it is read.
func ignore(err error) error {
	if err == nil {
		return fs.ErrClosed
	}
	return err
}

// TestConcurrentReaders runs all kinds of reads beside writes; what they do to
// each other shows under the race detector.
func TestConcurrentReaders(t *testing.T) {
	big := random(2 << 20)
	path := create(t, "a", "1", "big", big, "text", strings.Repeat("hello ", 1000))
	a := open(t, path)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 5 {
				if data, err := fs.ReadFile(a.FS(), "text"); err != nil || len(data) != 6000 {
					t.Errorf("ReadFile: %d bytes, %v", len(data), err)
				}
				f, err := a.FS().Open("big")
				if err != nil {
					t.Error(err)
					return
				}
				var content strings.Builder
				if _, err := io.Copy(&content, f); err != nil || content.String() != big {
					t.Errorf("Read: %d bytes, %v", content.Len(), err)
				}
				if err := f.Close(); err != nil {
					t.Error(err)
				}
				if _, err := a.Fingerprint(context.Background()); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for range 20 {
		execute(t, path, "CREATE TABLE IF NOT EXISTS t(x); INSERT INTO t VALUES (1)")
	}
	wg.Wait()
}
