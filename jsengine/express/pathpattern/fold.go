package pathpattern

import (
	"unicode"
	"unicode/utf8"
)

// foldedAt is where text ends when path has it at position i but for the case of letters; -1 when it does not.
// Letters are compared as JavaScript's regular expressions with the flag i compare them (ECMA-262 §22.2.2.7.3).
func foldedAt(path string, i int, text string) int {
	for j := 0; j < len(text); {
		if i >= len(path) {
			return -1
		}
		a, b := path[i], text[j]
		if a < utf8.RuneSelf && b < utf8.RuneSelf {
			if a != b && lower(a) != lower(b) {
				return -1
			}
			i, j = i+1, j+1
			continue
		}
		r, n := utf8.DecodeRuneInString(path[i:])
		s, m := utf8.DecodeRuneInString(text[j:])
		if canonical(r) != canonical(s) {
			return -1
		}
		i, j = i+n, j+m
	}
	return i
}

// canonical maps letters that count as the same to one rune: to upper case, but never from outside ASCII into it, and
// not beyond the basic plane.
func canonical(r rune) rune {
	if r > 0xFFFF {
		return r
	}
	upper := unicode.ToUpper(r)
	if r >= utf8.RuneSelf && upper < utf8.RuneSelf {
		return r
	}
	return upper
}

func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

// lowerASCII is s with the letters A to Z in lower case; s itself when it has none.
func lowerASCII(s string) string {
	for i := range len(s) {
		if 'A' <= s[i] && s[i] <= 'Z' {
			b := []byte(s)
			for j := i; j < len(b); j++ {
				b[j] = lower(b[j])
			}
			return string(b)
		}
	}
	return s
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
