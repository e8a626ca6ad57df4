package archive_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/caddyhbf/hbf/dbbind/archive"
)

func TestCreate(t *testing.T) {
	path := create(t, "a", "1")
	if got := names(t, filepath.Dir(path)); !slices.Equal(got, []string{"app.db"}) {
		t.Errorf("got files %q", got)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode() != 0o600 {
		t.Errorf("got mode %v, %v", info.Mode(), err)
	}
	for sql, want := range map[string]string{
		"PRAGMA journal_mode":    "wal",
		"PRAGMA auto_vacuum":     "2",
		"PRAGMA integrity_check": "ok",
		"SELECT data FROM sqlar": "1",
	} {
		if got := query(t, path, sql); got != want {
			t.Errorf("%s: got %q, want %q", sql, got, want)
		}
	}
}

func TestCreateNeverOverwrites(t *testing.T) {
	for _, name := range []string{"app.db", "app.db-wal", "app.db-journal"} {
		dir := t.TempDir()
		writeFile(t, filepath.Join(dir, name), "precious")
		err := archive.Create(filepath.Join(dir, "app.db"), files("a", "1"))
		if !errors.Is(err, fs.ErrExist) {
			t.Errorf("%s: got %v, want fs.ErrExist", name, err)
		}
		assertError(t, err, filepath.Join(dir, name))
		if got := names(t, dir); !slices.Equal(got, []string{name}) || size(t, filepath.Join(dir, name)) != 8 {
			t.Errorf("%s: got files %q", name, got)
		}
	}
	dir := t.TempDir()
	link(t, dir, "app.db", "nowhere")
	if err := archive.Create(filepath.Join(dir, "app.db"), nil); !errors.Is(err, fs.ErrExist) {
		t.Errorf("a dangling link: got %v, want fs.ErrExist", err)
	}
}

func TestCreateThatFailsLeavesNothing(t *testing.T) {
	dir, src := t.TempDir(), t.TempDir()
	link(t, src, "l", "nowhere")
	_, err := packDir(filepath.Join(dir, "app.db"), src)
	assertError(t, err, `"l"`)
	if got := names(t, dir); len(got) != 0 {
		t.Errorf("got files %q", got)
	}
	err = archive.Create(filepath.Join(dir, "missing", "app.db"), nil)
	if !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("in a missing directory: got %v, want fs.ErrNotExist", err)
	}
}

func TestBackupOfLiveFile(t *testing.T) {
	path := create(t, "a", "1", "big", random(2<<20))
	hold(t, path) // wrote a row that is in the log only
	dest := filepath.Join(t.TempDir(), "copy?.db")
	before := traces(t, filepath.Dir(path))
	var done, total int64
	if err := archive.Backup(context.Background(), path, dest, archive.BackupOptions{
		Progress: func(d, t int64) { done, total = d, t },
	}); err != nil {
		t.Fatal(err)
	}
	if after := traces(t, filepath.Dir(path)); len(after) != len(before) || after["app.db"] != before["app.db"] || after["app.db-wal"] != before["app.db-wal"] {
		t.Errorf("the backup changed the database's files")
	}
	if done > total {
		t.Errorf("reported %d of %d bytes", done, total)
	}
	if got := names(t, filepath.Dir(dest)); !slices.Equal(got, []string{"copy?.db"}) {
		t.Errorf("got files %q", got)
	}
	info, err := os.Stat(dest)
	if err != nil || info.Mode() != 0o600 {
		t.Errorf("got mode %v, %v", info.Mode(), err)
	}
	for sql, want := range map[string]string{
		"SELECT count(*) FROM held":                     "1",
		"SELECT data FROM sqlar WHERE name = 'a'":       "1",
		"SELECT sz FROM sqlar WHERE name = 'big'":       "2097152",
		"PRAGMA integrity_check":                        "ok",
		"SELECT count(*) FROM sqlar WHERE data IS NULL": "0",
	} {
		if got := query(t, dest, sql); got != want {
			t.Errorf("%s: got %q, want %q", sql, got, want)
		}
	}
	if fingerprint(t, open(t, dest)) != fingerprint(t, open(t, path)) {
		t.Error("the copy has another fingerprint")
	}
}

func TestBackupRefuses(t *testing.T) {
	path := create(t, "a", "1")
	dir := t.TempDir()
	existing := filepath.Join(dir, "there")
	writeFile(t, existing, "")
	err := archive.Backup(context.Background(), path, existing, archive.BackupOptions{})
	if !errors.Is(err, fs.ErrExist) || size(t, existing) != 0 {
		t.Errorf("got %v, want fs.ErrExist", err)
	}
	err = archive.Backup(context.Background(), path, path, archive.BackupOptions{})
	if !errors.Is(err, fs.ErrExist) {
		t.Errorf("onto itself: got %v, want fs.ErrExist", err)
	}
	err = archive.Backup(context.Background(), filepath.Join(dir, "missing"), filepath.Join(dir, "x"), archive.BackupOptions{})
	if !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("of nothing: got %v, want fs.ErrNotExist", err)
	}
	writeFile(t, filepath.Join(dir, "text"), strings.Repeat("no database ", 100))
	err = archive.Backup(context.Background(), filepath.Join(dir, "text"), filepath.Join(dir, "x"), archive.BackupOptions{})
	assertError(t, err, "no SQLite database")
	if got := names(t, dir); !slices.Equal(got, []string{"text", "there"}) {
		t.Errorf("got files %q", got)
	}
}

func TestBackupCanceled(t *testing.T) {
	path := create(t, "a", "1")
	execute(t, path, "CREATE TABLE t(x); WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n LIMIT 50000) INSERT INTO t SELECT x FROM n; CREATE INDEX i ON t(x DESC)")
	dir := t.TempDir()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	err := archive.Backup(ctx, path, filepath.Join(dir, "x"), archive.BackupOptions{Progress: func(int64, int64) { cancel() }})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
	if got := names(t, dir); len(got) != 0 {
		t.Errorf("got files %q", got)
	}
}
