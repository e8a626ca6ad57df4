package sqlite3

import (
	"errors"
	"fmt"
	"io"

	lib "modernc.org/sqlite/lib"
)

// blobChunk is how much a Blob reads at once.
const blobChunk = 64 << 10

// Blob reads one BLOB or TEXT value piece by piece, without the whole of it
// ever being in memory. It implements [io.ReaderAt] and [io.Closer] and belongs
// to its connection's goroutine.
//
// A change to its row by this connection makes reads fail with SQLITE_ABORT.
// An open Blob holds a read transaction: what other connections commit
// meanwhile is not seen.
type Blob struct {
	c    *Conn
	p    uintptr
	buf  uintptr
	size int64
}

// OpenBlob opens the value in the given column of the row rowid of a table of the
// main database, for reading.
func (c *Conn) OpenBlob(table, column string, rowid int64) (*Blob, error) {
	if c.db == 0 {
		return nil, errMisuse("the connection")
	}
	b := &Blob{c: c}
	err := c.withString("main", func(zDB uintptr) error {
		return c.withString(table, func(zTable uintptr) error {
			return c.withString(column, func(zColumn uintptr) error {
				*at[uintptr](c.out) = 0
				if rc := lib.Xsqlite3_blob_open(c.tls, c.db, zDB, zTable, zColumn, rowid, 0, c.out); rc != lib.SQLITE_OK {
					return c.fail(rc)
				}
				b.p = *at[uintptr](c.out)
				return nil
			})
		})
	})
	if err != nil {
		return nil, fmt.Errorf("opening the value of %s.%s in row %d: %w", table, column, rowid, err)
	}
	b.size = int64(lib.Xsqlite3_blob_bytes(c.tls, b.p))
	c.blobs[b] = struct{}{}
	if b.buf, err = c.malloc(int(min(max(b.size, 1), blobChunk))); err != nil {
		return nil, errors.Join(err, b.Close())
	}
	return b, nil
}

// Size returns the size of the value in bytes.
func (b *Blob) Size() int64 { return b.size }

// ReadAt implements [io.ReaderAt].
func (b *Blob) ReadAt(p []byte, off int64) (n int, err error) {
	if b.p == 0 {
		return 0, errMisuse("the blob")
	}
	if off < 0 {
		return 0, NewError(CodeRange, "negative offset")
	}
	for n < len(p) {
		if off >= b.size {
			return n, io.EOF
		}
		want := int(min(int64(len(p)-n), b.size-off, blobChunk))
		if rc := lib.Xsqlite3_blob_read(b.c.tls, b.p, b.buf, int32(want), int32(off)); rc != lib.SQLITE_OK {
			return n, b.c.fail(rc)
		}
		copy(p[n:], view(b.buf, want))
		n += want
		off += int64(want)
	}
	return n, nil
}

// Close releases the value. Doing so twice does nothing.
func (b *Blob) Close() error {
	b.close()
	return nil
}

func (b *Blob) close() {
	if b.p == 0 {
		return
	}
	// Its result repeats the error of the last read.
	lib.Xsqlite3_blob_close(b.c.tls, b.p)
	b.c.free(b.buf)
	delete(b.c.blobs, b)
	b.p, b.buf = 0, 0
}

var (
	_ io.ReaderAt = (*Blob)(nil)
	_ io.Closer   = (*Blob)(nil)
)
