package dbbind

import (
	"errors"
	"fmt"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/dbbind/internal/sqlite3"
)

// typeError and rangeError are failures that JavaScript sees as its own TypeError
// and RangeError. Their messages contain no values.
type (
	typeError  struct{ message string }
	rangeError struct{ message string }
)

func (e *typeError) Error() string  { return e.message }
func (e *rangeError) Error() string { return e.message }

func typeErrorf(format string, args ...any) error {
	return &typeError{fmt.Sprintf(format, args...)}
}

func rangeErrorf(format string, args ...any) error {
	return &rangeError{fmt.Sprintf(format, args...)}
}

// shifted returns err with its offset moved by n bytes, for a statement that
// is a part of a longer text.
func shifted(err error, n int) error {
	var e *sqlite3.Error
	if errors.As(err, &e) && e.Offset >= 0 {
		moved := *e
		moved.Offset += n
		return &moved
	}
	return err
}

// throw throws err as a JavaScript error. sql is the text that the error's
// offset is about, or "".
func (b *binding) throw(err error, sql string) {
	var (
		typ *typeError
		rng *rangeError
		sq  *sqlite3.Error
	)
	switch {
	case errors.As(err, &typ):
		panic(b.newError(b.typeErrorCtor, typ.message))
	case errors.As(err, &rng):
		panic(b.newError(b.rangeErrorCtor, rng.message))
	case errors.As(err, &sq):
		panic(b.newSqliteError(sq, sql))
	default:
		panic(b.newSqliteError(sqlite3.NewError(sqlite3.CodeError, err.Error()), sql))
	}
}

// newError returns a new error object of one of the language's own classes,
// with the stack of the running JavaScript.
func (b *binding) newError(ctor *goja.Object, message string) *goja.Object {
	o, err := b.vm.New(ctor, b.vm.ToValue(message))
	if err != nil {
		panic(err)
	}
	return o
}

// newSqliteError returns a SqliteError. Its offset counts UTF-16 code units, as
// positions in JavaScript strings do; SQLite counts bytes.
func (b *binding) newSqliteError(e *sqlite3.Error, sql string) *goja.Object {
	o := b.newError(b.errorCtor, e.Message)
	b.must(o.SetPrototype(b.sqliteErrorProto))
	b.setErrorFields(o, e.Name, e.Code, utf16Offset(sql, e.Offset))
	if e.Name == "SQLITE_READONLY_DBMOVED" {
		// Express and the engine answer an error with its status: what fails now works when the new file is open.
		b.define(o, "status", b.vm.ToValue(http503))
	}
	return o
}

func (b *binding) setErrorFields(o *goja.Object, code string, errcode, offset int) {
	b.define(o, "code", b.vm.ToValue(code))
	b.define(o, "errcode", b.vm.ToValue(errcode))
	b.define(o, "offset", b.vm.ToValue(offset))
}

// http503 is the HTTP status Service Unavailable.
const http503 = 503

// utf16Offset converts an offset in bytes; -1 and offsets beyond the text stay
// as they are.
func utf16Offset(s string, offset int) int {
	if offset < 0 || offset > len(s) {
		return offset
	}
	n := 0
	for i := 0; i < offset; {
		r, size := utf8.DecodeRuneInString(s[i:])
		n += max(utf16.RuneLen(r), 1)
		i += size
	}
	return n
}

// defineSqliteError makes the class SqliteError for apps that throw or test
// for it: new SqliteError(message, code?), as in better-sqlite3.
func (b *binding) defineSqliteError() {
	proto := b.vm.CreateObject(b.prototypeOf(b.errorCtor))
	b.sqliteErrorProto = proto
	ctor := b.vm.ToValue(func(call goja.ConstructorCall) *goja.Object {
		message := ""
		if m := call.Argument(0); !goja.IsUndefined(m) {
			message = m.String()
		}
		o := b.newError(b.errorCtor, message)
		b.must(o.SetPrototype(call.This.Prototype()))
		code := "SQLITE_ERROR"
		if c := call.Argument(1); !goja.IsUndefined(c) {
			code = c.String()
		}
		b.setErrorFields(o, code, sqlite3.CodeError, -1)
		return o
	}).(*goja.Object)
	b.named(ctor, "SqliteError", 2)
	b.must(ctor.SetPrototype(b.errorCtor))
	b.must(ctor.DefineDataProperty("prototype", proto, goja.FLAG_FALSE, goja.FLAG_FALSE, goja.FLAG_FALSE))
	b.hide(proto, "constructor", ctor)
	b.hide(proto, "name", b.vm.ToValue("SqliteError"))
	b.sqliteErrorCtor = ctor
}
