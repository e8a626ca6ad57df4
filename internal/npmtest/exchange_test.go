package npmtest

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
)

// exchange is a request and what must come back.
type exchange struct {
	method string // default GET
	path   string
	header map[string]string
	body   string

	status   int               // default 200
	has      map[string]string // headers
	contains []string          // parts of the body
	is       string            // the body, unless ""
}

// run asks, and returns the response, whose body was read.
func (e exchange) run(t *testing.T, s *server) *http.Response {
	t.Helper()
	method := e.method
	if method == "" {
		method = http.MethodGet
	}
	request, err := http.NewRequestWithContext(t.Context(), method, s.url+e.path, strings.NewReader(e.body))
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range e.header {
		request.Header.Set(name, value)
	}
	response, err := http.DefaultTransport.RoundTrip(request) // as it is: no redirects, no cookies
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatalf("%s %s: %v", method, e.path, err)
	}
	e.compare(t, method, response, string(body))
	return response
}

func (e exchange) compare(t *testing.T, method string, response *http.Response, body string) {
	t.Helper()
	status := e.status
	if status == 0 {
		status = http.StatusOK
	}
	if response.StatusCode != status {
		t.Errorf("%s %s: status %d, want %d", method, e.path, response.StatusCode, status)
	}
	for name, want := range e.has {
		if got := response.Header.Get(name); got != want {
			t.Errorf("%s %s: %s: %q, want %q", method, e.path, name, got, want)
		}
	}
	if e.is != "" && body != e.is {
		t.Errorf("%s %s:\n%s\nwant\n%s", method, e.path, body, e.is)
	}
	for _, part := range e.contains {
		if !strings.Contains(body, part) {
			t.Errorf("%s %s: the body does not have %q:\n%s", method, e.path, part, body)
		}
	}
}

// token asks the Hono app for a JSON Web Token.
func token(t *testing.T, s *server) string {
	t.Helper()
	response, err := http.Post(s.url+"/token", "", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var answer struct{ Token string }
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil {
		t.Fatal(err)
	}
	return answer.Token
}
