package e2e

import (
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// exchange is a request to the starter app and what its answer must have.
type exchange struct {
	name        string
	method      string // default: GET
	path        string
	form        url.Values // sent as the body
	body        string     // sent as text/plain, if there is no form
	accept      string
	status      int
	contentType string
	contains    []string
	lacks       []string
}

// starterRoutes are the routes of the starter app in an order in which the later ones
// see what the earlier ones did.
var starterRoutes = []exchange{
	{name: "health", path: "/health", status: 200, contentType: "application/json", contains: []string{`{"status":"ok"}`}},
	{name: "page", path: "/", status: 200, contentType: "text/html", contains: []string{"<!doctype html>", "app.db", "/static/style.css"}, lacks: []string{"Ada Lovelace"}},
	{name: "JSON", path: "/hello", status: 200, contentType: "application/json", contains: []string{`{"message":"Hello, world!"}`}},
	{name: "parameter", path: "/user/42", status: 200, contentType: "application/json", contains: []string{`{"id":"42"}`}},
	{name: "encoded parameter", path: "/user/J%C3%BCrgen%20%26%20Co", status: 200, contains: []string{`{"id":"Jürgen & Co"}`}},
	{name: "echo", path: "/echo?a=1&b=x%20y", status: 200, contentType: "application/json", contains: []string{`"method":"GET"`, `"path":"/echo"`, `"a":"1"`, `"b":"x y"`}},
	{name: "echo of a body", method: "POST", path: "/echo", body: "some words", status: 200, contains: []string{`"method":"POST"`, `"body":"some words"`}},
	{name: "form", method: "POST", path: "/entries", form: url.Values{"name": {"Ada Lovelace"}, "message": {"The engine <weaves> algebraic patterns"}}, status: 303},
	{name: "another form", method: "POST", path: "/entries", form: url.Values{"name": {"Grace"}, "message": {"Ships are safe in port"}}, status: 303},
	{name: "bad form", method: "POST", path: "/entries", form: url.Values{"name": {""}, "message": {""}}, status: 422, contentType: "text/html"},
	{name: "list", path: "/", status: 200, contains: []string{"Ada Lovelace", "The engine &lt;weaves&gt; algebraic patterns", "Ships are safe"}, lacks: []string{"<weaves>"}},
	{name: "search", path: "/?q=algeb", status: 200, contains: []string{"Ada Lovelace"}, lacks: []string{"Ships are safe"}},
	{name: "search without a hit", path: "/?q=nonesuch", status: 200, lacks: []string{"Ada Lovelace", "Ships are safe"}},
	{name: "search with quotes", path: "/?q=%22%27%3B--", status: 200},
	{name: "style sheet", path: "/static/style.css", status: 200, contentType: "text/css", contains: []string{"body"}},
	{name: "icon", path: "/static/icon.svg", status: 200, contentType: "image/svg+xml"},
	{name: "missing page", path: "/nowhere", accept: "text/html", status: 404, contentType: "text/html", contains: []string{"Nothing here"}},
	{name: "missing page as JSON", path: "/nowhere", accept: "application/json", status: 404, contentType: "application/json", contains: []string{`"error"`}},
	{name: "missing file", path: "/static/nowhere.css", status: 404},
	{name: "source code", path: "/static/../server.js", status: 404},
	{name: "source code, encoded", path: "/static/%2e%2e/server.js", status: 404},
}

func TestStarterRoutes(t *testing.T) {
	s := newSite(t)
	s.start()
	for _, test := range starterRoutes {
		t.Run(test.name, func(t *testing.T) { test.run(t, s.url) })
	}

	t.Run("style sheet is cached", func(t *testing.T) {
		first := get(t, s.url+"/static/style.css", nil)
		etag := first.Header.Get("ETag")
		if etag == "" {
			t.Fatal("no ETag")
		}
		if again := get(t, s.url+"/static/style.css", http.Header{"If-None-Match": {etag}}); again.StatusCode != http.StatusNotModified {
			t.Errorf("got %s, want 304", again.Status)
		}
	})
	t.Run("database is private", func(t *testing.T) {
		info, err := os.Stat(filepath.Join(s.dir, "app.db"))
		if err != nil {
			t.Fatal(err)
		}
		if mode := info.Mode().Perm(); mode != 0o600 {
			t.Errorf("app.db has mode %o", mode)
		}
	})
	if code := s.terminate(); code != 0 {
		t.Errorf("exit code %d", code)
	}
	s.wantNoErrors()
}

// TestStarterErrorPage fails a route on purpose: the client sees a page without any
// internals, the log has the stack with the place in the app's source.
func TestStarterErrorPage(t *testing.T) {
	s := newSite(t)
	s.start()
	exchange{
		path: "/error", accept: "text/html", status: 500, contentType: "text/html",
		contains: []string{"Something broke"}, lacks: []string{"on purpose", "server.js"},
	}.run(t, s.url)
	s.waitFor("the error in the log", func() bool { return len(s.errors()) > 0 })
	line := strings.Join(s.errors(), "")
	for _, part := range []string{"This route fails on purpose", "server.js:"} {
		if !strings.Contains(line, part) {
			t.Errorf("the log doesn't have %q: %s", part, line)
		}
	}
	exchange{path: "/hello", status: 200}.run(t, s.url)
}

// run sends the request and checks the answer.
func (e exchange) run(t *testing.T, base string) {
	t.Helper()
	var body io.Reader = strings.NewReader(e.body)
	contentType := "text/plain"
	switch {
	case e.form != nil:
		body, contentType = strings.NewReader(e.form.Encode()), "application/x-www-form-urlencoded"
	case e.body == "":
		body = nil
	}
	request, err := http.NewRequest(e.method, base+e.path, body)
	if err != nil {
		t.Fatal(err)
	}
	if body != nil {
		request.Header.Set("Content-Type", contentType)
	}
	if e.accept != "" {
		request.Header.Set("Accept", e.accept)
	}
	response := send(t, request)
	got, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	if response.StatusCode != e.status {
		t.Errorf("got %s, want %d; the body is:\n%s", response.Status, e.status, got)
	}
	if got := response.Header.Get("Content-Type"); !strings.HasPrefix(got, e.contentType) {
		t.Errorf("the type is %q, want %q", got, e.contentType)
	}
	for _, part := range e.contains {
		if !strings.Contains(string(got), part) {
			t.Errorf("the body doesn't have %q:\n%s", part, got)
		}
	}
	for _, part := range e.lacks {
		if strings.Contains(string(got), part) {
			t.Errorf("the body has %q:\n%s", part, got)
		}
	}
}

func get(t *testing.T, target string, header http.Header) *http.Response {
	t.Helper()
	request, err := http.NewRequest(http.MethodGet, target, nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header = header
	return send(t, request)
}

// send sends a request and follows no redirect. The test's end closes the body.
func send(t *testing.T, request *http.Request) *http.Response {
	t.Helper()
	client := http.Client{
		Timeout:       patience,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	response, err := client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { response.Body.Close() })
	return response
}
