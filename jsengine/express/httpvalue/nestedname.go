package httpvalue

import (
	"strconv"
	"strings"
)

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
