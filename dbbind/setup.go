package dbbind

import (
	"errors"
	"fmt"
	"time"

	"github.com/caddyhbf/hbf/dbbind/internal/sqlite3"
)

// progressOps is how many instructions a statement runs between two looks at
// whether it was interrupted: some tens of microseconds.
const progressOps = 1000

// journalLimit is the size in bytes to which the write-ahead log is cut back
// after a checkpoint.
const journalLimit = 64 << 20

// limits are the limits of the app's connection that do not depend on its
// options.
var limits = []struct {
	limit sqlite3.Limit
	value int
}{
	{sqlite3.LimitSQLLength, 1_000_000},
	{sqlite3.LimitExprDepth, 1000},
	{sqlite3.LimitCompoundSelect, 500},
	{sqlite3.LimitVDBEOp, 250_000},
	{sqlite3.LimitFunctionArg, 200},
	{sqlite3.LimitAttached, 0},
	{sqlite3.LimitLikePatternLength, 1000},
	{sqlite3.LimitTriggerDepth, 100},
	{sqlite3.LimitWorkerThreads, 0},
}

// setUp brings a new connection into the state that everything else relies
// on. The order matters: what restricts SQL comes before the first statement, what reads
// the file comes after the busy handler, and the policy comes last, since it
// refuses these very pragmas.
func (d *Database) setUp(o Options) error {
	for _, c := range []struct {
		option sqlite3.Option
		on     bool
	}{
		{sqlite3.OptionDefensive, true},
		{sqlite3.OptionDQSInDDL, false},
		{sqlite3.OptionDQSInDML, false},
		{sqlite3.OptionLoadExtension, false},
	} {
		if err := d.conn.Config(c.option, c.on); err != nil {
			return err
		}
	}
	d.conn.SetBusyHandler(d.waitForLock)
	if err := d.conn.Exec(`PRAGMA foreign_keys = 1; PRAGMA trusted_schema = 0; PRAGMA cell_size_check = 1; PRAGMA temp_store = 2`); err != nil {
		return err
	}
	if err := d.useWAL(); err != nil {
		return err
	}
	if err := d.conn.Exec(fmt.Sprintf(`PRAGMA synchronous = %s; PRAGMA journal_size_limit = %d; PRAGMA cache_size = -%d`,
		o.Synchronous, journalLimit, max(d.memoryLimit/8, 1<<20)/1024)); err != nil {
		return err
	}
	for _, l := range limits {
		d.conn.SetLimit(l.limit, l.value)
	}
	d.conn.SetLimit(sqlite3.LimitLength, int(min(d.memoryLimit, 1<<31-1)))
	if err := d.defineFunctions(); err != nil {
		return err
	}
	if err := d.conn.LimitSnippets(); err != nil {
		return err
	}
	if err := d.conn.InterruptLike(d.stopped); err != nil {
		return err
	}
	if err := d.limitMemory(); err != nil {
		return err
	}
	d.conn.SetProgress(progressOps, d.mustStop)
	d.conn.SetAuthorizer(d.policy.authorize)
	return nil
}

// useWAL switches the file to write-ahead logging. Where SQLite answers
// SQLITE_BUSY without asking the busy handler it is asked again.
func (d *Database) useWAL() error {
	deadline := time.Now().Add(d.busyTimeout)
	for {
		mode, err := d.journalMode()
		switch {
		case errors.Is(err, &sqlite3.Error{Code: sqlite3.CodeBusy}) && time.Now().Before(deadline):
			time.Sleep(10 * time.Millisecond)
		case err != nil:
			return err
		default:
			if mode != "wal" && !d.memory {
				d.log.Warn("the database file does not support write-ahead logging", "journal_mode", mode)
			}
			return nil
		}
	}
}

func (d *Database) journalMode() (string, error) {
	s, _, err := d.conn.Prepare("PRAGMA journal_mode = wal", false)
	if err != nil {
		return "", err
	}
	defer s.Finalize()
	if _, err := s.Step(); err != nil {
		return "", err
	}
	return s.ColumnText(0), nil
}

// lockWaits is how long to wait for a lock before each attempt; the last one
// repeats.
var lockWaits = [...]time.Duration{1 * time.Millisecond, 2 * time.Millisecond, 5 * time.Millisecond, 10 * time.Millisecond, 25 * time.Millisecond}

// waitForLock is the busy handler: it waits a little longer with each attempt,
// up to busyTimeout in all, and gives up at once when the task is interrupted.
func (d *Database) waitForLock(attempt int) (retry bool) {
	now := time.Now()
	if attempt == 0 {
		d.lockDeadline = now.Add(d.busyTimeout)
	}
	left := d.lockDeadline.Sub(now)
	if left <= 0 || d.interrupted.Load() {
		return false
	}
	timer := time.NewTimer(min(left, lockWaits[min(attempt, len(lockWaits)-1)]))
	defer timer.Stop()
	select {
	case <-d.wake:
		return false
	case <-timer.C:
		return true
	}
}
