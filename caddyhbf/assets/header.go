package assets

import (
	"net/http"
	"slices"
	"strings"
)

// field is a header field that a representation may have.
type field uint8

const (
	fieldContentType field = iota
	fieldETag
	fieldLastModified
	fieldAcceptRanges
	fieldVary
	fieldContentEncoding
	fieldContentLength
	fields // how many there are
)

// fieldSet has a bit for each field.
type fieldSet uint8

const (
	allFields     fieldSet = 1<<fields - 1
	cacheFields   fieldSet = 1<<fieldETag | 1<<fieldVary // of 304 (RFC 9110, section 15.4.5)
	contentFields fieldSet = cacheFields | 1<<fieldContentType | 1<<fieldContentEncoding
)

// fieldNames are the canonical names of the fields.
var fieldNames = [fields]string{
	fieldContentType:     "Content-Type",
	fieldETag:            "Etag",
	fieldLastModified:    "Last-Modified",
	fieldAcceptRanges:    "Accept-Ranges",
	fieldVary:            "Vary",
	fieldContentEncoding: "Content-Encoding",
	fieldContentLength:   "Content-Length",
}

// setFields sets those header fields that the representation has, the options allow
// and the caller has not set. The values are copied, all into one array, since
// handlers such as Caddy's header change them in place.
func (rep *representation) setFields(h http.Header, so ServeOptions, set fieldSet) {
	values := rep.fields
	for i := range fields {
		switch {
		case values[i] == "" || set&(1<<i) == 0,
			i == fieldETag && so.NoETag,
			i == fieldLastModified && so.NoLastModified,
			i == fieldAcceptRanges && so.NoRanges:
			continue
		case i == fieldVary:
			addVary(h, values[i:i+1:i+1])
			continue
		case i != fieldContentLength && h[fieldNames[i]] != nil:
			continue
		}
		h[fieldNames[i]] = values[i : i+1 : i+1]
	}
	if so.CacheControl != "" && h["Cache-Control"] == nil {
		h["Cache-Control"] = []string{so.CacheControl}
	}
}

// addVary adds the one value to Vary if it is not there yet.
func addVary(h http.Header, value []string) {
	present := h["Vary"]
	if present == nil {
		h["Vary"] = value
		return
	}
	for _, line := range present {
		for token := range strings.SplitSeq(line, ",") {
			if token = strings.TrimSpace(token); token == "*" || strings.EqualFold(token, value[0]) {
				return
			}
		}
	}
	h["Vary"] = append(slices.Clip(present), value[0])
}
