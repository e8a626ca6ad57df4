package event

import (
	"math"
	"time"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/native"
)

// controller is the Go side of an AbortController. Its signal is made when it is first needed.
type controller struct{ signal *Signal }

func (m *Module) defineController() {
	c := native.NewClass(m.k, "AbortController", 0, nil, func(goja.ConstructorCall) *controller {
		return &controller{}
	})
	signal := func(c *controller) *Signal {
		if c.signal == nil {
			c.signal = m.NewSignal()
		}
		return c.signal
	}
	c.Getter("signal", func(c *controller) goja.Value { return signal(c).object })
	c.Method("abort", 0, func(c *controller, call goja.FunctionCall) goja.Value {
		signal(c).Abort(call.Argument(0))
		return goja.Undefined()
	})
	c.Expose()
}

func (m *Module) defineSignal() {
	m.signals = native.NewClass[*Signal](m.k, "AbortSignal", 0, m.TargetClass, nil)
	c := m.signals
	c.Getter("aborted", func(s *Signal) goja.Value { return m.vm.ToValue(s.aborted) })
	c.Getter("reason", func(s *Signal) goja.Value { return s.reason })
	c.Method("throwIfAborted", 0, func(s *Signal, _ goja.FunctionCall) goja.Value {
		if s.aborted {
			panic(s.reason)
		}
		return goja.Undefined()
	})
	Handlers(c, "abort")
	c.Static("abort", 0, func(call goja.FunctionCall) goja.Value {
		s := m.NewSignal()
		s.Abort(call.Argument(0))
		return s.object
	})
	c.Static("timeout", 1, func(call goja.FunctionCall) goja.Value {
		m.need(call, 1, "AbortSignal.timeout")
		d := m.milliseconds(call.Argument(0))
		s := m.NewSignal()
		m.loop.After(d, func() {
			s.Abort(m.Exception("TimeoutError", "The operation was aborted due to timeout"))
		})
		return s.object
	})
	c.Static("any", 1, func(call goja.FunctionCall) goja.Value {
		m.need(call, 1, "AbortSignal.any")
		return m.anyOf(call.Argument(0)).object
	})
	c.Expose()
}

// milliseconds converts as WebIDL's [EnforceRange] has it, and bounds it to what a timer can take.
func (m *Module) milliseconds(v goja.Value) time.Duration {
	ms := math.Trunc(v.ToFloat())
	if !(ms >= 0 && ms < 1<<53) { // also NaN
		panic(m.k.TypeError("the time of AbortSignal.timeout must be a number of milliseconds from 0 to 2^53-1"))
	}
	return time.Duration(min(ms, float64(math.MaxInt64/time.Millisecond))) * time.Millisecond
}

// anyOf is https://dom.spec.whatwg.org/#dom-abortsignal-any.
func (m *Module) anyOf(signals goja.Value) *Signal {
	if _, ok := signals.(*goja.Object); !ok {
		panic(m.k.TypeError("AbortSignal.any needs an iterable of signals"))
	}
	var all []*Signal
	m.k.Iterate(signals, func(v goja.Value) bool {
		s, ok := SignalOf(v)
		if !ok {
			panic(m.k.TypeError("AbortSignal.any needs signals, but was given something else"))
		}
		all = append(all, s)
		return true
	})
	result := m.NewSignal()
	result.dependent = true
	for _, s := range all {
		if s.aborted {
			result.set(s.reason)
			return result
		}
	}
	for _, s := range all {
		if !s.dependent {
			result.follow(s)
			continue
		}
		for _, source := range s.sources {
			result.follow(source)
		}
	}
	return result
}
