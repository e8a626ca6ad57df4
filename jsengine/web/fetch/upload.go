package fetch

import (
	"bytes"
	"context"
	"io"
	"sync"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/loop"
	"github.com/caddyhbf/hbf/jsengine/pipe"
	"github.com/caddyhbf/hbf/jsengine/web/body"
	"github.com/caddyhbf/hbf/jsengine/web/fetch/outbound"
)

// upload is the body of a request that is being sent.
type upload interface {
	// body gives what the client shall send.
	body() outbound.Body
	// drop gives up what has not been sent, from whatever goroutine and without waiting.
	drop()
	// stop is drop in a turn, for a reason that the body's source shall get.
	stop(reason goja.Value)
}

func (m *Module) upload(f *flight, payload body.Payload) upload {
	switch {
	case payload.Stream != nil:
		return m.uploadStream(f, payload.Stream)
	case payload.Reader != nil:
		return &uploadReader{source: payload.Reader, size: payload.Size}
	}
	return uploadBytes(payload.Data)
}

// uploadBytes is a body in memory, nil for none. It can be sent more than once.
type uploadBytes []byte

func (u uploadBytes) body() outbound.Body {
	if u == nil {
		return outbound.Body{}
	}
	return outbound.Body{
		Open:   func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(u)), nil },
		Length: int64(len(u)),
	}
}

func (uploadBytes) drop()           {}
func (uploadBytes) stop(goja.Value) {}

// uploadReader is a body that Go reads, such as that of another response.
type uploadReader struct {
	source io.ReadCloser
	size   int64
	closed sync.Once
}

func (u *uploadReader) body() outbound.Body {
	return outbound.Body{Open: func() (io.ReadCloser, error) { return u, nil }, Once: true, Length: u.size}
}

// Read implements io.Reader.
func (u *uploadReader) Read(p []byte) (int, error) { return u.source.Read(p) }

// Close implements io.Closer.
func (u *uploadReader) Close() error {
	u.closed.Do(func() { _ = u.source.Close() }) // nothing was written to it
	return nil
}

func (u *uploadReader) drop()           { go u.Close() } // which may block
func (u *uploadReader) stop(goja.Value) { u.drop() }

// uploadStream is a ReadableStream that only JavaScript can read. Each of its chunks is an effect: what the app has
// written to the database before it gave the chunk is safe when the chunk leaves.
type uploadStream struct {
	ctx    context.Context //nolint:containedctx // the flight's
	loop   loop.Loop
	chunks *pipe.Pipe
	rest   [][]byte
	cancel func(reason goja.Value)
}

func (m *Module) uploadStream(f *flight, stream *goja.Object) *uploadStream {
	u := &uploadStream{ctx: f.ctx, loop: m.loop, chunks: pipe.New()}
	post := m.loop.Poster()
	u.chunks.OnCancel(func() {
		post(func() { u.cancel(m.k.TypeError("the body of the request is not needed any more")) })
	})
	u.cancel = m.Bodies.Streams.Pump(stream, u)
	return u
}

func (u *uploadStream) body() outbound.Body {
	return outbound.Body{Open: func() (io.ReadCloser, error) { return uploadSide{u}, nil }, Once: true, Length: -1}
}

func (u *uploadStream) drop() { u.chunks.Cancel() }

func (u *uploadStream) stop(reason goja.Value) {
	u.cancel(reason)
	u.chunks.Cancel()
}

// Write implements [stream.Sink].
func (u *uploadStream) Write(chunk []byte, ready func()) {
	u.loop.Emit(func() {
		u.chunks.Write(chunk)
		if u.chunks.Full() {
			u.chunks.OnDrain(ready)
		} else {
			ready()
		}
	})
}

// Close implements [stream.Sink].
func (u *uploadStream) Close() { u.loop.Emit(func() { u.chunks.End(nil) }) }

// Abort implements [stream.Sink].
func (u *uploadStream) Abort(reason goja.Value) { u.chunks.End(&bodyError{reason}) }

// uploadSide is the end of an uploadStream that the client reads.
type uploadSide struct{ *uploadStream }

// Read implements io.Reader.
func (u uploadSide) Read(p []byte) (int, error) {
	for len(u.rest) == 0 {
		chunks, err := u.chunks.Next(u.ctx)
		if err != nil {
			return 0, err
		}
		u.rest = chunks
	}
	n := copy(p, u.rest[0])
	if n == len(u.rest[0]) {
		u.rest = u.rest[1:]
	} else {
		u.rest[0] = u.rest[0][n:]
	}
	return n, nil
}

// Close implements io.Closer.
func (u uploadSide) Close() error {
	u.chunks.Cancel()
	return nil
}
