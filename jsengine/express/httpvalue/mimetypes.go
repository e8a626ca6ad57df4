package httpvalue

import (
	_ "embed" // for the table
	"strings"
	"sync"
)

// mimetypes.txt is made by testdata/generate.mjs from mime-db. It does not depend on what the host has in /etc.
//
//go:embed mimetypes.txt
var mimeTable string

// mimeTypes is the table, read when it is first needed.
type mimeTypes struct {
	byExtension map[string]string
	charsets    map[string]string
}

var loadMIMETypes = sync.OnceValue(func() mimeTypes {
	t := mimeTypes{byExtension: map[string]string{}, charsets: map[string]string{}}
	for line := range strings.Lines(mimeTable) {
		fields := strings.Fields(line)
		if len(fields) < 2 || fields[0] == "#" {
			continue
		}
		for _, f := range fields[1:] {
			if charset, ok := strings.CutPrefix(f, "charset="); ok {
				t.charsets[fields[0]] = charset
			} else {
				t.byExtension[f] = fields[0]
			}
		}
	}
	return t
})

// TypeByExtension is the media type for a file's name, path or extension with or without its dot; "" when it is
// unknown.
func TypeByExtension(name string) string {
	base := strings.TrimRight("x."+name, "/")
	base = base[strings.LastIndexByte(base, '/')+1:]
	dot := strings.LastIndexByte(base, '.')
	if dot <= 0 { // a name that begins with its only dot has no extension
		return ""
	}
	return loadMIMETypes().byExtension[strings.ToLower(base[dot+1:])]
}

// ContentTypeFor makes a Content-Type header of a file's name or extension, or of a media type: it adds the charset
// where the type is text or known to have one, as res.type and res.set do. ok is false for an unknown extension.
func ContentTypeFor(s string) (contentType string, ok bool) {
	if !strings.Contains(s, "/") {
		s = TypeByExtension(s)
	}
	if s == "" {
		return "", false
	}
	if !strings.Contains(s, "charset") {
		if charset := defaultCharset(s); charset != "" {
			s += "; charset=" + charset
		}
	}
	return s, true
}

// defaultCharset is the charset, in lower case, that goes without saying for a media type; "" when there is none.
func defaultCharset(contentType string) string {
	end := strings.IndexAny(contentType, "; \t")
	if end >= 0 {
		contentType = contentType[:end]
	}
	contentType = strings.ToLower(contentType)
	if charset := loadMIMETypes().charsets[contentType]; charset != "" {
		return charset
	}
	if strings.HasPrefix(contentType, "text/") {
		return "utf-8"
	}
	return ""
}
