package url

import (
	"errors"
	"fmt"
	"strings"

	whatwg "github.com/nlnwa/whatwg-url/url"
)

// The parser takes time that grows with the square of the length of an authority, and with the product of a path's
// length and the number of its segments. These bounds keep every URL that one meets.
const (
	maxLength    = 4 << 20
	maxAuthority = 8 << 10
	maxPathWork  = 1 << 28
)

var errTooLong = errors.New("Invalid URL: it, its host or its path is too long")

// Parse parses a URL, relative to base unless that is empty, and gives its href.
func Parse(input, base string) (href string, err error) {
	var u *whatwg.Url
	if base == "" {
		u, err = parse(input)
	} else {
		u, err = parseWithBase(input, base)
	}
	if err != nil {
		return "", err
	}
	return u.Href(false), nil
}

func parse(input string) (*whatwg.Url, error) {
	if err := check(input, 0, 0); err != nil {
		return nil, err
	}
	u, err := whatwg.Parse(input)
	if err != nil || u == nil {
		return nil, invalid(input)
	}
	return u, nil
}

func parseWithBase(input, base string) (*whatwg.Url, error) {
	b, err := parse(base)
	if err != nil {
		return nil, err
	}
	path := b.Pathname()
	if err := check(input, len(path), strings.Count(path, "/")); err != nil {
		return nil, err
	}
	u, err := b.Parse(input)
	if err != nil || u == nil {
		return nil, fmt.Errorf("%w with the base %q", invalid(input), clip(base))
	}
	return u, nil
}

func invalid(input string) error { return fmt.Errorf("Invalid URL: %q", clip(input)) }

func clip(s string) string {
	const limit = 200
	if len(s) <= limit {
		return s
	}
	return strings.ToValidUTF8(s[:limit], "") + "…"
}

var blanks = strings.NewReplacer("\t", "", "\n", "", "\r", "")

// check refuses what would take too long to parse. length and segments are those of the base's path.
func check(input string, length, segments int) error {
	if len(input) > maxLength {
		return errTooLong
	}
	if len(input) < maxAuthority/2 && length < maxAuthority/2 {
		return nil
	}
	s := strings.TrimLeft(blanks.Replace(input), "\x00\x01\x02\x03\x04\x05\x06\x07\x08\x0b\x0c\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a\x1b\x1c\x1d\x1e\x1f ")
	s, _, _ = strings.Cut(s, "#")
	s, _, _ = strings.Cut(s, "?")
	rest, special, absolute := s, true, false
	if n := strings.IndexAny(s, ":/\\"); n > 0 && s[n] == ':' {
		rest, special, absolute = s[n+1:], isSpecial(s[:n]), true
	}
	if absolute && !special && !strings.HasPrefix(rest, "/") {
		return nil // an opaque path
	}
	separators := "/"
	if special {
		separators = `/\`
	}
	authority := strings.TrimLeft(rest, separators)
	if slashes := len(rest) - len(authority); slashes >= 2 || absolute && special {
		if n := strings.IndexAny(authority, separators); n >= 0 {
			authority = authority[:n]
		}
		if len(authority) > maxAuthority {
			return errTooLong
		}
	}
	segments += strings.Count(rest, "/") + strings.Count(rest, `\`)
	if segments*(length+len(rest)) > maxPathWork {
		return errTooLong
	}
	return nil
}

// checkPart is check for what a setter takes.
func checkPart(name, value string) error {
	tooLong := false
	switch name {
	case "username", "password", "host", "hostname":
		tooLong = len(value) > maxAuthority
	case "pathname":
		tooLong = (strings.Count(value, "/")+strings.Count(value, `\`))*len(value) > maxPathWork
	}
	if tooLong {
		return errTooLong
	}
	return nil
}

func isSpecial(scheme string) bool {
	switch strings.ToLower(scheme) {
	case "http", "https", "ws", "wss", "ftp", "file":
		return true
	}
	return false
}
