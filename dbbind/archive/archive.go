package archive

import (
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"io/fs"
	"net/url"
	"sync"
	"sync/atomic"

	"github.com/caddyhbf/hbf/dbbind/internal/sqlite3"
)

// Archive reads the members of an archive over a read-only connection of its
// own. It is safe for concurrent use.
//
// Which members there are and their sizes, modes and times are as of the last
// [Archive.Refresh] or [Archive.Fingerprint], or else as of when it was opened, so that looking
// up a name costs no SQL. Contents are read from the database when asked for. An
// archive that others write to thus has to be refreshed now and then. No read
// transaction is open between calls.
type Archive struct {
	path    string
	release func() error // what is left to do after the connection is closed
	index   atomic.Pointer[index]
	buffers sync.Pool // of *[chunkSize]byte

	scan         sync.Mutex // held during transactions; guards the fields below
	reader       reader
	fingerprint  Fingerprint
	fingerprints bool   // fingerprint is known
	version      uint32 // data_version of fingerprint

	mu    sync.Mutex // held during each use of the connection; never take scan with it
	store *store     // nil when closed
}

// Open opens the archive in the database at path, which must exist; a file
// without the table sqlar is an empty archive. A path that begins with ":memory:"
// names a database in this process's memory. The errors are [fs.ErrNotExist], and
// those of SQLite.
//
// In a database with a write-ahead log this creates the files -wal and -shm where
// they are missing, and a read-only connection does not remove them: close the
// Archive before the last read-write connection.
func Open(path string) (*Archive, error) {
	s, err := openStore(path, url.Values{"mode": {"ro"}}, sqlite3.ReadOnly)
	if err != nil {
		return nil, err
	}
	return newArchive(s, func() error { return nil })
}

func newArchive(s *store, release func() error) (*Archive, error) {
	a := &Archive{
		path:    s.path,
		release: release,
		buffers: sync.Pool{New: func() any { return new([chunkSize]byte) }},
		store:   s,
	}
	a.reader = reader{gate: a, seed: maphash.MakeSeed(), inflated: make(map[inflatedKey]Sum)}
	if err := a.Refresh(context.Background()); err != nil {
		return nil, errors.Join(err, a.Close())
	}
	return a, nil
}

// Close closes the connection. What was opened from the archive fails from now
// on with [fs.ErrClosed]. Closing twice does nothing.
func (a *Archive) Close() error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.store == nil {
		return nil
	}
	err := errors.Join(a.store.close(), a.release())
	a.store = nil
	return err
}

// do calls f with the connection while nobody else uses it.
func (a *Archive) do(f func(*store) error) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.store == nil {
		return fmt.Errorf("reading %s: %w", a.path, fs.ErrClosed)
	}
	return f(a.store)
}

// snapshot calls f within a read transaction. Other users of the connection
// get their turn meanwhile, and see the same snapshot. The caller holds a.scan.
func (a *Archive) snapshot(f func() error) error {
	if err := a.do((*store).begin); err != nil {
		return err
	}
	err := f()
	if e := a.do((*store).end); e != nil && !errors.Is(e, fs.ErrClosed) {
		err = errors.Join(err, e)
	}
	return err
}

// Refresh renews the list of members if anything was written to the database
// since. That costs microseconds if not, and else about three milliseconds for a
// thousand members.
func (a *Archive) Refresh(ctx context.Context) error {
	a.scan.Lock()
	defer a.scan.Unlock()
	return a.snapshot(func() error {
		changed, err := a.changedSince(a.index.Load())
		if err != nil || !changed {
			return err
		}
		x, err := a.load(ctx)
		if err == nil {
			a.index.Store(x)
		}
		return err
	})
}

// changedSince reports whether the database was written to after x was loaded.
func (a *Archive) changedSince(x *index) (changed bool, err error) {
	if x == nil {
		return true, nil
	}
	version, err := a.dataVersion()
	return version != x.version, err
}

func (a *Archive) dataVersion() (version uint32, err error) {
	err = a.do(func(s *store) (err error) {
		version, err = s.conn.DataVersion()
		return explain("reading", s.path, err)
	})
	return version, err
}

func (a *Archive) load(ctx context.Context) (x *index, err error) {
	err = a.do(func(s *store) (err error) {
		x, err = s.load(ctx)
		return err
	})
	return x, err
}

// Fingerprint identifies everything in the archive, and renews the list of
// members. It reads all of the archive, at about 1 GB/s, if anything was written
// to the database since it was last called, and else returns what it found then.
func (a *Archive) Fingerprint(ctx context.Context) (Fingerprint, error) {
	a.scan.Lock()
	defer a.scan.Unlock()
	err := a.snapshot(func() error {
		version, err := a.dataVersion()
		if err != nil || a.fingerprints && a.version == version {
			return err
		}
		x, err := a.load(ctx)
		if err != nil {
			return err
		}
		f, err := a.reader.identifyAll(ctx, x)
		if err != nil {
			return err
		}
		a.fingerprint, a.fingerprints, a.version = f, true, version
		a.reader.forget(x)
		a.index.Store(x)
		return nil
	})
	if err != nil {
		return Fingerprint{}, err
	}
	return a.fingerprint, nil
}

// Entry returns the member called name, or where a symbolic link of that name
// leads. The name must be canonical, "." is the root. If there is no such member the
// error is [fs.ErrNotExist].
func (a *Archive) Entry(name string) (Entry, error) {
	if fs.ValidPath(name) {
		if m, err := a.index.Load().lookup(name, true); err == nil {
			return m.Entry, nil
		}
	}
	return Entry{}, pathError("stat", name, fs.ErrNotExist)
}

// Read returns the whole content of the file e, which came from this archive.
// The errors are ErrChanged if it was written since, and ErrCorrupt.
func (a *Archive) Read(e Entry) ([]byte, error) {
	if !e.Mode.IsRegular() {
		return nil, pathError("read", e.Name, errNotFile)
	}
	var data []byte
	err := a.do(func(s *store) (err error) {
		data, err = s.readData(e.row)
		return err
	})
	if err == nil && e.Deflated {
		data, err = inflate(data, e.Size)
	}
	if err != nil {
		return nil, pathError("read", e.Name, err)
	}
	return data, nil
}

// errNotFile is the error of reading a directory.
var errNotFile = errors.New("not a regular file")

// identify returns what is known about the content of e, reading it when
// nothing is.
func (a *Archive) identify(ctx context.Context, e Entry) (*content, error) {
	m, ok := a.index.Load().members[e.Name]
	if !ok || m.row != e.row {
		return nil, ErrChanged
	}
	if c := m.content.Load(); c != nil {
		return c, nil
	}
	a.scan.Lock()
	defer a.scan.Unlock()
	if c := m.content.Load(); c != nil {
		return c, nil
	}
	err := a.snapshot(func() error {
		c, err := a.reader.identify(ctx, e)
		if err == nil {
			m.content.Store(c)
		}
		return err
	})
	return m.content.Load(), err
}
