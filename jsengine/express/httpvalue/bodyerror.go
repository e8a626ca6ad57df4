package httpvalue

import (
	"fmt"
	"net/http"
	"strings"
)

// Types of a [BodyError], as body-parser names them.
const (
	TypeCharsetUnsupported  = "charset.unsupported"          // 415
	TypeEncodingUnsupported = "encoding.unsupported"         // 415
	TypeTooLarge            = "entity.too.large"             // 413
	TypeParseFailed         = "entity.parse.failed"          // 400
	TypeTooManyParameters   = "parameters.too.many"          // 413
	TypeTooDeep             = "querystring.parse.rangeError" // 400
	TypeTooManyParts        = "parts.too.many"               // 413; not of body-parser, which reads no multipart
)

// BodyError says why a request's body could not be read. It is always the client's doing.
type BodyError struct {
	Status   int    // 400, 413 or 415
	Type     string // one of the constants; "" for a body that does not decompress, as in body-parser
	Message  string
	Charset  string // of TypeCharsetUnsupported
	Encoding string // of TypeEncodingUnsupported
	Limit    int64  // of TypeTooLarge: bytes
	Err      error  // the cause; may be nil
}

// Error gives the message and the cause.
func (e *BodyError) Error() string {
	if e.Err != nil {
		return e.Message + ": " + e.Err.Error()
	}
	return e.Message
}

// Unwrap gives the cause.
func (e *BodyError) Unwrap() error { return e.Err }

func errTooLarge(limit int64) error {
	return &BodyError{Status: http.StatusRequestEntityTooLarge, Type: TypeTooLarge, Message: "request entity too large", Limit: limit}
}

func errEncoding(encoding, message string) error {
	return &BodyError{Status: http.StatusUnsupportedMediaType, Type: TypeEncodingUnsupported, Message: message, Encoding: encoding}
}

func errCharset(charset string) error {
	return &BodyError{Status: http.StatusUnsupportedMediaType, Type: TypeCharsetUnsupported, Charset: charset,
		Message: fmt.Sprintf("unsupported charset %q", strings.ToUpper(charset))}
}

func errParse(message string, cause error) error {
	return &BodyError{Status: http.StatusBadRequest, Type: TypeParseFailed, Message: message, Err: cause}
}
