package archive_test

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"testing"

	"github.com/caddyhbf/hbf/dbbind/archive"
)

// app makes a database with an app of n files of 10 kB, half of them text.
func app(b *testing.B, n int) (path string) {
	b.Helper()
	var pairs []string
	noise := random(10_000)
	for i := range n {
		content := noise
		if i%2 == 0 {
			content = fmt.Sprintf("%0*d", 10_000, i)
		}
		pairs = append(pairs, fmt.Sprintf("dir%d/file%d", i%10, i), content)
	}
	return create(b, pairs...)
}

func BenchmarkEntry(b *testing.B) {
	a := open(b, app(b, 1000))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := a.Entry("dir5/file555"); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkReadFile(b *testing.B) {
	a := open(b, app(b, 1000))
	for name, file := range map[string]string{"deflated": "dir4/file554", "stored": "dir5/file555"} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(10_000)
			for b.Loop() {
				if _, err := fs.ReadFile(a.FS(), file); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkFingerprint has the cost when nothing was written, when data was, and
// of a look at an archive for the first time.
func BenchmarkFingerprint(b *testing.B) {
	path := app(b, 1000)
	a := open(b, path)
	writer := connect(b, path)
	if err := writer.Exec("CREATE TABLE t(x)"); err != nil {
		b.Fatal(err)
	}
	b.Run("nothing written", func(b *testing.B) {
		for b.Loop() {
			fingerprint(b, a)
		}
	})
	b.Run("data written", func(b *testing.B) {
		for b.Loop() {
			if err := writer.Exec("UPDATE t SET x = 1; INSERT INTO t VALUES (1)"); err != nil {
				b.Fatal(err)
			}
			fingerprint(b, a)
		}
	})
	b.Run("first", func(b *testing.B) {
		for b.Loop() {
			a, err := archive.Open(path)
			if err != nil {
				b.Fatal(err)
			}
			fingerprint(b, a)
			if err := a.Close(); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkRefresh(b *testing.B) {
	path := app(b, 1000)
	a := open(b, path)
	writer := connect(b, path)
	if err := writer.Exec("CREATE TABLE t(x)"); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if err := writer.Exec("INSERT INTO t VALUES (1)"); err != nil {
			b.Fatal(err)
		}
		if err := a.Refresh(context.Background()); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkSection reads a file of 64 MiB to its end, as a download does.
func BenchmarkSection(b *testing.B) {
	const total = 64 << 20
	a := open(b, create(b, "f", random(total)))
	s := section(b, a, "f")
	b.SetBytes(total)
	for b.Loop() {
		if _, err := io.Copy(io.Discard, io.NewSectionReader(s, 0, total)); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkPackUnchanged(b *testing.B) {
	path := app(b, 1000)
	a := open(b, path)
	for b.Loop() {
		if _, err := archive.Pack(context.Background(), path, a.FS(), archive.PackOptions{}); err != nil {
			b.Fatal(err)
		}
	}
}
