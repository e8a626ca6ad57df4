package route

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestNamesAreUnique(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range All() {
		if seen[r.Name] || r.Name == "" || r.Title == "" || len(r.Requests) == 0 {
			t.Errorf("route %q, titled %q, with %d requests", r.Name, r.Title, len(r.Requests))
		}
		seen[r.Name] = true
	}
}

func TestEveryRowOnce(t *testing.T) {
	paths := map[string]bool{}
	for _, r := range everyRow() {
		paths[r.Path] = true
	}
	if len(paths) != Items || !paths["/row/1"] || !paths["/row/1000"] {
		t.Errorf("%d different rows", len(paths))
	}
}

func TestWrites(t *testing.T) {
	want := map[string]int64{"insert": 5000, "insert-full": 5000, "mixed": 500}
	for _, r := range All() {
		if got := r.Writes(5000); got != want[r.Name] {
			t.Errorf("%s: %d of 5000 are writes, want %d", r.Name, got, want[r.Name])
		}
	}
}

func TestFilesAreTheirSizeAndAlwaysTheSame(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "static")
	if err := WriteFiles(dir); err != nil {
		t.Fatal(err)
	}
	for _, a := range []asset{small, large} {
		got, err := os.ReadFile(filepath.Join(dir, a.name))
		if err != nil || len(got) != a.size || !bytes.Equal(got, a.content()) {
			t.Errorf("%s: %d bytes, %v", a.name, len(got), err)
		}
		if zipped := len(zip(t, got)); zipped < a.size/20 || zipped > a.size/2 {
			t.Errorf("%s is compressed to %d bytes, which no page would be", a.name, zipped)
		}
	}
}

func TestCheck(t *testing.T) {
	text := Request{Method: http.MethodGet, Path: "/t", Text: []byte("hello")}
	zipped := Request{Method: http.MethodGet, Path: "/z", Text: []byte("hello"), Headers: map[string]string{"Accept-Encoding": "gzip"}}
	value := get("/v", map[string]any{"id": 1, "price": 1.5, "tags": []any{"a"}})
	const textType, jsonType = "text/plain; charset=utf-8", "application/json; charset=utf-8"
	for _, test := range []struct {
		name            string
		request         Request
		status          int
		media, encoding string
		body, wrong     string
	}{
		{"text", text, 200, textType, "", "hello", ""},
		{"another text", text, 200, textType, "", "Hello", "not the 5 expected ones"},
		{"no type", text, 200, "", "", "hello", "content type"},
		{"not found", text, 404, textType, "", "hello", "status 404"},
		{"redirect", text, 302, textType, "", "hello", "status 302"},
		{"zipped text", zipped, 200, textType, "gzip", string(zip(t, []byte("hello"))), ""},
		{"not zipped", zipped, 200, textType, "", "hello", "content encoding"},
		{"zipped unasked", text, 200, textType, "gzip", string(zip(t, []byte("hello"))), "content encoding"},
		{"brotli", zipped, 200, textType, "br", "hello", "content encoding"},
		{"only called zipped", zipped, 200, textType, "gzip", "hello", "unzipping"},
		{"cut off", zipped, 200, textType, "gzip", string(zip(t, []byte("hello"))[:12]), "unzipping"},
		{"JSON", value, 200, jsonType, "", `{"id":1,"price":1.5,"tags":["a"]}`, ""},
		{"JSON in another order", value, 200, jsonType, "", "{ \"tags\": [\"a\"],\n\"price\": 1.50, \"id\": 1 }", ""},
		{"JSON as text", value, 200, textType, "", `{"id":1,"price":1.5,"tags":["a"]}`, "content type"},
		{"another value", value, 200, jsonType, "", `{"id":2,"price":1.5,"tags":["a"]}`, "want JSON"},
		{"a string for a number", value, 200, jsonType, "", `{"id":"1","price":1.5,"tags":["a"]}`, "want JSON"},
		{"one key more", value, 200, jsonType, "", `{"id":1,"price":1.5,"tags":["a"],"x":1}`, "want JSON"},
		{"no JSON", value, 200, jsonType, "", `<html>`, "decoding JSON"},
	} {
		response := &http.Response{StatusCode: test.status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(test.body))}
		response.Header.Set("Content-Type", test.media)
		response.Header.Set("Content-Encoding", test.encoding)
		err := test.request.Check(response)
		if (err == nil) != (test.wrong == "") || err != nil && !strings.Contains(err.Error(), test.wrong) {
			t.Errorf("%s: %v, want %q", test.name, err, test.wrong)
		}
	}
}

func TestCheckReportsABodyThatBreaksOff(t *testing.T) {
	response := &http.Response{StatusCode: 200, Body: io.NopCloser(io.MultiReader(strings.NewReader("he"), broken{}))}
	if err := Baseline().Check(response); err == nil || !strings.Contains(err.Error(), "reading") {
		t.Error(err)
	}
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

func zip(t *testing.T, text []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write(text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
