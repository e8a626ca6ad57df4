package dbbind

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/dop251/goja"
)

// gate is what every use of the connection by JavaScript passes, so that the database can be taken from a script that
// can't be stopped. It is not held while the app's code runs, but for what SQLite's results and errors may call: getters
// on Object.prototype and of functions' names.
type gate struct {
	mu sync.Mutex
	// generation grows when the database is taken from the runtimes that are bound to it. It changes with mu held.
	generation atomic.Uint64
}

// enter begins a use of the connection; leave must follow. It ends the script when the database was taken from its runtime.
// Uses nest.
func (b *binding) enter() {
	if !b.tryEnter() {
		panic(new(goja.InterruptedError)) // no JavaScript catches it
	}
}

// tryEnter is enter for what can't end the script: it reports false instead, and then leave must not follow.
func (b *binding) tryEnter() bool {
	if b.inside > 0 {
		b.inside++
		return true
	}
	g := &b.d.gate
	g.mu.Lock()
	if g.generation.Load() != b.generation {
		g.mu.Unlock()
		return false
	}
	b.inside = 1
	if b.d.timed {
		b.entered = time.Now()
	}
	return true
}

func (b *binding) leave() {
	if b.inside--; b.inside == 0 {
		if b.d.timed {
			b.d.used.Add(int64(time.Since(b.entered)))
		}
		b.d.gate.mu.Unlock()
	}
}

// SQLTime is how long JavaScript has used the database since it was opened. It is 0 without [Options.Timed].
func (d *Database) SQLTime() time.Duration { return time.Duration(d.used.Load()) }

// abandonTime is how long Abandon waits for a script that is just using the connection. Statements have been interrupted
// long before.
const abandonTime = 100 * time.Millisecond

// ErrStuck is returned by [Database.Abandon] and [Database.Close] when a script that can't be stopped is using the
// connection, which must not be touched as long as it does.
var ErrStuck = errors.New("a script that can't be stopped is using the database")

// Abandon takes the database from the runtimes that are bound to it, while a script that can't be stopped may be running
// in one of them: what the batch has written is rolled back, and whatever the script still wants of the database ends it.
// After an error that wraps [ErrStuck] nothing but Abandon, Interrupt and Close may be called. Any goroutine may call it,
// as long as there is no owner who goes on to use the database.
func (d *Database) Abandon() error {
	for deadline := time.Now().Add(abandonTime); !d.gate.mu.TryLock(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			d.stuck.Store(true)
			return ErrStuck
		}
	}
	defer d.gate.mu.Unlock()
	d.stuck.Store(false)
	d.gate.generation.Add(1)
	d.cursors.closeAll()
	d.tx.depth = 0
	d.tx.epoch++
	k := &d.batch
	*k = batch{number: k.number, rollbacks: k.rollbacks}
	d.setUnsaved(false)
	if d.conn.AutoCommit() {
		return nil
	}
	if err := d.undo(sqlRollback); err != nil {
		return fmt.Errorf("taking the database from a script that can't be stopped: %w", err)
	}
	return nil
}
