package httpvalue

import (
	"strconv"
	"strings"
)

// parsePairs collects the values of each name: a text, a list, or an object if the list would be too long.
func (o NestedOptions) parsePairs(query string) *container {
	query = bracketEscapes.Replace(query)
	var parts []string
	if o.ParameterLimit < 0 {
		parts = strings.Split(query, "&")
	} else {
		parts = strings.SplitN(query, "&", o.ParameterLimit+1)
		parts = parts[:min(len(parts), o.ParameterLimit)]
	}
	latin1, sentinel := o.sentinel(parts)
	flat := newObject()
	for i, part := range parts {
		if i == sentinel {
			continue
		}
		equals := strings.IndexByte(part, '=')
		if bracket := strings.Index(part, "]="); bracket >= 0 {
			equals = bracket + 1
		}
		name, value := part, ""
		if equals >= 0 {
			name, value = part[:equals], unescapeNested(part[equals+1:], latin1)
		}
		if o.NumericEntities && latin1 {
			value = decodeNumericEntities(value)
		}
		name = unescapeNested(name, latin1)
		if old := flat.member(name); old != nil {
			flat.setMember(name, o.combine(old, newText(value)))
		} else {
			flat.setMember(name, newText(value))
		}
	}
	return flat
}

var bracketEscapes = strings.NewReplacer("%5B", "[", "%5b", "[", "%5D", "]", "%5d", "]")

// sentinel finds the parameter that tells the charset, and its index, -1 when there is none.
func (o NestedOptions) sentinel(parts []string) (latin1 bool, index int) {
	if o.CharsetSentinel {
		for i, part := range parts {
			if !strings.HasPrefix(part, "utf8=") {
				continue
			}
			switch part {
			case "utf8=%E2%9C%93": // ✓
				return false, i
			case "utf8=%26%2310003%3B": // &#10003;
				return true, i
			}
			return o.Latin1, i
		}
	}
	return o.Latin1, -1
}

// unescapeNested decodes a name or value; text that is not well-formed UTF-8 keeps its escapes.
func unescapeNested(s string, latin1 bool) string {
	s = strings.ReplaceAll(s, "+", " ")
	if latin1 {
		var b strings.Builder
		for i := 0; i < len(s); {
			if c, ok := escapedByte(s[i:]); ok {
				b.WriteRune(rune(c))
				i += 3
				continue
			}
			b.WriteByte(s[i])
			i++
		}
		return b.String()
	}
	if decoded, ok := DecodeURIComponent(s); ok {
		return decoded
	}
	return s
}

// decodeNumericEntities replaces &#…; with the character of that number.
func decodeNumericEntities(s string) string {
	var b strings.Builder
	for {
		before, after, found := strings.Cut(s, "&#")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		digits := len(after) - len(strings.TrimLeft(after, "0123456789"))
		if digits == 0 || digits == len(after) || after[digits] != ';' {
			b.WriteString("&#")
			s = after
			continue
		}
		code, err := strconv.ParseUint(after[:digits], 10, 32)
		if err != nil {
			code = 0xFFFD
		}
		if code > 0x10FFFF {
			code &= 0xFFFF
		}
		b.WriteRune(rune(code))
		s = after[digits+1:]
	}
}
