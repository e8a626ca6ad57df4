package dbbind

import (
	"errors"
	"fmt"
	"strings"

	"github.com/caddyhbf/hbf/dbbind/internal/sqlite3"
)

// ErrBatchLost is returned by [Database.EndBatch] when what the batch has written could not be committed. The file is as
// it was before the batch.
var ErrBatchLost = errors.New("what was written could not be saved")

// batch is the transaction that the writes of a batch of turns share, so that one commit serves all of them. To the app
// each statement outside of db.transaction is on its own all the same: when it fails only it is undone, and db.transaction
// is a savepoint. Nobody outside sees anything of it before its end.
//
// It begins with the batch's first write and IMMEDIATE, so that no statement in it can fail for what another process
// does. Apps with statements or schemas by which SQLite would undo more than a statement go without it: those that say
// ROLLBACK, and, since they are checked at the commit only, deferrable foreign keys. Each of their statements is committed
// on its own.
type batch struct {
	open bool
	lost error // why SQLite has rolled it back
	// single: the schema has something for which each statement needs a transaction of its own. It is known only while
	// known is true. rollbacks: a statement of the app's says ROLLBACK, which in a db.transaction would undo what others
	// have written.
	single, known, rollbacks bool
}

// Dirty reports whether the batch has written something that is not committed yet.
func (d *Database) Dirty() bool { return d.batch.open }

// EndBatch commits what the batch has written. The error wraps [ErrBatchLost].
func (d *Database) EndBatch() error {
	if !d.batch.open {
		if d.conn.AutoCommit() {
			return nil
		}
		return errors.Join(ErrTransactionLeftOpen, d.endTransactions())
	}
	d.noteLoss(nil)
	lost := d.batch.lost
	if lost == nil {
		if lost = d.surely(sqlCommit); lost == nil {
			d.batch.open = false
			return nil
		}
	}
	d.batch.open, d.batch.lost = false, nil
	failure := fmt.Errorf("%w: %w", ErrBatchLost, lost)
	if !d.conn.AutoCommit() {
		failure = errors.Join(failure, d.undo(sqlRollback))
	}
	return failure
}

// beginBatch begins the shared transaction with the first write.
func (d *Database) beginBatch() error {
	if d.batch.open {
		return nil
	}
	if err := d.control(sqlBegin); err != nil {
		return err
	}
	d.batch.open = true
	return nil
}

// leaveBatch commits what the batch has written so far, for a statement that runs alone.
func (d *Database) leaveBatch() error {
	if !d.batch.open {
		return nil
	}
	if err := d.surely(sqlCommit); err != nil {
		d.noteLoss(err)
		return err
	}
	d.batch.open = false
	return nil
}

// noteLoss sees whether SQLite has rolled the batch back: a full disk, an error of the disk, an interrupted write. err is
// the failure after which that was found, if there is one.
func (d *Database) noteLoss(err error) {
	if !d.batch.open || d.batch.lost != nil || !d.conn.AutoCommit() {
		return
	}
	if err == nil {
		err = errRolledBack()
	}
	d.batch.lost = err
}

// runsAlone reports whether a statement must not share a transaction with others.
func (d *Database) runsAlone(c *compiled) bool {
	if c.vacuum || d.batch.rollbacks {
		return true
	}
	if !d.batch.known {
		d.batch.single, d.batch.known = d.needsSingles(), true
	}
	return d.batch.single
}

// needsSingles looks for what in the schema makes SQLite undo more than a statement, or check a statement at the commit
// only. It may find more than there is.
func (d *Database) needsSingles() bool {
	defer d.policy.trust()()
	s, _, err := d.conn.Prepare(`SELECT 1 FROM sqlite_schema WHERE sql LIKE '%ROLLBACK%' OR sql LIKE '%DEFERR%' LIMIT 1`, false)
	if err != nil {
		return true
	}
	defer s.Finalize()
	row, err := s.Step()
	return row || err != nil
}

// saysRollback reports whether a statement names the conflict resolution ROLLBACK.
func saysRollback(sql string) bool {
	for t := range tokens(sql) {
		if t.name && strings.EqualFold(t.text, "ROLLBACK") {
			return true
		}
	}
	return false
}

// changesSchema reports whether a statement that begins with the word may change the schema.
func changesSchema(word string) bool {
	switch word {
	case "CREATE", "ALTER", "DROP", "VACUUM":
		return true
	}
	return false
}

// surely runs a statement that must not be lost to an interrupt. Each Interrupt stops at most one attempt.
func (d *Database) surely(sql string) error {
	var err error
	for range 3 {
		if err = d.control(sql); !errors.Is(err, &sqlite3.Error{Code: sqlite3.CodeInterrupt}) {
			break
		}
		// An interrupt stays pending as long as any statement is running.
		d.cursors.closeAll()
	}
	return err
}
