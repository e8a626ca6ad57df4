package looptest_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/dop251/goja"
	"go.uber.org/goleak"

	"github.com/caddyhbf/hbf/jsengine/loop"
	"github.com/caddyhbf/hbf/jsengine/loop/looptest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func define(l *looptest.Loop, name string, f func(goja.FunctionCall) goja.Value) {
	l.Kit.Global(name, l.Kit.Function(name, 0, f))
}

// A script's result is awaited, whatever it waits for.
func TestRunWaitsForTheResult(t *testing.T) {
	l := looptest.New(t)
	define(l, "double", func(c goja.FunctionCall) goja.Value {
		n := c.Argument(0).ToInteger()
		return loop.Promise(l, l.Kit, func(context.Context) (int64, error) {
			if n < 0 {
				return 0, errors.New("negative")
			}
			return 2 * n, nil
		}, func(n int64) goja.Value { return l.VM.ToValue(n) }, func(err error) goja.Value { return l.Kit.RangeError("%v", err) })
	})
	for script, want := range map[string]string{
		`1 + 1`:              "2",
		`Promise.resolve(3)`: "3",
		`double(4)`:          "8",
		`(async () => await double(2) + await double(3))()`:                      "10",
		`new Promise(r => setTimeout(() => queueMicrotask(() => r("late")), 1))`: "late",
	} {
		if got := l.Run(script).String(); got != want {
			t.Errorf("%s = %s, want %s", script, got, want)
		}
	}
	for script, want := range map[string]string{
		`throw new Error("a")`:  "Error: a",
		`double(-1)`:            "RangeError: negative",
		`new Promise(() => {})`: "undefined",
	} {
		if v, err := l.RunErr(script); err == nil || v.String() != want {
			t.Errorf("%s: %v, %v, want %s", script, v, err, want)
		}
	}
	l.Run(`let ran = false; setTimeout(() => { ran = true; throw 5 }, 1); clearTimeout(setTimeout(() => { throw 6 }, 0))`)
	if !l.Run(`ran`).ToBoolean() || len(l.Reports) != 1 || l.Reports[0].ToInteger() != 5 {
		t.Errorf("the timer was not run, or its error not reported: %v", l.Reports)
	}
}

// The end of the scope cancels what is pending, and nothing of it runs any more.
func TestEndCancels(t *testing.T) {
	l := looptest.New(t)
	var canceled, cleaned, stopped bool
	op := l.Begin(func() { canceled = true })
	l.Cleanup(func() { cleaned = true })
	l.Cleanup(func() { t.Error("a cleanup ran that was taken back") })()
	l.Go(func(ctx context.Context) func() {
		<-ctx.Done()
		return func() { t.Error("work finished after the end") }
	})
	stop := l.After(time.Hour, func() { t.Error("a timer fired after the end") })
	l.End()
	op.Resume(func() { t.Error("an operation resumed after the end") })
	l.Run(`0`)
	stop()
	l.Cleanup(func() { stopped = true })
	if !canceled || !cleaned || !stopped || !op.Ended() || !l.Begin(nil).Ended() {
		t.Errorf("canceled %v, cleaned %v, at once %v", canceled, cleaned, stopped)
	}
}

// An abort reaches those who have asked for it, once, and those who ask later.
func TestAbort(t *testing.T) {
	l := looptest.New(t)
	var got []string
	note := func(who string) func(goja.Value) {
		return func(reason goja.Value) { got = append(got, who+reason.String()) }
	}
	l.OnAbort(note("a"))
	l.OnAbort(note("b"))()
	l.Abort(l.VM.ToValue("!"))
	l.Abort(l.VM.ToValue("?"))
	l.OnAbort(note("c"))
	l.Run(`0`)
	if len(got) != 2 || got[0] != "a!" || got[1] != "c!" {
		t.Errorf("%v", got)
	}
}

// A timer that nothing waits for still fires while a script's result is awaited.
func TestAfter(t *testing.T) {
	l := looptest.New(t)
	define(l, "after", func(c goja.FunctionCall) goja.Value {
		f, _ := goja.AssertFunction(c.Argument(0))
		l.After(time.Millisecond, func() { _, _ = f(goja.Undefined()) })
		return goja.Undefined()
	})
	if got := l.Run(`new Promise(r => after(() => r("fired")))`).String(); got != "fired" {
		t.Error(got)
	}
	l.After(time.Hour, func() {})
	l.Run(`0`) // does not wait for it
}
