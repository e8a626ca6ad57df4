package assets_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync"
	"testing"

	"github.com/andybalholm/brotli"
	"github.com/caddyserver/caddy/v2"
	"github.com/caddyserver/caddy/v2/caddyconfig"
	"github.com/caddyserver/caddy/v2/modules/caddyhttp"
	"github.com/caddyserver/caddy/v2/modules/caddyhttp/encode"
	_ "github.com/caddyserver/caddy/v2/modules/caddyhttp/encode/gzip" // what encode is tested with
	"github.com/klauspost/compress/zstd"

	"github.com/caddyhbf/hbf/caddyhbf/assets"
)

// decode undoes the Content-Encoding of a response.
func decode(t *testing.T, w *httptest.ResponseRecorder) string {
	t.Helper()
	var r io.Reader = w.Body
	var err error
	switch encoding := w.Header().Get("Content-Encoding"); encoding {
	case "":
	case "gzip":
		r, err = gzip.NewReader(r)
	case "br":
		r = brotli.NewReader(r)
	case "zstd":
		var z *zstd.Decoder
		if z, err = zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(8<<20)); err == nil {
			defer z.Close()
			r = z
		}
	default:
		err = errors.New(encoding)
	}
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestVariants(t *testing.T) {
	f := files{
		"page.html": text(10_000, 1), "data.json": text(600, 2), "medium.svg": text(400_000, 3), "large.js": text(2<<20, 4),
		"tiny.css": text(511, 5), "noise.txt": noise(3000, 6), "photo.jpg": text(10_000, 7), "noise.wasm": noise(1<<20+1, 8),
	}
	const yes, no, never = "coded", "identity", "not compressible"
	want := map[string]string{
		"page.html": yes, "data.json": yes, "medium.svg": yes, "large.js": yes,
		"tiny.css": never, "noise.txt": no, "photo.jpg": never, "noise.wasm": no,
	}
	s := newSite(t, f)
	for name, content := range f {
		tags := map[string]string{}
		for _, encoding := range []string{"", "gzip", "zstd", "br"} {
			w := s.get("/"+name, "Accept-Encoding", encoding)
			h := w.Header()
			if w.Code != http.StatusOK || h.Get("Content-Length") != strconv.Itoa(w.Body.Len()) {
				t.Errorf("%s %s: %d, Content-Length %s, body %d", name, encoding, w.Code, h.Get("Content-Length"), w.Body.Len())
			}
			coded := encoding
			if want[name] != yes {
				coded = ""
			}
			if got := h.Get("Content-Encoding"); got != coded {
				t.Errorf("%s %s: Content-Encoding %q", name, encoding, got)
			}
			if got := h.Get("Vary"); (got == "Accept-Encoding") != (want[name] != never) {
				t.Errorf("%s %s: Vary %q", name, encoding, got)
			}
			if coded != "" && w.Body.Len() >= len(content) {
				t.Errorf("%s %s: not smaller", name, encoding)
			}
			if decode(t, w) != content {
				t.Errorf("%s %s: the content is another", name, encoding)
			}
			tag := h.Get("Etag")
			if first, ok := tags[tag]; ok != (coded == "" && encoding != "") {
				t.Errorf("%s: %q and %q have the ETag %s", name, first, encoding, tag)
			}
			tags[tag] = encoding

			if w := s.get("/"+name, "Accept-Encoding", encoding, "If-None-Match", tag); w.Code != http.StatusNotModified {
				t.Errorf("%s %s: %d for its own ETag", name, encoding, w.Code)
			}
			if w := s.get("/"+name, "Accept-Encoding", encoding, "If-Modified-Since", modified.Format(http.TimeFormat)); w.Code !=
				http.StatusNotModified || (w.Header().Get("Vary") == "") != (want[name] == never) {
				t.Errorf("%s %s: %d %v for its own time", name, encoding, w.Code, w.Header())
			}
		}
	}
}

func TestWhichTypesAreCompressed(t *testing.T) {
	yes := []string{
		"html", "css", "js", "mjs", "cjs", "json", "map", "svg", "xml", "txt", "md", "csv", "webmanifest", "wasm", "ttf", "otf", "eot",
		"ico", "rss", "atom", "geojson", "jsonld", "xhtml", "vtt", "ics", "yaml", "toml", "bmp",
	}
	no := []string{"png", "jpg", "gif", "webp", "avif", "woff", "woff2", "mp4", "webm", "mp3", "zip", "gz", "br", "zst", "pdf", "7z", "docx", "epub", "unknown"}
	f := files{}
	for _, ext := range append(yes, no...) {
		f["x."+ext] = text(1000, 1)
	}
	s := newSite(t, f)
	for _, ext := range yes {
		if w := s.get("/x."+ext, "Accept-Encoding", "gzip"); w.Header().Get("Content-Encoding") != "gzip" {
			t.Errorf("%s is not compressed: %v", ext, w.Header())
		}
	}
	for _, ext := range no {
		if w := s.get("/x."+ext, "Accept-Encoding", "gzip"); w.Header().Get("Content-Encoding") != "" || w.Header().Get("Vary") != "" {
			t.Errorf("%s is compressed: %v", ext, w.Header())
		}
	}
}

// What is asked for most costs one allocation, that of the header's values.
func TestHitCostsOneAllocation(t *testing.T) {
	s := newSite(t, files{"page.html": text(10_000, 1)})
	tag := s.get("/page.html", "Accept-Encoding", "gzip").Header().Get("Etag")
	for _, header := range [][]string{nil, {"Accept-Encoding", "gzip, br;q=0.5"}, {"Accept-Encoding", "gzip", "If-None-Match", tag}} {
		r := newRequest(t, http.MethodGet, "/page.html", header...)
		w := &nowhere{header: http.Header{}}
		n := testing.AllocsPerRun(100, func() {
			clear(w.header)
			if err := s.Serve(w, r, "page.html", assets.ServeOptions{}); err != nil {
				t.Fatal(err)
			}
		})
		if n > 1 {
			t.Errorf("%q: %v allocations", header, n)
		}
	}
}

func TestNegotiation(t *testing.T) {
	s := newSite(t, files{"page.html": text(10_000, 1), "photo.jpg": noise(10_000, 1), "large.js": text(2<<20, 4)})
	tests := []struct {
		path   string
		header []string
		status int
		want   string
	}{
		{"/page.html", nil, 200, ""},
		{"/page.html", []string{"Accept-Encoding", "gzip, deflate, br, zstd"}, 200, "br"},
		{"/page.html", []string{"Accept-Encoding", "br;q=0.5, zstd;q=0.6, gzip;q=0.7"}, 200, "gzip"},
		{"/page.html", []string{"Accept-Encoding", "gzip", "Accept-Encoding", "br"}, 200, "br"},
		{"/page.html", []string{"Accept-Encoding", "gzip;q=0"}, 200, ""},
		{"/page.html", []string{"Accept-Encoding", "*"}, 200, ""},
		{"/page.html", []string{"Accept-Encoding", "*, identity;q=0"}, 200, "gzip"},
		{"/page.html", []string{"Accept-Encoding", "identity;q=0"}, 406, ""},
		{"/photo.jpg", []string{"Accept-Encoding", "gzip, br"}, 200, ""},
		{"/photo.jpg", []string{"Accept-Encoding", "gzip, identity;q=0"}, 406, ""},
		// A range is one of identity if it can be.
		{"/page.html", []string{"Accept-Encoding", "gzip", "Range", "bytes=0-9"}, 206, ""},
		{"/large.js", []string{"Accept-Encoding", "gzip", "Range", "bytes=0-9"}, 206, ""},
		{"/page.html", []string{"Accept-Encoding", "gzip, identity;q=0", "Range", "bytes=0-9"}, 206, "gzip"},
		{"/large.js", []string{"Accept-Encoding", "zstd, identity;q=0", "Range", "bytes=0-9"}, 206, "zstd"},
	}
	for _, test := range tests {
		w := s.get(test.path, test.header...)
		if got := w.Header().Get("Content-Encoding"); w.Code != test.status || got != test.want {
			t.Errorf("%s %q: %d %q, want %d %q", test.path, test.header, w.Code, got, test.status, test.want)
		}
		if w.Code == 206 && w.Body.Len() != 10 {
			t.Errorf("%s %q: %d bytes", test.path, test.header, w.Body.Len())
		}
		if w.Code == 406 && w.Header().Get("Vary") != "Accept-Encoding" {
			t.Errorf("%s %q: Vary %q", test.path, test.header, w.Header().Get("Vary"))
		}
	}
}

// A client that resumes with the ETag of a compressed response must not get a
// piece of another one.
func TestResumedCompressedDownloadStartsAnew(t *testing.T) {
	s := newSite(t, files{"page.html": text(10_000, 1)})
	coded := s.get("/page.html", "Accept-Encoding", "gzip").Header().Get("Etag")
	w := s.get("/page.html", "Accept-Encoding", "gzip", "Range", "bytes=100-", "If-Range", coded)
	if w.Code != http.StatusOK || w.Body.Len() != 10_000 || w.Header().Get("Content-Encoding") != "" {
		t.Errorf("%d, %d bytes, %v", w.Code, w.Body.Len(), w.Header())
	}
}

// Many first requests at once read the member once and get the same bytes.
func TestConcurrentFirstRequests(t *testing.T) {
	f := files{"page.html": text(300_000, 1), "large.js": text(2<<20, 1)}
	s := newSite(t, f)
	for path := range f {
		var group sync.WaitGroup
		bodies := make([][]byte, 24)
		for i := range bodies {
			group.Go(func() {
				w := s.get("/"+path, "Accept-Encoding", []string{"br", "gzip", "zstd"}[i%3])
				bodies[i] = w.Body.Bytes()
			})
		}
		group.Wait()
		for i := range bodies {
			if len(bodies[i]) == 0 || !bytes.Equal(bodies[i], bodies[i%3]) {
				t.Errorf("%s: response %d differs", path, i)
			}
		}
	}
	if n := s.src.reads.Load(); n != 1 {
		t.Errorf("the small member was read %d times", n)
	}
}

// Caddy's encode around us does not compress again, and clients that come back with
// our ETags get 304 although it edits If-None-Match.
func TestUnderCaddyEncode(t *testing.T) {
	s := newSite(t, files{"page.html": text(10_000, 1), "large.js": text(2<<20, 1)})
	enc := &encode.Encode{EncodingsRaw: caddy.ModuleMap{"gzip": caddyconfig.JSON(struct{}{}, nil)}}
	if err := enc.Provision(caddyContext(t)); err != nil {
		t.Fatal(err)
	}
	h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next := caddyhttp.HandlerFunc(func(w http.ResponseWriter, r *http.Request) error {
			s.ServeHTTP(w, r)
			return nil
		})
		if err := enc.ServeHTTP(w, r, next); err != nil {
			t.Error(err)
		}
	})
	for _, path := range []string{"/page.html", "/large.js"} {
		for _, encoding := range []string{"gzip", "br", "zstd"} {
			plain := s.get(path, "Accept-Encoding", encoding)
			w := do(h, newRequest(t, http.MethodGet, path, "Accept-Encoding", encoding))
			if !bytes.Equal(w.Body.Bytes(), plain.Body.Bytes()) {
				t.Errorf("%s %s: encode has changed the body", path, encoding)
			}
			for _, name := range []string{"Content-Encoding", "Content-Length", "Etag", "Vary"} {
				if got, want := w.Header().Get(name), plain.Header().Get(name); got != want {
					t.Errorf("%s %s: %s is %q, want %q", path, encoding, name, got, want)
				}
			}
			w = do(h, newRequest(t, http.MethodGet, path, "Accept-Encoding", encoding, "If-None-Match", plain.Header().Get("Etag")))
			if w.Code != http.StatusNotModified {
				t.Errorf("%s %s: %d for its own ETag", path, encoding, w.Code)
			}
		}
	}
}

// Handlers such as Caddy's header change values in place; that must not get into
// the cache.
func TestHeaderValuesAreNotShared(t *testing.T) {
	s := newSite(t, files{"page.html": text(10_000, 1)})
	spoil := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.serve(w, r, assets.ServeOptions{})
		for _, values := range w.Header() {
			_ = append(values, "appended")
			values[0] = "spoiled"
		}
	})
	want := s.get("/page.html").Header()
	do(spoil, newRequest(t, http.MethodGet, "/page.html"))
	for name, values := range s.get("/page.html").Header() {
		if len(values) != 1 || values[0] != want.Get(name) {
			t.Errorf("%s: %q", name, values)
		}
	}
}
