package e2e

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

const askingApp = `
import express from 'express';
const app = express();
app.get('/ask/:n', async (req, res) => {
  const answer = await fetch('UPSTREAM/' + req.params.n);
  res.send(await answer.text());
});
app.listen();`

// TestRequestsWaitTogether has many requests wait for another server at the same time: it answers none before all have
// arrived, and then takes its time.
func TestRequestsWaitTogether(t *testing.T) {
	const n = 100
	const delay = 200 * time.Millisecond
	var arrived atomic.Int64
	all := make(chan struct{})
	upstream := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if arrived.Add(1) == n {
			close(all)
		}
		select {
		case <-all:
		case <-r.Context().Done():
			return
		}
		time.Sleep(delay)
		_, _ = io.WriteString(w, "answer to "+r.URL.Path)
	}))
	defer upstream.Close()
	s := newSite(t)
	if err := os.Mkdir(filepath.Join(s.dir, "app"), 0o700); err != nil {
		t.Fatal(err)
	}
	s.write(filepath.Join("app", "server.js"), strings.ReplaceAll(askingApp, "UPSTREAM", upstream.URL))
	s.caddy("hbf", "pack", "app", "app.db")
	s.replace("create starter", "allow_net "+strings.TrimPrefix(upstream.URL, "http://"))
	s.start()

	transport := &http.Transport{}
	defer transport.CloseIdleConnections()
	client := &http.Client{Transport: transport, Timeout: patience}
	begin := time.Now()
	var clients sync.WaitGroup
	for i := range n {
		clients.Go(func() {
			response, err := client.Get(fmt.Sprint(s.url, "/ask/", i))
			if err != nil {
				t.Error(err)
				return
			}
			defer response.Body.Close()
			body, err := io.ReadAll(response.Body)
			if want := fmt.Sprint("answer to /", i); err != nil || string(body) != want {
				t.Errorf("%s %q, %v; want %q", response.Status, body, err, want)
			}
		})
	}
	clients.Wait()
	t.Logf("%d requests that each wait %v for another server took %v together", n, delay, time.Since(begin).Round(time.Millisecond))
	s.terminate()
	s.wantNoErrors()
}
