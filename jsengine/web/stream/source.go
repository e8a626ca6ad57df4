package stream

import (
	"bytes"
	"context"
	"errors"
	"io"
	"sync"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/native"
)

// ChunkSize is the greatest number of bytes that one chunk of a reader's stream has.
const ChunkSize = 64 << 10

// Options are how [Module.FromReader] behaves.
type Options struct {
	// Failure makes of an error of the reader what the stream is errored with; nil is a TypeError that says it. It is
	// called by the owner.
	Failure func(error) goja.Value

	// Foreign says that whoever gives the reader closes it at the end of the scope, so that a stream that nobody can
	// read any more is not kept until then.
	Foreign bool
}

// source is where the bytes of a stream come from.
type source struct {
	data    []byte // what the stream of FromBytes still has to give
	reader  io.ReadCloser
	options Options
	// forget takes back the closing of the reader at the end of the scope.
	forget func()
	closed sync.Once
	broken error // what the next read gives
	taken  bool
}

// FromReader makes a byte stream of r, which belongs to it from now on. Nothing is read before JavaScript asks, and then
// one chunk at a time, on a goroutine. r is closed after its end or an error, when the stream is canceled and when the
// current scope ends; Close may be called while Read runs, and must then make it return.
func (m *Module) FromReader(r io.ReadCloser, o Options) *goja.Object {
	s := &source{reader: r, options: o}
	s.forget = func() {}
	if !o.Foreign {
		s.forget = m.loop.Cleanup(func() { go s.close() }) // Close may block, and the owner must not
	}
	return m.newStream(s)
}

// FromBytes makes a byte stream of data, which must not change any more; JavaScript gets a copy.
func (m *Module) FromBytes(data []byte) *goja.Object {
	return m.newStream(&source{data: data})
}

func (m *Module) newStream(s *source) *goja.Object {
	script := m.load()
	stream := m.call(script.fromSource, m.side.Wrap(s))
	m.k.Call(m.rememberedAs, m.sources, stream, m.side.Wrap(s))
	return stream.(*goja.Object)
}

// Take gives back the reader of a stream that [Module.FromReader] or [Module.FromBytes] has made, if the stream is
// neither disturbed nor locked. Then it is locked and disturbed for good, and the caller closes the reader.
func (m *Module) Take(stream goja.Value) (r io.ReadCloser, ok bool) {
	s := m.untouched(stream)
	if s == nil {
		return nil, false
	}
	m.seize(stream, s)
	if s.reader == nil {
		return io.NopCloser(bytes.NewReader(s.data)), true
	}
	s.forget()
	return s.reader, true
}

// TakeBytes is [Module.Take] for the streams of [Module.FromBytes] only. The bytes must not be changed.
func (m *Module) TakeBytes(stream goja.Value) (data []byte, ok bool) {
	s := m.untouched(stream)
	if s == nil || s.reader != nil {
		return nil, false
	}
	m.seize(stream, s)
	return s.data, true
}

// untouched gives the source of a stream that can be taken back, else nil.
func (m *Module) untouched(stream goja.Value) *source {
	if !m.IsReadable(stream) || m.Disturbed(stream) || m.Locked(stream) {
		return nil
	}
	s, ok := native.SideOf[*source](m.k.Call(m.sourceOf, m.sources, stream))
	if !ok || s.taken {
		return nil
	}
	return s
}

func (m *Module) seize(stream goja.Value, s *source) {
	o := stream.(*goja.Object)
	native.Check(o.Set("_reader", m.k.Object())) // no real one is needed where nothing will ever be read
	native.Check(o.Set("_disturbed", true))
	s.taken = true
}

// buffers are what chunks are read into before their size is known.
type buffers struct{ pool sync.Pool }

func (b *buffers) get() *[ChunkSize]byte {
	if buffer, ok := b.pool.Get().(*[ChunkSize]byte); ok {
		return buffer
	}
	return new([ChunkSize]byte)
}

// pull is called when JavaScript waits for a chunk of a source; the controller gets it.
func (m *Module) pull(call goja.FunctionCall) goja.Value {
	s, controller := m.sourceSide(call), call.Argument(1)
	if s.reader == nil {
		chunk := goja.Undefined()
		if len(s.data) > 0 {
			chunk = m.k.Uint8Array(bytes.Clone(s.data))
		}
		s.data = nil
		return m.call(m.script.deliver, controller, chunk, m.k.VM.ToValue(true))
	}
	promise, resolve, reject := m.k.Promise()
	m.loop.Go(func(ctx context.Context) func() {
		chunk, err := s.read(ctx, &m.buffers)
		return func() {
			if err != nil && !errors.Is(err, io.EOF) {
				s.forget()
				reject(s.failure(m.k, err))
				return
			}
			if err != nil {
				s.forget()
			}
			if thrown := m.k.VM.Try(func() { m.deliver(controller, chunk, err != nil) }); thrown != nil {
				reject(thrown.Value())
				return
			}
			resolve(goja.Undefined())
		}
	})
	return promise
}

func (m *Module) deliver(controller goja.Value, chunk []byte, done bool) {
	v := goja.Undefined()
	if len(chunk) > 0 {
		v = m.k.Uint8Array(chunk)
	}
	m.call(m.script.deliver, controller, v, m.k.VM.ToValue(done))
}

// read reads a chunk; at the end and after an error it closes the reader. When ctx ends, so does the reading.
func (s *source) read(ctx context.Context, b *buffers) (chunk []byte, err error) {
	if s.broken != nil {
		return nil, s.broken
	}
	stop := context.AfterFunc(ctx, s.close)
	defer stop()
	buffer := b.get()
	defer b.pool.Put(buffer)
	n := 0
	for range 100 { // as often as bufio tries
		if n, err = s.reader.Read(buffer[:]); n > 0 || err != nil {
			break
		}
	}
	if n == 0 && err == nil {
		err = io.ErrNoProgress
	}
	if err != nil {
		s.close()
	}
	if n > 0 && err != nil && !errors.Is(err, io.EOF) {
		s.broken, err = err, nil // what was read before the error counts
	}
	return bytes.Clone(buffer[:n]), err
}

func (s *source) close() {
	s.closed.Do(func() { _ = s.reader.Close() })
}

func (s *source) failure(k *native.Kit, err error) goja.Value {
	if s.options.Failure != nil {
		return s.options.Failure(err)
	}
	return k.TypeError("reading the stream: %v", err)
}

// cancel is called when JavaScript does not want the rest of a source.
func (m *Module) cancel(call goja.FunctionCall) goja.Value {
	s := m.sourceSide(call)
	s.data = nil
	if s.reader != nil {
		s.forget()
		m.loop.Go(func(context.Context) func() {
			s.close()
			return nil
		})
	}
	return goja.Undefined()
}

func (m *Module) sourceSide(call goja.FunctionCall) *source {
	s, _ := native.SideOf[*source](call.Argument(0))
	return s
}
