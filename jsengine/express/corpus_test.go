package express_test

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/dop251/goja"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/caddyhbf/hbf/jsengine/express"
)

// TestCorpus runs the applications in testdata/express and compares with what the real Express answered
// (testdata/generate.mjs).
func TestCorpus(t *testing.T) {
	files, err := filepath.Glob("testdata/express/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no corpus: %v", err)
	}
	cases := 0
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		sections := map[string]string{}
		tree := fstest.MapFS{}
		for _, f := range archive.Files {
			sections[f.Name] = string(f.Data)
			if name, ok := strings.CutPrefix(f.Name, "files/"); ok {
				tree[name] = &fstest.MapFile{Data: f.Data}
			}
		}
		for _, f := range archive.Files {
			number, ok := strings.CutSuffix(f.Name, ".req")
			if !ok {
				continue
			}
			cases++
			name := strings.TrimSuffix(filepath.Base(file), ".txtar") + "/" + number
			t.Run(name, func(t *testing.T) {
				// Each request has an application of its own: order doesn't matter.
				h := newHost(t, tree)
				app := h.run("(function (ROOT) {" + sections["app.js"] + "\nreturn app })('/')").(*goja.Object)
				got := describe(t, h, tree, h.dispatch(app, readRequest(t, string(f.Data))))
				want := sections[number+".want"]
				if got != want {
					t.Errorf("%s\ngot:\n%s\nwant:\n%s", f.Data, got, want)
				}
			})
		}
	}
	if cases < 120 {
		t.Errorf("the corpus has only %d requests", cases)
	}
}

// readRequest makes a request of a corpus's text, as rawRequest in generate.mjs does.
func readRequest(t testing.TB, text string) *express.Exchange {
	t.Helper()
	head, body, _ := strings.Cut(strings.TrimSuffix(text, "\n"), "\n\n")
	body = strings.ReplaceAll(body, `\r\n`, "\r\n")
	for {
		i := strings.Index(body, `\x`)
		if i < 0 {
			break
		}
		n, err := strconv.ParseUint(body[i+2:i+4], 16, 8)
		if err != nil {
			t.Fatal(err)
		}
		body = body[:i] + string([]byte{byte(n)}) + body[i+4:]
	}
	line, fields, _ := strings.Cut(head, "\n")
	var raw strings.Builder
	fmt.Fprintf(&raw, "%s HTTP/1.1\r\n", line)
	if !strings.Contains(strings.ToLower("\n"+fields), "\nhost:") {
		raw.WriteString("Host: example.com\r\n")
	}
	for f := range strings.Lines(fields) {
		raw.WriteString(strings.TrimSuffix(f, "\n") + "\r\n")
	}
	if body != "" {
		fmt.Fprintf(&raw, "Content-Length: %d\r\n", len(body))
	}
	raw.WriteString("\r\n" + body)
	r, err := http.ReadRequest(bufio.NewReader(strings.NewReader(raw.String())))
	if err != nil {
		t.Fatalf("%q: %v", raw.String(), err)
	}
	data, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return &express.Exchange{Request: r, Body: data, ClientIP: "127.0.0.1", Scheme: "http", ID: "test"}
}

// describe writes an answer as generate.mjs does.
func describe(t testing.TB, h *host, tree fs.FS, x *express.Exchange) string {
	t.Helper()
	var b bytes.Buffer
	first := strconv.Itoa(x.Response.Status)
	err, status, failed := x.Failure()
	switch {
	case failed && !x.Sent():
		first = fmt.Sprintf("failure %d %s", status, h.message(err))
	case x.Unhandled():
		first = "unhandled"
	case !x.Sent():
		first = "open"
	}
	b.WriteString(first + "\n")
	var lines []string
	for name, values := range x.Response.Header {
		if (failed || x.Unhandled()) && (name == "Content-Length" || name == "Content-Type") {
			continue
		}
		for _, v := range values {
			lines = append(lines, name+": "+v)
		}
	}
	slices.Sort(lines)
	for _, l := range lines {
		b.WriteString(l + "\n")
	}
	b.WriteString("\n")
	body := x.Response.Body
	if f := x.Response.File; f != nil && x.Request.Method != http.MethodHead {
		if body, err := fs.ReadFile(tree, f.Name); err != nil {
			t.Error(err)
		} else {
			b.Write(body)
		}
	}
	b.Write(body)
	if !bytes.HasSuffix(b.Bytes(), []byte("\n")) {
		b.WriteByte('\n')
	}
	return b.String()
}
