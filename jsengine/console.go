package jsengine

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/dop251/goja"
)

// console is the global of that name (https://console.spec.whatwg.org): what the app prints goes to the log with its
// level, the place in the app's source, and the request whose turn it is.
type console struct {
	rt     *runtime
	counts map[string]int
	timers map[string]time.Time
	indent int
	frames [8]goja.StackFrame
}

// maxConsoleText bounds one console call, in bytes.
const maxConsoleText = 16 << 10

// maxConsoleLabels bounds how many labels count and time remember.
const maxConsoleLabels = 1000

func newConsole(rt *runtime) *console {
	c := &console{rt: rt, counts: make(map[string]int), timers: make(map[string]time.Time)}
	object := rt.vm.NewObject()
	set := func(name string, f func(goja.FunctionCall) goja.Value) { _ = object.Set(name, f) }
	for name, level := range map[string]slog.Level{
		"debug": slog.LevelDebug, "log": slog.LevelInfo, "info": slog.LevelInfo, "dir": slog.LevelInfo, "table": slog.LevelInfo,
		"warn": slog.LevelWarn, "error": slog.LevelError,
	} {
		set(name, func(call goja.FunctionCall) goja.Value {
			return c.print(level, call.Arguments)
		})
	}
	set("trace", c.trace)
	set("assert", c.assert)
	set("count", c.count)
	set("countReset", func(call goja.FunctionCall) goja.Value {
		delete(c.counts, label(call))
		return goja.Undefined()
	})
	set("time", c.time)
	set("timeLog", func(call goja.FunctionCall) goja.Value { return c.elapsed(call, false) })
	set("timeEnd", func(call goja.FunctionCall) goja.Value { return c.elapsed(call, true) })
	group := func(call goja.FunctionCall) goja.Value {
		if len(call.Arguments) > 0 {
			c.print(slog.LevelInfo, call.Arguments)
		}
		c.indent = min(c.indent+1, 20)
		return goja.Undefined()
	}
	set("group", group)
	set("groupCollapsed", group)
	set("groupEnd", func(goja.FunctionCall) goja.Value {
		c.indent = max(c.indent-1, 0)
		return goja.Undefined()
	})
	_ = defineHidden(rt.vm.GlobalObject(), "console", object)
	return c
}

func (c *console) enabled(level slog.Level) bool {
	return c.rt.cfg.Logger.Enabled(context.Background(), level)
}

func (c *console) print(level slog.Level, args []goja.Value) goja.Value {
	if c.enabled(level) {
		c.write(level, format(c.rt.vm, args))
	}
	return goja.Undefined()
}

// write logs one text. The message is the app's text, so that a log reads as the app's author expects.
func (c *console) write(level slog.Level, text string, more ...slog.Attr) {
	if c.indent > 0 {
		pad := strings.Repeat("  ", c.indent)
		text = pad + strings.ReplaceAll(text, "\n", "\n"+pad)
	}
	attrs := append(make([]slog.Attr, 0, 2+len(more)), slog.String("source", c.caller()))
	if r := c.rt.request(); r != nil && r.Exchange.RequestID() != "" {
		attrs = append(attrs, slog.String("request_id", r.Exchange.RequestID()))
	}
	attrs = append(attrs, more...)
	c.rt.cfg.Logger.LogAttrs(context.Background(), level, clip(text, maxConsoleText), attrs...)
}

// caller is the place of the app's source that called the console: "server.js:12".
func (c *console) caller() string {
	for _, frame := range c.rt.vm.CaptureCallStack(len(c.frames), c.frames[:0]) {
		if pos := frame.Position(); pos.Filename != "" && pos.Line > 0 {
			return fmt.Sprintf("%s:%d", pos.Filename, pos.Line)
		}
	}
	return ""
}

func (c *console) trace(call goja.FunctionCall) goja.Value {
	if c.enabled(slog.LevelDebug) {
		stack := renderFrames(c.rt.vm.CaptureCallStack(maxStackFrames, nil))
		c.write(slog.LevelDebug, "Trace: "+format(c.rt.vm, call.Arguments), slog.String("stack", clip(stack, maxErrorStack)))
	}
	return goja.Undefined()
}

func (c *console) assert(call goja.FunctionCall) goja.Value {
	if call.Argument(0).ToBoolean() {
		return goja.Undefined()
	}
	text := "Assertion failed"
	if len(call.Arguments) > 1 {
		text += ": " + format(c.rt.vm, call.Arguments[1:])
	}
	c.write(slog.LevelError, text)
	return goja.Undefined()
}

func label(call goja.FunctionCall) string {
	if goja.IsUndefined(call.Argument(0)) {
		return "default"
	}
	return clip(call.Argument(0).String(), 200)
}

func (c *console) count(call goja.FunctionCall) goja.Value {
	name := label(call)
	if _, known := c.counts[name]; known || len(c.counts) < maxConsoleLabels {
		c.counts[name]++
	}
	c.write(slog.LevelInfo, fmt.Sprintf("%s: %d", name, c.counts[name]))
	return goja.Undefined()
}

func (c *console) time(call goja.FunctionCall) goja.Value {
	if name := label(call); len(c.timers) < maxConsoleLabels {
		c.timers[name] = time.Now()
	}
	return goja.Undefined()
}

func (c *console) elapsed(call goja.FunctionCall, end bool) goja.Value {
	name := label(call)
	began, ok := c.timers[name]
	if !ok {
		c.write(slog.LevelWarn, fmt.Sprintf("there is no console timer %q", name))
		return goja.Undefined()
	}
	text := fmt.Sprintf("%s: %s", name, time.Since(began).Round(time.Microsecond))
	if !end && len(call.Arguments) > 1 {
		text += " " + format(c.rt.vm, call.Arguments[1:])
	}
	c.write(slog.LevelInfo, text)
	if end {
		delete(c.timers, name)
	}
	return goja.Undefined()
}
