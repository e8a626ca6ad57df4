package dbbind

import (
	"fmt"

	"github.com/caddyhbf/hbf/dbbind/internal/sqlite3"
)

// The statements by which transactions are driven. All savepoints have one
// name: RELEASE and ROLLBACK TO act on the innermost of that name.
const (
	sqlBegin      = "BEGIN IMMEDIATE"
	sqlBeginReads = "BEGIN"
	sqlCommit     = "COMMIT"
	sqlRollback   = "ROLLBACK"
	sqlSavepoint  = "SAVEPOINT hbf"
	sqlRelease    = "RELEASE hbf"
	sqlRollbackTo = "ROLLBACK TO hbf"
)

// transactions follows the app's own transactions: db.transaction and what is
// nested in it.
type transactions struct {
	depth      int    // how many db.transaction are running
	epoch      uint64 // grows when they are ended from outside
	statements map[string]*sqlite3.Stmt
}

// alive fails when a transaction is running that SQLite has rolled back by
// itself: ON CONFLICT ROLLBACK, RAISE(ROLLBACK), an interrupted write, a full
// disk. A statement must not run as if nothing had happened: it would be
// committed on its own.
func (t *transactions) alive(conn *sqlite3.Conn) error {
	if t.depth > 0 && conn.AutoCommit() {
		return errRolledBack()
	}
	return nil
}

func errRolledBack() error {
	return sqlite3.NewError(sqlite3.CodeAbortRollback, "the transaction has been rolled back by SQLite; nothing in it can be committed")
}

// inTransaction reports whether the app's own transaction is open.
func (d *Database) inTransaction() bool {
	return d.tx.depth > 0 && !d.conn.AutoCommit()
}

// frame is one db.transaction that is running.
type frame struct {
	level int    // 1 for the transaction, more for savepoints
	epoch uint64 // transactions.epoch when it began
}

// running reports whether f has not been ended from outside.
func (t *transactions) running(f frame) bool {
	return f.epoch == t.epoch && f.level == t.depth
}

// begin begins a transaction, or a savepoint in the open one. After success
// commit or rollback must follow.
func (d *Database) begin() (frame, error) {
	if err := d.mayRun(); err != nil {
		return frame{}, err
	}
	sql := sqlSavepoint
	if d.tx.depth == 0 {
		if err := d.beforeWrite(); err != nil {
			return frame{}, err
		}
		if err := d.joinBatch(); err != nil {
			return frame{}, err
		}
		if !d.batch.open {
			sql = sqlBegin
		}
	}
	if err := d.control(sql); err != nil {
		return frame{}, err
	}
	d.tx.depth++
	return frame{d.tx.depth, d.tx.epoch}, nil
}

// commit ends what begin began. After an error it is still open and rollback
// must follow.
func (d *Database) commit(f frame) error {
	if err := d.mayRun(); err != nil {
		return err
	}
	if !d.tx.running(f) {
		return errRolledBack()
	}
	sql := sqlRelease
	switch {
	case f.level > 1:
	case !d.batch.open:
		sql = sqlCommit
	case d.conn.ForeignKeysBroken(): // by a deferred one that was defined in this very transaction
		return sqlite3.NewError(sqlite3.CodeConstraintForeignKey, "FOREIGN KEY constraint failed")
	}
	if err := d.control(sql); err != nil {
		return err
	}
	d.tx.depth--
	return nil
}

// rollback undoes what was done since begin, unless that has happened already.
func (d *Database) rollback(f frame) error {
	if !d.tx.running(f) {
		return nil
	}
	d.tx.depth--
	switch {
	case d.conn.AutoCommit(): // SQLite has done it
		return nil
	case f.level == 1 && !d.batch.open:
		return d.undo(sqlRollback)
	default:
		return d.undoSavepoint()
	}
}

func (d *Database) undoSavepoint() error {
	if err := d.undo(sqlRollbackTo); err != nil {
		return err
	}
	return d.undo(sqlRelease)
}

// endTransactions rolls back the app's transactions that are open. What others have written in the batch stays.
func (d *Database) endTransactions() error {
	depth := d.tx.depth
	d.tx.depth = 0
	d.tx.epoch++
	switch {
	case d.conn.AutoCommit():
		return nil
	case !d.batch.open:
		return d.undo(sqlRollback)
	}
	for range depth {
		if err := d.undoSavepoint(); err != nil {
			return err
		}
	}
	return nil
}

// undo runs a statement that rolls back.
func (d *Database) undo(sql string) error {
	if err := d.surely(sql); err != nil {
		return fmt.Errorf("rolling back: %w", err)
	}
	return nil
}

// control runs one of the statements above.
func (d *Database) control(sql string) error {
	defer d.policy.trust()()
	s, err := d.own(sql)
	if err != nil {
		return err
	}
	defer s.Reset()
	_, err = s.Step()
	return err
}

// own prepares a statement of Go's own, once.
func (d *Database) own(sql string) (*sqlite3.Stmt, error) {
	if s := d.tx.statements[sql]; s != nil {
		return s, nil
	}
	s, _, err := d.conn.Prepare(sql, true)
	if err != nil {
		return nil, err
	}
	if d.tx.statements == nil {
		d.tx.statements = make(map[string]*sqlite3.Stmt)
	}
	d.tx.statements[sql] = s
	return s, nil
}

// schemaVersion is a number that changes with the schema, whoever changes it.
func (d *Database) schemaVersion() (int64, error) {
	defer d.policy.trust()()
	s, err := d.own("PRAGMA schema_version")
	if err != nil {
		return 0, err
	}
	defer s.Reset()
	if _, err := s.Step(); err != nil {
		return 0, err
	}
	return s.ColumnInt64(0), nil
}
