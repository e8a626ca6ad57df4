package caddyhbf_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// witness is an app that notes the requests that reach it.
const witness = `
let seen = [];
app.get('/seen', (req, res) => { res.json(seen); seen = [] });
app.use((req, res) => {
	const body = typeof req.body === 'string' || req.body === undefined ? req.body ?? '' : JSON.stringify(req.body);
	seen.push({ what: ` + "`${req.method} ${req.url} ${body}`.trim()" + `, headers: req.headers, ip: req.ip, version: req.httpVersion });
	res.send('answer to ' + req.url);
});
`

// twins are the same app in process and isolated, each at an address of its own.
func (s *server) twins(script string) (here, away string) {
	s.t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		s.t.Fatal(err)
	}
	here, away = strings.TrimPrefix(s.url, "http://"), listener.Addr().String()
	listener.Close()
	s.app("here.db", "server.js", script, "static/a.txt", "text")
	s.app("away.db", "server.js", script, "static/a.txt", "text")
	_, port, _ := net.SplitHostPort(away)
	text := s.caddyfile("hbf * $DIR/here.db {\n isolation in_process\n timeout 1s\n }\n")
	text = strings.Replace(text, s.url, strings.Replace(s.url, "127.0.0.1", "", 1), 1) // whatever host the client names
	s.runCaddyfile(text + fmt.Sprintf("http://:%s {\n bind 127.0.0.1\n hbf * %s/away.db {\n isolation process\n timeout 1s\n }\n }\n", port, s.dir))
	return here, away
}

// converse sends bytes and gives those that come back until the server closes the connection. cut says that the client
// closes its side first, in the middle of a request.
func (s *server) converse(address, request string, cut bool) string {
	s.t.Helper()
	c := s.dialTo(address)
	defer c.Close()
	if _, err := io.WriteString(c, request); err != nil {
		s.t.Fatal(err)
	}
	if cut {
		if err := c.(*net.TCPConn).CloseWrite(); err != nil {
			s.t.Fatal(err)
		}
	}
	text, err := io.ReadAll(c)
	if err != nil && len(text) == 0 { // what is closed with something unread in it is reset, once it has answered
		s.t.Fatalf("%v after %q", err, text)
	}
	return string(text)
}

var responseHead = regexp.MustCompile(`HTTP/1\.\d \d\d\d [^\r]*(\r\n[^\r]+)*`)

// plain is what comes back without what may differ between two answers: dates, the order of fields, and those for the
// connection that an app has made up, which go no further than to Caddy where the app is isolated.
func plain(responses string) string {
	return responseHead.ReplaceAllStringFunc(responses, func(head string) string {
		lines := strings.Split(head, "\r\n")
		lines = slices.DeleteFunc(lines, func(line string) bool {
			name, value, _ := strings.Cut(line, ": ")
			return name == "Date" || name == "Upgrade" || name == "Connection" && value != "close" && value != "keep-alive"
		})
		slices.Sort(lines[1:])
		return strings.Join(lines, "\r\n")
	})
}

// last is a request after which the server closes the connection.
const last = "GET /last HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"

// smuggled is a request that must never be seen as one by itself.
const smuggled = "GET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n"

// seen is what the app at an address has seen since it was asked before: in short, and all.
func (s *server) seen(address string) (short []string, all string) {
	s.t.Helper()
	response, err := http.Get("http://" + address + "/seen")
	if err != nil {
		s.t.Fatal(err)
	}
	defer response.Body.Close()
	var requests []struct {
		What, IP, Version string
		Headers           map[string]string
	}
	if err := json.NewDecoder(response.Body).Decode(&requests); err != nil {
		s.t.Fatal(err)
	}
	for _, r := range requests {
		short = append(short, r.What)
		delete(r.Headers, "hbf-passage") // an app in process gets a client's, another does not
		all += fmt.Sprintln(r)
	}
	return short, all
}

// What a client sends to make two servers disagree about where a request ends: an isolated app sees exactly the requests
// that one in process does, which are those that Caddy has understood, and the client gets the same bytes.
func TestNoRequestIsSmuggledToAnIsolatedApp(t *testing.T) {
	s := newServer(t)
	here, away := s.twins(witness)
	post := func(fields, body string) string {
		return "POST /a HTTP/1.1\r\nHost: h\r\nContent-Type: text/plain\r\n" + fields + "\r\n" + body
	}
	chunked := func(body string) string { return post("Transfer-Encoding: chunked\r\n", body) }
	size := fmt.Sprint(len(smuggled))
	for name, c := range map[string]struct {
		request string // and then last, unless cut
		cut     bool
		want    []string
	}{
		"a length and chunks":            {request: post("Content-Length: 6\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\nG"), want: []string{"POST /a", "GGET /last"}},
		"chunks and a length":            {request: post("Transfer-Encoding: chunked\r\nContent-Length: 4\r\n", "5\r\nhello\r\n0\r\n\r\n"), want: []string{"POST /a hello", "GET /last"}},
		"chunks that hide a request":     {request: post("Content-Length: 4\r\nTransfer-Encoding: chunked\r\n", fmt.Sprintf("%x\r\n%s\r\n0\r\n\r\n", len(smuggled), smuggled)), want: []string{"POST /a GET /smuggled HTTP/1.1\r\nHost: h", "GET /last"}},
		"two lengths":                    {request: post("Content-Length: 0\r\nContent-Length: "+size+"\r\n", smuggled)},
		"the same length twice":          {request: post("Content-Length: 5\r\nContent-Length: 5\r\n", "hello"), want: []string{"POST /a hello", "GET /last"}},
		"a list of lengths":              {request: post("Content-Length: 5, 5\r\n", "hello")},
		"a length with a sign":           {request: post("Content-Length: +5\r\n", "hello")},
		"a negative length":              {request: post("Content-Length: -5\r\n", "hello")},
		"a length in hexadecimal":        {request: post("Content-Length: 0x5\r\n", "hello")},
		"a length with blanks":           {request: post("Content-Length:  5 \r\n", "hello"), want: []string{"POST /a hello", "GET /last"}},
		"a length with a blank before":   {request: post("Content-Length : 5\r\n", "hello")},
		"a huge length":                  {request: post("Content-Length: 99999999999999999999\r\n", "hello")},
		"a length with a GET":            {request: "GET /a HTTP/1.1\r\nHost: h\r\nContent-Length: " + size + "\r\n\r\n" + smuggled, want: []string{"GET /a GET /smuggled HTTP/1.1\r\nHost: h", "GET /last"}},
		"chunks with a GET":              {request: "GET /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n" + fmt.Sprintf("%x\r\n%s\r\n0\r\n\r\n", len(smuggled), smuggled), want: []string{"GET /a GET /smuggled HTTP/1.1\r\nHost: h", "GET /last"}},
		"a HEAD with a length":           {request: "HEAD /a HTTP/1.1\r\nHost: h\r\nContent-Length: " + size + "\r\n\r\n" + smuggled, want: []string{"HEAD /a GET /smuggled HTTP/1.1\r\nHost: h", "GET /last"}},
		"a folded field":                 {request: post("X-A: b\r\n Content-Length: 5\r\nContent-Length: 5\r\n", "hello"), want: []string{"POST /a hello", "GET /last"}},
		"a folded coding":                {request: post("Transfer-Encoding:\r\n chunked\r\n", "5\r\nhello\r\n0\r\n\r\n"), want: []string{"POST /a hello", "GET /last"}},
		"a coding with a blank before":   {request: post("Transfer-Encoding : chunked\r\n", "0\r\n\r\n")},
		"a coding with a tab":            {request: post("Transfer-Encoding:\tchunked\r\n", "5\r\nhello\r\n0\r\n\r\n"), want: []string{"POST /a hello", "GET /last"}},
		"a coding with VT":               {request: post("Transfer-Encoding: \x0bchunked\r\n", "0\r\n\r\n")},
		"an unknown coding":              {request: post("Transfer-Encoding: xchunked\r\nContent-Length: 5\r\n", "hello")},
		"two codings":                    {request: post("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n", "0\r\n\r\n")},
		"a list of codings":              {request: post("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n")},
		"identity":                       {request: post("Transfer-Encoding: identity\r\nContent-Length: 5\r\n", "hello")},
		"a coding in capitals":           {request: post("TRANSFER-ENCODING: CHUNKED\r\n", "5\r\nhello\r\n0\r\n\r\n"), want: []string{"POST /a hello", "GET /last"}},
		"a coding with an underscore":    {request: post("Transfer_Encoding: chunked\r\nContent-Length: 5\r\n", "0\r\n\r\n"), want: []string{"POST /a 0", "GET /last"}},
		"an extension of a chunk":        {request: chunked("5;a=b\r\nhello\r\n0;c\r\n\r\n"), want: []string{"POST /a hello", "GET /last"}},
		"an extension with a line feed":  {request: chunked("5;a\nhello\r\n0\r\n\r\n")},
		"a quoted extension":             {request: chunked("5;a=\"\r\nhello\r\n0\r\n\r\n"), want: []string{"POST /a hello", "GET /last"}},
		"a long extension":               {request: chunked("5;" + strings.Repeat("a", 10_000) + "\r\nhello\r\n0\r\n\r\n")},
		"a chunk in hexadecimal":         {request: chunked("0x5\r\nhello\r\n0\r\n\r\n")},
		"a negative chunk":               {request: chunked("-5\r\nhello\r\n0\r\n\r\n")},
		"a huge chunk":                   {request: chunked("fffffffffffffffff\r\nhello\r\n0\r\n\r\n")},
		"a chunk that ends too late":     {request: chunked("4\r\nhello\r\n0\r\n\r\n")},
		"chunks with line feeds":         {request: chunked("5\nhello\n0\n\n")},
		"a chunk of nothing with blanks": {request: chunked("0 \r\n\r\n"), want: []string{"POST /a", "GET /last"}},
		"a trailer":                      {request: post("Transfer-Encoding: chunked\r\nTrailer: X-End\r\n", "5\r\nhello\r\n0\r\nX-End: 1\r\n\r\n"), want: []string{"POST /a hello", "GET /last"}},
		"a trailer that frames":          {request: post("Transfer-Encoding: chunked\r\nTrailer: Content-Length\r\n", "5\r\nhello\r\n0\r\nContent-Length: 1\r\n\r\n")},
		"a trailer that is ours":         {request: post("Transfer-Encoding: chunked\r\nTrailer: Hbf-Passage\r\n", "0\r\nHbf-Passage: {\"asset\":\"server.js\"}\r\n\r\n"), want: []string{"POST /a", "GET /last"}},
		"a trailer that nobody named":    {request: chunked("5\r\nhello\r\n0\r\nHbf-Passage: {}\r\n\r\n"), want: []string{"POST /a hello", "GET /last"}},
		"a body and a second request":    {request: post("Content-Length: 5\r\n", "hello") + "GET /b HTTP/1.1\r\nHost: h\r\n\r\n", want: []string{"POST /a hello", "GET /b", "GET /last"}},
		"a body that is longer":          {request: post("Content-Length: 5\r\n", "hello"+smuggled[:3]), want: []string{"POST /a hello", "GETGET /last"}},
		"a body that is shorter":         {request: post("Content-Length: 500\r\n", smuggled), cut: true},
		"chunks that break off":          {request: chunked("500\r\n" + smuggled), cut: true},
		"our own field":                  {request: "GET /a HTTP/1.1\r\nHost: h\r\nHbf-Passage: {\"asset\":\"server.js\",\"client_ip\":\"6.6.6.6\"}\r\n\r\n", want: []string{"GET /a", "GET /last"}},
		"our own field twice":            {request: "GET /a HTTP/1.1\r\nHost: h\r\nHbf-Passage: {}\r\nhbf-passage: {\"asset\":\"server.js\"}\r\n\r\n", want: []string{"GET /a", "GET /last"}},
		"our own field, hop by hop":      {request: "GET /a HTTP/1.1\r\nHost: h\r\nConnection: hbf-passage\r\nHbf-Passage: {\"asset\":\"server.js\"}\r\n\r\n", want: []string{"GET /a", "GET /last"}},
		"our own field, named alone":     {request: "GET /a HTTP/1.1\r\nHost: h\r\nConnection: hbf-passage, hbf-result, host, content-length\r\n\r\n", want: []string{"GET /a", "GET /last"}},
		"a result":                       {request: "GET /a HTTP/1.1\r\nHost: h\r\nHbf-Result: x\r\n\r\n", want: []string{"GET /a", "GET /last"}},
		"a length that is hop by hop":    {request: post("Connection: content-length\r\nContent-Length: 5\r\n", "hello"), want: []string{"POST /a hello", "GET /last"}},
		"a coding that is hop by hop":    {request: post("Connection: transfer-encoding\r\nTransfer-Encoding: chunked\r\n", "5\r\nhello\r\n0\r\n\r\n"), want: []string{"POST /a hello", "GET /last"}},
		"an upgrade to h2c":              {request: "GET /a HTTP/1.1\r\nHost: h\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n\r\n" + "GET /b HTTP/1.1\r\nHost: h\r\n\r\n", want: []string{"GET /a", "GET /b", "GET /last"}},
		"an upgrade that nobody takes":   {request: "GET /a HTTP/1.1\r\nHost: h\r\nConnection: upgrade\r\nUpgrade: other\r\n\r\n" + "GET /b HTTP/1.1\r\nHost: h\r\n\r\n", want: []string{"GET /a", "GET /b", "GET /last"}},
		"an upgrade with a body":         {request: post("Connection: upgrade\r\nUpgrade: websocket\r\nContent-Length: "+size+"\r\n", smuggled), want: []string{"POST /a GET /smuggled HTTP/1.1\r\nHost: h", "GET /last"}},
		"an upgrade without a key":       {request: "GET /a HTTP/1.1\r\nHost: h\r\nConnection: upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\r\n" + "GET /b HTTP/1.1\r\nHost: h\r\n\r\n", want: []string{"GET /a", "GET /b", "GET /last"}},
		"a WebSocket that nobody wants":  {request: fmt.Sprintf(handshake, "/a", "") + "GET /b HTTP/1.1\r\nHost: h\r\n\r\n", want: []string{"GET /a", "GET /b", "GET /last"}},
		"an upgrade with a bad version":  {request: "GET /a HTTP/1.1\r\nHost: h\r\nConnection: upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 1\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n" + "GET /b HTTP/1.1\r\nHost: h\r\n\r\n", want: []string{"GET /a", "GET /b", "GET /last"}},
		"an expectation":                 {request: post("Expect: 100-continue\r\nContent-Length: 5\r\n", "hello"), want: []string{"POST /a hello", "GET /last"}},
		"an expectation of something":    {request: post("Expect: other\r\nContent-Length: 5\r\n", "hello")},
		"two hosts":                      {request: "GET /a HTTP/1.1\r\nHost: h\r\nHost: i\r\n\r\n"},
		"no host":                        {request: "GET /a HTTP/1.1\r\n\r\n"},
		"a target with its host":         {request: "GET http://i/a HTTP/1.1\r\nHost: h\r\n\r\n", want: []string{"GET /a", "GET /last"}},
		"a target with CR LF encoded":    {request: "GET /a%0d%0aHost:%20i%0d%0a%0d%0aGET%20/smuggled HTTP/1.1\r\nHost: h\r\n\r\n", want: []string{"GET /a%0d%0aHost:%20i%0d%0a%0d%0aGET%20/smuggled", "GET /last"}},
		"a query with CR LF encoded":     {request: "GET /a?b=%0d%0aX:%20y HTTP/1.1\r\nHost: h\r\n\r\n", want: []string{"GET /a?b=%0d%0aX:%20y", "GET /last"}},
		"a target with a blank":          {request: "GET /a /b HTTP/1.1\r\nHost: h\r\n\r\n"},
		"a target that is a fragment":    {request: "GET /a#b HTTP/1.1\r\nHost: h\r\n\r\n", want: []string{"GET /a%23b", "GET /last"}},
		"a method with a line":           {request: "GET\n /a HTTP/1.1\r\nHost: h\r\n\r\n"},
		"CONNECT":                        {request: "CONNECT i:80 HTTP/1.1\r\nHost: i:80\r\n\r\n" + smuggled, want: []string{"CONNECT /", "GET /smuggled", "GET /last"}},
		"a field with CR":                {request: "GET /a HTTP/1.1\r\nHost: h\r\nX-A: b\rHbf-Passage: {}\r\n\r\n"},
		"a field with NUL":               {request: "GET /a HTTP/1.1\r\nHost: h\r\nX-A: b\x00\r\n\r\n"},
		"a field without a name":         {request: "GET /a HTTP/1.1\r\nHost: h\r\n: b\r\n\r\n"},
		"lines with line feeds":          {request: "GET /a HTTP/1.1\nHost: h\n\n", want: []string{"GET /a", "GET /last"}},
		"HTTP/1.0 with chunks":           {request: "POST /a HTTP/1.0\r\nHost: h\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", want: []string{"POST /a"}},
		"HTTP/1.0 that goes on":          {request: "GET /a HTTP/1.0\r\nHost: h\r\nConnection: keep-alive\r\n\r\n", want: []string{"GET /a", "GET /last"}},
		"HTTP/0.9":                       {request: "GET /a\r\n"},
	} {
		request := c.request
		if !c.cut {
			request += last
		}
		before, after := s.converse(here, request, c.cut), s.converse(away, request, c.cut)
		if plain(before) != plain(after) && !c.cut {
			t.Errorf("%s: in process the answer is\n%q\nisolated\n%q", name, before, after)
		}
		what, all := s.seen(here)
		_, isolated := s.seen(away)
		if all != isolated {
			t.Errorf("%s: in process the app has seen\n%s\nisolated\n%s", name, all, isolated)
		}
		if !slices.Equal(what, c.want) {
			t.Errorf("%s: the app has seen %q, want %q", name, what, c.want)
		}
	}
}

// An isolated app says as little about the framing of its responses as one in process, and the bytes are the same.
func TestFramingIsTheServersForIsolatedAppsToo(t *testing.T) {
	s := newServer(t)
	var routes strings.Builder
	for n, lie := range framingLies {
		fmt.Fprintf(&routes, "app.get('/%d', (req, res) => { %s });\n", n, lie)
	}
	here, away := s.twins(routes.String() + "app.get('/after', (req, res) => res.send('after'))")
	for n, lie := range framingLies {
		request := fmt.Sprintf("GET /%d HTTP/1.1\r\nHost: h\r\n\r\nGET /after HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n", n)
		before, after := s.converse(here, request, false), s.converse(away, request, false)
		if plain(before) != plain(after) {
			t.Errorf("%s: in process\n%q\nisolated\n%q", lie, before, after)
		}
		checkFraming(t, lie, after)
	}
}
