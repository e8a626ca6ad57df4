package sqlite3

import (
	"errors"
	"fmt"
	"time"

	"modernc.org/libc"
	lib "modernc.org/sqlite/lib"
)

// Limit names a limit of a connection, see https://www.sqlite.org/limits.html.
type Limit int32

// The limits of a connection.
const (
	LimitLength            Limit = lib.SQLITE_LIMIT_LENGTH              // bytes of a string, blob or row
	LimitSQLLength         Limit = lib.SQLITE_LIMIT_SQL_LENGTH          // bytes of a statement's text
	LimitColumn            Limit = lib.SQLITE_LIMIT_COLUMN              // columns of a table, index or result
	LimitExprDepth         Limit = lib.SQLITE_LIMIT_EXPR_DEPTH          // depth of an expression's tree
	LimitCompoundSelect    Limit = lib.SQLITE_LIMIT_COMPOUND_SELECT     // terms of a compound SELECT
	LimitVDBEOp            Limit = lib.SQLITE_LIMIT_VDBE_OP             // instructions of a compiled statement
	LimitFunctionArg       Limit = lib.SQLITE_LIMIT_FUNCTION_ARG        // arguments of a function
	LimitAttached          Limit = lib.SQLITE_LIMIT_ATTACHED            // attached databases
	LimitLikePatternLength Limit = lib.SQLITE_LIMIT_LIKE_PATTERN_LENGTH // bytes of a LIKE or GLOB pattern
	LimitVariableNumber    Limit = lib.SQLITE_LIMIT_VARIABLE_NUMBER     // highest parameter number
	LimitTriggerDepth      Limit = lib.SQLITE_LIMIT_TRIGGER_DEPTH       // depth of trigger recursion
	LimitWorkerThreads     Limit = lib.SQLITE_LIMIT_WORKER_THREADS      // helper threads of a statement
)

// Option names a boolean setting of a connection, see
// https://www.sqlite.org/c3ref/c_dbconfig_defensive.html.
type Option int32

// The settings of a connection.
const (
	OptionDefensive      Option = lib.SQLITE_DBCONFIG_DEFENSIVE      // no writes to shadow tables, no writable_schema, …
	OptionDQSInDDL       Option = lib.SQLITE_DBCONFIG_DQS_DDL        // "x" may be a string in DDL
	OptionDQSInDML       Option = lib.SQLITE_DBCONFIG_DQS_DML        // "x" may be a string in other SQL
	OptionTrustedSchema  Option = lib.SQLITE_DBCONFIG_TRUSTED_SCHEMA // the schema may use functions with side effects
	OptionLoadExtension  Option = lib.SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION
	OptionNoCheckpoint   Option = lib.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE // leave the WAL as it is on close
	OptionWritableSchema Option = lib.SQLITE_DBCONFIG_WRITABLE_SCHEMA
	OptionForeignKeys    Option = lib.SQLITE_DBCONFIG_ENABLE_FKEY
	OptionAttachCreate   Option = lib.SQLITE_DBCONFIG_ENABLE_ATTACH_CREATE
	OptionAttachWrite    Option = lib.SQLITE_DBCONFIG_ENABLE_ATTACH_WRITE
)

// CheckpointMode says how much [Conn.Checkpoint] does.
type CheckpointMode int32

// The checkpoint modes, see https://www.sqlite.org/c3ref/wal_checkpoint_v2.html.
const (
	CheckpointPassive  CheckpointMode = lib.SQLITE_CHECKPOINT_PASSIVE
	CheckpointTruncate CheckpointMode = lib.SQLITE_CHECKPOINT_TRUNCATE
)

// SetLimit sets a limit and returns the value it had. A value below 0 changes
// nothing; a value above SQLite's compiled-in maximum means that maximum.
func (c *Conn) SetLimit(l Limit, value int) (old int) {
	if c.db == 0 {
		return -1
	}
	return int(lib.Xsqlite3_limit(c.tls, c.db, int32(l), int32(min(value, 1<<31-1))))
}

// Config switches a setting on or off.
func (c *Conn) Config(o Option, on bool) error {
	if c.db == 0 {
		return errMisuse("the connection")
	}
	value := int32(0)
	if on {
		value = 1
	}
	args := libc.NewVaList(value, uintptr(0))
	defer libc.Xfree(c.tls, args)
	if rc := lib.Xsqlite3_db_config(c.tls, c.db, int32(o), args); rc != lib.SQLITE_OK {
		return fmt.Errorf("setting connection option %d: %w", o, NewError(int(rc), goString(lib.Xsqlite3_errstr(c.tls, rc))))
	}
	return nil
}

// BusyTimeout makes statements wait up to d for locks of other connections,
// with SQLite's own sleeps, which cannot be interrupted. It replaces
// [Conn.SetBusyHandler].
func (c *Conn) BusyTimeout(d time.Duration) {
	if c.db == 0 {
		return
	}
	lib.Xsqlite3_busy_timeout(c.tls, c.db, int32(d.Milliseconds()))
	c.hooks.busy = nil
}

// HasMoved reports whether the file of the database has been renamed, replaced
// or deleted since it was opened. A database in memory never moves.
func (c *Conn) HasMoved() (bool, error) {
	if c.db == 0 {
		return false, errMisuse("the connection")
	}
	moved := at[int32](c.out)
	*moved = 0
	err := c.fileControl(lib.SQLITE_FCNTL_HAS_MOVED, c.out)
	if errors.Is(err, &Error{Code: CodeNotFound}) {
		return false, nil
	}
	return *moved != 0, err
}

// PersistLog makes the write-ahead log and its index stay, empty, when the
// connection is closed as the last one to the file.
func (c *Conn) PersistLog() error {
	if c.db == 0 {
		return errMisuse("the connection")
	}
	*at[int32](c.out) = 1
	err := c.fileControl(lib.SQLITE_FCNTL_PERSIST_WAL, c.out)
	if errors.Is(err, &Error{Code: CodeNotFound}) { // a database in memory has no log
		return nil
	}
	return err
}

func (c *Conn) fileControl(op int32, arg uintptr) error {
	// A schema name of NULL means "main".
	if rc := lib.Xsqlite3_file_control(c.tls, c.db, 0, op, arg); rc != lib.SQLITE_OK {
		return NewError(int(rc), goString(lib.Xsqlite3_errstr(c.tls, rc)))
	}
	return nil
}

// DataVersion returns a number that differs from the one returned before if
// another connection, of this or another process, has committed a change to
// the database since. Own changes do not count.
func (c *Conn) DataVersion() (uint32, error) {
	if c.dataVersion == nil {
		s, _, err := c.Prepare("PRAGMA data_version", true)
		if err != nil {
			return 0, err
		}
		c.dataVersion = s
	}
	defer c.dataVersion.Reset()
	if _, err := c.dataVersion.Step(); err != nil {
		return 0, err
	}
	return uint32(c.dataVersion.ColumnInt64(0)), nil
}

// DeferredFKs reports whether the open transaction violates a foreign key
// constraint that is to be checked at its COMMIT.
func (c *Conn) DeferredFKs() (bool, error) {
	if c.db == 0 {
		return false, errMisuse("the connection")
	}
	if rc := lib.Xsqlite3_db_status(c.tls, c.db, lib.SQLITE_DBSTATUS_DEFERRED_FKS, c.out, c.out+wordSize, 0); rc != lib.SQLITE_OK {
		return false, NewError(int(rc), goString(lib.Xsqlite3_errstr(c.tls, rc)))
	}
	return *at[int32](c.out) != 0, nil
}

// Checkpoint copies the write-ahead log into the database file. It returns
// SQLITE_BUSY when other connections keep it from being complete. A database
// without a write-ahead log has nothing to copy.
func (c *Conn) Checkpoint(mode CheckpointMode) error {
	if c.db == 0 {
		return errMisuse("the connection")
	}
	if rc := lib.Xsqlite3_wal_checkpoint_v2(c.tls, c.db, 0, int32(mode), 0, 0); rc != lib.SQLITE_OK {
		return c.fail(rc)
	}
	return nil
}
