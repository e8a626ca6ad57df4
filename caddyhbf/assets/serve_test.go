package assets_test

import (
	"errors"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/caddyhbf/hbf/caddyhbf/assets"
)

func TestContentTypeIsThatOfTheExtension(t *testing.T) {
	types := map[string]string{
		"page.html":           "text/html; charset=utf-8",
		"PAGE.HTML":           "text/html; charset=utf-8",
		"style.css":           "text/css; charset=utf-8",
		"app.js":              "text/javascript; charset=utf-8",
		"module.mjs":          "text/javascript; charset=utf-8",
		"read me.txt":         "text/plain; charset=utf-8",
		"logo.svg":            "image/svg+xml",
		"photo.png":           "image/png",
		"photo.min.jpg":       "image/jpeg",
		"code.wasm":           "application/wasm",
		"font.woff2":          "font/woff2",
		"film.mp4":            "video/mp4",
		"paper.pdf":           "application/pdf",
		"app.webmanifest":     "application/manifest+json; charset=utf-8",
		"archive.tar.gz":      "application/gzip",
		"LICENSE":             "application/octet-stream",
		"html":                "application/octet-stream",
		"x.no-such":           "application/octet-stream",
		"dot.":                "application/octet-stream",
		".well-known/x":       "application/octet-stream",
		".hidden.css":         "text/css; charset=utf-8",
		"dir.with.dots/a.b":   "application/octet-stream",
		"ünïcode/☃ wetter.js": "text/javascript; charset=utf-8",
	}
	f := files{}
	for name := range types {
		f[name] = "<!doctype html><title>not sniffed</title>"
	}
	s := newSite(t, f)
	for name, want := range types {
		w := s.get("/" + name)
		if got := w.Header().Get("Content-Type"); w.Code != http.StatusOK || got != want {
			t.Errorf("%s: %d, %s; want %s", name, w.Code, got, want)
		}
	}
}

func TestHeaderOfAFile(t *testing.T) {
	s := newSite(t, files{"a.txt": "hello", "empty.txt": ""})
	for name, content := range map[string]string{"a.txt": "hello", "empty.txt": ""} {
		w := s.get("/" + name)
		h := w.Header()
		if w.Code != http.StatusOK || w.Body.String() != content {
			t.Errorf("%s: %d %q", name, w.Code, w.Body)
		}
		if got := h.Get("Last-Modified"); got != "Mon, 06 May 2024 07:08:09 GMT" {
			t.Errorf("%s: Last-Modified %q", name, got)
		}
		if got := h.Get("Accept-Ranges"); got != "bytes" {
			t.Errorf("%s: Accept-Ranges %q", name, got)
		}
		if tag := h.Get("Etag"); len(tag) != 28 || tag[0] != '"' {
			t.Errorf("%s: not a strong ETag: %s", name, tag)
		}
		if got, ok := h["Cache-Control"]; ok {
			t.Errorf("%s: Cache-Control %q", name, got)
		}
	}
}

func TestETagIsThatOfTheContent(t *testing.T) {
	one := files{"a.txt": "one", "b.txt": "two", "same.txt": "one"}.fs()
	one["same.txt"].ModTime = modified.Add(time.Hour)
	s := newSiteWith(t, one, assets.Options{})
	tag := func(name string) string { return s.get(name).Header().Get("Etag") }
	if tag("/a.txt") != tag("/same.txt") || tag("/a.txt") == tag("/b.txt") {
		t.Errorf("ETags %s, %s, %s", tag("/a.txt"), tag("/same.txt"), tag("/b.txt"))
	}
}

func TestTimeThatSaysNothingIsNotSent(t *testing.T) {
	f := files{"a.txt": "a", "b.txt": "b"}.fs()
	f["a.txt"].ModTime = time.Unix(0, 0)
	f["b.txt"].ModTime = time.Unix(1, 0)
	s := newSiteWith(t, f, assets.Options{})
	for _, path := range []string{"/a.txt", "/b.txt"} {
		for _, rng := range []string{"", "bytes=0-"} {
			if got, ok := s.get(path, "Range", rng).Header()["Last-Modified"]; ok {
				t.Errorf("%s: Last-Modified %q", path, got)
			}
		}
	}
}

func TestHeadIsGetWithoutBody(t *testing.T) {
	s := newSite(t, files{"small.txt": text(3000, 1), "large.bin": noise(2<<20, 1), "large.js": text(2<<20, 1)})
	for _, path := range []string{"/small.txt", "/large.bin", "/large.js"} {
		for _, header := range [][]string{
			nil, {"Accept-Encoding", "gzip"}, {"Range", "bytes=5-9"}, {"Range", "bytes=1-2,5-6"}, {"Range", "bytes=99999999-"},
			{"If-None-Match", "*"}, {"If-Match", `"x"`},
		} {
			get := s.get(path, header...)
			head := do(s, newRequest(t, http.MethodHead, path, header...))
			if head.Code != get.Code {
				t.Errorf("%s %q: %d, GET has %d", path, header, head.Code, get.Code)
			}
			if head.Code < 400 && head.Body.Len() != 0 {
				t.Errorf("%s %q: a body of %d bytes", path, header, head.Body.Len())
			}
			if len(header) > 1 && strings.Contains(header[1], ",") {
				continue // the boundaries differ
			}
			for name := range get.Header() {
				if head.Header().Get(name) != get.Header().Get(name) {
					t.Errorf("%s %q: %s is %q, GET has %q", path, header, name, head.Header().Get(name), get.Header().Get(name))
				}
			}
		}
	}
}

func TestOtherMethodsAreRefused(t *testing.T) {
	s := newSite(t, files{"a.txt": "a", "site/index.html": "index", "bare/x.txt": "x"})
	tests := []struct {
		path string
		want int
	}{
		{"/a.txt", http.StatusMethodNotAllowed},
		{"/site", http.StatusMethodNotAllowed},
		{"/site/", http.StatusMethodNotAllowed},
		{"/bare/", http.StatusNotFound},
		{"/none", http.StatusNotFound},
	}
	for _, test := range tests {
		for _, method := range []string{"POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "get", "X"} {
			w := do(s, newRequest(t, method, test.path))
			if w.Code != test.want {
				t.Errorf("%s %s: %d, want %d", method, test.path, w.Code, test.want)
			}
			if allow := w.Header().Get("Allow"); (allow == "GET, HEAD") != (w.Code == http.StatusMethodNotAllowed) {
				t.Errorf("%s %s: %d with Allow %q", method, test.path, w.Code, allow)
			}
		}
	}
}

func TestDirectoriesAndCanonicalURLs(t *testing.T) {
	s := newSite(t, files{
		"index.html": "root", "a.txt": "a", "docs/index.html": "docs", "bare/x.txt": "x", "odd/index.html/x": "x",
		"sp ace/index.html": "space", "wh?at/index.html": "what", "ü/index.html": "ue",
	})
	tests := []struct {
		path, original string
		status         int
		want           string // body or Location
	}{
		{"/", "", 200, "root"},
		{"/docs/", "", 200, "docs"},
		{"/docs/index.html", "", 200, "docs"},
		{"/docs", "", 308, "/docs/"},
		{"/docs?a=b&c=d%20e", "", 308, "/docs/?a=b&c=d%20e"},
		{"/a.txt/", "", 308, "/a.txt"},
		{"/a.txt/?q", "", 308, "/a.txt?q"},
		{"/sp ace", "", 308, "/sp%20ace/"},
		{"/ü", "", 308, "/%C3%BC/"},
		{"/bare", "", 404, ""},
		{"/bare/", "", 404, ""},
		{"/odd/", "", 404, ""},
		{"/none", "", 404, ""},
		{"/none/", "", 404, ""},
		{"/a.txt/b", "", 404, ""},

		// Caddy has taken off a prefix or rewritten the path.
		{"/docs", "/site/docs", 308, "/site/docs/"},
		{"/docs/", "/site/docs/", 200, "docs"},
		{"/docs", "//evil.example/docs", 308, "/evil.example/docs/"},
		{"/docs", "///evil.example/docs", 308, "/evil.example/docs/"},
		{"/docs", `/\evil.example/docs`, 308, "/%5Cevil.example/docs/"},
		{"/a.txt/", "//evil.example/a.txt/", 308, "/evil.example/a.txt"},
		{"/docs", "/latest", 200, "docs"},
		{"/docs/index.html", "/latest/", 200, "docs"},
	}
	for _, test := range tests {
		w := do(s.with(assets.ServeOptions{OriginalPath: test.original}), newRequest(t, http.MethodGet, test.path))
		got := w.Header().Get("Location")
		if w.Code == 200 {
			got = w.Body.String()
		}
		if w.Code != test.status || got != test.want {
			t.Errorf("%s (originally %q): %d %q, want %d %q", test.path, test.original, w.Code, shorten(got), test.status, test.want)
		}
	}
}

func TestErrorsSayWhatTheyAre(t *testing.T) {
	s := newSite(t, files{"a.txt": "a", "dir/x": "x"})
	for _, name := range []string{"none", "dir", "../a.txt", "/a.txt", "", "a.txt/", "./a.txt", "a.txt\x00"} {
		w := httptest.NewRecorder()
		err := s.Serve(w, newRequest(t, http.MethodGet, "/"), name, assets.ServeOptions{})
		var failure *assets.HTTPError
		if !errors.As(err, &failure) || failure.Status != http.StatusNotFound || !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%q: %v", name, err)
		}
		if len(w.Header()) > 0 || w.Body.Len() > 0 {
			t.Errorf("%q: something was written: %v %q", name, w.Header(), w.Body)
		}
	}
	if got := (&assets.HTTPError{Status: 405}).Error(); got != "405 Method Not Allowed" {
		t.Error(got)
	}
	if got := (&assets.HTTPError{Status: 404, Err: fs.ErrNotExist}).Error(); got != "404 Not Found: file does not exist" {
		t.Error(got)
	}
}

func TestSymbolicLinksAreFollowed(t *testing.T) {
	f := files{"v2.js": "two"}.fs()
	f["latest.css"] = &fstest.MapFile{Data: []byte("v2.js"), Mode: fs.ModeSymlink | 0o777}
	s := newSiteWith(t, f, assets.Options{})
	w := s.get("/latest.css")
	if w.Code != 200 || w.Body.String() != "two" || w.Header().Get("Content-Type") != "text/css; charset=utf-8" {
		t.Errorf("%d %q %v", w.Code, w.Body, w.Header())
	}
}

func TestClosedServerRefuses(t *testing.T) {
	s := newSite(t, files{"a.txt": "a", "large.bin": noise(2<<20, 1)})
	s.get("/a.txt")
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/a.txt", "/large.bin"} {
		if w := s.get(path); w.Code != http.StatusServiceUnavailable {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
}
