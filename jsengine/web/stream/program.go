package stream

import (
	_ "embed"
	"sync"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/native"
)

//go:embed ponyfill/ponyfill.js
var ponyfill string

//go:embed bridge.js
var bridge string

// builtins are the globals that the program uses. It sees them as they were before the app could replace them.
var builtins = []string{
	"Promise", "Object", "Function", "Symbol", "Number", "Math", "Error", "TypeError", "RangeError",
	"ArrayBuffer", "DataView", "Uint8Array", "DOMException", "AbortController", "TextDecoder",
}

// program is the ponyfill and the bridge as one function of host and the built-in objects, compiled once per process.
var program = sync.OnceValue(func() *goja.Program {
	parameters := "host, structuredClone, queueMicrotask"
	for _, name := range builtins {
		parameters += ", " + name
	}
	source := "(function (" + parameters + ") { 'use strict'; const exports = {}, module = {};\n" + ponyfill + "\n" + bridge + "\n})"
	return goja.MustCompile("hbf:streams", source, true)
})

// script is the program evaluated in a runtime.
type script struct {
	classes *goja.Object

	fromSource, deliver, pushed                          goja.Value
	getReader, cancelStream, tee, readFrom, cancelReader goja.Value
	enqueue, close, error, desiredSize                   goja.Value
}

// load evaluates the program the first time that it is needed.
func (m *Module) load() *script {
	if m.script != nil {
		return m.script
	}
	k := m.k
	f := native.Must(k.VM.RunProgram(program()))
	args := []goja.Value{m.natives(), k.Function("structuredClone", 2, m.transfer), k.Function("queueMicrotask", 1, m.queueMicrotask)}
	exports := m.call(f, append(args, m.builtins...)...).(*goja.Object)
	function := exports.Get
	m.script = &script{
		classes:    exports.Get("classes").(*goja.Object),
		fromSource: function("fromSource"), deliver: function("deliver"), pushed: function("pushed"),
		getReader: function("getReader"), cancelStream: function("cancelStream"), tee: function("tee"),
		readFrom: function("readFrom"), cancelReader: function("cancelReader"),
		enqueue: function("enqueue"), close: function("close"), error: function("error"), desiredSize: function("desiredSize"),
	}
	m.prototype = m.script.classes.Get("ReadableStream").(*goja.Object).Get("prototype").(*goja.Object)
	return m.script
}

// call calls a function of the script.
func (m *Module) call(f goja.Value, args ...goja.Value) goja.Value {
	return m.k.Call(f, goja.Undefined(), args...)
}

// transfer is the one use that the ponyfill has for structuredClone: it moves an ArrayBuffer's bytes to a new one.
func (m *Module) transfer(call goja.FunctionCall) goja.Value {
	buffer, ok := call.Argument(0).Export().(goja.ArrayBuffer)
	if !ok || buffer.Detached() {
		panic(m.k.TypeError("the buffer of a chunk must be an ArrayBuffer that was not transferred before"))
	}
	data := buffer.Bytes()
	m.k.Detach(buffer)
	return m.k.ArrayBuffer(data)
}

func (m *Module) queueMicrotask(call goja.FunctionCall) goja.Value {
	f := call.Argument(0)
	m.k.Microtask(func() { m.call(f) })
	return goja.Undefined()
}
