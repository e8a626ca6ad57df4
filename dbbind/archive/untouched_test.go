package archive_test

import (
	"context"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/caddyhbf/hbf/dbbind/archive"
)

// traces describes the files of a directory so that every change shows. The
// index of a write-ahead log that this process writes to is shared memory, in
// which readers leave marks: of that only its existence counts.
func traces(t *testing.T, dir string) map[string]string {
	t.Helper()
	list := make(map[string]string)
	for _, name := range names(t, dir) {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		list[name] = info.Mode().String() + info.ModTime().String() + string(data)
		if strings.HasSuffix(name, "-shm") && strings.Contains(t.Name(), "this_process") {
			list[name] = info.Mode().String()
		}
	}
	return list
}

// copyFiles copies all files of a directory to a new one.
func copyFiles(t *testing.T, from string) (to string) {
	t.Helper()
	to = t.TempDir()
	for _, name := range names(t, from) {
		data, err := os.ReadFile(filepath.Join(from, name))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(to, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return to
}

func TestOpenUntouchedLeavesNoTrace(t *testing.T) {
	tests := map[string]func(t *testing.T) (dir string){
		"write-ahead log, closed": func(t *testing.T) string {
			return filepath.Dir(create(t, "a", "1"))
		},
		"write-ahead log, held by another process": func(t *testing.T) string {
			path := create(t, "a", "0")
			hold(t, path)
			if _, err := archive.Pack(context.Background(), path, files("a", "1"), archive.PackOptions{}); err != nil {
				t.Fatal(err)
			}
			return filepath.Dir(path)
		},
		"write-ahead log, held by this process": func(t *testing.T) string {
			path := create(t, "a", "0")
			if err := connect(t, path).Exec("UPDATE sqlar SET sz = 1, data = x'31'"); err != nil {
				t.Fatal(err)
			}
			return filepath.Dir(path)
		},
		"write-ahead log, held by this process and just truncated": func(t *testing.T) string {
			path := create(t, "a", "1")
			if err := connect(t, path).Exec("CREATE TABLE t(x); PRAGMA wal_checkpoint(TRUNCATE)"); err != nil {
				t.Fatal(err)
			}
			return filepath.Dir(path)
		},
		"write-ahead log, left over by a crash": func(t *testing.T) string {
			path := create(t, "a", "0")
			kill := hold(t, path)
			if _, err := archive.Pack(context.Background(), path, files("a", "1"), archive.PackOptions{}); err != nil {
				t.Fatal(err)
			}
			kill()
			return filepath.Dir(path)
		},
		"write-ahead log, left over without its index": func(t *testing.T) string {
			path := create(t, "a", "0")
			if err := connect(t, path).Exec("UPDATE sqlar SET sz = 1, data = x'31'"); err != nil {
				t.Fatal(err)
			}
			dir := copyFiles(t, filepath.Dir(path))
			if err := os.Remove(filepath.Join(dir, "app.db-shm")); err != nil {
				t.Fatal(err)
			}
			return dir
		},
		"rollback journal, closed": func(t *testing.T) string {
			path := create(t, "a", "1")
			execute(t, path, "PRAGMA journal_mode = DELETE")
			return filepath.Dir(path)
		},
		"rollback journal, being written": func(t *testing.T) string {
			path := create(t, "a", "1")
			execute(t, path, "PRAGMA journal_mode = DELETE")
			if err := connect(t, path).Exec("BEGIN IMMEDIATE; UPDATE sqlar SET sz = 2, data = x'3232'"); err != nil {
				t.Fatal(err)
			}
			return filepath.Dir(path)
		},
	}
	for name, prepare := range tests {
		for _, mode := range []fs.FileMode{0o755, 0o555} {
			t.Run(name+" "+mode.String(), func(t *testing.T) {
				dir := prepare(t)
				before := traces(t, dir)
				chmod(t, dir, mode)
				t.Cleanup(func() { chmod(t, dir, 0o755) })

				a, err := archive.OpenUntouched(filepath.Join(dir, "app.db"))
				if err != nil {
					t.Fatal(err)
				}
				if got := readFile(t, a, "a"); got != "1" {
					t.Errorf("got content %q, want what was committed last", got)
				}
				fingerprint(t, a)
				if !maps.Equal(traces(t, dir), before) {
					t.Errorf("while open: files were changed: %q", names(t, dir))
				}
				if err := a.Close(); err != nil {
					t.Error(err)
				}
				if !maps.Equal(traces(t, dir), before) {
					t.Errorf("after closing: files were changed: %q", names(t, dir))
				}
			})
		}
	}
}

func TestOpenUntouchedThroughLink(t *testing.T) {
	path := create(t, "a", "0")
	if err := connect(t, path).Exec("UPDATE sqlar SET sz = 1, data = x'31'"); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(t.TempDir(), "link.db")
	if err := os.Symlink(path, link); err != nil {
		t.Fatal(err)
	}
	a, err := archive.OpenUntouched(link)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	if got := readFile(t, a, "a"); got != "1" {
		t.Errorf("got %q: what is in the log beside the link's target was not seen", got)
	}
}

func TestUntouchedErrors(t *testing.T) {
	dir := t.TempDir()
	writeFile(t, filepath.Join(dir, "text"), "This is not a database. It is long enough to be one, but it is just text.")
	for name, want := range map[string]string{
		"missing": "no such file",
		"text":    "this is no SQLite database",
		".":       "is a directory",
	} {
		_, err := archive.OpenUntouched(filepath.Join(dir, name))
		assertError(t, err, want)
		_, err = archive.Open(filepath.Join(dir, name))
		assertError(t, err, want)
	}
}

// TestUnpackReportsWritesMeanwhile holds that a file read without locks that was
// written to is an error, not a list of nonsense.
func TestUnpackReportsWritesMeanwhile(t *testing.T) {
	path := create(t, "a", "1", "b", "2")
	err := archive.Unpack(context.Background(), path, t.TempDir(), archive.UnpackOptions{
		Progress: func(int, int) { execute(t, path, "CREATE TABLE IF NOT EXISTS t(x); INSERT INTO t VALUES (1)") },
	})
	assertError(t, err, "was written to meanwhile; try again")
}
