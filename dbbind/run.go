package dbbind

import (
	"fmt"

	"github.com/caddyhbf/hbf/dbbind/internal/sqlite3"
)

// acquire claims the statement of the text, which must be exactly one, from
// the cache if possible; finish must follow.
func (d *Database) acquire(sql string) (*compiled, error) {
	if c := d.cache.lookup(sql); c != nil {
		return c, nil
	}
	if err := d.mayRun(); err != nil {
		return nil, err
	}
	c, tail, err := d.prepare(sql, true)
	if err != nil {
		return nil, err
	}
	if c == nil {
		return nil, &rangeError{"the SQL text contains no statement"}
	}
	if _, more := firstWord(tail); more {
		c.finalize()
		return nil, &rangeError{"the SQL text contains more than one statement: use db.exec for a script"}
	}
	d.cache.add(c)
	d.cache.claim(c)
	return c, nil
}

// reacquire claims c if it can be run, or else another statement of the same
// text.
func (d *Database) reacquire(c *compiled, sql string) (*compiled, error) {
	if c != nil && c.usable() {
		d.cache.claim(c)
		return c, nil
	}
	return d.acquire(sql)
}

// prepare compiles the first statement of sql. The result is nil when there is
// none.
func (d *Database) prepare(sql string, persistent bool) (c *compiled, tail string, err error) {
	d.policy.begin()
	stmt, tail, err := d.conn.Prepare(sql, persistent)
	if err != nil {
		return nil, "", d.policy.explain(err)
	}
	if stmt == nil {
		return nil, "", nil
	}
	if err := d.policy.review(stmt.SQL()); err != nil {
		stmt.Finalize()
		return nil, "", err
	}
	word, _ := firstWord(stmt.SQL())
	c = &compiled{
		stmt: stmt, sql: sql, readOnly: stmt.ReadOnly(), vacuum: word == "VACUUM", ddl: changesSchema(word),
	}
	d.batch.rollbacks = d.batch.rollbacks || !c.readOnly && saysRollback(stmt.SQL())
	c.describe()
	c.describeParams()
	return c, tail, nil
}

// mayRun fails when no statement may run now.
func (d *Database) mayRun() error {
	if d.interrupted.Load() {
		return errInterrupted()
	}
	if d.closed {
		return sqlite3.NewError(sqlite3.CodeMisuse, "the database is closed")
	}
	if d.batch.open {
		if d.noteLoss(nil); d.batch.lost != nil {
			return errRolledBack()
		}
	}
	return d.tx.alive(d.conn)
}

// start prepares the first step of c, which has been acquired and whose
// parameters are bound.
func (d *Database) start(c *compiled) error {
	if err := d.mayRun(); err != nil {
		return err
	}
	if !c.readOnly && d.tx.depth == 0 {
		if err := d.beforeWrite(); err != nil {
			return err
		}
		group := d.joinBatch
		if c.vacuum {
			group = d.leaveBatch
		}
		if err := group(); err != nil {
			return err
		}
	}
	if c.readOnly {
		if err := d.beforeRead(); err != nil {
			return err
		}
	}
	if c.ddl {
		d.batch.known = false
	}
	if c.vacuum {
		if err := d.beforeVacuum(); err != nil {
			return err
		}
	}
	d.policy.begin()
	c.keys = keysUnknown
	return nil
}

// beforeWrite makes sure that a write outside of db.transaction reaches the
// file, and that no snapshot of a cursor or a read is in its way.
func (d *Database) beforeWrite() error {
	if d.orphaned.Load() {
		return d.refuseOrphan()
	}
	if !d.batch.open {
		moved, err := d.Moved()
		if err != nil {
			return err
		}
		if moved {
			return sqlite3.NewError(sqlite3.CodeReadOnlyDBMoved, "the database file has been moved or replaced")
		}
	}
	if err := d.cursors.settle(); err != nil {
		return err
	}
	return d.endReads()
}

// step advances c and reports whether there is a row.
func (d *Database) step(c *compiled) (bool, error) {
	row, err := c.stmt.Step()
	if err != nil {
		d.noteLoss(err)
		return false, d.policy.explain(err)
	}
	if c.stmt.Reprepares() != c.reprepares {
		c.describe()
		d.batch.known = false
	}
	return row, nil
}

// finish ends a run of c. A statement that the cache does not own is gone.
func (d *Database) finish(c *compiled) {
	c.busy = false
	if c.vacuum {
		d.afterVacuum()
	}
	if !c.cached {
		c.finalize()
		return
	}
	if c.stmt != nil {
		c.stmt.Reset()
		if c.params != nil {
			c.stmt.ClearBindings()
		}
	}
}

// beforeVacuum lets the running statement attach its temporary database, which
// is held in memory.
func (d *Database) beforeVacuum() error {
	size, err := d.size()
	if err != nil {
		return err
	}
	if size > d.memoryLimit {
		return sqlite3.NewError(sqlite3.CodeTooBig, fmt.Sprintf(
			"VACUUM would need %d bytes of memory, memory_limit is %d: use the sqlite3 command line while the app is stopped", size, d.memoryLimit))
	}
	d.policy.vacuuming = true
	d.conn.SetLimit(sqlite3.LimitAttached, 1)
	return nil
}

func (d *Database) afterVacuum() {
	d.policy.vacuuming = false
	d.conn.SetLimit(sqlite3.LimitAttached, 0)
}

// size returns the size of the database in bytes.
func (d *Database) size() (int64, error) {
	defer d.policy.trust()()
	s, _, err := d.conn.Prepare("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size", false)
	if err != nil {
		return 0, err
	}
	defer s.Finalize()
	if _, err := s.Step(); err != nil {
		return 0, err
	}
	return s.ColumnInt64(0), nil
}

// changes runs a statement to its end and returns how many rows it changed: 0
// for everything but INSERT, UPDATE and DELETE.
func (d *Database) changes(c *compiled) (int64, error) {
	before := d.conn.TotalChanges()
	for {
		row, err := d.step(c)
		if err != nil {
			return 0, err
		}
		if !row {
			break
		}
	}
	if d.conn.TotalChanges() == before {
		return 0, nil
	}
	return d.conn.Changes(), nil
}

// script runs every statement of the text.
func (d *Database) script(text string) error {
	rest := text
	for {
		if err := d.mayRun(); err != nil {
			return err
		}
		c, tail, err := d.prepare(rest, false)
		if err == nil && c == nil {
			return nil
		}
		if err == nil {
			err = d.runOnce(c)
		}
		if err != nil {
			return shifted(err, len(text)-len(rest))
		}
		rest = tail
	}
}

// runOnce runs a statement that is not cached and drops it.
func (d *Database) runOnce(c *compiled) error {
	defer d.finish(c)
	if err := d.start(c); err != nil {
		return err
	}
	_, err := d.changes(c)
	return err
}
