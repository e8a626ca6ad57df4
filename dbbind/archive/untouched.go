package archive

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"

	"github.com/caddyhbf/hbf/dbbind/internal/sqlite3"
)

// OpenUntouched opens the archive in the database at path for a look that
// leaves no trace: no file is created, changed or removed, also where the
// directory is read-only. It sees what other processes have committed so far.
//
// A database with a write-ahead log that nobody has open is read as it is,
// without locks, and must not be written to meanwhile; for anything longer use
// [Open].
func OpenUntouched(path string) (*Archive, error) {
	u, err := openUntouched(path)
	if err != nil {
		return nil, err
	}
	return newArchive(u.store, u.release)
}

// untouched is a store that leaves no trace.
type untouched struct {
	*store
	release func() error // after the store was closed

	// frozen is the file's state when it was opened, where it is read without
	// locks.
	frozen os.FileInfo
}

// close closes the store. The error tells if what was read cannot be relied on.
func (u *untouched) close() error {
	return errors.Join(u.verify(), u.store.close(), u.release())
}

// verify checks that a file that is read without locks was not written to.
func (u *untouched) verify() error {
	if u.frozen == nil {
		return nil
	}
	now, err := os.Stat(u.path)
	if err != nil {
		return fmt.Errorf("reading the database: %w", err)
	}
	if !os.SameFile(now, u.frozen) || now.Size() != u.frozen.Size() || !now.ModTime().Equal(u.frozen.ModTime()) {
		return fmt.Errorf("reading %s: the file was written to meanwhile; try again", u.path)
	}
	return nil
}

// untouchedTries is how often a file is tried whose -wal and -shm come and go.
const untouchedTries = 5

func openUntouched(path string) (*untouched, error) {
	none := func() error { return nil }
	if sqlite3.IsMemory(path) {
		s, err := openStore(path, nil, sqlite3.ReadWrite)
		return &untouched{store: s, release: none}, err
	}
	if err := mustExist(path, sqlite3.ReadOnly); err != nil {
		return nil, err
	}
	// The companion files are beside the file itself, not beside a link to it.
	path, err := filepath.EvalSymlinks(path)
	if err != nil {
		return nil, fmt.Errorf("opening the database: %w", err)
	}
	for try := 1; ; try++ {
		u, err := tryUntouched(path)
		if err == nil || try == untouchedTries || !errors.Is(err, &sqlite3.Error{Code: sqlite3.CodeCantOpen}) {
			return u, err
		}
	}
}

// tryUntouched chooses the way to open the file by the state that it is in.
func tryUntouched(path string) (*untouched, error) {
	none := func() error { return nil }
	frozen, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("opening the database: %w", err)
	}
	wal, err := size(path + "-wal")
	if err != nil {
		return nil, err
	}
	shm, err := size(path + "-shm")
	if err != nil {
		return nil, err
	}
	switch {
	case wal > 0 && shm < 0:
		// Left over, or copied with the file. Reading it takes the index in -shm.
		return openCopy(path)
	case wal >= 0 && shm >= 0:
		// SQLite takes an index that nobody keeps up to date as a mere hint.
		s, err := openReadable(path, url.Values{"mode": {"ro"}, "readonly_shm": {"1"}})
		return &untouched{store: s, release: none}, err
	}
	s, err := openReadable(path, url.Values{"mode": {"ro"}, "immutable": {"1"}})
	if err != nil {
		return nil, err
	}
	logged, err := s.writeAheadLogged()
	if err != nil {
		return nil, errors.Join(err, s.close())
	}
	if logged {
		return &untouched{store: s, release: none, frozen: frozen}, nil
	}
	// Without a write-ahead log readers need no files of their own, just locks.
	if err := s.close(); err != nil {
		return nil, err
	}
	s, err = openReadable(path, url.Values{"mode": {"ro"}})
	return &untouched{store: s, release: none}, err
}

// openReadable opens a store and reads from it once, since SQLite opens files
// late.
func openReadable(path string, params url.Values) (*store, error) {
	s, err := openStore(path, params, sqlite3.ReadOnly)
	if err != nil {
		return nil, err
	}
	if _, err := s.conn.DataVersion(); err != nil {
		return nil, explain("opening", path, errors.Join(err, s.close()))
	}
	return s, nil
}

// writeAheadLogged reports whether the database is in WAL mode, by its header
// (https://www.sqlite.org/fileformat.html, offset 19). An empty file is not.
func (s *store) writeAheadLogged() (bool, error) {
	q, _, err := s.conn.Prepare("SELECT substr(data, 20, 1) = x'02' FROM sqlite_dbpage WHERE pgno = 1", false)
	if err != nil {
		return false, explain("opening", s.path, err)
	}
	defer q.Finalize()
	found, err := q.Step()
	if err != nil {
		return false, explain("opening", s.path, err)
	}
	return found && q.ColumnInt64(0) != 0, nil
}

// openCopy opens a private copy of the file and its write-ahead log.
func openCopy(path string) (u *untouched, err error) {
	dir, err := os.MkdirTemp("", "hbf-")
	if err != nil {
		return nil, fmt.Errorf("copying %s, which has a write-ahead log left over: %w", path, err)
	}
	release := func() error { return os.RemoveAll(dir) }
	defer func() {
		if err != nil {
			err = errors.Join(err, release())
		}
	}()
	private := filepath.Join(dir, "copy")
	for _, suffix := range []string{"", "-wal"} {
		if err := copyFile(private+suffix, path+suffix); err != nil {
			return nil, fmt.Errorf("copying %s, which has a write-ahead log left over: %w", path, err)
		}
	}
	s, err := openStore(private, nil, sqlite3.ReadWrite)
	if err != nil {
		return nil, err
	}
	s.path = path
	return &untouched{store: s, release: release}, nil
}

func copyFile(dst, src string) (err error) {
	in, err := os.Open(src)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	out, err := os.OpenFile(dst, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	_, err = io.Copy(out, in)
	return err
}

// size returns the size of a file, or -1 if there is none.
func size(path string) (int64, error) {
	info, err := os.Stat(path)
	switch {
	case err == nil:
		return info.Size(), nil
	case errors.Is(err, fs.ErrNotExist):
		return -1, nil
	default:
		return 0, fmt.Errorf("opening the database: %w", err)
	}
}
