package load

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/caddyhbf/hbf/bench/internal/route"
)

func TestOpenSortsOutAnswers(t *testing.T) {
	var n atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain")
		switch n.Add(1) % 5 {
		case 0:
			w.Header().Set("Retry-After", "1")
			w.WriteHeader(http.StatusServiceUnavailable)
		case 1:
			w.WriteHeader(http.StatusServiceUnavailable) // without Retry-After
		case 2:
			_, _ = io.WriteString(w, "another answer")
		case 3:
			panic(http.ErrAbortHandler)
		default:
			_, _ = io.WriteString(w, "right")
		}
	}))
	defer server.Close()
	request := route.Request{Method: http.MethodPost, Path: "/", Body: "x", Text: []byte("right")} // POST is not repeated
	o := Open(t.Context(), server.URL, request, 200, 200*time.Millisecond, 10*time.Second)
	if o.Sent != n.Load() || o.Sent != o.OK+o.Refused+o.Wrong+o.Failed {
		t.Errorf("%d arrived: %+v", n.Load(), o)
	}
	if o.OK == 0 || o.Refused == 0 || o.Wrong < o.OK || o.Failed == 0 || o.First == "" || o.P50 == 0 || o.RefusedP99 == 0 {
		t.Errorf("%+v", o)
	}
}

func TestOpenDoesNotWaitForAnswers(t *testing.T) {
	release := make(chan struct{})
	var n atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if n.Add(1) == 3 { // a closed loop of one would never get here
			close(release)
		}
		<-release
		w.Header().Set("Content-Type", "text/plain")
	}))
	defer server.Close()
	o := Open(t.Context(), server.URL, route.Request{Method: http.MethodGet, Path: "/"}, 500, 200*time.Millisecond, 10*time.Second)
	if o.OK != o.Sent || o.OK < 3 {
		t.Errorf("%+v", o)
	}
}

func TestOpenGivesUpAtTheTimeLimit(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }))
	defer server.Close()
	o := Open(t.Context(), server.URL, route.Request{Method: http.MethodGet, Path: "/"}, 100, 20*time.Millisecond, 20*time.Millisecond)
	if o.Failed == 0 || o.Failed != o.Sent || !strings.Contains(o.First, "deadline") {
		t.Errorf("%+v", o)
	}
}

func TestPercentile(t *testing.T) {
	var hundred []time.Duration
	for i := 100; i > 0; i-- {
		hundred = append(hundred, time.Duration(i))
	}
	for _, test := range []struct {
		of   []time.Duration
		p    int
		want time.Duration
	}{
		{nil, 50, 0},
		{[]time.Duration{7}, 99, 7},
		{[]time.Duration{3, 1, 2}, 50, 2},
		{hundred, 50, 51},
		{hundred, 99, 100},
		{hundred, 100, 100},
	} {
		if got := percentile(test.of, test.p); got != test.want {
			t.Errorf("percentile %d of %v is %d, want %d", test.p, test.of, got, test.want)
		}
	}
}
