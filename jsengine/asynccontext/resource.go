package asynccontext

import (
	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/native"
)

// resource is an AsyncResource (https://nodejs.org/api/async_context.html#class-asyncresource): it keeps the context in
// which it was made. There are no hooks that could be told of it, so emitDestroy does nothing.
type resource struct {
	context *Context
	id      int64
}

func (m *Module) defineResource() {
	var last int64
	class := native.NewClass(m.k, "AsyncResource", 1, nil, func(call goja.ConstructorCall) *resource {
		if _, isString := call.Argument(0).(goja.String); !isString {
			panic(m.k.TypeError("The \"type\" argument must be of type string"))
		}
		last++
		return &resource{context: m.current, id: last}
	})
	class.Method("runInAsyncScope", 1, func(r *resource, call goja.FunctionCall) goja.Value {
		return m.within(r.context.on(m.current), call.Argument(0), call.Argument(1), rest(call, 2))
	})
	class.Method("bind", 1, func(r *resource, call goja.FunctionCall) goja.Value {
		return m.bind(r.context, m.function(call.Argument(0)), given(call, 1))
	})
	class.Method("emitDestroy", 0, func(_ *resource, call goja.FunctionCall) goja.Value { return call.This })
	class.Method("asyncId", 0, func(r *resource, _ goja.FunctionCall) goja.Value { return m.k.VM.ToValue(r.id) })
	class.Method("triggerAsyncId", 0, func(*resource, goja.FunctionCall) goja.Value { return m.k.VM.ToValue(0) })
	class.Static("bind", 1, func(call goja.FunctionCall) goja.Value {
		return m.bind(m.current, m.function(call.Argument(0)), given(call, 2))
	})
	m.k.Put(m.exports, "AsyncResource", class.Constructor)
}

// given gives the n-th argument, nil when it is undefined.
func given(call goja.FunctionCall, n int) goja.Value {
	if v := call.Argument(n); !native.IsUndefined(v) {
		return v
	}
	return nil
}
