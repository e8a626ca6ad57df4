package httpvalue

import (
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"io"
	"math"
	"net/http"
	"strings"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"
)

// DefaultBodyLimit is body-parser's limit, in bytes, on a body after decompression.
const DefaultBodyLimit = 100 << 10

// BodyOptions say what a body may be.
type BodyOptions struct {
	Limit          int64             // bytes after decompression; negative: no limit
	NoInflate      bool              // compressed bodies are an error
	DefaultCharset string            // where the Content-Type has none; "" is utf-8
	AllowCharset   func(string) bool // which charsets, in lower case, are allowed; nil: all that are known
}

// JSONCharset allows what JSON may be written in (RFC 8259 §8.1, as body-parser reads it).
func JSONCharset(charset string) bool { return strings.HasPrefix(charset, "utf-") }

// FormCharset allows what a urlencoded form may be written in.
func FormCharset(charset string) bool { return charset == "utf-8" || charset == "iso-8859-1" }

// ReadBody undoes the Content-Encoding of a body: gzip, deflate, br or zstd. The result may be body itself. Errors are
// [*BodyError]s.
func ReadBody(body []byte, header http.Header, o BodyOptions) ([]byte, error) {
	encoding := strings.ToLower(joined(header, "Content-Encoding"))
	if encoding == "" || encoding == "identity" {
		if o.Limit >= 0 && int64(len(body)) > o.Limit {
			return nil, errTooLarge(o.Limit)
		}
		return body, nil
	}
	if o.NoInflate {
		return nil, errEncoding(encoding, "content encoding unsupported")
	}
	return inflate(body, encoding, o.Limit)
}

// ReadText undoes the Content-Encoding of a body and decodes it from the charset of its Content-Type, which it returns
// too, in lower case. A byte order mark is taken off. The charset is checked first. Errors are [*BodyError]s.
func ReadText(body []byte, header http.Header, o BodyOptions) (text, charset string, err error) {
	charset, err = BodyCharset(header, o)
	if err != nil {
		return "", charset, err
	}
	if body, err = ReadBody(body, header, o); err != nil {
		return "", charset, err
	}
	text, err = DecodeText(body, charset)
	return text, charset, err
}

// BodyCharset is the charset of a body, in lower case. The error, a [*BodyError], says that it is not allowed.
func BodyCharset(header http.Header, o BodyOptions) (string, error) {
	charset := strings.ToLower(ParseContentType(header.Get("Content-Type")).Parameter("charset"))
	if charset == "" {
		charset = strings.ToLower(o.DefaultCharset)
	}
	if charset == "" {
		charset = "utf-8"
	}
	if o.AllowCharset != nil && !o.AllowCharset(charset) {
		return charset, errCharset(charset)
	}
	return charset, nil
}

// inflate decompresses a body of at most limit bytes.
func inflate(body []byte, encoding string, limit int64) ([]byte, error) {
	var (
		r   io.Reader
		err error
	)
	switch encoding {
	case "gzip":
		r, err = gzip.NewReader(bytes.NewReader(body))
	case "deflate":
		r, err = zlib.NewReader(bytes.NewReader(body))
	case "br":
		r = brotli.NewReader(bytes.NewReader(body))
	case "zstd":
		var d *zstd.Decoder
		if d, err = zstd.NewReader(bytes.NewReader(body), zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(maxWindow)); err == nil {
			defer d.Close()
			r = d
		}
	default:
		return nil, errEncoding(encoding, `unsupported content encoding "`+encoding+`"`)
	}
	var data []byte
	if err == nil {
		data, err = readAtMost(r, limit)
	}
	if err != nil {
		return nil, &BodyError{Status: http.StatusBadRequest, Message: "invalid " + encoding + " body", Err: err}
	}
	if limit >= 0 && int64(len(data)) > limit {
		return nil, errTooLarge(limit)
	}
	return data, nil
}

// maxWindow is how far back, in bytes, a zstd body may refer: what RFC 9659 §3 has content codings keep to.
const maxWindow = 8 << 20

// readAtMost reads limit bytes and one more, by which the caller sees that there are too many.
func readAtMost(r io.Reader, limit int64) ([]byte, error) {
	if limit >= 0 && limit < math.MaxInt64 {
		r = io.LimitReader(r, limit+1)
	}
	return io.ReadAll(r)
}
