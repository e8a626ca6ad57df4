package httpvalue

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"strings"
)

// MultipartLimits bound what [ParseMultipart] accepts. A negative limit is none.
type MultipartLimits struct {
	Parts     int   // fields and files together
	FieldSize int64 // bytes of one field's value
	FileSize  int64 // bytes of one file
}

// DefaultMultipart are limits fit for a form; the size of the body as a whole is bounded before.
var DefaultMultipart = MultipartLimits{Parts: 1000, FieldSize: 1 << 20, FileSize: -1}

// Part is a field or file of a multipart form.
type Part struct {
	Name        string
	IsFile      bool
	Value       string // of a field, decoded to UTF-8
	Filename    string // of a file, without any directory; may be empty
	ContentType string // of a file, as the client says; application/octet-stream when it says nothing
	Header      textproto.MIMEHeader
	Data        []byte // of a file
}

// ParseMultipart reads a multipart/form-data body (RFC 7578) and gives its fields and files in their order. Parts
// without a name are left out. Errors are [*BodyError]s.
func ParseMultipart(body []byte, contentType string, limits MultipartLimits) ([]Part, error) {
	mediaType, params, err := mime.ParseMediaType(contentType)
	if err != nil || !strings.HasPrefix(mediaType, "multipart/") {
		return nil, errParse("not a multipart body", err)
	}
	if params["boundary"] == "" {
		return nil, errParse("multipart boundary not found", nil)
	}
	reader := multipart.NewReader(bytes.NewReader(body), params["boundary"])
	var parts []Part
	for count := 1; ; count++ {
		p, err := reader.NextRawPart()
		switch {
		case err == io.EOF: //nolint:errorlint // a wrapped one is a body that breaks off
			return parts, nil
		case errors.Is(err, multipart.ErrMessageTooLarge):
			return nil, errTooManyParts()
		case err != nil:
			return nil, errParse("invalid multipart body", err)
		case limits.Parts >= 0 && count > limits.Parts:
			return nil, errTooManyParts()
		case headerSize(p.Header) > maxPartHeader:
			return nil, errTooLarge(maxPartHeader)
		}
		part, err := readPart(p, limits)
		if err != nil {
			return nil, err
		}
		if part.Name != "" {
			parts = append(parts, part)
		}
	}
}

// maxPartHeader is how many bytes the header of a part may have.
const maxPartHeader = 16 << 10

func headerSize(header textproto.MIMEHeader) (size int64) {
	for name, values := range header {
		for _, v := range values {
			size += int64(len(name) + len(v))
		}
	}
	return size
}

func errTooManyParts() error {
	return &BodyError{Status: http.StatusRequestEntityTooLarge, Type: TypeTooManyParts, Message: "too many parts"}
}

// readPart reads one part. As browsers do, it takes a part with a filename, even an empty one, as a file.
func readPart(p *multipart.Part, limits MultipartLimits) (Part, error) {
	part := Part{Name: p.FormName(), Header: p.Header}
	_, params, err := mime.ParseMediaType(p.Header.Get("Content-Disposition"))
	if err == nil {
		_, part.IsFile = params["filename"]
	}
	limit := limits.FieldSize
	if part.IsFile {
		limit = limits.FileSize
	}
	data, err := readAtMost(p, limit)
	if err != nil {
		return Part{}, errParse("invalid multipart body", err)
	}
	if limit >= 0 && int64(len(data)) > limit {
		return Part{}, errTooLarge(limit)
	}
	contentType := p.Header.Get("Content-Type")
	if !part.IsFile {
		charset := strings.ToLower(ParseContentType(contentType).Parameter("charset"))
		if charset == "" {
			charset = "utf-8"
		}
		part.Value, err = DecodeText(data, charset)
		return part, err
	}
	part.Filename, part.ContentType, part.Data = baseName(params["filename"]), contentType, data
	if part.ContentType == "" {
		part.ContentType = "application/octet-stream"
	}
	return part, nil
}

// baseName takes off what a client put before a file's name: directories of either kind of system.
func baseName(name string) string {
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	if name == "." || name == ".." {
		return ""
	}
	return name
}
