package stream_test

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"sync"
	"testing"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/loop/looptest"
	"github.com/caddyhbf/hbf/jsengine/web/stream"
)

// body is a reader that gives one piece at a time, then err, and knows that it was closed. When it has no pieces and
// no error, Read blocks until Close.
type body struct {
	mu     sync.Mutex
	pieces []string
	err    error
	reads  int
	closed chan struct{}
	once   sync.Once
}

func newBody(err error, pieces ...string) *body {
	return &body{pieces: pieces, err: err, closed: make(chan struct{})}
}

func (b *body) Read(p []byte) (int, error) {
	b.mu.Lock()
	b.reads++
	if len(b.pieces) == 0 && b.err == nil {
		b.mu.Unlock()
		<-b.closed
		return 0, io.ErrClosedPipe
	}
	defer b.mu.Unlock()
	if len(b.pieces) == 0 {
		return 0, b.err
	}
	n := copy(p, b.pieces[0])
	if b.pieces[0] = b.pieces[0][n:]; b.pieces[0] == "" {
		b.pieces = b.pieces[1:]
	}
	return n, nil
}

func (b *body) Close() error {
	b.once.Do(func() { close(b.closed) })
	return nil
}

func (b *body) isClosed() bool {
	select {
	case <-b.closed:
		return true
	default:
		return false
	}
}

func give(l *looptest.Loop, s *goja.Object) { l.Kit.Global("s", s) }

// JavaScript gets what a reader gives, chunk by chunk, and the reader is closed at its end.
func TestReaderIsReadToItsEnd(t *testing.T) {
	l, m := newModule(t)
	b := newBody(io.EOF, "ab", strings.Repeat("x", stream.ChunkSize+1), "c")
	give(l, m.FromReader(b, stream.Options{}))
	got := settle(l, `const r = s.getReader(), sizes = []; for (;;) { const { value, done } = await r.read(); if (done) return sizes; sizes.push(value.length) }`)
	if got != "[2,65536,1,1]" || !b.isClosed() {
		t.Errorf("%s, closed %v", got, b.isClosed())
	}
}

// Nothing is read before JavaScript asks, and no more than it asks for.
func TestReaderIsReadOnDemand(t *testing.T) {
	l, m := newModule(t)
	b := newBody(io.EOF, "a", "b", "c")
	give(l, m.FromReader(b, stream.Options{}))
	if l.Run(`0`); b.reads != 0 {
		t.Fatalf("%d reads of a stream that nobody reads", b.reads)
	}
	if got := settle(l, `return (await s.getReader().read()).value[0]`); got != "97" || b.reads != 1 {
		t.Errorf("%s after %d reads", got, b.reads)
	}
}

func TestReaderFillsBuffersOfJavaScript(t *testing.T) {
	l, m := newModule(t)
	give(l, m.FromReader(newBody(io.EOF, "abc", "de"), stream.Options{}))
	got := settle(l, `const r = s.getReader({ mode: 'byob' }), out = []; for (;;) { const { value, done } = await r.read(new Uint8Array(2)); if (done) return out.concat(value.length); out.push(String.fromCharCode(...value)) }`)
	if got != `["ab","c","de",0]` {
		t.Error(got)
	}
}

func TestErrorOfReaderBreaksTheStream(t *testing.T) {
	l, m := newModule(t)
	b := newBody(errors.New("the cable is cut"), "a")
	give(l, m.FromReader(b, stream.Options{}))
	if got := settle(l, `const r = s.getReader(); await r.read(); await r.read()`); got != "TypeError: reading the stream: the cable is cut" || !b.isClosed() {
		t.Errorf("%s, closed %v", got, b.isClosed())
	}
	give(l, m.FromReader(newBody(io.ErrUnexpectedEOF), stream.Options{Failure: func(err error) goja.Value { return l.Kit.RangeError("own: %v", err) }}))
	if got := settle(l, `await s.getReader().read()`); got != "RangeError: own: unexpected EOF" {
		t.Error(got)
	}
}

func TestCancelClosesTheReader(t *testing.T) {
	l, m := newModule(t)
	b := newBody(nil, "a")
	give(l, m.FromReader(b, stream.Options{}))
	if got := settle(l, `const r = s.getReader(); await r.read(); await r.cancel(); return (await r.read()).done`); got != "true" {
		t.Error(got)
	}
	l.Run(`0`) // runs what is pending
	<-b.closed
}

// At the end of the scope readers are closed: those that nobody has read, and those that just are being read.
func TestEndOfScopeClosesReaders(t *testing.T) {
	l, m := newModule(t)
	idle, busy, taken := newBody(nil), newBody(nil), newBody(nil)
	m.FromReader(idle, stream.Options{})
	give(l, m.FromReader(busy, stream.Options{}))
	if r, ok := m.Take(m.FromReader(taken, stream.Options{})); !ok || r != taken {
		t.Fatal("a fresh stream can't be taken")
	}
	if _, err := l.VM.RunString(`void s.getReader().read()`); err != nil {
		t.Fatal(err)
	}
	l.End()
	<-idle.closed
	<-busy.closed
	if taken.isClosed() {
		t.Error("what was taken was closed")
	}
}

// Only a stream of Go's that no script has touched can be taken back, and then it is locked.
func TestTake(t *testing.T) {
	l, m := newModule(t)
	for script, want := range map[string]bool{
		``:                            true,
		`s.locked`:                    true,
		`s.getReader()`:               false,
		`s.getReader().releaseLock()`: true,
		`s.cancel()`:                  false,
		`s.tee()`:                     false,
		`s = new ReadableStream()`:    false,
		`s = {}`:                      false,
		`s = 5`:                       false,
		`s = Object.create(s)`:        false,
		`s = new (class extends ReadableStream {})`: false,
	} {
		give(l, m.FromBytes([]byte("data")))
		l.Run(script)
		v := l.VM.Get("s")
		r, ok := m.Take(v)
		if ok != want {
			t.Errorf("%s: %v, want %v", script, ok, want)
		}
		if !ok {
			continue
		}
		if data, _ := io.ReadAll(r); string(data) != "data" {
			t.Errorf("%s: %q", script, data)
		}
		if _, again := m.Take(v); again || !m.Locked(v) || !m.Disturbed(v) {
			t.Errorf("%s: it can be used after it was taken", script)
		}
	}
}

// JavaScript gets copies: what it does to a chunk leaves the bytes alone.
func TestBytesAreNotJavaScripts(t *testing.T) {
	l, m := newModule(t)
	data := []byte("data")
	give(l, m.FromBytes(data))
	got := settle(l, `const r = s.getReader(), { value } = await r.read(); value[0] = 0; return [value.length, (await r.read()).done]`)
	if got != "[4,true]" || !bytes.Equal(data, []byte("data")) {
		t.Errorf("%s, %q", got, data)
	}
	give(l, m.FromBytes(nil))
	if got := settle(l, `return (await s.getReader().read()).done`); got != "true" {
		t.Error(got)
	}
}
