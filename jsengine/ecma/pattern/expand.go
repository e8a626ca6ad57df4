package pattern

import (
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"unicode/utf16"
)

// maxLength bounds an expanded pattern, in bytes.
const maxLength = 1 << 20

var (
	errName    = errors.New(`Invalid regular expression: Invalid property name after \p`)
	errClass   = errors.New(`Invalid regular expression: Invalid character class: \p{…} can't be the end of a range`)
	errNothing = errors.New(`Invalid regular expression: \P{Any} in a character class is not supported`)
	errLength  = errors.New(`Invalid regular expression: too many of \p{…}`)
)

// Expand gives a pattern for goja with the same meaning. Without the flag u, or without \p{…}, that is the pattern itself.
// The error is what a SyntaxError should say.
func Expand(source, flags string) (string, error) {
	if !strings.Contains(flags, "u") || !strings.Contains(source, `\p`) && !strings.Contains(source, `\P`) {
		return source, nil
	}
	e := expander{source: source, ignoreCase: strings.Contains(flags, "i")}
	if err := e.expand(); err != nil {
		return "", err
	}
	if !e.expanded {
		return source, nil
	}
	return markBegin + hex.EncodeToString([]byte(source)) + markEnd + e.out.String(), nil
}

// An expanded pattern begins with a group that is repeated zero times and holds the original.
const (
	markBegin = "(?:hbf"
	markEnd   = "){0}"
)

// Original gives the pattern that Expand has expanded, and any other as it is.
func Original(source string) string {
	rest, ok := strings.CutPrefix(source, markBegin)
	if !ok {
		return source
	}
	text, _, ok := strings.Cut(rest, markEnd)
	if !ok {
		return source
	}
	original, err := hex.DecodeString(text)
	if err != nil {
		return source
	}
	return string(original)
}

// expander reads a pattern. All that it looks at is ASCII; everything else is copied byte by byte.
type expander struct {
	source     string
	at         int
	ignoreCase bool
	expanded   bool
	out        strings.Builder
}

func (e *expander) expand() error {
	for e.at < len(e.source) {
		if e.source[e.at] == '[' {
			if err := e.class(); err != nil {
				return err
			}
			continue
		}
		if _, err := e.atom(false); err != nil {
			return err
		}
	}
	return nil
}

// class copies a character class.
func (e *expander) class() error {
	e.copy(1)
	if e.next() == '^' {
		e.copy(1)
	}
	for e.at < len(e.source) && e.next() != ']' {
		left, err := e.atom(true)
		if err != nil {
			return err
		}
		if e.next() != '-' || e.at+1 >= len(e.source) || e.source[e.at+1] == ']' {
			continue
		}
		e.copy(1)
		right, err := e.atom(true)
		if err != nil {
			return err
		}
		if left || right {
			return errClass
		}
	}
	if e.at < len(e.source) {
		e.copy(1)
	}
	return nil
}

// atom copies a byte or an escape, or expands a property.
func (e *expander) atom(inClass bool) (property bool, err error) {
	if e.source[e.at] != '\\' || e.at+1 >= len(e.source) {
		e.copy(1)
		return false, nil
	}
	letter := e.source[e.at+1]
	if letter != 'p' && letter != 'P' {
		e.copy(2)
		return false, nil
	}
	rest, ok := strings.CutPrefix(e.source[e.at+2:], "{")
	name, _, closed := strings.Cut(rest, "}")
	if !ok || !closed {
		return false, errName
	}
	spans, err := lookup(name)
	if err != nil {
		return false, err
	}
	e.at += len(`\p{`) + len(name) + len(`}`)
	e.expanded = true
	if letter == 'P' {
		spans = complement(spans)
	}
	if e.ignoreCase {
		spans = folded(spans)
	}
	return true, e.write(spans, inClass)
}

func (e *expander) next() byte {
	if e.at < len(e.source) {
		return e.source[e.at]
	}
	return 0
}

func (e *expander) copy(n int) {
	e.out.WriteString(e.source[e.at : e.at+n])
	e.at += n
}

// write writes what matches one of the code points.
func (e *expander) write(spans []span, inClass bool) error {
	switch {
	case len(spans) == 0 && inClass:
		return errNothing
	case len(spans) == 0:
		e.out.WriteString(`[^\u{0}-\u{10ffff}]`)
		return nil
	}
	if !inClass {
		e.out.WriteByte('[')
	}
	for _, s := range spans {
		e.point(s.first)
		if s.last > s.first {
			e.out.WriteByte('-')
			e.point(s.last)
		}
	}
	if !inClass {
		e.out.WriteByte(']')
	}
	if e.out.Len() > maxLength {
		return errLength
	}
	return nil
}

// point writes a code point, as an escape if it means something in a class or can't be written.
func (e *expander) point(r rune) {
	if r < 0x80 || utf16.IsSurrogate(r) || r == 0x2028 || r == 0x2029 || r == 0xfeff {
		fmt.Fprintf(&e.out, `\u{%x}`, r)
		return
	}
	e.out.WriteRune(r)
}
