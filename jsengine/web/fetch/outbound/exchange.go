package outbound

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"sync"
)

// exchange is one request with its redirects and its response, from the time when it is sent until its body has been
// read or closed. It ends by itself when its context does.
type exchange struct {
	client *Client
	ctx    context.Context //nolint:containedctx // it lives as long as the exchange
	cancel context.CancelCauseFunc
	once   sync.Once
	unlink []func() bool // takes back what waits for contexts
	done   func()

	mu   sync.Mutex
	body io.Closer // the response's body, as it comes from the network
}

// begin waits until the client has room for one more request. over may be nil.
func (c *Client) begin(ctx context.Context, over func()) (*exchange, error) {
	if over == nil {
		over = func() {}
	}
	if err := c.enter(); err != nil {
		over()
		return nil, err
	}
	x := &exchange{client: c, done: over}
	x.ctx, x.cancel = context.WithCancelCause(ctx)
	x.unlink = append(x.unlink, context.AfterFunc(c.closing, func() { x.cancel(ErrClosed) }))
	if err := c.slots.Acquire(x.ctx, 1); err != nil {
		err = context.Cause(x.ctx)
		x.end()
		return nil, fmt.Errorf("waiting until one of %d requests has a response: %w", maxRequests, err)
	}
	return x, nil
}

// end is the end of the exchange. It may be called from any goroutine, and again.
func (x *exchange) end() {
	x.once.Do(func() {
		x.mu.Lock()
		body := x.body
		x.mu.Unlock()
		if body != nil {
			_ = body.Close() // nothing was written to it
			x.client.bodies.Release(1)
		}
		for _, unlink := range x.unlink {
			unlink()
		}
		x.cancel(ErrBodyClosed)
		x.done()
		x.client.open.Done()
	})
}

// attach makes the exchange last until the response's body is read or closed, or nobody can read it any more.
func (x *exchange) attach(raw io.ReadCloser, decoded io.Reader) (*body, error) {
	if !x.client.bodies.TryAcquire(1) {
		_ = raw.Close() // nothing was written to it
		return nil, ErrTooManyBodies
	}
	x.mu.Lock()
	x.body = raw
	x.mu.Unlock()
	b := &body{exchange: x, decoded: decoded}
	runtime.AddCleanup(b, func(x *exchange) { x.end() }, x)
	x.mu.Lock()
	x.unlink = append(x.unlink, context.AfterFunc(x.ctx, x.end))
	x.mu.Unlock()
	return b, nil
}

// body is what is read of a response.
type body struct {
	exchange *exchange
	mu       sync.Mutex // held while decoded is read
	decoded  io.Reader
	err      error
}

// Read implements io.Reader. What ends the exchange ends a Read that waits.
func (b *body) Read(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.err != nil {
		return 0, b.err
	}
	if err := context.Cause(b.exchange.ctx); err != nil {
		b.err = err
		return 0, err
	}
	n, err := b.decoded.Read(p)
	if err == nil {
		return n, nil
	}
	if err != io.EOF { //nolint:errorlint // readers return it as it is
		if cause := context.Cause(b.exchange.ctx); cause != nil {
			err = cause
		}
	}
	b.err = err
	b.exchange.end()
	return n, err
}

// Close implements io.Closer. It may be called while another goroutine reads.
func (b *body) Close() error {
	b.exchange.end()
	return nil
}
