package pattern

import (
	_ "embed" // for the properties
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"
)

//go:generate node generate.mjs

//go:embed properties.txt
var propertiesText string

// span is a range of code points, both ends included.
type span struct{ first, last rune }

// maxPoint is the last code point.
const maxPoint = unicode.MaxRune

// properties gives the text of each property's code points by all its names.
var properties = sync.OnceValue(func() map[string]string {
	known := make(map[string]string)
	for line := range strings.Lines(propertiesText) {
		names, ranges, _ := strings.Cut(strings.TrimSuffix(line, "\n"), ":")
		kind, values, valued := strings.Cut(names, "=")
		if !valued {
			kind, values = "", names
		}
		for value := range strings.SplitSeq(values, "|") {
			switch kind {
			case "General_Category":
				known[value], known["gc="+value] = ranges, ranges
			case "Script":
				known["sc="+value] = ranges
			case "Script_Extensions":
				known["scx="+value] = ranges
			case "":
				known[value] = ranges
				continue
			}
			known[kind+"="+value] = ranges
		}
	}
	return known
})

// lookup gives the code points of a property, in order and apart.
func lookup(name string) ([]span, error) {
	text, ok := properties()[name]
	if !ok {
		return nil, fmt.Errorf("Invalid regular expression: \\p{%s} names no property that is supported", name)
	}
	return decode(text), nil
}

// decode reads gaps and lengths in turn, in base 36.
func decode(text string) []span {
	var (
		spans []span
		at    rune
		first rune
	)
	n := 0
	for field := range strings.FieldsSeq(text) {
		v, err := strconv.ParseInt(field, 36, 32)
		if err != nil {
			panic(fmt.Sprintf("pattern: properties.txt: %v", err))
		}
		at += rune(v)
		if n++; n%2 == 1 {
			first = at
			continue
		}
		spans = append(spans, span{first, at})
		at++
	}
	return spans
}

// complement gives all other code points.
func complement(spans []span) []span {
	var others []span
	at := rune(0)
	for _, s := range spans {
		if s.first > at {
			others = append(others, span{at, s.first - 1})
		}
		at = s.last + 1
	}
	if at <= maxPoint {
		others = append(others, span{at, maxPoint})
	}
	return others
}

// folding holds the code points that have others which are the same but for their case.
var folding = sync.OnceValue(func() []rune {
	var list []rune
	for r := rune(0); r <= maxPoint; r++ {
		if unicode.SimpleFold(r) != r {
			list = append(list, r)
		}
	}
	return list
})

// folded adds the code points that are the same but for their case.
func folded(spans []span) []span {
	var more []span
	for _, r := range folding() {
		if !contains(spans, r) {
			continue
		}
		for other := unicode.SimpleFold(r); other != r; other = unicode.SimpleFold(other) {
			if !contains(spans, other) {
				more = append(more, span{other, other})
			}
		}
	}
	if len(more) == 0 {
		return spans
	}
	return merged(append(more, spans...))
}

func contains(spans []span, r rune) bool {
	_, found := slices.BinarySearchFunc(spans, r, func(s span, r rune) int {
		switch {
		case s.last < r:
			return -1
		case s.first > r:
			return 1
		}
		return 0
	})
	return found
}

// merged puts spans in order and joins those that touch.
func merged(spans []span) []span {
	slices.SortFunc(spans, func(a, b span) int { return int(a.first - b.first) })
	var joined []span
	for _, s := range spans {
		if n := len(joined); n > 0 && s.first <= joined[n-1].last+1 {
			joined[n-1].last = max(joined[n-1].last, s.last)
			continue
		}
		joined = append(joined, s)
	}
	return joined
}
