package sqlite3

import (
	"errors"
	"fmt"

	"modernc.org/libc"
	lib "modernc.org/sqlite/lib"
)

// Error is a failure reported by SQLite.
type Error struct {
	Code    int    // extended result code, e.g. 2067
	Name    string // symbolic name of Code, e.g. "SQLITE_CONSTRAINT_UNIQUE"
	Message string // SQLite's text; it may quote SQL text, never parameter values
	Offset  int    // byte offset in the SQL text that the error is about, or -1
}

// Error returns the message and the symbolic name.
func (e *Error) Error() string {
	return fmt.Sprintf("%s (%s)", e.Message, e.Name)
}

// Primary returns the primary result code, e.g. 19 (SQLITE_CONSTRAINT) for
// SQLITE_CONSTRAINT_UNIQUE.
func (e *Error) Primary() int {
	return e.Code & 0xff
}

// Is reports whether target is an *Error of the same code, or of the primary
// code of e, so that errors.Is(err, &Error{Code: CodeConstraint}) holds for every
// kind of constraint.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error) //nolint:errorlint // errors.Is unwraps
	return ok && (t.Code == e.Code || t.Code == e.Primary())
}

// Code returns the extended result code of the first *Error in err's chain,
// or 0 if there is none.
func Code(err error) int {
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return 0
}

// NewError returns an *Error of the given extended code for a condition that
// the caller found out by itself.
func NewError(code int, message string) *Error {
	return &Error{Code: code, Name: CodeName(code), Message: message, Offset: -1}
}

// errMisuse is the failure of a method on something already closed.
func errMisuse(what string) error {
	return NewError(CodeMisuse, what+" is closed")
}

// fail describes the failure rc of the call just made on c.
func (c *Conn) fail(rc int32) error {
	e := &Error{Code: int(rc), Name: CodeName(int(rc)), Offset: -1}
	ext := lib.Xsqlite3_extended_errcode(c.tls, c.db)
	if ext != rc && ext&0xff != rc&0xff {
		// The connection's message belongs to another call.
		e.Message = libc.GoString(lib.Xsqlite3_errstr(c.tls, rc))
		return e
	}
	if ext&0xff == rc {
		e.Code, e.Name = int(ext), CodeName(int(ext))
	}
	e.Message = libc.GoString(lib.Xsqlite3_errmsg(c.tls, c.db))
	e.Offset = int(lib.Xsqlite3_error_offset(c.tls, c.db))
	return e
}
