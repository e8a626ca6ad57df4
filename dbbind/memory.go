package dbbind

import (
	"fmt"

	"github.com/caddyhbf/hbf/dbbind/internal/sqlite3"
)

// SQLite's heap limits are of the whole process; these are of an app's connection, in times memory_limit. A statement
// holds a value of up to that limit several times while it works on it: as it is bound, converted, and put into a row.
const (
	memoryStop   = 2 // a statement that has more is interrupted at the next occasion
	memoryRefuse = 4 // a statement gets no more at all
	memoryTotal  = 8 // nor if the connection has so much: with its caches, the schema, temporary tables, indexes to be written
	memorySingle = 2 // in one piece
)

// pageSize is that of databases in memory, in bytes.
const pageSize = 4096

// memory watches what the running statement allocates: for results in the making, for sorting, and for tables in memory.
type memory struct {
	conn    *sqlite3.Conn
	cursors *cursors // that are open: theirs counts on
	stop    int64    // bytes
	stopped bool     // the statement has had too much
}

// limitMemory sets the limits of memory.
func (d *Database) limitMemory() error {
	pages := max(d.memoryLimit/pageSize, 16)
	if err := d.conn.Exec(fmt.Sprintf("PRAGMA temp.max_page_count = %d", pages)); err != nil {
		return err
	}
	if d.memory {
		if err := d.conn.Exec(fmt.Sprintf("PRAGMA main.max_page_count = %d", pages)); err != nil {
			return err
		}
	}
	d.policy.memory = memory{conn: d.conn, cursors: &d.cursors, stop: memoryStop * d.memoryLimit}
	d.conn.SetMemoryLimits(sqlite3.MemoryLimits{
		Growth: memoryRefuse * d.memoryLimit,
		Total:  memoryTotal * d.memoryLimit,
		Single: memorySingle*d.memoryLimit + 1<<20,
	})
	d.conn.SetMemoryRefusal(d.refuseMemory)
	return nil
}

// begin says that a statement begins.
func (m *memory) begin() {
	m.stopped = false
	if m.conn != nil && len(m.cursors.open) == 0 {
		m.conn.ResetMemory()
	}
}

// exhausted reports whether the failure of a statement is for want of memory.
func (m *memory) exhausted(e *sqlite3.Error) bool {
	return e.Primary() == sqlite3.CodeNoMem || m.stopped && e.Primary() == sqlite3.CodeInterrupt
}

// mustStop is what the progress handler asks.
func (d *Database) mustStop() bool {
	if d.policy.trusted > 0 {
		return false
	}
	if d.conn.Memory() > d.policy.memory.stop {
		d.policy.memory.stopped = true
		return true
	}
	return d.interrupted.Load()
}

// largePiece is from how many bytes on memory is refused to an interrupted statement. It fails then with SQLITE_NOMEM,
// which undoes more than SQLITE_INTERRUPT, so that is left to functions that run on with large values.
const largePiece = 64 << 10

// refuseMemory lets what does not call the progress handler end when the task is interrupted: it needs memory now and then.
func (d *Database) refuseMemory(n int64) bool {
	return (n >= largePiece || d.policy.compiling) && d.stopped()
}

func errMemory() error {
	return sqlite3.NewError(sqlite3.CodeNoMem, "the statement needs more memory than the option memory_limit of the hbf directive allows")
}
