package caddyhbf_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"
)

const greedy = `
const express = require('express'), app = express();
const size = (req, res) => res.send(typeof req.body === 'string' || req.body.length !== undefined ? String(req.body.length) : 'object');
app.get('/', (req, res) => res.send('here'));
app.get('/look', (req, res) => res.send([Object.keys(req.headers).length > 0, Object.keys(req.cookies ?? {}).length > -1, Object.keys(req.query).length > -1,
	!!req.accepts('html', 'json'), !!req.acceptsLanguages('en'), !!req.acceptsEncodings('gzip'), !!req.acceptsCharsets('utf-8'), req.ip.length > 0, !!req.fresh, !!req.range(100)].length + ''));
app.get('/extended', (req, res) => { app.set('query parser', 'extended'); res.send(Object.keys(req.query).length > -1 ? 'read' : '') });
app.post('/json', express.json({ limit: '1gb' }), size);
app.post('/text', express.text({ limit: '1gb', type: () => true }), size);
app.post('/raw', express.raw({ limit: '1gb', type: () => true }), size);
app.post('/form', express.urlencoded({ limit: '1gb' }), size);
app.post('/extended', express.urlencoded({ limit: '1gb', extended: true }), size);
app.post('/multipart', express.multipart(), size);
app.post('/whole', size);
app.post('/formdata', async (req, res) => res.send(String([...(await req.formData()).keys()].length)));
app.use((err, req, res, next) => res.status(err.status ?? 500).send(err.name + ' ' + err.message));
app.listen();
`

// repeated compresses n zeros or the like, and is much smaller than they are.
func repeated(t *testing.T, coding, unit string, n int) string {
	t.Helper()
	var b bytes.Buffer
	var w io.WriteCloser
	switch coding {
	case "gzip":
		w, _ = gzip.NewWriterLevel(&b, gzip.BestCompression)
	case "deflate":
		w = zlib.NewWriter(&b)
	case "br":
		w = brotli.NewWriter(&b)
	case "zstd":
		var err error
		if w, err = zstd.NewWriter(&b); err != nil {
			t.Fatal(err)
		}
	}
	piece := []byte(strings.Repeat(unit, 1<<16/len(unit)))
	for n > 0 {
		if _, err := w.Write(piece[:min(n, len(piece))]); err != nil {
			t.Fatal(err)
		}
		n -= len(piece)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestCompressedBodiesAreBoundedByMemoryLimit whatever limit the app asks for.
func TestCompressedBodiesAreBoundedByMemoryLimit(t *testing.T) {
	s := newServer(t)
	s.app("app.db", "server.js", greedy)
	s.run("hbf * $DIR/app.db {\n memory_limit 2MiB\n }")
	for _, coding := range []string{"gzip", "deflate", "br", "zstd"} {
		bomb := repeated(t, coding, "a", 8<<20)
		for path, media := range map[string]string{
			"/json": "application/json", "/text": "text/plain", "/raw": "application/octet-stream",
			"/form": "application/x-www-form-urlencoded", "/extended": "application/x-www-form-urlencoded",
			"/multipart": "multipart/form-data; boundary=b",
		} {
			a := s.ask("POST", path, bomb, "Content-Type", media, "Content-Encoding", coding)
			if a.status != 413 {
				t.Errorf("%s of %d bytes to %s: got %d %s, want 413", coding, len(bomb), path, a.status, a.body)
			}
		}
		a := s.ask("POST", "/text", repeated(t, coding, "a", 1<<20), "Content-Encoding", coding)
		if a.status != 200 || a.body != fmt.Sprint(1<<20) {
			t.Errorf("%s within the limit: %d %s", coding, a.status, a.body)
		}
	}
	s.expect("/", "200 here")
}

// TestWholeBodiesOfRequestsAreBoundedByMemoryLimit: max_body_size may be larger, for what is read as a stream.
func TestWholeBodiesOfRequestsAreBoundedByMemoryLimit(t *testing.T) {
	s := newServer(t)
	s.app("app.db", "server.js", greedy)
	s.app("fetch.db", "server.js", `export default { async fetch(request) {
		const way = new URL(request.url).searchParams.get('way');
		try {
			if (way === 'stream') { let n = 0; for await (const chunk of request.body) n += chunk.length; return new Response(String(n)) }
			if (way === 'response') return new Response(String((await new Response(request.body).text()).length));
			if (way === 'clone') return new Response(String((await request.clone().text()).length));
			const v = await request[way]();
			return new Response(String(v.length ?? v.byteLength ?? v.size ?? [...v].length));
		} catch (e) { return new Response(e.name, { status: e.status ?? 500 }) }
	} }`)
	s.run("@f path /f\n handle @f {\n hbf * $DIR/fetch.db {\n memory_limit 1MiB\n max_body_size 100MiB\n }\n }\n handle {\n hbf * $DIR/app.db {\n memory_limit 1MiB\n max_body_size 100MiB\n }\n }")
	send := func(path, media string, n int) answer {
		t.Helper()
		head, tail := "", ""
		if strings.HasPrefix(media, "multipart") {
			head, tail = "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n", "\r\n--b--\r\n"
		}
		a, err := s.do("POST", path, head+strings.Repeat("x", n)+tail, "Content-Type", media)
		if err != nil && n <= 1<<20 {
			t.Fatal(err)
		}
		return a // an answer may be missed by a client that is still sending
	}
	const large, small = 8 << 20, 1 << 19
	for _, c := range []struct {
		path, media string
		large       int
	}{
		{"/f?way=text", "text/plain", 413},
		{"/f?way=bytes", "text/plain", 413},
		{"/f?way=arrayBuffer", "text/plain", 413},
		{"/f?way=json", "text/plain", 413},
		{"/f?way=blob", "text/plain", 413},
		{"/f?way=response", "text/plain", 413},
		{"/f?way=clone", "text/plain", 500}, // it is a stream that has more than may be kept
		{"/f?way=formData", "multipart/form-data; boundary=b", 413},
		{"/f?way=formData", "application/x-www-form-urlencoded", 413},
		{"/f?way=stream", "text/plain", 200},
		{"/whole", "text/plain", 413},
		{"/text", "text/plain", 413},
		{"/multipart", "multipart/form-data; boundary=b", 413},
		{"/formdata", "multipart/form-data; boundary=b", 413},
	} {
		if a := send(c.path, c.media, large); a.status != c.large && a.status != 0 {
			t.Errorf("%d bytes to %s (%s): got %d %s, want %d", large, c.path, c.media, a.status, a.body, c.large)
		}
		if a := send(c.path, c.media, small); a.status != 200 && c.path != "/f?way=json" {
			t.Errorf("%d bytes to %s (%s): got %d %s", small, c.path, c.media, a.status, a.body)
		}
	}
	if a := s.ask("POST", "/f?way=json", strings.Repeat("[", 1<<20)); a.status != 500 || a.body != "RangeError" {
		t.Errorf("nested JSON: %d %s", a.status, a.body)
	}
	// Files of a form go to disk, and so may be larger.
	file := "--b\r\nContent-Disposition: form-data; name=\"a\"; filename=\"f\"\r\n\r\n" + strings.Repeat("x", large) + "\r\n--b--\r\n"
	if a := s.ask("POST", "/f?way=formData", file, "Content-Type", "multipart/form-data; boundary=b"); a.status != 200 {
		t.Errorf("a large file: %d %s", a.status, a.body)
	}
}

// TestFormsOfManyParts are refused, and cost no more than they are worth.
func TestFormsOfManyParts(t *testing.T) {
	s := newServer(t)
	s.app("app.db", "server.js", greedy)
	s.run("hbf * $DIR/app.db")
	part := "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n\r\n"
	for name, c := range map[string]struct {
		path, media, body string
		status            int
	}{
		"parts":                 {"/multipart", "multipart/form-data; boundary=b", strings.Repeat(part, 100_000) + "--b--", 413},
		"parts of FormData":     {"/formdata", "multipart/form-data; boundary=b", strings.Repeat(part, 100_000) + "--b--", 413},
		"fields of FormData":    {"/formdata", "application/x-www-form-urlencoded", strings.Repeat("a&", 1_000_000), 413},
		"fields":                {"/form", "application/x-www-form-urlencoded", strings.Repeat("a&", 1_000_000), 413},
		"nested fields":         {"/extended", "application/x-www-form-urlencoded", strings.Repeat("a[b][c]&", 500_000), 413},
		"levels":                {"/extended", "application/x-www-form-urlencoded", "a" + strings.Repeat("[b]", 1_000_000) + "=1", 400},
		"header of a part":      {"/multipart", "multipart/form-data; boundary=b", "--b\r\nX: " + strings.Repeat("x", 5<<20) + "\r\n\r\n\r\n--b--", 413},
		"header of a FormData":  {"/formdata", "multipart/form-data; boundary=b", "--b\r\nX: " + strings.Repeat("x", 5<<20) + "\r\n\r\n\r\n--b--", 413},
		"headers of a part":     {"/multipart", "multipart/form-data; boundary=b", "--b\r\n" + strings.Repeat("X: x\r\n", 500_000) + "\r\n\r\n--b--", 413},
		"headers of a FormData": {"/formdata", "multipart/form-data; boundary=b", "--b\r\n" + strings.Repeat("X: x\r\n", 500_000) + "\r\n\r\n--b--", 413},
		"levels of JSON":        {"/json", "application/json", strings.Repeat("[", 5<<20), 400},
		"objects of JSON":       {"/json", "application/json", strings.Repeat(`{"a":`, 1<<20), 400},
		"an endless boundary":   {"/multipart", "multipart/form-data; boundary=" + strings.Repeat("b", 10_000), strings.Repeat("-", 5<<20), 400},
	} {
		a := s.ask("POST", c.path, c.body, "Content-Type", c.media)
		if a.status != c.status {
			t.Errorf("%s: got %d %.100s, want %d", name, a.status, a.body, c.status)
		}
		s.expect("/", "200 here")
	}
}

// TestAnAnnouncedBodyTakesNoMemory: what a client says costs nothing before it sends it.
func TestAnAnnouncedBodyTakesNoMemory(t *testing.T) {
	s := newServer(t)
	s.app("app.db", "server.js", greedy)
	s.run("hbf * $DIR/app.db")
	heap := func() uint64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	before := heap()
	const clients, announced = 50, 10 << 20
	for range clients {
		c := s.dial()
		fmt.Fprintf(c, "POST /whole HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: %d\r\n\r\n%s", announced, strings.Repeat("x", 1000))
	}
	if !within(patience, func() bool { return strings.Count(stacks(), "requestBody).load") >= clients }) {
		t.Fatal("the requests don't wait for their bodies")
	}
	if after := heap(); after > before+clients*announced/4 {
		t.Errorf("%d clients that announced %d bytes each take %d bytes", clients, announced, after-before)
	}
	a := s.ask("POST", "/whole", strings.Repeat("x", announced))
	if a.status != 200 || a.body != fmt.Sprint(announced) {
		t.Errorf("a body that comes: %d %s", a.status, a.body)
	}
}

func stacks() string {
	buffer := make([]byte, 4<<20)
	return string(buffer[:runtime.Stack(buffer, true)])
}

// TestLargeHeads have a line or fields of nearly 1 MiB. Caddy reads 16 KiB unless it is told otherwise.
func TestLargeHeads(t *testing.T) {
	s := newServer(t)
	s.app("app.db", "server.js", greedy)
	s.run("hbf * $DIR/app.db")
	if answer := s.raw("GET /look?" + strings.Repeat("a", 32<<10) + " HTTP/1.1\nHost: 127.0.0.1\n\n"); !strings.HasPrefix(answer, "HTTP/1.1 431 ") {
		t.Errorf("a head of 32 KiB: %.100q", answer)
	}
	s.runCaddyfile(strings.Replace(s.caddyfile("hbf * $DIR/app.db {\n timeout 10s\n }"), "auto_https off", "auto_https off\n\tservers {\n\t\tmax_header_size 1MiB\n\t}", 1))
	const room = 900_000
	fill := func(unit string) string { return strings.Repeat(unit, room/len(unit)) }
	fields := func(format string) string {
		var b strings.Builder
		for n := 0; b.Len() < room; n++ {
			fmt.Fprintf(&b, format+"\n", n)
		}
		return b.String()
	}
	for name, head := range map[string]string{
		"path":              "GET /" + fill("a/") + " HTTP/1.1\n",
		"escaped path":      "GET /" + fill("%2e%2e%2f") + " HTTP/1.1\n",
		"dots":              "GET /" + fill("../") + " HTTP/1.1\n",
		"asset":             "GET /static/" + fill("a/../") + " HTTP/1.1\n",
		"query":             "GET /look?" + fill("a=1&") + " HTTP/1.1\n",
		"bad escapes":       "GET /look?" + fill("%zz&") + " HTTP/1.1\n",
		"nested query":      "GET /extended?a" + fill("[b]") + "=1 HTTP/1.1\n",
		"indexed query":     "GET /extended?" + fill("a[1]=1&") + " HTTP/1.1\n",
		"host":              "GET /look HTTP/1.1\nX-Forwarded-Host: " + fill("a.") + "\n",
		"cookies":           "GET /look HTTP/1.1\nCookie: " + fill("a=b; ") + "\n",
		"cookie of JSON":    "GET /look HTTP/1.1\nCookie: a=j:" + fill("[") + "\n",
		"different cookies": "GET /look HTTP/1.1\n" + fields("Cookie: a%d=%%20"),
		"fields":            "GET /look HTTP/1.1\n" + fields("X-%d: a"),
		"one field":         "GET /look HTTP/1.1\n" + fields("X-A: %d"),
		"addresses":         "GET /look HTTP/1.1\nX-Forwarded-For: " + fill("1, ") + "\n",
		"accept":            "GET /look HTTP/1.1\nAccept: " + fill("a/b;q=0.1,") + "\n",
		"languages":         "GET /look HTTP/1.1\nAccept-Language: " + fill("a-b;q=0.1,") + "\n",
		"codings":           "GET /look HTTP/1.1\nAccept-Encoding: " + fill("a;q=0.1,") + "\n",
		"charsets":          "GET /look HTTP/1.1\nAccept-Charset: " + fill("a;q=0.1,") + "\n",
		"tags":              "GET /look HTTP/1.1\nIf-None-Match: " + fill(`"a",`) + "\n",
		"ranges":            "GET /look HTTP/1.1\nRange: bytes=" + fill("0-1,") + "\n",
		"protocols":         "GET /look HTTP/1.1\nUpgrade: websocket\nSec-WebSocket-Protocol: " + fill("a,") + "\n",
		"media type":        "POST /json HTTP/1.1\nContent-Length: 0\nContent-Type: application/json" + fill(";a=b") + "\n",
	} {
		start := time.Now()
		answer := s.raw(head + "Host: 127.0.0.1\nConnection: close\n\n")
		response, err := http.ReadResponse(bufio.NewReader(strings.NewReader(answer)), nil)
		if err != nil {
			t.Errorf("%s: %v, %.200q", name, err, answer)
			continue
		}
		response.Body.Close()
		if response.StatusCode >= 500 || response.StatusCode == 431 {
			t.Errorf("%s: status %d", name, response.StatusCode)
		}
		if took := time.Since(start); took > 5*time.Second { // generous: they take milliseconds
			t.Errorf("%s: took %v", name, took)
		}
	}
	s.expect("/", "200 here")
}
