package archive_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"sync"
	"testing"
	"testing/iotest"

	"github.com/caddyhbf/hbf/dbbind/archive"
)

// section opens a file for reading in pieces.
func section(t testing.TB, a *archive.Archive, name string) *archive.Section {
	t.Helper()
	e, err := a.Entry(name)
	if err != nil {
		t.Fatal(err)
	}
	s, err := a.Section(context.Background(), e)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func TestSectionReadsTheFile(t *testing.T) {
	for _, size := range []int{0, 1, 512 << 10, 512<<10 + 1, 1<<20 + 1} {
		t.Run(fmt.Sprint(size), func(t *testing.T) {
			content := random(size)
			a := open(t, create(t, "f", content))
			s := section(t, a, "f")
			if s.Size() != int64(size) || s.Sum() != sha256.Sum256([]byte(content)) {
				t.Errorf("got size %d and sum %x", s.Size(), s.Sum())
			}
			if err := iotest.TestReader(io.NewSectionReader(s, 0, s.Size()), []byte(content)); err != nil {
				t.Error(err)
			}
			for _, off := range []int{0, 1, size / 3, size / 2, size - 1} {
				if off < 0 || off >= size {
					continue
				}
				got := make([]byte, min(1000, size-off))
				if n, err := s.ReadAt(got, int64(off)); n != len(got) || err != nil || string(got) != content[off:off+len(got)] {
					t.Errorf("at %d: got %d bytes, %v", off, n, err)
				}
			}
			if n, err := s.ReadAt(make([]byte, 1), int64(size)); n != 0 || err != io.EOF {
				t.Errorf("at the end: got %d bytes, %v, want io.EOF", n, err)
			}
			if _, err := s.ReadAt(make([]byte, 1), -1); !errors.Is(err, fs.ErrInvalid) {
				t.Errorf("before the beginning: got %v, want fs.ErrInvalid", err)
			}
		})
	}
}

// TestSectionNeverMixesContents changes the file while it is read.
func TestSectionNeverMixesContents(t *testing.T) {
	const piece = 512 << 10
	old := random(3 * piece)
	changed := strings.Replace(old, old[2*piece:2*piece+4], "CHNG", 1)
	for name, change := range map[string]func(t *testing.T, path string){
		"updated in place, same size and time": func(t *testing.T, path string) {
			c := connect(t, path)
			q, _, err := c.Prepare("UPDATE sqlar SET data = ? WHERE name = 'f'", false)
			if err != nil {
				t.Fatal(err)
			}
			if err := q.BindBlob(1, []byte(changed)); err != nil {
				t.Fatal(err)
			}
			if _, err := q.Step(); err != nil {
				t.Fatal(err)
			}
		},
		"packed": func(t *testing.T, path string) {
			if _, err := archive.Pack(context.Background(), path, files("f", changed), archive.PackOptions{}); err != nil {
				t.Fatal(err)
			}
		},
		"removed":       func(t *testing.T, path string) { execute(t, path, "DELETE FROM sqlar") },
		"emptied":       func(t *testing.T, path string) { execute(t, path, "UPDATE sqlar SET data = x''") },
		"made NULL":     func(t *testing.T, path string) { execute(t, path, "UPDATE sqlar SET data = NULL") },
		"made a number": func(t *testing.T, path string) { execute(t, path, "UPDATE sqlar SET data = 1") },
		"made longer":   func(t *testing.T, path string) { execute(t, path, "UPDATE sqlar SET data = data || x'00'") },
		"table dropped": func(t *testing.T, path string) { execute(t, path, "DROP TABLE sqlar") },
		"made a view": func(t *testing.T, path string) {
			execute(t, path, "ALTER TABLE sqlar RENAME TO x; CREATE VIEW sqlar AS SELECT * FROM x")
		},
	} {
		for _, known := range []bool{true, false} {
			t.Run(fmt.Sprintf("%s, refreshed %t", name, known), func(t *testing.T) {
				path := create(t, "f", old)
				a := open(t, path)
				s := section(t, a, "f")
				got := make([]byte, piece)
				if _, err := s.ReadAt(got, 0); err != nil || string(got) != old[:piece] {
					t.Fatal(err)
				}
				change(t, path)
				if known && name != "made a view" {
					fingerprint(t, a)
				}
				for off := int64(0); off < 3*piece; off += piece {
					n, err := s.ReadAt(got, off)
					if string(got[:n]) != old[off:off+int64(n)] {
						t.Errorf("at %d: got bytes of the new content", off)
					}
					if off == 2*piece && err == nil {
						t.Error("read to the end of what is not there any more")
					}
					if err != nil && name != "made a view" && !errors.Is(err, archive.ErrChanged) {
						t.Errorf("at %d: got %v, want ErrChanged", off, err)
					}
				}
			})
		}
	}
}

// TestSectionOutlivesOtherWrites holds that only a change of the file itself
// matters.
func TestSectionOutlivesOtherWrites(t *testing.T) {
	old := random(3 << 20)
	path := create(t, "f", old, "g", "1")
	a := open(t, path)
	s := section(t, a, "f")
	if _, err := archive.Pack(context.Background(), path, files("f", old, "g", "2", "h", "3"), archive.PackOptions{}); err != nil {
		t.Fatal(err)
	}
	execute(t, path, "CREATE TABLE t(x); INSERT INTO t VALUES (zeroblob(100000))")
	fingerprint(t, a)
	got, err := io.ReadAll(io.NewSectionReader(s, 0, s.Size()))
	if err != nil || string(got) != old {
		t.Errorf("got %d bytes, %v", len(got), err)
	}
}

// TestNoTransactionBetweenCalls holds that an open archive keeps nobody from
// emptying the write-ahead log.
func TestNoTransactionBetweenCalls(t *testing.T) {
	path := create(t, "f", random(3<<20), "g", "1")
	c := connect(t, path)
	if err := c.Exec("CREATE TABLE t(x)"); err != nil {
		t.Fatal(err)
	}
	a := open(t, path)
	s := section(t, a, "f")
	f, err := a.FS().Open("f")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for name, read := range map[string]func() error{
		"Section":     func() error { _, err := s.ReadAt(make([]byte, 10), 1<<20); return err },
		"File":        func() error { _, err := f.Read(make([]byte, 10)); return err },
		"ReadFile":    func() error { _, err := fs.ReadFile(a.FS(), "g"); return err },
		"ReadDir":     func() error { _, err := fs.ReadDir(a.FS(), "."); return err },
		"Refresh":     func() error { return a.Refresh(context.Background()) },
		"Fingerprint": func() error { _, err := a.Fingerprint(context.Background()); return err },
		"canceled": func() error {
			ctx, cancel := context.WithCancel(context.Background())
			cancel()
			if _, err := a.Fingerprint(ctx); !errors.Is(err, context.Canceled) {
				return fmt.Errorf("got %w, want context.Canceled", err)
			}
			return nil
		},
	} {
		if err := c.Exec("INSERT INTO t VALUES (1)"); err != nil {
			t.Fatal(err)
		}
		if err := read(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if got := query(t, path, "PRAGMA wal_checkpoint(TRUNCATE)"); got != "0" {
			t.Errorf("after %s: the log could not be emptied", name)
		}
		if got := size(t, path+"-wal"); got != 0 {
			t.Errorf("after %s: the log has %d bytes", name, got)
		}
	}
}

func TestSectionOfCompressedFile(t *testing.T) {
	a := open(t, create(t, "f", strings.Repeat("hello ", 1000)))
	e, err := a.Entry("f")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Section(context.Background(), e); !errors.Is(err, errors.ErrUnsupported) {
		t.Errorf("got %v, want errors.ErrUnsupported", err)
	}
}

func TestSectionClosed(t *testing.T) {
	a := open(t, create(t, "f", random(2<<20)))
	s := section(t, a, "f")
	if _, err := s.ReadAt(make([]byte, 10), 0); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(s.Close(), s.Close()); err != nil {
		t.Error(err)
	}
	if _, err := s.ReadAt(make([]byte, 10), 0); !errors.Is(err, fs.ErrClosed) {
		t.Errorf("got %v, want fs.ErrClosed", err)
	}
}

func TestSectionsInParallel(t *testing.T) {
	content := random(2 << 20)
	a := open(t, create(t, "f", content))
	shared := section(t, a, "f")
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			own := section(t, a, "f")
			for _, s := range []*archive.Section{shared, own} {
				got := make([]byte, 700_000)
				off := int64(i) * 150_000
				if _, err := s.ReadAt(got, off); err != nil || string(got) != content[off:off+700_000] {
					t.Errorf("at %d: wrong bytes, %v", off, err)
				}
			}
		})
	}
	wg.Wait()
}

func TestFingerprintNoticesEveryChange(t *testing.T) {
	big := random(600_000)
	src := func() map[string]string {
		return map[string]string{
			"text":  fmt.Sprintf("('text', 33188, 0, 6000, %s)", deflated([]byte(strings.Repeat("hello ", 1000)))),
			"small": "('small', 33188, 0, 1, x'31')",
			"dir":   "('dir', 16877, 0, 0, NULL)",
			"link":  "('link', 41471, 0, -1, 'small')",
		}
	}
	base := func(t *testing.T) string {
		path := rows(t, src()["text"], src()["small"], src()["dir"], src()["link"])
		c := connect(t, path)
		q, _, err := c.Prepare("INSERT INTO sqlar VALUES ('big', 33188, 0, 600000, ?)", false)
		if err != nil {
			t.Fatal(err)
		}
		if err := q.BindBlob(1, []byte(big)); err != nil {
			t.Fatal(err)
		}
		if _, err := q.Step(); err != nil {
			t.Fatal(err)
		}
		return path
	}
	for name, test := range map[string]struct {
		sql  string
		same bool
	}{
		"content, same size and time": {sql: "UPDATE sqlar SET data = x'32' WHERE name = 'small'"},
		"last byte of a large file":   {sql: "UPDATE sqlar SET data = substr(data, 1, 599999) || x'00' WHERE name = 'big'"},
		"first byte of a large file":  {sql: "UPDATE sqlar SET data = x'00' || substr(data, 2) WHERE name = 'big'"},
		"name":                        {sql: "UPDATE sqlar SET name = 'other' WHERE name = 'small'"},
		"executable":                  {sql: "UPDATE sqlar SET mode = 33261 WHERE name = 'small'"},
		"target of the link":          {sql: "UPDATE sqlar SET data = 'big' WHERE name = 'link'"},
		"removed":                     {sql: "DELETE FROM sqlar WHERE name = 'dir'"},
		"added":                       {sql: "INSERT INTO sqlar VALUES ('new', 33188, 0, 0, x'')"},
		"swapped":                     {sql: "UPDATE sqlar SET name = name || '~'; UPDATE sqlar SET name = CASE name WHEN 'small~' THEN 'text' WHEN 'text~' THEN 'small' ELSE rtrim(name, '~') END"},

		"nothing":             {sql: "UPDATE sqlar SET name = name", same: true},
		"time":                {sql: "UPDATE sqlar SET mtime = 1", same: true},
		"order":               {sql: "UPDATE sqlar SET rowid = 100 - rowid", same: true},
		"not compressed":      {sql: "UPDATE sqlar SET data = CAST(replace(hex(zeroblob(500)), '00', 'hello hello ') AS BLOB) WHERE name = 'text'", same: true},
		"form of the name":    {sql: "UPDATE sqlar SET name = './' || name || CASE WHEN name = 'dir' THEN '/' ELSE '' END", same: true},
		"root":                {sql: "INSERT INTO sqlar VALUES ('.', 16877, 0, 0, NULL)", same: true},
		"row that is no file": {sql: "INSERT INTO sqlar VALUES ('../x', 33188, 0, 0, x'')", same: true},
		"data":                {sql: "CREATE TABLE t(x); INSERT INTO t VALUES (1)", same: true},
		"vacuum":              {sql: "VACUUM", same: true},
	} {
		t.Run(name, func(t *testing.T) {
			path := base(t)
			a := open(t, path)
			before := fingerprint(t, a)
			if again := fingerprint(t, a); again != before {
				t.Error("differs without a change")
			}
			execute(t, path, test.sql)
			after := fingerprint(t, a)
			if same := after == before; same != test.same {
				t.Errorf("fingerprint the same: %t, want %t", same, test.same)
			}
			if fresh := fingerprint(t, open(t, path)); fresh != after {
				t.Error("another reader finds another fingerprint")
			}
		})
	}
}

// size returns the size of a file.
func size(t testing.TB, path string) int64 {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return info.Size()
}
