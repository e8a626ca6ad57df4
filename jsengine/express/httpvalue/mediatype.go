package httpvalue

import (
	"net/http"
	"regexp"
	"strings"
)

// registered is what RFC 6838 §4.2 allows as a media type, with spaces around it.
var registered = regexp.MustCompile(`^ *[a-z0-9][a-z0-9!#$&^_-]{0,126}/[a-z0-9][a-z0-9!#$&^_.+-]{0,126} *$`)

// HasBody reports whether a request has a body, be it of length 0: it says how long the body is or that it is chunked.
func HasBody(r *http.Request) bool {
	return r.ContentLength != 0 || len(r.TransferEncoding) > 0 || len(r.Header["Content-Length"]) > 0
}

// MatchType finds the first of types that a Content-Type header matches, as the Node package type-is does, and returns
// it as it was given, but for a pattern with an asterisk or plus sign the media type itself. Each of types is a media
// type such as "text/html", a pattern such as "text/*" or "+json", a file extension, "urlencoded" or "multipart".
// Without types, the media type is the result. ok is false when nothing matches or the header is not a media type.
func MatchType(contentType string, types []string) (match string, ok bool) {
	actual, _, _ := strings.Cut(contentType, ";")
	actual = strings.ToLower(strings.Trim(actual, " \t"))
	if !registered.MatchString(actual) {
		return "", false
	}
	if len(types) == 0 {
		return actual, true
	}
	for _, t := range types {
		if !matchesPattern(expandType(t), actual) {
			continue
		}
		if strings.HasPrefix(t, "+") || strings.Contains(t, "*") {
			return actual, true
		}
		return t, true
	}
	return "", false
}

// expandType makes a media type or pattern of a shorthand, "" of an unknown one.
func expandType(t string) string {
	switch {
	case t == "urlencoded":
		return "application/x-www-form-urlencoded"
	case t == "multipart":
		return "multipart/*"
	case strings.HasPrefix(t, "+"):
		return "*/*" + t
	case !strings.Contains(t, "/"):
		return TypeByExtension(t)
	}
	return t
}

// matchesPattern compares a media type with a pattern like "text/*", "*/*" or "*/*+json".
func matchesPattern(pattern, actual string) bool {
	wantType, wantSubtype, ok := strings.Cut(pattern, "/")
	if !ok || strings.Contains(wantSubtype, "/") {
		return false
	}
	mainType, subtype, _ := strings.Cut(actual, "/")
	if wantType != "*" && wantType != mainType {
		return false
	}
	if suffix, ok := strings.CutPrefix(wantSubtype, "*"); ok && strings.HasPrefix(suffix, "+") {
		return strings.HasSuffix(subtype, suffix)
	}
	return wantSubtype == "*" || wantSubtype == subtype
}

// NormalizeType makes a media type without parameters of a file extension or a media type, as res.format does.
// An unknown extension gives application/octet-stream.
func NormalizeType(t string) string {
	if strings.Contains(t, "/") {
		t, _, _ = strings.Cut(t, ";")
		return strings.TrimSpace(t)
	}
	if mediaType := TypeByExtension(t); mediaType != "" {
		return mediaType
	}
	return "application/octet-stream"
}
