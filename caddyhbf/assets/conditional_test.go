package assets_test

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/caddyserver/caddy/v2"
	"github.com/caddyserver/caddy/v2/modules/caddyhttp"
	"github.com/caddyserver/caddy/v2/modules/caddyhttp/fileserver"
)

// caddyContext is the context of a configuration that logs errors only.
func caddyContext(t *testing.T) caddy.Context {
	t.Helper()
	var logging caddy.Logging
	if err := json.Unmarshal([]byte(`{"logs": {"default": {"level": "ERROR"}}}`), &logging); err != nil {
		t.Fatal(err)
	}
	ctx, err := caddy.ProvisionContext(&caddy.Config{Admin: &caddy.AdminConfig{Disabled: true}, Logging: &logging})
	if err != nil {
		t.Fatal(err)
	}
	return ctx
}

// fileServer serves files by Caddy's own file_server.
func fileServer(t *testing.T, f files) http.Handler {
	t.Helper()
	root := t.TempDir()
	for name, content := range f {
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, modified, modified); err != nil {
			t.Fatal(err)
		}
	}
	server := &fileserver.FileServer{Root: root}
	if err := server.Provision(caddyContext(t)); err != nil {
		t.Fatal(err)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx := context.WithValue(r.Context(), caddy.ReplacerCtxKey, caddy.NewReplacer())
		r = r.WithContext(context.WithValue(ctx, caddyhttp.OriginalRequestCtxKey, *r))
		err := server.ServeHTTP(w, r, caddyhttp.HandlerFunc(nil))
		if failure, ok := err.(caddyhttp.HandlerError); ok {
			w.WriteHeader(failure.StatusCode)
		} else if err != nil {
			t.Error(err)
		}
	})
}

// answer is what must be the same for two servers.
func answer(t *testing.T, w *httptest.ResponseRecorder) string {
	t.Helper()
	var b strings.Builder
	fmt.Fprintln(&b, w.Code)
	names := []string{"Content-Range", "Location", "Allow"}
	if w.Code < 400 {
		names = append(names, "Accept-Ranges", "Last-Modified")
	}
	for _, name := range names {
		if value := w.Header().Get(name); value != "" {
			fmt.Fprintf(&b, "%s: %s\n", name, value)
		}
	}
	if w.Code >= 300 {
		return b.String()
	}
	mediaType, params, err := mime.ParseMediaType(w.Header().Get("Content-Type"))
	fmt.Fprintln(&b, mediaType, err)
	if mediaType != "multipart/byteranges" {
		fmt.Fprintf(&b, "%s\n%s %x", w.Header().Get("Content-Length"), shorten(w.Body.String()), sha256.Sum256(w.Body.Bytes()))
		return b.String()
	}
	for parts := multipart.NewReader(w.Body, params["boundary"]); ; {
		part, err := parts.NextPart()
		if err == io.EOF {
			return b.String()
		}
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(part)
		fmt.Fprintf(&b, "%s %q %v\n", part.Header.Get("Content-Range"), content, err)
	}
}

// Whatever a client asks with conditions and ranges, the answer is that of
// Caddy's file_server.
func TestConditionsAndRangesAreThoseOfFileServer(t *testing.T) {
	f := files{
		"a.txt": "0123456789", "empty.txt": "", "big.txt": text(5000, 1), "image.png": noise(3000, 1),
		"large.png": noise(1<<20+1000, 2), "docs/index.html": "<p>docs</p>",
	}
	theirs, ours := fileServer(t, f), newSite(t, f)
	const (
		before = "Mon, 06 May 2024 07:08:08 GMT"
		exact  = "Mon, 06 May 2024 07:08:09 GMT"
		after  = "Mon, 06 May 2024 07:08:10 GMT"
	)
	headers := [][]string{
		nil,
		{"If-None-Match", "{etag}"},
		{"If-None-Match", "W/{etag}"},
		{"If-None-Match", `"other"`},
		{"If-None-Match", `"other", {etag}`},
		{"If-None-Match", `"other",{etag},"more"`},
		{"If-None-Match", `*`},
		{"If-None-Match", ``},
		{"If-None-Match", `garbage`},
		{"If-None-Match", `"other"`, "If-Modified-Since", after},
		{"If-None-Match", "{etag}", "If-Modified-Since", before},
		{"If-Modified-Since", before},
		{"If-Modified-Since", exact},
		{"If-Modified-Since", after},
		{"If-Modified-Since", "garbage"},
		{"If-Match", "{etag}"},
		{"If-Match", "W/{etag}"},
		{"If-Match", `"other"`},
		{"If-Match", `"other", {etag}`},
		{"If-Match", `*`},
		{"If-Match", "{etag}", "If-None-Match", "{etag}"},
		{"If-Match", `"other"`, "If-None-Match", "{etag}"},
		{"If-Unmodified-Since", before},
		{"If-Unmodified-Since", exact},
		{"If-Unmodified-Since", after},
		{"If-Unmodified-Since", before, "If-None-Match", "{etag}"},
		{"Range", "bytes=0-0"},
		{"Range", "bytes=2-5"},
		{"Range", "bytes=5-"},
		{"Range", "bytes=-3"},
		{"Range", "bytes=-0"},
		{"Range", "bytes=-99999999"},
		{"Range", "bytes=0-99999999"},
		{"Range", "bytes=99999999-"},
		{"Range", "bytes=5-2"},
		{"Range", "bytes=a-b"},
		{"Range", "bytes="},
		{"Range", "bytes"},
		{"Range", "lines=1-2"},
		{"Range", "bytes=0-1,4-5"},
		{"Range", "bytes=0-1, 4-5 ,-1"},
		{"Range", "bytes=0-,0-,0-"},
		{"Range", "bytes=0-1,99999999-"},
		{"Range", "bytes=99999999-,99999998-"},
		{"Range", "bytes=2-5", "If-Range", "{etag}"},
		{"Range", "bytes=2-5", "If-Range", "W/{etag}"},
		{"Range", "bytes=2-5", "If-Range", `"other"`},
		{"Range", "bytes=2-5", "If-Range", exact},
		{"Range", "bytes=2-5", "If-Range", before},
		{"Range", "bytes=2-5", "If-Range", "garbage"},
		{"If-Range", "{etag}"},
		{"Range", "bytes=2-5", "If-None-Match", "{etag}"},
		{"Range", "bytes=2-5", "If-None-Match", `"other"`},
		{"Range", "bytes=2-5", "If-Match", `"other"`},
		{"Range", "bytes=99999999-", "If-Range", `"other"`},
		{"Range", "bytes=2-5", "If-Modified-Since", exact},
	}
	paths := []string{"/a.txt", "/empty.txt", "/big.txt", "/image.png", "/large.png", "/docs/", "/docs", "/a.txt/", "/none.txt"}
	for _, path := range paths {
		for _, method := range []string{http.MethodGet, http.MethodHead, http.MethodPost} {
			for _, header := range headers {
				ask := func(h http.Handler) string {
					tag := do(h, newRequest(t, http.MethodGet, path)).Header().Get("Etag")
					r := newRequest(t, method, path)
					for i := 0; i < len(header); i += 2 {
						r.Header.Add(header[i], strings.ReplaceAll(header[i+1], "{etag}", tag))
					}
					return answer(t, do(h, r))
				}
				if method == http.MethodHead && len(header) > 0 && strings.Contains(header[1], ",") && header[0] == "Range" {
					continue // a response in parts without parts
				}
				if method == http.MethodPost && (path == "/docs" || path == "/a.txt/") {
					continue // file_server redirects, we refuse the method
				}
				if want, got := ask(theirs), ask(ours); got != want {
					t.Errorf("%s %s %q:\n%s\nfile_server has\n%s", method, path, header, got, want)
				}
			}
		}
	}
}

func TestNotModifiedKeepsWhatCachesNeed(t *testing.T) {
	s := newSite(t, files{"big.txt": text(5000, 1)})
	tag := s.get("/big.txt", "Accept-Encoding", "gzip").Header().Get("Etag")
	for _, value := range []string{tag, "W/" + tag, tag + `, "x"`} {
		w := s.get("/big.txt", "Accept-Encoding", "gzip", "If-None-Match", value)
		h := w.Header()
		if w.Code != http.StatusNotModified || h.Get("Etag") != tag || h.Get("Vary") != "Accept-Encoding" {
			t.Errorf("%s: %d %v", value, w.Code, h)
		}
		for _, name := range []string{"Content-Type", "Content-Encoding", "Content-Length", "Last-Modified"} {
			if got, ok := h[name]; ok {
				t.Errorf("%s: %s %q", value, name, got)
			}
		}
	}
}

// An error has nothing of the file about it.
func TestFailedConditionsAreErrors(t *testing.T) {
	s := newSite(t, files{"big.txt": text(5000, 1), "large.txt": text(2<<20, 1)})
	for _, path := range []string{"/big.txt", "/large.txt"} {
		for status, header := range map[int][]string{
			http.StatusPreconditionFailed:           {"If-Match", `"x"`, "Accept-Encoding", "gzip"},
			http.StatusRequestedRangeNotSatisfiable: {"Range", "bytes=99999999-"},
		} {
			w := httptest.NewRecorder()
			w.Header().Set("X-Content-Type-Options", "nosniff")
			s.ServeHTTP(w, newRequest(t, http.MethodGet, path, header...))
			h := w.Header()
			if w.Code != status {
				t.Errorf("%s %q: %d", path, header, w.Code)
			}
			if got := h.Get("Content-Range"); (got != "") != (status == http.StatusRequestedRangeNotSatisfiable) {
				t.Errorf("%s %q: Content-Range %q", path, header, got)
			}
			if h.Get("X-Content-Type-Options") != "nosniff" {
				t.Errorf("%s %q: a field of the caller's is lost", path, header)
			}
			for _, name := range []string{"Etag", "Last-Modified", "Content-Encoding", "Accept-Ranges"} {
				if got, ok := h[name]; ok {
					t.Errorf("%s %q: %s %q", path, header, name, got)
				}
			}
		}
	}
}
