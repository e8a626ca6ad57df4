package jsengine

import (
	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/express"
)

// waitUntil keeps what a request has begun alive after its response until the promise has settled: also when other code
// takes the app's place meanwhile, but no longer than lingerTime.
func (rt *runtime) waitUntil(x *express.Exchange, v goja.Value) {
	r := requestOf(x)
	if r == nil { // after the response: what goes on does so in the scope that is current
		r = rt.request()
	}
	if r == nil || r.scope.ended {
		rt.warn(x, "waitUntil after the request had ended was ignored")
		return
	}
	promise := rt.kit.Resolved(v)
	var op *Operation
	rt.async.In(r.scope.context, func() { op = rt.begin(nil) })
	if op.ended {
		return
	}
	rt.kept++
	rt.owner.kept.Add(1)
	op.settled = func() {
		rt.kept--
		rt.owner.kept.Add(-1)
	}
	end := func(goja.Value) goja.Value {
		op.End()
		return goja.Undefined()
	}
	rt.kit.Then(promise, end, func(reason goja.Value) goja.Value {
		rt.report("a promise that was given to waitUntil was rejected", rt.describe(reason, nil))
		return end(reason)
	})
}

// executionContext is the third argument of a fetch handler
// (https://developers.cloudflare.com/workers/runtime-apis/context/): it ties work to the request.
func (rt *runtime) executionContext(x *express.Exchange) *goja.Object {
	o := rt.kit.Object()
	rt.kit.Put(o, "waitUntil", rt.kit.Function("waitUntil", 1, func(c goja.FunctionCall) goja.Value {
		rt.waitUntil(x, c.Argument(0))
		return goja.Undefined()
	}))
	rt.kit.Put(o, "passThroughOnException", rt.kit.Function("passThroughOnException", 0, func(goja.FunctionCall) goja.Value {
		return goja.Undefined()
	}))
	rt.kit.Put(o, "props", rt.kit.Object())
	return o
}
