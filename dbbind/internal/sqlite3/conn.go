package sqlite3

import (
	"errors"
	"fmt"
	"strings"
	"sync"

	"modernc.org/libc"
	lib "modernc.org/sqlite/lib"
)

// Flags says how [Open] opens a database. A filename is always a URI.
type Flags int

// The ways to open a database.
const (
	ReadOnly  Flags = lib.SQLITE_OPEN_READONLY
	ReadWrite Flags = lib.SQLITE_OPEN_READWRITE
	Create    Flags = lib.SQLITE_OPEN_READWRITE | lib.SQLITE_OPEN_CREATE // make the file when it is missing
)

// scratchSize is the size of a connection's scratch memory: bound values up to
// it are handed to SQLite without an allocation of their own.
const scratchSize = 4096

// Conn is a connection to one database. It belongs to one goroutine at a
// time; only [Conn.Interrupt] may be called by others.
type Conn struct {
	tls         *libc.TLS
	scratch     uintptr // scratchSize bytes
	out         uintptr // two words for results through pointers
	stmts       map[*Stmt]struct{}
	blobs       map[*Blob]struct{}
	hooks       callbacks
	memory      *budget
	dataVersion *Stmt // PRAGMA data_version, prepared on first use

	mu sync.Mutex // guards db against Interrupt while Close runs
	db uintptr
}

// Open opens the database that uri names, see [URI].
func Open(uri string, flags Flags) (*Conn, error) {
	_ = Init() // its condition was the caller's to look at; SQLite works without
	if strings.Contains(uri, "%00") || strings.Contains(uri, "\x00") {
		return nil, NewError(CodeCantOpen, "a database path cannot contain a NUL character")
	}
	c := &Conn{
		tls:   libc.NewTLS(),
		stmts: make(map[*Stmt]struct{}),
		blobs: make(map[*Blob]struct{}),
	}
	if err := c.open(uri, flags); err != nil {
		return nil, errors.Join(err, c.Close())
	}
	return c, nil
}

func (c *Conn) open(uri string, flags Flags) error {
	var err error
	if err = c.newBudget(); err != nil {
		return err
	}
	if c.out, err = c.malloc(2 * int(wordSize)); err != nil {
		return err
	}
	if c.scratch, err = c.malloc(scratchSize); err != nil {
		return err
	}
	mode := int32(flags) | lib.SQLITE_OPEN_URI | lib.SQLITE_OPEN_NOMUTEX | lib.SQLITE_OPEN_EXRESCODE
	return c.withString(uri, func(z uintptr) error {
		*at[uintptr](c.out) = 0
		rc := lib.Xsqlite3_open_v2(c.tls, z, c.out, mode, 0)
		c.db = *at[uintptr](c.out)
		if rc == lib.SQLITE_OK {
			registerConn(c)
			return nil
		}
		if c.db == 0 {
			return NewError(int(rc), "out of memory")
		}
		return c.fail(rc)
	})
}

// Close finalizes the statements and closes the blobs that are still open,
// rolls back an open transaction and closes the connection. Closing twice does
// nothing.
func (c *Conn) Close() error {
	if c.tls == nil {
		return nil
	}
	for b := range c.blobs {
		b.close()
	}
	for s := range c.stmts {
		s.Finalize()
	}
	var err error
	if c.db != 0 {
		unregisterConn(c)
		c.mu.Lock()
		if rc := lib.Xsqlite3_close_v2(c.tls, c.db); rc != lib.SQLITE_OK {
			err = fmt.Errorf("closing the connection: %w", c.fail(rc))
		}
		c.db = 0
		c.mu.Unlock()
	}
	c.free(c.scratch)
	c.free(c.out)
	c.freeBudget()
	c.tls.Close()
	c.tls = nil
	return err
}

// Exec runs every statement of script and ignores what rows they return. It
// stops at the first failure.
func (c *Conn) Exec(script string) error {
	for script != "" {
		s, tail, err := c.Prepare(script, false)
		if err != nil {
			return err
		}
		if s == nil { // comments and blanks only
			return nil
		}
		for more := true; more && err == nil; {
			more, err = s.Step()
		}
		s.Finalize()
		if err != nil {
			return err
		}
		script = tail
	}
	return nil
}

// Interrupt makes the running statement fail with SQLITE_INTERRUPT soon. It
// may be called by any goroutine at any time, also after Close. Statements
// that begin when no other one is running are not affected.
func (c *Conn) Interrupt() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.db == 0 {
		return
	}
	// The owner's thread-local storage must not be used from here.
	tls := libc.NewTLS()
	defer tls.Close()
	lib.Xsqlite3_interrupt(tls, c.db)
}

// Changes returns the number of rows that the most recently completed INSERT,
// UPDATE or DELETE changed, without those changed by triggers.
func (c *Conn) Changes() int64 {
	if c.db == 0 {
		return 0
	}
	return lib.Xsqlite3_changes64(c.tls, c.db)
}

// TotalChanges returns the number of rows changed since the connection was
// opened, those changed by triggers and foreign key actions included.
func (c *Conn) TotalChanges() int64 {
	if c.db == 0 {
		return 0
	}
	return lib.Xsqlite3_total_changes64(c.tls, c.db)
}

// LastInsertRowID returns the row id of the most recent successful INSERT, or
// 0 if there was none.
func (c *Conn) LastInsertRowID() int64 {
	if c.db == 0 {
		return 0
	}
	return lib.Xsqlite3_last_insert_rowid(c.tls, c.db)
}

// ForeignKeysBroken reports whether the open transaction breaks foreign keys that are checked at its end.
func (c *Conn) ForeignKeysBroken() bool {
	if c.db == 0 {
		return false
	}
	current, high := c.out, c.out+wordSize
	*at[int32](current) = 0
	rc := lib.Xsqlite3_db_status(c.tls, c.db, lib.SQLITE_DBSTATUS_DEFERRED_FKS, current, high, 0)
	return rc == lib.SQLITE_OK && *at[int32](current) != 0
}

// AutoCommit reports whether the connection is outside of any transaction.
func (c *Conn) AutoCommit() bool {
	return c.db == 0 || lib.Xsqlite3_get_autocommit(c.tls, c.db) != 0
}
