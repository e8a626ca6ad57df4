package assets

import (
	"errors"
	"io"
	"strings"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// coding is a content coding (RFC 9110, section 8.4.1).
type coding uint8

const (
	identity coding = iota
	codingGzip
	codingZstd
	codingBrotli
	codings // how many there are
)

// String returns the name that HTTP has for the coding.
func (c coding) String() string {
	return [codings]string{"identity", "gzip", "zstd", "br"}[c]
}

// parseCoding is the inverse of String, by the rules of HTTP: case does not
// matter, and x-gzip is gzip.
func parseCoding(name string) (c coding, ok bool) {
	for c := range codings {
		if strings.EqualFold(name, c.String()) {
			return c, true
		}
	}
	return codingGzip, strings.EqualFold(name, "x-gzip")
}

const (
	// minCompress is the size in bytes from which compressing is worth its while.
	// Caddy's encode has the same.
	minCompress = 512

	// maxCompress is the size in bytes up to which variants are made. They are
	// made while a client waits.
	maxCompress = 32 << 20

	// slowCompress is the size in bytes up to which the best levels are used;
	// above, those that take about a tenth of the time.
	slowCompress = 256 << 10

	// zstdWindow is the largest window that browsers accept (RFC 9659).
	zstdWindow = 8 << 20
)

// errNotSmaller is the error of a limited writer, and of compress when coding
// does not make the content smaller.
var errNotSmaller = errors.New("the limit of bytes is reached")

// compress writes the size bytes of src to dst in a coding. The result is the same
// whenever the input is. The error is errNotSmaller if it is not smaller than the
// input.
func compress(c coding, dst io.Writer, src io.Reader, size int64) error {
	w, err := newCompressor(c, &limitedWriter{dst, size - 1}, size)
	if err != nil {
		return err
	}
	if _, err = io.Copy(w, src); err != nil {
		return errors.Join(err, w.Close())
	}
	return w.Close()
}

func newCompressor(c coding, w io.Writer, size int64) (io.WriteCloser, error) {
	best := size <= slowCompress
	switch c {
	case codingBrotli:
		return brotli.NewWriterLevel(w, pick(best, 9, 6)), nil
	case codingZstd:
		z, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithWindowSize(zstdWindow),
			zstd.WithEncoderLevel(pick(best, zstd.SpeedBestCompression, zstd.SpeedBetterCompression)))
		if err != nil {
			return nil, err
		}
		z.ResetContentSize(w, size)
		return z, nil
	case codingGzip:
		return gzip.NewWriterLevel(w, pick(best, gzip.BestCompression, gzip.DefaultCompression))
	}
	return nil, errors.ErrUnsupported
}

func pick[T any](first bool, a, b T) T {
	if first {
		return a
	}
	return b
}

// limitedWriter fails with errNotSmaller rather than write more than left bytes.
type limitedWriter struct {
	w    io.Writer
	left int64
}

func (l *limitedWriter) Write(p []byte) (int, error) {
	if int64(len(p)) > l.left {
		return 0, errNotSmaller
	}
	l.left -= int64(len(p))
	return l.w.Write(p)
}
