package archive

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/zlib"
)

// maxRatio bounds what a deflate stream can inflate to: one code of two bits
// for every 258 bytes (RFC 1951). A size beyond it is a lie.
const maxRatio = 1032

// ErrCorrupt is in the chain of errors about members whose data does not
// match their size or is no zlib stream.
var ErrCorrupt = errors.New("the archive member is damaged")

// compressor deflates the content of members one after another.
type compressor struct {
	w   *zlib.Writer
	buf bytes.Buffer
}

// compress returns what the table holds for content: a zlib stream if that is
// smaller, else content itself. It takes its time, since packing is rare: at
// this level streams are as small as those of sqlite3.
func (c *compressor) compress(content []byte) []byte {
	c.buf.Reset()
	if c.w == nil {
		c.w, _ = zlib.NewWriterLevel(&c.buf, zlib.BestCompression) // fails for bad levels only
	} else {
		c.w.Reset(&c.buf)
	}
	// Writes to a bytes.Buffer do not fail.
	_, _ = c.w.Write(content)
	_ = c.w.Close()
	if c.buf.Len() >= len(content) {
		return content
	}
	return bytes.Clone(c.buf.Bytes())
}

// inflate returns the size bytes that the zlib stream data holds. It never
// allocates more than such a stream can inflate to.
func inflate(data []byte, size int64) ([]byte, error) {
	r, err := newInflater(bytes.NewReader(data), int64(len(data)), size)
	if err != nil {
		return nil, err
	}
	content := make([]byte, size)
	if _, err := io.ReadFull(r, content); err != nil {
		return nil, err
	}
	if _, err := r.Read(make([]byte, 1)); err != io.EOF {
		return nil, err
	}
	return content, nil
}

// inflater reads a zlib stream that must hold exactly size bytes, left of which
// are still to come.
type inflater struct {
	z    io.Reader
	src  *source
	size int64
	left int64
}

// newInflater inflates the stored bytes of r to exactly size bytes.
func newInflater(r io.Reader, stored, size int64) (io.Reader, error) {
	if size > (stored+1)*maxRatio {
		return nil, fmt.Errorf("%w: %d bytes cannot inflate to %d", ErrCorrupt, stored, size)
	}
	src := &source{r: r}
	z, err := zlib.NewReader(src)
	if err != nil {
		return nil, src.explain(err)
	}
	return &inflater{z: z, src: src, size: size, left: size}, nil
}

func (r *inflater) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	if r.left == 0 {
		return 0, r.end()
	}
	n, err := r.z.Read(p[:min(int64(len(p)), r.left)])
	r.left -= int64(n)
	switch {
	case err == nil:
		return n, nil
	case err != io.EOF: //nolint:errorlint // zlib returns it bare
		return n, r.src.explain(err)
	case r.left > 0:
		return n, fmt.Errorf("%w: it inflates to %d bytes instead of %d", ErrCorrupt, r.size-r.left, r.size)
	default:
		return n, io.EOF
	}
}

// end checks that the stream ends here and that its checksum is right.
func (r *inflater) end() error {
	var one [1]byte
	for {
		n, err := r.z.Read(one[:])
		switch {
		case n > 0:
			return fmt.Errorf("%w: it inflates to more than %d bytes", ErrCorrupt, r.size)
		case err == io.EOF: //nolint:errorlint // zlib returns it bare
			return io.EOF
		case err != nil:
			return r.src.explain(err)
		}
	}
}

// source is a reader that remembers its failure, so that a failure to read the
// stored bytes is told from bytes that are no zlib stream.
type source struct {
	r   io.Reader
	err error
}

func (s *source) Read(p []byte) (int, error) {
	n, err := s.r.Read(p)
	if err != nil && err != io.EOF { //nolint:errorlint // the contract of io.Reader
		s.err = err
	}
	return n, err
}

// explain returns the error of a zlib reader on s.
func (s *source) explain(err error) error {
	if s.err != nil {
		return s.err
	}
	return fmt.Errorf("%w: %w", ErrCorrupt, err)
}
