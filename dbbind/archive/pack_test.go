package archive_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/caddyhbf/hbf/dbbind/archive"
)

func TestPackChangesWhatChanged(t *testing.T) {
	dir, db := t.TempDir(), filepath.Join(t.TempDir(), "app.db")
	for name, content := range map[string]string{
		"same": "1", "touched": "1", "edited": "1", "executable": "1", "gone": "1", "dir/gone": "1",
		"file then dir": "1", "dir then file/x": "1", "big same": random(2 << 20), "big edited": random(2 << 20),
	} {
		writeFile(t, filepath.Join(dir, name), content)
	}
	pack(t, db, dir)
	before := query(t, db, "SELECT group_concat(rowid || name || mtime) FROM sqlar WHERE name LIKE '%same' OR name = 'touched'")

	writeFile(t, filepath.Join(dir, "edited"), "2")
	writeFile(t, filepath.Join(dir, "big edited"), random(2 << 20)[1:]+"x")
	writeFile(t, filepath.Join(dir, "new dir/new"), "1")
	chmod(t, filepath.Join(dir, "executable"), 0o755)
	long := time.Now().Add(-time.Hour)
	for _, err := range []error{
		os.Chtimes(filepath.Join(dir, "touched"), long, long),
		os.Remove(filepath.Join(dir, "gone")),
		os.RemoveAll(filepath.Join(dir, "dir")),
		os.Remove(filepath.Join(dir, "file then dir")),
		os.RemoveAll(filepath.Join(dir, "dir then file")),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	mkdir(t, filepath.Join(dir, "file then dir"))
	writeFile(t, filepath.Join(dir, "dir then file"), "1")

	got := pack(t, db, dir)
	want := archive.PackResult{
		Added:     []string{"new dir", "new dir/new"},
		Updated:   []string{"big edited", "dir then file", "edited", "executable", "file then dir"},
		Removed:   []string{"dir", "dir then file/x", "dir/gone", "gone"},
		Unchanged: []string{"big same", "same", "touched"},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v\nwant %+v", got, want)
	}
	if after := query(t, db, "SELECT group_concat(rowid || name || mtime) FROM sqlar WHERE name LIKE '%same' OR name = 'touched'"); after != before {
		t.Errorf("rows of unchanged files were written: %q, before %q", after, before)
	}
	out := t.TempDir()
	if err := archive.Unpack(context.Background(), db, out, archive.UnpackOptions{}); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(filepath.Join(dir, "touched"), time.Time{}, mtime(t, filepath.Join(out, "touched"))); err != nil {
		t.Fatal(err)
	}
	assertSameTree(t, out, dir)
}

func mtime(t *testing.T, path string) time.Time {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return info.ModTime()
}

// TestPackOfTheSameWritesNothing holds that packing again commits nothing, so
// that nobody who watches the database sees a change.
func TestPackOfTheSameWritesNothing(t *testing.T) {
	dir := t.TempDir()
	writeSample(t, dir, false)
	db := filepath.Join(t.TempDir(), "app.db")
	pack(t, db, dir)
	watcher := connect(t, db)
	before, err := watcher.DataVersion()
	if err != nil {
		t.Fatal(err)
	}
	if r := pack(t, db, dir); len(r.Added)+len(r.Updated)+len(r.Removed) != 0 {
		t.Errorf("changed %+v", r)
	}
	if after, err := watcher.DataVersion(); after != before || err != nil {
		t.Errorf("something was committed, %v", err)
	}
}

func TestPackTouchesNothingElse(t *testing.T) {
	db := filepath.Join(t.TempDir(), "app.db")
	execute(t, db, "PRAGMA user_version = 7; CREATE TABLE t(x); INSERT INTO t VALUES ('kept'); CREATE TABLE sqlarx(x); INSERT INTO sqlarx VALUES (1)")
	if _, err := archive.Pack(context.Background(), db, files("a", "1"), archive.PackOptions{}); err != nil {
		t.Fatal(err)
	}
	if _, err := archive.Pack(context.Background(), db, nil, archive.PackOptions{}); err != nil {
		t.Fatal(err)
	}
	for sql, want := range map[string]string{
		"SELECT x FROM t":                    "kept",
		"SELECT count(*) FROM sqlarx":        "1",
		"SELECT count(*) FROM sqlar":         "0",
		"PRAGMA user_version":                "7",
		"PRAGMA journal_mode":                "delete",
		"SELECT count(*) FROM sqlite_schema": "4",
		"PRAGMA integrity_check":             "ok",
	} {
		if got := query(t, db, sql); got != want {
			t.Errorf("%s: got %q, want %q", sql, got, want)
		}
	}
}

func TestPackMakesTheFile(t *testing.T) {
	db := filepath.Join(t.TempDir(), "app.db")
	if _, err := archive.Pack(context.Background(), db, nil, archive.PackOptions{}); err != nil {
		t.Fatal(err)
	}
	if got := names(t, filepath.Dir(db)); !slices.Equal(got, []string{"app.db"}) {
		t.Errorf("got files %q", got)
	}
	if got := query(t, db, "SELECT count(*) FROM sqlar"); got != "0" {
		t.Errorf("got %q rows", got)
	}
}

func TestPackLeavesOut(t *testing.T) {
	dir := t.TempDir()
	packed := []string{"server.js", ".env", ".well-known/x", "node_modules/a/index.js", "a~b", "#a", "swp", "sub/b.txt"}
	ignored := []string{
		".git/HEAD", ".hg/x", ".svn/x", "sub/.git/HEAD", ".DS_Store", "sub/.DS_Store",
		".server.js.swp", ".server.js.swo", "sub/.x.swx", "server.js~", "4913", ".#server.js", "#server.js#",
		".server.js.kate-swp", "server.js___jb_tmp___", "server.js___jb_old___",
		"app.db-wal", "app.db-journal",
	}
	for _, name := range append(slices.Clone(packed), ignored...) {
		writeFile(t, filepath.Join(dir, name), "x")
	}
	db := filepath.Join(dir, "app.db")
	if err := errors.Join(os.Remove(db+"-wal"), os.Remove(db+"-journal")); err != nil {
		t.Fatal(err)
	}
	pack(t, db, dir)
	hold(t, db) // with its -wal and -shm
	pack(t, db, dir)
	a := open(t, db)
	var got []string
	err := fs.WalkDir(a.FS(), ".", func(name string, d fs.DirEntry, err error) error {
		if !d.IsDir() {
			got = append(got, name)
		}
		return err
	})
	slices.Sort(packed)
	slices.Sort(got)
	if err != nil || !slices.Equal(got, packed) {
		t.Errorf("got %q, %v\nwant %q", got, err, packed)
	}
}

func TestPackFollowsLinksInside(t *testing.T) {
	dir := t.TempDir()
	writeFile(t, filepath.Join(dir, "a/file"), "1")
	link(t, dir, "link", "a/file")
	link(t, dir, "dirlink", "a")
	db := filepath.Join(t.TempDir(), "app.db")
	pack(t, db, dir)
	a := open(t, db)
	for _, name := range []string{"link", "dirlink/file"} {
		if got := readFile(t, a, name); got != "1" {
			t.Errorf("%s: got %q", name, got)
		}
		if info, err := fs.Lstat(a.FS(), name); err != nil || !info.Mode().IsRegular() {
			t.Errorf("%s: is no regular file: %v, %v", name, info, err)
		}
	}
}

func link(t *testing.T, dir, name, target string) {
	t.Helper()
	if err := os.Symlink(target, filepath.Join(dir, name)); err != nil {
		t.Fatal(err)
	}
}

func TestPackRefuses(t *testing.T) {
	outside := t.TempDir()
	writeFile(t, filepath.Join(outside, "secret"), "secret")
	for name, test := range map[string]struct {
		prepare func(t *testing.T, dir string)
		want    []string
	}{
		"link out":          {func(t *testing.T, dir string) { link(t, dir, "l", filepath.Join(outside, "secret")) }, []string{`"l"`, "out of the directory"}},
		"link up":           {func(t *testing.T, dir string) { link(t, dir, "l", "../"+filepath.Base(outside)) }, []string{`"l"`, "out of the directory"}},
		"directory link":    {func(t *testing.T, dir string) { link(t, dir, "l", outside) }, []string{`"l"`, "out of the directory"}},
		"dangling link":     {func(t *testing.T, dir string) { link(t, dir, "l", "nowhere") }, []string{`"l"`, "leads nowhere"}},
		"link to itself":    {func(t *testing.T, dir string) { link(t, dir, "l", "l") }, []string{`"l"`, "leads nowhere"}},
		"link to the root":  {func(t *testing.T, dir string) { link(t, dir, "l", ".") }, []string{`"l"`, "a directory that it lies in"}},
		"link to above":     {func(t *testing.T, dir string) { mkdir(t, filepath.Join(dir, "a/b")); link(t, dir, "a/b/l", "..") }, []string{`"a/b/l"`, "a directory that it lies in"}},
		"backslash":         {func(t *testing.T, dir string) { writeFile(t, filepath.Join(dir, `a\b`), "x") }, []string{`"a\\b"`, "backslash"}},
		"name not in UTF-8": {func(t *testing.T, dir string) { writeFile(t, filepath.Join(dir, "a\xff"), "x") }, []string{"\\xff", "UTF-8"}},
	} {
		t.Run(name, func(t *testing.T) {
			dir, db := t.TempDir(), create(t, "old", "1")
			writeFile(t, filepath.Join(dir, "good"), "x")
			test.prepare(t, dir)
			_, err := packDir(db, dir)
			assertError(t, err, test.want...)
			if got := query(t, db, "SELECT group_concat(name) FROM sqlar"); got != "old" {
				t.Errorf("the archive was changed: %q", got)
			}
		})
	}
}

func TestPackSkipsPipes(t *testing.T) {
	src := files("a", "1")
	src["pipe"] = &fstest.MapFile{Mode: fs.ModeNamedPipe | 0o644}
	r, err := archive.Pack(context.Background(), filepath.Join(t.TempDir(), "app.db"), src, archive.PackOptions{})
	if err != nil || !slices.Equal(r.Skipped, []string{"pipe"}) || !slices.Equal(r.Added, []string{"a"}) {
		t.Errorf("got %+v, %v", r, err)
	}
}

// TestPackUnderWrites packs while another connection commits between the
// comparison and the transaction.
func TestPackUnderWrites(t *testing.T) {
	db := create(t, "a", "1", "b", "1")
	calls := 0
	r, err := archive.Pack(context.Background(), db, files("a", "2", "b", "1", "c", "1"), archive.PackOptions{
		Progress: func(done, total int) {
			if calls++; calls == 1 {
				execute(t, db, "DELETE FROM sqlar WHERE name = 'b'; INSERT INTO sqlar VALUES ('d', 33188, 0, 1, x'31'), ('c', 33188, 0, 1, x'31')")
			}
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(r.Added, []string{"b"}) || !slices.Equal(r.Updated, []string{"a"}) || !slices.Equal(r.Removed, []string{"d"}) || !slices.Equal(r.Unchanged, []string{"c"}) {
		t.Errorf("got %+v", r)
	}
	a := open(t, db)
	if got := readFile(t, a, "a") + readFile(t, a, "b") + readFile(t, a, "c"); got != "211" {
		t.Errorf("got contents %q", got)
	}
}

// TestPackWaitsForAWriter has a lock held when Pack wants to write, and released
// while it waits.
func TestPackWaitsForAWriter(t *testing.T) {
	db := create(t, "a", "1")
	c := connect(t, db)
	if err := c.Exec("BEGIN IMMEDIATE; CREATE TABLE t(x)"); err != nil {
		t.Fatal(err)
	}
	packed := make(chan error)
	read := make(chan struct{})
	go func() {
		_, err := archive.Pack(context.Background(), db, files("a", "2"), archive.PackOptions{Progress: func(int, int) { close(read) }})
		packed <- err
	}()
	<-read
	if err := c.Exec("COMMIT"); err != nil {
		t.Fatal(err)
	}
	if err := <-packed; err != nil {
		t.Fatal(err)
	}
	if got := readFile(t, open(t, db), "a"); got != "2" {
		t.Errorf("got %q", got)
	}
}

func TestPackCanceled(t *testing.T) {
	for name, lock := range map[string]bool{"while reading": false, "while waiting for a lock": true} {
		t.Run(name, func(t *testing.T) {
			db := create(t, "a", "1")
			if lock {
				if err := connect(t, db).Exec("BEGIN IMMEDIATE; CREATE TABLE t(x)"); err != nil {
					t.Fatal(err)
				}
			}
			ctx, cancel := context.WithCancel(context.Background())
			defer cancel()
			_, err := archive.Pack(ctx, db, files("a", "2", "b", "2"), archive.PackOptions{Progress: func(done, total int) {
				if !lock || done == total {
					cancel()
				}
			}})
			if !errors.Is(err, context.Canceled) {
				t.Errorf("got %v, want context.Canceled", err)
			}
			if got := readFile(t, open(t, db), "a"); got != "1" {
				t.Errorf("the archive was changed: %q", got)
			}
		})
	}
}

func TestPackReportsProgress(t *testing.T) {
	var got []string
	_, err := archive.Pack(context.Background(), filepath.Join(t.TempDir(), "app.db"), files("a", "1", "d/b", "2"), archive.PackOptions{
		Progress: func(done, total int) { got = append(got, fmt.Sprintf("%d/%d", done, total)) },
	})
	if err != nil || strings.Join(got, " ") != "1/3 2/3 3/3" {
		t.Errorf("got %q, %v", got, err)
	}
}

// TestPackFileThatChanges has a file vanish and another one grow after they
// were listed.
func TestPackFileThatChanges(t *testing.T) {
	dir := t.TempDir()
	writeFile(t, filepath.Join(dir, "a"), "1")
	writeFile(t, filepath.Join(dir, "grows"), "1")
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	db := filepath.Join(t.TempDir(), "app.db")
	if _, err := archive.Pack(context.Background(), db, root.FS(), archive.PackOptions{Progress: func(done, _ int) {
		if done == 1 {
			writeFile(t, filepath.Join(dir, "grows"), random(2<<20))
		}
	}}); err != nil {
		t.Fatal(err)
	}
	if got := readFile(t, open(t, db), "grows"); got != random(2<<20) {
		t.Errorf("got %d bytes", len(got))
	}
	_, err = archive.Pack(context.Background(), db, root.FS(), archive.PackOptions{Progress: func(done, _ int) {
		_ = os.Remove(filepath.Join(dir, "grows"))
	}})
	assertError(t, err, "grows")
	if !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v, want fs.ErrNotExist", err)
	}
}

// TestPackIntoMemory packs into a database of this process that somebody else
// keeps open.
func TestPackIntoMemory(t *testing.T) {
	db := ":memory:" + t.Name()
	connect(t, db)
	if _, err := archive.Pack(context.Background(), db, files("a", "1"), archive.PackOptions{}); err != nil {
		t.Fatal(err)
	}
	a := open(t, db)
	before := fingerprint(t, a)
	if err := archive.Create(db, files("a", "2")); err != nil {
		t.Fatal(err)
	}
	if fingerprint(t, a) == before || readFile(t, a, "a") != "2" {
		t.Error("the change is not seen")
	}
	u, err := archive.OpenUntouched(db)
	if err != nil {
		t.Fatal(err)
	}
	defer u.Close()
	if got := readFile(t, u, "a"); got != "2" {
		t.Errorf("got %q", got)
	}
}

// TestPackEmbedded has a source without modes and times of its own.
func TestPackEmbedded(t *testing.T) {
	src := fstest.MapFS{"a/b": {Mode: 0o444}, "a": {Mode: fs.ModeDir | 0o555}}
	db := filepath.Join(t.TempDir(), "app.db")
	if err := archive.Create(db, src); err != nil {
		t.Fatal(err)
	}
	a := open(t, db)
	for name, want := range map[string]string{"a": "drwxr-xr-x", "a/b": "-rw-r--r--"} {
		e, err := a.Entry(name)
		if err != nil || e.Mode.String() != want {
			t.Errorf("%s: got mode %v, %v, want %s", name, e.Mode, err, want)
		}
		if time.Since(e.ModTime).Abs() > time.Hour {
			t.Errorf("%s: got time %v, want about now", name, e.ModTime)
		}
	}
}
