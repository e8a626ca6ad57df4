package dbbind

import "bytes"

// searcher finds a needle in haystacks in linear time and constant memory, whatever they are, by Crochemore and
// Perrin's two-way algorithm (https://doi.org/10.1145/116825.116845). What bytes.Index does with a long needle can be
// made quadratic by whoever chooses both.
type searcher struct {
	needle   []byte
	critical int  // where the needle is divided
	period   int  // of the needle, or how far a mismatch in the left half shifts
	periodic bool // the left half recurs in the right one
	stop     func() bool
}

// shortNeedle is the length up to which a needle's length does not count as a factor.
const shortNeedle = 32

// stopEvery is how many bytes are looked at between two calls of stop.
const stopEvery = 1 << 20

func newSearcher(needle []byte, stop func() bool) searcher {
	s := searcher{needle: needle, stop: stop}
	if len(needle) <= shortNeedle {
		return s
	}
	a, periodA := maximalSuffix(needle, false)
	b, periodB := maximalSuffix(needle, true)
	s.critical, s.period = a, periodA
	if b > a {
		s.critical, s.period = b, periodB
	}
	s.periodic = s.critical+s.period <= len(needle) && bytes.Equal(needle[:s.critical], needle[s.period:s.period+s.critical])
	if !s.periodic {
		s.period = max(s.critical, len(needle)-s.critical) + 1
	}
	return s
}

// maximalSuffix returns where the needle's greatest suffix begins, in the order of bytes or in its reverse, and the
// period of that suffix.
func maximalSuffix(needle []byte, reverse bool) (start, period int) {
	start, period = 0, 1
	for next, k := 1, 0; next+k < len(needle); {
		a, b := needle[next+k], needle[start+k]
		if reverse {
			a, b = b, a
		}
		switch {
		case a < b:
			next += k + 1
			k = 0
			period = next - start
		case a == b && k+1 == period:
			next += period
			k = 0
		case a == b:
			k++
		default:
			start = next
			next++
			k, period = 0, 1
		}
	}
	return start, period
}

// index returns where the needle, which is not empty, is first found, or -1. stopped says that it was given up.
func (s *searcher) index(haystack []byte) (at int, stopped bool) {
	if len(s.needle) <= shortNeedle {
		return s.indexShort(haystack)
	}
	n := len(s.needle)
	looked, memory := stopEvery, 0
	for pos := 0; pos+n <= len(haystack); {
		if pos > looked {
			if s.stop() {
				return -1, true
			}
			looked = pos + stopEvery
		}
		if memory == 0 && haystack[pos+s.critical] != s.needle[s.critical] { // the common case, in a hurry
			skip := bytes.IndexByte(haystack[pos+s.critical:len(haystack)-n+s.critical+1], s.needle[s.critical])
			if skip < 0 {
				return -1, false
			}
			pos += skip
			continue
		}
		i := max(s.critical, memory)
		for i < n && s.needle[i] == haystack[pos+i] {
			i++
		}
		if i < n {
			pos += i - s.critical + 1
			memory = 0
			continue
		}
		i = s.critical
		for i > memory && s.needle[i-1] == haystack[pos+i-1] {
			i--
		}
		if i <= memory {
			return pos, false
		}
		pos += s.period
		if memory = 0; s.periodic {
			memory = n - s.period
		}
	}
	return -1, false
}

func (s *searcher) indexShort(haystack []byte) (at int, stopped bool) {
	for pos := 0; ; pos += stopEvery {
		end := min(pos+stopEvery+len(s.needle)-1, len(haystack))
		if at := bytes.Index(haystack[pos:end], s.needle); at >= 0 {
			return pos + at, false
		}
		if end == len(haystack) {
			return -1, false
		}
		if s.stop() {
			return -1, true
		}
	}
}
