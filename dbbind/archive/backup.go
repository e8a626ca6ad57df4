package archive

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/caddyhbf/hbf/dbbind/internal/sqlite3"
)

// BackupOptions are the options of [Backup].
type BackupOptions struct {
	// Progress is called now and then, if set, with how many bytes were written,
	// and how many it may become: the copy can be smaller.
	Progress func(done, total int64)
}

// Backup copies the whole database at path, archive and data, as it is at one
// moment, to a new file dest of mode 0600. It may be in use meanwhile. What
// exists at dest is never overwritten ([fs.ErrExist]). The copy is defragmented
// (VACUUM INTO), appears at once and complete, and is one file. Beside the database
// it leaves no trace, see [OpenUntouched].
func Backup(ctx context.Context, path, dest string, o BackupOptions) (err error) {
	u, err := openUntouched(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, u.close()) }()
	if err := mustBeFree(dest); err != nil {
		return err
	}
	return writeNew(dest, func(temp string) error {
		if err := u.vacuumInto(ctx, temp, o.Progress); err != nil {
			return explain("backing up", u.path, err)
		}
		return u.verify()
	})
}

// vacuumInto copies the database to the empty file dest.
func (s *store) vacuumInto(ctx context.Context, dest string, progress func(done, total int64)) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	total, err := s.size()
	if err != nil {
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
	s.conn.SetProgress(progressOps, func() (interrupt bool) {
		if info, err := os.Stat(abs); err == nil && progress != nil {
			progress(info.Size(), total)
		}
		return ctx.Err() != nil
	})
	defer s.conn.SetProgress(0, nil)
	if err := run(q, q.BindText(1, abs)); err != nil {
		if errors.Is(err, &sqlite3.Error{Code: sqlite3.CodeInterrupt}) && ctx.Err() != nil {
			return ctx.Err()
		}
		return err
	}
	return nil
}

// progressOps is after how many of SQLite's instructions a backup reports, and
// looks whether it is to stop: some milliseconds.
const progressOps = 10_000

// size returns the size of the database in bytes.
func (s *store) size() (int64, error) {
	q, _, err := s.conn.Prepare("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size", false)
	if err != nil {
		return 0, err
	}
	defer q.Finalize()
	_, err = q.Step()
	return q.ColumnInt64(0), err
}
