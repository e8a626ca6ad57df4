package sqlite3

import (
	"sync"

	"modernc.org/libc"
	lib "modernc.org/sqlite/lib"
)

// Action is what the authorizer is asked about, see
// https://www.sqlite.org/c3ref/c_alter_table.html.
type Action int32

// The actions. The comments say what the first and the second argument are.
const (
	ActionCreateIndex       Action = lib.SQLITE_CREATE_INDEX        // index, table
	ActionCreateTable       Action = lib.SQLITE_CREATE_TABLE        // table
	ActionCreateTempIndex   Action = lib.SQLITE_CREATE_TEMP_INDEX   // index, table
	ActionCreateTempTable   Action = lib.SQLITE_CREATE_TEMP_TABLE   // table
	ActionCreateTempTrigger Action = lib.SQLITE_CREATE_TEMP_TRIGGER // trigger, table
	ActionCreateTempView    Action = lib.SQLITE_CREATE_TEMP_VIEW    // view
	ActionCreateTrigger     Action = lib.SQLITE_CREATE_TRIGGER      // trigger, table
	ActionCreateView        Action = lib.SQLITE_CREATE_VIEW         // view
	ActionDelete            Action = lib.SQLITE_DELETE              // table
	ActionDropIndex         Action = lib.SQLITE_DROP_INDEX          // index, table
	ActionDropTable         Action = lib.SQLITE_DROP_TABLE          // table
	ActionDropTempIndex     Action = lib.SQLITE_DROP_TEMP_INDEX     // index, table
	ActionDropTempTable     Action = lib.SQLITE_DROP_TEMP_TABLE     // table
	ActionDropTempTrigger   Action = lib.SQLITE_DROP_TEMP_TRIGGER   // trigger, table
	ActionDropTempView      Action = lib.SQLITE_DROP_TEMP_VIEW      // view
	ActionDropTrigger       Action = lib.SQLITE_DROP_TRIGGER        // trigger, table
	ActionDropView          Action = lib.SQLITE_DROP_VIEW           // view
	ActionInsert            Action = lib.SQLITE_INSERT              // table
	ActionPragma            Action = lib.SQLITE_PRAGMA              // pragma, argument or ""
	ActionRead              Action = lib.SQLITE_READ                // table, column
	ActionSelect            Action = lib.SQLITE_SELECT              //
	ActionTransaction       Action = lib.SQLITE_TRANSACTION         // operation
	ActionUpdate            Action = lib.SQLITE_UPDATE              // table, column
	ActionAttach            Action = lib.SQLITE_ATTACH              // file
	ActionDetach            Action = lib.SQLITE_DETACH              // database
	ActionAlterTable        Action = lib.SQLITE_ALTER_TABLE         // database, table
	ActionReindex           Action = lib.SQLITE_REINDEX             // index
	ActionAnalyze           Action = lib.SQLITE_ANALYZE             // table
	ActionCreateVTable      Action = lib.SQLITE_CREATE_VTABLE       // table, module
	ActionDropVTable        Action = lib.SQLITE_DROP_VTABLE         // table, module
	ActionFunction          Action = lib.SQLITE_FUNCTION            // "", function
	ActionSavepoint         Action = lib.SQLITE_SAVEPOINT           // operation, savepoint
	ActionRecursive         Action = lib.SQLITE_RECURSIVE           //
)

// AuthResult is an authorizer's answer.
type AuthResult int32

// The answers of an authorizer.
const (
	AuthOK     AuthResult = lib.SQLITE_OK
	AuthDeny   AuthResult = lib.SQLITE_DENY   // the statement does not compile: SQLITE_AUTH
	AuthIgnore AuthResult = lib.SQLITE_IGNORE // the column reads as NULL, the operation is left out
)

// Authorizer decides on an action while a statement is compiled. a1 and a2 are
// the action's arguments, db is the schema ("main", "temp", …) and trigger
// the innermost trigger or view that the action comes from. SQLite's NULL is
// "". It must not use the connection and must not panic.
type Authorizer func(action Action, a1, a2, db, trigger string) AuthResult

// callbacks are the Go functions that SQLite calls on a connection.
type callbacks struct {
	progress  func() (interrupt bool)
	busy      func(attempt int) (retry bool)
	authorize Authorizer
	refuse    func(n int64) bool
	like      scalarFunction // SQLite's own LIKE and GLOB
	stopLike  func() bool
	functions []Function
	call      Call // the one that is running
}

// conns finds the connection that a C callback is about. It holds the open
// connections only; C code can carry a handle, but no Go pointer.
var conns sync.Map // uintptr (sqlite3*) -> *Conn

func registerConn(c *Conn)   { conns.Store(c.db, c) }
func unregisterConn(c *Conn) { conns.Delete(c.db) }

func connOf(db uintptr) *Conn {
	c, _ := conns.Load(db)
	conn, _ := c.(*Conn)
	return conn
}

// SetProgress has f called about every ops instructions of a running or
// compiling statement; while f returns true statements fail with
// SQLITE_INTERRUPT. A nil f removes the handler.
func (c *Conn) SetProgress(ops int, f func() (interrupt bool)) {
	if c.db == 0 {
		return
	}
	c.hooks.progress = f
	if f == nil {
		lib.Xsqlite3_progress_handler(c.tls, c.db, 0, 0, 0)
		return
	}
	lib.Xsqlite3_progress_handler(c.tls, c.db, int32(ops), fn(progressTrampoline), c.db)
}

func progressTrampoline(_ *libc.TLS, db uintptr) int32 {
	if c := connOf(db); c != nil && c.hooks.progress() {
		return 1
	}
	return 0
}

// SetBusyHandler has f called when a lock of another connection is in the way;
// attempt counts from 0 for each such wait. SQLite tries again when f returns
// true and fails with SQLITE_BUSY when it returns false. f does the waiting. A
// nil f fails at once. It replaces [Conn.BusyTimeout].
func (c *Conn) SetBusyHandler(f func(attempt int) (retry bool)) {
	if c.db == 0 {
		return
	}
	c.hooks.busy = f
	if f == nil {
		lib.Xsqlite3_busy_handler(c.tls, c.db, 0, 0)
		return
	}
	lib.Xsqlite3_busy_handler(c.tls, c.db, fn(busyTrampoline), c.db)
}

func busyTrampoline(_ *libc.TLS, db uintptr, attempt int32) int32 {
	if c := connOf(db); c != nil && c.hooks.busy != nil && c.hooks.busy(int(attempt)) {
		return 1
	}
	return 0
}

// SetAuthorizer has f decide on what statements may do from now on. Compiled
// statements are compiled again before their next run. A nil f allows all.
func (c *Conn) SetAuthorizer(f Authorizer) {
	if c.db == 0 {
		return
	}
	c.hooks.authorize = f
	if f == nil {
		lib.Xsqlite3_set_authorizer(c.tls, c.db, 0, 0)
		return
	}
	lib.Xsqlite3_set_authorizer(c.tls, c.db, fn(authorizerTrampoline), c.db)
}

func authorizerTrampoline(_ *libc.TLS, db uintptr, action int32, a1, a2, schema, trigger uintptr) int32 {
	c := connOf(db)
	if c == nil || c.hooks.authorize == nil {
		return int32(AuthDeny)
	}
	return int32(c.hooks.authorize(Action(action), goString(a1), goString(a2), goString(schema), goString(trigger)))
}
