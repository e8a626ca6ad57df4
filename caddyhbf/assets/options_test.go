package assets_test

import (
	"errors"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/caddyhbf/hbf/caddyhbf/assets"
)

// serveFile serves a member as res.sendFile does, with header fields that are set
// already.
func serveFile(t *testing.T, s *site, name string, so assets.ServeOptions, set http.Header, header ...string) *httptest.ResponseRecorder {
	t.Helper()
	so.FileOnly = true
	w := httptest.NewRecorder()
	for name, values := range set {
		w.Header()[name] = values
	}
	r := newRequest(t, http.MethodGet, "/some/route/", header...)
	if err := s.Serve(w, r, name, so); err != nil {
		t.Errorf("%s: %v", name, err)
	}
	return w
}

func TestServeOptions(t *testing.T) {
	s := newSite(t, files{"report.pdf": text(9000, 1), "page.html": text(9000, 2), "large.bin": noise(2<<20, 3), "large.js": text(2<<20, 4)})
	const stamp = "Mon, 06 May 2024 07:08:09 GMT"
	tests := []struct {
		name    string
		file    string
		options assets.ServeOptions
		set     http.Header
		header  []string
		status  int
		want    map[string]string // "" means absent
	}{
		{
			name: "a download", file: "report.pdf",
			set:  http.Header{"Content-Disposition": {`attachment; filename="r.pdf"`}},
			want: map[string]string{"Content-Disposition": `attachment; filename="r.pdf"`, "Content-Type": "application/pdf", "Last-Modified": stamp},
		},
		{
			name: "cache control", file: "page.html",
			options: assets.ServeOptions{CacheControl: "public, max-age=31536000, immutable"},
			want:    map[string]string{"Cache-Control": "public, max-age=31536000, immutable"},
		},
		{
			name: "cache control with a range", file: "large.bin",
			options: assets.ServeOptions{CacheControl: "public, max-age=60"}, header: []string{"Range", "bytes=0-1"}, status: 206,
			want: map[string]string{"Cache-Control": "public, max-age=60", "Content-Length": "2"},
		},
		{
			name: "cache control of the app's own", file: "page.html",
			options: assets.ServeOptions{CacheControl: "public, max-age=0"}, set: http.Header{"Cache-Control": {"no-store"}},
			want: map[string]string{"Cache-Control": "no-store"},
		},
		{
			name: "content type of the app's own", file: "page.html",
			set: http.Header{"Content-Type": {"text/plain"}}, header: []string{"Accept-Encoding", "br"},
			want: map[string]string{"Content-Type": "text/plain", "Content-Encoding": "br"},
		},
		{
			name: "no ETag", file: "page.html", options: assets.ServeOptions{NoETag: true},
			want: map[string]string{"Etag": "", "Last-Modified": stamp},
		},
		{
			name: "no ETag, but a time", file: "page.html", options: assets.ServeOptions{NoETag: true},
			header: []string{"If-Modified-Since", stamp}, status: 304, want: map[string]string{"Etag": ""},
		},
		{
			name: "no Last-Modified", file: "page.html", options: assets.ServeOptions{NoLastModified: true},
			header: []string{"If-Modified-Since", stamp}, want: map[string]string{"Last-Modified": ""},
		},
		{
			name: "no Last-Modified of a large file", file: "large.js", options: assets.ServeOptions{NoLastModified: true},
			header: []string{"If-Modified-Since", stamp}, want: map[string]string{"Last-Modified": ""},
		},
		{
			name: "no ranges", file: "page.html", options: assets.ServeOptions{NoRanges: true}, header: []string{"Range", "bytes=0-1"},
			want: map[string]string{"Accept-Ranges": "", "Content-Range": "", "Content-Length": "9000"},
		},
		{
			name: "no ranges of a large file", file: "large.bin", options: assets.ServeOptions{NoRanges: true},
			header: []string{"Range", "bytes=0-1"},
			want:   map[string]string{"Accept-Ranges": "", "Content-Range": "", "Content-Length": "2097152"},
		},
		{
			name: "no ranges, but a coding", file: "page.html", options: assets.ServeOptions{NoRanges: true},
			header: []string{"Range", "bytes=0-1", "Accept-Encoding", "gzip"},
			want:   map[string]string{"Content-Range": "", "Content-Encoding": "gzip"},
		},
		{
			name: "another status", file: "page.html", options: assets.ServeOptions{Status: 404},
			header: []string{"Range", "bytes=0-1", "If-Modified-Since", stamp}, status: 404,
			want: map[string]string{"Content-Length": "9000", "Content-Range": ""},
		},
		{
			name: "another status for a large file", file: "large.bin", options: assets.ServeOptions{Status: 500},
			header: []string{"If-Match", `"x"`}, status: 500, want: map[string]string{"Content-Length": "2097152"},
		},
		{
			name: "an ETag of the app's own", file: "page.html", set: http.Header{"Etag": {`"mine"`}},
			header: []string{"Accept-Encoding", "gzip"}, want: map[string]string{"Etag": `"mine"`, "Content-Encoding": ""},
		},
		{
			name: "a condition on an ETag of the app's own", file: "page.html", set: http.Header{"Etag": {`"mine"`}},
			header: []string{"If-None-Match", `"mine"`}, status: 304, want: map[string]string{"Etag": `"mine"`},
		},
		{
			name: "a time of the app's own", file: "page.html", set: http.Header{"Last-Modified": {"Mon, 01 Jan 2024 00:00:00 GMT"}},
			want: map[string]string{"Last-Modified": "Mon, 01 Jan 2024 00:00:00 GMT"},
		},
		{
			name: "a coding of the app's own", file: "report.pdf", set: http.Header{"Content-Encoding": {"gzip"}},
			header: []string{"Accept-Encoding", "br"}, want: map[string]string{"Content-Encoding": "gzip", "Content-Length": "9000"},
		},
		{
			name: "Vary of the app's own", file: "page.html", set: http.Header{"Vary": {"Cookie"}},
			header: []string{"Accept-Encoding", "br"}, want: map[string]string{"Vary": "Cookie|Accept-Encoding"},
		},
		{
			name: "Vary that says it already", file: "page.html", set: http.Header{"Vary": {"Cookie, accept-encoding"}},
			want: map[string]string{"Vary": "Cookie, accept-encoding"},
		},
		{
			name: "Vary that says everything", file: "page.html", set: http.Header{"Vary": {"*"}}, want: map[string]string{"Vary": "*"},
		},
	}
	for _, test := range tests {
		w := serveFile(t, s, test.file, test.options, test.set, test.header...)
		if test.status == 0 {
			test.status = http.StatusOK
		}
		if w.Code != test.status {
			t.Errorf("%s: %d, want %d", test.name, w.Code, test.status)
		}
		for name, want := range test.want {
			got := ""
			for i, value := range w.Header()[name] {
				if i > 0 {
					got += "|"
				}
				got += value
			}
			if got != want {
				t.Errorf("%s: %s is %q, want %q", test.name, name, got, want)
			}
		}
	}
}

// A route for any method may answer with a file.
func TestFileForAnotherMethod(t *testing.T) {
	s := newSite(t, files{"page.html": text(9000, 1), "large.bin": noise(2<<20, 1)})
	for name, size := range map[string]int{"page.html": 9000, "large.bin": 2 << 20} {
		w := httptest.NewRecorder()
		r := newRequest(t, http.MethodPost, "/submit", "Range", "bytes=0-1", "If-None-Match", "*")
		if err := s.Serve(w, r, name, assets.ServeOptions{FileOnly: true}); err != nil || w.Code != http.StatusOK || w.Body.Len() != size {
			t.Errorf("%s: %v, %d, %d bytes", name, err, w.Code, w.Body.Len())
		}
	}
	err := s.Serve(httptest.NewRecorder(), newRequest(t, http.MethodPost, "/"), ".", assets.ServeOptions{FileOnly: true})
	if !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a directory: %v", err)
	}
}

// The fields that the caller has set for the file do not stay on a 304.
func TestNotModifiedDropsTheCallersFields(t *testing.T) {
	s := newSite(t, files{"page.html": text(9000, 1)})
	tag := s.get("/page.html").Header().Get("Etag")
	w := serveFile(t, s, "page.html", assets.ServeOptions{}, http.Header{"Content-Type": {"text/plain"}, "X-Mine": {"1"}}, "If-None-Match", tag)
	if w.Code != 304 || w.Header().Get("Content-Type") != "" || w.Header().Get("X-Mine") != "1" {
		t.Errorf("%d %v", w.Code, w.Header())
	}
}

// Options do not leak into the cache.
func TestOptionsAreThoseOfOneResponse(t *testing.T) {
	s := newSite(t, files{"page.html": text(9000, 1)})
	want := s.get("/page.html").Header()
	serveFile(t, s, "page.html", assets.ServeOptions{NoETag: true, NoLastModified: true, NoRanges: true, CacheControl: "x", Status: 500},
		http.Header{"Content-Type": {"x"}})
	got := s.get("/page.html").Header()
	if len(got) != len(want) {
		t.Errorf("%v, want %v", got, want)
	}
	for name := range want {
		if got.Get(name) != want.Get(name) {
			t.Errorf("%s: %q, want %q", name, got.Get(name), want.Get(name))
		}
	}
}
