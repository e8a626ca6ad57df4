package native

import "github.com/dop251/goja"

// Raw gives the Go function behind v, which must be a native function. Called in a native it throws what the function
// throws. Unlike a [goja.Callable] it never runs the jobs that are queued.
func Raw(v goja.Value) func(goja.FunctionCall) goja.Value {
	f, ok := v.Export().(func(goja.FunctionCall) goja.Value)
	if !ok {
		panic("native: not a native function")
	}
	return f
}

// Call calls a function in a native, and throws what it throws.
//
// goja runs the queued jobs of promises whenever a [goja.Callable] returns and no JavaScript is left on the stack. In a
// native that is itself a reaction of a promise that is too early: the jobs would overtake others. Call never does that.
func (k *Kit) Call(f, this goja.Value, args ...goja.Value) goja.Value {
	all := make([]goja.Value, 0, len(args)+1)
	all = append(append(all, this), args...)
	return k.call(goja.FunctionCall{This: f, Arguments: all})
}
