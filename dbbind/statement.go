package dbbind

import (
	"github.com/dop251/goja"
)

// statement is the Go side of a prepared statement, better-sqlite3's
// Statement. Its compiled statement belongs to the cache and may be gone at the
// next call, or be busy with an iterator; then another one is used.
type statement struct {
	inert
	sql      string
	c        *compiled
	shape    shape
	reader   bool // it returns rows
	readOnly bool
	bound    []param // parameters given by bind for good
	isBound  bool
}

// prepare is db.prepare(sql).
func (b *binding) prepare(call goja.FunctionCall) goja.Value {
	sql := b.sqlText(call.Argument(0))
	b.enter()
	defer b.leave()
	c := b.acquire(sql)
	s := &statement{sql: sql, c: c, reader: len(c.columns) > 0, readOnly: c.readOnly}
	b.d.finish(c)
	return b.wrap(b.statementProto, s)
}

// defineStatement makes the prototype of prepared statements.
func (b *binding) defineStatement() {
	p := b.vm.NewObject()
	b.statementProto = p
	b.method(p, "all", 0, func(call goja.FunctionCall) goja.Value {
		var buf [paramsInline]param
		s := b.statement(call.This)
		params := b.statementParams(s, buf[:0], call.Arguments)
		b.enter()
		defer b.leave()
		return b.runAll(b.claim(s), params, s.shape)
	})
	b.method(p, "values", 0, func(call goja.FunctionCall) goja.Value {
		var buf [paramsInline]param
		s := b.statement(call.This)
		params := b.statementParams(s, buf[:0], call.Arguments)
		b.enter()
		defer b.leave()
		return b.runAll(b.claim(s), params, shape{mode: rowArray, bigInts: s.shape.bigInts})
	})
	b.method(p, "get", 0, func(call goja.FunctionCall) goja.Value {
		var buf [paramsInline]param
		s := b.statement(call.This)
		params := b.statementParams(s, buf[:0], call.Arguments)
		b.enter()
		defer b.leave()
		return b.runGet(b.claim(s), params, s.shape)
	})
	b.method(p, "run", 0, func(call goja.FunctionCall) goja.Value {
		var buf [paramsInline]param
		s := b.statement(call.This)
		params := b.statementParams(s, buf[:0], call.Arguments)
		b.enter()
		defer b.leave()
		changes := b.runChanges(b.claim(s), params)
		result := b.vm.NewObject()
		b.define(result, "changes", b.vm.ToValue(changes))
		b.define(result, "lastInsertRowid", b.integer(b.d.conn.LastInsertRowID(), s.shape.bigInts))
		return result
	})
	b.method(p, "iterate", 0, func(call goja.FunctionCall) goja.Value {
		var buf [paramsInline]param
		s := b.statement(call.This)
		params := b.statementParams(s, buf[:0], call.Arguments)
		b.enter()
		defer b.leave()
		return b.iterate(b.claim(s), params, s.shape)
	})
	b.method(p, "bind", 0, func(call goja.FunctionCall) goja.Value {
		s := b.statement(call.This)
		b.bindForGood(s, call.Arguments)
		return call.This
	})
	b.method(p, "pluck", 0, b.toggleMode(rowPluck))
	b.method(p, "raw", 0, b.toggleMode(rowArray))
	b.method(p, "expand", 0, b.toggleMode(rowExpand))
	b.method(p, "safeIntegers", 0, func(call goja.FunctionCall) goja.Value {
		b.statement(call.This).shape.bigInts = toggle(call)
		return call.This
	})
	b.method(p, "columns", 0, b.columns)
	b.getter(p, "source", func(call goja.FunctionCall) goja.Value {
		return b.vm.ToValue(b.statement(call.This).sql)
	})
	b.getter(p, "reader", func(call goja.FunctionCall) goja.Value {
		return b.vm.ToValue(b.statement(call.This).reader)
	})
	b.getter(p, "readonly", func(call goja.FunctionCall) goja.Value {
		return b.vm.ToValue(b.statement(call.This).readOnly)
	})
	b.getter(p, "database", func(goja.FunctionCall) goja.Value { return b.db })
}

func (b *binding) statement(this goja.Value) *statement {
	return unwrap[*statement](b, this, "a prepared statement")
}

// claim acquires the compiled statement of s.
func (b *binding) claim(s *statement) *compiled {
	c, err := b.d.reacquire(s.c, s.sql)
	if err != nil {
		b.throw(err, s.sql)
	}
	s.c = c
	return c
}

// statementParams returns the parameters of a run: those of the call, or those
// that were bound for good.
func (b *binding) statementParams(s *statement, params []param, args []goja.Value) []param {
	if !s.isBound {
		return b.readArguments(params, args)
	}
	if len(args) > 0 {
		b.throw(typeErrorf("this statement already has bound parameters"), "")
	}
	return s.bound
}

// bindForGood is statement.bind(...params).
func (b *binding) bindForGood(s *statement, args []goja.Value) {
	if s.isBound {
		b.throw(typeErrorf("the bind() method can only be called once per statement"), "")
	}
	params := b.readArguments(nil, args)
	for i := range params {
		params[i].blob = append([]byte(nil), params[i].blob...)
	}
	b.enter()
	defer b.leave()
	c := b.claim(s)
	defer b.d.finish(c)
	b.bind(c, params) // reports what does not fit now rather than at each run
	s.bound, s.isBound = params, true
}

// toggleMode returns a method that switches a row mode on or off.
func (b *binding) toggleMode(mode rowMode) func(goja.FunctionCall) goja.Value {
	return func(call goja.FunctionCall) goja.Value {
		s := b.statement(call.This)
		switch {
		case toggle(call):
			s.shape.mode = mode
		case s.shape.mode == mode:
			s.shape.mode = rowObject
		}
		return call.This
	}
}

// toggle returns the argument of pluck() and its like; none means true.
func toggle(call goja.FunctionCall) bool {
	v := call.Argument(0)
	return goja.IsUndefined(v) || v.ToBoolean()
}

// columns is statement.columns(): what is known about each column. It compiles
// the text anew, since a schema change shows only then.
func (b *binding) columns(call goja.FunctionCall) goja.Value {
	s := b.statement(call.This)
	b.enter()
	defer b.leave()
	c, _, err := b.d.prepare(s.sql, false)
	if err != nil {
		b.throw(err, s.sql)
	}
	defer b.d.finish(c)
	list := make([]any, len(c.columns))
	for i, name := range c.columns {
		o := b.vm.NewObject()
		b.define(o, "name", b.vm.ToValue(name))
		b.define(o, "column", b.orNull(c.stmt.ColumnOrigin(i)))
		b.define(o, "table", b.orNull(c.stmt.ColumnTable(i)))
		b.define(o, "database", b.orNull(c.stmt.ColumnSchema(i)))
		b.define(o, "type", b.orNull(c.stmt.ColumnDeclType(i)))
		list[i] = o
	}
	return b.vm.NewArray(list...)
}

func (b *binding) orNull(s string) goja.Value {
	if s == "" {
		return goja.Null()
	}
	return b.vm.ToValue(s)
}
