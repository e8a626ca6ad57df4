package clone

import (
	"bytes"
	"math/big"
	"reflect"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/native"
	"github.com/caddyhbf/hbf/jsengine/web/event"
)

// copier makes one copy. An object is made at once, without its contents, and noted in memory, so that each reference
// to the original becomes one to the same copy; its contents are copied when its turn comes.
type copier struct {
	*Module
	memory map[*goja.Object]*goja.Object
	todo   []func()
}

// Clone copies a value (https://html.spec.whatwg.org/#structured-cloning). It runs the app's getters, and throws a
// DataCloneError for what can't be copied. The ArrayBuffers to be transferred are detached, unless it throws.
func (m *Module) Clone(v goja.Value, transfer []*goja.Object) goja.Value {
	c := &copier{Module: m}
	moved := c.move(transfer)
	result := c.value(v)
	for i := 0; i < len(c.todo); i++ { // grows meanwhile
		next := c.todo[i]
		c.todo[i] = nil
		next()
	}
	for _, buffer := range moved {
		if buffer.Detached() {
			c.refuse("an ArrayBuffer that is detached")
		}
	}
	for _, buffer := range moved {
		m.k.Detach(buffer)
	}
	return result
}

// move makes the new buffers of those that are transferred. They share the bytes until the old ones are detached.
func (c *copier) move(transfer []*goja.Object) []goja.ArrayBuffer {
	var moved []goja.ArrayBuffer
	for _, o := range transfer {
		if o.ExportType() != bufferType {
			c.refuse("something else than an ArrayBuffer that was to be transferred")
		}
		buffer, _ := o.Export().(goja.ArrayBuffer)
		if _, twice := c.memory[o]; twice || buffer.Detached() {
			c.refuse("an ArrayBuffer that is detached or was to be transferred twice")
		}
		c.remember(o, c.k.ArrayBuffer(buffer.Bytes()))
		moved = append(moved, buffer)
	}
	return moved
}

func (c *copier) remember(original, copied *goja.Object) {
	if c.memory == nil {
		c.memory = make(map[*goja.Object]*goja.Object)
	}
	c.memory[original] = copied
}

func (c *copier) later(f func()) { c.todo = append(c.todo, f) }

func (c *copier) value(v goja.Value) goja.Value {
	o, ok := v.(*goja.Object)
	if !ok {
		if s, ok := v.(*goja.Symbol); ok {
			c.refuse(s.String())
		}
		return v
	}
	if known := c.memory[o]; known != nil {
		return known
	}
	copied := c.object(o)
	c.remember(o, copied)
	return copied
}

// What goja's objects export tells their kinds apart.
var (
	bufferType  = reflect.TypeFor[goja.ArrayBuffer]()
	promiseType = reflect.TypeFor[*goja.Promise]()
	proxyType   = reflect.TypeFor[goja.Proxy]()
	mapType     = reflect.TypeFor[[][2]any]()
	setType     = reflect.TypeFor[[]any]()
	bigintType  = reflect.TypeFor[*big.Int]()
	symbolType  = reflect.TypeFor[string]()
)

// object makes the copy of an object, still without its contents.
func (c *copier) object(o *goja.Object) *goja.Object {
	if _, host := native.SideOf[any](o); host {
		return c.host(o)
	}
	kind := o.ExportType()
	switch kind {
	case proxyType:
		c.refuse("a Proxy")
	case promiseType:
		c.refuse("a Promise")
	}
	switch o.ClassName() {
	case "Function":
		c.refuse("a function")
	case "Boolean":
		return c.wrapper(c.built.booleanOf, o)
	case "Number":
		return c.wrapper(c.built.numberOf, o)
	case "String":
		return c.wrapper(c.built.stringOf, o)
	case "Date":
		return c.construct(c.built.date, native.Must(c.built.time(o)))
	case "RegExp":
		return c.construct(c.built.regExp, native.Must(c.built.source(o)), native.Must(c.built.flags(o)))
	case "Error":
		return c.error(o)
	case "Array":
		return c.array(o)
	}
	switch kind {
	case bufferType:
		return c.buffer(o)
	case mapType:
		return c.mapOf(o)
	case setType:
		return c.setOf(o)
	case bigintType:
		return c.wrapper(c.built.bigintOf, o)
	case symbolType:
		c.refuse("a Symbol object")
	}
	if native.Must(c.built.isView(goja.Undefined(), o)).ToBoolean() {
		return c.view(o)
	}
	for p := o.Prototype(); p != nil && p != c.built.objectProto; p = p.Prototype() {
		if what, opaque := c.built.opaque[p]; opaque {
			c.refuse(what)
		}
	}
	copied := c.k.Object()
	c.later(func() { c.properties(o, copied) })
	return copied
}

// host copies an instance of one of the host's classes.
func (c *copier) host(o *goja.Object) *goja.Object {
	if name, message, ok := event.ExceptionOf(o); ok {
		copied := c.events.Exception(name, message)
		c.own(o, "stack", func(v goja.Value) { c.k.Hide(copied, "stack", v) })
		return copied
	}
	for _, hook := range c.hooks {
		if copied, ok := hook(o); ok {
			return copied.ToObject(c.vm)
		}
	}
	c.refuse("an object of the host")
	return nil
}

func (c *copier) construct(class *goja.Object, args ...goja.Value) *goja.Object {
	o, err := c.vm.New(class, args...)
	native.Check(err)
	return o
}

func (c *copier) wrapper(valueOf goja.Callable, o *goja.Object) *goja.Object {
	return native.Must(valueOf(o)).ToObject(c.vm)
}

func (c *copier) buffer(o *goja.Object) *goja.Object {
	buffer, _ := o.Export().(goja.ArrayBuffer)
	if buffer.Detached() {
		c.refuse("an ArrayBuffer that is detached")
	}
	return c.k.ArrayBuffer(bytes.Clone(buffer.Bytes()))
}

// view copies a typed array or a DataView with all of its buffer.
func (c *copier) view(o *goja.Object) *goja.Object {
	name, buffer, offset, length := "DataView", c.built.dataBuffer, c.built.dataOffset, c.built.dataLength
	if tag := native.Must(c.built.typedArray(o)); !goja.IsUndefined(tag) {
		name, buffer, offset, length = tag.String(), c.built.viewBuffer, c.built.viewOffset, c.built.viewLength
	}
	copied := c.value(native.Must(buffer(o)))
	return c.construct(c.built.views[name], copied, native.Must(offset(o)), native.Must(length(o)))
}
