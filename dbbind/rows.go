package dbbind

import (
	"math/big"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/dbbind/internal/sqlite3"
)

// This file makes rows at once; result.go makes those that JavaScript may never look at.

// maxSafeInteger is Number.MAX_SAFE_INTEGER: integers beyond it are BigInts.
const maxSafeInteger = 1<<53 - 1

// Estimates of what values take of JavaScript's memory, in bytes, for the
// bound on results. An object of five columns was measured at about 700.
const (
	rowCost   = 200
	valueCost = 100
)

// rowMode is how a row looks.
type rowMode uint8

const (
	rowObject rowMode = iota // {name: value, …}
	rowArray                 // [value, …]
	rowPluck                 // the first column's value
	rowExpand                // {table: {name: value, …}, $: {…}}
)

// shape is how a result looks.
type shape struct {
	mode    rowMode
	bigInts bool // every INTEGER is a BigInt
}

// rows collects a result within the memory limit.
type rows struct {
	list  []any
	size  int64
	limit int64
}

// add adds a row of the given size.
func (r *rows) add(v goja.Value, size int64) error {
	r.size += size
	if r.size > r.limit {
		return errResultSize(r.limit)
	}
	r.list = append(r.list, v)
	return nil
}

// row returns the current row of c and an estimate of its size in bytes.
func (b *binding) row(c *compiled, s shape) (v goja.Value, size int64) {
	switch s.mode {
	case rowArray:
		return b.arrayRow(c, s)
	case rowPluck:
		return b.column(c, 0, s.bigInts)
	case rowExpand:
		return b.expandedRow(c, s)
	default:
		return b.objectRow(c, s)
	}
}

// objectRow makes a plain object with the columns as properties in their
// order. Of columns with one name the last one counts.
//
// Setting properties one by one is the cheapest that goja's interface has:
// 0.9 us for five, the same as an object literal or DefineDataProperty, with
// fewer allocations.
func (b *binding) objectRow(c *compiled, s shape) (goja.Value, int64) {
	if c.keys == keysUnknown {
		c.keys = b.keys(c)
	}
	o := b.vm.NewObject()
	size := int64(rowCost)
	for i, name := range c.columns {
		v, n := b.column(c, i, s.bigInts)
		size += n
		if c.keys == keysDefine || o.Set(name, v) != nil {
			b.define(o, name, v)
		}
	}
	return o, size
}

// keys looks whether Object.prototype has a property of a column's name: the
// accessor __proto__, a method, or something that the app put or froze there.
// Assignment would meet that one instead of making an own property.
func (b *binding) keys(c *compiled) keyState {
	for _, name := range c.columns {
		if b.objectProto.Get(name) != nil {
			return keysDefine
		}
	}
	return keysAssign
}

func (b *binding) arrayRow(c *compiled, s shape) (goja.Value, int64) {
	values := make([]any, len(c.columns))
	size := int64(rowCost)
	for i := range values {
		v, n := b.column(c, i, s.bigInts)
		values[i] = v
		size += n
	}
	return b.vm.NewArray(values...), size
}

// expandedRow makes an object with an object for each table; "$" has the
// columns that belong to none.
func (b *binding) expandedRow(c *compiled, s shape) (goja.Value, int64) {
	o := b.vm.NewObject()
	tables := make(map[string]*goja.Object)
	size := int64(rowCost)
	for i, name := range c.columns {
		table := c.stmt.ColumnTable(i)
		if table == "" {
			table = "$"
		}
		t := tables[table]
		if t == nil {
			t = b.vm.NewObject()
			tables[table] = t
			b.define(o, table, t)
			size += rowCost
		}
		v, n := b.column(c, i, s.bigInts)
		b.define(t, name, v)
		size += n
	}
	return o, size
}

// column returns the value of a column of the current row and an estimate of
// its size in bytes.
func (b *binding) column(c *compiled, i int, bigInts bool) (v goja.Value, size int64) {
	switch c.stmt.ColumnType(i) {
	case sqlite3.TypeInteger:
		return b.integer(c.stmt.ColumnInt64(i), bigInts), valueCost
	case sqlite3.TypeFloat:
		return b.vm.ToValue(c.stmt.ColumnFloat64(i)), valueCost
	case sqlite3.TypeText:
		s := c.stmt.ColumnText(i)
		return b.vm.ToValue(validUTF8(s)), valueCost + int64(len(s))
	case sqlite3.TypeBlob:
		blob := c.stmt.ColumnBlob(i)
		return b.uint8Array(blob), 2*valueCost + int64(len(blob))
	default:
		return goja.Null(), valueCost
	}
}

// integer returns n as a number, or as a BigInt if bigInts says so or a number could
// not hold it.
func (b *binding) integer(n int64, bigInts bool) goja.Value {
	if bigInts || n > maxSafeInteger || n < -maxSafeInteger {
		return b.vm.ToValue(big.NewInt(n))
	}
	return b.vm.ToValue(n)
}

func (b *binding) uint8Array(data []byte) goja.Value {
	o, err := b.vm.New(b.uint8ArrayCtor, b.vm.ToValue(b.vm.NewArrayBuffer(data)))
	if err != nil {
		panic(err)
	}
	return o
}
