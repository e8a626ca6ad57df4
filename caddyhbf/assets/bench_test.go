package assets_test

import (
	"maps"
	"net/http"
	"strings"
	"testing"

	"github.com/caddyhbf/hbf/caddyhbf/assets"
)

// nowhere is a response that is thrown away.
type nowhere struct{ header http.Header }

func (w *nowhere) Header() http.Header         { return w.header }
func (w *nowhere) Write(p []byte) (int, error) { return len(p), nil }
func (w *nowhere) WriteHeader(int)             {}

// BenchmarkHit measures requests for what is in the cache, next to Go's
// http.FileServer over the same bytes in memory.
func BenchmarkHit(b *testing.B) {
	f := files{"page.html": text(10<<10, 1), "image.png": noise(1<<20, 1)}
	s := newSite(b, f)
	std := http.FileServerFS(f.fs())
	tests := []struct {
		name, path string
		header     []string
	}{
		{"10K", "/page.html", nil},
		{"10K-gzip", "/page.html", []string{"Accept-Encoding", "gzip, deflate, br;q=0.1"}},
		{"10K-304", "/page.html", []string{"If-None-Match", s.get("/page.html").Header().Get("Etag")}}, // for us
		{"10K-304-time", "/page.html", []string{"If-Modified-Since", modified.Format(http.TimeFormat)}},
		{"10K-304-gzip", "/page.html", []string{
			"Accept-Encoding", "gzip", "If-None-Match", s.get("/page.html", "Accept-Encoding", "gzip").Header().Get("Etag"),
		}},
		{"10K-range", "/page.html", []string{"Range", "bytes=100-199"}},
		{"1M", "/image.png", nil},
	}
	for _, test := range tests {
		r := newRequest(b, http.MethodGet, test.path, test.header...)
		run := func(name string, h http.Handler) {
			b.Run(name, func(b *testing.B) {
				b.ReportAllocs()
				w := &nowhere{header: http.Header{}}
				for b.Loop() {
					clear(w.header)
					h.ServeHTTP(w, r)
				}
			})
		}
		name := strings.TrimPrefix(test.path, "/")
		run("assets/"+test.name, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if err := s.Serve(w, r, name, assets.ServeOptions{}); err != nil {
				b.Fatal(err)
			}
		}))
		run("net-http/"+test.name, std)
	}
}

// BenchmarkHitParallel shows that hits do not wait for each other.
func BenchmarkHitParallel(b *testing.B) {
	s := newSite(b, files{"page.html": text(10<<10, 1)})
	header := http.Header{"Accept-Encoding": {"gzip"}}
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		w := &nowhere{header: http.Header{}}
		r := newRequest(b, http.MethodGet, "/page.html")
		r.Header = maps.Clone(header)
		for pb.Next() {
			clear(w.header)
			if err := s.Serve(w, r, "page.html", assets.ServeOptions{}); err != nil {
				b.Error(err)
				return
			}
		}
	})
}

// BenchmarkMissing measures 404s, which go to the archive each time.
func BenchmarkMissing(b *testing.B) {
	s := newSite(b, files{"page.html": "x"})
	r := newRequest(b, http.MethodGet, "/none.html")
	b.ReportAllocs()
	for b.Loop() {
		if err := s.Serve(&nowhere{http.Header{}}, r, "none.html", assets.ServeOptions{}); err == nil {
			b.Fatal("it is there")
		}
	}
}

// BenchmarkLarge measures sending 16 MiB that are not in memory.
func BenchmarkLarge(b *testing.B) {
	s := newSite(b, files{"stored.bin": noise(16<<20, 1)})
	s.deflate("deflated.bin", strings.Repeat(text(1<<20, 1), 16))
	for _, name := range []string{"stored.bin", "deflated.bin"} {
		b.Run(name, func(b *testing.B) {
			r := newRequest(b, http.MethodGet, "/"+name)
			if err := s.Serve(&nowhere{http.Header{}}, r, name, assets.ServeOptions{}); err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			b.SetBytes(16 << 20)
			for b.Loop() {
				if err := s.Serve(&nowhere{http.Header{}}, r, name, assets.ServeOptions{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
