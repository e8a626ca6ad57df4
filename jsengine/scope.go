package jsengine

import "github.com/caddyhbf/hbf/jsengine/asynccontext"

// scope is on whose behalf JavaScript runs: a request, or, at the top level and in what began there, the app itself.
// Everything asynchronous belongs to the scope in which it began and ends with it. Scopes are the owner's.
type scope struct {
	rt         *runtime
	request    *Request // nil for the app itself
	context    *asynccontext.Context
	operations map[*Operation]struct{}
	cleanups   map[*cleanup]struct{}
	ended      bool
}

// cleanup is something to be done when a scope ends.
type cleanup struct{ f func() }

func (s *scope) init(rt *runtime, r *Request) {
	s.rt, s.request = rt, r
	s.context = asynccontext.NewContext(s)
}

// end cancels everything that the scope has begun. What is still queued for it is dropped.
func (s *scope) end() {
	if s.ended {
		return
	}
	s.ended = true
	for op := range s.operations {
		op.ended = true
		if op.cancel != nil {
			op.cancel()
		}
		op.settle()
	}
	clear(s.operations)
	for c := range s.cleanups {
		c.f()
	}
	clear(s.cleanups)
	if r := s.request; r != nil {
		delete(s.rt.lingering, s)
		if r.expiry != nil {
			r.expiry.Stop()
		}
	}
}

// atEnd has f called when the scope ends. The function that it returns takes that back.
func (s *scope) atEnd(f func()) (remove func()) {
	if s.ended {
		f()
		return func() {}
	}
	if s.cleanups == nil {
		s.cleanups = make(map[*cleanup]struct{})
	}
	c := &cleanup{f}
	s.cleanups[c] = struct{}{}
	return func() { delete(s.cleanups, c) }
}

// Ended implements [asynccontext.Scope].
func (s *scope) Ended() bool { return s.ended }

// scopeOf is the scope in which a piece of JavaScript runs.
func scopeOf(c *asynccontext.Context) *scope { return c.Scope().(*scope) }

// current is the context of the JavaScript that runs now: the app's own where it can't be told.
func (rt *runtime) current() *asynccontext.Context {
	if c := rt.async.Current(); c != nil {
		return c
	}
	return rt.top.context
}

// request is the one in whose context JavaScript runs now, nil in the app's own.
func (rt *runtime) request() *Request { return scopeOf(rt.current()).request }

// switched is told when JavaScript goes on in another context.
func (rt *runtime) switched(c *asynccontext.Context) {
	if c != nil {
		rt.touch(scopeOf(c).request)
	}
	if orphaned := c == nil; orphaned != rt.orphaned && !rt.owner.abandoned.Load() {
		rt.orphaned = orphaned
		rt.owner.batchOf.Orphan(orphaned)
	}
}

// touch notes that a request may have been answered in this turn.
func (rt *runtime) touch(r *Request) {
	if r != nil && !r.touched {
		r.touched = true
		rt.touched = append(rt.touched, r)
	}
}
