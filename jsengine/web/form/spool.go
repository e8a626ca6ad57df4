package form

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"

	"github.com/caddyhbf/hbf/jsengine/web/blob"
)

// MemoryLimit is how many bytes of a form's files are held in memory. What comes after that goes to a temporary file.
const MemoryLimit = 1 << 20

// Spool is where the files of a form are kept: at first in memory, then in one temporary file in os.TempDir. Its methods
// are safe for concurrent use.
type Spool struct {
	// MaxText is how many bytes all that is not the content of a file may have: the form's names and texts. What is more
	// is a [LimitError]. 0 is no limit.
	MaxText int64

	text   int64 // bytes of names and texts
	mu     sync.Mutex
	file   *os.File
	size   int64 // of the file
	held   int64 // bytes in memory
	closed bool
}

var errClosed = errors.New("the request is over")

// Close removes the temporary file. The blobs that are in it can't be read any more.
func (s *Spool) Close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	if s.file != nil {
		_ = s.file.Close()
		_ = os.Remove(s.file.Name()) // it is gone already where an open file can be removed
		s.file = nil
	}
}

// read makes a blob of what r holds.
func (s *Spool) read(r io.Reader, contentType string) (*blob.Blob, error) {
	var memory bytes.Buffer
	room := MemoryLimit - s.held
	n, err := io.CopyN(&memory, r, room+1)
	if errors.Is(err, io.EOF) {
		s.held += n
		return blob.FromBytes(memory.Bytes(), contentType), nil
	}
	if err != nil {
		return nil, fmt.Errorf("multipart/form-data: %w", err)
	}
	file, offset, err := s.open()
	if err != nil {
		return nil, err
	}
	n, err = io.Copy(&writerAt{file, offset}, io.MultiReader(&memory, r))
	if err != nil {
		return nil, fmt.Errorf("keeping a file of the form: %w", err)
	}
	s.size += n
	return blob.FromSection(file, offset, n, contentType), nil
}

// readText reads a text to its end.
func (s *Spool) readText(r io.Reader) (string, error) {
	if s.MaxText > 0 {
		r = io.LimitReader(r, s.MaxText-s.text+1)
	}
	data, err := io.ReadAll(r)
	if err != nil {
		return "", err
	}
	return string(data), s.count(len(data))
}

// count adds to the bytes of names and texts.
func (s *Spool) count(n int) error {
	if s.text += int64(n); s.MaxText > 0 && s.text > s.MaxText {
		return &LimitError{fmt.Sprintf("the fields of the form have more than %d bytes, which the option memory_limit sets", s.MaxText)}
	}
	return nil
}

// open gives the temporary file and where its end is.
func (s *Spool) open() (*os.File, int64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil, 0, errClosed
	}
	if s.file == nil {
		file, err := os.CreateTemp("", "hbf-form-*")
		if err != nil {
			return nil, 0, fmt.Errorf("keeping a file of the form: %w", err)
		}
		_ = os.Remove(file.Name()) // so that nothing is left after a crash, where the system allows it
		s.file = file
	}
	return s.file, s.size, nil
}

// writerAt writes to a file from an offset on.
type writerAt struct {
	file   *os.File
	offset int64
}

func (w *writerAt) Write(p []byte) (int, error) {
	n, err := w.file.WriteAt(p, w.offset)
	w.offset += int64(n)
	return n, err
}
