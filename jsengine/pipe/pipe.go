// Package pipe carries the body of a response that is written bit by bit from the owner of a runtime, who must never
// wait, to the goroutine that writes to the client, which may.
package pipe

import (
	"context"
	"errors"
	"io"
	"sync"
	"time"
)

// HighWater is the number of bytes that a pipe holds before it is full. A full pipe takes more all the same: its
// writer is asked to wait, not made to.
const HighWater = 64 << 10

// Pipe is a queue of chunks with one end for the owner (Write, End, Full, OnDrain) and one for the client's goroutine
// (Next, Cancel). Its methods are safe for concurrent use and none but Next waits.
type Pipe struct {
	wake chan struct{} // holds a token when there may be something new for Next

	mu       sync.Mutex
	chunks   [][]byte
	queued   int // bytes in chunks
	taken    int // bytes that Next has handed out and that are being written
	ended    bool
	err      error
	canceled bool
	drained  func()
	gone     func()

	every time.Duration
	idle  []byte
}

// New makes an empty pipe.
func New() *Pipe { return &Pipe{wake: make(chan struct{}, 1)} }

// Write appends a chunk, which belongs to the pipe from now on. After End or Cancel it is dropped.
func (p *Pipe) Write(chunk []byte) {
	p.mu.Lock()
	if !p.ended && !p.canceled && len(chunk) > 0 {
		p.chunks = append(p.chunks, chunk)
		p.queued += len(chunk)
	}
	p.mu.Unlock()
	p.signal()
}

// End says that no more chunks come: because the body is complete, or, with an error, because it never will be. Only
// the first call counts.
func (p *Pipe) End(err error) {
	p.mu.Lock()
	if !p.ended {
		p.ended, p.err = true, err
	}
	p.mu.Unlock()
	p.signal()
}

// KeepAlive makes Next give chunk whenever nothing else has come for the given time, so that nothing on the way takes
// the connection for dead and a client's absence is noticed. It must be called before the first Next.
func (p *Pipe) KeepAlive(every time.Duration, chunk []byte) { p.every, p.idle = every, chunk }

// Buffered is the number of bytes that were not written to the client yet.
func (p *Pipe) Buffered() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.queued + p.taken
}

// Full reports whether the writer should wait, for which it uses OnDrain.
func (p *Pipe) Full() bool { return p.Buffered() >= HighWater }

// OnDrain has f called once, from another goroutine, when what the pipe holds now has been written, at the latest, or
// when the client has gone; at once if the pipe is empty. f takes the place of a function that still waits.
func (p *Pipe) OnDrain(f func()) {
	p.mu.Lock()
	now := p.canceled || p.queued+p.taken == 0
	if !now {
		p.drained = f
	}
	p.mu.Unlock()
	if now {
		f()
	}
}

// Canceled reports whether the client has gone.
func (p *Pipe) Canceled() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.canceled
}

// ErrBroken is what Next gives when a body ended with an error that says no more.
var ErrBroken = errors.New("the response was broken off")

// Next waits for chunks and hands out all there are, in order. By calling it again the caller says that it has written
// those of the call before. The error is io.EOF after the last chunk, what End was given, or the cause of ctx's end.
func (p *Pipe) Next(ctx context.Context) ([][]byte, error) {
	var clock <-chan time.Time
	if p.every > 0 {
		timer := time.NewTimer(p.every)
		defer timer.Stop()
		clock = timer.C
	}
	for {
		chunks, drained, err := p.take()
		if drained != nil {
			drained()
		}
		if len(chunks) > 0 || err != nil {
			return chunks, err
		}
		select {
		case <-p.wake:
		case <-clock:
			return [][]byte{p.idle}, nil
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
	}
}

func (p *Pipe) take() (chunks [][]byte, drained func(), err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.taken = 0
	if len(p.chunks) == 0 {
		drained, p.drained = p.drained, nil
		switch {
		case p.ended && p.err != nil:
			err = p.err
		case p.ended:
			err = io.EOF
		}
		return nil, drained, err
	}
	chunks, p.chunks = p.chunks, nil
	p.taken, p.queued = p.queued, 0
	return chunks, nil, nil
}

// Cancel says that the client has gone: nothing is taken any more.
func (p *Pipe) Cancel() {
	p.mu.Lock()
	p.canceled, p.chunks, p.queued, p.taken = true, nil, 0, 0
	drained, gone := p.drained, p.gone
	p.drained, p.gone = nil, nil
	p.mu.Unlock()
	if drained != nil {
		drained()
	}
	if gone != nil {
		gone()
	}
}

// OnCancel has f called once when Cancel is. It must be set before the pipe's other end is in use.
func (p *Pipe) OnCancel(f func()) { p.gone = f }

func (p *Pipe) signal() {
	select {
	case p.wake <- struct{}{}:
	default:
	}
}
