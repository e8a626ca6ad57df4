package archive

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/caddyhbf/hbf/dbbind/internal/sqlite3"
)

// Backup copies the whole database at path, archive and data, as it is at one
// moment, to a new file dest of mode 0600. It may be in use meanwhile. What
// exists at dest is never overwritten ([fs.ErrExist]). The copy is defragmented
// (VACUUM INTO), appears at once and complete, and is one file. Beside the database
// it leaves no trace, see [OpenUntouched].
func Backup(ctx context.Context, path, dest string) (err error) {
	u, err := openUntouched(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, u.close()) }()
	if err := mustBeFree(dest); err != nil {
		return err
	}
	return writeNew(dest, func(temp string) error {
		if err := u.vacuumInto(ctx, temp); err != nil {
			return explain("backing up", u.path, err)
		}
		return u.verify()
	})
}

// vacuumInto copies the database to the empty file dest.
func (s *store) vacuumInto(ctx context.Context, dest string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	// A name that begins with "file:" would be a URI.
	abs, err := filepath.Abs(dest)
	if err != nil {
		return fmt.Errorf("finding %s: %w", dest, err)
	}
	q, _, err := s.conn.Prepare("VACUUM INTO ?", false)
	if err != nil {
		return err
	}
	defer q.Finalize()
	s.conn.SetProgress(progressOps, func() bool { return ctx.Err() != nil })
	defer s.conn.SetProgress(0, nil)
	if err := run(q, q.BindText(1, abs)); err != nil {
		if errors.Is(err, &sqlite3.Error{Code: sqlite3.CodeInterrupt}) && ctx.Err() != nil {
			return ctx.Err()
		}
		return err
	}
	return nil
}

// progressOps is after how many of SQLite's instructions a backup looks whether
// it is to stop: some milliseconds.
const progressOps = 10_000
