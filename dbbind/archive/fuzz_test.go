package archive_test

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/caddyhbf/hbf/dbbind/archive"
)

// fuzzDatabase is an empty archive, made once for all runs of a fuzz target.
func fuzzDatabase(f *testing.F) (path string, insert func(t *testing.T, name string, mode, mtime, sz int64, data []byte)) {
	f.Helper()
	path = ":memory:" + f.Name()
	c := connect(f, path)
	if err := c.Exec(createTable); err != nil {
		f.Fatal(err)
	}
	q, _, err := c.Prepare("INSERT OR REPLACE INTO sqlar VALUES (?, ?, ?, ?, ?)", true)
	if err != nil {
		f.Fatal(err)
	}
	return path, func(t *testing.T, name string, mode, mtime, sz int64, data []byte) {
		t.Helper()
		if err := c.Exec("DELETE FROM sqlar"); err != nil {
			t.Fatal(err)
		}
		bind := q.BindBlob(5, data)
		if data == nil {
			bind = q.BindNull(5)
		}
		if err := errors.Join(q.BindText(1, name), q.BindInt64(2, mode), q.BindInt64(3, mtime), q.BindInt64(4, sz), bind); err != nil {
			t.Fatal(err)
		}
		if _, err := q.Step(); err != nil {
			t.Fatal(err)
		}
		q.Reset()
	}
}

// FuzzNames holds that whatever a row is called, it is either refused or a
// member under a valid name that stays inside the directory that it is unpacked
// into.
func FuzzNames(f *testing.F) {
	path, insert := fuzzDatabase(f)
	for _, name := range []string{"a", "./a", "a/", "a//b", "../a", "/a", `a\..\b`, "a/../b", ".", "./", "..", "a\x00b", "\xff", "", "C:a", "żółw/日本", strings.Repeat("a/", 500)} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		insert(t, name, 0o100644, 0, 1, []byte("1"))
		list, err := archive.List(context.Background(), path)
		if err != nil || len(list) != 1 {
			t.Fatalf("got %v, %v", list, err)
		}
		a := open(t, path)
		fingerprint(t, a)
		tmp := t.TempDir()
		dir := filepath.Join(tmp, "dir")
		err = archive.Unpack(context.Background(), path, dir, archive.UnpackOptions{})
		if entries := names(t, tmp); len(entries) > 1 || len(entries) == 1 && entries[0] != "dir" {
			t.Fatalf("something was written outside: %q", entries)
		}
		if list[0].Problem != nil {
			if err == nil {
				t.Fatalf("%q was unpacked", name)
			}
			return
		}
		if !fs.ValidPath(list[0].Name) || list[0].Name == "." {
			t.Fatalf("%q is called %q", name, list[0].Name)
		}
		if got := readFile(t, a, list[0].Name); got != "1" {
			t.Fatalf("read %q", got)
		}
		if err != nil {
			return // the system may not take the name
		}
		root, err := os.OpenRoot(dir) // which takes longer names than the system
		if err != nil {
			t.Fatal(err)
		}
		defer root.Close()
		if got, err := root.ReadFile(list[0].Name); err != nil || string(got) != "1" {
			t.Fatalf("unpacked %q, %v", got, err)
		}
	})
}

// FuzzRows holds that no row makes a reader panic, hang, or return anything
// but its content in full or an error.
func FuzzRows(f *testing.F) {
	path, insert := fuzzDatabase(f)
	stream := deflatedBytes([]byte(strings.Repeat("hello ", 100)))
	f.Add(int64(0o100644), int64(0), int64(600), stream)
	f.Add(int64(0o100644), int64(0), int64(601), stream)
	f.Add(int64(0o100755), int64(-1), int64(599), stream)
	f.Add(int64(0o100644), int64(1)<<62, int64(1)<<62, stream[:4])
	f.Add(int64(0o040755), int64(0), int64(0), []byte(nil))
	f.Add(int64(0o120777), int64(0), int64(-1), []byte("a/../../.."))
	f.Add(int64(0o120777), int64(0), int64(-1), []byte("f"))
	f.Add(int64(-1), int64(0), int64(-1), []byte("x"))
	f.Fuzz(func(t *testing.T, mode, mtime, sz int64, data []byte) {
		insert(t, "f", mode, mtime, sz, data)
		a := open(t, path)
		fingerprint(t, a)
		e, err := a.Entry("f")
		if err != nil || e.IsDir() {
			return
		}
		content, err := a.Read(e)
		file, openErr := a.FS().Open("f")
		if openErr != nil {
			t.Fatal(openErr)
		}
		defer file.Close()
		streamed, streamErr := io.ReadAll(file)
		if (err == nil) != (streamErr == nil) || err == nil && string(content) != string(streamed) {
			t.Fatalf("Read and Open differ: %v, %v", err, streamErr)
		}
		if err == nil && int64(len(content)) != e.Size {
			t.Fatalf("got %d bytes of %d", len(content), e.Size)
		}
		if err != nil && !errors.Is(err, archive.ErrCorrupt) {
			t.Fatalf("got %v, want ErrCorrupt", err)
		}
		dir := t.TempDir()
		if err := archive.Unpack(context.Background(), path, dir, archive.UnpackOptions{}); err == nil {
			if info, err := os.Lstat(filepath.Join(dir, "f")); err == nil && info.Mode().IsRegular() && info.Size() != e.Size {
				t.Fatalf("unpacked %d bytes of %d", info.Size(), e.Size)
			}
		}
	})
}

// FuzzLinks holds that a symbolic link leads nowhere outside, neither for readers nor once it is unpacked, whatever other link
// it goes through.
func FuzzLinks(f *testing.F) {
	path, insert := fuzzDatabase(f)
	for _, pair := range [][4]string{
		{"a", "b", "b", "x"}, {"a", "..", "a/b", "../.."}, {"d/a", "../..", "d/b", "a/x"}, {"l", ".", "l/m", "../x"}, {"a", "/etc", "b", "a/passwd"},
		{"a", "b/../../x", "b", "."}, {"d/e", "..//..//x", "y", "d/e"}, {"a", "a", "b", "a"}, {"a", "./../a", "c", "C:\\x"}, {"d/a", "../b", "b", "d/../.."},
	} {
		f.Add(pair[0], pair[1], pair[2], pair[3])
	}
	f.Fuzz(func(t *testing.T, name1, target1, name2, target2 string) {
		insert(t, name1, 0o120777, 0, -1, []byte(target1))
		c := connect(t, path)
		q, _, err := c.Prepare("INSERT OR REPLACE INTO sqlar VALUES (?1, 41471, 0, -1, ?2), ('secret', 33188, 0, 1, x'31')", true)
		if err != nil {
			t.Fatal(err)
		}
		defer q.Finalize()
		if err := errors.Join(q.BindText(1, name2), q.BindText(2, target2)); err != nil {
			t.Fatal(err)
		}
		if _, err := q.Step(); err != nil {
			t.Fatal(err)
		}
		q.Reset()
		a := open(t, path)
		for _, name := range []string{name1, name2} {
			if data, err := fs.ReadFile(a.FS(), name); err == nil && string(data) != "1" {
				t.Fatalf("%q reads %q", name, data)
			}
		}
		tmp := t.TempDir()
		dir := filepath.Join(tmp, "dir")
		err = archive.Unpack(context.Background(), path, dir, archive.UnpackOptions{})
		if entries := names(t, tmp); len(entries) > 1 {
			t.Fatalf("something was written outside: %q", entries)
		}
		if err != nil {
			return
		}
		base, err := filepath.EvalSymlinks(dir)
		if err != nil {
			t.Fatal(err)
		}
		_ = filepath.WalkDir(base, func(file string, d fs.DirEntry, err error) error {
			if err != nil || d.Type() != fs.ModeSymlink {
				return nil //nolint:nilerr // a name that the system does not take
			}
			if leads, err := filepath.EvalSymlinks(file); err == nil && leads != base && !strings.HasPrefix(leads, base+string(filepath.Separator)) {
				t.Fatalf("%q leads to %q", file, leads)
			}
			return nil
		})
	})
}
