package archive_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/caddyhbf/hbf/dbbind/archive"
)

// packDerived packs an app of one file, with what was derived from it.
func packDerived(t *testing.T, path, text string, derived []byte) archive.PackResult {
	t.Helper()
	src := fstest.MapFS{"a.js": {Data: []byte(text)}}
	result, err := archive.Pack(context.Background(), path, src, archive.PackOptions{Derived: derived})
	if err != nil {
		t.Fatal(err)
	}
	return result
}

func readDerived(t *testing.T, path string) []byte {
	t.Helper()
	a, err := archive.OpenUntouched(path)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	data, err := a.Derived()
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestDerivedIsKeptUntilTheNextPack(t *testing.T) {
	path := filepath.Join(t.TempDir(), "app.db")
	large := bytes.Repeat([]byte("compressible "), 100_000)
	for _, want := range [][]byte{nil, []byte("one"), []byte("two"), {}, large, nil} {
		packDerived(t, path, "same", want)
		if got := readDerived(t, path); !bytes.Equal(got, want) || (got == nil) != (want == nil) {
			t.Errorf("got %.20q, want %.20q", got, want)
		}
	}
}

func TestDerivedDoesNotChangeTheArchive(t *testing.T) {
	path := filepath.Join(t.TempDir(), "app.db")
	packDerived(t, path, "same", nil)
	a, err := archive.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	before, err := a.Fingerprint(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if r := packDerived(t, path, "same", []byte("derived")); len(r.Unchanged) != 1 || len(r.Updated) != 0 {
		t.Errorf("got %+v", r)
	}
	if after, err := a.Fingerprint(context.Background()); err != nil || after != before {
		t.Errorf("the fingerprint has changed (%v)", err)
	}
	if data, err := a.Derived(); err != nil || string(data) != "derived" {
		t.Errorf("the open archive has %q, %v", data, err)
	}
}

func TestPackWritesNothingWhenDerivedIsTheSame(t *testing.T) {
	path := filepath.Join(t.TempDir(), "app.db")
	packDerived(t, path, "same", []byte("derived"))
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	packDerived(t, path, "same", []byte("derived"))
	if after, err := os.ReadFile(path); err != nil || !bytes.Equal(before, after) {
		t.Error("the file was written to", err)
	}
}

func TestDamagedDerivedIsAnError(t *testing.T) {
	path := filepath.Join(t.TempDir(), "app.db")
	packDerived(t, path, "same", []byte(strings.Repeat("derived", 100)))
	execute(t, path, "UPDATE _hbf_bundle SET data = x'00'")
	a, err := archive.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	if data, err := a.Derived(); err == nil {
		t.Errorf("got %q", data)
	}
	packDerived(t, path, "same", []byte("new"))
	if data, err := a.Derived(); err != nil || string(data) != "new" {
		t.Errorf("got %q, %v", data, err)
	}
}

func TestOmit(t *testing.T) {
	path := filepath.Join(t.TempDir(), "app.db")
	src := fstest.MapFS{"a.js": {}, "node_modules/a/index.js": {}, "node_modules/b/index.js": {}, "lib/b": {}}
	omit := func(name string) bool { return name == "node_modules/b" || name == "a.js" }
	result, err := archive.Pack(context.Background(), path, src, archive.PackOptions{Omit: omit})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"lib", "lib/b", "node_modules", "node_modules/a", "node_modules/a/index.js"}
	if !slices.Equal(result.Added, want) || len(result.Skipped) != 0 {
		t.Errorf("got %+v", result)
	}
}
