package caddyhbf_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// mirror is an app that answers with all that it is told of a request.
const mirror = `
app.get('/thrown', () => { console.warn('about to throw', 42); throw new Error('on purpose') });
app.use((req, res) => {
	if (req.path.endsWith('/not-mine')) return; // without an answer: an empty one
	res.set('X-App', 'yes').set('Server', 'app').json({
		ip: req.ip, ips: req.ips, protocol: req.protocol, secure: req.secure, host: req.host, hostname: req.hostname, method: req.method,
		url: req.url, originalUrl: req.originalUrl, path: req.path, query: req.query, version: req.httpVersion, headers: req.headers, raw: req.rawHeaders,
		body: req.body })
});`

// An isolated app sees of a request what one in process does, whatever a client sends, and the client gets the same.
func TestIsolationChangesNoRequest(t *testing.T) {
	s := newServer(t)
	s.app("here.db", "server.js", mirror)
	s.app("away.db", "server.js", mirror)
	text := s.caddyfile(`
	header X-Site "of the configuration"
	@here header X-Where here
	hbf @here $DIR/here.db
	hbf * $DIR/away.db {
		isolation process
	}`)
	text = strings.Replace(text, "\tadmin off\n", "\tadmin off\n\tservers {\n\t\ttrusted_proxies static 127.0.0.1\n\t}\n", 1)
	s.runCaddyfile(strings.Replace(text, "http://127.0.0.1:", "http://:", 1)) // whatever host the client names
	for name, request := range map[string]string{
		"plain":       "GET /a%2Fb/c?x=1&y=%C3%A4 HTTP/1.1\r\nHost: example.com:81\r\n",
		"none":        "GET / HTTP/1.0\r\nHost: h\r\n",
		"forwarded":   "GET / HTTP/1.1\r\nHost: h\r\nX-Forwarded-For: 1.2.3.4, 5.6.7.8\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: public.example\r\nVia: 1.1 outer\r\n",
		"our own":     "GET / HTTP/1.1\r\nHost: h\r\nHbf-Result: 1\r\n",
		"hop by hop":  "GET / HTTP/1.1\r\nHost: h\r\nConnection: keep-alive, X-Secret\r\nX-Secret: kept\r\nKeep-Alive: 5\r\nTe: trailers\r\nProxy-Authorization: x\r\n",
		"body":        "POST /form HTTP/1.1\r\nHost: h\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n",
		"chunked":     "POST /form HTTP/1.1\r\nHost: h\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n",
		"empty body":  "POST /form HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n",
		"agent":       "GET / HTTP/1.1\r\nHost: h\r\nUser-Agent: me\r\nAccept-Encoding: br\r\nCookie: a=1; b=2\r\nX-Twice: 1\r\nX-Twice: 2\r\n",
		"bytes":       "GET / HTTP/1.1\r\nHost: h\r\nX-Latin: caf\xe9\r\n",
		"thrown":      "GET /thrown HTTP/1.1\r\nHost: h\r\n",
		"head":        "HEAD / HTTP/1.1\r\nHost: h\r\n",
		"options":     "OPTIONS /x HTTP/1.1\r\nHost: h\r\nOrigin: http://other\r\nAccess-Control-Request-Method: PUT\r\n",
		"no response": "GET /not-mine HTTP/1.1\r\nHost: h\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			body := map[string]string{"body": "hello", "chunked": "3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n"}[name]
			ask := func(where string) string {
				conn := s.dial()
				defer conn.Close()
				fmt.Fprintf(conn, "%sX-Where: %s\r\n\r\n%s", request, where, body)
				method, _, _ := strings.Cut(request, " ")
				response, err := http.ReadResponse(bufio.NewReader(conn), &http.Request{Method: method})
				if err != nil {
					t.Fatal(err)
				}
				text, err := io.ReadAll(response.Body)
				if err != nil {
					t.Fatal(err)
				}
				response.Header.Del("Date")
				response.Header.Del("Etag") // of the content, which says where
				var seen any
				if json.Unmarshal(text, &seen) == nil {
					text, _ = json.MarshalIndent(seen, "", " ")
				}
				all := fmt.Sprintln(response.Status)
				for _, field := range slices.Sorted(maps.Keys(response.Header)) {
					all += fmt.Sprintln(field, response.Header[field])
				}
				return strings.ReplaceAll(all+string(text), `"`+where+`"`, `"…"`)
			}
			here, away := ask("here"), ask("away")
			if strings.Contains(here, "X-App") == (name == "thrown" || name == "no response") {
				t.Errorf("not the app's answer:\n%s", here)
			}
			if here != away {
				t.Errorf("in process:\n%s\nin a process of its own:\n%s", here, away)
			}
		})
	}
	// What only Caddy may say does not come from a client.
	a := s.ask("GET", "/", "", "Hbf-Passage", `{"client_ip":"6.6.6.6","asset":"server.js","remote_addr":"6.6.6.6:1"}`)
	if a.status != 200 || strings.Contains(a.body, "6.6.6.6") || strings.Contains(a.body, "passage") {
		t.Errorf("%+v", a)
	}
	// The log has what the app says and throws, with the same fields.
	s.logged(t, `"logger":"http.handlers.hbf","msg":"about to throw 42","app":"away.db"`, `"msg":"the app threw an error","app":"away.db","error":"server.js:2:`)
}

// The next handler gets a request that an isolated app does not handle, with its body.
func TestIsolatedPassThruKeepsTheBody(t *testing.T) {
	s := newServer(t)
	s.app("app.db", "server.js", `
		app.post('/read', (req, res, next) => { req.body.length; next() });
		app.post('/mine', (req, res) => res.send('mine ' + req.body.length));`)
	s.app("next.db", "server.js", `app.use((req, res) => res.send('next ' + req.body.length))`)
	s.run("route {\n hbf * $DIR/app.db {\n isolation process\n pass_thru\n }\n hbf * $DIR/next.db {\n isolation process\n }\n }")
	body := strings.Repeat("x", 1<<20)
	for path, want := range map[string]string{"/read": "next 1048576", "/other": "next 1048576", "/mine": "mine 1048576"} {
		if a := s.ask("POST", path, body); a.status != 200 || a.body != want {
			t.Errorf("%s: %d %.100s, want %s", path, a.status, a.body, want)
		}
	}
}
