package archive

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"github.com/caddyhbf/hbf/dbbind/internal/sqlite3"
)

// Create makes a new database at path with the table sqlar and src packed into
// it, see [Pack]; a nil src makes an empty archive. The file has mode 0600 and a
// write-ahead log. It appears at once and complete. What exists is never
// overwritten ([fs.ErrExist]).
//
// In place of the freelist that SQLite keeps by default the file has
// auto_vacuum = INCREMENTAL, with which a read somewhere in a large member takes a
// thirtieth of the time.
//
// A database in memory has to be kept open by somebody else, or is gone at once.
func Create(path string, src fs.FS) error {
	_, err := create(context.Background(), path, src, PackOptions{})
	return err
}

func create(ctx context.Context, path string, src fs.FS, o PackOptions) (result PackResult, err error) {
	if sqlite3.IsMemory(path) {
		return packInto(ctx, path, sqlite3.Create, src, o)
	}
	if err := mustBeFree(path); err != nil {
		return PackResult{}, err
	}
	err = writeNew(path, func(temp string) error {
		if err := initialize(temp); err != nil {
			return explain("creating", temp, err)
		}
		var err error
		result, err = packInto(ctx, temp, sqlite3.ReadWrite, src, o)
		return err
	})
	return result, err
}

// initialize sets what can only be set while a database is empty.
func initialize(path string) (err error) {
	conn, err := sqlite3.Open(sqlite3.URI(path, nil), sqlite3.ReadWrite)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	return conn.Exec("PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL")
}

// mustBeFree checks that there is neither a file at path nor the log of one
// that was there, which SQLite would take for that of the new file.
func mustBeFree(path string) error {
	for _, suffix := range []string{"", "-wal", "-journal"} {
		_, err := os.Lstat(path + suffix)
		switch {
		case errors.Is(err, fs.ErrNotExist):
		case err != nil:
			return fmt.Errorf("creating the database: %w", err)
		case suffix == "":
			return fmt.Errorf("creating the database: %s: %w", path, fs.ErrExist)
		default:
			return fmt.Errorf("creating the database: %s, left over from a database that was there before: %w; put that back, or remove the rest", path+suffix, fs.ErrExist)
		}
	}
	return nil
}

// writeNew calls write with a temporary file of mode 0600 in the directory of
// path, and then gives that file its name. It never overwrites path.
func writeNew(path string, write func(temp string) error) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*.tmp")
	if err != nil {
		return fmt.Errorf("creating %s: %w", path, err)
	}
	temp := f.Name()
	defer func() {
		for _, suffix := range []string{"", "-wal", "-shm", "-journal"} {
			if e := os.Remove(temp + suffix); e != nil && !errors.Is(e, fs.ErrNotExist) {
				err = errors.Join(err, e)
			}
		}
	}()
	if err := f.Close(); err != nil {
		return fmt.Errorf("creating %s: %w", path, err)
	}
	if err := write(temp); err != nil {
		return err
	}
	if err := syncFile(temp); err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	if err := publish(temp, path); err != nil {
		return fmt.Errorf("creating %s: %w", path, err)
	}
	return nil
}

// publish gives the file temp the name path, unless there is one.
func publish(temp, path string) error {
	err := os.Link(temp, path)
	if err == nil {
		return syncDir(filepath.Dir(path))
	}
	if errors.Is(err, fs.ErrExist) {
		return err
	}
	// A file system without hard links: reserve the name, then take its place.
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	return errors.Join(f.Close(), os.Rename(temp, path))
}

func syncFile(path string) (err error) {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return f.Sync()
}

// syncDir makes the names in a directory survive a loss of power, where the
// system lets a directory be opened for that.
func syncDir(dir string) (err error) {
	if runtime.GOOS == "windows" {
		return nil
	}
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return f.Sync()
}
