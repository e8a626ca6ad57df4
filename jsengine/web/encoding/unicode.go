package encoding

import (
	"slices"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/unicode"
)

// utf8Decoder is https://encoding.spec.whatwg.org/#utf-8-decoder.
type utf8Decoder struct{ pending []byte }

func (d *utf8Decoder) decode(chunk []byte, final bool) (string, bool) {
	source := chunk
	if len(d.pending) > 0 {
		source = slices.Concat(d.pending, chunk)
	}
	d.pending = nil
	if !final {
		whole := len(source) - incomplete(source)
		d.pending = append([]byte(nil), source[whole:]...)
		source = source[:whole]
	}
	if utf8.Valid(source) {
		return string(source), false
	}
	text, err := unicode.UTF8.NewDecoder().String(string(source)) // one U+FFFD for each maximal part of a sequence
	if err != nil {
		text = strings.ToValidUTF8(string(source), "\ufffd")
	}
	return text, true
}

// incomplete counts the bytes at the end that begin a sequence and could be continued.
func incomplete(b []byte) int {
	for n := 1; n <= min(len(b), utf8.UTFMax-1); n++ {
		if tail := b[len(b)-n:]; utf8.RuneStart(tail[0]) {
			if utf8.FullRune(tail) {
				return 0
			}
			return n
		}
	}
	return 0
}

// utf16Decoder is https://encoding.spec.whatwg.org/#shared-utf-16-decoder.
type utf16Decoder struct {
	bigEndian bool
	pending   []byte // half a code unit, a high surrogate, or both
}

func (d *utf16Decoder) decode(chunk []byte, final bool) (string, bool) {
	source := slices.Concat(d.pending, chunk)
	d.pending = nil
	var b strings.Builder
	b.Grow(len(source))
	wrong := false
	for len(source) >= 2 {
		r := rune(d.unit(source))
		size := 2
		if utf16.IsSurrogate(r) {
			high := r < 0xdc00
			if high && len(source) < 4 {
				if !final {
					break // its other half may come yet
				}
				size = len(source) // an error of its own, together with half a code unit after it
			}
			low := rune(utf8.RuneError)
			if high && len(source) >= 4 {
				low = rune(d.unit(source[2:]))
			}
			if r = utf16.DecodeRune(r, low); r == utf8.RuneError {
				wrong = true
			} else {
				size = 4
			}
		}
		b.WriteRune(r)
		source = source[size:]
	}
	switch {
	case len(source) == 0:
	case !final:
		d.pending = append([]byte(nil), source...)
	default: // half a code unit
		wrong = true
		b.WriteRune(utf8.RuneError)
	}
	return b.String(), wrong
}

func (d *utf16Decoder) unit(b []byte) uint16 {
	if d.bigEndian {
		return uint16(b[0])<<8 | uint16(b[1])
	}
	return uint16(b[1])<<8 | uint16(b[0])
}
