package httpvalue

import (
	"net/http"
	"regexp"
	"strings"
	"time"
)

var noCache = regexp.MustCompile(`(?:^|,)\s*no-cache\s*(?:,|$)`)

// Fresh reports whether what the client has, by its If-None-Match and If-Modified-Since headers, is the same as a
// response with the given ETag and Last-Modified headers, so that 304 will do (RFC 9110 §13). "" stands for a header
// that is not there. A request with Cache-Control: no-cache is never fresh.
func Fresh(request http.Header, etag, lastModified string) bool {
	modifiedSince := request.Get("If-Modified-Since")
	noneMatch := joined(request, "If-None-Match")
	if modifiedSince == "" && noneMatch == "" || noCache.MatchString(joined(request, "Cache-Control")) {
		return false
	}
	if noneMatch != "" {
		return noneMatch == "*" || etag != "" && matchesETag(noneMatch, etag)
	}
	modified, ok := parseTime(lastModified)
	since, sinceOK := parseTime(modifiedSince)
	return ok && sinceOK && !modified.After(since)
}

// matchesETag compares weakly (RFC 9110 §8.8.3.2): W/ on one side only does not matter.
func matchesETag(noneMatch, etag string) bool {
	const weak = "W/"
	for tag := range strings.SplitSeq(noneMatch, ",") {
		tag = strings.Trim(tag, " ")
		if tag == etag {
			return true
		}
		if strong, ok := strings.CutPrefix(tag, weak); ok && strong == etag {
			return true
		}
		if strong, ok := strings.CutPrefix(etag, weak); ok && strong == tag {
			return true
		}
	}
	return false
}

// parseTime reads an HTTP date, or an ISO 8601 time, which JavaScript's Date.parse takes too.
func parseTime(s string) (time.Time, bool) {
	t, err := http.ParseTime(s)
	if err != nil {
		t, err = time.Parse(time.RFC3339, s)
	}
	return t, err == nil
}

// joined gives a header as Node does where it may come several times: with commas between its values.
func joined(h http.Header, name string) string { return strings.Join(h[name], ", ") }
