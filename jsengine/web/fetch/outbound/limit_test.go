package outbound

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"golang.org/x/sync/semaphore"
)

func newLimited(t *testing.T, h http.HandlerFunc) (c *Client, url string) {
	t.Helper()
	up := httptest.NewServer(h)
	t.Cleanup(up.Close)
	c, err := New(Options{Allow: []string{"127.0.0.1"}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	c.slots, c.bodies = semaphore.NewWeighted(1), semaphore.NewWeighted(1)
	return c, up.URL
}

// Beyond the limit a request waits until another one has a response, or its own time is over.
func TestTooManyRequestsWait(t *testing.T) {
	arrived, answer := make(chan struct{}), make(chan struct{})
	client, url := newLimited(t, func(http.ResponseWriter, *http.Request) {
		arrived <- struct{}{}
		<-answer
	})
	failed := make(chan error, 2)
	send := func() {
		resp, err := client.Do(t.Context(), &Request{Method: "HEAD", URL: url})
		if err == nil && resp.Body != nil {
			resp.Body.Close()
		}
		failed <- err
	}
	go send()
	<-arrived

	reason := errors.New("the reason")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(reason)
	over := 0
	_, err := client.Do(ctx, &Request{Method: "GET", URL: url, Over: func() { over++ }})
	if !errors.Is(err, reason) || !strings.Contains(err.Error(), "waiting until one of") || over != 1 {
		t.Errorf("beyond the limit: %v, over %d times", err, over)
	}

	go send()
	answer <- struct{}{}
	<-arrived // the second one, after the first one has its response
	answer <- struct{}{}
	for range 2 {
		if err := <-failed; err != nil {
			t.Error(err)
		}
	}
	if _, err := client.Do(t.Context(), &Request{Method: "GET", URL: "http://not.listed"}); err == nil {
		t.Error("a request to a host that is not listed was sent")
	}
	if !client.slots.TryAcquire(1) || !client.bodies.TryAcquire(1) {
		t.Error("a slot was not given back")
	}
}

// Responses that nobody reads do not pile up, and don't make others wait for ever.
func TestTooManyBodiesAreAnError(t *testing.T) {
	client, url := newLimited(t, func(w http.ResponseWriter, _ *http.Request) { w.Write([]byte("hello")) })
	first, err := client.Do(t.Context(), &Request{Method: "GET", URL: url})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := client.Do(t.Context(), &Request{Method: "GET", URL: url}); !errors.Is(err, ErrTooManyBodies) {
		t.Errorf("beyond the limit: %v", err)
	}
	first.Body.Close()
	second, err := client.Do(t.Context(), &Request{Method: "GET", URL: url})
	if err != nil {
		t.Fatal(err)
	}
	second.Body.Close()
}
