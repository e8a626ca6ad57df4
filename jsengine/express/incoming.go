package express

import (
	"io"
	"sync"
	"time"
)

// incoming is how far the body of a request was read. Reading takes place outside the runtime.
type incoming struct {
	loaded bool // Body is complete

	mu    sync.Mutex
	spent time.Duration
	since time.Time // when the read that is under way began
}

// ReadBody reads the body into Body, if that has not happened. It waits for the client.
func (x *Exchange) ReadBody() error {
	if x.BodyRead() {
		return nil
	}
	body, err := x.LoadBody()
	if err != nil {
		return err
	}
	x.Body, x.incoming.loaded = body, true
	return nil
}

// BodyRead reports whether Body is complete.
func (x *Exchange) BodyRead() bool { return x.Incoming == nil || x.incoming.loaded }

// BodyTime is the time that has been spent on waiting for the client's body since the request began to run.
func (x *Exchange) BodyTime() time.Duration {
	in := &x.incoming
	in.mu.Lock()
	defer in.mu.Unlock()
	if in.since.IsZero() {
		return in.spent
	}
	return in.spent + time.Since(in.since)
}

// BodyReader gives Incoming for reading in parts; the time that takes counts as [Exchange.BodyTime].
func (x *Exchange) BodyReader() io.ReadCloser { return &timedReader{x} }

type timedReader struct{ x *Exchange }

func (t *timedReader) Read(p []byte) (int, error) {
	in := &t.x.incoming
	in.mu.Lock()
	in.since = time.Now()
	in.mu.Unlock()
	n, err := t.x.Incoming.Read(p)
	in.mu.Lock()
	in.spent += time.Since(in.since)
	in.since = time.Time{}
	in.mu.Unlock()
	return n, err
}

func (t *timedReader) Close() error { return t.x.Incoming.Close() }
