package jsengine

import (
	"errors"
	"fmt"
	"math/big"
	"strings"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/bundle"
)

// Why a request was not answered by the app. Test with [errors.Is].
var (
	// ErrQueueFull means that Config.QueueSize requests were waiting already.
	ErrQueueFull = errors.New("too many requests are waiting for the app")
	// ErrQueueTimeout means that the request waited in the queue for Config.QueueTimeout.
	ErrQueueTimeout = errors.New("the request waited too long for the app")
	// ErrTimeout means that a turn ran for longer than Config.Timeout and was interrupted.
	ErrTimeout = errors.New("the app ran for longer than its timeout")
	// ErrUnavailable means that the app has no usable runtime at the moment: its entry failed when it was
	// evaluated again after a recycle. The wrapped error says why.
	ErrUnavailable = errors.New("the app is not available")
	// ErrRecycled means that the runtime in which the request was waiting had to be replaced.
	ErrRecycled = errors.New("the app was restarted while the request was waiting")
	// ErrClosed means that the instance was closed.
	ErrClosed = errors.New("the app was stopped")
	// ErrLost means that what the request, or one before it, had written could not be saved.
	ErrLost = errors.New("what the app had written could not be saved")
	// ErrBrokenOff is how a response that had begun ends when the app fails.
	ErrBrokenOff = errors.New("the app failed while it was sending its response")
	// ErrUnhandled means that the app's routes did not answer the request.
	ErrUnhandled = errors.New("no route of the app matched the request")
)

// errBodyNeeded means that the code was replaced by a handler that wants the body as a whole while a request was queued.
var errBodyNeeded = errors.New("the request's body has to be read first")

// ScriptError is an error that the app's JavaScript threw, or rejected a promise with, described while the
// runtime could still be asked. Its text never reaches a client except in development.
type ScriptError struct {
	// Status is the HTTP status that the thrown value asked for through its status or statusCode property
	// (400 to 599), else 500.
	Status int
	// Message is what the value says of itself, such as "TypeError: x is not a function".
	Message string
	// Stack holds one line for each call, innermost first, in the app's own source files ("at f (server.js:3:7)").
	Stack string
	// File, Line and Column (both from 1) locate the innermost call; File is empty when unknown.
	File         string
	Line, Column int
	// Frame is an excerpt of the source around that place with a caret below the column, if the source is known.
	Frame string
}

// Error gives the place and the message on one line.
func (e *ScriptError) Error() string {
	if e.File == "" {
		return e.Message
	}
	return fmt.Sprintf("%s:%d:%d: %s", e.File, e.Line, e.Column, e.Message)
}

// Detail gives everything that is known: message, code frame and stack, on several lines.
func (e *ScriptError) Detail() string {
	var b strings.Builder
	b.WriteString(e.Error())
	for _, part := range []string{e.Frame, e.Stack} {
		if part != "" {
			b.WriteString("\n")
			b.WriteString(strings.TrimRight(part, "\n"))
		}
	}
	return b.String()
}

// Bounds on what is kept of a thrown value; the value is the app's and may be of any size.
const (
	maxErrorMessage = 8 << 10
	maxErrorStack   = 16 << 10
	maxStackFrames  = 50
	// maxStackText bounds what is read of a stack property, which begins with the message.
	maxStackText = 256 << 10
)

// describe turns a thrown value into a ScriptError. It runs the app's code (getters, toString) and so belongs
// inside a turn. exc is the exception that carried the value, if there was one.
func (rt *runtime) describe(v goja.Value, exc *goja.Exception) *ScriptError {
	e := &ScriptError{Status: 500}
	stack := ""
	if thrown := rt.vm.Try(func() { e.Message, stack, e.Status = rt.inspectThrown(v) }); thrown != nil {
		e.Message = "an error whose description threw an error itself"
	}
	if stack == "" && exc != nil {
		stack = renderFrames(exc.Stack())
	}
	e.Message = clip(e.Message, maxErrorMessage)
	e.Stack = clip(stack, maxErrorStack)
	e.File, e.Line, e.Column = rt.innermost(e.Stack)
	if src, ok := rt.bundle.Source(e.File); ok {
		e.Frame = bundle.Frame(src, e.Line, e.Column)
	}
	return e
}

// inspectThrown reads message, stack and status of a thrown value. Errors describe themselves with the stack
// that was captured when they were made; anything else only with its text.
func (rt *runtime) inspectThrown(v goja.Value) (message, stack string, status int) {
	status = 500
	obj, ok := v.(*goja.Object)
	if !ok {
		if v == nil {
			return "undefined was thrown", "", status
		}
		return clipped(v, maxErrorMessage) + " was thrown", "", status
	}
	for _, name := range []string{"status", "statusCode"} {
		if s := obj.Get(name); s != nil && goja.IsNumber(s) {
			if n := s.ToInteger(); n >= 400 && n <= 599 {
				status = int(n)
				break
			}
		}
	}
	if obj.ClassName() != "Error" && obj.Get("message") == nil {
		return fmt.Sprintf("%s was thrown", inspect(rt.vm, v)), "", status
	}
	message = clipped(obj.ToString(), maxErrorMessage)
	if s := obj.Get("stack"); s != nil && goja.IsString(s) {
		stack = stackLines(clipped(s, maxStackText))
	}
	if cause := obj.Get("cause"); cause != nil && !goja.IsUndefined(cause) {
		message += " (cause: " + clipped(cause.ToString(), 1<<10) + ")"
	}
	return message, stack, status
}

// clipped gives the beginning of a primitive value's text, of n bytes at most, without making all of it: the text can be
// of any size, and that of a BigInt takes more than linear time.
func clipped(v goja.Value, n int) string {
	if s, ok := v.(goja.String); ok && s.Length() > n {
		return clip(s.Substring(0, n).String()+"…", n)
	}
	if b, ok := v.Export().(*big.Int); ok && b.BitLen() > 4*n {
		return fmt.Sprintf("a BigInt of %d bits", b.BitLen())
	}
	return clip(v.String(), n)
}

// clip bounds a text to n bytes without cutting a character in two.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return strings.ToValidUTF8(s[:n], "") + "…"
}
