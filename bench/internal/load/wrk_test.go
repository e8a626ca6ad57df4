package load

import (
	"flag"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/caddyhbf/hbf/bench/internal/route"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden compares text with a file in testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs (go test -update writes it anew):\n%s", file, got)
	}
}

const wrkOutput = `Running 2s test @ http://127.0.0.1:8080
  1 threads and 32 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency     2.00ms    1.00ms   9.00ms   70.00%
    Req/Sec     1.00k     2.00     3.00k    50.00%
  2000 requests in 1.00s, 3.00MB read
`

func TestParseWrk(t *testing.T) {
	line := `result: {"requests":2000,"us":1000123,"p50":1234.000,"p99":45678.500,"errors":{"connect":1,"read":2,"write":3,"status":4,"timeout":5}}` + "\n"
	got, err := parseWrk([]byte(wrkOutput + line))
	want := Result{
		Requests: 2000, Elapsed: 1000123 * time.Microsecond, P50: 1234 * time.Microsecond, P99: 45678500 * time.Nanosecond,
		Errors: Errors{Connect: 1, Read: 2, Write: 3, Status: 4, Timeout: 5},
	}
	if err != nil || got != want {
		t.Errorf("got %+v, %v; want %+v", got, err, want)
	}
	if rate := got.Rate(); rate < 1999 || rate > 2000 {
		t.Errorf("rate %f", rate)
	}
	if err := got.Errors.Err(); err == nil || !strings.Contains(err.Error(), "4 answers with an error status") {
		t.Errorf("the errors are %v", err)
	}
	if err := (Errors{}).Err(); err != nil {
		t.Errorf("no errors are %v", err)
	}
}

func TestParseWrkRefusesWhatIsNoReport(t *testing.T) {
	for name, out := range map[string]string{
		"nothing":        "",
		"no report":      wrkOutput,
		"not JSON":       wrkOutput + "result: {requests}\n",
		"no duration":    wrkOutput + `result: {"requests":1}` + "\n",
		"negative":       wrkOutput + `result: {"requests":-1,"us":5}` + "\n",
		"not at a line":  `x result: {"requests":1,"us":1}`,
		"too large time": `result: {"requests":1,"us":99999999999999999999}`,
	} {
		if got, err := parseWrk([]byte(out)); err == nil {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func FuzzParseWrk(f *testing.F) {
	f.Add([]byte(wrkOutput))
	f.Add([]byte(`result: {"requests":1,"us":1,"p50":1e300,"p99":-1}`))
	f.Fuzz(func(t *testing.T, out []byte) {
		if r, err := parseWrk(out); err == nil && (r.Requests < 0 || r.Rate() < 0) {
			t.Errorf("%+v", r)
		}
	})
}

func TestScript(t *testing.T) {
	read := route.Request{Method: http.MethodGet, Path: "/a", Headers: map[string]string{"X-Quote": `"\`, "Accept-Encoding": "gzip"}}
	write := route.Request{Method: http.MethodPost, Path: "/b", Body: "{\"ü\":1}\n"}
	golden(t, "one.lua", script([]route.Request{read}))
	golden(t, "several.lua", script([]route.Request{read, write}))
}

// TestWrk runs the real program.
func TestWrk(t *testing.T) {
	wrk, err := FindWrk(t.Context())
	if err != nil {
		t.Skip(err)
	}
	if !strings.HasPrefix(wrk.Name(), "wrk ") {
		t.Errorf("its name is %q", wrk.Name())
	}
	for _, requests := range [][]route.Request{cycle()[:1], cycle()} {
		server := newRecorder(t, 0)
		result, err := wrk.Run(t.Context(), Job{URL: server.URL, Requests: requests, Connections: 2, Duration: time.Second})
		if err != nil {
			t.Fatal(err)
		}
		server.check(t, result, requests)
	}
}

func TestWrkCountsErrorStatuses(t *testing.T) {
	wrk, err := FindWrk(t.Context())
	if err != nil {
		t.Skip(err)
	}
	countsErrorStatuses(t, wrk)
}

func TestClosed(t *testing.T) {
	for _, requests := range [][]route.Request{cycle()[:1], cycle()} {
		server := newRecorder(t, 0)
		result, err := Closed{}.Run(t.Context(), Job{URL: server.URL, Requests: requests, Connections: 2, Duration: 100 * time.Millisecond})
		if err != nil {
			t.Fatal(err)
		}
		server.check(t, result, requests)
	}
}

func TestClosedCountsErrorStatuses(t *testing.T) { countsErrorStatuses(t, Closed{}) }

func TestClosedCountsConnectionsThatFail(t *testing.T) {
	server := httptest.NewServer(nil)
	server.Close()
	result, err := Closed{}.Run(t.Context(), Job{URL: server.URL, Requests: cycle(), Connections: 1, Duration: time.Second})
	if err != nil || result.Requests != 0 || result.Errors.Connect == 0 {
		t.Errorf("%+v, %v", result, err)
	}
}

func countsErrorStatuses(t *testing.T, g Generator) {
	t.Helper()
	server := newRecorder(t, http.StatusInternalServerError)
	result, err := g.Run(t.Context(), Job{URL: server.URL, Requests: cycle(), Connections: 2, Duration: 100 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	if result.Errors.Status == 0 || result.Errors.Err() == nil {
		t.Errorf("errors %+v of %d requests", result.Errors, result.Requests)
	}
}

// cycle is a GET and a POST.
func cycle() []route.Request {
	return []route.Request{
		{Method: http.MethodGet, Path: "/a?b=c", Headers: map[string]string{"X-Test": "yes"}},
		{Method: http.MethodPost, Path: "/d", Headers: map[string]string{"X-Test": "yes"}, Body: `{"e":1}`},
	}
}

// recorder is a server that counts what a generator sends.
type recorder struct {
	*httptest.Server
	gets, posts, others atomic.Int64
}

// newRecorder starts a recorder that answers with a status, or 200.
func newRecorder(t *testing.T, status int) *recorder {
	t.Helper()
	r := &recorder{}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		body := make([]byte, 100)
		n, _ := req.Body.Read(body)
		switch {
		case req.Header.Get("X-Test") != "yes":
			r.others.Add(1)
		case req.Method == http.MethodGet && req.RequestURI == "/a?b=c" && n == 0:
			r.gets.Add(1)
		case req.Method == http.MethodPost && req.RequestURI == "/d" && string(body[:n]) == `{"e":1}`:
			r.posts.Add(1)
		default:
			r.others.Add(1)
		}
		if status != 0 {
			w.WriteHeader(status)
		}
	}))
	t.Cleanup(r.Close)
	return r
}

// check compares what arrived with the generator's word.
func (r *recorder) check(t *testing.T, result Result, requests []route.Request) {
	t.Helper()
	gets, posts := r.gets.Load(), r.posts.Load()
	if result.Requests == 0 || result.Errors != (Errors{}) || result.P50 <= 0 || result.P99 < result.P50 || result.Elapsed <= 0 {
		t.Errorf("result %+v", result)
	}
	if r.others.Load() != 0 || gets+posts < result.Requests {
		t.Errorf("%d GET, %d POST, %d others arrived; %d were answered", gets, posts, r.others.Load(), result.Requests)
	}
	if both := len(requests) > 1; both != (posts > 0) {
		t.Errorf("%d POST of %d kinds of requests", posts, len(requests))
	} else if both && (gets-posts > 4 || posts-gets > 4) {
		t.Errorf("%d GET and %d POST did not take turns", gets, posts)
	}
}
