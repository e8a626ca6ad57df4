// Package sqlite3 is a thin, typed layer over the SQLite library that
// modernc.org/sqlite translates to Go. It is the only package of the module
// that touches C pointers, C strings, or thread-local storage; above it there
// are only Go values.
//
// It exists next to the database/sql driver of modernc.org/sqlite because that
// interface hides what this project is built on: cached statements, the
// authorizer, the progress and busy handlers, limits, file controls,
// incremental blobs, and values exactly as SQLite stores them.
//
// Call [Init] before anything in the process opens a database. A [Conn] and
// what is made from it belong to one goroutine at a time; [Conn.Interrupt] is
// the one method that any goroutine may call at any time.
package sqlite3
