package body

import (
	"io"
	"net/http"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/web/headers"
)

// Incoming is a request that has arrived, for [Module.Incoming].
type Incoming struct {
	Method string // as it came
	URL    string // absolute
	// Header belongs to the request from now on. Its keys must be canonical, and Host, if scripts shall see it, in it.
	Header http.Header
	// Data is the body when it is there, Reader when it is yet to be read; both nil for none. Scripts can't change
	// Data. Reader is closed at the end of the scope at the latest; Close may be called while Read runs, and must
	// then make it return.
	Data   []byte
	Reader io.ReadCloser
	// Limit is max_body_size in bytes: reading more than that from Reader is a RangeError of status 413. 0 is no limit.
	Limit int64
	// Signal makes the request's AbortSignal. It is called when a script first asks for it, and may be nil.
	Signal func() *goja.Object
}

// Incoming makes the Request of a request that has arrived.
func (m *Module) Incoming(in Incoming) *goja.Object {
	r := &Request{method: in.Method, url: in.URL, fields: in.Header, makeSignal: in.Signal, policy: defaultPolicy}
	r.body = &r.own
	switch {
	case in.Reader != nil:
		m.fromHost(r.body, in.Reader, in.Limit)
	case in.Data != nil:
		r.own.kind, r.own.data = fromData, in.Data
	}
	return m.requests.Wrap(r)
}

// Received is the response of another server, for [Module.Received].
type Received struct {
	Status     int
	StatusText string
	Header     http.Header // as in [Incoming]
	URL        string      // after redirects, without its fragment
	Redirected bool
	// Body is closed when it was read; nil for none. At the end of the scope whoever gives it closes it. Close may be
	// called while Read runs, and must then make it return.
	Body io.ReadCloser
	// Limit is the greatest number of bytes that text(), json() and so on read of Body; more is a
	// [http.MaxBytesError]. What reads its stream has no limit. 0 is none at all.
	Limit int64
	// Failure makes of an error of Body what scripts see; nil is a TypeError that says it. It is called by the owner.
	Failure func(error) goja.Value
}

// Received makes the Response that fetch gives.
func (m *Module) Received(in Received) *goja.Object {
	r := &Response{
		status: in.Status, statusText: in.StatusText, url: in.URL, redirected: in.Redirected, kind: "basic",
		headers: headers.From(in.Header, headers.Immutable),
	}
	if in.Body != nil {
		r.body.kind, r.body.forget = fromReader, func() {}
		r.body.reader = &foreign{ReadCloser: in.Body, limit: in.Limit, failure: in.Failure}
	}
	return m.responses.Wrap(r)
}

// Payload is what a body holds, for who sends it: one of the three, or nothing at all when there is no body.
type Payload struct {
	// Data is the whole body. It must not be changed.
	Data []byte
	// Reader gives the body. The receiver closes it. Size is the number of its bytes, -1 when that is not known.
	Reader io.ReadCloser
	Size   int64
	// Stream is a ReadableStream, for [stream.Module.Pump].
	Stream *goja.Object
}

// Payload takes the body of a request or response to send it, after which scripts can't read it any more. It throws a
// TypeError when they have done so before.
func (m *Module) Payload(b *Body) Payload {
	if b.kind == none {
		return Payload{}
	}
	if m.unusable(b) {
		panic(m.k.TypeError("Body is unusable: it has been read already, or its stream is locked"))
	}
	switch b.kind {
	case fromText:
		b.used = true
		return Payload{Data: []byte(b.text)}
	case fromData:
		b.used = true
		return Payload{Data: b.data}
	case fromBlob:
		b.used = true
		if data, ok := b.blob.Memory(); ok {
			return Payload{Data: data}
		}
		return Payload{Reader: b.blob.Open(), Size: b.blob.Size()}
	case fromReader:
		b.used = true
		b.forget()
		return Payload{Reader: b.reader, Size: -1}
	}
	if data, ok := m.Streams.TakeBytes(b.stream); ok {
		return Payload{Data: data}
	}
	if r, ok := m.Streams.Take(b.stream); ok {
		return Payload{Reader: r, Size: -1}
	}
	return Payload{Stream: b.stream}
}
