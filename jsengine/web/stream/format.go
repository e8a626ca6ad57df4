package stream

import (
	"bufio"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"errors"
	"io"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/native"
)

// format is a compression format (https://compression.spec.whatwg.org/#supported-formats).
type format struct {
	compress func(io.Writer) io.WriteCloser
	open     func(*bufio.Reader) (io.Reader, error)
}

func (m *Module) format(v goja.Value) format {
	switch name := native.Text(v); name {
	case "gzip":
		return format{
			compress: func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) },
			open: func(r *bufio.Reader) (io.Reader, error) {
				z, err := gzip.NewReader(r)
				if err == nil {
					z.Multistream(false) // whatever follows is an error by the standard
				}
				return z, err
			},
		}
	case "deflate":
		return format{
			compress: func(w io.Writer) io.WriteCloser { return zlib.NewWriter(w) },
			open:     func(r *bufio.Reader) (io.Reader, error) { return zlib.NewReader(r) },
		}
	case "deflate-raw":
		return format{
			compress: func(w io.Writer) io.WriteCloser {
				z, _ := flate.NewWriter(w, flate.DefaultCompression) // only an unknown level is an error
				return z
			},
			open: func(r *bufio.Reader) (io.Reader, error) { return flate.NewReader(r), nil },
		}
	default:
		panic(m.k.TypeError("the compression format must be \"gzip\", \"deflate\" or \"deflate-raw\", not %q", name))
	}
}

var errTrailing = errors.New("there is more after its end")

// decompress writes what r holds compressed to w. Data after the end and a missing end are errors.
func (f format) decompress(w io.Writer, r io.Reader) error {
	input := bufio.NewReader(r)
	z, err := f.open(input)
	if err != nil {
		return truncated(err)
	}
	if _, err := io.CopyBuffer(w, z, make([]byte, ChunkSize)); err != nil {
		return truncated(err)
	}
	switch _, err := input.ReadByte(); err {
	case nil:
		return errTrailing
	case io.EOF:
		return nil
	default:
		return err
	}
}

func truncated(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}
