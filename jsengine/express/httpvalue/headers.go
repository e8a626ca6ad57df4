package httpvalue

import (
	"slices"
	"strings"

	"golang.org/x/net/http/httpguts"
)

// CheckHeader says with a [*ValueError] what is wrong with a header field to be sent: a name must be a token, a value must
// have no control characters, above all no line break (RFC 9110 §5.5), and no characters beyond U+00FF.
func CheckHeader(name, value string) error {
	if !isToken(name) {
		return errValue("Header name must be a valid HTTP token [%q]", name)
	}
	if !httpguts.ValidHeaderFieldValue(value) || strings.ContainsFunc(value, func(r rune) bool { return r > 0xFF }) {
		return errValue("Invalid character in header content [%q]", name)
	}
	return nil
}

// EncodeHeader writes a JavaScript string as the bytes of a header value, one for each character (ISO 8859-1), as Node
// does. [CheckHeader] must allow it.
func EncodeHeader(value string) string {
	if isASCII(value) {
		return value
	}
	b := make([]byte, 0, len(value))
	for _, r := range value {
		b = append(b, byte(r))
	}
	return string(b)
}

// DecodeHeader reads the bytes of a header value as characters, one for each byte (ISO 8859-1), as Node does.
func DecodeHeader(value string) string {
	if isASCII(value) {
		return value
	}
	r := make([]rune, len(value))
	for i := range len(value) {
		r[i] = rune(value[i])
	}
	return string(r)
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// AppendVary adds field names to a Vary header (RFC 9110 §12.5.5) that has them not yet. fields may each be a list with
// commas. An asterisk on either side makes the result one. The error is a [*ValueError] about a
// field name that is not a token.
func AppendVary(header string, fields ...string) (string, error) {
	var names []string
	for _, f := range fields {
		for name := range strings.SplitSeq(f, ",") {
			names = append(names, strings.Trim(name, " "))
		}
	}
	for _, name := range names {
		if !isToken(name) {
			return "", errValue("field argument contains an invalid header name")
		}
	}
	present := strings.Split(strings.ToLower(header), ",")
	for i := range present {
		present[i] = strings.Trim(present[i], " ")
	}
	if slices.Contains(names, "*") || slices.Contains(present, "*") {
		return "*", nil
	}
	for _, name := range names {
		lower := strings.ToLower(name)
		if slices.Contains(present, lower) {
			continue
		}
		present = append(present, lower)
		if header != "" {
			header += ", "
		}
		header += name
	}
	return header, nil
}

// Link is one target of a Link header (RFC 8288).
type Link struct {
	Rel, URL string
}

// AppendLinks adds links to a Link header, as res.links does.
func AppendLinks(header string, links []Link) string {
	var b strings.Builder
	b.WriteString(header)
	for _, l := range links {
		if b.Len() > 0 {
			b.WriteString(", ")
		}
		b.WriteString("<" + l.URL + `>; rel="` + l.Rel + `"`)
	}
	return b.String()
}

// EncodeURL makes a URL fit for a Location header, as the Node package encodeurl does: it escapes what may not stand in
// a URL but leaves escapes as they are.
func EncodeURL(url string) string {
	var b strings.Builder
	rest := url
	for rest != "" {
		i := strings.IndexByte(rest, '%')
		if i < 0 {
			break
		}
		b.WriteString(escapeExcept(rest[:i], isURLByte))
		b.WriteByte('%')
		if _, ok := escapedByte(rest[i:]); !ok {
			b.WriteString("25")
		}
		rest = rest[i+1:]
	}
	b.WriteString(escapeExcept(rest, isURLByte))
	return b.String()
}

func isURLByte(c byte) bool {
	return '!' <= c && c <= '~' && strings.IndexByte("\"<>`{}", c) < 0
}
