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
		var c uint32
		c, rest = sqlite3.ReadCharacter(rest)
		set[c] = struct{}{}
	}
	f.MakeBlob(len(text)/2, func(blob []byte) (used int, ok bool) {
		for i := 0; i < len(text) && text[i] != 0; {
			high, isDigit := hexDigit(text[i])
			if !isDigit {
				c, rest := sqlite3.ReadCharacter(text[i:])
				if _, ignore := set[c]; !ignore {
					return 0, false
				}
				i = len(text) - len(rest)
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
