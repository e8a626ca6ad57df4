package httpvalue

import "strings"

// Attachment makes a Content-Disposition header (RFC 6266) that has the client save the response under filename, which
// should have no directory. A name that is not plain ASCII comes a second time, in full, as filename* (RFC 8187).
// An empty name gives just "attachment".
func Attachment(filename string) string {
	if filename == "" {
		return "attachment"
	}
	plain := asciiFilename(filename)
	header := "attachment; filename=" + tokenOrQuoted(plain)
	if plain != filename || hasEscape(filename) {
		header += "; filename*=UTF-8''" + encodeExtended(filename)
	}
	return header
}

// asciiFilename puts a question mark in place of what is not printable ASCII: one for each UTF-16 code unit, as Node.
func asciiFilename(name string) string {
	var b strings.Builder
	for _, r := range name {
		switch {
		case ' ' <= r && r <= '~':
			b.WriteByte(byte(r))
		case r > 0xFFFF:
			b.WriteString("??")
		default:
			b.WriteByte('?')
		}
	}
	return b.String()
}

// hasEscape reports whether a client might take something in the name for an escape.
func hasEscape(name string) bool {
	for i := range len(name) {
		if _, ok := escapedByte(name[i:]); ok {
			return true
		}
	}
	return false
}

// encodeExtended writes an ext-value's characters (RFC 8187 §3.2.1).
func encodeExtended(s string) string {
	return escapeExcept(s, func(c byte) bool { return isAlnum(c) || strings.IndexByte("-_.!~", c) >= 0 })
}

func tokenOrQuoted(s string) string {
	if isToken(s) {
		return s
	}
	return quote(s)
}
