package caddyhbf_test

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
)

// raw sends one request and gives the bytes that come back until the server closes the connection.
func (s *server) raw(request string) string {
	s.t.Helper()
	c := s.dial()
	defer c.Close()
	if _, err := io.WriteString(c, strings.ReplaceAll(request, "\n", "\r\n")); err != nil {
		s.t.Fatal(err)
	}
	text, err := io.ReadAll(c)
	if err != nil {
		s.t.Fatalf("%v after %q", err, text)
	}
	return string(text)
}

// get is raw for a plain GET.
func (s *server) get(path string) string {
	s.t.Helper()
	return s.raw("GET " + path + " HTTP/1.1\nHost: 127.0.0.1\nConnection: close\n\n")
}

// splitters are the texts that would end a header field's line, or hide that they do: U+010D and U+010A are CR and LF when
// only their low bytes are sent.
var splitters = []string{`\r\n`, `\n`, `\r`, `\0`, `\u010d\u010a`, `\u2028`, `\x85`, `\r\n\r\n`}

// TestNoHeaderSplitsTheResponse lets an app put hostile text into every place of a response's head.
func TestNoHeaderSplitsTheResponse(t *testing.T) {
	ways := []string{
		"res.set('X-A', evil)",
		"res.set(evil, 'a')",
		"res.set({ 'X-A': evil })",
		"res.header('X-A', ['a', evil])",
		"res.setHeader('X-A', evil)",
		"res.setHeader('X-A', ['a', evil])",
		"res.setHeader(evil, 'a')",
		"res.append('X-A', evil)",
		"res.append('X-A', 'a').append('X-A', evil)",
		"res.append(evil, 'a')",
		"res.type(evil)",
		"res.contentType('text/' + evil)",
		"res.set('Content-Type', 'text/plain; charset=' + evil)",
		"res.vary(evil)",
		"res.location(evil)",
		"res.location('/' + evil)",
		"res.links({ next: 'http://x/' + evil })",
		"res.links({ [evil]: 'http://x/' })",
		"res.attachment(evil)",
		"res.attachment('a.' + evil)",
		"res.cookie(evil, 'a')",
		"res.cookie('a', evil)",
		"res.cookie('a', evil, { encode: String })",
		"res.cookie('a', 'b', { domain: 'x' + evil })",
		"res.cookie('a', 'b', { path: '/' + evil })",
		"res.cookie('a', 'b', { sameSite: 'lax' + evil })",
		"res.cookie('a', 'b', { priority: 'low' + evil })",
		"res.cookie('a', 'b', { expires: new Date(evil) })",
		"res.clearCookie('a', { path: evil })",
		"res.statusMessage = evil",
		"res.writeHead(200, evil)",
		"res.writeHead(200, { 'X-A': evil })",
		"res.writeHead(200, { [evil]: 'a' })",
		"res.writeHead(200, ['X-A', evil])",
		"res.writeHead(200, ['X-A', 'a', 'X-A', evil])",
		"res.writeHead(200, [['X-A', evil]])",
		"res.redirect(evil)",
		"res.redirect(301, 'http://x/' + evil)",
		"res.format({ ['text/' + evil]: () => res.end() })",
		"res.sendFile('/static/a.txt', { headers: { 'X-A': evil } })",
		"res.download('/static/a.txt', evil)",
		"res.jsonp({})",
		"throw Object.assign(new Error(evil), { status: 400, headers: { 'X-A': evil } })",
		"throw Object.assign(new Error(evil), { status: 400, headers: { [evil]: 'a' } })",
		"next(Object.assign(new Error(evil), { statusCode: 499, statusMessage: evil }))",
		"new Headers({ 'X-A': evil })",
		"new Headers([[evil, 'a']])",
		"new Headers().append('X-A', evil)",
		"new Headers().set(evil, 'a')",
		"new Response('', { statusText: evil })",
		"new Response('', { headers: { 'X-A': evil } })",
		"Response.redirect('http://x/' + evil)",
		"new Request('http://x/', { method: evil })",
		"new Response(new Blob(['a'], { type: evil }))",
	}
	const script = `const express = require('express'); const app = express();
		const ways = [%s];
		const splitters = [%s];
		app.get('/:way/:splitter', (req, res, next) => {
			const evil = 'a' + splitters[req.params.splitter] + 'Injected: yes';
			try { ways[req.params.way](req, res, next, evil) } catch (e) { if (!(e instanceof TypeError || e instanceof RangeError)) throw e; if (res.headersSent) throw e }
			if (!res.headersSent) res.send('ok');
		});
		app.listen()`
	var functions, literals []string
	for _, way := range ways {
		functions = append(functions, "(req, res, next, evil) => { const r = "+strings.Replace(way, "throw ", "null; throw ", 1)+
			"; if (r instanceof Response) for (const [n, v] of r.headers) res.set(n, v) }")
	}
	for _, splitter := range splitters {
		literals = append(literals, "'"+splitter+"'")
	}
	s := newServer(t)
	s.app("app.db", "server.js", fmt.Sprintf(script, strings.Join(functions, ",\n"), strings.Join(literals, ", ")), "static/a.txt", "text")
	s.run("hbf * $DIR/app.db")
	for n, way := range ways {
		for m, splitter := range splitters {
			answer := s.get(fmt.Sprintf("/%d/%d?callback=a%%0d%%0aInjected:%%20yes", n, m))
			head, _, complete := strings.Cut(answer, "\r\n\r\n")
			for line := range strings.SplitSeq(strings.NewReplacer("\r\n", "\n", "\r", "\n", "\x00", "\n").Replace(head), "\n") {
				if strings.HasPrefix(strings.ToLower(line), "injected") {
					complete = false
				}
			}
			if !complete || strings.Count(head, "HTTP/1.1 ") != 1 || strings.ContainsAny(strings.ReplaceAll(head, "\r\n", ""), "\r\n\x00") {
				t.Errorf("%s with %s: the head of the response is\n%q", way, splitter, head)
			}
		}
	}
}

// framingLies are what an app may say about where its response ends.
var framingLies = []string{
	"res.set('Content-Length', ['2', '40']).end('ok')",
	"res.set('Content-Length', ['2', '2']).end('ok')",
	"res.set('Content-Length', '2, 2').end('ok')",
	"res.set('Content-Length', '+2').end('ok')",
	"res.set('Content-Length', '-2').end('ok')",
	"res.set('Content-Length', '0x2').end('ok')",
	"res.set('Content-Length', '').end('ok')",
	"res.set('Content-Length', '1').end('ok')",
	"res.set('Content-Length', '40').end('ok')",
	"res.set('Content-Length', '40').send('ok')",
	"res.set('Content-Length', '1').write('ok'); res.end()",
	"res.set('Transfer-Encoding', 'chunked').end('ok')",
	"res.set('Transfer-Encoding', 'Chunked').end('ok')",
	"res.set('Transfer-Encoding', 'gzip').end('ok')",
	"res.set('Transfer-Encoding', 'identity').end('ok')",
	"res.set('Transfer-Encoding', ['gzip', 'chunked']).end('ok')",
	"res.set('Transfer-Encoding', 'gzip, chunked').send('ok')",
	"res.set('Transfer-Encoding', 'gzip').set('Content-Length', '2').end('ok')",
	"res.set('Transfer-Encoding', 'xchunked').write('ok'); res.end()",
	"res.set('Connection', 'Content-Length').end('ok')",
	"res.set('Connection', 'upgrade').set('Upgrade', 'other').end('ok')",
	"res.set('Trailer', 'Content-Length').end('ok')",
	"res.writeHead(200, { 'Content-Length': ['2', '3'] }); res.end('ok')",
	"res.status(204).set('Content-Length', '40').end()",
	"res.set('Content-Length', ['2', '40']).sendFile('/static/a.txt')",
	"res.set('Content-Length', '40').sendFile('/static/a.txt')",
	"res.set('Transfer-Encoding', 'gzip').sendFile('/static/a.txt')",
	"res.set('Content-Length', ['2', '40']).sse().close()",
	"res.status(304).set('Transfer-Encoding', 'chunked').end('ok')",
	"res.status(204).end('HTTP/1.1 200 OK')",
}

// TestFramingIsTheServers: an app can't say where its response ends otherwise than it does, on a connection on which
// another response may follow.
func TestFramingIsTheServers(t *testing.T) {
	const script = `export default { fetch(request) {
			const url = new URL(request.url);
			return new Response('ok', { headers: new Headers(JSON.parse(url.searchParams.get('headers'))) });
		} }`
	s := newServer(t)
	var routes []string
	for n, way := range framingLies {
		routes = append(routes, fmt.Sprintf("app.get('/%d', (req, res) => { %s });", n, way))
	}
	s.app("app.db", "server.js", strings.Join(routes, "\n")+"app.get('/after', (req, res) => res.send('after'))", "static/a.txt", "text")
	s.app("fetch.db", "server.js", script)
	s.run("handle /f { \n hbf * $DIR/fetch.db \n } \n handle { \n hbf * $DIR/app.db \n }")
	targets := map[string]string{
		"fetch: two lengths":     `/f?headers=[["Content-Length","2"],["Content-Length","40"]]`,
		"fetch: no length":       `/f?headers=[["Content-Length","+2"]]`,
		"fetch: coding":          `/f?headers=[["Transfer-Encoding","gzip"]]`,
		"fetch: coding and size": `/f?headers=[["Transfer-Encoding","chunked"],["Content-Length","40"]]`,
	}
	for n, way := range framingLies {
		targets[way] = fmt.Sprintf("/%d", n)
	}
	for way, target := range targets {
		c := s.dial()
		fmt.Fprintf(c, "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\nGET /after HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n", target)
		text, err := io.ReadAll(c)
		if err != nil {
			t.Errorf("%s: %v", way, err)
		}
		c.Close()
		checkFraming(t, way, string(text))
	}
}

// checkFraming reads what a connection gave as a strict client does.
func checkFraming(t *testing.T, way, text string) {
	t.Helper()
	r := bufio.NewReader(strings.NewReader(text))
	for n := range 2 {
		response, err := http.ReadResponse(r, nil)
		if n == 1 && err != nil && r.Buffered() == 0 {
			return // the server has closed the connection, which is safe
		}
		if err != nil {
			t.Errorf("%s: response %d: %v\n%q", way, n, err, text)
			return
		}
		if lengths := response.Header["Content-Length"]; len(lengths) > 1 {
			t.Errorf("%s: lengths %q", way, lengths)
		} else if len(lengths) == 1 {
			if _, err := strconv.ParseUint(lengths[0], 10, 63); err != nil {
				t.Errorf("%s: length %q", way, lengths[0])
			}
		}
		if codings := response.TransferEncoding; len(codings) > 1 || len(codings) == 1 && codings[0] != "chunked" {
			t.Errorf("%s: codings %q", way, codings)
		}
		body, err := io.ReadAll(response.Body)
		if n == 1 && string(body) != "after" {
			t.Errorf("%s: the second response is %q\n%q", way, body, text)
		}
		if err != nil {
			if n == 0 && r.Buffered() > 0 {
				t.Errorf("%s: after a response that broke off (%v) comes more", way, err)
			}
			return
		}
	}
	if head, _, _ := strings.Cut(text, "\r\n\r\n"); strings.Count(head, "Transfer-Encoding") > 1 || strings.Count(head, "Content-Length:") > 1 {
		t.Errorf("%s: %q", way, head)
	}
}
