package caddyhbf

import (
	"context"
	"database/sql"
	"path/filepath"
	"testing"
	"testing/fstest"

	"github.com/caddyhbf/hbf/dbbind/archive"
)

// packed packs an app as `caddy hbf pack` does, and opens the archive.
func packed(t *testing.T, path string, pairs ...string) *archive.Archive {
	t.Helper()
	app := fstest.MapFS{}
	for i := 0; i < len(pairs); i += 2 {
		app[pairs[i]] = &fstest.MapFile{Data: []byte(pairs[i+1])}
	}
	var o archive.PackOptions
	if err := bundleForPack(t.Context(), app, "", &o); err != nil {
		t.Fatal(err)
	}
	if _, err := archive.Pack(context.Background(), path, app, o); err != nil {
		t.Fatal(err)
	}
	return opened(t, path)
}

func opened(t *testing.T, path string) *archive.Archive {
	t.Helper()
	a, err := archive.OpenUntouched(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.Close() })
	return a
}

// changeArchive changes a database behind the back of `caddy hbf pack`.
func changeArchive(t *testing.T, path, statement string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
}

func TestServerTakesUpWhatWasBundledWhenPacked(t *testing.T) {
	path := filepath.Join(t.TempDir(), "app.db")
	a := packed(t, path, "server.mjs", "import 'a'; import(`./${1}.js`)", "lib/1.js", "export {}", "node_modules/a/index.js", "exports.a = 1", "static/a.txt", "a")
	if restore(t.Context(), bundleOptions(a.FS(), ""), a.Derived) == nil {
		t.Error("the bundle does not fit the archive")
	}
	if restore(t.Context(), bundleOptions(a.FS(), "lib/1.js"), a.Derived) != nil {
		t.Error("the bundle fits an app with another entry")
	}
}

func TestServerBundlesWhatHasChangedSincePacked(t *testing.T) {
	path := filepath.Join(t.TempDir(), "app.db")
	packed(t, path, "server.js", "exports.handle = () => 'before'")
	changeArchive(t, path, "UPDATE sqlar SET data = CAST('exports.handle = () => ''after.''' AS BLOB) WHERE name = 'server.js'")
	a := opened(t, path)
	if restore(t.Context(), bundleOptions(a.FS(), ""), a.Derived) != nil {
		t.Error("the bundle of older files is taken")
	}
	b, err := build(t.Context(), instanceOptions{Name: "app"}, a)
	if err != nil {
		t.Fatal(err)
	}
	if text, _ := b.Source("server.js"); text != "exports.handle = () => 'after.'" {
		t.Errorf("got the code %q", text)
	}
}

func TestServerBundlesWhenWhatWasBundledIsDamaged(t *testing.T) {
	path := filepath.Join(t.TempDir(), "app.db")
	packed(t, path, "server.js", "exports.handle = () => 'damaged'")
	changeArchive(t, path, "UPDATE _hbf_bundle SET data = x'28b52ffd00'")
	if _, err := build(t.Context(), instanceOptions{Name: "app"}, opened(t, path)); err != nil {
		t.Error(err)
	}
}

func TestSameCodeIsCompiledOnce(t *testing.T) {
	dir := t.TempDir()
	code := []string{"server.js", "exports.handle = () => 'once'"}
	a := packed(t, filepath.Join(dir, "a.db"), code...)
	b := packed(t, filepath.Join(dir, "b.db"), code...)
	first, err := build(t.Context(), instanceOptions{Name: "a"}, a)
	if err != nil {
		t.Fatal(err)
	}
	if second, err := build(t.Context(), instanceOptions{Name: "b"}, b); err != nil || second != first {
		t.Errorf("it was compiled again (%v)", err)
	}
	c := packed(t, filepath.Join(dir, "c.db"), "server.js", "exports.handle = () => 'other'")
	if third, err := build(t.Context(), instanceOptions{Name: "c"}, c); err != nil || third == first {
		t.Errorf("other code is taken for the same (%v)", err)
	}
}
