package ecma

import (
	"bytes"
	"math"
	"sync"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/native"
)

// stackTraceLimit is how many frames captureStackTrace writes by default, as in V8.
const stackTraceLimit = 10

// errors adds Error.isError (https://tc39.es/ecma262/#sec-error.iserror) and V8's stack trace API
// (https://v8.dev/docs/stack-trace-api): Error.captureStackTrace, which asks Error.prepareStackTrace and respects
// Error.stackTraceLimit. Stacks of errors themselves are goja's and have all frames.
func (i *installer) errors() {
	class := i.lookup("Error")
	i.k.Put(class, "stackTraceLimit", i.k.VM.ToValue(stackTraceLimit))
	i.method(class, "isError", 1, func(call goja.FunctionCall) goja.Value {
		o, ok := call.Argument(0).(*goja.Object)
		return i.k.VM.ToValue(ok && o.ClassName() == "Error")
	})
	sites := sync.OnceValue(i.callSites) // most apps never ask for one
	toString := native.Raw(class.Get("prototype").(*goja.Object).Get("toString"))
	i.method(class, "captureStackTrace", 2, func(call goja.FunctionCall) goja.Value {
		o, ok := call.Argument(0).(*goja.Object)
		if !ok {
			panic(i.k.TypeError("Error.captureStackTrace needs an object"))
		}
		frames := i.k.VM.CaptureCallStack(0, nil)[1:] // without this function
		frames = limit(above(frames, call.Argument(1)), class.Get("stackTraceLimit"))
		var stack goja.Value
		if prepare, ok := goja.AssertFunction(class.Get("prepareStackTrace")); ok {
			list := make([]any, len(frames))
			for n := range frames {
				list[n] = sites().Wrap(&frames[n])
			}
			stack = native.Must(prepare(class, o, i.k.VM.NewArray(list...)))
		} else {
			var b bytes.Buffer
			b.WriteString(toString(goja.FunctionCall{This: o}).String())
			for n := range frames {
				b.WriteString("\n\tat ")
				frames[n].Write(&b)
			}
			b.WriteByte('\n')
			stack = i.k.VM.ToValue(b.String())
		}
		i.k.Hide(o, "stack", stack)
		return goja.Undefined()
	})
}

// above leaves out the frames down to the innermost one of a function, which is told by its name.
func above(frames []goja.StackFrame, f goja.Value) []goja.StackFrame {
	o, ok := f.(*goja.Object)
	if !ok {
		return frames
	}
	name, ok := o.Get("name").(goja.String)
	if !ok || name.Length() == 0 {
		return frames
	}
	for n := range frames {
		if frames[n].FuncName() == name.String() {
			return frames[n+1:]
		}
	}
	return frames
}

func limit(frames []goja.StackFrame, most goja.Value) []goja.StackFrame {
	if most == nil || most.ExportType() == nil {
		return nil // V8 writes no frames where the limit is not a number
	}
	n := most.ToFloat()
	if math.IsNaN(n) || n < 0 {
		n = 0
	}
	return frames[:int(min(n, float64(len(frames))))]
}

// callSites makes the class of what Error.prepareStackTrace gets. Frames don't know this and the function object.
func (i *installer) callSites() *native.Class[*goja.StackFrame] {
	vm := i.k.VM
	class := native.NewClass[*goja.StackFrame](i.k, "CallSite", 0, nil, nil)
	isNative := func(f *goja.StackFrame) bool { return f.Position().Line == 0 }
	for name, get := range map[string]func(f *goja.StackFrame) any{
		"getFileName":              func(f *goja.StackFrame) any { return f.SrcName() },
		"getScriptNameOrSourceURL": func(f *goja.StackFrame) any { return f.SrcName() },
		"getLineNumber":            func(f *goja.StackFrame) any { return f.Position().Line },
		"getColumnNumber":          func(f *goja.StackFrame) any { return f.Position().Column },
		"getFunctionName":          func(f *goja.StackFrame) any { return orNull(f.FuncName()) },
		"getMethodName":            func(*goja.StackFrame) any { return goja.Null() },
		"getTypeName":              func(*goja.StackFrame) any { return goja.Null() },
		"getThis":                  func(*goja.StackFrame) any { return goja.Undefined() },
		"getFunction":              func(*goja.StackFrame) any { return goja.Undefined() },
		"getEvalOrigin":            func(*goja.StackFrame) any { return goja.Undefined() },
		"isNative":                 func(f *goja.StackFrame) any { return isNative(f) },
		"isToplevel":               func(f *goja.StackFrame) any { return f.FuncName() == "" },
		"isEval":                   func(*goja.StackFrame) any { return false },
		"isConstructor":            func(*goja.StackFrame) any { return false },
		"isAsync":                  func(*goja.StackFrame) any { return false },
		"toString": func(f *goja.StackFrame) any {
			var b bytes.Buffer
			f.Write(&b)
			return b.String()
		},
	} {
		class.Method(name, 0, func(f *goja.StackFrame, _ goja.FunctionCall) goja.Value { return vm.ToValue(get(f)) })
	}
	return class
}

func orNull(s string) any {
	if s == "" {
		return goja.Null()
	}
	return s
}
