package archive

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"time"

	"github.com/caddyhbf/hbf/dbbind/internal/sqlite3"
)

const (
	// busyTimeout is how long a read waits for a lock, which only a writer of a
	// database without a write-ahead log holds against readers.
	busyTimeout = 5 * time.Second

	// maxMembers bounds the memory that a list of members takes.
	maxMembers = 1 << 20
)

// ErrChanged is in the chain of errors about members that were written or
// removed since they were looked up.
var ErrChanged = errors.New("the archive member was changed meanwhile")

// store is one connection to a database, used to read its table sqlar. It
// belongs to one goroutine at a time.
type store struct {
	conn *sqlite3.Conn
	path string
	meta *sqlite3.Stmt // a row without its data, by rowid
	data *sqlite3.Stmt // a row with its data, by rowid
}

// openStore opens path with settings that are safe for files from strangers.
func openStore(path string, params url.Values, flags sqlite3.Flags) (*store, error) {
	if err := mustExist(path, flags); err != nil {
		return nil, err
	}
	conn, err := sqlite3.Open(sqlite3.URI(path, params), flags)
	if err != nil {
		return nil, explain("opening", path, err)
	}
	conn.BusyTimeout(busyTimeout)
	err = errors.Join(
		conn.Config(sqlite3.OptionDefensive, true),
		conn.Config(sqlite3.OptionTrustedSchema, false),
		conn.Config(sqlite3.OptionDQSInDML, false),
		conn.Exec("PRAGMA cell_size_check = 1"),
	)
	if err != nil {
		return nil, explain("opening", path, errors.Join(err, conn.Close()))
	}
	return &store{conn: conn, path: path}, nil
}

// mustExist fails with [fs.ErrNotExist] where SQLite would only say that it
// cannot open the file.
func mustExist(path string, flags sqlite3.Flags) error {
	if sqlite3.IsMemory(path) || flags == sqlite3.Create {
		return nil
	}
	info, err := os.Stat(path)
	if err != nil {
		return fmt.Errorf("opening the database: %w", err)
	}
	if info.IsDir() {
		return fmt.Errorf("opening the database: %s is a directory: name the SQLite file in it", path)
	}
	return nil
}

// explain adds to an error of SQLite which file it is about, and what to do.
func explain(doing, path string, err error) error {
	var e *sqlite3.Error
	if !errors.As(err, &e) {
		return err
	}
	hint := ""
	switch e.Primary() {
	case sqlite3.CodeNotADB:
		hint = ": this is no SQLite database"
	case sqlite3.CodeBusy:
		hint = ": another program keeps the database locked; try again when it has finished"
	case sqlite3.CodeReadOnly, sqlite3.CodeCantOpen:
		hint = ": check the permissions of the file and of the directory it is in"
	case sqlite3.CodeCorrupt:
		hint = `: the file is damaged; "PRAGMA integrity_check" tells how, and "sqlite3 <file> .recover" what is left`
	case sqlite3.CodeFull:
		hint = ": the disk is full"
	}
	return fmt.Errorf("%s %s: %w%s", doing, path, err, hint)
}

func (s *store) close() error {
	return s.conn.Close()
}

// do calls f with the store. See gate.
func (s *store) do(f func(*store) error) error {
	return f(s)
}

// snapshot calls f within a read transaction.
func (s *store) snapshot(f func() error) error {
	if err := s.begin(); err != nil {
		return err
	}
	return errors.Join(f(), s.end())
}

func (s *store) begin() error {
	if err := s.conn.Exec("BEGIN"); err != nil {
		return explain("reading", s.path, err)
	}
	return nil
}

// end ends the transaction, which SQLite may have done by itself.
func (s *store) end() error {
	if s.conn.AutoCommit() {
		return nil
	}
	if err := s.conn.Exec("ROLLBACK"); err != nil {
		return explain("reading", s.path, err)
	}
	return nil
}

// load reads the list of members. It must be called within a transaction.
func (s *store) load(ctx context.Context) (*index, error) {
	version, err := s.conn.DataVersion()
	if err != nil {
		return nil, explain("reading", s.path, err)
	}
	exists, err := s.hasTable()
	if err != nil {
		return nil, err
	}
	var rows []row
	if exists {
		rows, err = s.readRows(ctx)
	}
	if err != nil {
		return nil, explain("reading the table sqlar of", s.path, err)
	}
	x := newIndex(rows)
	x.version, x.table = version, exists
	return x, nil
}

func (s *store) readRows(ctx context.Context) ([]row, error) {
	q, _, err := s.conn.Prepare("SELECT "+rowColumns+" FROM main.sqlar ORDER BY rowid", false)
	if err != nil {
		return nil, err
	}
	defer q.Finalize()
	var rows []row
	for {
		more, err := q.Step()
		if err != nil || !more {
			return rows, err
		}
		if len(rows) == maxMembers {
			return nil, fmt.Errorf("%s: the table sqlar has more than %d rows", s.path, maxMembers)
		}
		if len(rows)%1024 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		rows = append(rows, readRow(q))
	}
}

// hasTable reports whether there is a table sqlar. Something else of that name
// (a view could run anything) is an error.
func (s *store) hasTable() (bool, error) {
	q, _, err := s.conn.Prepare("SELECT type = 'table' AND rootpage > 0 FROM main.sqlite_schema WHERE name = 'sqlar' COLLATE NOCASE", false)
	if err != nil {
		return false, explain("reading", s.path, err)
	}
	defer q.Finalize()
	exists, err := q.Step()
	if err != nil {
		return false, explain("reading", s.path, err)
	}
	if exists && q.ColumnInt64(0) == 0 {
		return false, fmt.Errorf("reading %s: sqlar is not a table: rename or drop it, and pack the app again", s.path)
	}
	return exists, nil
}

// readData returns the data of r as it stands in the table, or ErrChanged if the
// row is not r any more.
func (s *store) readData(r row) ([]byte, error) {
	q, err := s.rowStmt(&s.data, rowColumns+", data", r.id)
	if err != nil {
		return nil, err
	}
	defer q.Reset()
	if err := s.expect(q, r); err != nil {
		return nil, err
	}
	return q.ColumnBlob(9), nil
}

// check returns ErrChanged if the row is not r any more.
func (s *store) check(r row) error {
	q, err := s.rowStmt(&s.meta, rowColumns, r.id)
	if err != nil {
		return err
	}
	defer q.Reset()
	return s.expect(q, r)
}

func (s *store) rowStmt(cache **sqlite3.Stmt, columns string, id int64) (*sqlite3.Stmt, error) {
	if *cache == nil {
		q, _, err := s.conn.Prepare("SELECT "+columns+" FROM main.sqlar WHERE rowid = ?", true)
		if err != nil {
			return nil, s.changedOr(err)
		}
		*cache = q
	}
	return *cache, (*cache).BindInt64(1, id)
}

func (s *store) expect(q *sqlite3.Stmt, r row) error {
	found, err := q.Step()
	if err != nil {
		return s.changedOr(err)
	}
	if !found || readRow(q) != r {
		return ErrChanged
	}
	return nil
}

// changedOr turns the error of a statement into ErrChanged if it failed because
// the table is gone.
func (s *store) changedOr(err error) error {
	if exists, e := s.hasTable(); e == nil && !exists {
		return ErrChanged
	}
	return explain("reading the table sqlar of", s.path, err)
}

// openBlob opens the data of r for reading in pieces, or returns ErrChanged. It
// holds a read transaction until it is closed.
func (s *store) openBlob(r row) (*sqlite3.Blob, error) {
	if err := s.check(r); err != nil {
		return nil, err
	}
	b, err := s.conn.OpenBlob("sqlar", "data", r.id)
	if err != nil {
		if e := s.check(r); e != nil {
			return nil, e
		}
		return nil, explain("reading", s.path, err)
	}
	if b.Size() != r.stored {
		return nil, errors.Join(ErrChanged, b.Close())
	}
	return b, nil
}

// pathError is an error about a member as package fs has it.
func pathError(op, name string, err error) error {
	return &fs.PathError{Op: op, Path: name, Err: err}
}
