package fetch

import (
	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/loop"
	"github.com/caddyhbf/hbf/jsengine/native"
	"github.com/caddyhbf/hbf/jsengine/web/body"
	"github.com/caddyhbf/hbf/jsengine/web/fetch/outbound"
)

// Options is what fetch() needs of the other parts of a runtime and of its instance. All of it is needed but Limit.
type Options struct {
	Bodies *body.Module

	// Client sends the requests. It belongs to the instance, whose runtimes share it, and is not closed here.
	Client *outbound.Client

	// Limit is the greatest number of bytes, after decoding, that text(), json() and so on read of a response. What
	// reads its stream has no limit. 0 is no limit at all.
	Limit int64
}

// Module is fetch() of one runtime. It is the owner's.
type Module struct {
	Options

	k     *native.Kit
	loop  loop.Loop
	error *goja.Object // the class Error
}

// New defines the global function fetch.
func New(k *native.Kit, l loop.Loop, o Options) *Module {
	m := &Module{Options: o, k: k, loop: l}
	m.error = k.VM.GlobalObject().Get("Error").ToObject(k.VM)
	k.Global("fetch", k.Function("fetch", 1, func(call goja.FunctionCall) goja.Value {
		return k.Async(func() goja.Value {
			if len(call.Arguments) < 1 {
				panic(k.TypeError("fetch: 1 argument required, but only 0 found"))
			}
			return m.fetch(o.Bodies.NewRequest(call.Argument(0), call.Argument(1)))
		})
	}))
	return m
}
