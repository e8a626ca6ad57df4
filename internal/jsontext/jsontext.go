// Package jsontext writes strings and numbers as JSON.stringify does (https://tc39.es/ecma262/#sec-quotejsonstring), so
// that what is encoded in Go and what is encoded in JavaScript can't be told apart.
//
// The standard library's encoder differs: it escapes <, > and &, U+2028 and U+2029, and writes numbers in another way.
package jsontext

import (
	"math"
	"unicode/utf8"

	"github.com/dop251/goja/ftoa"
)

const hex = "0123456789abcdef"

// plain tells the bytes that stand for themselves within a JSON string: ASCII but control characters, " and \.
var plain = func() (table [256]bool) {
	for b := 0x20; b < utf8.RuneSelf; b++ {
		table[b] = b != '"' && b != '\\'
	}
	return table
}()

// AppendString appends s as a JSON string. Each byte that is not part of UTF-8 becomes U+FFFD, as goja has it.
func AppendString(dst []byte, s string) []byte {
	dst = append(dst, '"')
	start := 0
	for i := 0; i < len(s); {
		b := s[i]
		if plain[b] {
			i++
			continue
		}
		if b >= utf8.RuneSelf {
			if r, size := utf8.DecodeRuneInString(s[i:]); r != utf8.RuneError || size > 1 {
				i += size
				continue
			}
			dst = append(append(dst, s[start:i]...), "\ufffd"...)
		} else {
			dst = appendEscape(append(dst, s[start:i]...), b)
		}
		i++
		start = i
	}
	return append(append(dst, s[start:]...), '"')
}

// AppendUnits appends n UTF-16 code units, of which unit gives the one at an index, as a JSON string. Surrogates
// without their other half are escaped.
func AppendUnits(dst []byte, n int, unit func(int) uint16) []byte {
	dst = append(dst, '"')
	for i := 0; i < n; i++ {
		u := unit(i)
		switch {
		case u < utf8.RuneSelf && plain[u]:
			dst = append(dst, byte(u))
		case u < utf8.RuneSelf:
			dst = appendEscape(dst, byte(u))
		case u < 0xd800 || u >= 0xe000:
			dst = utf8.AppendRune(dst, rune(u))
		default:
			if u < 0xdc00 && i+1 < n {
				if low := unit(i + 1); low >= 0xdc00 && low < 0xe000 {
					dst = utf8.AppendRune(dst, 0x10000+(rune(u)-0xd800)<<10+(rune(low)-0xdc00))
					i++
					continue
				}
			}
			dst = append(dst, '\\', 'u', hex[u>>12], hex[u>>8&15], hex[u>>4&15], hex[u&15])
		}
	}
	return append(dst, '"')
}

func appendEscape(dst []byte, b byte) []byte {
	switch b {
	case '"', '\\':
		return append(dst, '\\', b)
	case '\b':
		return append(dst, `\b`...)
	case '\t':
		return append(dst, `\t`...)
	case '\n':
		return append(dst, `\n`...)
	case '\f':
		return append(dst, `\f`...)
	case '\r':
		return append(dst, `\r`...)
	default:
		return append(dst, '\\', 'u', '0', '0', hex[b>>4], hex[b&15])
	}
}

// AppendNumber appends a number: the shortest text that gives it back, -0 as 0, and null for what is not finite.
func AppendNumber(dst []byte, f float64) []byte {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return append(dst, "null"...)
	}
	return ftoa.FToStr(f, ftoa.ModeStandard, 0, dst)
}
