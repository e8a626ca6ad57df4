package httpvalue

import (
	"errors"
	"strconv"
	"strings"
)

// ErrDepthExceeded is the error of [ParseNested] for a name with more brackets than allowed.
var ErrDepthExceeded = errors.New("the input exceeded the depth")

// ValueKind tells what a [Value] is.
type ValueKind uint8

// Kinds of values.
const (
	TextValue ValueKind = iota
	ListValue
	ObjectValue
)

// Value is a value in a nested query string or form: a text, a list or an object.
type Value struct {
	Kind    ValueKind
	Text    string
	List    []Value
	Members []Member
}

// Member is a named value of an object. Any name but __proto__ can occur, such as constructor or toString: set them as
// own properties.
type Member struct {
	Name  string
	Value Value
}

// NestedOptions are limits and switches of [ParseNested]. A zero limit stands for none allowed, so begin with
// [ExtendedQuery] or [FormOptions].
type NestedOptions struct {
	Depth           int  // how many brackets of a name make levels; the rest stays as it is
	StrictDepth     bool // more brackets than Depth are an error
	ArrayLimit      int  // lists with more elements, or an index that is not below it, become objects
	ParameterLimit  int  // pairs after that many are ignored; negative: no limit
	Latin1          bool // escapes are ISO 8859-1, not UTF-8
	CharsetSentinel bool // a parameter utf8=✓ tells which of the two charsets it is
	NumericEntities bool // in ISO 8859-1, &#9786; stands for a character
}

// ExtendedQuery are the options of Express's query parser "extended".
var ExtendedQuery = NestedOptions{Depth: 5, ArrayLimit: 20, ParameterLimit: MaxQueryPairs}

// ParseNested reads a query string or form body in which brackets in names make objects and lists, as the Node package
// qs does: a[b]=1 and a[]=1. The result is an object whose members come in JavaScript's order: integers, then the
// others as they appear. The only error is [ErrDepthExceeded].
func ParseNested(query string, o NestedOptions) (Value, error) {
	root := newObject()
	if query == "" {
		return root.value(), nil
	}
	flat := o.parsePairs(query)
	for _, name := range flat.names() {
		if name == "" {
			continue
		}
		chain, err := o.splitName(name)
		if err != nil {
			return Value{}, err
		}
		root = o.merge(root, o.nest(chain, flat.member(name)))
	}
	return root.value(), nil
}

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

// splitName splits a name such as "a[b][]" into "a", "[b]" and "[]".
func (o NestedOptions) splitName(name string) ([]string, error) {
	if o.Depth <= 0 {
		return []string{name}, nil
	}
	var segments []string
	open := strings.IndexByte(name, '[')
	if open < 0 {
		return []string{name}, nil
	}
	if open > 0 {
		segments = append(segments, name[:open])
	}
	for levels := 0; open >= 0; levels++ {
		if levels == o.Depth {
			if o.StrictDepth {
				return nil, ErrDepthExceeded
			}
			return append(segments, "["+name[open:]+"]"), nil
		}
		length := balanced(name[open:])
		if length == 0 {
			return append(segments, "["+name[open:]+"]"), nil
		}
		segments = append(segments, name[open:open+length])
		rest := open + length
		if open = strings.IndexByte(name[rest:], '['); open >= 0 {
			open += rest
		}
	}
	return segments, nil
}

// balanced is the length of the bracketed part that s begins with, 0 when it is not closed.
func balanced(s string) int {
	level := 0
	for i := range len(s) {
		switch s[i] {
		case '[':
			level++
		case ']':
			if level--; level == 0 {
				return i + 1
			}
		}
	}
	return 0
}

// nest wraps a value in what the segments of its name stand for; nil when nothing is left of it.
func (o NestedOptions) nest(segments []string, value *container) *container {
	for i := len(segments) - 1; i >= 0; i-- {
		segment := segments[i]
		if segment == "[]" {
			if !value.overflowed {
				value = o.combine(newList(), value)
			}
			continue
		}
		name := segment
		bracketed := len(name) > 1 && name[0] == '[' && name[len(name)-1] == ']'
		if bracketed {
			name = name[1 : len(name)-1]
		}
		inner := value
		index, isIndex := arrayIndex(name)
		switch {
		case bracketed && isIndex && index < o.ArrayLimit:
			value = newList()
			value.setIndex(index, inner)
		default:
			value = newObject()
			if name != "__proto__" {
				value.setMember(name, inner)
			}
			if bracketed && isIndex {
				value.markOverflow(index)
			}
		}
	}
	return value
}

// maxSafeInteger is the largest index that JavaScript can count with.
const maxSafeInteger = 1<<53 - 1

// arrayIndex reads a name that is a number as JavaScript would write it.
func arrayIndex(name string) (int, bool) {
	if name == "" || len(name) > 1 && name[0] == '0' || name[0] < '0' || name[0] > '9' {
		return 0, false
	}
	n, err := strconv.ParseInt(name, 10, 64)
	if err != nil || n > maxSafeInteger {
		return 0, false
	}
	return int(n), true
}
