package url

import (
	"slices"
	"strings"
	"unicode/utf16"
)

// Pair is a name with its value in a query string or a form.
type Pair struct{ Name, Value string }

// ParseForm parses application/x-www-form-urlencoded (https://url.spec.whatwg.org/#urlencoded-parsing). It takes
// everything; what is no UTF-8 becomes U+FFFD.
func ParseForm(text string) []Pair {
	var pairs []Pair
	for part := range strings.SplitSeq(text, "&") {
		if part == "" {
			continue
		}
		name, value, _ := strings.Cut(part, "=")
		pairs = append(pairs, Pair{decode(name), decode(value)})
	}
	return pairs
}

func decode(s string) string {
	if !strings.ContainsAny(s, "%+") {
		return validUTF8(s)
	}
	b := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '+':
			b = append(b, ' ')
		case c == '%' && i+2 < len(s) && unhex(s[i+1]) >= 0 && unhex(s[i+2]) >= 0:
			b = append(b, byte(unhex(s[i+1])<<4|unhex(s[i+2])))
			i += 2
		default:
			b = append(b, c)
		}
	}
	return validUTF8(string(b))
}

func unhex(c byte) int {
	switch {
	case '0' <= c && c <= '9':
		return int(c - '0')
	case 'a' <= c|0x20 && c|0x20 <= 'f':
		return int(c|0x20-'a') + 10
	}
	return -1
}

// SerializeForm is https://url.spec.whatwg.org/#urlencoded-serializing.
func SerializeForm(pairs []Pair) string {
	var b strings.Builder
	for i, p := range pairs {
		if i > 0 {
			b.WriteByte('&')
		}
		encode(&b, p.Name)
		b.WriteByte('=')
		encode(&b, p.Value)
	}
	return b.String()
}

func encode(b *strings.Builder, s string) {
	const digits = "0123456789ABCDEF"
	for i := range len(s) {
		switch c := s[i]; {
		case c == ' ':
			b.WriteByte('+')
		case 'a' <= c|0x20 && c|0x20 <= 'z', '0' <= c && c <= '9', c == '*', c == '-', c == '.', c == '_':
			b.WriteByte(c)
		default:
			b.WriteByte('%')
			b.WriteByte(digits[c>>4])
			b.WriteByte(digits[c&15])
		}
	}
}

// sortPairs sorts by name, as UTF-16 has it, and keeps the order of equal names.
func sortPairs(pairs []Pair) {
	type keyed struct {
		key []uint16
		Pair
	}
	all := make([]keyed, len(pairs))
	for i, p := range pairs {
		all[i] = keyed{utf16.Encode([]rune(p.Name)), p}
	}
	slices.SortStableFunc(all, func(a, b keyed) int { return slices.Compare(a.key, b.key) })
	for i := range all {
		pairs[i] = all[i].Pair
	}
}
