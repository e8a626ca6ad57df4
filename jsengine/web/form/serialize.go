package form

import (
	"crypto/rand"
	"strings"

	"github.com/caddyhbf/hbf/jsengine/web/blob"
)

var (
	escapeName = strings.NewReplacer("\n", "%0A", "\r", "%0D", `"`, "%22")
	// newlines makes CRLF of every line break.
	newlines = strings.NewReplacer("\r\n", "\r\n", "\r", "\r\n", "\n", "\r\n")
)

// Serialize encodes entries as multipart/form-data
// (https://html.spec.whatwg.org/#multipart/form-data-encoding-algorithm). The files' bytes are not copied.
func Serialize(entries []Entry) (body *blob.Blob, contentType string) {
	boundary := "----formdata-hbf-" + rand.Text()
	var pieces []*blob.Blob
	var text strings.Builder
	flush := func() {
		pieces = append(pieces, blob.FromBytes([]byte(text.String()), ""))
		text.Reset()
	}
	for _, e := range entries {
		text.WriteString("--" + boundary + "\r\nContent-Disposition: form-data; name=\"")
		text.WriteString(escapeName.Replace(newlines.Replace(e.Name)))
		if e.File == nil {
			text.WriteString("\"\r\n\r\n" + newlines.Replace(e.Text) + "\r\n")
			continue
		}
		filename, _ := e.File.FileName()
		fileType := e.File.Type()
		if fileType == "" {
			fileType = "application/octet-stream"
		}
		text.WriteString("\"; filename=\"" + escapeName.Replace(filename) + "\"\r\nContent-Type: " + fileType + "\r\n\r\n")
		flush()
		pieces = append(pieces, e.File)
		text.WriteString("\r\n")
	}
	text.WriteString("--" + boundary + "--\r\n")
	flush()
	contentType = "multipart/form-data; boundary=" + boundary
	return blob.Concat("", pieces...), contentType
}
