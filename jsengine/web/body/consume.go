package body

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/loop"
	"github.com/caddyhbf/hbf/jsengine/native"
	"github.com/caddyhbf/hbf/jsengine/web/blob"
	"github.com/caddyhbf/hbf/jsengine/web/form"
)

// carrier is what has a body: a request or a response.
type carrier interface {
	content() *Body
	contentType() string
}

// mixin defines the members of https://fetch.spec.whatwg.org/#body-mixin.
func mixin[T carrier](m *Module, c *native.Class[T]) {
	vm := m.k.VM
	c.Getter("body", func(x T) goja.Value { return m.streamOf(x.content()) })
	c.Getter("bodyUsed", func(x T) goja.Value { return vm.ToValue(m.bodyUsed(x.content())) })
	method := func(name string, value func(data []byte) goja.Value) {
		k := m.k
		k.Put(c.Prototype, name, k.Function(name, 0, func(call goja.FunctionCall) goja.Value {
			return k.Async(func() goja.Value { return m.consume(c.This(call.This).content(), value) })
		}))
	}
	method("arrayBuffer", func(data []byte) goja.Value { return m.k.ArrayBuffer(data) })
	method("bytes", func(data []byte) goja.Value { return m.k.Uint8Array(data) })
	method("json", func(data []byte) goja.Value { return m.k.ParseJSON(blob.Decode(data)) })
	method("text", func(data []byte) goja.Value { return vm.ToValue(blob.Decode(data)) })
	m.k.Put(c.Prototype, "blob", m.k.Function("blob", 0, func(call goja.FunctionCall) goja.Value {
		return m.k.Async(func() goja.Value {
			x := c.This(call.This)
			contentType := x.contentType()
			if b := x.content(); b.kind == fromBlob && b.stream == nil && !b.used {
				b.used = true
				return m.Blobs.Object(blob.Concat(contentType, b.blob))
			}
			return m.consume(x.content(), func(data []byte) goja.Value {
				return m.Blobs.Object(blob.FromBytes(data, contentType))
			})
		})
	}))
	m.k.Put(c.Prototype, "formData", m.k.Function("formData", 0, func(call goja.FunctionCall) goja.Value {
		return m.k.Async(func() goja.Value {
			x := c.This(call.This)
			return m.formData(x.content(), x.contentType())
		})
	}))
}

// use marks a body as read, and gives its bytes, if they are there, or a reader. Where the body is a stream that only
// JavaScript can read, both are nil.
func (m *Module) use(b *Body) (data []byte, r io.ReadCloser) {
	if m.unusable(b) {
		panic(m.k.TypeError("Body is unusable: it has been read already, or its stream is locked"))
	}
	switch b.kind {
	case none:
		return []byte{}, nil
	case fromText:
		data = append([]byte{}, b.text...)
	case fromData:
		data = append([]byte{}, b.data...) // the owner of the copy may change it
	case fromBlob:
		if memory, ok := b.blob.Memory(); ok {
			data = append([]byte{}, memory...)
		} else {
			r = b.blob.Open()
		}
	case fromReader:
		b.forget()
		r = b.reader
	case fromStream:
		if taken, ok := m.Streams.TakeBytes(b.stream); ok {
			return append([]byte{}, taken...), nil
		}
		r, _ = m.Streams.Take(b.stream)
		return nil, r
	}
	b.used = true
	b.text, b.data, b.blob, b.reader = "", nil, nil, nil
	return data, r
}

// consume reads a body and gives what value makes of its bytes, or a promise of that.
func (m *Module) consume(b *Body, value func([]byte) goja.Value) goja.Value {
	data, r := m.use(b)
	switch {
	case r != nil:
		failure := m.failureOf(r)
		r = m.whole(r)
		return loop.Promise(m.loop, m.k, func(ctx context.Context) ([]byte, error) {
			defer r.Close()
			defer context.AfterFunc(ctx, func() { _ = r.Close() })()
			return io.ReadAll(r)
		}, value, failure)
	case data != nil:
		return value(data)
	default:
		return m.collect(b, value)
	}
}

// collect reads a stream of JavaScript's.
func (m *Module) collect(b *Body, value func([]byte) goja.Value) goja.Value {
	promise, resolve, reject := m.k.Promise()
	m.Streams.Collect(b.stream, m.Limit, func(data []byte, thrown goja.Value) {
		if thrown != nil {
			reject(thrown)
			return
		}
		var v goja.Value
		if exception := m.k.VM.Try(func() { v = value(data) }); exception != nil {
			reject(exception.Value())
			return
		}
		resolve(v)
	})
	return promise
}

// formData parses a body on a goroutine, as its bytes come in.
func (m *Module) formData(b *Body, contentType string) goja.Value {
	if media, _, _ := strings.Cut(contentType, ";"); !isForm(strings.ToLower(strings.TrimSpace(media))) {
		if m.unusable(b) {
			panic(m.k.TypeError("Body is unusable: it has been read already, or its stream is locked"))
		}
		panic(m.failure(form.ErrType))
	}
	data, r := m.use(b)
	switch {
	case r != nil:
		return m.parseForm(r, contentType)
	case data != nil:
		return m.parseForm(io.NopCloser(bytes.NewReader(data)), contentType)
	default:
		return m.collect(b, func(data []byte) goja.Value {
			return m.parseForm(io.NopCloser(bytes.NewReader(data)), contentType)
		})
	}
}

func isForm(media string) bool {
	return media == "multipart/form-data" || media == "application/x-www-form-urlencoded"
}

func (m *Module) parseForm(r io.ReadCloser, contentType string) goja.Value {
	failure := m.failureOf(r)
	if _, ok := r.(*foreign); ok {
		r = m.whole(r)
	}
	spool := &form.Spool{MaxText: m.Limit}
	m.loop.Cleanup(spool.Close)
	return loop.Promise(m.loop, m.k, func(ctx context.Context) ([]form.Entry, error) {
		defer r.Close()
		defer context.AfterFunc(ctx, func() { _ = r.Close() })()
		return form.Parse(ctx, r, contentType, spool)
	}, func(entries []form.Entry) goja.Value { return m.Forms.Object(entries) }, failure)
}

// failure is the error that JavaScript sees when a body can't be read. One that is too large is a RangeError with the
// property status, 413, as Express's errors have it, and others have the status that the host's error asks for with its
// method Status.
func (m *Module) failure(err error) goja.Value {
	var (
		tooLarge *http.MaxBytesError
		limit    *form.LimitError
		status   interface {
			error
			Status() int
		}
	)
	switch {
	case errors.As(err, &tooLarge):
		return m.tooLarge(fmt.Sprintf("the body is larger than max_body_size (%d bytes)", tooLarge.Limit))
	case errors.As(err, &limit):
		return m.tooLarge(limit.Error())
	case errors.As(err, &status) && status.Status() == http.StatusRequestEntityTooLarge:
		return m.tooLarge(status.Error())
	case errors.As(err, &status):
		e := m.k.TypeError("the body can't be read: %v", status)
		m.k.Hide(e, "status", m.k.VM.ToValue(status.Status()))
		return e
	default:
		return m.k.TypeError("the body can't be read: %v", err)
	}
}

func (m *Module) tooLarge(message string) *goja.Object {
	e := m.k.RangeError("%s", message)
	m.k.Hide(e, "status", m.k.VM.ToValue(http.StatusRequestEntityTooLarge))
	return e
}
