package stream_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/web/stream"
)

// sink notes what it is given. It is ready only when the test says so, unless it is eager.
type sink struct {
	log   []string
	ready []func()
	eager bool
}

func (s *sink) Write(chunk []byte, ready func()) {
	s.log = append(s.log, string(chunk))
	if s.eager {
		ready()
		return
	}
	s.ready = append(s.ready, ready)
}

func (s *sink) Close() { s.log = append(s.log, "close") }

func (s *sink) Abort(reason goja.Value) { s.log = append(s.log, "abort "+reason.String()) }

func (s *sink) String() string { return strings.Join(s.log, "|") }

func TestPump(t *testing.T) {
	for script, want := range map[string]string{
		`new ReadableStream({ start(c) { c.enqueue(bytes('a')); c.enqueue(bytes('')); c.enqueue(bytes('b')); c.close() } })`: "a|b|close",
		`new ReadableStream({ type: 'bytes', start(c) { c.enqueue(bytes('a')); c.close() } })`:                               "a|close",
		`new ReadableStream({ start(c) { c.enqueue(bytes('abc').subarray(1, 2)); c.close() } })`:                             "b|close",
		`new ReadableStream({ start(c) { c.close() } })`:                                                                     "close",
		`new ReadableStream({ start(c) { c.error('why') } })`:                                                                "abort why",
		`new ReadableStream({ async pull(c) { throw new RangeError('no') } })`:                                               "abort RangeError: no",
		`new ReadableStream({ start(c) { c.enqueue(bytes('a')); c.enqueue('text') } })`:                                      "a|abort TypeError: a chunk of the stream is not a Uint8Array; encode text with TextEncoder or TextEncoderStream",
		`new ReadableStream({ start(c) { c.enqueue(new Uint16Array(1)) } })`:                                                 "abort TypeError: a chunk of the stream is not a Uint8Array; encode text with TextEncoder or TextEncoderStream",
		`new ReadableStream({ start(c) { c.enqueue(null) } })`:                                                               "abort TypeError: a chunk of the stream is not a Uint8Array; encode text with TextEncoder or TextEncoderStream",
	} {
		l, m := newModule(t)
		s := &sink{eager: true}
		source := l.Run(`globalThis.bytes = (s) => new TextEncoder().encode(s); ` + script)
		m.Pump(source, s)
		l.Run(`0`)
		if s.String() != want {
			t.Errorf("%s\n  gave %s, want %s", script, s, want)
		}
		if !m.Locked(source) {
			t.Errorf("%s: not locked", script)
		}
	}
}

// A sink that is not ready stops the script that writes.
func TestPumpPassesBackpressureOn(t *testing.T) {
	l, m := newModule(t)
	source := l.Run(`globalThis.pulls = 0; new ReadableStream({ pull(c) { c.enqueue(new Uint8Array(1)); if (++pulls === 50) c.close() } })`)
	s := &sink{}
	m.Pump(source, s)
	for n := range 20 {
		l.Run(`Promise.resolve()`)
		if len(s.log) != n+1 {
			t.Fatalf("%d chunks came after the sink was ready for %d", len(s.log), n+1)
		}
		if pulls := l.VM.Get("pulls").ToInteger(); pulls > int64(n)+2 {
			t.Fatalf("the script was asked for %d chunks when %d were wanted", pulls, n+1)
		}
		s.ready[n]()
		l.Run(`new Promise(r => setTimeout(r, 0))`)
	}
}

func TestPumpCanceled(t *testing.T) {
	l, m := newModule(t)
	source := l.Run(`globalThis.why = null; new ReadableStream({ cancel(r) { why = r; throw new Error('nobody hears this') } })`)
	s := &sink{}
	cancel := m.Pump(source, s)
	cancel(l.VM.ToValue("gone"))
	cancel(l.VM.ToValue("again"))
	l.Run(`0`)
	if why := l.VM.Get("why").String(); why != "gone" || len(s.log) != 0 {
		t.Errorf("canceled with %s, and then %s", why, s)
	}
}

func TestPumpRefusesALockedStream(t *testing.T) {
	l, m := newModule(t)
	source := l.Run(`const s = new ReadableStream(); s.getReader(); s`)
	if thrown := l.VM.Try(func() { m.Pump(source, &sink{}) }); thrown == nil || !strings.HasPrefix(thrown.Value().String(), "TypeError") {
		t.Errorf("%v", thrown)
	}
}

// After the end of the scope the sink hears nothing.
func TestPumpEndsWithItsScope(t *testing.T) {
	l, m := newModule(t)
	source := l.Run(`new ReadableStream({ start(c) { globalThis.c = c } })`)
	s := &sink{}
	m.Pump(source, s)
	l.End()
	l.Run(`c.enqueue(new Uint8Array(1)); c.close()`)
	m.Pump(l.Run(`new ReadableStream({ start(c) { c.close() } })`), s)
	l.Run(`0`)
	if len(s.log) != 0 {
		t.Errorf("%s", s)
	}
}

func TestReadAll(t *testing.T) {
	l, m := newModule(t)
	l.Kit.Global("readAll", l.Kit.Function("readAll", 2, func(c goja.FunctionCall) goja.Value {
		return m.ReadAll(c.Argument(0), c.Argument(1).ToInteger())
	}))
	for script, want := range map[string]string{
		`return (await readAll(new ReadableStream({ start(c) { c.enqueue(new Uint8Array(3)); c.enqueue(new Uint8Array(4)); c.close() } }), 7)).length`:                     "7",
		`let why; const s = new ReadableStream({ pull(c) { c.enqueue(new Uint8Array(3)) }, cancel(r) { why = r.name } }); await readAll(s, 7).catch(() => {}); return why`: `"RangeError"`,
		`await readAll(new ReadableStream({ pull(c) { c.enqueue(new Uint8Array(3)) } }), 7)`:                                                                               "RangeError: the stream has more than 7 bytes",
		`await readAll(new ReadableStream({ pull() { throw 5 } }), 7)`:                                                                                                     "threw 5",
		`const s = new ReadableStream(); s.getReader(); return await readAll(s, 7).catch(e => e.name)`:                                                                     `"TypeError"`,
	} {
		if got := settle(l, script); got != want {
			t.Errorf("%s\n  = %s, want %s", script, got, want)
		}
	}
}

func TestPush(t *testing.T) {
	l, m := newModule(t)
	var events []string
	s, p := m.NewPush(stream.PushOptions{
		HighWaterMark: 2,
		Pull:          func() { events = append(events, "pull") },
		Cancel:        func(reason goja.Value) { events = append(events, "cancel "+reason.String()) },
	})
	give(l, s)
	l.Run(`0`)
	if p.Desired() != 2 {
		t.Errorf("it desires %d chunks", p.Desired())
	}
	p.Write(l.VM.ToValue("a"))
	p.Write(l.VM.ToValue("b"))
	p.Write(l.VM.ToValue("c"))
	if p.Desired() != -1 {
		t.Errorf("it desires %d chunks", p.Desired())
	}
	if got := settle(l, `globalThis.r = s.getReader(); return [(await r.read()).value, (await r.read()).value]`); got != `["a","b"]` {
		t.Error(got)
	}
	l.Run(`r.cancel('enough')`)
	p.Write(l.VM.ToValue("late"))
	p.Close()
	p.Error(goja.Null())
	if got := fmt.Sprint(events); !strings.HasPrefix(got, "[pull ") || !strings.HasSuffix(got, " cancel enough]") || !p.Ended() || p.Desired() != 0 {
		t.Error(got)
	}

	s, p = m.NewPush(stream.PushOptions{})
	give(l, s)
	p.Write(l.VM.ToValue("x"))
	p.Close()
	if got := settle(l, `const r = s.getReader(); return [await r.read(), await r.read()]`); got != `[{"value":"x","done":false},{"done":true}]` {
		t.Error(got)
	}
	s, p = m.NewPush(stream.PushOptions{})
	give(l, s)
	p.Error(l.Kit.RangeError("broken"))
	if got := settle(l, `await s.getReader().read()`); got != "RangeError: broken" {
		t.Error(got)
	}
}
