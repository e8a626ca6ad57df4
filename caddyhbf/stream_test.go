package caddyhbf_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// stream is a response that is read as it comes.
type stream struct {
	t        testing.TB
	response *http.Response
	cancel   func()
}

// stream asks with GET for a response and reads its head. It is given up at the test's end.
func (s *server) stream(path string, header ...string) *stream {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	s.t.Cleanup(cancel)
	r, err := http.NewRequestWithContext(ctx, "GET", s.url+path, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	for n := 0; n < len(header); n += 2 {
		r.Header.Set(header[n], header[n+1])
	}
	client := &http.Client{Transport: s.client.Transport}
	response, err := client.Do(r)
	if err != nil {
		s.t.Fatalf("GET %s: %v\n%s", path, err, s.logText())
	}
	s.t.Cleanup(func() { response.Body.Close() })
	return &stream{s.t, response, cancel}
}

// expect reads the parts that come next.
func (s *stream) expect(wants ...string) {
	s.t.Helper()
	for _, want := range wants {
		got := make([]byte, len(want))
		if n, err := io.ReadFull(s.response.Body, got); err != nil || string(got) != want {
			s.t.Fatalf("got %q, %v; want %q", got[:n], err, want)
		}
	}
}

// end expects that nothing more comes and the response is complete.
func (s *stream) end() {
	s.t.Helper()
	if rest, err := io.ReadAll(s.response.Body); err != nil || len(rest) > 0 {
		s.t.Fatalf("got %q, %v; want the end", rest, err)
	}
}

// protocols runs a test over HTTP/1.1 and over HTTP/2 without TLS.
func protocols(t *testing.T, app string, test func(t *testing.T, s *server, major int)) {
	for major := 1; major <= 2; major++ {
		t.Run(fmt.Sprint("HTTP/", major), func(t *testing.T) {
			s := newServer(t)
			s.app("app.db", "server.js", app)
			s.runCaddyfile(strings.Replace(s.caddyfile("encode\n hbf * $DIR/app.db {\n timeout 300ms\n max_body_size 4MiB\n }"),
				"auto_https off", "auto_https off\n\tservers {\n\t\tprotocols h1 h2c\n\t}", 1))
			if major == 2 {
				p := new(http.Protocols)
				p.SetUnencryptedHTTP2(true)
				transport := &http.Transport{Protocols: p}
				t.Cleanup(transport.CloseIdleConnections)
				s.client = &http.Client{Transport: transport}
			}
			test(t, s, major)
		})
	}
}

const streams = `
import express from 'express';
const app = express();
const log = [];
const sleep = (ms) => new Promise((go) => setTimeout(go, ms));
let go;
const wait = () => new Promise((f) => { go = f });
app.get('/log', (req, res) => res.send(log.splice(0).join()));
app.get('/go', (req, res) => { go(); res.send() });
app.get('/steps', async (req, res) => {
	res.type('text/plain').status(201);
	res.write('one '.repeat(500)); await wait(); res.write('two'); await wait(); res.end('three');
});
app.get('/slow', async (req, res) => { res.write('a'); for (const c of 'bcde') { await sleep(100); res.write(c) } res.end() });
app.get('/leave', (req, res) => {
	req.signal.addEventListener('abort', () => log.push(req.signal.reason.name));
	res.on('close', () => log.push('close'));
	res.write('x');
});
app.get('/endless', async (req, res) => {
	let n = 0;
	res.on('close', () => log.push('over', n < 200));
	for (;;) {
		n++;
		if (!res.write(new Uint8Array(50_000))) {
			log.push('wait');
			await new Promise((go) => res.once('drain', go));
		}
	}
});
app.get('/midway', async (req, res) => { res.write('half'); await sleep(20); throw new Error('midway') });
app.get('/body', (req, res) => { res.write('body'); res.end() });

const part = new TextEncoder();
export default {
	async fetch(request, env, ctx) {
		const url = new URL(request.url);
		switch (url.pathname) {
		case '/web/steps': return new Response(new ReadableStream({
			async start(c) { c.enqueue(part.encode('one '.repeat(500))); await wait(); c.enqueue(part.encode('two')); await wait(); c.enqueue(part.encode('three')); c.close() },
		}), { status: 201, headers: { 'Content-Type': 'text/plain' } });
		case '/web/leave': return new Response(new ReadableStream({
			start(c) { c.enqueue(part.encode('x')); request.signal.addEventListener('abort', () => log.push('AbortError')) },
			cancel(reason) { log.push('cancel') },
		}));
		case '/web/endless': { let n = 0; return new Response(new ReadableStream({
			pull(c) { n++; c.enqueue(new Uint8Array(50_000)) },
			cancel() { log.push('over', n < 200) },
		})) }
		case '/web/midway': return new Response(new ReadableStream({
			async start(c) { c.enqueue(part.encode('half')); await sleep(20); c.error(new Error('midway')) },
		}));
		case '/web/body': return new Response(new ReadableStream({ start(c) { c.enqueue(part.encode('body')); c.close() }, cancel() { log.push('cancel') } }));
		case '/web/log': return new Response(log.splice(0).join());
		case '/web/go': go(); return new Response();
		case '/web/echo': return new Response(request.body);
		case '/web/count': {
			let n = 0, parts = 0;
			for await (const chunk of request.body) { n += chunk.length; parts++ }
			return new Response(n + ' ' + (parts > 1));
		}
		case '/web/first': {
			const { value } = await request.body.getReader().read();
			return new Response(new TextDecoder().decode(value));
		}
		case '/web/form': {
			const form = await request.formData();
			const file = form.get('file');
			const text = await file.text();
			return new Response([form.get('a'), file.name, file.size, text.length, text.slice(0, 3)].join());
		}
		case '/web/ignored': return new Response('ignored');
		}
		return new Response('?', { status: 404 });
	},
};`

// express is the part of streams that is in the Express style.
func streamsExpress() string { return strings.Split(streams, "const part")[0] + "export default app;" }

func eachStyle(t *testing.T, test func(t *testing.T, s *server, prefix string, major int)) {
	for prefix, app := range map[string]string{"": streamsExpress(), "/web": streams} {
		t.Run("style"+prefix, func(t *testing.T) {
			protocols(t, app, func(t *testing.T, s *server, major int) { test(t, s, prefix, major) })
		})
	}
}

func TestStreamsOut(t *testing.T) {
	eachStyle(t, func(t *testing.T, s *server, prefix string, major int) {
		for _, encoding := range []string{"identity", "gzip"} {
			c := s.stream(prefix+"/steps", "Accept-Encoding", encoding)
			body := c.response.Body
			if encoding == "gzip" {
				c.response.Body = gunzip(t, body)
			}
			if got := c.response.Header.Get("Content-Encoding"); (got == "gzip") != (encoding == "gzip") || c.response.StatusCode != 201 || c.response.ProtoMajor != major {
				t.Errorf("%d %s %v", c.response.StatusCode, c.response.Proto, c.response.Header)
			}
			c.expect(strings.Repeat("one ", 500))
			s.expect(prefix+"/go", "200 ")
			c.expect("two")
			s.expect(prefix+"/go", "200 ")
			c.expect("three")
			c.end()
		}
		if a := s.ask("HEAD", prefix+"/body", ""); a.status != 200 || a.body != "" {
			t.Errorf("%+v", a)
		}
		s.expect(prefix+"/body", "200 body")

		leaving := s.stream(prefix + "/leave")
		leaving.expect("x")
		leaving.cancel()
		want := map[string]string{"": "200 AbortError,close", "/web": "200 AbortError,cancel"}[prefix]
		if prefix == "/web" { // HEAD has canceled a stream too
			s.collect(prefix+"/log", "cancel,AbortError,cancel")
		} else {
			s.eventually(prefix+"/log", want)
		}
		broken := s.stream(prefix + "/midway")
		broken.expect("half")
		if rest, err := io.ReadAll(broken.response.Body); err == nil {
			t.Errorf("the response seems to be whole: %q", rest)
		}
		s.logged(t, "midway")
		s.expect(prefix+"/body", "200 body") // the app goes on
	})
}

func TestTimeoutDoesNotHoldForBodies(t *testing.T) {
	protocols(t, streamsExpress(), func(t *testing.T, s *server, major int) { s.expect("/slow", "200 abcde") })
}

// collect asks until what the answers have in sum is there.
func (s *server) collect(path, want string) {
	s.t.Helper()
	var got []string
	if !within(patience, func() bool {
		if a := s.ask("GET", path, ""); a.body != "" {
			got = append(got, a.body)
		}
		return strings.Join(got, ",") == want
	}) {
		s.t.Errorf("GET %s: %q, want %q", path, got, want)
	}
}

// A client that does not read stops the production of an endless stream, and its leaving ends it.
func TestBackpressureReachesTheApp(t *testing.T) {
	eachStyle(t, func(t *testing.T, s *server, prefix string, major int) {
		c := s.stream(prefix + "/endless")
		c.expect(strings.Repeat("\x00", 1000))
		time.Sleep(200 * time.Millisecond)
		c.cancel()
		var got string
		if !within(patience, func() bool { got += s.ask("GET", prefix+"/log", "").body; return strings.Contains(got, "over") }) {
			t.Fatalf("the app does not know that the client has left: %q", got)
		}
		if !strings.Contains(got, "over,true") {
			t.Errorf("the app has produced without end: %.200q", got)
		}
	})
}

// send begins a request whose body is written later.
func (s *server) send(path string, header ...string) (*io.PipeWriter, <-chan *http.Response) {
	s.t.Helper()
	reader, writer := io.Pipe()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	s.t.Cleanup(cancel)
	r, err := http.NewRequestWithContext(ctx, "POST", s.url+path, reader)
	if err != nil {
		s.t.Fatal(err)
	}
	for n := 0; n < len(header); n += 2 {
		r.Header.Set(header[n], header[n+1])
	}
	responses := make(chan *http.Response, 1)
	go func() {
		response, err := (&http.Client{Transport: s.client.Transport}).Do(r)
		if err != nil {
			s.t.Error(err)
			close(responses)
			return
		}
		s.t.Cleanup(func() { response.Body.Close() })
		responses <- response
	}()
	return writer, responses
}

func readAnswer(t testing.TB, responses <-chan *http.Response) string {
	t.Helper()
	response, ok := <-responses
	if !ok {
		return "none"
	}
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Error(err)
	}
	return fmt.Sprintf("%d %s", response.StatusCode, body)
}

func TestStreamsIn(t *testing.T) {
	protocols(t, streams, func(t *testing.T, s *server, major int) {
		t.Run("full duplex", func(t *testing.T) {
			body, responses := s.send("/web/echo")
			_, _ = body.Write([]byte("ping"))
			response := <-responses
			if response == nil {
				return
			}
			c := &stream{t, response, nil}
			c.expect("ping")
			for n := range 20 {
				part := fmt.Sprint("part ", n)
				_, _ = body.Write([]byte(part))
				c.expect(part)
			}
			body.Close()
			c.end()
		})
		t.Run("slowly", func(t *testing.T) { // for longer than the timeout
			body, responses := s.send("/web/count")
			for range 5 {
				_, _ = body.Write(make([]byte, 1000))
				time.Sleep(100 * time.Millisecond)
			}
			body.Close()
			if got := readAnswer(t, responses); got != "200 5000 true" {
				t.Error(got)
			}
		})
		t.Run("in parts", func(t *testing.T) {
			body, responses := s.send("/web/first")
			_, _ = body.Write([]byte("first"))
			if got := readAnswer(t, responses); got != "200 first" {
				t.Error(got)
			}
			body.Close()
			s.expect("/web/log", "200 ")
		})
		t.Run("more than there may be", func(t *testing.T) {
			body, responses := s.send("/web/count")
			go func() { // ends when the server has had enough
				for range 100 {
					if _, err := body.Write(make([]byte, 100_000)); err != nil {
						return
					}
				}
				body.Close()
			}()
			if got := readAnswer(t, responses); got != "413 " {
				t.Error(got)
			}
			if a := s.ask("POST", "/web/count", strings.Repeat("x", 5<<20)); a.status != 413 {
				t.Error(a)
			}
			s.expect("/web/log", "200 ")
		})
		t.Run("a body that nobody reads", func(t *testing.T) {
			for range 5 {
				if a := s.ask("POST", "/web/ignored", strings.Repeat("x", 1<<20)); a.status != 200 || a.body != "ignored" {
					t.Error(a)
				}
			}
			s.expect("/web/log", "200 ")
		})
		t.Run("a large file", func(t *testing.T) {
			temp := t.TempDir()
			t.Setenv("TMPDIR", temp)
			body, kind := formWith(t, bytes.Repeat([]byte("abc"), 1<<20))
			if a := s.ask("POST", "/web/form", body, "Content-Type", kind); a.body != "field,big.bin,3145728,3145728,abc" {
				t.Errorf("%d %.100s\n%s", a.status, a.body, s.logText())
			}
			if !within(patience, func() bool { left, err := filepath.Glob(temp + "/*"); return err == nil && len(left) == 0 }) {
				left, _ := os.ReadDir(temp)
				t.Errorf("left behind: %v", left)
			}
		})
	})
}

// formWith is a form with a field and a file.
func formWith(t testing.TB, file []byte) (body, kind string) {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	part, err := w.CreateFormFile("file", "big.bin")
	if err == nil {
		_, err = part.Write(file)
	}
	if err := errors.Join(err, w.WriteField("a", "field"), w.Close()); err != nil {
		t.Fatal(err)
	}
	return b.String(), w.FormDataContentType()
}

func gunzip(t testing.TB, r io.Reader) io.ReadCloser {
	z, err := gzip.NewReader(r)
	if err != nil {
		t.Fatal(err)
	}
	return z
}
