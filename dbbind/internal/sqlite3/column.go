package sqlite3

import (
	"modernc.org/libc"
	lib "modernc.org/sqlite/lib"
)

// ColumnCount returns the number of columns of a row, 0 for statements that
// return none. It may change when a Step compiles the statement again because
// the schema has changed.
func (s *Stmt) ColumnCount() int {
	if s.p == 0 {
		return 0
	}
	return int(lib.Xsqlite3_column_count(s.c.tls, s.p))
}

// ColumnName returns the name of column i.
func (s *Stmt) ColumnName(i int) string {
	return s.columnString(i, lib.Xsqlite3_column_name)
}

// ColumnType returns the storage class of column i of the current row. It is
// undefined after a ColumnXxx call that converted the value.
func (s *Stmt) ColumnType(i int) Type {
	if s.p == 0 {
		return TypeNull
	}
	return Type(lib.Xsqlite3_column_type(s.c.tls, s.p, int32(i)))
}

// ColumnInt64 returns column i of the current row as an integer.
func (s *Stmt) ColumnInt64(i int) int64 {
	if s.p == 0 {
		return 0
	}
	return lib.Xsqlite3_column_int64(s.c.tls, s.p, int32(i))
}

// ColumnFloat64 returns column i of the current row as a floating-point
// number.
func (s *Stmt) ColumnFloat64(i int) float64 {
	if s.p == 0 {
		return 0
	}
	return lib.Xsqlite3_column_double(s.c.tls, s.p, int32(i))
}

// ColumnText returns column i of the current row as a string of the bytes
// stored, which need not be valid UTF-8.
func (s *Stmt) ColumnText(i int) string {
	return string(s.ColumnTextBytes(i))
}

// ColumnTextBytes returns what ColumnText does without a copy: the bytes
// are SQLite's, must not be changed, and are valid until the next Step, Reset
// or Finalize, or the next ColumnXxx call on the same column.
func (s *Stmt) ColumnTextBytes(i int) []byte {
	if s.p == 0 {
		return nil
	}
	p := lib.Xsqlite3_column_text(s.c.tls, s.p, int32(i))
	return view(p, int(lib.Xsqlite3_column_bytes(s.c.tls, s.p, int32(i))))
}

// ColumnBlob returns a copy of column i of the current row. A BLOB of no
// bytes is empty, not nil; NULL is nil.
func (s *Stmt) ColumnBlob(i int) []byte {
	if s.p == 0 {
		return nil
	}
	p := lib.Xsqlite3_column_blob(s.c.tls, s.p, int32(i))
	n := int(lib.Xsqlite3_column_bytes(s.c.tls, s.p, int32(i)))
	if p == 0 && lib.Xsqlite3_column_type(s.c.tls, s.p, int32(i)) == int32(TypeNull) {
		return nil
	}
	return append(make([]byte, 0, n), view(p, n)...)
}

// ColumnBlobBytes returns what ColumnBlob does without a copy: the bytes are
// SQLite's, must not be changed, and are valid until the next Step, Reset or
// Finalize, or the next ColumnXxx call on the same column.
func (s *Stmt) ColumnBlobBytes(i int) []byte {
	if s.p == 0 {
		return nil
	}
	p := lib.Xsqlite3_column_blob(s.c.tls, s.p, int32(i))
	return view(p, int(lib.Xsqlite3_column_bytes(s.c.tls, s.p, int32(i))))
}

// ColumnBytes returns the size in bytes of column i of the current row, a
// TEXT or a BLOB.
func (s *Stmt) ColumnBytes(i int) int {
	if s.p == 0 {
		return 0
	}
	return int(lib.Xsqlite3_column_bytes(s.c.tls, s.p, int32(i)))
}

// ColumnDeclType returns the declared type of the table column that column i
// of the result is, or "" for expressions.
func (s *Stmt) ColumnDeclType(i int) string {
	return s.columnString(i, lib.Xsqlite3_column_decltype)
}

// ColumnTable returns the name of the table that column i of the result comes
// from, or "" for expressions.
func (s *Stmt) ColumnTable(i int) string {
	return s.columnString(i, lib.Xsqlite3_column_table_name)
}

// ColumnOrigin returns the name in its table of the column that column i of
// the result is, or "" for expressions.
func (s *Stmt) ColumnOrigin(i int) string {
	return s.columnString(i, lib.Xsqlite3_column_origin_name)
}

// ColumnSchema returns the name of the database ("main", "temp") that column i
// of the result comes from, or "" for expressions.
func (s *Stmt) ColumnSchema(i int) string {
	return s.columnString(i, lib.Xsqlite3_column_database_name)
}

func (s *Stmt) columnString(i int, f func(*libc.TLS, uintptr, int32) uintptr) string {
	if s.p == 0 {
		return ""
	}
	return goString(f(s.c.tls, s.p, int32(i)))
}
