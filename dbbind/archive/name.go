package archive

import (
	"errors"
	"path"
	"strings"
	"unicode/utf8"
)

// maxName is the longest name of a member in bytes, and the longest target of
// a symbolic link: PATH_MAX of the systems that archives are unpacked on.
const maxName = 4096

// The reasons why a name in the table is not that of a member.
var (
	errNameEmpty     = errors.New("the name is empty")
	errNameLong      = errors.New("the name is longer than 4096 bytes")
	errNameUTF8      = errors.New("the name is not valid UTF-8")
	errNameNUL       = errors.New("the name contains a NUL character")
	errNameBackslash = errors.New("the name contains a backslash")
	errNameAbsolute  = errors.New("the name is an absolute path")
	errNameParent    = errors.New(`the name contains ".."`)
)

// cleanName returns the canonical form of a name as it stands in the table, or
// why it has none. "." is the archive's root.
func cleanName(raw string) (string, error) {
	switch {
	case raw == "":
		return "", errNameEmpty
	case len(raw) > maxName:
		return "", errNameLong
	case !utf8.ValidString(raw):
		return "", errNameUTF8
	case strings.ContainsRune(raw, 0):
		return "", errNameNUL
	case strings.ContainsRune(raw, '\\'):
		return "", errNameBackslash
	case raw[0] == '/':
		return "", errNameAbsolute
	}
	for element := range strings.SplitSeq(raw, "/") {
		if element == ".." {
			return "", errNameParent
		}
	}
	return path.Clean(raw), nil
}

// linkTarget returns the canonical name that a symbolic link called name leads
// to, and whether that is inside the archive. Elements ".." may only stand at the
// beginning of target: behind another link they would mean something else
// than they seem to.
func linkTarget(name, target string) (string, bool) {
	rest := target
	for rest == ".." || strings.HasPrefix(rest, "../") {
		rest = strings.TrimLeft(rest[2:], "/")
	}
	if rest != "" {
		if _, err := cleanName(rest); err != nil {
			return "", false
		}
	}
	if target == "" || target[0] == '/' {
		return "", false
	}
	resolved := path.Join(path.Dir(name), target)
	return resolved, resolved != ".." && !strings.HasPrefix(resolved, "../")
}
