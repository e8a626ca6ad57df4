package native

import (
	"reflect"

	"github.com/dop251/goja"
)

// Class is a class of JavaScript whose instances have a Go side of type T, usually a pointer; where classes extend one
// another, an interface that the Go sides of all of them implement.
//
// Methods and accessors are on the prototype and throw a TypeError when this is not an instance, as WebIDL has it.
type Class[T any] struct {
	// Constructor is what JavaScript knows as the class, and Prototype its property prototype.
	Constructor, Prototype *goja.Object

	kit  *Kit
	name string
}

// NewClass makes a class. construct gives the Go side of a new instance from the arguments of the constructor, and
// throws where they are wrong; nil is a class without a constructor of the app's, whose instances only [Class.Wrap]
// makes. parent is the class that it extends, nil for none.
func NewClass[T any](k *Kit, name string, length int, parent Parent, construct func(goja.ConstructorCall) T) *Class[T] {
	c := &Class[T]{kit: k, name: name}
	c.Constructor = k.VM.ToValue(func(call goja.ConstructorCall) *goja.Object {
		if construct == nil {
			panic(k.TypeError("Illegal constructor"))
		}
		proto := call.This.Prototype()
		if !inherits(call.This, c.Prototype) { // it was called as a method of something else
			panic(k.TypeError("Class constructor %s cannot be invoked without 'new'", name))
		}
		return k.anchored(construct(call), proto)
	}).(*goja.Object)
	k.name(c.Constructor, name, length)
	c.Prototype = c.Constructor.Get("prototype").(*goja.Object)
	Check(c.Constructor.DefineDataProperty("prototype", c.Prototype, goja.FLAG_FALSE, goja.FLAG_FALSE, goja.FLAG_FALSE))
	if parent != nil {
		constructor, proto := parent.objects()
		Check(c.Constructor.SetPrototype(constructor))
		Check(c.Prototype.SetPrototype(proto))
	}
	Check(c.Prototype.DefineDataPropertySymbol(goja.SymToStringTag, k.VM.ToValue(name), goja.FLAG_FALSE, goja.FLAG_TRUE, goja.FLAG_FALSE))
	return c
}

// Parent is a class that another one can extend.
type Parent interface {
	objects() (constructor, proto *goja.Object)
}

func (c *Class[T]) objects() (constructor, proto *goja.Object) { return c.Constructor, c.Prototype }

// Wrap makes an instance from Go.
func (c *Class[T]) Wrap(side T) *goja.Object { return c.kit.anchored(side, c.Prototype) }

// Of gives the Go side of an instance; ok is false for anything else.
func (c *Class[T]) Of(v goja.Value) (side T, ok bool) { return SideOf[T](v) }

// This gives the Go side of a native's this, or throws.
func (c *Class[T]) This(v goja.Value) T {
	side, ok := SideOf[T](v)
	if !ok {
		panic(c.kit.TypeError("Illegal invocation: this is not an instance of %s", c.name))
	}
	return side
}

// Method defines a method.
func (c *Class[T]) Method(name string, length int, f func(this T, call goja.FunctionCall) goja.Value) *goja.Object {
	m := c.kit.Function(name, length, func(call goja.FunctionCall) goja.Value { return f(c.This(call.This), call) })
	c.kit.Put(c.Prototype, name, m)
	return m
}

// SymbolMethod defines a method under a symbol, such as Symbol.iterator, that is not enumerable.
func (c *Class[T]) SymbolMethod(symbol *goja.Symbol, f *goja.Object) {
	Check(c.Prototype.DefineDataPropertySymbol(symbol, f, goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_FALSE))
}

// Getter defines a property that JavaScript can only read.
func (c *Class[T]) Getter(name string, get func(this T) goja.Value) { c.Accessor(name, get, nil) }

// Accessor defines a property that is read and written through functions.
func (c *Class[T]) Accessor(name string, get func(this T) goja.Value, set func(this T, v goja.Value)) {
	getter := c.kit.Function("get "+name, 0, func(call goja.FunctionCall) goja.Value { return get(c.This(call.This)) })
	var setter goja.Value
	if set != nil {
		setter = c.kit.Function("set "+name, 1, func(call goja.FunctionCall) goja.Value {
			set(c.This(call.This), call.Argument(0))
			return goja.Undefined()
		})
	}
	Check(c.Prototype.DefineAccessorProperty(name, getter, setter, goja.FLAG_TRUE, goja.FLAG_TRUE))
}

// Static defines a method of the constructor.
func (c *Class[T]) Static(name string, length int, f func(goja.FunctionCall) goja.Value) {
	c.kit.Put(c.Constructor, name, c.kit.Function(name, length, f))
}

// Constant defines a constant of both the constructor and the prototype, as WebIDL's constants are.
func (c *Class[T]) Constant(name string, v any) {
	value := c.kit.VM.ToValue(v)
	for _, o := range []*goja.Object{c.Constructor, c.Prototype} {
		Check(o.DefineDataProperty(name, value, goja.FLAG_FALSE, goja.FLAG_FALSE, goja.FLAG_TRUE))
	}
}

// Expose makes the class a global variable.
func (c *Class[T]) Expose() { c.kit.Global(c.name, c.Constructor) }

// anchor ties an instance to its Go side. It stands as an object without properties between the instance and its
// visible prototype, where the app's code can neither reach it by a name nor copy it to another object, and costs
// less than a property would. Object.getPrototypeOf shows it; instanceof and everything else that inherits works.
type anchor struct{ side any }

func (*anchor) Get(string) goja.Value       { return nil }
func (*anchor) Set(string, goja.Value) bool { return false }
func (*anchor) Has(string) bool             { return false }
func (*anchor) Delete(string) bool          { return true }
func (*anchor) Keys() []string              { return nil }

var anchorType = reflect.TypeFor[*anchor]()

func (k *Kit) anchored(side any, proto *goja.Object) *goja.Object {
	a := k.VM.NewDynamicObject(&anchor{side})
	Check(a.SetPrototype(proto))
	if own, ok := side.(Embodied); ok {
		o := own.Embodiment()
		Check(o.SetPrototype(a))
		return o
	}
	return k.VM.CreateObject(a)
}

// Embodied is a Go side that brings the object that becomes its instance, whose prototype the class then sets: because
// it must be of a certain kind, such as an error with its stack, or because the Go side must know it.
type Embodied interface {
	// Embodiment gives the same object each time.
	Embodiment() *goja.Object
}

func inherits(o, proto *goja.Object) bool {
	for p := o.Prototype(); p != nil; p = p.Prototype() {
		if p == proto {
			return true
		}
	}
	return false
}

// SideOf gives the Go side, if it is a T, of an instance of whatever class, or of an object that inherits from one.
func SideOf[T any](v goja.Value) (side T, ok bool) {
	o, isObject := v.(*goja.Object)
	if !isObject {
		return side, false
	}
	for p := o; p != nil; p = p.Prototype() {
		if p.ExportType() == anchorType {
			side, ok = p.Export().(*anchor).side.(T)
			return side, ok
		}
	}
	return side, false
}
