package dbbind

import (
	"github.com/dop251/goja"
)

// The functions in this file run a statement that has been acquired and
// release it. They throw into JavaScript.

// begin binds the parameters and gets c ready for its first step.
func (b *binding) begin(c *compiled, params []param) {
	b.bind(c, params)
	if err := b.d.start(c); err != nil {
		b.throw(err, c.sql)
	}
}

// step advances c and reports whether there is a row.
func (b *binding) step(c *compiled) bool {
	row, err := b.d.step(c)
	if err != nil {
		b.throw(err, c.sql)
	}
	return row
}

// runAll returns all rows as an array.
func (b *binding) runAll(c *compiled, params []param, s shape) goja.Value {
	defer b.d.finish(c)
	b.begin(c, params)
	if b.lazy(c, s) {
		return b.collectLazily(c, s, false)
	}
	return b.vm.NewArray(b.collect(c, s)...)
}

// collect reads all rows.
func (b *binding) collect(c *compiled, s shape) []any {
	result := rows{limit: b.d.memoryLimit}
	for b.step(c) {
		if err := result.add(b.row(c, s)); err != nil {
			b.throw(err, "")
		}
	}
	return result.list
}

// runGet returns the first row, or undefined. A statement that writes has done
// so by its first step.
func (b *binding) runGet(c *compiled, params []param, s shape) goja.Value {
	defer b.d.finish(c)
	b.begin(c, params)
	if b.lazy(c, s) {
		return b.collectLazily(c, s, true)
	}
	if !b.step(c) || len(c.columns) == 0 {
		return goja.Undefined()
	}
	v, _ := b.row(c, s)
	return v
}

// runChanges runs the statement to its end and returns the number of rows
// changed.
func (b *binding) runChanges(c *compiled, params []param) int64 {
	defer b.d.finish(c)
	b.begin(c, params)
	n, err := b.d.changes(c)
	if err != nil {
		b.throw(err, c.sql)
	}
	return n
}
