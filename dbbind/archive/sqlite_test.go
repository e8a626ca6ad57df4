package archive_test

import (
	"context"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/caddyhbf/hbf/dbbind/archive"
)

// shell runs Debian's sqlite3 command line in dir and returns its output.
func shell(t *testing.T, dir string, args ...string) string {
	t.Helper()
	if _, err := exec.LookPath("sqlite3"); err != nil {
		t.Skip("the sqlite3 command line is not installed")
	}
	cmd := exec.Command("sqlite3", args...)
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("sqlite3 %q: %v\n%s", args, err, out)
	}
	return string(out)
}

// assertSameTree fails unless two directories hold the same files, links and
// directories, of the same content, mode and (links apart) time.
func assertSameTree(t *testing.T, got, want string) {
	t.Helper()
	a, b := describeTree(t, got), describeTree(t, want)
	for name, d := range b {
		if a[name] != d {
			t.Errorf("%s: got %.200q, want %.200q", name, a[name], d)
		}
	}
	for name := range a {
		if _, ok := b[name]; !ok {
			t.Errorf("%s: should not be there", name)
		}
	}
}

func describeTree(t *testing.T, dir string) map[string]string {
	t.Helper()
	tree := make(map[string]string)
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || path == dir {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		content := ""
		switch {
		case info.Mode().IsRegular():
			data, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			content = info.ModTime().UTC().Format("15:04:05 ") + string(data)
		case info.Mode()&fs.ModeSymlink != 0:
			if content, err = os.Readlink(path); err != nil {
				return err
			}
		}
		name, _ := filepath.Rel(dir, path)
		tree[name] = info.Mode().String() + " " + content
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

// writeSample fills a directory with every kind of file that archives have
// trouble with. Links are left out for Pack, which follows them.
func writeSample(t *testing.T, dir string, links bool) {
	t.Helper()
	files := map[string]string{
		"server.js":                 "app.get('/', (req, res) => res.send('hi'))\n",
		"empty":                     "",
		"one":                       "x",
		"static/style.css":          strings.Repeat("body { color: red }\n", 100),
		"static/a b/c d.txt":        "spaces",
		"static/żółw/日本語 ✓.txt":     "UTF-8",
		"random":                    random(5000),
		"big random":                random(3 << 20),
		"big zeros":                 strings.Repeat("\x00", 2<<20),
		"exactly large":             strings.Repeat("0123456789abcdef", archive.LargeSize/16),
		"just above large":          strings.Repeat("0123456789abcdef", archive.LargeSize/16) + "x",
		"weird/-dash":               "1",
		"weird/quote'\"":            "2",
		"weird/%_*?[x]":             "3",
		"weird/new\nline":           "4",
		"weird/.hidden":             "5",
		"deep/a/b/c/d/e/f/g/h/file": "deep",
	}
	for name, content := range files {
		writeFile(t, filepath.Join(dir, name), content)
	}
	mkdir(t, filepath.Join(dir, "empty dir"))
	mkdir(t, filepath.Join(dir, "dir 0700"))
	chmod(t, filepath.Join(dir, "dir 0700"), 0o700)
	writeFile(t, filepath.Join(dir, "bin/run"), "#!/bin/sh\n")
	chmod(t, filepath.Join(dir, "bin/run"), 0o755)
	writeFile(t, filepath.Join(dir, "private"), "secret")
	chmod(t, filepath.Join(dir, "private"), 0o400)
	if links {
		for name, target := range map[string]string{"link": "server.js", "static/up": "../one", "linkdir": "static", "dangling": "nowhere"} {
			if err := os.Symlink(target, filepath.Join(dir, name)); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func TestReadWhatSqlite3Wrote(t *testing.T) {
	for name, args := range map[string][]string{
		"names":   nil,
		"dot":     {"."},
		"slashes": {"./"},
	} {
		t.Run(name, func(t *testing.T) {
			src, tmp := t.TempDir(), t.TempDir()
			writeSample(t, src, true)
			db := filepath.Join(tmp, "app.db")
			if args == nil {
				entries, err := os.ReadDir(src)
				if err != nil {
					t.Fatal(err)
				}
				for _, e := range entries {
					args = append(args, e.Name())
				}
			}
			shell(t, src, append([]string{db, "-Ac"}, args...)...)

			out := filepath.Join(tmp, "out")
			if err := archive.Unpack(context.Background(), db, out, archive.UnpackOptions{}); err != nil {
				t.Fatal(err)
			}
			assertSameTree(t, out, src)

			a := open(t, db)
			for name, want := range describeTree(t, src) {
				if !strings.HasPrefix(want, "-") {
					continue
				}
				got, err := fs.ReadFile(a.FS(), name)
				if err != nil {
					t.Fatal(err)
				}
				data, _ := os.ReadFile(filepath.Join(src, name))
				if string(got) != string(data) {
					t.Errorf("%s: wrong content", name)
				}
			}
		})
	}
}

func TestSqlite3ReadsWhatPackWrote(t *testing.T) {
	src, tmp := t.TempDir(), t.TempDir()
	writeSample(t, src, false)
	db := filepath.Join(tmp, "app.db")
	pack(t, db, src)

	out := filepath.Join(tmp, "out")
	mkdir(t, out)
	shell(t, out, db, "-Ax")
	assertSameTree(t, out, src)

	listed := strings.Split(strings.TrimSuffix(shell(t, tmp, db, "-At"), "\n"), "\n")
	if want := len(describeTree(t, src)) + 1; len(listed) != want { // a name with a line break
		t.Errorf("sqlite3 -At lists %d lines, want %d", len(listed), want)
	}
}

// TestTableIsSqlite3s holds the rows to those that sqlite3 itself writes, apart
// from how zlib happened to compress, and from what is stored as it is on purpose.
func TestTableIsSqlite3s(t *testing.T) {
	src, tmp := t.TempDir(), t.TempDir()
	writeSample(t, src, false)
	ours, theirs := filepath.Join(tmp, "ours.db"), filepath.Join(tmp, "theirs.db")
	pack(t, ours, src)
	shell(t, src, theirs, "-Ac", ".")

	const rows = `SELECT replace(name, './', ''), printf('%o', mode), mtime, sz, typeof(data),
		CASE WHEN sz > 1048576 THEN 'large' ELSE length(data) < sz END FROM sqlar WHERE name <> '.' ORDER BY 1`
	if got, want := shell(t, tmp, ours, rows), shell(t, tmp, theirs, rows); got != want {
		t.Errorf("got rows\n%s\nwant\n%s", got, want)
	}
	const schema = "SELECT type, name, tbl_name, sql FROM sqlite_schema"
	if got, want := shell(t, tmp, ours, schema), shell(t, tmp, theirs, schema); got != want {
		t.Errorf("got schema\n%s\nwant\n%s", got, want)
	}
	const large = "SELECT count(*) FROM sqlar WHERE sz > 1048576 AND length(data) <> sz"
	if got := shell(t, tmp, ours, large); got != "0\n" {
		t.Errorf("%s large members are compressed", got)
	}
}

// TestFingerprintWhoeverWrote holds that the fingerprint depends on the files
// only.
func TestFingerprintWhoeverWrote(t *testing.T) {
	src, tmp := t.TempDir(), t.TempDir()
	writeSample(t, src, false)
	ours, theirs := filepath.Join(tmp, "ours.db"), filepath.Join(tmp, "theirs.db")
	pack(t, ours, src)
	shell(t, src, theirs, "-Ac", ".")
	if fingerprint(t, open(t, ours)) != fingerprint(t, open(t, theirs)) {
		t.Error("the same files have different fingerprints")
	}

	r := pack(t, theirs, src)
	if len(r.Added) != 0 || len(r.Removed) != 0 {
		t.Errorf("packing the same files added %q and removed %q", r.Added, r.Removed)
	}
	if r = pack(t, theirs, src); len(r.Updated) != 0 {
		t.Errorf("packing twice updated %q", r.Updated)
	}
}

func TestSqlite3UpdatesOurs(t *testing.T) {
	src, tmp := t.TempDir(), t.TempDir()
	writeFile(t, filepath.Join(src, "a"), "1")
	writeFile(t, filepath.Join(src, "b"), "1")
	db := filepath.Join(tmp, "app.db")
	pack(t, db, src)
	a := open(t, db)
	before := fingerprint(t, a)

	writeFile(t, filepath.Join(src, "a"), "2")
	shell(t, src, db, "-Ai", "a")
	if fingerprint(t, a) == before {
		t.Fatal("the fingerprint did not notice the change")
	}
	if got := readFile(t, a, "a"); got != "2" {
		t.Errorf("got %q, want 2", got)
	}
}
