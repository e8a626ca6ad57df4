package dbbind

import (
	"errors"
	"fmt"
	"slices"
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
// ROLLBACK, and, since they are checked at the commit only, deferred foreign keys. Each of their statements is committed
// on its own. Where the first ROLLBACK of an app is in a db.transaction it may cost the batch in which it happens.
//
// Before its first write the reads of a batch share a transaction too, from the second one on: that saves each of them
// the locks. They see the file as it was after the batch's turns were queued. It ends before the first write, so that no
// read has to become a write of what may be outdated by then.
type batch struct {
	open   bool
	number uint64 // how many there were
	lost   error  // why SQLite has rolled it back
	// single: the schema has something for which each statement needs a transaction of its own. It is known for the
	// version of the schema while known is true.
	single, known bool
	schema        int64
	// reading: the transaction that the reads share is open. reads are how many there were since the last write.
	reading bool
	reads   int
	// rollbacks: a statement of the app's says ROLLBACK, which in a db.transaction would undo what others have written.
	rollbacks bool
}

// Unsaved is the number of the transaction in which the batch has written something that is not committed yet, 0 for
// none. Any goroutine may call it. A batch has several when a statement in it, such as VACUUM, had to run alone.
func (d *Database) Unsaved() (transaction uint64) {
	return d.unsaved.Load()
}

// setUnsaved notes whether the batch's transaction is open.
func (d *Database) setUnsaved(open bool) {
	if d.batch.open = open; open {
		d.unsaved.Store(d.batch.number)
	} else {
		d.unsaved.Store(0)
	}
}

// EndBatch commits what the batch has written. The error wraps [ErrBatchLost].
func (d *Database) EndBatch() error {
	if !d.batch.open {
		if err := d.endReads(); err != nil || d.conn.AutoCommit() {
			return err
		}
		return errors.Join(ErrTransactionLeftOpen, d.endTransactions())
	}
	d.noteLoss(nil)
	lost := d.batch.lost
	if lost == nil {
		if lost = d.surely(sqlCommit); lost == nil {
			d.setUnsaved(false)
			return nil
		}
	}
	d.setUnsaved(false)
	d.batch.lost, d.batch.known = nil, false
	failure := fmt.Errorf("%w: %w", ErrBatchLost, lost)
	if !d.conn.AutoCommit() {
		failure = errors.Join(failure, d.undo(sqlRollback))
	}
	return failure
}

// beforeRead lets reads outside of db.transaction share a transaction.
func (d *Database) beforeRead() error {
	k := &d.batch
	if k.open || k.reading || d.tx.depth > 0 {
		return nil
	}
	if k.reads++; k.reads < 2 {
		return nil
	}
	if err := d.control(sqlBeginReads); err != nil {
		return err
	}
	k.reading = true
	return nil
}

// endReads ends the transaction that the reads have shared.
func (d *Database) endReads() error {
	d.batch.reads = 0
	if !d.batch.reading {
		return nil
	}
	if !d.conn.AutoCommit() { // SQLite ends it where reading the file fails
		if err := d.surely(sqlCommit); err != nil {
			return err
		}
	}
	d.batch.reading = false
	return nil
}

// joinBatch makes a write a part of the batch's transaction, which begins with the first one, unless each statement
// needs a transaction of its own.
func (d *Database) joinBatch() error {
	k := &d.batch
	if k.rollbacks || !k.open && k.known && k.single {
		return d.leaveBatch()
	}
	if !k.open {
		if err := d.control(sqlBegin); err != nil {
			return err
		}
		k.number++
		d.setUnsaved(true)
		// From now on no other process can change the schema.
		version, err := d.schemaVersion()
		k.known = k.known && err == nil && version == k.schema
		k.schema = version
	}
	if !k.known {
		k.single, k.known = d.needsSingles(), true
	}
	if k.single {
		return d.leaveBatch()
	}
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
	d.setUnsaved(false)
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

// needsSingles looks for what in the schema makes SQLite undo more than a statement, or check a statement at the commit
// only.
func (d *Database) needsSingles() bool {
	defer d.policy.trust()()
	s, _, err := d.conn.Prepare(`SELECT sql FROM (SELECT sql FROM sqlite_schema UNION ALL SELECT sql FROM sqlite_temp_schema)
		WHERE sql LIKE '%ROLLBACK%' OR sql LIKE '%INITIALLY%'`, false)
	if err != nil {
		return true
	}
	defer s.Finalize()
	for {
		row, err := s.Step()
		if !row || err != nil {
			return err != nil
		}
		if sql := s.ColumnText(0); saysRollback(sql) || defers(sql) {
			return true
		}
	}
}

// saysRollback reports whether a statement has the conflict resolution ROLLBACK: OR ROLLBACK, ON CONFLICT ROLLBACK, or
// RAISE(ROLLBACK, …). It may find more than there is.
func saysRollback(sql string) bool {
	return follows(sql, "ROLLBACK", "OR", "CONFLICT", "(")
}

// defers reports whether a statement defines a foreign key that is INITIALLY DEFERRED.
func defers(sql string) bool { return follows(sql, "DEFERRED", "INITIALLY") }

// follows reports whether a word comes after one of the tokens.
func follows(sql, word string, tokenBefore ...string) bool {
	var before string
	for t := range tokens(sql) {
		if !t.quoted && strings.EqualFold(t.text, word) && slices.Contains(tokenBefore, before) {
			return true
		}
		before = strings.ToUpper(t.text)
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
