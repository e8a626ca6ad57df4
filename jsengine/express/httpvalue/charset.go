package httpvalue

import (
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/ianaindex"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
)

// DecodeText decodes a body from a charset, given in lower case, and takes off a byte order mark. What is not valid in
// the charset becomes U+FFFD. An unknown charset is a [*BodyError].
func DecodeText(body []byte, charset string) (string, error) {
	text := string(body)
	if charset == "utf-8" || charset == "utf8" {
		text = validUTF8(text)
	} else {
		enc := lookupCharset(charset)
		if enc == nil {
			return "", errCharset(charset)
		}
		decoded, err := enc.NewDecoder().String(text)
		if err != nil {
			return "", errParse("invalid "+charset+" text", err)
		}
		text = decoded
	}
	return strings.TrimPrefix(text, "\uFEFF"), nil
}

// lookupCharset is the encoding of a charset, nil when it is unknown.
func lookupCharset(charset string) encoding.Encoding {
	switch charset {
	case "utf-16", "utf16":
		return unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)
	case "utf-16le", "utf16le", "ucs-2", "ucs2":
		return unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	case "utf-16be", "utf16be":
		return unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	case "utf-32", "utf32":
		return utf32.UTF32(utf32.LittleEndian, utf32.UseBOM)
	case "utf-32le", "utf32le":
		return utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM)
	case "utf-32be", "utf32be":
		return utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM)
	case "latin1", "binary":
		return charmap.ISO8859_1
	}
	enc, err := ianaindex.IANA.Encoding(charset)
	if err != nil {
		return nil
	}
	return enc // nil when the charset is registered but not supported
}
