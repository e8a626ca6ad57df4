package form

import (
	"time"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/native"
	"github.com/caddyhbf/hbf/jsengine/web/blob"
)

// Entry is a field of a form: text, or a file.
type Entry struct {
	Name string
	Text string
	File *blob.Blob // nil for text

	object *goja.Object // the File that JavaScript knows, nil before it has seen it
}

// Data is the Go side of a FormData. It is the owner's.
type Data struct{ entries []Entry }

// Of gives the Go side of a FormData.
func Of(v goja.Value) (*Data, bool) { return native.SideOf[*Data](v) }

// Entries gives the fields in their order. They are not the caller's to change.
func (d *Data) Entries() []Entry { return d.entries }

// Module is the class of one runtime. It is the owner's.
type Module struct {
	k     *native.Kit
	blobs *blob.Module
	class *native.Class[*Data]
}

// New defines the global variable FormData.
func New(k *native.Kit, blobs *blob.Module) *Module {
	m := &Module{k: k, blobs: blobs}
	m.class = native.NewClass(k, "FormData", 0, nil, func(c goja.ConstructorCall) *Data {
		if !native.IsUndefined(c.Argument(0)) {
			panic(k.TypeError("FormData: there are no HTML forms here; call the constructor without arguments"))
		}
		return &Data{}
	})
	m.define()
	m.class.Expose()
	return m
}

// Object makes a FormData of entries, which belong to it from now on.
func (m *Module) Object(entries []Entry) *goja.Object { return m.class.Wrap(&Data{entries: entries}) }

func (m *Module) define() {
	c, vm := m.class, m.k.VM
	c.Method("append", 2, func(d *Data, call goja.FunctionCall) goja.Value {
		d.entries = append(d.entries, m.entry(call, "append"))
		return goja.Undefined()
	})
	c.Method("delete", 1, func(d *Data, call goja.FunctionCall) goja.Value {
		name := m.name(call, "delete")
		kept := d.entries[:0]
		for _, e := range d.entries {
			if e.Name != name {
				kept = append(kept, e)
			}
		}
		clear(d.entries[len(kept):])
		d.entries = kept
		return goja.Undefined()
	})
	c.Method("get", 1, func(d *Data, call goja.FunctionCall) goja.Value {
		name := m.name(call, "get")
		for i := range d.entries {
			if d.entries[i].Name == name {
				return m.value(&d.entries[i])
			}
		}
		return goja.Null()
	})
	c.Method("getAll", 1, func(d *Data, call goja.FunctionCall) goja.Value {
		name := m.name(call, "getAll")
		values := []any{}
		for i := range d.entries {
			if d.entries[i].Name == name {
				values = append(values, m.value(&d.entries[i]))
			}
		}
		return vm.NewArray(values...)
	})
	c.Method("has", 1, func(d *Data, call goja.FunctionCall) goja.Value {
		name := m.name(call, "has")
		for i := range d.entries {
			if d.entries[i].Name == name {
				return vm.ToValue(true)
			}
		}
		return vm.ToValue(false)
	})
	c.Method("set", 2, func(d *Data, call goja.FunctionCall) goja.Value {
		d.set(m.entry(call, "set"))
		return goja.Undefined()
	})
	m.defineIteration()
}

// set puts an entry in the place of the first one of its name, and removes the others.
func (d *Data) set(entry Entry) {
	kept, placed := d.entries[:0], false
	for _, e := range d.entries {
		switch {
		case e.Name != entry.Name:
			kept = append(kept, e)
		case !placed:
			kept, placed = append(kept, entry), true
		}
	}
	clear(d.entries[len(kept):])
	if !placed {
		kept = append(kept, entry)
	}
	d.entries = kept
}

func (m *Module) defineIteration() {
	c, vm := m.class, m.k.VM
	c.Method("forEach", 1, func(d *Data, call goja.FunctionCall) goja.Value {
		if _, ok := goja.AssertFunction(call.Argument(0)); !ok {
			panic(m.k.TypeError("FormData.forEach: the callback must be a function"))
		}
		callback, this, self := call.Argument(0), call.Argument(1), call.This
		for i := 0; i < len(d.entries); i++ { //nolint:intrange // the callback may add entries
			m.k.Call(callback, this, m.value(&d.entries[i]), vm.ToValue(d.entries[i].Name), self)
		}
		return goja.Undefined()
	})
	iterate := func(name string, value func(*Entry) goja.Value) *goja.Object {
		return c.Method(name, 0, func(d *Data, _ goja.FunctionCall) goja.Value {
			i := -1
			return m.k.Iterator("FormData Iterator", func() (goja.Value, bool) {
				if i++; i >= len(d.entries) {
					return nil, false
				}
				return value(&d.entries[i]), true
			})
		})
	}
	iterate("keys", func(e *Entry) goja.Value { return vm.ToValue(e.Name) })
	iterate("values", m.value)
	entries := iterate("entries", func(e *Entry) goja.Value { return m.k.Pair(vm.ToValue(e.Name), m.value(e)) })
	c.SymbolMethod(goja.SymIterator, entries)
}

// value is what JavaScript sees of an entry: a string, or always the same File.
func (m *Module) value(e *Entry) goja.Value {
	if e.File == nil {
		return m.k.VM.ToValue(e.Text)
	}
	if e.object == nil {
		e.object = m.blobs.Object(e.File)
	}
	return e.object
}

func (m *Module) name(call goja.FunctionCall, method string) string {
	if len(call.Arguments) < 1 {
		panic(m.k.TypeError("FormData.%s: 1 argument required, but only 0 found", method))
	}
	return native.Text(call.Argument(0))
}

// entry makes an entry of the arguments of append and set (https://xhr.spec.whatwg.org/#create-an-entry).
func (m *Module) entry(call goja.FunctionCall, method string) Entry {
	if len(call.Arguments) < 2 {
		panic(m.k.TypeError("FormData.%s: 2 arguments required, but only %d found", method, len(call.Arguments)))
	}
	value, filename := call.Argument(1), call.Argument(2)
	named := len(call.Arguments) > 2 && !native.IsUndefined(filename)
	e := Entry{Name: native.Text(call.Argument(0))}
	file, ok := blob.Of(value)
	if !ok {
		if named {
			panic(m.k.TypeError("FormData.%s: only a Blob can have a file name", method))
		}
		e.Text = native.Text(value)
		return e
	}
	_, isFile := file.FileName()
	switch {
	case named:
		e.File = file.AsFile(native.Text(filename), file.LastModified())
	case isFile:
		e.File, e.object = file, value.(*goja.Object)
	default:
		e.File = file.AsFile("blob", time.Now().UnixMilli())
	}
	return e
}
