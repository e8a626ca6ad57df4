package form

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"strings"
	"time"

	"github.com/caddyhbf/hbf/jsengine/web/blob"
)

// What a form may hold, whatever the size of its body.
const (
	// MaxEntries is how many fields and files there may be.
	MaxEntries = 10_000
	// maxPartHeader is how many bytes the header of a part may have.
	maxPartHeader = 16 << 10
)

// LimitError says which limit a form exceeds. JavaScript sees it as a RangeError.
type LimitError struct{ message string }

// Error implements error.
func (e *LimitError) Error() string { return e.message }

// ErrType is the error for a body that says nothing of being a form.
var ErrType = errors.New("the Content-Type is neither multipart/form-data, with a boundary, nor application/x-www-form-urlencoded")

// Parse reads a form in the encoding that the Content-Type names, bit by bit, as
// https://fetch.spec.whatwg.org/#dom-body-formdata has it. Files beyond [MemoryLimit] go to the spool. It blocks as
// long as r does, and ends when ctx does.
func Parse(ctx context.Context, r io.Reader, contentType string, spool *Spool) ([]Entry, error) {
	mediaType, parameters, err := mime.ParseMediaType(contentType)
	if err != nil && mediaType == "" {
		return nil, ErrType
	}
	switch mediaType {
	case "multipart/form-data":
		boundary := parameters["boundary"]
		if boundary == "" {
			return nil, ErrType
		}
		return parseMultipart(ctx, r, boundary, spool)
	case "application/x-www-form-urlencoded":
		text, err := io.ReadAll(r)
		if err != nil {
			return nil, err
		}
		return parseURLEncoded(string(text))
	}
	return nil, ErrType
}

func parseMultipart(ctx context.Context, r io.Reader, boundary string, spool *Spool) ([]Entry, error) {
	parts := multipart.NewReader(r, boundary)
	var entries []Entry
	for {
		part, err := parts.NextRawPart()
		if errors.Is(err, io.EOF) {
			return entries, ctx.Err()
		}
		if err != nil {
			return nil, fmt.Errorf("multipart/form-data: %w", err)
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if len(entries) >= MaxEntries {
			return nil, &LimitError{fmt.Sprintf("the form has more than %d fields", MaxEntries)}
		}
		entry, err := readPart(part, spool)
		if err != nil {
			return nil, err
		}
		entries = append(entries, entry)
	}
}

func readPart(part *multipart.Part, spool *Spool) (Entry, error) {
	size := 0
	for name, values := range part.Header {
		for _, v := range values {
			size += len(name) + len(v)
		}
	}
	if size > maxPartHeader {
		return Entry{}, &LimitError{fmt.Sprintf("the header of a part of the form has more than %d bytes", maxPartHeader)}
	}
	d, err := parseDisposition(part.Header.Get("Content-Disposition"))
	if err != nil {
		return Entry{}, err
	}
	e := Entry{Name: d.name}
	if !d.isFile {
		text, err := io.ReadAll(part)
		if err != nil {
			return Entry{}, fmt.Errorf("multipart/form-data: %w", err)
		}
		e.Text = wellFormed(string(text))
		return e, nil
	}
	contentType := part.Header.Get("Content-Type")
	if contentType == "" {
		contentType = "text/plain"
	}
	content, err := spool.read(part, contentType)
	if err != nil {
		return Entry{}, err
	}
	e.File = content.AsFile(d.filename, time.Now().UnixMilli())
	return e, nil
}

// parseURLEncoded is https://url.spec.whatwg.org/#concept-urlencoded-parser.
func parseURLEncoded(text string) ([]Entry, error) {
	var entries []Entry
	for field := range strings.SplitSeq(text, "&") {
		if field == "" {
			continue
		}
		if len(entries) >= MaxEntries {
			return nil, &LimitError{fmt.Sprintf("the form has more than %d fields", MaxEntries)}
		}
		name, value, _ := strings.Cut(field, "=")
		entries = append(entries, Entry{Name: unescape(name), Text: unescape(value)})
	}
	return entries, nil
}

// unescape decodes a name or value of an urlencoded form: what is not an escape stays.
func unescape(s string) string {
	if !strings.ContainsAny(s, "+%") {
		return wellFormed(s)
	}
	var b bytes.Buffer
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '+':
			b.WriteByte(' ')
		case c == '%' && i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2]):
			b.WriteByte(hex(s[i+1])<<4 | hex(s[i+2]))
			i += 2
		default:
			b.WriteByte(c)
		}
	}
	return wellFormed(b.String())
}

func isHex(c byte) bool { return '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'f' }

func hex(c byte) byte {
	if c <= '9' {
		return c - '0'
	}
	return c | 0x20 - 'a' + 10
}

// wellFormed decodes UTF-8 without looking for a byte order mark.
func wellFormed(s string) string { return blob.DecodeWithoutBOM([]byte(s)) }
