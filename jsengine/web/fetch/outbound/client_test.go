package outbound_test

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/caddyhbf/hbf/jsengine/web/fetch/outbound"
)

// The header that arrives is the app's, without what belongs to the connection, and with the defaults.
func TestHeader(t *testing.T) {
	up := serve(t, func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, "%s|%s|%d|%v|", r.Host, r.Header.Get("User-Agent"), r.ContentLength, r.TransferEncoding)
		for _, name := range []string{"Accept", "Connection", "Keep-Alive", "Upgrade", "Te", "Trailer", "Expect", "Proxy-Connection", "X-Two"} {
			if v, ok := r.Header[name]; ok {
				fmt.Fprintf(w, "%s=%s|", name, strings.Join(v, "+"))
			}
		}
	})
	client := allow(t, up.Host)
	hop := http.Header{
		"Connection": {"close, X"}, "Keep-Alive": {"1"}, "upgrade": {"websocket"}, "Te": {"trailers"}, "Trailer": {"X"},
		"Expect": {"100-continue"}, "Proxy-Connection": {"x"}, "Transfer-Encoding": {"gzip"}, "Content-Length": {"99"},
	}
	stream := outbound.Body{Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader("data")), nil }, Once: true, Length: -1}
	for _, c := range []struct {
		name   string
		header http.Header
		body   outbound.Body
		want   string
	}{
		{"none", nil, outbound.Body{}, up.Host + "|hbf|0|[]|Accept=*/*|"},
		{"own", http.Header{"user-agent": {"mine"}, "Accept": {"text/html"}, "Host": {"other.example"}, "x-two": {"a", "b"}}, outbound.Body{},
			"other.example|mine|0|[]|Accept=text/html|X-Two=a+b|"},
		{"the connection's", hop, bodyOf("data"), up.Host + "|hbf|4|[]|Accept=*/*|"},
		{"bytes", nil, bodyOf("data"), up.Host + "|hbf|4|[]|Accept=*/*|"},
		{"no bytes", nil, bodyOf(""), up.Host + "|hbf|0|[]|Accept=*/*|"},
		{"stream", nil, stream, up.Host + "|hbf|-1|[chunked]|Accept=*/*|"},
		{"stream of known length", http.Header{"Content-Length": {"4"}}, stream, up.Host + "|hbf|4|[]|Accept=*/*|"},
	} {
		resp, err := client.Do(t.Context(), &outbound.Request{Method: "POST", URL: up.String(), Header: c.header, Body: c.body})
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if got := text(t, resp); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
	for name, header := range map[string]http.Header{
		"invalid header field name": {"a b": {"x"}}, "invalid header field value": {"A": {"x\r\nB: y"}}, "Host": {"Host": {"a/b c"}},
	} {
		_, err := client.Do(t.Context(), &outbound.Request{Method: "GET", URL: up.String(), Header: header})
		if err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%v: %v", header, err)
		}
	}
}

// HTTPS speaks HTTP/2, to servers whose certificates are in order.
func TestHTTPS(t *testing.T) {
	up := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, r.Proto) }))
	up.EnableHTTP2 = true
	up.Config.ErrorLog = log.New(io.Discard, "", 0) // of the handshake that fails
	up.StartTLS()
	t.Cleanup(up.Close)
	roots := x509.NewCertPool()
	roots.AddCert(up.Certificate())
	resp := mustGet(t, newClient(t, outbound.Options{Allow: []string{"127.0.0.1"}, RootCAs: roots}), up.URL)
	if got := text(t, resp); got != "HTTP/2.0" || resp.StatusText != "" {
		t.Errorf("%s %q", got, resp.StatusText)
	}
	_, err := get(t, allow(t, "127.0.0.1"), up.URL)
	if _, ok := errors.AsType[x509.UnknownAuthorityError](err); !ok {
		t.Errorf("an unknown authority: %v", err)
	}
}

// A hundred requests are under way at once: the server answers none before all have arrived.
func TestRequestsRunTogether(t *testing.T) {
	const n = 100
	var arrived sync.WaitGroup
	arrived.Add(n)
	up := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		arrived.Done()
		arrived.Wait()
	})
	client := allow(t, up.Host)
	var done sync.WaitGroup
	for range n {
		done.Go(func() {
			resp, err := get(t, client, up.String())
			if err != nil {
				t.Error(err)
				return
			}
			resp.Body.Close()
		})
	}
	done.Wait()
}

// Bytes go both ways before either body is complete.
func TestStreamsBothWays(t *testing.T) {
	up := serve(t, func(w http.ResponseWriter, r *http.Request) {
		rc := http.NewResponseController(w)
		rc.EnableFullDuplex()
		buf := make([]byte, 1)
		for {
			if _, err := r.Body.Read(buf); err != nil {
				return
			}
			w.Write([]byte(strings.ToUpper(string(buf))))
			rc.Flush()
		}
	})
	in, out := io.Pipe()
	body := outbound.Body{Open: func() (io.ReadCloser, error) { return in, nil }, Once: true, Length: -1}
	go out.Write([]byte("a"))
	resp, err := allow(t, up.Host).Do(t.Context(), &outbound.Request{Method: "POST", URL: up.String(), Body: body})
	if err != nil {
		t.Fatal(err)
	}
	buf := make([]byte, 1)
	for _, c := range "abc" {
		if c != 'a' {
			out.Write([]byte(string(c)))
		}
		if _, err := io.ReadFull(resp.Body, buf); err != nil || buf[0] != byte(c-32) {
			t.Fatalf("%s, %v", buf, err)
		}
	}
	out.Close()
	if rest := text(t, resp); rest != "" {
		t.Error(rest)
	}
}

// The context's end ends a request that waits, and a body that is being read, with its cause.
func TestCancel(t *testing.T) {
	var arrived = make(chan struct{}, 2)
	up := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/body" {
			w.Write([]byte("x"))
			w.(http.Flusher).Flush()
		}
		arrived <- struct{}{}
		<-r.Context().Done()
	})
	client := allow(t, up.Host)
	reason := errors.New("the reason")

	ctx, cancel := context.WithCancelCause(t.Context())
	go func() { <-arrived; cancel(reason) }()
	if _, err := client.Do(ctx, &outbound.Request{Method: "GET", URL: up.String()}); !errors.Is(err, reason) {
		t.Errorf("waiting: %v", err)
	}

	ctx, cancel = context.WithCancelCause(t.Context())
	resp, err := client.Do(ctx, &outbound.Request{Method: "GET", URL: up.String() + "/body"})
	if err != nil {
		t.Fatal(err)
	}
	go func() { <-arrived; cancel(reason) }()
	if data, err := io.ReadAll(resp.Body); string(data) != "x" || !errors.Is(err, reason) {
		t.Errorf("reading: %q, %v", data, err)
	}
	if _, err := resp.Body.Read(nil); !errors.Is(err, reason) {
		t.Errorf("reading again: %v", err)
	}

	cancel(nil)
	if _, err := client.Do(ctx, &outbound.Request{Method: "GET", URL: up.String()}); !errors.Is(err, reason) {
		t.Errorf("after the end: %v", err)
	}
}

// Close ends what is under way and leaves nothing behind; afterwards nothing begins.
func TestClose(t *testing.T) {
	arrived := make(chan struct{}, 2)
	up := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/body" {
			w.(http.Flusher).Flush()
		}
		arrived <- struct{}{}
		<-r.Context().Done()
	})
	client := allow(t, up.Host)
	failed := make(chan error)
	go func() {
		_, err := get(t, client, up.String())
		failed <- err
	}()
	<-arrived
	resp := mustGet(t, client, up.String()+"/body")
	<-arrived
	client.Close()
	if err := <-failed; !errors.Is(err, outbound.ErrClosed) {
		t.Errorf("a request that waited: %v", err)
	}
	if _, err := resp.Body.Read(make([]byte, 1)); !errors.Is(err, outbound.ErrClosed) {
		t.Errorf("a body: %v", err)
	}
	if _, err := get(t, client, up.String()); !errors.Is(err, outbound.ErrClosed) {
		t.Errorf("a new request: %v", err)
	}
	client.Close()
}

// A body that was closed, or that nobody can read any more, holds nothing.
func TestBodyThatIsNotRead(t *testing.T) {
	gone := make(chan struct{}, 2)
	up := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.(http.Flusher).Flush()
		<-r.Context().Done()
		gone <- struct{}{}
	})
	client := allow(t, up.Host)
	over := make(chan struct{})
	resp, err := client.Do(t.Context(), &outbound.Request{Method: "GET", URL: up.String(), Over: func() { close(over) }})
	if err != nil {
		t.Fatal(err)
	}
	select {
	case <-over:
		t.Error("the exchange is over before its body was read")
	default:
	}
	resp.Body.Close()
	<-over
	if _, err := resp.Body.Read(make([]byte, 1)); !errors.Is(err, outbound.ErrBodyClosed) {
		t.Errorf("a closed body: %v", err)
	}
	<-gone
	mustGet(t, client, up.String())
	for {
		runtime.GC()
		select {
		case <-gone:
			return
		default:
			runtime.Gosched()
		}
	}
}

// A body that could not be opened, or breaks off, is the request's error.
func TestRequestBodyFails(t *testing.T) {
	up := serve(t, func(_ http.ResponseWriter, r *http.Request) { io.Copy(io.Discard, r.Body) })
	reason := errors.New("the reason")
	for name, open := range map[string]func() (io.ReadCloser, error){
		"opening": func() (io.ReadCloser, error) { return nil, reason },
		"reading": func() (io.ReadCloser, error) {
			in, out := io.Pipe()
			out.CloseWithError(reason)
			return in, nil
		},
	} {
		r := &outbound.Request{Method: "POST", URL: up.String(), Body: outbound.Body{Open: open, Once: true, Length: -1}}
		if _, err := allow(t, up.Host).Do(t.Context(), r); !errors.Is(err, reason) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A response's header has a limit.
func TestResponseHeaderIsTooLarge(t *testing.T) {
	up := serve(t, func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("X", strings.Repeat("x", 300<<10)) })
	if _, err := get(t, allow(t, up.Host), up.String()); err == nil || !strings.Contains(err.Error(), "header") {
		t.Error(err)
	}
}

func BenchmarkDo(b *testing.B) {
	up := serve(b, func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "hello") })
	client := allow(b, up.Host)
	b.ReportAllocs()
	for b.Loop() {
		text(b, mustGet(b, client, up.String()))
	}
}
