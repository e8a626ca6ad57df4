package stream

import (
	"bytes"
	"context"
	"errors"
	"io"
	"sync"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/loop"
	"github.com/caddyhbf/hbf/jsengine/native"
)

// codec compresses or decompresses between two streams of JavaScript. What it has put out waits in out until JavaScript
// reads it, and while that is full the codec takes in nothing: however well an input is compressed, only a few chunks
// of it are in memory at a time.
type codec struct {
	out  chan []byte   // closed at the end
	stop chan struct{} // closed when nobody needs the rest
	once sync.Once
	// forget takes back the stopping at the end of the scope.
	forget func()

	in io.WriteCloser
	// interrupt makes the reading of input return; nil for a compressor, which reads none.
	interrupt func()
	// finished is closed when all has been put out; then err is what went wrong. nil for a compressor.
	finished chan struct{}
	err      error
}

var errStopped = errors.New("the stream was canceled")

// pending is how many chunks of a codec's output wait for JavaScript to read them.
const pending = 4

func newCodec() *codec {
	return &codec{out: make(chan []byte, pending), stop: make(chan struct{})}
}

// halt ends the codec's work, on whatever goroutine. It does not block.
func (c *codec) halt() {
	c.once.Do(func() {
		close(c.stop)
		if c.interrupt != nil {
			c.interrupt()
		}
	})
}

// Write puts out a chunk.
func (c *codec) Write(chunk []byte) (int, error) {
	for rest := chunk; len(rest) > 0; {
		n := min(len(rest), ChunkSize)
		select {
		case c.out <- bytes.Clone(rest[:n]):
			rest = rest[n:]
		case <-c.stop:
			return len(chunk) - len(rest), errStopped
		}
	}
	return len(chunk), nil
}

func (m *Module) compressor(call goja.FunctionCall) goja.Value {
	f := m.format(call.Argument(0))
	c := newCodec()
	c.in = f.compress(c)
	c.forget = m.loop.Cleanup(c.halt)
	return m.side.Wrap(c)
}

func (m *Module) decompressor(call goja.FunctionCall) goja.Value {
	f := m.format(call.Argument(0))
	c := newCodec()
	r, w := io.Pipe()
	c.in = w
	c.interrupt = func() { _ = r.CloseWithError(errStopped) }
	c.finished = make(chan struct{})
	c.forget = m.loop.Cleanup(c.halt)
	go func() { // ends when the input does, at an error, or when it is halted
		defer close(c.finished)
		defer close(c.out)
		c.err = f.decompress(c, r)
		_ = r.CloseWithError(c.err)
	}()
	return m.side.Wrap(c)
}

// codecWrite gives a codec a chunk: a promise that is settled when it has taken it in.
func (m *Module) codecWrite(call goja.FunctionCall) goja.Value {
	c := codecSide(call)
	data, ok := m.k.Bytes(call.Argument(1))
	if !ok {
		panic(m.k.TypeError("a chunk of a compression stream must be an ArrayBuffer or a view of one"))
	}
	data = bytes.Clone(data)
	return m.codecWork(c, func() error {
		_, err := c.in.Write(data)
		return err
	})
}

// codecEnd says that a codec's input is complete: a promise that is settled when all was put out.
func (m *Module) codecEnd(call goja.FunctionCall) goja.Value {
	c := codecSide(call)
	return m.codecWork(c, func() error {
		err := c.in.Close()
		if c.finished == nil {
			close(c.out)
			return err
		}
		<-c.finished
		return c.err
	})
}

func (m *Module) codecWork(c *codec, work func() error) goja.Value {
	return loop.Promise(m.loop, m.k, func(ctx context.Context) (struct{}, error) {
		defer context.AfterFunc(ctx, c.halt)()
		return struct{}{}, work()
	}, func(struct{}) goja.Value { return goja.Undefined() }, m.codecFailure)
}

// codecRead waits for a chunk of a codec's output: a promise of it, or of undefined at the end.
func (m *Module) codecRead(call goja.FunctionCall) goja.Value {
	c := codecSide(call)
	return loop.Promise(m.loop, m.k, func(ctx context.Context) ([]byte, error) {
		select {
		case chunk, ok := <-c.out:
			if !ok && c.finished != nil {
				<-c.finished
				return nil, c.err
			}
			return chunk, nil
		case <-c.stop:
			return nil, errStopped
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}, func(chunk []byte) goja.Value {
		if chunk == nil {
			c.forget()
			return goja.Undefined()
		}
		return m.k.Uint8Array(chunk)
	}, m.codecFailure)
}

func (m *Module) codecStop(call goja.FunctionCall) goja.Value {
	c := codecSide(call)
	c.forget()
	c.halt()
	return goja.Undefined()
}

func (m *Module) codecFailure(err error) goja.Value {
	return m.k.TypeError("the compressed data is not valid: %v", err)
}

func codecSide(call goja.FunctionCall) *codec {
	c, _ := native.SideOf[*codec](call.Argument(0))
	return c
}
