package dbbind

import (
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/caddyhbf/hbf/dbbind/internal/sqlite3"
)

// Defaults of [Options].
const (
	DefaultMemoryLimit = 64 << 20        // bytes
	DefaultBusyTimeout = 5 * time.Second // the value that SQLite's own tools use
)

// Options says how [Open] sets up an app's connection.
type Options struct {
	// Path is the database file, which must exist, or ":memory:" with a
	// name of the caller's choice (":memory:7") for a database in memory
	// that all connections of this process to that path share.
	Path string

	// Synchronous is "full" (the default), by which a committed change
	// survives power loss, or "normal", by which it survives the end of the
	// process.
	Synchronous string

	// WriteArchive lets SQL add, change and delete rows of sqlar, the app's
	// archive. The table itself stays as it is.
	WriteArchive bool

	// MemoryLimit bounds, in bytes, a single value, a result with its rows, and
	// SQLite's page cache (an eighth of it). 0 means DefaultMemoryLimit.
	MemoryLimit int64

	// BusyTimeout is how long a statement waits for the locks of other
	// processes before it fails with SQLITE_BUSY. 0 means DefaultBusyTimeout;
	// a negative value does not wait.
	BusyTimeout time.Duration

	// PersistLog leaves the write-ahead log and its index in place, empty, when
	// the database is closed, for a process that could not make them again.
	PersistLog bool

	// Timed has the database measure how long it is used; see [Database.SQLTime].
	Timed bool

	// Logger is told of conditions that an operator should know. The default
	// discards.
	Logger *slog.Logger
}

// CloseOptions says how [Database.Close] leaves the file behind.
type CloseOptions struct {
	// NoCheckpoint leaves the write-ahead log as it is. It is for a file that
	// was moved or replaced: the log belongs to the old one and must not be
	// written into the new one.
	NoCheckpoint bool
}

// Database is an app's read-write connection. All methods but
// [Database.Interrupt] and [Database.Abandon] must be called by one goroutine
// at a time: the owner of the app's runtime.
type Database struct {
	conn        *sqlite3.Conn
	closed      bool
	memory      bool // not a file
	memoryLimit int64
	busyTimeout time.Duration
	log         *slog.Logger

	policy  policy
	cache   cache
	tx      transactions
	cursors cursors
	batch   batch

	archiveEdits uint64        // see ArchiveEdits
	orphaned     atomic.Bool   // see Orphan
	unsaved      atomic.Uint64 // the number of the batch's transaction while it is open
	gate         gate
	stuck        atomic.Bool // see Abandon
	timed        bool
	used         atomic.Int64 // see SQLTime

	mu           sync.Mutex    // makes Interrupt and BeginTask atomic
	lockDeadline time.Time     // of the wait for a lock in progress
	interrupted  atomic.Bool   // set by Interrupt, cleared by BeginTask
	wake         chan struct{} // ends a wait for a lock when interrupted
}

// Open opens the app's database and sets the connection up. The file must
// exist and be a database; making one is the archive's business.
func Open(o Options) (*Database, error) {
	if err := o.complete(); err != nil {
		return nil, err
	}
	if err := sqlite3.Init(); err != nil {
		o.Logger.Warn("SQLite is not configured as it should be", "error", err)
	}
	conn, err := sqlite3.Open(sqlite3.URI(o.Path, nil), sqlite3.ReadWrite)
	if err != nil {
		return nil, fmt.Errorf("opening %s: %w", o.Path, err)
	}
	d := &Database{
		conn:        conn,
		memory:      sqlite3.IsMemory(o.Path),
		memoryLimit: o.MemoryLimit,
		busyTimeout: o.BusyTimeout,
		log:         o.Logger,
		wake:        make(chan struct{}, 1),
	}
	d.cache.conn = conn
	d.policy.writeArchive = o.WriteArchive
	d.timed = o.Timed
	err = d.setUp(o)
	if err == nil && o.PersistLog {
		err = conn.PersistLog()
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("setting up %s: %w", o.Path, err), conn.Close())
	}
	return d, nil
}

func (o *Options) complete() error {
	if o.Path == "" {
		return errors.New("opening the database: no path")
	}
	switch o.Synchronous {
	case "":
		o.Synchronous = "full"
	case "full", "normal":
	default:
		return fmt.Errorf("opening %s: synchronous is %q, not full or normal", o.Path, o.Synchronous)
	}
	if o.MemoryLimit <= 0 {
		o.MemoryLimit = DefaultMemoryLimit
	}
	if o.BusyTimeout == 0 {
		o.BusyTimeout = DefaultBusyTimeout
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	return nil
}

// LocksSurviveClose reports whether the locks of open databases survive when
// other code of this process opens and closes the same file. Where they do not
// (other systems than Linux) nothing else may: another process could then
// delete a log that is in use, and acknowledged writes with it.
func LocksSurviveClose() bool {
	return sqlite3.OFDAvailable()
}

// DataVersion returns a number that changes when another connection, of this
// or another process, has committed a change to the database.
func (d *Database) DataVersion() (uint32, error) {
	defer d.policy.trust()()
	version, err := d.conn.DataVersion()
	if err != nil {
		return 0, fmt.Errorf("reading the data version: %w", err)
	}
	return version, nil
}

// ArchiveEdits returns a number that changes when the app itself has run a
// statement that may have changed rows of its archive, which [Options] must allow.
func (d *Database) ArchiveEdits() uint64 { return d.archiveEdits }

// Moved reports whether the database file has been renamed, replaced or
// deleted since it was opened. From then on writes fail with
// SQLITE_READONLY_DBMOVED.
func (d *Database) Moved() (bool, error) {
	if d.memory {
		return false, nil
	}
	moved, err := d.conn.HasMoved()
	if err != nil {
		return false, fmt.Errorf("looking whether the database file has moved: %w", err)
	}
	return moved, nil
}

// Close ends the running task and closes the connection. Unless o says
// otherwise the write-ahead log is copied into the file and, if this is the
// last connection to it, removed: close the app's other connections first. Closing twice
// does nothing. As long as a script that can't be stopped uses the connection it stays open, and the error wraps [ErrStuck].
func (d *Database) Close(o CloseOptions) error {
	if d.closed {
		return nil
	}
	if d.stuck.Load() {
		if err := d.Abandon(); err != nil {
			return fmt.Errorf("closing the database: %w", err)
		}
	}
	d.closed = true
	d.policy.trusted++ // nothing of the app runs any more
	d.cursors.closeAll()
	errs := []error{d.endTransactions(), d.EndBatch()}
	d.cache.clear()
	if o.NoCheckpoint {
		errs = append(errs, d.conn.Config(sqlite3.OptionNoCheckpoint, true))
	} else if err := d.conn.Checkpoint(sqlite3.CheckpointTruncate); err != nil && !errors.Is(err, &sqlite3.Error{Code: sqlite3.CodeBusy}) {
		errs = append(errs, fmt.Errorf("writing the log back into the database: %w", err))
	}
	errs = append(errs, d.conn.Close())
	return errors.Join(errs...)
}
