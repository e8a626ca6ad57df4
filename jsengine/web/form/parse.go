package form

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"strings"
	"time"

	"github.com/caddyhbf/hbf/jsengine/web/blob"
	"github.com/caddyhbf/hbf/jsengine/web/url"
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
		text, err := spool.readText(r)
		if err != nil {
			return nil, err
		}
		return parseURLEncoded(text)
	}
	return nil, ErrType
}

func parseMultipart(ctx context.Context, r io.Reader, boundary string, spool *Spool) ([]Entry, error) {
	parts := multipart.NewReader(r, boundary)
	var entries []Entry
	for {
		part, err := parts.NextRawPart()
		if err == io.EOF { //nolint:errorlint // where the body breaks off, io.EOF is wrapped
			return entries, ctx.Err()
		}
		if errors.Is(err, multipart.ErrMessageTooLarge) {
			return nil, errPartHeader()
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

func errPartHeader() error {
	return &LimitError{fmt.Sprintf("the header of a part of the form has more than %d bytes", maxPartHeader)}
}

func readPart(part *multipart.Part, spool *Spool) (Entry, error) {
	size := 0
	for name, values := range part.Header {
		for _, v := range values {
			size += len(name) + len(v)
		}
	}
	if size > maxPartHeader {
		return Entry{}, errPartHeader()
	}
	if err := spool.count(size); err != nil {
		return Entry{}, err
	}
	d, err := parseDisposition(part.Header.Get("Content-Disposition"))
	if err != nil {
		return Entry{}, err
	}
	e := Entry{Name: d.name}
	if !d.isFile {
		text, err := spool.readText(part)
		if err != nil {
			return Entry{}, fmt.Errorf("multipart/form-data: %w", err)
		}
		e.Text = wellFormed(text)
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

func parseURLEncoded(text string) ([]Entry, error) {
	if strings.Count(text, "&") >= MaxEntries {
		return nil, &LimitError{fmt.Sprintf("the form has more than %d fields", MaxEntries)}
	}
	pairs := url.ParseForm(text)
	entries := make([]Entry, len(pairs))
	for i, p := range pairs {
		entries[i] = Entry{Name: p.Name, Text: p.Value}
	}
	return entries, nil
}

// wellFormed decodes UTF-8 without looking for a byte order mark.
func wellFormed(s string) string { return blob.DecodeWithoutBOM([]byte(s)) }
