package dbbind

import (
	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/dbbind/internal/sqlite3"
)

// maxCursors bounds the open iterators, each of which holds a compiled
// statement.
const maxCursors = 1000

// cursors are the open iterators of the running task.
type cursors struct {
	open map[*cursor]struct{}
	task uint64 // grows with each task that ends
}

// cursor is the Go side of an iterator over a statement's rows.
type cursor struct {
	inert
	b      *binding
	c      *compiled // nil once there is nothing left to step
	shape  shape
	ahead  []any  // rows that were read before they were asked for
	failed bool   // reading ahead has failed
	task   uint64 // cursors.task when it was opened
}

// settle reads what is left of every open iterator into memory, so that
// none holds a snapshot that a write would conflict with.
func (k *cursors) settle() error {
	for c := range k.open {
		if err := c.readAhead(); err != nil {
			return err
		}
	}
	return nil
}

// closeAll closes every open iterator; those that were not at their end cannot
// go on.
func (k *cursors) closeAll() {
	k.task++
	for c := range k.open {
		c.failed = true
		c.close()
	}
}

// iterate returns an iterator over the rows of c. A statement that writes is
// run to its end at once.
func (b *binding) iterate(c *compiled, params []param, s shape) goja.Value {
	cur := &cursor{b: b, c: c, shape: s, task: b.d.cursors.task}
	if !c.readOnly {
		defer b.d.finish(c)
		b.begin(c, params)
		cur.ahead, cur.c = b.collect(c, s), nil
		return b.wrap(b.iteratorProto, cur)
	}
	opened := false
	defer func() {
		if !opened {
			b.d.finish(c)
		}
	}()
	if len(b.d.cursors.open) >= maxCursors {
		b.throw(sqlite3.NewError(sqlite3.CodeMisuse, "too many iterators are open: let loops end, or call return()"), "")
	}
	b.begin(c, params)
	if b.d.cursors.open == nil {
		b.d.cursors.open = make(map[*cursor]struct{})
	}
	b.d.cursors.open[cur] = struct{}{}
	opened = true
	return b.wrap(b.iteratorProto, cur)
}

// close gives the statement back.
func (c *cursor) close() {
	if c.c == nil {
		return
	}
	delete(c.b.d.cursors.open, c)
	c.b.d.finish(c.c)
	c.c = nil
}

// readAhead reads the rows that are left and closes the statement.
func (c *cursor) readAhead() error {
	d := c.b.d
	left := rows{list: c.ahead, limit: d.memoryLimit}
	for {
		row, err := d.step(c.c)
		if err == nil && row {
			err = left.add(c.b.row(c.c, c.shape))
		}
		if err != nil {
			c.failed = true
			c.close()
			return err
		}
		if !row {
			c.ahead = left.list
			c.close()
			return nil
		}
	}
}

// next returns the next row, or nil at the end.
func (c *cursor) next() goja.Value {
	switch {
	case c.c == nil && len(c.ahead) == 0 && !c.failed:
		return nil
	case c.task != c.b.d.cursors.task, c.failed && len(c.ahead) == 0:
		c.b.throw(sqlite3.NewError(sqlite3.CodeMisuse, "the iterator was closed: its turn has ended, or reading it failed"), "")
	case len(c.ahead) > 0:
		v := c.ahead[0].(goja.Value)
		c.ahead = c.ahead[1:]
		return v
	}
	stmt := c.c
	if err := c.b.d.mayRun(); err != nil {
		c.close()
		c.b.throw(err, "")
	}
	row, err := c.b.d.step(stmt)
	if err != nil {
		c.close()
		c.b.throw(err, stmt.sql)
	}
	if !row {
		c.close()
		return nil
	}
	stmt.keys = keysUnknown // other code has run since the last row
	v, _ := c.b.row(stmt, c.shape)
	return v
}

// defineIterator makes the prototype of iterators, which inherits from the
// language's own, so that for-of and iterator helpers work.
func (b *binding) defineIterator() {
	array := b.vm.NewArray()
	values, _ := goja.AssertFunction(array.GetSymbol(goja.SymIterator))
	it, err := values(array)
	b.must(err)
	base := it.(*goja.Object).Prototype().Prototype()

	p := b.vm.CreateObject(base)
	b.iteratorProto = p
	b.method(p, "next", 0, func(call goja.FunctionCall) goja.Value {
		c := b.cursor(call.This)
		b.enter()
		defer b.leave()
		v := c.next()
		return b.iteratorResult(v)
	})
	b.method(p, "return", 1, func(call goja.FunctionCall) goja.Value {
		c := b.cursor(call.This)
		b.enter()
		defer b.leave()
		c.ahead, c.failed = nil, false
		c.close()
		result := b.iteratorResult(nil)
		b.define(result, "value", call.Argument(0))
		return result
	})
}

func (b *binding) cursor(this goja.Value) *cursor {
	return unwrap[*cursor](b, this, "an iterator")
}

// iteratorResult returns {value, done}; v is nil at the end.
func (b *binding) iteratorResult(v goja.Value) *goja.Object {
	o := b.vm.NewObject()
	done := v == nil
	if done {
		v = goja.Undefined()
	}
	b.define(o, "value", v)
	b.define(o, "done", b.vm.ToValue(done))
	return o
}
