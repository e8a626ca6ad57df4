package assets

import (
	"errors"
	"io"
	"io/fs"
	"sync"

	"github.com/caddyhbf/hbf/dbbind/archive"
)

// transfer reads a large representation once. It implements [io.ReadSeeker] for
// http.ServeContent, remembers why a read failed, which that does not tell, and may be
// closed during a read, since that leaves a goroutine behind that still reads when
// a response in several parts is broken off.
type transfer struct {
	size int64

	mu      sync.Mutex
	content *io.SectionReader
	closer  io.Closer // nil if there is nothing to close
	failure error
	closed  bool
}

// open opens a large representation, whose resource stays acquired until the
// transfer is closed. The error is archive.ErrChanged if the archive has another
// version by now, even one that differs in nothing but the content.
func (s *Server) open(res *resource, rep *representation) (*transfer, error) {
	if rep.file != nil {
		return &transfer{size: rep.size, content: io.NewSectionReader(rep.file, 0, rep.size)}, nil
	}
	section, err := s.src.Section(s.ctx, res.entry)
	if err != nil {
		return nil, err
	}
	if section.Sum() != res.sum {
		return nil, errors.Join(archive.ErrChanged, section.Close())
	}
	return &transfer{size: rep.size, content: io.NewSectionReader(section, 0, rep.size), closer: section}, nil
}

// probe finds out whether the beginning can be read, before anything is sent.
func (t *transfer) probe() error {
	_, err := t.content.ReadAt(make([]byte, 1), 0)
	return err
}

// Read implements [io.Reader].
func (t *transfer) Read(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.closed {
		return 0, fs.ErrClosed
	}
	n, err := t.content.Read(p)
	if err != nil && !errors.Is(err, io.EOF) && t.failure == nil {
		t.failure = err
	}
	return n, err
}

// Seek implements [io.Seeker].
func (t *transfer) Seek(offset int64, whence int) (int64, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.content.Seek(offset, whence)
}

// close ends the transfer and returns why a read failed, if one did.
func (t *transfer) close() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.closed = true
	if t.closer != nil {
		// It was only read: closing it loses nothing.
		_ = t.closer.Close()
	}
	return t.failure
}
