package body

import (
	"bytes"
	"fmt"
	"io"
	"net/http"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/native"
	"github.com/caddyhbf/hbf/jsengine/web/blob"
	"github.com/caddyhbf/hbf/jsengine/web/form"
	"github.com/caddyhbf/hbf/jsengine/web/stream"
	"github.com/caddyhbf/hbf/jsengine/web/url"
)

// kind is where the bytes of a body are.
type kind uint8

const (
	none kind = iota
	fromText
	fromData
	fromBlob
	fromReader
	fromStream
)

// Body is the body of a request or response. It is the owner's. Two requests share one where the standard has them
// share a stream.
type Body struct {
	kind   kind
	used   bool
	text   string
	data   []byte
	blob   *blob.Blob
	reader io.ReadCloser
	limit  int64 // of reader, 0 for none
	// stream is the ReadableStream that scripts know, nil as long as none has asked.
	stream *goja.Object
	forget func() // takes back the closing of reader at the end of the scope
}

// extract makes a body of a BodyInit and gives the Content-Type that goes with it, "" for none
// (https://fetch.spec.whatwg.org/#concept-bodyinit-extract).
func (m *Module) extract(v goja.Value, b *Body) (contentType string) {
	o, isObject := v.(*goja.Object)
	if !isObject {
		b.kind, b.text = fromText, native.Text(v)
		return "text/plain;charset=UTF-8"
	}
	if m.Streams.IsReadable(o) {
		if m.Streams.Disturbed(o) || m.Streams.Locked(o) {
			panic(m.k.TypeError("the body is a ReadableStream that is locked or was read already"))
		}
		b.kind, b.stream = fromStream, o
		return ""
	}
	if content, ok := blob.Of(o); ok {
		b.kind, b.blob = fromBlob, content
		return content.Type()
	}
	if data, ok := form.Of(o); ok {
		b.kind = fromBlob
		size := int64(0)
		for _, e := range data.Entries() {
			size += int64(len(e.Name) + len(e.Text))
		}
		m.k.CheckSize("body", size)
		b.blob, contentType = form.Serialize(data.Entries())
		return contentType
	}
	if pairs, ok := url.ParamsOf(o); ok {
		b.kind, b.text = fromText, url.SerializeForm(pairs)
		return "application/x-www-form-urlencoded;charset=UTF-8"
	}
	if data, ok := m.k.Bytes(o); ok {
		b.kind, b.data = fromData, bytes.Clone(data)
		return ""
	}
	b.kind, b.text = fromText, native.Text(o)
	return "text/plain;charset=UTF-8"
}

// fromHost makes a body of a reader, which it closes at the end of the scope if nobody has taken it until then.
func (m *Module) fromHost(b *Body, r io.ReadCloser, limit int64) {
	if limit > 0 {
		r = &limited{ReadCloser: r, left: limit, exceeded: &http.MaxBytesError{Limit: limit}}
	}
	b.kind, b.reader, b.limit = fromReader, r, limit
	b.forget = m.loop.Cleanup(func() { go r.Close() }) // Close may block, and the owner must not
}

// foreign is the body of another server's response. It goes through streams and new responses as it is, and is not kept
// for the end of the scope.
type foreign struct {
	io.ReadCloser
	limit   int64
	failure func(error) goja.Value
}

// whole bounds a reader that is about to be read to its end into memory.
func (m *Module) whole(r io.ReadCloser) io.ReadCloser {
	if f, ok := r.(*foreign); ok {
		if f.limit > 0 {
			return &limited{ReadCloser: r, left: f.limit, exceeded: &http.MaxBytesError{Limit: f.limit}}
		}
		return r
	}
	if m.Limit > 0 {
		return &limited{ReadCloser: r, left: m.Limit, exceeded: &wholeError{m.Limit}}
	}
	return r
}

// wholeError is the error of a body that is too large to be read as a whole.
type wholeError struct{ limit int64 }

func (e *wholeError) Error() string {
	return fmt.Sprintf("the body is larger than memory_limit (%d bytes), the most that can be read as a whole: read its stream instead", e.limit)
}

// Status is the HTTP status for the error.
func (e *wholeError) Status() int { return http.StatusRequestEntityTooLarge }

// failureOf gives what makes an error of a reader the error that scripts see.
func (m *Module) failureOf(r io.ReadCloser) func(error) goja.Value {
	if f, ok := r.(*foreign); ok && f.failure != nil {
		return f.failure
	}
	return m.failure
}

// bodyUsed is https://fetch.spec.whatwg.org/#dom-body-bodyused.
func (m *Module) bodyUsed(b *Body) bool {
	return b.used || b.stream != nil && m.Streams.Disturbed(b.stream)
}

// unusable is https://fetch.spec.whatwg.org/#body-unusable.
func (m *Module) unusable(b *Body) bool {
	return b.used || b.stream != nil && (m.Streams.Disturbed(b.stream) || m.Streams.Locked(b.stream))
}

// streamOf gives the ReadableStream of a body, null for none.
func (m *Module) streamOf(b *Body) goja.Value {
	if b.kind == none {
		return goja.Null()
	}
	if b.stream != nil {
		return b.stream
	}
	if b.used { // the stream is what it would be after it was read: locked and disturbed
		b.stream = m.Streams.FromBytes(nil)
		m.Streams.Take(b.stream)
		return b.stream
	}
	switch b.kind {
	case fromText:
		b.stream = m.Streams.FromBytes([]byte(b.text))
	case fromData:
		b.stream = m.Streams.FromBytes(b.data)
	case fromBlob:
		b.stream = m.Blobs.Stream(b.blob)
	default:
		b.forget()
		_, foreign := b.reader.(*foreign)
		b.stream = m.Streams.FromReader(b.reader, stream.Options{Failure: m.failureOf(b.reader), Foreign: foreign})
	}
	*b = Body{kind: fromStream, stream: b.stream}
	return b.stream
}

// clone divides a body in two with the same content. It throws a TypeError when it was read already.
func (m *Module) clone(b, other *Body) {
	if m.unusable(b) {
		panic(m.k.TypeError("the body can't be cloned after it was read"))
	}
	if b.kind == fromReader {
		m.streamOf(b)
	}
	if b.kind == fromStream {
		if data, ok := m.Streams.TakeBytes(b.stream); ok {
			b.stream = m.Streams.FromBytes(data)
			other.kind, other.data = fromData, data
			return
		}
		other.kind = fromStream
		b.stream, other.stream = m.Streams.Tee(b.stream)
		return
	}
	*other = *b
}

// limited is a reader that may not give more than so many bytes.
type limited struct {
	io.ReadCloser
	left     int64
	exceeded error // what reading more gives
}

// Read implements io.Reader.
func (l *limited) Read(p []byte) (int, error) {
	if int64(len(p)) > l.left+1 {
		p = p[:l.left+1]
	}
	n, err := l.ReadCloser.Read(p)
	if int64(n) > l.left {
		n = int(l.left)
		err = l.exceeded
	}
	l.left -= int64(n)
	return n, err
}
