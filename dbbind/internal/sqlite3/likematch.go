package sqlite3

import "bytes"

// What a comparison comes to.
const (
	likeMatch      = iota
	likeNoMatch    // here; a wildcard before may take more of the text
	likeNoWildcard // whatever a wildcard before takes
	likeStopped
)

// matcher compares a text with a pattern of LIKE or GLOB. It is SQLite's patternCompare, with looks at stop.
type matcher struct {
	all, one uint32 // the wildcards; 0 if there is none
	other    uint32 // the escape character, or [ where there are sets
	sets     bool
	noCase   bool // of ASCII
	stop     func() bool
	work     int
}

// escape sets the escape character.
func (m *matcher) escape(c uint32) {
	m.other = c
	switch c {
	case m.all:
		m.all = 0
	case m.one:
		m.one = 0
	}
}

// ReadCharacter takes the first character off a text as SQLite does, which takes any bytes: any number of continuation bytes
// belong to a character, and lone ones are characters. At the end it gives 0.
func ReadCharacter(s []byte) (c uint32, rest []byte) {
	if len(s) == 0 {
		return 0, s
	}
	c, s = uint32(s[0]), s[1:]
	if c < 0xc0 {
		return c, s
	}
	switch {
	case c < 0xe0:
		c &= 0x1f
	case c < 0xf0:
		c &= 0x0f
	case c < 0xf8:
		c &= 0x07
	case c < 0xfc:
		c &= 0x03
	case c < 0xfe:
		c &= 0x01
	default:
		c = 0
	}
	for len(s) > 0 && s[0]&0xc0 == 0x80 {
		c, s = c<<6+uint32(s[0]&0x3f), s[1:]
	}
	if c < 0x80 || c&0xfffff800 == 0xd800 || c&0xfffffffe == 0xfffe {
		c = 0xfffd
	}
	return c, s
}

func (m *matcher) match(pattern, text []byte) int {
	var c, d uint32
	escaped := -1 // what was left of the pattern behind an escaped character
	for {
		if m.work++; m.work&0xffff == 0 && m.stop() {
			return likeStopped
		}
		before := pattern
		c, pattern = ReadCharacter(pattern)
		switch {
		case c == 0 && len(text) == 0:
			return likeMatch
		case c == 0:
			return likeNoMatch
		case c == m.all:
			return m.matchAll(pattern, text)
		case c == m.other && m.sets:
			var in bool
			if in, pattern, text = inSet(before[1:], text); !in {
				return likeNoMatch
			}
			continue
		case c == m.other:
			if c, pattern = ReadCharacter(pattern); c == 0 {
				return likeNoMatch
			}
			escaped = len(pattern)
		}
		d, text = ReadCharacter(text)
		switch {
		case c == d:
		case m.noCase && c < 0x80 && d < 0x80 && lower(c) == lower(d):
		case c == m.one && len(pattern) != escaped && d != 0:
		default:
			return likeNoMatch
		}
	}
}

// matchAll matches what comes after a wildcard for any number of characters.
func (m *matcher) matchAll(pattern, text []byte) int {
	var c, d uint32
	var before []byte
	for {
		before = pattern
		c, pattern = ReadCharacter(pattern)
		if c == m.one && c != 0 && c != m.all {
			if d, text = ReadCharacter(text); d == 0 {
				return likeNoWildcard
			}
		} else if c != m.all || c == 0 {
			break
		}
	}
	switch {
	case c == 0:
		return likeMatch
	case c == m.other && m.sets:
		for len(text) > 0 {
			if matched := m.match(before, text); matched != likeNoMatch {
				return matched
			}
			_, text = ReadCharacter(text)
		}
		return likeNoWildcard
	case c == m.other:
		if c, pattern = ReadCharacter(pattern); c == 0 {
			return likeNoWildcard
		}
	}
	for {
		if c < 0x80 {
			next := bytes.IndexByte(text, byte(c))
			if m.noCase && lower(c) != upper(c) {
				next = bytes.IndexAny(text, string([]byte{byte(lower(c)), byte(upper(c))}))
			}
			if next < 0 {
				return likeNoWildcard
			}
			text = text[next+1:]
		} else {
			for d = 1; d != c; {
				if d, text = ReadCharacter(text); d == 0 {
					return likeNoWildcard
				}
			}
		}
		if matched := m.match(pattern, text); matched != likeNoMatch {
			return matched
		}
	}
}

// inSet reports whether the next character of text is in the set at the beginning of pattern, behind its bracket.
func inSet(pattern, text []byte) (in bool, patternRest, textRest []byte) {
	var c, d, prior uint32
	if c, text = ReadCharacter(text); c == 0 {
		return false, nil, nil
	}
	seen, invert := false, false
	if d, pattern = ReadCharacter(pattern); d == '^' {
		invert = true
		d, pattern = ReadCharacter(pattern)
	}
	if d == ']' {
		seen = c == ']'
		d, pattern = ReadCharacter(pattern)
	}
	for d != 0 && d != ']' {
		if d == '-' && len(pattern) > 0 && pattern[0] != ']' && prior > 0 {
			d, pattern = ReadCharacter(pattern)
			seen = seen || c >= prior && c <= d
			prior = 0
		} else {
			seen = seen || c == d
			prior = d
		}
		d, pattern = ReadCharacter(pattern)
	}
	return d != 0 && seen != invert, pattern, text
}

func lower(c uint32) uint32 {
	if 'A' <= c && c <= 'Z' {
		c += 'a' - 'A'
	}
	return c
}

func upper(c uint32) uint32 {
	if 'a' <= c && c <= 'z' {
		c -= 'a' - 'A'
	}
	return c
}
