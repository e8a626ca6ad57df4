package outbound_test

import (
	"bytes"
	"compress/flate"
	"compress/zlib"
	"io"
	"net/http"
	"runtime"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"github.com/caddyhbf/hbf/jsengine/web/fetch/outbound"
)

func encode(t testing.TB, coding string, data []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	var w io.WriteCloser
	switch coding {
	case "gzip":
		w = gzip.NewWriter(&out)
	case "zlib":
		w = zlib.NewWriter(&out)
	case "raw":
		w, _ = flate.NewWriter(&out, flate.DefaultCompression)
	case "br":
		w = brotli.NewWriter(&out)
	case "zstd":
		w, _ = zstd.NewWriter(&out, zstd.WithEncoderConcurrency(1))
	default:
		t.Fatal(coding)
	}
	if _, err := w.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// Bodies are decoded as their header says; the header stays as it came.
func TestContentEncoding(t *testing.T) {
	content := []byte(strings.Repeat("the content ", 1000))
	gz := encode(t, "gzip", content)
	for _, c := range []struct {
		encoding string
		body     []byte
		want     string // "" for the content
	}{
		{"gzip", gz, ""},
		{"x-gzip", gz, ""},
		{"GZip", gz, ""},
		{"deflate", encode(t, "zlib", content), ""},
		{"deflate", encode(t, "raw", content), ""},
		{"br", encode(t, "br", content), ""},
		{"zstd", encode(t, "zstd", content), ""},
		{"deflate, gzip", encode(t, "gzip", encode(t, "zlib", content)), ""},
		{"identity", content, ""},
		{"", content, ""},
		{"unknown", gz, string(gz)},
		{"gzip, unknown", gz, string(gz)},
		{"gzip", nil, "empty"},
		{"zstd", nil, "empty"},
	} {
		up := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", c.encoding)
			w.Write(c.body)
		})
		resp := mustGet(t, allow(t, up.Host), up.String())
		want := c.want
		switch want {
		case "":
			want = string(content)
		case "empty":
			want = ""
		}
		if got := text(t, resp); got != want {
			t.Errorf("%s: %d bytes, want %d", c.encoding, len(got), len(want))
		}
		if got := resp.Header.Get("Content-Encoding"); got != c.encoding {
			t.Errorf("the header has become %q, want %q", got, c.encoding)
		}
	}
}

// Bodies that are damaged, cut short or ask for too much end with an error that names the coding.
func TestContentEncodingIsWrong(t *testing.T) {
	content := []byte(strings.Repeat("the content ", 1000))
	var wide bytes.Buffer
	w, err := zstd.NewWriter(&wide, zstd.WithWindowSize(64<<20), zstd.WithEncoderConcurrency(1))
	if err != nil {
		t.Fatal(err)
	}
	for range 70 {
		w.Write(make([]byte, 1<<20))
	}
	w.Close()
	for _, c := range []struct {
		encoding string
		body     []byte
	}{
		{"gzip", content},
		{"gzip", encode(t, "gzip", content)[:60]},
		{"deflate", encode(t, "zlib", content)[:60]},
		{"br", encode(t, "br", content)[:20]},
		{"zstd", content},
		{"zstd", encode(t, "zstd", content)[:20]},
		{"zstd", wide.Bytes()},
		{"gzip, gzip, gzip, gzip, gzip, gzip", content},
	} {
		up := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", c.encoding)
			w.Write(c.body)
		})
		_, err := io.Copy(io.Discard, mustGet(t, allow(t, up.Host), up.String()).Body)
		if err == nil || !strings.Contains(err.Error(), "cod") || !strings.Contains(err.Error(), "response's body") {
			t.Errorf("%s: %v", c.encoding, err)
		}
	}
}

// A body that becomes huge when decoded takes no memory by itself: the reader decides how much of it there is.
func TestDecodedBodyIsNotHeld(t *testing.T) {
	bomb := encode(t, "gzip", encode(t, "gzip", make([]byte, 64<<20)))
	up := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "gzip, gzip")
		w.Write(bomb)
	})
	resp := mustGet(t, allow(t, up.Host), up.String())
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	n, err := io.Copy(struct{ io.Writer }{io.Discard}, resp.Body)
	runtime.ReadMemStats(&after)
	if n != 64<<20 || err != nil {
		t.Errorf("%d bytes, %v", n, err)
	}
	if held := after.TotalAlloc - before.TotalAlloc; held > 8<<20 {
		t.Errorf("%d bytes were allocated", held)
	}
}

// What is asked for depends on what the app asks for.
func TestAcceptEncoding(t *testing.T) {
	up := serve(t, func(w http.ResponseWriter, r *http.Request) {
		io.WriteString(w, r.Header.Get("Accept-Encoding"))
	})
	client := allow(t, up.Host)
	for _, c := range []struct {
		header http.Header
		want   string
	}{
		{nil, "gzip, deflate, br, zstd"},
		{http.Header{"Accept-Encoding": {"br"}}, "br"},
		{http.Header{"Range": {"bytes=0-1"}}, "identity"},
	} {
		resp, err := client.Do(t.Context(), &outbound.Request{Method: "GET", URL: up.String(), Header: c.header})
		if err != nil {
			t.Fatal(err)
		}
		if got := text(t, resp); got != c.want {
			t.Errorf("%v: %q, want %q", c.header, got, c.want)
		}
	}
}

// FuzzContentEncoding: a response is decoded, or reading it fails; it neither panics nor goes on for ever.
func FuzzContentEncoding(f *testing.F) {
	content := []byte(strings.Repeat("the content ", 100))
	for coding, name := range map[string]string{"gzip": "gzip", "zlib": "deflate", "raw": "deflate", "br": "br", "zstd": "zstd"} {
		f.Add(name, encode(f, coding, content))
		f.Add(name+", gzip", encode(f, "gzip", encode(f, coding, content)))
	}
	f.Add("gzip,,x-gzip,identity", []byte("\x1f\x8b"))
	f.Add("zstd", []byte("\x28\xb5\x2f\xfd\xe0\xff\xff\xff\xff\xff\xff\xff\x7f"))
	responses := make(chan func(http.ResponseWriter), 1)
	up := serve(f, func(w http.ResponseWriter, _ *http.Request) { (<-responses)(w) })
	client := allow(f, up.Host)
	f.Fuzz(func(t *testing.T, coding string, body []byte) {
		if strings.ContainsFunc(coding, func(r rune) bool { return r < ' ' || r > '~' }) {
			return
		}
		responses <- func(w http.ResponseWriter) {
			w.Header().Set("Content-Encoding", coding)
			_, _ = w.Write(body)
		}
		resp := mustGet(t, client, up.String())
		defer resp.Body.Close()
		_, err := io.CopyN(io.Discard, resp.Body, 1<<20)
		if err != nil && err != io.EOF && !strings.Contains(err.Error(), "cod") { //nolint:errorlint // readers return it as it is
			t.Errorf("%s: %v", coding, err)
		}
	})
}
