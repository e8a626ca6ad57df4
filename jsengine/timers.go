package jsengine

import (
	"container/heap"
	"math"
	"sync"
	"time"

	"github.com/dop251/goja"
)

// timers are the pending timers of a runtime by the number that JavaScript knows them by
// (https://html.spec.whatwg.org/multipage/timers-and-user-prompts.html#timers).
type timers struct {
	rt   *runtime
	last int64
	byID map[int64]*timer

	mu     sync.Mutex
	coming schedule // what has not been queued yet
}

type timer struct {
	id       int64
	op       *Operation
	clock    *time.Timer
	callback goja.Callable
	args     []goja.Value
	run      func() // calls the callback, within a turn

	// Both belong to timers.coming.
	when time.Time
	at   int // -1 when it is not in there
}

// schedule has timers in the order of their times, and those of one time in the order in which they were set. It implements
// heap.Interface.
type schedule []*timer

// Len implements sort.Interface.
func (s schedule) Len() int { return len(s) }

// Less implements sort.Interface.
func (s schedule) Less(i, j int) bool {
	if s[i].when.Equal(s[j].when) {
		return s[i].id < s[j].id
	}
	return s[i].when.Before(s[j].when)
}

// Swap implements sort.Interface.
func (s schedule) Swap(i, j int) {
	s[i], s[j] = s[j], s[i]
	s[i].at, s[j].at = i, j
}

// Push implements heap.Interface.
func (s *schedule) Push(x any) {
	one := x.(*timer) //nolint:forcetypeassert // of timers only
	one.at = len(*s)
	*s = append(*s, one)
}

// Pop implements heap.Interface.
func (s *schedule) Pop() any {
	last := len(*s) - 1
	one := (*s)[last]
	(*s)[last], *s = nil, (*s)[:last]
	one.at = -1
	return one
}

func newTimers(rt *runtime) *timers {
	t := &timers{rt: rt, byID: make(map[int64]*timer)}
	global := rt.vm.GlobalObject()
	for name, f := range map[string]func(goja.FunctionCall) goja.Value{
		"setTimeout":     func(call goja.FunctionCall) goja.Value { return t.set(call, 2, delay(call.Argument(1)), false) },
		"setInterval":    func(call goja.FunctionCall) goja.Value { return t.set(call, 2, delay(call.Argument(1)), true) },
		"setImmediate":   func(call goja.FunctionCall) goja.Value { return t.set(call, 1, 0, false) },
		"clearTimeout":   t.clear,
		"clearInterval":  t.clear,
		"clearImmediate": t.clear,
		"queueMicrotask": t.queueMicrotask,
	} {
		_ = defineHidden(global, name, rt.vm.ToValue(f))
	}
	return t
}

// maxDelay is the longest delay, in milliseconds; as in browsers and Node.js a longer one counts as none.
const maxDelay = math.MaxInt32

func delay(v goja.Value) time.Duration {
	ms := v.ToFloat()
	if !(ms >= 1 && ms <= maxDelay) { // also NaN
		ms = 1
	}
	return time.Duration(ms) * time.Millisecond
}

// set begins a timer; args of the call from the n-th on are the callback's.
func (t *timers) set(call goja.FunctionCall, n int, after time.Duration, repeat bool) goja.Value {
	callback, ok := goja.AssertFunction(call.Argument(0))
	if !ok {
		panic(t.rt.vm.NewTypeError("the callback of a timer must be a function"))
	}
	t.last++
	one := &timer{id: t.last, callback: callback, at: -1}
	if len(call.Arguments) > n {
		one.args = append(one.args, call.Arguments[n:]...)
	}
	one.op = t.rt.begin(func() { t.forget(one) })
	if one.op.ended {
		return t.rt.vm.ToValue(one.id)
	}
	t.byID[one.id] = one
	one.run = func() {
		if !repeat {
			t.forget(one)
			one.op.End()
		}
		_, err := one.callback(goja.Undefined(), one.args...)
		if repeat && !one.op.ended {
			t.schedule(one, after)
		}
		t.rt.rethrow(err)
	}
	t.schedule(one, after)
	return t.rt.vm.ToValue(one.id)
}

func (t *timers) schedule(one *timer, after time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	one.when = time.Now().Add(after)
	heap.Push(&t.coming, one)
	if one.clock == nil {
		one.clock = time.AfterFunc(after, t.fire)
	} else {
		one.clock.Reset(after)
	}
}

// fire queues what is due. Go's own timers keep no order: whichever comes first brings all that should have come before.
func (t *timers) fire() {
	t.mu.Lock()
	defer t.mu.Unlock()
	for now := time.Now(); len(t.coming) > 0 && !t.coming[0].when.After(now); {
		one := heap.Pop(&t.coming).(*timer) //nolint:forcetypeassert // of timers only
		one.op.Resume(one.run)
	}
}

// forget stops the clock. A callback that is queued already finds its operation ended.
func (t *timers) forget(one *timer) {
	t.mu.Lock()
	if one.at >= 0 {
		heap.Remove(&t.coming, one.at)
		one.clock.Stop()
	}
	t.mu.Unlock()
	delete(t.byID, one.id)
}

func (t *timers) clear(call goja.FunctionCall) goja.Value {
	id := call.Argument(0)
	if goja.IsUndefined(id) || goja.IsNull(id) {
		return goja.Undefined()
	}
	if one := t.byID[id.ToInteger()]; one != nil {
		t.forget(one)
		one.op.End()
	}
	return goja.Undefined()
}

// queueMicrotask runs its callback among the promises' jobs (https://html.spec.whatwg.org/#microtask-queuing).
func (t *timers) queueMicrotask(call goja.FunctionCall) goja.Value {
	f := call.Argument(0)
	if _, ok := goja.AssertFunction(f); !ok {
		panic(t.rt.vm.NewTypeError("queueMicrotask needs a function"))
	}
	t.rt.kit.Poll() // one built-in function may queue the next without any JavaScript between
	t.rt.kit.Microtask(func() {
		if thrown := t.rt.vm.Try(func() { t.rt.kit.Call(f, goja.Undefined()) }); thrown != nil {
			t.rt.reportThrown(thrown)
		}
	})
	return goja.Undefined()
}
