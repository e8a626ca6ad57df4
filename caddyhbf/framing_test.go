package caddyhbf

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/textproto"
	"strings"
	"testing"

	"golang.org/x/net/http/httpguts"
)

// FuzzFraming: whatever header an app's response has, a client that reads strictly finds the response whole, or the
// connection closed, and after it no other response than the next one.
func FuzzFraming(f *testing.F) {
	f.Add("Content-Length", "2", "Content-Length", "40")
	f.Add("Transfer-Encoding", "gzip", "Content-Length", "2")
	f.Add("Transfer-Encoding", "chunked", "Transfer-Encoding", "identity")
	f.Add("Connection", "keep-alive", "Trailer", "Content-Length")
	f.Add("Content-Type", "a/b; c=\"d\"", "Date", "")
	f.Add("Upgrade", "h2c", "Connection", "Upgrade")
	client, server := listen(f)
	f.Fuzz(func(t *testing.T, name1, value1, name2, value2 string) {
		header := http.Header{}
		for _, field := range [][2]string{{name1, value1}, {name2, value2}} {
			if !httpguts.ValidHeaderFieldName(field[0]) || !httpguts.ValidHeaderFieldValue(field[1]) {
				return // the app gets an error
			}
			header.Add(field[0], field[1])
		}
		server <- header
		conn, err := client()
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		_, _ = io.WriteString(conn, "GET /first HTTP/1.1\r\nHost: a\r\n\r\nGET /second HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
		r := bufio.NewReader(conn)
		first, err := http.ReadResponse(r, nil)
		if err != nil {
			t.Fatalf("%q: %v", header, err)
		}
		body, err := io.ReadAll(first.Body)
		if err != nil || first.Close {
			return // the connection is not used again
		}
		if string(body) == "" && first.ContentLength == 0 {
			body = []byte("ok") // the app has said that there is nothing, so nothing was sent
		}
		if lengths := first.Header["Content-Length"]; string(body) != "ok" || len(lengths) > 1 {
			t.Fatalf("%q: %q, lengths %q", header, body, lengths)
		}
		second, err := http.ReadResponse(r, nil)
		if err == nil && second.Header.Get("X-Second") == "" {
			t.Fatalf("%q: the second response is %v", header, second)
		}
	})
}

// listen starts a server whose first response on a connection has the header that is sent to it.
func listen(f *testing.F) (dial func() (net.Conn, error), headers chan<- http.Header) {
	f.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		f.Fatal(err)
	}
	next := make(chan http.Header, 1)
	server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/second" {
			w.Header().Set("X-Second", "yes")
			return
		}
		for name, values := range <-next {
			w.Header()[textproto.CanonicalMIMEHeaderKey(name)] = values
		}
		leaveFraming(w.Header())
		_, _ = io.WriteString(w, "ok")
	})}
	go func() { _ = server.Serve(listener) }() // it ends with Shutdown
	f.Cleanup(func() { _ = server.Shutdown(context.Background()) })
	return func() (net.Conn, error) { return net.Dial("tcp", listener.Addr().String()) }, next
}

// FuzzPlaceholders: an error about a placeholder never shows what another one stands for.
func FuzzPlaceholders(f *testing.F) {
	const secret = "s3cr3t-value"
	f.Setenv("HBF_TEST_SECRET", secret)
	for _, text := range []string{"", "{", "{}", "a{env.X", "{file./nowhere}", `\{`, "{http.x}", "{env.HBF_TEST_SECRET:a}", "{env.{env.HBF_TEST_SECRET}}", "{file.{env.HBF_TEST_SECRET}}", "{env.{{"} {
		f.Add(text, text)
	}
	f.Fuzz(func(t *testing.T, before, after string) {
		value, err := resolvePlaceholders(before + "{env.HBF_TEST_SECRET}" + after)
		if err != nil && strings.Contains(err.Error(), secret) {
			t.Errorf("%q %q: %v", before, after, err)
		}
		if err != nil && value != "" && strings.Contains(fmt.Sprint(optionError("env A", err)), secret) {
			t.Errorf("%q %q: %v", before, after, err)
		}
	})
}
