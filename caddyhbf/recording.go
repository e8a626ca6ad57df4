package caddyhbf

import (
	"errors"
	"io"
	"sync"
	"sync/atomic"
)

// recording is the body of a request that may have to be read twice: by the app's process, and, when the app does not
// handle the request, by the next handler. Whoever reads on waits for the other's read to end.
type recording struct {
	mu    sync.Mutex
	from  io.ReadCloser
	bytes []byte // what was read of it
	err   error  // how that ended

	again atomic.Bool // the next handler reads
}

// playback reads a recording from its beginning.
type playback struct {
	*recording
	first    bool // for the app's process
	position int
}

var errPassedOn = errors.New("the request was passed on to the next handler")

// Read implements io.Reader.
func (b *playback) Read(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case b.first && b.again.Load():
		return 0, errPassedOn
	case b.position < len(b.bytes):
		n := copy(p, b.bytes[b.position:])
		b.position += n
		return n, nil
	case b.err != nil:
		return 0, b.err
	}
	n, err := b.from.Read(p)
	b.bytes = append(b.bytes, p[:n]...)
	b.position += n
	b.err = err
	return n, err
}

// Close implements io.Closer. The server closes what is recorded.
func (b *playback) Close() error { return nil }

// restart gives the body to the next handler. The app's process gets no more of it.
func (b *recording) restart() io.ReadCloser {
	b.again.Store(true)
	return &playback{recording: b}
}
