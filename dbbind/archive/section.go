package archive

import (
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"io"
	"io/fs"
	"sync"
)

// Section reads a file of an archive piece by piece, without a copy of the whole
// and without a transaction between reads. All that it returns is verified to
// belong to one content: when the file is written after the Section was
// opened, reads fail with ErrChanged. It is safe for concurrent use.
type Section struct {
	archive *Archive
	entry   Entry
	content *content

	mu    sync.Mutex
	buf   *[chunkSize]byte // nil before the first read and when closed
	chunk int64            // the chunk in buf
	err   error            // why all further reads fail
}

// Section opens the file e, which came from this archive and must not be
// [Entry.Deflated] ([errors.ErrUnsupported]): its content is then what the table
// holds. The first Section of a file reads all of it, to know how to verify
// the pieces; [Archive.Fingerprint] has done that already. It must be closed.
func (a *Archive) Section(ctx context.Context, e Entry) (*Section, error) {
	if e.Deflated {
		return nil, pathError("open", e.Name, fmt.Errorf("reading a compressed member in pieces: %w", errors.ErrUnsupported))
	}
	return a.stored(ctx, e)
}

// stored opens what the table holds for e, which may be compressed.
func (a *Archive) stored(ctx context.Context, e Entry) (*Section, error) {
	if !e.Mode.IsRegular() {
		return nil, pathError("open", e.Name, errNotFile)
	}
	c, err := a.identify(ctx, e)
	if err != nil {
		return nil, pathError("open", e.Name, err)
	}
	return &Section{archive: a, entry: e, content: c}, nil
}

// Size returns the size in bytes.
func (s *Section) Size() int64 { return s.entry.Stored }

// Sum returns the hash of the content, good for a strong ETag.
func (s *Section) Sum() Sum { return s.content.sum }

// ReadAt implements [io.ReaderAt].
func (s *Section) ReadAt(p []byte, off int64) (n int, err error) {
	if off < 0 {
		return 0, pathError("read", s.entry.Name, fs.ErrInvalid)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for n < len(p) {
		if off >= s.Size() {
			return n, io.EOF
		}
		chunk, err := s.load(off / chunkSize)
		if err != nil {
			return n, pathError("read", s.entry.Name, err)
		}
		copied := copy(p[n:], chunk[off%chunkSize:])
		n += copied
		off += int64(copied)
	}
	return n, nil
}

// load returns chunk i, verified.
func (s *Section) load(i int64) ([]byte, error) {
	if s.err != nil {
		return nil, s.err
	}
	size := min(chunkSize, s.Size()-i*chunkSize)
	if s.buf != nil && s.chunk == i {
		return s.buf[:size], nil
	}
	if s.buf == nil {
		s.buf = s.archive.buffers.Get().(*[chunkSize]byte) //nolint:errcheck,forcetypeassert // the pool holds nothing else
	}
	s.chunk = -1
	chunk := s.buf[:size]
	err := s.archive.do(func(st *store) error { return s.read(st, chunk, i*chunkSize) })
	if err != nil {
		if errors.Is(err, ErrChanged) {
			s.err = err
		}
		return nil, err
	}
	s.chunk = i
	return chunk, nil
}

// read reads one chunk and verifies it.
func (s *Section) read(st *store, chunk []byte, off int64) error {
	b, err := st.openBlob(s.entry.row)
	if err != nil {
		return err
	}
	_, err = b.ReadAt(chunk, off)
	if err := errors.Join(err, b.Close()); err != nil {
		return explain("reading", st.path, err)
	}
	if maphash.Bytes(s.archive.reader.seed, chunk) != s.content.chunks[off/chunkSize] {
		return ErrChanged
	}
	return nil
}

// Close releases the memory. Reads fail afterwards with [fs.ErrClosed].
func (s *Section) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.buf != nil {
		s.archive.buffers.Put(s.buf)
		s.buf = nil
	}
	s.err = fs.ErrClosed
	return nil
}

var (
	_ io.ReaderAt = (*Section)(nil)
	_ io.Closer   = (*Section)(nil)
)
