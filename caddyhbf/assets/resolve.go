package assets

import (
	"io/fs"
	"path"
	"strings"
)

// Resolve finds the archive's name for the decoded path of a URL below prefix,
// which stands for the directory dir of the archive ("" or "." is its root). It
// reports false if the path is not below prefix, or is not the one exact path of any
// member: with empty, "." or ".." elements, a backslash, a NUL, or bytes that
// are not UTF-8. A slash at the end of the path, as directories have it, is not
// part of the name.
//
// The prefix matches whole elements, whether or not it ends in a slash, and
// "/static/" does not match "/static".
func Resolve(prefix, dir, urlPath string) (name string, ok bool) {
	rest, ok := strings.CutPrefix(urlPath, prefix)
	if !ok {
		return "", false
	}
	if !strings.HasSuffix(prefix, "/") && rest != "" {
		if rest, ok = strings.CutPrefix(rest, "/"); !ok {
			return "", false
		}
	}
	dir = path.Clean(strings.Trim(dir, "/"))
	if rest == "" {
		return dir, fs.ValidPath(dir)
	}
	rest = strings.TrimSuffix(rest, "/")
	if rest == "." || !fs.ValidPath(rest) || strings.ContainsAny(rest, "\\\x00") {
		return "", false
	}
	if dir != "." {
		rest = dir + "/" + rest
	}
	return rest, fs.ValidPath(rest)
}
