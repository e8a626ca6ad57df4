package load

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/caddyhbf/hbf/bench/internal/route"
)

// Closed is the generator of this package, written in Go. It takes several times wrk's CPU
// per request, so its figures are good for tests and for comparing slow routes only.
type Closed struct{}

// Name says that it is no wrk.
func (Closed) Name() string { return "Go's net/http" }

// closedLimit is how long an answer may take.
const closedLimit = 30 * time.Second

// Run sends the requests from one goroutine per connection. Unlike wrk it waits for the
// last answers, so that each connection has one at least.
func (Closed) Run(ctx context.Context, job Job) (Result, error) {
	client := NewClient(job.Connections)
	defer client.CloseIdleConnections()

	var (
		workers   sync.WaitGroup
		mu        sync.Mutex
		latencies []time.Duration
		result    Result
	)
	client.Timeout = closedLimit
	began := time.Now()
	for worker := range job.Connections {
		workers.Go(func() {
			var own []time.Duration
			var failed Errors
			sent := began
			for i := worker * len(job.Requests) / job.Connections; sent.Sub(began) < job.Duration && ctx.Err() == nil; i++ {
				sent = time.Now()
				status, err := Send(ctx, client, job.URL, job.Requests[i%len(job.Requests)])
				switch {
				case err == nil:
					own = append(own, time.Since(sent))
					if status >= http.StatusBadRequest {
						failed.Status++
					}
				case ctx.Err() == nil:
					failed.count(err)
				}
			}
			mu.Lock()
			defer mu.Unlock()
			latencies = append(latencies, own...)
			result.Errors.add(failed)
		})
	}
	workers.Wait()
	result.Elapsed = time.Since(began)
	result.Requests = int64(len(latencies))
	result.P50, result.P99 = percentile(latencies, 50), percentile(latencies, 99)
	return result, ctx.Err()
}

// NewClient returns a client that keeps as many connections open, follows no redirect,
// asks for no compression by itself and uses no proxy.
func NewClient(connections int) *http.Client {
	return &http.Client{
		Transport: &http.Transport{
			MaxIdleConns: connections, MaxIdleConnsPerHost: connections, DisableCompression: true,
			DialContext: (&net.Dialer{Timeout: 5 * time.Second}).DialContext,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// Send sends one request, drops the answer's body and returns its status.
func Send(ctx context.Context, client *http.Client, url string, r route.Request) (int, error) {
	response, err := Do(ctx, client, url, r)
	if err != nil {
		return 0, err
	}
	defer response.Body.Close()
	_, err = io.Copy(io.Discard, response.Body)
	return response.StatusCode, err
}

// Do sends one request. The caller closes the answer's body.
func Do(ctx context.Context, client *http.Client, url string, r route.Request) (*http.Response, error) {
	request, err := http.NewRequestWithContext(ctx, r.Method, url+r.Path, strings.NewReader(r.Body))
	if err != nil {
		return nil, err
	}
	for name, value := range r.Headers {
		request.Header.Set(name, value)
	}
	return client.Do(request)
}

// count counts a request that got no whole answer.
func (e *Errors) count(err error) {
	var operation *net.OpError
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		e.Timeout++
	case errors.As(err, &operation) && operation.Op == "dial":
		e.Connect++
	case errors.As(err, &operation) && operation.Op == "write":
		e.Write++
	default:
		e.Read++
	}
}

func (e *Errors) add(other Errors) {
	e.Connect += other.Connect
	e.Read += other.Read
	e.Write += other.Write
	e.Status += other.Status
	e.Timeout += other.Timeout
}
