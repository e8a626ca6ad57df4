package fetch_test

import (
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
)

// echo tells of the request that it gets.
func echo(w http.ResponseWriter, r *http.Request) {
	switch r.URL.Path {
	case "/redirect":
		w.Header().Set("Location", r.URL.Query().Get("to"))
		w.WriteHeader(http.StatusFound)
		return
	case "/gzip":
		w.Header().Set("Content-Encoding", "gzip")
		z := gzip.NewWriter(w)
		io.WriteString(z, strings.Repeat("x", 10))
		z.Close()
		return
	case "/bomb":
		w.Header().Set("Content-Encoding", "gzip")
		z := gzip.NewWriter(w)
		z.Write(make([]byte, 8<<20))
		z.Close()
		return
	case "/cut":
		w.Header().Set("Content-Length", "10")
		io.WriteString(w, "x")
		return
	case "/none":
		w.WriteHeader(http.StatusNoContent)
		return
	}
	data, _ := io.ReadAll(r.Body)
	w.Header().Set("X-Reply", "caf\xe9")
	w.Header().Add("Set-Cookie", "a=1")
	w.Header().Add("Set-Cookie", "b=2")
	fmt.Fprintf(w, "%s %s %s %q %d", r.Method, r.URL, r.Header.Get("Content-Type"), data, r.ContentLength)
}

// What arrives and what comes back.
func TestFetch(t *testing.T) {
	h := newHost(t, echo)
	for script, want := range map[string]string{
		`return (await fetch(up)).text()`:                                                                                                                                                    `GET /  "" 0`,
		`return (await fetch(up + '/a?b#c')).text()`:                                                                                                                                         `GET /a?b  "" 0`,
		`return (await fetch(new URL('/a', up))).text()`:                                                                                                                                     `GET /a  "" 0`,
		`return (await fetch(new Request(up, { method: 'put', body: 'x' }))).text()`:                                                                                                         `PUT / text/plain;charset=UTF-8 "x" 1`,
		`return (await fetch(up, { method: 'POST' })).text()`:                                                                                                                                `POST /  "" 0`,
		`return (await fetch(up, { method: 'POST', body: '' })).text()`:                                                                                                                      `POST / text/plain;charset=UTF-8 "" 0`,
		`return (await fetch(up, { method: 'POST', body: 'é' })).text()`:                                                                                                                     `POST / text/plain;charset=UTF-8 "é" 2`,
		`return (await fetch(up, { method: 'POST', body: new Uint8Array([97]) })).text()`:                                                                                                    `POST /  "a" 1`,
		`return (await fetch(up, { method: 'POST', body: new URLSearchParams({ a: 'b c' }) })).text()`:                                                                                       `POST / application/x-www-form-urlencoded;charset=UTF-8 "a=b+c" 5`,
		`return (await fetch(up, { method: 'POST', body: new Blob(['xyz'], { type: 'a/b' }) })).text()`:                                                                                      `POST / a/b "xyz" 3`,
		`return (await fetch(up, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{}' })).text()`:                                                                   `POST / application/json "{}" 2`,
		`return (await fetch(up, { method: 'POST', body: (await fetch(up + '/a')).body, duplex: 'half' })).text()`:                                                                           `POST /  "GET /a  \"\" 0" -1`,
		`const r = await fetch(up + '/a#b'); return [r.status, r.statusText, r.ok, r.type, r.url === up + '/a', r.redirected].join()`:                                                        `200,OK,true,basic,true,false`,
		`const r = await fetch(up); return r.headers.get('x-reply') + r.headers.getSetCookie()`:                                                                                              `caféa=1,b=2`,
		`const r = await fetch(up); try { r.headers.set('a', 'b') } catch (e) { return e.name }`:                                                                                             `TypeError`,
		`const r = await fetch(up + '/none'); return r.status + ' ' + r.body`:                                                                                                                `204 null`,
		`const r = await fetch(up, { method: 'HEAD' }); return r.status + ' ' + r.body + r.headers.get('content-length')`:                                                                    `200 null12`,
		`const r = await fetch(up + '/gzip'); return r.headers.get('content-encoding') + await r.text()`:                                                                                     `gzipxxxxxxxxxx`,
		`const r = await fetch(up + '/redirect?to=/a'); return r.redirected + r.url.slice(up.length) + await r.text()`:                                                                       `true/aGET /a  "" 0`,
		`const r = await fetch(up + '/redirect?to=/a', { redirect: 'manual' }); return r.status + r.headers.get('location')`:                                                                 `302/a`,
		`const r = await fetch('data:text/plain;charset=utf-8,caf%C3%A9#x'); return [r.status, r.headers.get('content-type'), await r.text(), r.url].join()`:                                 `200,text/plain;charset=utf-8,café,data:text/plain;charset=utf-8,caf%C3%A9`,
		`const r = await fetch(up); const c = r.clone(); return await r.text() === await c.text()`:                                                                                           `true`,
		`const r = await fetch(up); let s = ''; const d = r.body.getReader(); for (;;) { const { done, value } = await d.read(); if (done) return s; s += new TextDecoder().decode(value) }`: `GET /  "" 0`,
		`return fetch.name + fetch.length + (fetch(up) instanceof Promise)`:                                                                                                                  `fetch1true`,
	} {
		if got := h.async(script); got != want {
			t.Errorf("%s\n%s, want\n%s", script, got, want)
		}
	}
}

// What fails rejects the promise, with a cause that tells why.
func TestFetchFails(t *testing.T) {
	h := newHost(t, echo)
	for script, want := range map[string]string{
		`await fetch()`:                                                `threw TypeError: fetch: 1 argument required`,
		`await fetch('/relative')`:                                     `threw TypeError: Failed to parse URL`,
		`await fetch(up, { method: 'CONNECT' })`:                       `threw TypeError: 'CONNECT'`,
		`await fetch(up, { body: 'x' })`:                               `threw TypeError: Request with GET/HEAD`,
		`await fetch('ftp://127.0.0.1')`:                               `TypeError: fetch failed |  Error: fetch() knows no URLs of the scheme ftp:`,
		`await fetch('blob:x')`:                                        `scheme blob:`,
		`await fetch('file:///etc/passwd')`:                            `scheme file:`,
		`await fetch('data:x')`:                                        `TypeError: fetch failed |  Error: the data: URL has no comma`,
		`await fetch('http://example.com/')`:                           `TypeError: fetch failed: the app may not reach example.com: add example.com to the option allow_net of the hbf directive | ERR_ACCESS_DENIED Error: the app may not`,
		`await fetch('http://localhost:8080/')`:                        `add localhost:8080 to the option allow_net`,
		`await fetch('http://0x7f.2/')`:                                `add 127.0.0.2 to the option allow_net`,
		`await fetch('http://2130706434/')`:                            `add 127.0.0.2 to the option allow_net`,
		`await fetch('http://[::ffff:10.0.0.1]/')`:                     `add 10.0.0.1 to the option allow_net`,
		`await fetch('http://127.0.0.1:1234/')`:                        `TypeError: fetch failed | ECONNREFUSED Error: dial tcp 127.0.0.1:1234`,
		`await fetch('http://127.0.0.1:25/')`:                          `port 25`,
		`await fetch(up.replace('http', 'https'))`:                     `TypeError: fetch failed |  Error: tls: first record does not look like a TLS handshake`,
		`await fetch(up + '/redirect?to=http://example.com')`:          `ERR_ACCESS_DENIED Error: the app may not reach example.com, to which the response redirects`,
		`await fetch(up + '/redirect?to=/a', { redirect: 'error' })`:   `redirect mode is error`,
		`await (await fetch(up + '/bomb')).text()`:                     `RangeError: the body of the response is larger than 1048576 bytes`,
		`const r = await fetch(up + '/bomb'); r.body; await r.bytes()`: `RangeError: the body of the response is larger`,
		`await new Response((await fetch(up + '/bomb')).body).blob()`:  `RangeError: the body of the response is larger`,
		`const d = (await fetch(up + '/bomb')).body.getReader(); let n = 0; for (;;) { const { done, value } = await d.read(); if (done) return n; n += value.length }`: `8388608`,
		`await (await fetch(up + '/cut')).text()`:                   `TypeError: terminated | ECONNRESET Error: unexpected EOF`,
		`const r = await fetch(up); await r.text(); await r.text()`: `TypeError: Body is unusable`,
		`await fetch(up, { method: 'POST', duplex: 'half', body: new ReadableStream({ pull(c) { c.error(new RangeError('mine')) } }) })`:               `TypeError: fetch failed |  RangeError: mine`,
		`await fetch(up, { method: 'POST', duplex: 'half', body: new ReadableStream({ pull(c) { c.enqueue('text') } }) })`:                             `is not a Uint8Array`,
		`await fetch(up + '/redirect', { method: 'POST', duplex: 'half', body: new ReadableStream({ pull(c) { c.close() } }) }); return 'no Location'`: `no Location`,
	} {
		if got := h.async(script); !strings.Contains(got, want) {
			t.Errorf("%s\n%s, want\n%s", script, got, want)
		}
	}
}

// What the app changes of the built-in objects does not reach fetch().
func TestPollutedPrototypes(t *testing.T) {
	h := newHost(t, echo)
	h.Run(`Error = TypeError = Promise.resolve = Promise.prototype.then2 = null; Object.prototype.get = Object.prototype.cause = 1; Array.prototype[Symbol.iterator] = null; Headers = Request = Response = ReadableStream = null`)
	if got := h.async(`return (await fetch(up)).text()`); got != `GET /  "" 0` {
		t.Error(got)
	}
	if got := h.async(`await fetch('http://example.com')`); !strings.Contains(got, "ERR_ACCESS_DENIED") {
		t.Error(got)
	}
}

// A hundred requests are under way at once: the server answers none before all have arrived.
func TestRequestsRunTogether(t *testing.T) {
	const n = 100
	var arrived sync.WaitGroup
	arrived.Add(n)
	h := newHost(t, func(w http.ResponseWriter, r *http.Request) {
		arrived.Done()
		arrived.Wait()
		io.WriteString(w, r.URL.Path)
	})
	got := h.async(`const all = await Promise.all(Array.from({ length: 100 }, async (_, i) => await (await fetch(up + '/' + i)).text() === '/' + i)); return all.length + ' ' + all.every(Boolean)`)
	if got != "100 true" {
		t.Error(got)
	}
}
