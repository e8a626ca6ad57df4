package ecma

import (
	"math"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/native"
)

// maxBuffer is the size of the largest ArrayBuffer that transfer makes: 1 GiB.
const maxBuffer = 1 << 30

// buffers adds transfer, transferToFixedLength and detached of ArrayBuffer
// (https://tc39.es/ecma262/#sec-arraybuffer.prototype.transfer).
func (i *installer) buffers() {
	proto := i.lookup("ArrayBuffer", "prototype")
	this := func(call goja.FunctionCall) goja.ArrayBuffer {
		if o, ok := call.This.(*goja.Object); ok {
			if buffer, ok := o.Export().(goja.ArrayBuffer); ok {
				return buffer
			}
		}
		panic(i.k.TypeError("ArrayBuffer.prototype's method called on what is not an ArrayBuffer"))
	}
	transfer := func(call goja.FunctionCall) goja.Value {
		buffer := this(call)
		size := -1.0
		if length := call.Argument(0); !native.IsUndefined(length) {
			size = math.Trunc(length.ToFloat()) // may run the app's code
			if math.IsNaN(size) {
				size = 0
			}
			if size < 0 || size > maxBuffer {
				panic(i.k.RangeError("Invalid array buffer length"))
			}
		}
		if buffer.Detached() {
			panic(i.k.TypeError("the ArrayBuffer is detached"))
		}
		data := buffer.Bytes()
		if size >= 0 && int(size) != len(data) {
			moved := make([]byte, int(size))
			copy(moved, data)
			data = moved
		}
		i.k.Detach(buffer)
		return i.k.ArrayBuffer(data)
	}
	i.method(proto, "transfer", 0, transfer)
	i.method(proto, "transferToFixedLength", 0, transfer)
	i.getter(proto, "detached", func(call goja.FunctionCall) goja.Value { return i.k.VM.ToValue(this(call).Detached()) })
}
