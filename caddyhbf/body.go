package caddyhbf

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/caddyserver/caddy/v2/modules/caddyhttp"
)

// bodyLimits bound the body of a request, in bytes.
type bodyLimits struct {
	streamed int64 // read in parts: max_body_size
	whole    int64 // read into memory: the lesser of max_body_size and memory_limit
}

// requestBody is the body of a request on its way to the app: either as a whole, for handlers that want it as a string,
// or in parts, for those that read a stream.
type requestBody struct {
	w      http.ResponseWriter
	r      *http.Request
	limits bodyLimits
	reader io.ReadCloser // made by the first Read
	busy   atomic.Bool   // a Read is under way
	ended  atomic.Bool   // it was read to its end
}

// Read implements io.Reader. Its errors are *bodyError.
func (b *requestBody) Read(p []byte) (int, error) {
	if b.reader == nil {
		if b.r.ContentLength > b.limits.streamed {
			return 0, b.tooLarge(b.limits.streamed)
		}
		b.reader = http.MaxBytesReader(b.w, b.r.Body, b.limits.streamed)
	}
	b.busy.Store(true)
	n, err := b.reader.Read(p)
	b.busy.Store(false)
	if errors.Is(err, io.EOF) {
		b.ended.Store(true)
	}
	if err != nil && !errors.Is(err, io.EOF) {
		err = b.failure(err, b.limits.streamed)
	}
	return n, err
}

// Close implements io.Closer: a Read that is under way ends. The server itself closes the body when the request is over.
func (b *requestBody) Close() error {
	if !b.busy.Load() {
		return nil
	}
	return http.NewResponseController(b.w).SetReadDeadline(time.Now())
}

// lingerTime is how long a client that is still sending when it has its response is read from before the connection is
// closed. A connection that is closed with something unread in it is reset, and the client may lose the response.
const lingerTime = 2 * time.Second

// linger reads what is left of the body, within bounds, for nobody.
func (b *requestBody) linger() {
	interrupt := func() { _ = http.NewResponseController(b.w).SetReadDeadline(time.Now()) }
	defer time.AfterFunc(lingerTime, interrupt).Stop()
	_, _ = io.CopyN(io.Discard, b.r.Body, b.limits.streamed)
}

// load reads the body as a whole. Its errors are Caddy's.
func (b *requestBody) load() ([]byte, error) {
	limit := b.limits.whole
	if b.r.ContentLength > limit {
		return nil, asHandlerError(b.tooLarge(limit))
	}
	var body []byte
	var err error
	reader := http.MaxBytesReader(b.w, b.r.Body, limit)
	if size := b.r.ContentLength; size < 0 || size > largeBody {
		defer largeWork()()
	}
	if b.r.ContentLength > 0 {
		body, err = readAnnounced(reader, b.r.ContentLength)
	} else {
		body, err = io.ReadAll(reader)
	}
	if err != nil {
		return nil, asHandlerError(b.failure(err, limit))
	}
	return body, nil
}

// announcedAtOnce is how many bytes of a body are taken room for before any of them has come.
const announcedAtOnce = 256 << 10

// readAnnounced reads a body of known size. What takes memory is what has come, and not what was announced.
func readAnnounced(r io.Reader, size int64) ([]byte, error) {
	body := make([]byte, 0, min(size, announcedAtOnce))
	for {
		n, err := io.ReadFull(r, body[len(body):cap(body)])
		body = body[:len(body)+n]
		if err != nil || int64(len(body)) == size {
			return body, err
		}
		larger := make([]byte, len(body), min(size, 4*int64(cap(body))))
		copy(larger, body)
		body = larger
	}
}

// largeBody is the size of a body, in bytes, from which on it matters to the process's memory.
const largeBody = 1 << 20

// bodyError is why the body of a request can't be read.
type bodyError struct {
	status int
	err    error
}

func (e *bodyError) Error() string { return e.err.Error() }
func (e *bodyError) Unwrap() error { return e.err }

// Status is the HTTP status for the error.
func (e *bodyError) Status() int { return e.status }

func asHandlerError(e *bodyError) error { return caddyhttp.Error(e.status, e.err) }

func (b *requestBody) failure(err error, limit int64) *bodyError {
	var exceeded *http.MaxBytesError
	switch {
	case errors.As(err, &exceeded):
		return b.tooLarge(limit)
	case b.r.Context().Err() != nil:
		return &bodyError{statusClientClosedRequest, err}
	}
	return &bodyError{http.StatusBadRequest, fmt.Errorf("reading the request's body: %w", err)}
}

func (b *requestBody) tooLarge(limit int64) *bodyError {
	if b.r.ProtoMajor == 1 && b.r.Header.Get("Expect") != "" {
		// Without it net/http would first read on, and so wait for what a client that expects 100 Continue holds back.
		b.w.Header().Set("Connection", "close")
	}
	option := "max_body_size"
	if limit < b.limits.streamed {
		option = "memory_limit"
	}
	return &bodyError{http.StatusRequestEntityTooLarge, fmt.Errorf("the request's body is larger than %d bytes, which the option %s sets", limit, option)}
}
