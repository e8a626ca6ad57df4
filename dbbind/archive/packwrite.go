package archive

import (
	"errors"
	"fmt"
	"io/fs"

	"github.com/caddyhbf/hbf/dbbind/internal/sqlite3"
)

// createTable is what sqlite3 -A creates, to the letter.
const createTable = `CREATE TABLE sqlar(
  name TEXT PRIMARY KEY,  -- name of the file
  mode INT,               -- access permissions
  mtime INT,              -- last modification time
  sz INT,                 -- original file size
  data BLOB               -- compressed content
)`

// write carries out the plan, which was made of the table's state of the given
// version. If the database was written to since, it makes a new plan first.
func (p *packer) write(version uint32, planned plan) (plan, error) {
	conn := p.store.conn
	if err := conn.Exec("BEGIN IMMEDIATE"); err != nil {
		return plan{}, errors.Join(err, p.ctx.Err())
	}
	planned, err := p.writeLocked(version, planned)
	if err == nil {
		err = conn.Exec("COMMIT")
	}
	if err != nil && !conn.AutoCommit() {
		err = errors.Join(err, conn.Exec("ROLLBACK"))
	}
	return planned, err
}

func (p *packer) writeLocked(version uint32, planned plan) (plan, error) {
	now, err := p.store.conn.DataVersion()
	if err != nil {
		return plan{}, err
	}
	if now != version {
		x, err := p.indexNow()
		if err != nil {
			return plan{}, err
		}
		planned = newPlan(x, p.items)
	}
	exists, err := p.store.hasTable()
	if err != nil {
		return plan{}, err
	}
	if !exists {
		if err := p.store.conn.Exec(createTable); err != nil {
			return plan{}, err
		}
	}
	if err := p.apply(planned); err != nil {
		return plan{}, err
	}
	return planned, p.derived.write(p.store.conn)
}

func (p *packer) apply(planned plan) error {
	remove, _, err := p.store.conn.Prepare("DELETE FROM main.sqlar WHERE rowid = ?", false)
	if err != nil {
		return err
	}
	defer remove.Finalize()
	for _, id := range planned.deletes {
		if err := run(remove, remove.BindInt64(1, id)); err != nil {
			return err
		}
	}
	insert, _, err := p.store.conn.Prepare("INSERT INTO main.sqlar(name, mode, mtime, sz, data) VALUES (?, ?, ?, ?, ?)", false)
	if err != nil {
		return err
	}
	defer insert.Finalize()
	update, _, err := p.store.conn.Prepare("UPDATE main.sqlar SET name = ?, mode = ?, mtime = ?, sz = ?, data = ? WHERE rowid = ?", false)
	if err != nil {
		return err
	}
	defer update.Finalize()
	for _, w := range planned.writes {
		if err := p.ctx.Err(); err != nil {
			return err
		}
		q := insert
		if w.rowid != 0 {
			q = update
			if err := q.BindInt64(6, w.rowid); err != nil {
				return err
			}
		}
		if err := p.writeItem(q, w.item); err != nil {
			return fmt.Errorf("packing %s: %w", w.item.name, err)
		}
	}
	return nil
}

// writeItem runs q, whose first parameters are the columns of the table.
func (p *packer) writeItem(q *sqlite3.Stmt, it *item) error {
	size, data := it.size, it.data
	if data == nil && !it.dir {
		content, err := fs.ReadFile(p.src, it.name)
		if err != nil {
			return err
		}
		size, data = int64(len(content)), p.encode(content)
	}
	err := errors.Join(q.BindText(1, it.name), q.BindInt64(2, it.mode), q.BindInt64(3, it.mtime), q.BindInt64(4, size))
	if it.dir {
		return run(q, err, q.BindNull(5))
	}
	return run(q, err, q.BindBlob(5, data))
}

// run runs a statement to its end, if its parameters could be bound.
func run(q *sqlite3.Stmt, bound ...error) error {
	if err := errors.Join(bound...); err != nil {
		return err
	}
	_, err := q.Step()
	q.Reset()
	return err
}
