package archive_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/caddyhbf/hbf/dbbind/archive"
)

func unpack(db, dir string) error {
	return archive.Unpack(context.Background(), db, dir, archive.UnpackOptions{})
}

func TestUnpackOverwrites(t *testing.T) {
	dir, outside := t.TempDir(), t.TempDir()
	writeFile(t, filepath.Join(dir, "a"), "old and longer")
	writeFile(t, filepath.Join(dir, "other"), "kept")
	writeFile(t, filepath.Join(dir, "read-only"), "old")
	chmod(t, filepath.Join(dir, "read-only"), 0o400)
	writeFile(t, filepath.Join(outside, "target"), "untouched")
	link(t, dir, "linked", filepath.Join(outside, "target"))
	mkdir(t, filepath.Join(dir, "d"))
	writeFile(t, filepath.Join(dir, "d/e"), "kept")

	db := rows(t,
		"('a', 33188, 1700000000, 1, x'31')", "('read-only', 33188, 1700000000, 1, x'32')",
		"('linked', 33188, 1700000000, 1, x'33')", "('d', 16832, 1700000000, 0, NULL)")
	for range 2 {
		if err := unpack(db, dir); err != nil {
			t.Fatal(err)
		}
	}
	for name, want := range map[string]string{"a": "1", "other": "kept", "read-only": "2", "linked": "3", "d/e": "kept"} {
		if got, err := os.ReadFile(filepath.Join(dir, name)); err != nil || string(got) != want {
			t.Errorf("%s: got %q, %v, want %q", name, got, err, want)
		}
	}
	if got, _ := os.ReadFile(filepath.Join(outside, "target")); string(got) != "untouched" {
		t.Errorf("wrote through a link out of the directory: %q", got)
	}
	if info, err := os.Stat(filepath.Join(dir, "d")); err != nil || info.Mode().Perm() != 0o700 || info.ModTime().Unix() != 1700000000 {
		t.Errorf("the directory has %v, %v", info, err)
	}
	if got := names(t, dir); len(got) != 5 {
		t.Errorf("got files %q", got)
	}
}

// TestUnpackNeverLeavesTheDirectory has archives and directories that try to have
// something written elsewhere.
func TestUnpackNeverLeavesTheDirectory(t *testing.T) {
	tests := map[string]struct {
		prepare func(t *testing.T, dir, outside string)
		rows    []string
	}{
		"link out, absolute":     {rows: []string{"('l', 41471, 0, -1, '/tmp')"}},
		"link out, relative":     {rows: []string{"('l', 41471, 0, -1, '../outside')"}},
		"link out, deep":         {rows: []string{"('a/b/l', 41471, 0, -1, '../../../outside')"}},
		"link out, by a detour":  {rows: []string{"('root', 41471, 0, -1, '.')", "('l', 41471, 0, -1, 'root/../outside')"}},
		"link out, to the above": {rows: []string{"('l', 41471, 0, -1, '..')"}},
		"link that is empty":     {rows: []string{"('l', 41471, 0, -1, '')"}},
		"file through a link":    {rows: []string{"('l', 41471, 0, -1, 'a')", "('l/x', 33188, 0, 1, x'31')"}},
		"directory is a link out": {
			prepare: func(t *testing.T, dir, outside string) { link(t, dir, "d", outside) },
			rows:    []string{"('d/new', 33188, 0, 1, x'31')"},
		},
		"directory mode through a link out": {
			prepare: func(t *testing.T, dir, outside string) { link(t, dir, "d", outside) },
			rows:    []string{"('d', 16384, 0, 0, NULL)"},
		},
		"link through a link out": {
			prepare: func(t *testing.T, dir, outside string) { link(t, dir, "d", outside) },
			rows:    []string{"('l', 41471, 0, -1, 'd/secret')"},
		},
		"link in a linked directory": {
			prepare: func(t *testing.T, dir, outside string) {
				mkdir(t, filepath.Join(dir, "a/b"))
				link(t, dir, "a/b/up", "../..")
			},
			rows: []string{"('a/b/up/l', 41471, 0, -1, '../outside/secret')"},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			tmp := t.TempDir()
			dir, outside := filepath.Join(tmp, "dir"), filepath.Join(tmp, "outside")
			mkdir(t, dir)
			writeFile(t, filepath.Join(outside, "secret"), "secret")
			if test.prepare != nil {
				test.prepare(t, dir, outside)
			}
			before := describeTree(t, outside)
			info, err := os.Stat(outside)
			if err != nil {
				t.Fatal(err)
			}
			if err := unpack(rows(t, test.rows...), dir); err == nil {
				t.Error("was not refused")
			}
			if got := fmt.Sprint(describeTree(t, outside)); got != fmt.Sprint(before) {
				t.Errorf("outside was changed: %s", got)
			}
			if now, err := os.Stat(outside); err != nil || now.Mode() != info.Mode() || !now.ModTime().Equal(info.ModTime()) {
				t.Errorf("outside has %v, %v", now, err)
			}
			for _, name := range []string{"l", "a/b/l"} {
				if _, err := os.Lstat(filepath.Join(dir, name)); !errors.Is(err, fs.ErrNotExist) {
					t.Errorf("the link %s was made: %v", name, err)
				}
			}
			if got := names(t, tmp); !slices.Equal(got, []string{"dir", "outside"}) {
				t.Errorf("got files %q", got)
			}
		})
	}
}

func TestUnpackLinks(t *testing.T) {
	db := rows(t,
		"('l', 41471, 0, -1, 'a/b')", "('a/up', 41471, 0, -1, '../x')", "('dangling', 41471, 0, -1, 'nowhere')",
		"('a/b', 33188, 0, 1, x'31')", "('x', 33188, 0, 1, x'32')", "('replaced', 41471, 0, -1, 'x')")
	dir := t.TempDir()
	writeFile(t, filepath.Join(dir, "replaced"), "file")
	for range 2 {
		if err := unpack(db, dir); err != nil {
			t.Fatal(err)
		}
	}
	for name, want := range map[string]string{"l": "1", "a/up": "2", "replaced": "2"} {
		if got, err := os.ReadFile(filepath.Join(dir, name)); err != nil || string(got) != want {
			t.Errorf("%s: got %q, %v", name, got, err)
		}
	}
	if got, err := os.Readlink(filepath.Join(dir, "dangling")); err != nil || got != "nowhere" {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestUnpackInTheWay(t *testing.T) {
	for name, test := range map[string]struct {
		there string // ends in / for a directory
		row   string
	}{
		"directory where a file is to be": {"a/", "('a', 33188, 0, 1, x'31')"},
		"directory where a link is to be": {"a/", "('a', 41471, 0, -1, 'b')"},
		"file where a directory is to be": {"a", "('a', 16877, 0, 0, NULL)"},
		"file above":                      {"a", "('a/b', 33188, 0, 1, x'31')"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			if strings.HasSuffix(test.there, "/") {
				writeFile(t, filepath.Join(dir, test.there, "kept"), "kept")
			} else {
				writeFile(t, filepath.Join(dir, test.there), "kept")
			}
			before := describeTree(t, dir)
			assertError(t, unpack(rows(t, test.row), dir), dir, "a")
			if got := describeTree(t, dir); len(got) != len(before) {
				t.Errorf("got files %q, before %q", got, before)
			}
		})
	}
}

// TestUnpackWhereNamesMeet has two members that are one file in the directory: as
// on file systems that do not tell upper from lower case, here by a link.
func TestUnpackWhereNamesMeet(t *testing.T) {
	db := rows(t, "('D/x', 33188, 0, 1, x'31')", "('d/X', 33188, 0, 1, x'32')", "('d/x', 33188, 0, 1, x'32')")
	dir := t.TempDir()
	mkdir(t, filepath.Join(dir, "D"))
	link(t, dir, "d", "D")
	assertError(t, unpack(db, dir), `"d/x"`, "the same file as", "upper and lower case")
	if err := unpack(db, t.TempDir()); err != nil {
		t.Errorf("where they do not meet: %v", err)
	}
}

func TestUnpackTemporaryNameIsFree(t *testing.T) {
	dir := t.TempDir()
	if err := unpack(rows(t, "('.hbf-unpack~', 33188, 0, 1, x'31')", "('a', 33188, 0, 1, x'32')", "('.hbf-unpack~~', 33188, 0, 1, x'33')"), dir); err != nil {
		t.Fatal(err)
	}
	if got := names(t, dir); !slices.Equal(got, []string{".hbf-unpack~", ".hbf-unpack~~", "a"}) {
		t.Errorf("got files %q", got)
	}
}

func TestUnpackLongestNames(t *testing.T) {
	name := strings.Repeat("n", 255)
	dir := t.TempDir()
	if err := unpack(rows(t, "('"+name+"', 33188, 0, 1, x'31')"), dir); err != nil {
		t.Fatal(err)
	}
	if got := names(t, dir); !slices.Equal(got, []string{name}) {
		t.Errorf("got files %q", got)
	}
}

func TestUnpackCanceled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	dir := t.TempDir()
	err := archive.Unpack(ctx, create(t, "a", "1", "b", "2"), dir, archive.UnpackOptions{Progress: func(done, total int) {
		if done != 1 || total != 2 {
			t.Errorf("reported %d of %d", done, total)
		}
		cancel()
	}})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
	if got := names(t, dir); !slices.Equal(got, []string{"a"}) {
		t.Errorf("got files %q", got)
	}
}

// TestUnpackExtremeTimes has times that no file system can hold: what matters is
// the content.
func TestUnpackExtremeTimes(t *testing.T) {
	for _, mtime := range []string{"-1", "9223372036854775807", "-9223372036854775808", "NULL", "'yesterday'"} {
		dir := t.TempDir()
		if err := unpack(rows(t, "('a', 33188, "+mtime+", 1, x'31')"), dir); err != nil {
			t.Errorf("%s: %v", mtime, err)
		}
		if got, err := os.ReadFile(filepath.Join(dir, "a")); err != nil || string(got) != "1" {
			t.Errorf("%s: got %q, %v", mtime, got, err)
		}
	}
}
