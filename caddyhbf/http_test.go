package caddyhbf_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

const echo = `
let ran = 0;
app.post('/echo', (req, res) => res.send(req.body));
app.get('/ran', (req, res) => res.send(String(ran)));
app.get('/count', (req, res) => { ran++; res.send('counted') });
app.get('/busy', (req, res) => { const end = Date.now() + 300; while (Date.now() < end); res.send('done') });
app.get('/n/:n', (req, res) => res.send(req.params.n));
`

// dial opens a plain connection, for what net/http's client would not send.
func (s *server) dial() net.Conn {
	s.t.Helper()
	return s.dialTo(strings.TrimPrefix(s.url, "http://"))
}

func (s *server) dialTo(address string) net.Conn {
	s.t.Helper()
	c, err := net.Dial("tcp", address)
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { c.Close() })
	if err := c.SetDeadline(time.Now().Add(20 * time.Second)); err != nil {
		s.t.Fatal(err)
	}
	return c
}

func TestPipelinedRequestsAreAnsweredInOrder(t *testing.T) {
	s := newServer(t)
	s.app("app.db", "server.js", echo)
	s.run("hbf * $DIR/app.db")
	c := s.dial()
	for n := range 20 {
		fmt.Fprintf(c, "GET /n/%d HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", n)
	}
	r := bufio.NewReader(c)
	for n := range 20 {
		response, err := http.ReadResponse(r, nil)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(response.Body)
		if string(body) != fmt.Sprint(n) {
			t.Errorf("answer %d is %s", n, body)
		}
	}
}

func TestChunkedBodiesAndContinue(t *testing.T) {
	s := newServer(t)
	s.app("app.db", "server.js", echo)
	s.run("hbf * $DIR/app.db {\n max_body_size 100B\n }")
	c := s.dial()
	fmt.Fprint(c, "POST /echo HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n")
	r := bufio.NewReader(c)
	expectBody(t, r, 200, "hello world")

	fmt.Fprint(c, "POST /echo HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n")
	line, err := r.ReadString('\n')
	if err != nil || !strings.Contains(line, "100 Continue") {
		t.Fatalf("%q, %v", line, err)
	}
	if _, err := r.ReadString('\n'); err != nil {
		t.Fatal(err)
	}
	fmt.Fprint(c, "body")
	expectBody(t, r, 200, "body")

	// A body that is announced as too large is refused before it is sent.
	c = s.dial()
	fmt.Fprint(c, "POST /echo HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 101\r\nExpect: 100-continue\r\n\r\n")
	expectBody(t, bufio.NewReader(c), 413, "")

	c = s.dial()
	fmt.Fprintf(c, "POST /echo HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n65\r\n%s\r\n0\r\n\r\n", strings.Repeat("x", 0x65))
	expectBody(t, bufio.NewReader(c), 413, "")

	// A body that breaks off never reaches the app.
	c = s.dial()
	fmt.Fprint(c, "POST /echo HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 50\r\n\r\nonly this")
	c.Close()
	s.expect("/ran", "200 0")
}

func expectBody(t *testing.T, r *bufio.Reader, status int, want string) {
	t.Helper()
	response, err := http.ReadResponse(r, nil)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != status || string(body) != want {
		t.Errorf("got %d %q %v, want %d %q", response.StatusCode, body, err, status, want)
	}
}

func TestHTTP2(t *testing.T) {
	s := newServer(t)
	s.app("app.db", "server.js", echo)
	config := strings.Replace(s.caddyfile("hbf * $DIR/app.db"), "auto_https off", "auto_https off\n\tservers {\n\t\tprotocols h1 h2c\n\t}", 1)
	s.runCaddyfile(config)
	protocols := new(http.Protocols)
	protocols.SetUnencryptedHTTP2(true)
	transport := &http.Transport{Protocols: protocols}
	defer transport.CloseIdleConnections()
	client := &http.Client{Transport: transport}
	parallel(20, func(n int) {
		response, err := client.Get(fmt.Sprintf("%s/n/%d", s.url, n))
		if err != nil {
			t.Error(err)
			return
		}
		defer response.Body.Close()
		body, _ := io.ReadAll(response.Body)
		if response.ProtoMajor != 2 || string(body) != fmt.Sprint(n) {
			t.Errorf("%s %s", response.Proto, body)
		}
	})
	response, err := client.Post(s.url+"/echo", "text/plain", bytes.NewReader(bytes.Repeat([]byte("x"), 100_000)))
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if body, _ := io.ReadAll(response.Body); len(body) != 100_000 {
		t.Errorf("%d bytes came back", len(body))
	}
}

func TestAClientThatLeavesWhileQueuedNeverRuns(t *testing.T) {
	s := newServer(t)
	s.app("app.db", "server.js", echo)
	s.run("hbf * $DIR/app.db")
	busy := make(chan answer, 1)
	go func() {
		a, _ := s.do("GET", "/busy", "")
		busy <- a
	}()
	time.Sleep(60 * time.Millisecond) // the runtime is busy for 300 ms
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, "GET", s.url+"/count", nil)
	if err != nil {
		t.Fatal(err)
	}
	if response, err := s.client.Do(r); err == nil {
		response.Body.Close()
		t.Error("the request was answered while the runtime was busy")
	}
	if a := <-busy; a.body != "done" {
		t.Errorf("%+v", a)
	}
	s.expect("/ran", "200 0")
	s.expect("/count", "200 counted")
	s.expect("/ran", "200 1")
}

func TestAFullQueueIs503WithRetryAfter(t *testing.T) {
	s := newServer(t)
	s.app("app.db", "server.js", echo, "static/a.txt", "asset")
	s.run("hbf * $DIR/app.db {\n queue_size 1\n queue_timeout 100ms\n }")
	statuses := make(chan answer, 8)
	for range 8 {
		go func() {
			a, _ := s.do("GET", "/busy", "")
			statuses <- a
		}()
	}
	time.Sleep(30 * time.Millisecond)
	s.expect("/static/a.txt", "200 asset") // assets and the health check don't wait for JavaScript
	s.expect("/health", `200 {"status":"ok"}`)
	count := map[int]int{}
	for range 8 {
		a := <-statuses
		count[a.status]++
		if a.status == 503 && a.header.Get("Retry-After") == "" {
			t.Error("503 without Retry-After")
		}
	}
	if count[200] == 0 || count[503] == 0 || count[200]+count[503] != 8 {
		t.Errorf("statuses: %v", count)
	}
}
