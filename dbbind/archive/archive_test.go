package archive_test

import (
	"context"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/caddyhbf/hbf/dbbind/archive"
)

// random returns n bytes that do not compress, the same ones each time.
func random(n int) string {
	r := rand.NewChaCha8([32]byte{1})
	b := make([]byte, n)
	_, _ = r.Read(b)
	return string(b)
}

func writeFile(t testing.TB, path, content string) {
	t.Helper()
	mkdir(t, filepath.Dir(path))
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

func mkdir(t testing.TB, path string) {
	t.Helper()
	if err := os.MkdirAll(path, 0o755); err != nil {
		t.Fatal(err)
	}
}

func chmod(t testing.TB, path string, mode fs.FileMode) {
	t.Helper()
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
}

// pack packs the directory src.
func pack(t testing.TB, db, src string) archive.PackResult {
	t.Helper()
	root, err := os.OpenRoot(src)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	r, err := archive.Pack(context.Background(), db, root.FS(), archive.PackOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func open(t testing.TB, db string) *archive.Archive {
	t.Helper()
	a, err := archive.Open(db)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	return a
}

func fingerprint(t testing.TB, a *archive.Archive) archive.Fingerprint {
	t.Helper()
	f, err := a.Fingerprint(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func readFile(t testing.TB, a *archive.Archive, name string) string {
	t.Helper()
	data, err := fs.ReadFile(a.FS(), name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
