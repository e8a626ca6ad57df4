package jsengine

import "github.com/dop251/goja"

// callFetch lets a handler of the fetch style answer. It is part of a turn.
func (rt *runtime) callFetch(r *Request) {
	panic(rt.kit.TypeError("not yet"))
}

func (rt *runtime) respond(r *Request, v goja.Value) {}
