package ecma

import (
	"weak"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/native"
)

// weakRef is a WeakRef (https://tc39.es/ecma262/#sec-weak-ref-objects). A goja object is one Go object, whose address is
// its identity, so that Go's garbage collector says when it is gone. A symbol is held for good.
type weakRef struct {
	object weak.Pointer[goja.Object]
	symbol goja.Value // nil for an object
}

// weakReferences adds WeakRef.
func (i *installer) weakReferences() {
	keyFor := native.Raw(i.lookup("Symbol", "keyFor"))
	kept := &kept{k: i.k}
	class := native.NewClass(i.k, "WeakRef", 1, nil, func(call goja.ConstructorCall) *weakRef {
		switch target := call.Argument(0).(type) {
		case *goja.Object:
			kept.add(target)
			return &weakRef{object: weak.Make(target)}
		case *goja.Symbol:
			if native.IsUndefined(keyFor(goja.FunctionCall{Arguments: []goja.Value{target}})) {
				return &weakRef{symbol: target}
			}
		}
		panic(i.k.TypeError("WeakRef: the target must be an object or a symbol that is not registered"))
	})
	i.method(class.Prototype, "deref", 0, func(call goja.FunctionCall) goja.Value {
		r := class.This(call.This)
		if r.symbol != nil {
			return r.symbol
		}
		o := r.object.Value()
		if o == nil {
			return goja.Undefined()
		}
		kept.add(o)
		return o
	})
	class.Expose()
}

// kept holds the targets that were seen in this job, which must not vanish before its end
// (https://tc39.es/ecma262/#sec-addtokeptobjects).
type kept struct {
	k       *native.Kit
	targets map[*goja.Object]struct{}
}

func (c *kept) add(o *goja.Object) {
	if len(c.targets) == 0 {
		c.targets = make(map[*goja.Object]struct{})
		c.k.Microtask(func() { c.targets = nil })
	}
	c.targets[o] = struct{}{}
}
