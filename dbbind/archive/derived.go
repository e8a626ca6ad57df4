package archive

import (
	"bytes"
	"fmt"

	"github.com/klauspost/compress/zstd"

	"github.com/caddyhbf/hbf/dbbind/internal/sqlite3"
)

// maxDerived bounds what [PackOptions.Derived] may be, in bytes.
const maxDerived = 256 << 20

// derivedTable is the table for it. Names that begin with _hbf_ are reserved: an
// app's own statements cannot reach it.
const derivedTable = "_hbf_bundle"

// Derived returns what was kept with [PackOptions.Derived] when the archive was last
// packed, or nil. Others than [Pack] change the archive without changing this, so that
// the caller has to tell whether it still fits.
func (a *Archive) Derived() (data []byte, err error) {
	err = a.do(func(s *store) (err error) {
		data, err = s.readDerived()
		return err
	})
	return data, err
}

func (s *store) readDerived() ([]byte, error) {
	stored, err := s.storedDerived()
	if err != nil || stored == nil {
		return nil, err
	}
	z, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(maxDerived))
	if err != nil {
		return nil, err
	}
	defer z.Close()
	data, err := z.DecodeAll(stored, nil)
	if err != nil {
		return nil, fmt.Errorf("reading the table %s of %s: %w: %w", derivedTable, s.path, ErrCorrupt, err)
	}
	return data, nil
}

// storedDerived returns what the table holds, or nil if there is no such table or row.
func (s *store) storedDerived() ([]byte, error) {
	exists, err := s.hasDerived()
	if err != nil || !exists {
		return nil, err
	}
	q, _, err := s.conn.Prepare("SELECT data FROM main."+derivedTable+" WHERE id = 1", false)
	if err != nil {
		return nil, explain("reading the table "+derivedTable+" of", s.path, err)
	}
	defer q.Finalize()
	found, err := q.Step()
	if err != nil || !found {
		return nil, explain("reading the table "+derivedTable+" of", s.path, err)
	}
	return bytes.Clone(q.ColumnBlob(0)), nil
}

func (s *store) hasDerived() (bool, error) {
	q, _, err := s.conn.Prepare("SELECT 1 FROM main.sqlite_schema WHERE type = 'table' AND name = '"+derivedTable+"'", false)
	if err != nil {
		return false, explain("reading", s.path, err)
	}
	defer q.Finalize()
	exists, err := q.Step()
	return exists, explain("reading", s.path, err)
}

// derived is what is to be kept with an archive, as the table is to hold it.
type derived struct {
	stored []byte // nil: nothing is to be kept
}

func newDerived(data []byte) (derived, error) {
	if data == nil {
		return derived{}, nil
	}
	if len(data) > maxDerived {
		return derived{}, fmt.Errorf("what is made of the files takes %d bytes, more than %d MiB", len(data), maxDerived>>20)
	}
	z, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithEncoderLevel(zstd.SpeedBetterCompression))
	if err != nil {
		return derived{}, err
	}
	return derived{z.EncodeAll(data, []byte{})}, z.Close()
}

// isKept tells whether the table holds it already.
func (d derived) isKept(s *store) (bool, error) {
	stored, err := s.storedDerived()
	return err == nil && bytes.Equal(stored, d.stored) && (stored == nil) == (d.stored == nil), err
}

// write makes the table hold it; within a transaction.
func (d derived) write(conn *sqlite3.Conn) error {
	if d.stored == nil {
		return conn.Exec("DROP TABLE IF EXISTS main." + derivedTable)
	}
	if err := conn.Exec("CREATE TABLE IF NOT EXISTS main." + derivedTable + "(id INTEGER PRIMARY KEY, data BLOB)"); err != nil {
		return err
	}
	q, _, err := conn.Prepare("INSERT OR REPLACE INTO main."+derivedTable+"(id, data) VALUES (1, ?)", false)
	if err != nil {
		return err
	}
	defer q.Finalize()
	return run(q, q.BindBlob(1, d.stored))
}
