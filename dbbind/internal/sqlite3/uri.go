package sqlite3

import (
	"net/url"
	"path/filepath"
	"strings"
)

// memoryPrefix begins the paths that name a database in memory.
const memoryPrefix = ":memory:"

// URI returns the URI filename by which SQLite opens path, with params as its
// query (for example "immutable=1"), every special character escaped.
//
// A path that begins with ":memory:" names a database in this process's
// memory: all connections that open the same path (":memory:7") share it, and
// it is gone when the last one is closed.
//
// See https://www.sqlite.org/uri.html.
func URI(path string, params url.Values) string {
	if suffix, ok := strings.CutPrefix(path, memoryPrefix); ok {
		q := url.Values{}
		for k, v := range params {
			q[k] = v
		}
		q.Set("vfs", "memdb")
		return "file:/hbf" + url.PathEscape(suffix) + query(q)
	}
	slashed := filepath.ToSlash(path)
	escaped := (&url.URL{Path: slashed}).EscapedPath()
	prefix := "file:"
	switch {
	case strings.HasPrefix(slashed, "/"):
		prefix = "file://"
	case filepath.IsAbs(path): // a drive letter
		prefix = "file:///"
	}
	return prefix + escaped + query(params)
}

// IsMemory reports whether path names a database in memory.
func IsMemory(path string) bool {
	return strings.HasPrefix(path, memoryPrefix)
}

// query encodes params. SQLite decodes %HH, but takes '+' literally.
func query(params url.Values) string {
	if len(params) == 0 {
		return ""
	}
	return "?" + strings.ReplaceAll(params.Encode(), "+", "%20")
}
