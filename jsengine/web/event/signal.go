package event

import (
	"slices"
	"weak"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/native"
)

// Signal is the Go side of an AbortSignal (https://dom.spec.whatwg.org/#interface-AbortSignal). It is the owner's.
type Signal struct {
	Target

	m          *Module
	aborted    bool
	reason     goja.Value
	algorithms []*algorithm

	dependent bool // made by AbortSignal.any
	sources   []*Signal
	// dependents are held weakly, so that a signal that lives as long as the app does not keep everything that
	// was ever made of it. Those which somebody listens to are held by listened, too.
	dependents []weak.Pointer[Signal]
	listened   map[*Signal]struct{}
}

type algorithm struct{ run func(reason goja.Value) }

// NewSignal makes a signal that is not aborted.
func (m *Module) NewSignal() *Signal {
	s := &Signal{Target: m.NewTarget(), m: m, reason: goja.Undefined()}
	s.changed = s.keep
	m.signals.Wrap(s)
	return s
}

// RequestSignal makes a signal that is aborted when the current request is. Each call makes another one.
func (m *Module) RequestSignal() *goja.Object {
	s := m.NewSignal()
	m.loop.OnAbort(s.Abort)
	return s.Object()
}

// SignalOf gives the Go side of an AbortSignal; ok is false for anything else.
func SignalOf(v goja.Value) (s *Signal, ok bool) { return native.SideOf[*Signal](v) }

// Object is the AbortSignal.
func (s *Signal) Object() *goja.Object { return s.object }

// Aborted reports whether the signal was aborted.
func (s *Signal) Aborted() bool { return s.aborted }

// Reason is why the signal was aborted, undefined before.
func (s *Signal) Reason() goja.Value { return s.reason }

// OnAbort calls f when the signal is aborted, before its event is dispatched; never if it was aborted already, so ask
// [Signal.Aborted] first. f must not throw. The function that it returns takes that back.
func (s *Signal) OnAbort(f func(reason goja.Value)) (remove func()) {
	if s.aborted {
		return func() {}
	}
	a := &algorithm{f}
	s.algorithms = append(s.algorithms, a)
	s.keep()
	return func() {
		s.algorithms = slices.DeleteFunc(s.algorithms, func(other *algorithm) bool { return other == a })
		s.keep()
	}
}

// Abort aborts the signal (https://dom.spec.whatwg.org/#abortsignal-signal-abort). A reason that is undefined or nil
// becomes an AbortError. It must be called in a turn. A second abort does nothing.
func (s *Signal) Abort(reason goja.Value) {
	if s.aborted {
		return
	}
	if native.IsUndefined(reason) {
		reason = s.m.Exception("AbortError", "This operation was aborted")
	}
	s.set(reason)
	all := []*Signal{s}
	for _, pointer := range s.dependents {
		if d := pointer.Value(); d != nil && !d.aborted {
			d.set(reason)
			all = append(all, d)
		}
	}
	s.dependents, s.listened = nil, nil
	for _, one := range all {
		one.announce()
	}
}

func (s *Signal) set(reason goja.Value) { s.aborted, s.reason = true, reason }

// announce is https://dom.spec.whatwg.org/#run-the-abort-steps.
func (s *Signal) announce() {
	algorithms := s.algorithms
	s.algorithms = nil
	for _, a := range algorithms {
		a.run(s.reason)
	}
	for _, source := range s.sources {
		delete(source.listened, s)
	}
	s.sources = nil
	if s.Listens("abort") {
		s.m.Dispatch(s, s.m.NewEvent("abort", Init{}))
	}
}

// follow makes s depend on a source (https://dom.spec.whatwg.org/#create-a-dependent-abort-signal).
func (s *Signal) follow(source *Signal) {
	if slices.Contains(s.sources, source) {
		return
	}
	s.sources = append(s.sources, source)
	if n := len(source.dependents); n >= 16 && n&(n-1) == 0 { // now and then
		source.dependents = slices.DeleteFunc(source.dependents, func(p weak.Pointer[Signal]) bool { return p.Value() == nil })
	}
	source.dependents = append(source.dependents, weak.Make(s))
}

// keep makes the sources hold a signal as long as somebody would notice its end, and no longer.
func (s *Signal) keep() {
	if s.aborted {
		return
	}
	notable := len(s.algorithms) > 0 || s.Listens("abort")
	for _, source := range s.sources {
		switch {
		case !notable:
			delete(source.listened, s)
		case source.listened == nil:
			source.listened = map[*Signal]struct{}{s: {}}
		default:
			source.listened[s] = struct{}{}
		}
	}
}
