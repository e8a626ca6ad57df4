package sqlite3

import (
	"errors"
	"fmt"
	"sync"

	"modernc.org/libc"
	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"
)

// initOnce runs the configuration of the process-wide SQLite library. SQLite
// itself is global, so this is too.
var initOnce = sync.OnceValue(initLibrary)

// Init configures the SQLite library of this process: open file description
// locks, so that a close of the database file elsewhere in the process does
// not drop SQLite's locks, memory statistics, and an allocator that counts for
// each connection, see [MemoryLimits]. Only the first call does anything; all return its result.
//
// It must run before any connection of the process is opened, by this package
// or by the database/sql driver; [Open] calls it. The error says what could not be
// configured; SQLite works all the same. That open file description locks do
// not exist on a platform is no error, see [OFDAvailable].
func Init() error {
	return initOnce()
}

// OFDAvailable reports whether open file description locks are in effect.
// Where they are not (other systems than Linux), nothing else in the process
// may open and close a database file while a connection to it is open.
func OFDAvailable() bool {
	return sqlite.OFDLockingEnabled()
}

func initLibrary() error {
	return errors.Join(enableOFD(), enableMemoryStatistics(), countMemory(), markPages())
}

func enableOFD() error {
	_, err := sqlite.OFDLocking(true)
	if err != nil && !errors.Is(err, sqlite.ErrOFDLockingUnavailable) {
		return fmt.Errorf("enabling OFD locks: %w", err)
	}
	return nil
}

func enableMemoryStatistics() error {
	tls := libc.NewTLS()
	defer tls.Close()
	args := libc.NewVaList(int32(1))
	defer libc.Xfree(tls, args)
	if rc := lib.Xsqlite3_config(tls, lib.SQLITE_CONFIG_MEMSTATUS, args); rc != lib.SQLITE_OK {
		return fmt.Errorf("enabling memory statistics: SQLite was in use already (%s)", CodeName(int(rc)))
	}
	return nil
}

// MemoryUsed returns the number of bytes that SQLite has allocated in this
// process, for all connections together, and the highest value since the
// process began. Both are 0 when [Init] came too late.
func MemoryUsed() (current, highest int64) {
	tls := libc.NewTLS()
	defer tls.Close()
	return lib.Xsqlite3_memory_used(tls), lib.Xsqlite3_memory_highwater(tls, 0)
}
