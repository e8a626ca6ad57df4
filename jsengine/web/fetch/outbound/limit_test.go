package outbound

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"golang.org/x/sync/semaphore"
)

// Beyond the limit a request waits until another one's body has been read or closed, or its own time is over.
func TestTooManyRequestsWait(t *testing.T) {
	up := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "hello") }))
	t.Cleanup(up.Close)
	client, err := New(Options{Allow: []string{"127.0.0.1"}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	client.slots = semaphore.NewWeighted(1)
	request := &Request{Method: "GET", URL: up.URL}
	first, err := client.Do(t.Context(), request)
	if err != nil {
		t.Fatal(err)
	}
	reason := errors.New("the reason")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(reason)
	if _, err := client.Do(ctx, request); !errors.Is(err, reason) || !strings.Contains(err.Error(), "waiting for one of") {
		t.Errorf("beyond the limit: %v", err)
	}
	go io.Copy(io.Discard, first.Body)
	second, err := client.Do(t.Context(), request)
	if err != nil {
		t.Fatal(err)
	}
	second.Body.Close()
	if _, err := client.Do(t.Context(), &Request{Method: "HEAD", URL: up.URL}); err != nil {
		t.Fatal(err)
	}
	if _, err := client.Do(t.Context(), &Request{Method: "GET", URL: "http://not.listed"}); err == nil {
		t.Error("a request to a host that is not listed was sent")
	}
	if !client.slots.TryAcquire(1) {
		t.Error("a slot was not given back")
	}
}
