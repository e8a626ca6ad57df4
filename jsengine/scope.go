package jsengine

import "github.com/dop251/goja"

// scope is on whose behalf JavaScript runs: a request, or, at the top level and in what began there, the app itself.
// Everything asynchronous belongs to the scope in which it began and ends with it. Scopes are the owner's.
type scope struct {
	rt         *runtime
	request    *Request // nil for the app itself
	context    *asyncContext
	operations map[*Operation]struct{}
	cleanups   map[*cleanup]struct{}
	ended      bool
}

// cleanup is something to be done when a scope ends.
type cleanup struct{ f func() }

func (rt *runtime) newScope(r *Request) *scope {
	s := &scope{rt: rt, request: r}
	s.context = &asyncContext{scope: s}
	return s
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

// asyncContext is what a piece of JavaScript hands on to the asynchronous work that it begins. It is immutable.
type asyncContext struct{ scope *scope }

// current is the context of the JavaScript that runs now: the app's own where it can't be told.
func (rt *runtime) current() *asyncContext {
	if rt.context == nil {
		return rt.top.context
	}
	return rt.context
}

// contextTracker tells goja to carry the context from where a promise's reaction was registered to where it runs.
//
// The jobs that call the then method of a thenable, and getters called then, are not announced by goja. They run
// with the context of the job before them, which is their own as long as one scope only has jobs in the queue; in the
// rare turn in which a promise that several requests share is settled the context can be that of another of them.
type contextTracker struct{ rt *runtime }

// Grab implements goja.AsyncContextTracker.
func (t contextTracker) Grab() any { return t.rt.context }

// Resumed implements goja.AsyncContextTracker.
func (t contextTracker) Resumed(x any) {
	if c, _ := x.(*asyncContext); c != nil && c != t.rt.context {
		t.rt.context = c
		t.rt.touch(c.scope.request)
	}
}

// Exited implements goja.AsyncContextTracker. The context stays for the untracked jobs that may follow.
func (t contextTracker) Exited() {}

var _ goja.AsyncContextTracker = contextTracker{}

// touch notes that a request may have been answered in this turn.
func (rt *runtime) touch(r *Request) {
	if r != nil && !r.touched {
		r.touched = true
		rt.touched = append(rt.touched, r)
	}
}
