package outbound

import (
	"bufio"
	"compress/flate"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// acceptEncoding is what a response may be encoded with.
const acceptEncoding = "gzip, deflate, br, zstd"

const (
	// maxCodings bounds how many times a response may have been encoded: each one multiplies what a few bytes can
	// become.
	maxCodings = 5

	// maxWindow is the largest window of zstd that a response may need, in bytes (RFC 9659).
	maxWindow = 8 << 20
)

// contentCodings gives what a body was encoded with, in the order of encoding. Where one of them is unknown the body
// stays as it is (https://fetch.spec.whatwg.org/#handle-content-codings), and so does one that was not encoded.
func contentCodings(header http.Header) []string {
	var codings []string
	for _, field := range header.Values("Content-Encoding") {
		for coding := range strings.SplitSeq(field, ",") {
			switch coding = strings.ToLower(strings.Trim(coding, " \t")); coding {
			case "", "identity":
			case "gzip", "x-gzip", "deflate", "br", "zstd":
				codings = append(codings, coding)
			default:
				return nil
			}
		}
	}
	return codings
}

// contentReader decodes a body while it is read. It holds no more than the decoders' windows, so that the reader alone
// decides how much a small body can become.
type contentReader struct {
	raw     io.Reader
	codings []string
	decoder io.Reader // once the first byte is there
}

// Read implements io.Reader.
func (c *contentReader) Read(p []byte) (int, error) {
	if len(c.codings) == 0 {
		return c.raw.Read(p)
	}
	if c.decoder == nil {
		if err := c.start(); err != nil {
			return 0, err
		}
	}
	n, err := c.decoder.Read(p)
	if err != nil && err != io.EOF { //nolint:errorlint // readers return it as it is
		err = c.describe(err)
	}
	return n, err
}

func (c *contentReader) describe(err error) error {
	return fmt.Errorf("decoding the response's body (%s): %w", strings.Join(c.codings, ", "), err)
}

// start makes the decoders. A body without any byte is empty, whatever it claims to be.
func (c *contentReader) start() error {
	if len(c.codings) > maxCodings {
		return fmt.Errorf("the response's body has %d content codings, and the most possible is %d", len(c.codings), maxCodings)
	}
	buffered := bufio.NewReader(c.raw)
	if _, err := buffered.Peek(1); err != nil {
		return err
	}
	var r io.Reader = buffered
	for i := len(c.codings) - 1; i >= 0; i-- {
		decoder, err := decode(c.codings[i], r)
		if err != nil {
			return c.describe(err)
		}
		r = decoder
	}
	c.decoder = r
	return nil
}

func decode(coding string, r io.Reader) (io.Reader, error) {
	switch coding {
	case "gzip", "x-gzip":
		return gzip.NewReader(r)
	case "deflate":
		return inflate(r)
	case "br":
		return brotli.NewReader(r), nil
	case "zstd":
		// With one decoder there is no goroutine that had to be stopped.
		return zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(maxWindow), zstd.WithDecoderLowmem(true))
	}
	return nil, errors.ErrUnsupported
}

// inflate decodes deflate, which is zlib's format (RFC 9110, section 8.4.1.2), though some servers leave its wrapping
// out.
func inflate(r io.Reader) (io.Reader, error) {
	buffered := bufio.NewReader(r)
	head, err := buffered.Peek(2)
	if err != nil && len(head) == 0 {
		return nil, err
	}
	if len(head) == 2 && head[0]&0x0f == 8 && (uint(head[0])<<8|uint(head[1]))%31 == 0 {
		return zlib.NewReader(buffered)
	}
	return flate.NewReader(buffered), nil
}
