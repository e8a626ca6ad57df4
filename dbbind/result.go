package dbbind

import (
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/dbbind/internal/sqlite3"
)

// eagerRuns is for how many runs of a statement its results are made at once after JavaScript has touched one: an app
// that looks at a statement's rows will most likely do so again, and then making them later only adds to the cost.
const eagerRuns = 32

// result is what a statement has returned, in Go's memory. The object that stands for it is a proxy with the result as
// its handler until JavaScript touches it: whichever trap comes first fills an ordinary array or object, which takes
// the proxy's place for good. So JavaScript sees the semantics of ordinary objects by construction, and a result that
// only goes to res.json is encoded without ever having been objects.
//
// The trick is that goja.Object is a handle whose implementation can be swapped by assignment:
//
//	object  is the array or object that JavaScript has; its implementation is the proxy's at first
//	target  has the implementation that object was born with, which knows object as itself
//	proxy   is what the proxy's implementation knows as itself
//
// A handler that answers undefined for every trap lets the proxy pass the operation on to target, that is to the
// implementation that has just been filled.
//
// Two things can tell: the private names that a constructor adds to an untouched result that its super constructor
// returned are lost when it is touched, since proxies have no trap for them; and calling a result as a function names
// a proxy in the error.
type result struct {
	b       *binding
	c       *compiled // learns whether its results are touched
	columns *columns
	mode    rowMode // rowObject or rowArray
	single  bool    // the first row alone, not an array of rows
	bigInts bool
	plain   bool // JSON has all its values
	touched bool

	cells []cell // row by row
	text  string // all TEXT and BLOB values, one after the other
	size  int64  // an estimate of what it takes as objects, in bytes

	object, target, proxy *goja.Object
}

var resultType = reflect.TypeFor[*result]()

// cell is a value of a result.
type cell struct {
	kind kind
	size uint32 // of a TEXT or BLOB, in bytes
	bits uint64 // an INTEGER, the IEEE 754 bits of a REAL, or where in the text a TEXT or BLOB begins
}

// lazy reports whether the results of c in this shape may be made lazily.
func (b *binding) lazy(c *compiled, s shape) bool {
	if s.mode != rowObject && s.mode != rowArray || len(c.columns) == 0 {
		return false
	}
	if c.eager > 0 {
		c.eager--
		return false
	}
	return true
}

// collectLazily runs c, all of it or to its first row, and returns the object that stands for the result: undefined
// where a single row is asked for and there is none.
func (b *binding) collectLazily(c *compiled, s shape, single bool) goja.Value {
	r := &result{b: b, c: c, mode: s.mode, single: single, bigInts: s.bigInts, plain: true}
	var text strings.Builder
	if c.cellsHint > 0 {
		r.cells = make([]cell, 0, c.cellsHint)
		text.Grow(c.textHint)
	}
	for b.step(c) {
		if r.read(c, &text); r.size > b.d.memoryLimit && !single {
			b.throw(errResultSize(b.d.memoryLimit), "")
		}
		if single {
			break
		}
	}
	if single && len(r.cells) == 0 {
		return goja.Undefined()
	}
	r.text = text.String()
	r.columns = c.shared()
	c.cellsHint, c.textHint = len(r.cells), len(r.text)
	return b.stand(r)
}

func errResultSize(limit int64) error {
	return sqlite3.NewError(sqlite3.CodeTooBig, fmt.Sprintf(
		"the result is larger than memory_limit (%d bytes) allows: add LIMIT, or use iterate()", limit))
}

// read reads the current row of c.
func (r *result) read(c *compiled, text *strings.Builder) {
	r.size += rowCost
	for i := range c.columns {
		var v cell
		switch c.stmt.ColumnType(i) {
		case sqlite3.TypeInteger:
			n := c.stmt.ColumnInt64(i)
			v = cell{kind: kindInteger, bits: uint64(n)}
			if r.bigInts || n > maxSafeInteger || n < -maxSafeInteger {
				r.plain = false
			}
		case sqlite3.TypeFloat:
			v = cell{kind: kindFloat, bits: math.Float64bits(c.stmt.ColumnFloat64(i))}
		case sqlite3.TypeText:
			data := c.stmt.ColumnTextBytes(i)
			v = cell{kind: kindText, size: uint32(len(data)), bits: uint64(text.Len())}
			text.Write(data)
		case sqlite3.TypeBlob:
			data := c.stmt.ColumnBlobBytes(i)
			v = cell{kind: kindBlob, size: uint32(len(data)), bits: uint64(text.Len())}
			text.Write(data)
			r.plain = false
			r.size += valueCost
		}
		r.size += valueCost + int64(v.size)
		r.cells = append(r.cells, v)
	}
}

// stand makes the object that stands for r.
func (b *binding) stand(r *result) *goja.Object {
	if r.single && r.mode == rowObject {
		r.object = b.vm.NewObject()
	} else {
		r.object = b.vm.NewArray()
	}
	target := *r.object
	r.target = &target
	proxy, err := b.proxyCtor(nil, r.target, b.vm.NewDynamicObject(r))
	b.must(err)
	r.proxy = proxy
	*r.object = *proxy
	return r.object
}

// Touch makes the object ordinary. It runs no code of the app.
func (r *result) Touch() {
	if r.touched {
		return
	}
	r.b.enter()
	r.c.eager = eagerRuns // which others may share
	r.b.leave()
	r.touched = true
	*r.object, *r.proxy = *r.target, *r.target
	if r.single {
		r.fillRow(r.object, r.cells)
	} else {
		for i := range r.rows() {
			r.b.define(r.object, strconv.Itoa(i), r.row(i))
		}
	}
	r.cells, r.text, r.columns = nil, "", nil
}

// touch makes o ordinary if it is an untouched result.
func touch(o *goja.Object) {
	if o.ExportType() != proxyType {
		return
	}
	p, _ := o.Export().(goja.Proxy)
	if handler := p.Handler(); handler != nil && handler.ExportType() == resultType {
		handler.Export().(*result).Touch()
	}
}

// rows is the number of rows.
func (r *result) rows() int { return len(r.cells) / len(r.columns.names) }

// row makes an ordinary object, or array, of row i.
func (r *result) row(i int) *goja.Object {
	n := len(r.columns.names)
	cells := r.cells[i*n : (i+1)*n]
	if r.mode == rowArray {
		values := make([]any, n)
		for j := range cells {
			values[j] = r.value(&cells[j])
		}
		return r.b.vm.NewArray(values...)
	}
	o := r.b.vm.NewObject()
	r.fillRow(o, cells)
	return o
}

// fillRow gives o the columns as properties.
func (r *result) fillRow(o *goja.Object, cells []cell) {
	for i, name := range r.columns.names {
		if r.mode == rowArray {
			name = strconv.Itoa(i)
		}
		r.b.define(o, name, r.value(&cells[i]))
	}
}

// value makes a value of JavaScript. It copies text, so that a kept string does not keep the whole result.
func (r *result) value(v *cell) goja.Value {
	switch v.kind {
	case kindInteger:
		return r.b.integer(int64(v.bits), r.bigInts)
	case kindFloat:
		return r.b.vm.ToValue(math.Float64frombits(v.bits))
	case kindText:
		return r.b.vm.ToValue(strings.Clone(validUTF8(r.bytes(v))))
	case kindBlob:
		return r.b.uint8Array([]byte(r.bytes(v)))
	default:
		return goja.Null()
	}
}

// bytes are those of a TEXT or BLOB.
func (r *result) bytes(v *cell) string { return r.text[v.bits : v.bits+uint64(v.size)] }

// Get is asked by the proxy for a trap: any trap but one for reading a length means that JavaScript touches the object.
func (r *result) Get(trap string) goja.Value {
	if trap == "get" {
		return r.b.getTrap
	}
	r.Touch()
	if trap == "set" {
		return r.b.setTrap
	}
	return goja.Undefined()
}

// defineTraps makes the two traps that are not left to proxies, which would tell getters and setters on prototypes that
// this is the proxy.
func (b *binding) defineTraps() {
	b.getTrap = b.vm.ToValue(func(call goja.FunctionCall) goja.Value { // of target, property, receiver
		r := call.This.(*goja.Object).Export().(*result)
		if n, ok := r.length(call.Argument(1)); ok {
			return b.vm.ToValue(n)
		}
		r.Touch()
		v, err := b.reflectGet(goja.Undefined(), r.object, call.Argument(1), r.receiver(call.Argument(2)))
		b.must(err)
		return v
	})
	b.setTrap = b.vm.ToValue(func(call goja.FunctionCall) goja.Value { // of target, property, value, receiver
		r := call.This.(*goja.Object).Export().(*result)
		done, err := b.reflectSet(goja.Undefined(), r.object, call.Argument(1), call.Argument(2), r.receiver(call.Argument(3)))
		b.must(err)
		return done
	})
}

// length is that of an untouched array, if this is what the property is. To look how many rows there are before they
// are sent is too common to make objects of them.
func (r *result) length(property goja.Value) (n int, ok bool) {
	name, isString := property.(goja.String)
	switch {
	case r.touched, r.single && r.mode == rowObject, !isString, name.String() != "length":
		return 0, false
	case r.single:
		return len(r.cells), true
	default:
		return r.rows(), true
	}
}

// receiver is what is to be this in getters and setters.
func (r *result) receiver(v goja.Value) goja.Value {
	if v == goja.Value(r.proxy) {
		return r.object
	}
	return v
}

// The rest of a handler, which no proxy asks for.

// Set refuses.
func (*result) Set(string, goja.Value) bool { return false }

// Has reports nothing.
func (*result) Has(string) bool { return false }

// Delete deletes nothing.
func (*result) Delete(string) bool { return true }

// Keys lists nothing.
func (*result) Keys() []string { return nil }
