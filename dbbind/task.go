package dbbind

import (
	"errors"

	"github.com/caddyhbf/hbf/dbbind/internal/sqlite3"
)

// ErrTransactionLeftOpen is returned by [Database.EndTask] when a transaction
// was still open, which happens only if the script in it was abandoned. It has been rolled back.
var ErrTransactionLeftOpen = errors.New("a transaction was left open and has been rolled back")

// BeginTask says that a turn of the app begins. It ends what Interrupt began.
func (d *Database) BeginTask() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.interrupted.Store(false)
	d.orphaned.Store(false)
	select {
	case <-d.wake:
	default:
	}
}

// Orphan says that from now on nobody knows on whose behalf the turn does what it does, or, with false, that it is known
// again. Meanwhile writes and transactions are refused, rather than done in the name of somebody else.
func (d *Database) Orphan(orphaned bool) { d.orphaned.Store(orphaned) }

func (d *Database) refuseOrphan() error {
	d.log.Warn("a write to the database was refused, since nobody knows which request it belongs to")
	return typeErrorf("a write was refused, since nobody knows which request it belongs to: it is made in the then method of an object that a promise was resolved with while several requests waited for one promise; await the object instead")
}

// EndTask says that the turn has ended: iterators that are still open are closed
// and a transaction that is still open is rolled back, which is an error.
func (d *Database) EndTask() error {
	d.cursors.closeAll()
	d.noteLoss(nil)
	if d.tx.depth == 0 && (d.batch.open || d.batch.reading || d.conn.AutoCommit()) {
		return nil
	}
	return errors.Join(ErrTransactionLeftOpen, d.endTransactions())
}

// Interrupt stops the running statement and makes every further one fail with
// SQLITE_INTERRUPT until the next BeginTask. Any goroutine may call it at
// any time.
func (d *Database) Interrupt() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.interrupted.Store(true)
	select {
	case d.wake <- struct{}{}:
	default:
	}
	// The handlers look at the flag, but a statement that is about to return a
	// row may not get to them. The mutex keeps this from reaching into the
	// next task.
	d.conn.Interrupt()
}

// errInterrupted is the failure of a statement that was not begun because the
// task is interrupted.
func errInterrupted() error {
	return sqlite3.NewError(sqlite3.CodeInterrupt, "interrupted")
}
