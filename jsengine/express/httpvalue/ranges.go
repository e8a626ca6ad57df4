package httpvalue

import (
	"cmp"
	"errors"
	"math"
	"slices"
	"strconv"
	"strings"
)

// Errors of [ParseRange].
var (
	ErrRangeUnsatisfiable = errors.New("unsatisfiable range") // -1 in Express
	ErrRangeMalformed     = errors.New("malformed range")     // -2 in Express
)

// Range is a part of a resource, both ends included.
type Range struct {
	Start, End int64
}

// ParseRange reads a Range header (RFC 9110 §14.2) for a resource of the given size, as the Node package range-parser
// does: unit is what stands before the '=', ends beyond the resource are cut, and ranges that lie outside are left out.
// With combine, ranges that overlap or touch become one, in the place of the first of them.
func ParseRange(size int64, header string, combine bool) (unit string, ranges []Range, err error) {
	unit, list, ok := strings.Cut(header, "=")
	if !ok {
		return "", nil, ErrRangeMalformed
	}
	for part := range strings.SplitSeq(list, ",") {
		first, last, ok := strings.Cut(part, "-")
		if !ok {
			return "", nil, ErrRangeMalformed
		}
		r, ok := parseRangeSpec(size, strings.TrimSpace(first), strings.TrimSpace(last))
		if !ok {
			return "", nil, ErrRangeMalformed
		}
		if 0 <= r.Start && r.Start <= r.End {
			ranges = append(ranges, r)
		}
	}
	if len(ranges) == 0 {
		return "", nil, ErrRangeUnsatisfiable
	}
	if combine {
		ranges = combineRanges(ranges)
	}
	return unit, ranges, nil
}

// parseRangeSpec reads one range; what it returns may lie outside of the resource.
func parseRangeSpec(size int64, first, last string) (Range, bool) {
	start, startOK := parsePosition(first)
	end, endOK := parsePosition(last)
	switch {
	case first == "":
		return Range{size - end, size - 1}, endOK
	case last == "":
		return Range{start, size - 1}, startOK
	}
	return Range{start, min(end, size-1)}, startOK && endOK
}

// parsePosition reads decimal digits; a number too large is the largest.
func parsePosition(s string) (int64, bool) {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if errors.Is(err, strconv.ErrRange) {
		return math.MaxInt64, true
	}
	return n, err == nil
}

func combineRanges(ranges []Range) []Range {
	type numbered struct {
		Range
		index int
	}
	ordered := make([]numbered, len(ranges))
	for i, r := range ranges {
		ordered[i] = numbered{r, i}
	}
	slices.SortStableFunc(ordered, func(a, b numbered) int { return cmp.Compare(a.Start, b.Start) })
	kept := ordered[:1]
	for _, r := range ordered[1:] {
		current := &kept[len(kept)-1]
		switch {
		case r.Start > current.End+1:
			kept = append(kept, r)
		case r.End > current.End:
			current.End = r.End
			current.index = min(current.index, r.index)
		}
	}
	slices.SortFunc(kept, func(a, b numbered) int { return cmp.Compare(a.index, b.index) })
	combined := make([]Range, len(kept))
	for i, r := range kept {
		combined[i] = r.Range
	}
	return combined
}
