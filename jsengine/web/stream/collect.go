package stream

import (
	"github.com/dop251/goja"
)

// Collect reads a ReadableStream to its end, and then calls done with its bytes, or with what it was errored with. A
// stream of more than limit bytes is canceled with the RangeError that done gets; 0 is no limit. It throws a
// TypeError when the stream is locked.
func (m *Module) Collect(stream goja.Value, limit int64, done func(data []byte, thrown goja.Value)) {
	c := &collector{m: m, limit: limit, done: done}
	c.cancel = m.Pump(stream, c)
}

// ReadAll is [Module.Collect] as a promise of a Uint8Array.
func (m *Module) ReadAll(stream goja.Value, limit int64) *goja.Object {
	return m.k.Async(func() goja.Value {
		promise, resolve, reject := m.k.Promise()
		m.Collect(stream, limit, func(data []byte, thrown goja.Value) {
			if thrown != nil {
				reject(thrown)
				return
			}
			resolve(m.k.Uint8Array(data))
		})
		return promise
	})
}

// collector is a sink that keeps everything.
type collector struct {
	m      *Module
	limit  int64
	data   []byte
	done   func([]byte, goja.Value)
	cancel func(goja.Value)
}

// Write implements [Sink].
func (c *collector) Write(chunk []byte, ready func()) {
	if c.limit > 0 && int64(len(c.data)+len(chunk)) > c.limit {
		reason := c.m.k.RangeError("the stream has more than %d bytes", c.limit)
		c.cancel(reason)
		c.done(nil, reason)
		return
	}
	c.data = append(c.data, chunk...)
	ready()
}

// Close implements [Sink].
func (c *collector) Close() { c.done(c.data, nil) }

// Abort implements [Sink].
func (c *collector) Abort(reason goja.Value) { c.done(nil, reason) }
