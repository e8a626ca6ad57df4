package stream

import (
	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/loop"
	"github.com/caddyhbf/hbf/jsengine/native"
)

// names are the classes that the standards define as globals.
var names = []string{
	"ReadableStream", "ReadableStreamDefaultReader", "ReadableStreamBYOBReader", "ReadableStreamDefaultController",
	"ReadableByteStreamController", "ReadableStreamBYOBRequest",
	"WritableStream", "WritableStreamDefaultWriter", "WritableStreamDefaultController",
	"TransformStream", "TransformStreamDefaultController", "ByteLengthQueuingStrategy", "CountQueuingStrategy",
	"TextEncoderStream", "TextDecoderStream", "CompressionStream", "DecompressionStream",
}

// Module is the streams of one runtime. It is the owner's.
type Module struct {
	k        *native.Kit
	loop     loop.Loop
	builtins []goja.Value
	script   *script // nil until the first stream

	prototype  *goja.Object // ReadableStream.prototype, nil until the first stream
	side       *native.Class[any]
	uint8Array *goja.Object
	buffers    buffers
	// sources is a WeakMap from the streams of FromReader and FromBytes to their sources.
	sources                *goja.Object
	sourceOf, rememberedAs goja.Value
}

// New defines the globals. DOMException, AbortController and TextDecoder must be there.
func New(k *native.Kit, l loop.Loop) *Module {
	m := &Module{k: k, loop: l}
	for _, name := range builtins {
		v := k.VM.GlobalObject().Get(name)
		if v == nil {
			v = goja.Undefined()
		}
		m.builtins = append(m.builtins, v)
	}
	m.uint8Array = k.VM.GlobalObject().Get("Uint8Array").(*goja.Object)
	weakMap := k.VM.GlobalObject().Get("WeakMap").(*goja.Object)
	m.sources = native.Must(k.VM.New(weakMap)).(*goja.Object)
	m.sourceOf, m.rememberedAs = m.sources.Get("get"), m.sources.Get("set")
	m.side = native.NewClass[any](k, "StreamSource", 0, nil, nil)
	for _, name := range names {
		k.LazyGlobal(name, func() goja.Value { return m.load().classes.Get(name) })
	}
	return m
}

// IsReadable reports whether v is a ReadableStream.
func (m *Module) IsReadable(v goja.Value) bool {
	if m.script == nil {
		return false
	}
	o, ok := v.(*goja.Object)
	if !ok {
		return false
	}
	for p := o.Prototype(); p != nil; p = p.Prototype() {
		if p == m.prototype {
			return !native.IsUndefined(o.Get("_readableStreamController"))
		}
	}
	return false
}

// Locked reports whether a ReadableStream has a reader.
func (m *Module) Locked(stream goja.Value) bool {
	return !native.IsUndefined(stream.(*goja.Object).Get("_reader"))
}

// Disturbed reports whether a ReadableStream was read from or canceled.
func (m *Module) Disturbed(stream goja.Value) bool {
	v := stream.(*goja.Object).Get("_disturbed")
	return v != nil && v.ToBoolean()
}

// Cancel cancels a ReadableStream that is not locked, and gives the promise that cancel gives.
func (m *Module) Cancel(stream, reason goja.Value) *goja.Object {
	return m.call(m.load().cancelStream, stream, reason).(*goja.Object)
}

// Tee divides a ReadableStream that is not locked into two that give the same chunks.
func (m *Module) Tee(stream goja.Value) (a, b *goja.Object) {
	branches := m.call(m.load().tee, stream).(*goja.Object)
	return branches.Get("0").(*goja.Object), branches.Get("1").(*goja.Object)
}

// natives is what the bridge gets of Go.
func (m *Module) natives() *goja.Object {
	host := m.k.Object()
	for name, f := range map[string]func(goja.FunctionCall) goja.Value{
		"pull": m.pull, "cancel": m.cancel,
		"pushStart": m.pushStart, "pushPull": m.pushPull, "pushCancel": m.pushCancel,
		"encode": m.encode, "endsInHighSurrogate": m.endsInHighSurrogate, "withoutLast": m.withoutLast, "isBytes": m.isBytes,
		"compressor": m.compressor, "decompressor": m.decompressor,
		"codecRead": m.codecRead, "codecWrite": m.codecWrite, "codecEnd": m.codecEnd, "codecStop": m.codecStop,
	} {
		m.k.Put(host, name, m.k.Function(name, 0, f))
	}
	return host
}
