package archive

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"hash/maphash"
	"io"

	"github.com/caddyhbf/hbf/dbbind/internal/sqlite3"
)

const (
	// LargeSize is the size in bytes above which members are large: [Pack]
	// stores them uncompressed, and [Archive.Section] reads them piece by piece.
	LargeSize = 1 << 20

	// chunkSize is how much of a large member is read and verified at once.
	chunkSize = 512 << 10
)

// Sum is the SHA-256 hash of a member's content.
type Sum [sha256.Size]byte

// content identifies what a regular file held when it was read.
type content struct {
	stored Sum      // of what the table holds
	sum    Sum      // of the content itself, undefined if err is set
	chunks []uint64 // keyed hashes of what the table holds, by chunk
	err    error    // ErrCorrupt: the data does not inflate to the content's size
}

// gate gives access to a store, one caller at a time. The store itself is
// the gate for its only user.
type gate interface {
	do(f func(*store) error) error
}

// reader reads the contents of members within one read transaction.
type reader struct {
	gate gate
	seed maphash.Seed

	// inflated remembers the sums of compressed members' contents by the sums of
	// what is stored, together with the size.
	inflated map[inflatedKey]Sum
}

type inflatedKey struct {
	stored Sum
	size   int64
}

// identify reads the whole content of a regular file.
func (r *reader) identify(ctx context.Context, e Entry) (*content, error) {
	if e.Stored > chunkSize {
		return r.identifyLarge(ctx, e)
	}
	var data []byte
	err := r.gate.do(func(s *store) (err error) {
		data, err = s.readData(e.row)
		return err
	})
	if err != nil {
		return nil, err
	}
	c := &content{stored: sha256.Sum256(data)}
	if len(data) > 0 {
		c.chunks = []uint64{maphash.Bytes(r.seed, data)}
	}
	return c, r.finish(c, e, bytes.NewReader(data))
}

// identifyLarge does it piece by piece, so that other users of the connection
// get their turn.
func (r *reader) identifyLarge(ctx context.Context, e Entry) (c *content, err error) {
	data := &blobReader{ctx: ctx, gate: r.gate, row: e.row}
	defer func() { err = errors.Join(err, data.close()) }()

	c = &content{}
	hash := sha256.New()
	chunk := make([]byte, chunkSize)
	for off := int64(0); off < e.Stored; off += chunkSize {
		piece := chunk[:min(chunkSize, e.Stored-off)]
		if _, err := data.ReadAt(piece, off); err != nil {
			return nil, err
		}
		c.chunks = append(c.chunks, maphash.Bytes(r.seed, piece))
		hash.Write(piece)
	}
	hash.Sum(c.stored[:0])
	return c, r.finish(c, e, io.NewSectionReader(data, 0, e.Stored))
}

// finish finds the sum of the content from what the table holds.
func (r *reader) finish(c *content, e Entry, stored io.Reader) error {
	c.sum = c.stored
	if !e.Deflated {
		return nil
	}
	key := inflatedKey{c.stored, e.Size}
	if sum, ok := r.inflated[key]; ok {
		c.sum = sum
		return nil
	}
	z, err := newInflater(stored, e.Stored, e.Size)
	if err == nil {
		hash := sha256.New()
		_, err = io.Copy(hash, z)
		hash.Sum(c.sum[:0])
	}
	if errors.Is(err, ErrCorrupt) {
		c.err = err
		return nil
	}
	if err == nil {
		r.inflated[key] = c.sum
	}
	return err
}

// blobReader reads the data of one row through a gate. It keeps the blob open, and
// so must only live within a transaction.
type blobReader struct {
	ctx  context.Context //nolint:containedctx // it lives for one call
	gate gate
	row  row
	blob *sqlite3.Blob
}

func (b *blobReader) ReadAt(p []byte, off int64) (n int, err error) {
	if err := b.ctx.Err(); err != nil {
		return 0, err
	}
	err = b.gate.do(func(s *store) error {
		if b.blob == nil {
			if b.blob, err = s.openBlob(b.row); err != nil {
				return err
			}
		}
		n, err = b.blob.ReadAt(p, off)
		if err == io.EOF { //nolint:errorlint // the contract of io.ReaderAt
			return err
		}
		return explain("reading", s.path, err)
	})
	return n, err
}

func (b *blobReader) close() error {
	if b.blob == nil {
		return nil
	}
	return b.gate.do(func(*store) error { return b.blob.Close() })
}

// forget drops what is remembered about contents that x does not have.
func (r *reader) forget(x *index) {
	inflated := make(map[inflatedKey]Sum)
	for _, m := range x.members {
		if c := m.content.Load(); m.Deflated && c != nil && c.err == nil {
			inflated[inflatedKey{c.stored, m.Size}] = c.sum
		}
	}
	r.inflated = inflated
}
