package sqlite3

import (
	"strings"
	"unsafe"

	lib "modernc.org/sqlite/lib"
)

// Type is the storage class of a value.
type Type int32

// The storage classes.
const (
	TypeInteger Type = lib.SQLITE_INTEGER
	TypeFloat   Type = lib.SQLITE_FLOAT
	TypeText    Type = lib.SQLITE_TEXT
	TypeBlob    Type = lib.SQLITE_BLOB
	TypeNull    Type = lib.SQLITE_NULL
)

// Stmt is a compiled statement. Its columns are those of the current row and
// count from 0; its parameters count from 1.
type Stmt struct {
	c   *Conn
	p   uintptr
	sql string
}

// Prepare compiles the first statement of sql and returns the text after it.
// The statement is nil when there is nothing but blanks and comments.
// persistent says that it will be kept and run many times.
func (c *Conn) Prepare(sql string, persistent bool) (s *Stmt, tail string, err error) {
	if c.db == 0 {
		return nil, "", errMisuse("the connection")
	}
	if i := strings.IndexByte(sql, 0); i >= 0 {
		e := NewError(CodeError, "unrecognized token: NUL character in SQL text")
		e.Offset = i
		return nil, "", e
	}
	z, err := c.cString(sql)
	if err != nil {
		return nil, "", err
	}
	defer c.free(z)
	var flags uint32
	if persistent {
		flags = lib.SQLITE_PREPARE_PERSISTENT
	}
	if rc := lib.Xsqlite3_prepare_v3(c.tls, c.db, z, int32(len(sql)+1), flags, c.out, c.out+wordSize); rc != lib.SQLITE_OK {
		return nil, "", c.fail(rc)
	}
	end := int(*at[uintptr](c.out + wordSize) - z)
	p := *at[uintptr](c.out)
	if p == 0 {
		return nil, "", nil
	}
	s = &Stmt{c: c, p: p, sql: sql[:end]}
	c.stmts[s] = struct{}{}
	return s, sql[end:], nil
}

// Finalize releases the statement. Doing so twice does nothing.
func (s *Stmt) Finalize() {
	if s.p == 0 {
		return
	}
	// Its result repeats the error of the last Step.
	lib.Xsqlite3_finalize(s.c.tls, s.p)
	delete(s.c.stmts, s)
	s.p = 0
}

// Step runs the statement up to its next row and reports whether there is one.
// After false or an error the statement has ended; the next Step runs it anew.
func (s *Stmt) Step() (row bool, err error) {
	if s.p == 0 {
		return false, errMisuse("the statement")
	}
	switch rc := lib.Xsqlite3_step(s.c.tls, s.p); rc {
	case lib.SQLITE_ROW:
		return true, nil
	case lib.SQLITE_DONE:
		return false, nil
	default:
		return false, s.c.fail(rc)
	}
}

// Reset ends the current run, so that the next Step begins anew. Bound values
// stay bound.
func (s *Stmt) Reset() {
	if s.p != 0 {
		// Its result repeats the error of the last Step.
		lib.Xsqlite3_reset(s.c.tls, s.p)
	}
}

// SQL returns the statement's text.
func (s *Stmt) SQL() string { return s.sql }

// ReadOnly reports whether the statement makes no direct change to the
// database file. See https://www.sqlite.org/c3ref/stmt_readonly.html for
// what counts: BEGIN does, BEGIN IMMEDIATE and PRAGMAs that write do not.
func (s *Stmt) ReadOnly() bool {
	return s.p != 0 && lib.Xsqlite3_stmt_readonly(s.c.tls, s.p) != 0
}

// Busy reports whether the statement has returned a row and has neither ended
// nor been reset since.
func (s *Stmt) Busy() bool {
	return s.p != 0 && lib.Xsqlite3_stmt_busy(s.c.tls, s.p) != 0
}

// Reprepares returns how often SQLite has compiled the statement again because
// the schema had changed. When it grows, columns may have changed.
func (s *Stmt) Reprepares() int {
	if s.p == 0 {
		return 0
	}
	return int(lib.Xsqlite3_stmt_status(s.c.tls, s.p, lib.SQLITE_STMTSTATUS_REPREPARE, 0))
}

// ParamCount returns the highest parameter number.
func (s *Stmt) ParamCount() int {
	if s.p == 0 {
		return 0
	}
	return int(lib.Xsqlite3_bind_parameter_count(s.c.tls, s.p))
}

// ParamName returns the name of parameter i with its prefix, or "" if it has
// none.
func (s *Stmt) ParamName(i int) string {
	if s.p == 0 {
		return ""
	}
	return goString(lib.Xsqlite3_bind_parameter_name(s.c.tls, s.p, int32(i)))
}

// ClearBindings sets all parameters to NULL.
func (s *Stmt) ClearBindings() {
	if s.p != 0 {
		lib.Xsqlite3_clear_bindings(s.c.tls, s.p)
	}
}

// BindInt64 sets parameter i to an INTEGER.
func (s *Stmt) BindInt64(i int, v int64) error {
	if s.p == 0 {
		return errMisuse("the statement")
	}
	return s.bound(lib.Xsqlite3_bind_int64(s.c.tls, s.p, int32(i), v))
}

// BindFloat64 sets parameter i to a REAL. SQLite stores NaN as NULL.
func (s *Stmt) BindFloat64(i int, v float64) error {
	if s.p == 0 {
		return errMisuse("the statement")
	}
	return s.bound(lib.Xsqlite3_bind_double(s.c.tls, s.p, int32(i), v))
}

// BindNull sets parameter i to NULL.
func (s *Stmt) BindNull(i int) error {
	if s.p == 0 {
		return errMisuse("the statement")
	}
	return s.bound(lib.Xsqlite3_bind_null(s.c.tls, s.p, int32(i)))
}

// BindText sets parameter i to a TEXT, which should be UTF-8 and may contain
// NUL characters.
func (s *Stmt) BindText(i int, v string) error {
	return s.bindBytes(i, unsafe.Slice(unsafe.StringData(v), len(v)), true)
}

// BindBlob sets parameter i to a BLOB with a copy of v; an empty or nil v is a
// BLOB of no bytes.
func (s *Stmt) BindBlob(i int, v []byte) error {
	return s.bindBytes(i, v, false)
}

// bindBytes copies v into C memory and binds it. Short values go through the
// connection's scratch memory, from which SQLite copies; long ones get memory
// of their own, which SQLite then owns.
func (s *Stmt) bindBytes(i int, v []byte, text bool) error {
	if s.p == 0 {
		return errMisuse("the statement")
	}
	p, free := s.c.scratch, transient
	if len(v) > scratchSize {
		var err error
		if p, err = s.c.malloc(len(v)); err != nil {
			return err
		}
		free = fn(lib.Xsqlite3_free)
	}
	copy(view(p, len(v)), v)
	n := lib.Tsqlite3_uint64(len(v))
	if text {
		return s.bound(lib.Xsqlite3_bind_text64(s.c.tls, s.p, int32(i), p, n, free, lib.SQLITE_UTF8))
	}
	return s.bound(lib.Xsqlite3_bind_blob64(s.c.tls, s.p, int32(i), p, n, free))
}

// transient is SQLITE_TRANSIENT: SQLite copies the value before it returns.
const transient = ^uintptr(0)

func (s *Stmt) bound(rc int32) error {
	if rc != lib.SQLITE_OK {
		return s.c.fail(rc)
	}
	return nil
}
