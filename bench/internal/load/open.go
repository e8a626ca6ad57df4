package load

import (
	"context"
	"io"
	"net/http"
	"sync"
	"time"

	"github.com/caddyhbf/hbf/bench/internal/route"
)

// Outcome is what became of requests sent at a fixed rate.
type Outcome struct {
	Sent    int64 `json:"sent"`
	OK      int64 `json:"ok"`      // status 200 and the right answer
	Refused int64 `json:"refused"` // status 503 with Retry-After
	Wrong   int64 `json:"wrong"`   // any other answer
	Failed  int64 `json:"failed"`  // no answer within the time limit

	// Latencies of the requests that were OK and of those that were refused.
	P50, P99, RefusedP50, RefusedP99 time.Duration
	// First says what the first wrong answer or failure was.
	First string `json:"first,omitempty"`
}

// Open sends a request at a fixed rate for so long, whether or not the server keeps up:
// an open loop. Each request has the time limit.
func Open(ctx context.Context, url string, request route.Request, perSecond float64, duration, limit time.Duration) Outcome {
	// As many connections as can be waiting at once; they stay open for the next requests.
	client := NewClient(int(perSecond*limit.Seconds()) + 1)
	defer client.CloseIdleConnections()
	t := tally{request: request}
	var sent sync.WaitGroup
	tick := time.NewTicker(max(time.Duration(float64(time.Second)/perSecond), time.Millisecond))
	defer tick.Stop()
	began := time.Now()
	for count := 0.0; ; {
		passed := min(time.Since(began), duration)
		for due := passed.Seconds() * perSecond; count < due; count++ {
			sent.Go(func() { t.send(ctx, client, url, limit) })
		}
		if passed == duration || ctx.Err() != nil {
			break
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
		}
	}
	sent.Wait()
	return t.outcome()
}

// tally counts outcomes.
type tally struct {
	request route.Request

	mu          sync.Mutex
	counts      Outcome
	ok, refused []time.Duration
}

func (t *tally) send(ctx context.Context, client *http.Client, url string, limit time.Duration) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	began := time.Now()
	response, err := Do(ctx, client, url, t.request)
	refused := false
	wrong := error(nil)
	if err == nil {
		defer response.Body.Close()
		refused = response.StatusCode == http.StatusServiceUnavailable && response.Header.Get("Retry-After") != ""
		if refused {
			_, err = io.Copy(io.Discard, response.Body)
		} else {
			wrong = t.request.Check(response)
		}
	}
	took := time.Since(began)

	t.mu.Lock()
	defer t.mu.Unlock()
	t.counts.Sent++
	switch {
	case err != nil:
		t.counts.Failed++
		t.first(err)
	case refused:
		t.counts.Refused++
		t.refused = append(t.refused, took)
	case wrong != nil:
		t.counts.Wrong++
		t.first(wrong)
	default:
		t.counts.OK++
		t.ok = append(t.ok, took)
	}
}

func (t *tally) first(err error) {
	if t.counts.First == "" {
		t.counts.First = err.Error()
	}
}

func (t *tally) outcome() Outcome {
	o := t.counts
	o.P50, o.P99 = percentile(t.ok, 50), percentile(t.ok, 99)
	o.RefusedP50, o.RefusedP99 = percentile(t.refused, 50), percentile(t.refused, 99)
	return o
}
