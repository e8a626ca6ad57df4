package dbbind

import "github.com/caddyhbf/hbf/dbbind/internal/sqlite3"

// unhexIgnored is how many bytes the second argument of unhex may have. It lists the characters to ignore.
const unhexIgnored = 16 << 10

// unhex is unhex(X,Y): the bytes that the hexadecimal digits of X stand for, or NULL if there is anything else between
// the pairs than characters of Y.
func unhex(f *sqlite3.Call) {
	text, ok := f.Text(0)
	if !ok {
		return
	}
	ignored, ok := f.Text(1)
	if !ok {
		return
	}
	if len(ignored) > unhexIgnored {
		f.Fail(sqlite3.CodeTooBig, "the second argument of unhex is too long: it lists the characters to ignore")
		return
	}
	set := make(map[uint32]struct{})
	for rest := ignored; len(rest) > 0; {
		c, n := looseRune(rest)
		set[c] = struct{}{}
		rest = rest[n:]
	}
	f.MakeBlob(len(text)/2, func(blob []byte) (used int, ok bool) {
		for i := 0; i < len(text) && text[i] != 0; {
			high, isDigit := hexDigit(text[i])
			if !isDigit {
				c, n := looseRune(text[i:])
				if _, ignore := set[c]; !ignore {
					return 0, false
				}
				i += n
				continue
			}
			if i+1 == len(text) {
				return 0, false
			}
			low, isDigit := hexDigit(text[i+1])
			if !isDigit {
				return 0, false
			}
			blob[used] = high<<4 | low
			used++
			i += 2
		}
		return used, true
	})
}

func hexDigit(c byte) (digit byte, ok bool) {
	switch {
	case '0' <= c && c <= '9':
		return c - '0', true
	case 'a' <= c && c <= 'f':
		return c - 'a' + 10, true
	case 'A' <= c && c <= 'F':
		return c - 'A' + 10, true
	}
	return 0, false
}

// looseRune decodes the first character of text, which is not empty, as SQLite does: any number of continuation bytes
// belong to it, and lone ones are characters.
func looseRune(text []byte) (c uint32, n int) {
	c, n = uint32(text[0]), 1
	if c < 0xc0 {
		return c, n
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
	for n < len(text) && continues(text[n]) {
		c = c<<6 | uint32(text[n]&0x3f)
		n++
	}
	if c < 0x80 || c&0xfffff800 == 0xd800 || c&0xfffffffe == 0xfffe {
		c = 0xfffd
	}
	return c, n
}
