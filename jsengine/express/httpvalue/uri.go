package httpvalue

import (
	"strings"
	"unicode/utf8"
)

const upperHex = "0123456789ABCDEF"

// DecodeURIComponent is ECMAScript's decodeURIComponent (ECMA-262 §19.2.6.2): every %XX escape is replaced, and escapes
// above %7F must together be well-formed UTF-8. ok is false, and the result empty, where JavaScript throws a URIError.
// A string without '%' is returned as it is, without a copy.
func DecodeURIComponent(s string) (decoded string, ok bool) {
	next := strings.IndexByte(s, '%')
	if next < 0 {
		return s, true
	}
	var b strings.Builder
	b.Grow(len(s))
	for next >= 0 {
		b.WriteString(s[:next])
		s = s[next:]
		r, n := decodeEscapedRune(s)
		if n == 0 {
			return "", false
		}
		b.WriteRune(r)
		s = s[n:]
		next = strings.IndexByte(s, '%')
	}
	b.WriteString(s)
	return b.String(), true
}

// decodeEscapedRune reads one character written as one to four %XX escapes at the start of s and says how many bytes
// of s it took: 0 when the escapes are not hexadecimal or not well-formed UTF-8.
func decodeEscapedRune(s string) (r rune, n int) {
	first, ok := escapedByte(s)
	switch {
	case !ok:
		return 0, 0
	case first < utf8.RuneSelf:
		return rune(first), 3
	}
	var buf [utf8.UTFMax]byte
	buf[0] = first
	size := 1
	for size < utf8.UTFMax && !utf8.FullRune(buf[:size]) {
		c, ok := escapedByte(s[3*size:])
		if !ok {
			return 0, 0
		}
		buf[size] = c
		size++
	}
	r, width := utf8.DecodeRune(buf[:size])
	if r == utf8.RuneError && width <= 1 {
		return 0, 0
	}
	return r, 3 * width
}

// escapedByte reads the %XX escape at the start of s.
func escapedByte(s string) (byte, bool) {
	if len(s) < 3 || s[0] != '%' {
		return 0, false
	}
	hi, lo := unhex(s[1]), unhex(s[2])
	if hi < 0 || lo < 0 {
		return 0, false
	}
	return byte(hi<<4 | lo), true
}

// unhex is the value of a hexadecimal digit, -1 for any other byte.
func unhex(c byte) int {
	switch {
	case '0' <= c && c <= '9':
		return int(c - '0')
	case 'a' <= c && c <= 'f':
		return int(c-'a') + 10
	case 'A' <= c && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}

// EncodeURIComponent is ECMAScript's encodeURIComponent (ECMA-262 §19.2.6.4). Bytes that are not UTF-8 become the
// escapes of U+FFFD.
func EncodeURIComponent(s string) string {
	return escapeExcept(s, func(c byte) bool { return isAlnum(c) || strings.IndexByte("-_.!~*'()", c) >= 0 })
}

// EncodeURI is ECMAScript's encodeURI (ECMA-262 §19.2.6.3), with the same treatment of bytes that are not UTF-8.
func EncodeURI(s string) string {
	return escapeExcept(s, func(c byte) bool { return isAlnum(c) || strings.IndexByte("-_.!~*'();/?:@&=+$,#", c) >= 0 })
}

// escapeExcept writes every byte of s as %XX for which keep is false.
func escapeExcept(s string, keep func(byte) bool) string {
	i := 0
	for i < len(s) && keep(s[i]) {
		i++
	}
	if i == len(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s) + 16)
	b.WriteString(s[:i])
	for _, c := range []byte(strings.ToValidUTF8(s[i:], "\uFFFD")) {
		if keep(c) {
			b.WriteByte(c)
		} else {
			b.WriteByte('%')
			b.WriteByte(upperHex[c>>4])
			b.WriteByte(upperHex[c&15])
		}
	}
	return b.String()
}

func isAlnum(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}
