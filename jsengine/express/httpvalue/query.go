package httpvalue

import (
	"strings"
	"unicode/utf8"
)

// Field is a name with all the values that it has in a query string, in their order.
type Field struct {
	Name   string
	Values []string
}

// MaxQueryPairs is how many name-value pairs of a query string Node reads; what follows is ignored.
const MaxQueryPairs = 1000

// ParseQuery reads a query string as Node's querystring.parse does, which is Express's query parser "simple". The
// fields come in the order in which their names first appear. Escapes that are not UTF-8 give U+FFFD, and a percent
// sign that begins no escape stays.
func ParseQuery(query string) []Field {
	var fields []Field
	index := map[string]int{}
	pairs := 0
	for part := range strings.SplitSeq(query, "&") {
		if pairs++; pairs > MaxQueryPairs {
			break
		}
		if part == "" {
			continue
		}
		name, value, _ := strings.Cut(part, "=")
		name, value = unescapeQuery(name), unescapeQuery(value)
		i, ok := index[name]
		if !ok {
			i = len(fields)
			index[name] = i
			fields = append(fields, Field{Name: name})
		}
		fields[i].Values = append(fields[i].Values, value)
	}
	return fields
}

// unescapeQuery replaces plus signs and whatever escapes there are.
func unescapeQuery(s string) string {
	s = strings.ReplaceAll(s, "+", " ")
	if decoded, ok := DecodeURIComponent(s); ok {
		return decoded
	}
	return validUTF8(unescapeBytes(s))
}

// unescapeBytes replaces every well-formed escape by its byte.
func unescapeBytes(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); {
		if c, ok := escapedByte(s[i:]); ok {
			b.WriteByte(c)
			i += 3
			continue
		}
		b.WriteByte(s[i])
		i++
	}
	return b.String()
}

// validUTF8 puts U+FFFD in place of each longest part that begins a character but does not finish it, and of any other
// byte that is out of place, as browsers and Node decode UTF-8 (https://encoding.spec.whatwg.org/#utf-8-decoder).
func validUTF8(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	var b strings.Builder
	for s != "" {
		r, n := utf8.DecodeRuneInString(s)
		if r == utf8.RuneError && n == 1 {
			n = truncatedLen(s)
		}
		b.WriteRune(r)
		s = s[n:]
	}
	return b.String()
}

// truncatedLen is the length of the unfinished character that s, which is not valid, begins with; at least 1.
func truncatedLen(s string) int {
	n := 1
	for n < len(s) && n < utf8.UTFMax && startsRune(s[:n+1]) {
		n++
	}
	return n
}

// startsRune reports whether s, of two bytes or more, could be continued to be a character: utf8.FullRune takes any
// invalid beginning as a full (wrong) character.
func startsRune(s string) bool { return !utf8.FullRuneInString(s) }
