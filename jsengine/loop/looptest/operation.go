package looptest

import (
	"context"
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/loop"
)

// maxOperations bounds what may be pending at a time, as in the engine's own loop.
const maxOperations = 10_000

type operation struct {
	loop   *Loop
	cancel func()
	ended  bool
	origin string // file and line of who began it
}

// Begin implements [loop.Loop].
func (l *Loop) Begin(cancel func()) loop.Operation { return l.begin(cancel) }

func (l *Loop) begin(cancel func()) *operation {
	if len(l.operations) >= maxOperations {
		panic(l.Kit.RangeError("too many operations are pending"))
	}
	op := &operation{loop: l, cancel: cancel, ended: l.ended, origin: origin()}
	if !l.ended {
		l.operations[op] = struct{}{}
	}
	return op
}

// Resume implements [loop.Operation].
func (op *operation) Resume(f func()) {
	op.loop.enqueue(func() {
		if !op.ended {
			op.loop.turn(f)
		}
	})
}

// End implements [loop.Operation].
func (op *operation) End() {
	op.ended = true
	delete(op.loop.operations, op)
}

// Ended implements [loop.Operation].
func (op *operation) Ended() bool { return op.ended }

// Go implements [loop.Loop].
func (l *Loop) Go(work func(ctx context.Context) (finish func())) {
	op := l.begin(nil)
	if op.ended {
		return
	}
	l.work.Go(func() {
		finish := work(l.ctx)
		op.Resume(func() {
			defer op.End()
			if finish != nil {
				finish()
			}
		})
	})
}

// Emit implements [loop.Loop]. There is no database to wait for.
func (l *Loop) Emit(effect func()) { effect() }

// Report implements [loop.Loop].
func (l *Loop) Report(thrown goja.Value) { l.Reports = append(l.Reports, thrown) }

// Warn implements [loop.Loop].
func (l *Loop) Warn(message string) { l.Warnings = append(l.Warnings, message) }

// OnAbort implements [loop.Loop].
func (l *Loop) OnAbort(f func(reason goja.Value)) (remove func()) {
	if l.aborted == nil {
		return l.onAbort.add(f)
	}
	removed := false
	l.enqueue(func() {
		if !removed {
			l.turn(func() { f(l.aborted) })
		}
	})
	return func() { removed = true }
}

// Cleanup implements [loop.Loop].
func (l *Loop) Cleanup(f func()) (remove func()) {
	if l.ended {
		f()
		return func() {}
	}
	return l.cleanups.add(f)
}

// Poster implements [loop.Loop].
func (l *Loop) Poster() (post func(f func())) {
	return func(f func()) {
		l.enqueue(func() {
			if !l.ended {
				l.turn(f)
			}
		})
	}
}

// After implements [loop.Loop].
func (l *Loop) After(d time.Duration, f func()) (stop func()) {
	if l.ended {
		return func() {}
	}
	l.timers++
	over := false
	forget := func() {
		if !over {
			over = true
			l.timers--
		}
	}
	clock := time.AfterFunc(d, func() {
		l.enqueue(func() {
			if over || l.ended {
				return
			}
			forget()
			l.turn(f)
		})
	})
	remove := l.Cleanup(func() { clock.Stop() })
	return func() {
		forget()
		clock.Stop()
		remove()
	}
}

// defineTimers gives scripts what they need to wait.
func (l *Loop) defineTimers() {
	clocks := make(map[int64]func())
	last := int64(0)
	l.Kit.Global("setTimeout", l.Kit.Function("setTimeout", 1, func(call goja.FunctionCall) goja.Value {
		callback, ok := goja.AssertFunction(call.Argument(0))
		if !ok {
			panic(l.Kit.TypeError("setTimeout needs a function"))
		}
		last++
		id := last
		var clock *time.Timer
		op := l.begin(func() { clock.Stop() })
		clock = time.AfterFunc(time.Duration(call.Argument(1).ToInteger())*time.Millisecond, func() {
			op.Resume(func() {
				defer op.End()
				if _, err := callback(goja.Undefined()); err != nil {
					panic(err)
				}
			})
		})
		clocks[id] = func() { clock.Stop(); op.End() }
		return l.VM.ToValue(id)
	}))
	l.Kit.Global("clearTimeout", l.Kit.Function("clearTimeout", 1, func(call goja.FunctionCall) goja.Value {
		if stop := clocks[call.Argument(0).ToInteger()]; stop != nil {
			stop()
		}
		return goja.Undefined()
	}))
	l.Kit.Global("queueMicrotask", l.Kit.Function("queueMicrotask", 1, func(call goja.FunctionCall) goja.Value {
		callback, ok := goja.AssertFunction(call.Argument(0))
		if !ok {
			panic(l.Kit.TypeError("queueMicrotask needs a function"))
		}
		l.Kit.Microtask(func() {
			if _, err := callback(goja.Undefined()); err != nil {
				panic(err)
			}
		})
		return goja.Undefined()
	}))
}

// registry holds functions in the order in which they came.
type registry[F any] struct{ entries []*F }

func (r *registry[F]) add(f F) (remove func()) {
	entry := &f
	r.entries = append(r.entries, entry)
	return func() {
		for i, e := range r.entries {
			if e == entry {
				r.entries = append(r.entries[:i:i], r.entries[i+1:]...)
				return
			}
		}
	}
}

// take empties the registry.
func (r *registry[F]) take() []F {
	var all []F
	for _, e := range r.entries {
		all = append(all, *e)
	}
	r.entries = nil
	return all
}

// origin is the file and line of the nearest caller outside the loop's packages.
func origin() string {
	pcs := make([]uintptr, 32)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(3, pcs)])
	for {
		f, more := frames.Next()
		if !strings.Contains(f.Function, "jsengine/loop") || strings.HasSuffix(f.File, "_test.go") {
			return fmt.Sprintf("%s:%d", filepath.Base(f.File), f.Line)
		}
		if !more {
			return "unknown"
		}
	}
}
