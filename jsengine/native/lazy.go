package native

import (
	"reflect"

	"github.com/dop251/goja"
)

// Lazy is the Go side of an object that has its properties only once JavaScript touches it, such as a result of hbf:db
// that nobody has looked at. Until then it is a proxy with the Lazy as its handler; touching it makes it an ordinary
// object. JavaScript can't see a difference, but natives can that look at ClassName or ExportType first, hence [Touch].
type Lazy interface {
	// Touch makes the object ordinary. It runs none of the app's code.
	Touch()
	// AppendJSON appends what JSON.stringify would give of the object. It is not ok when only JSON.stringify can tell.
	// It runs none of the app's code and does not touch the object.
	AppendJSON(dst []byte) (out []byte, ok bool)
}

var (
	proxyType = reflect.TypeFor[goja.Proxy]()
	lazyType  = reflect.TypeFor[Lazy]()
)

// LazyOf gives the Go side of an object that is still untouched; ok is false for anything else. It runs none of the
// app's code.
func LazyOf(v goja.Value) (l Lazy, ok bool) {
	o, isObject := v.(*goja.Object)
	if !isObject || o.ExportType() != proxyType {
		return nil, false
	}
	p, isProxy := o.Export().(goja.Proxy)
	if !isProxy {
		return nil, false
	}
	handler := p.Handler() // nil once the proxy was revoked
	if handler == nil {
		return nil, false
	}
	// Exporting an ordinary object would run getters.
	if t := handler.ExportType(); t == nil || !t.Implements(lazyType) {
		return nil, false
	}
	l, ok = handler.Export().(Lazy)
	return l, ok
}

// Touch makes v an ordinary object if it is one that has not been touched yet. Natives call it before they look at what
// kind of object v is.
func Touch(v goja.Value) {
	if l, ok := LazyOf(v); ok {
		l.Touch()
	}
}
