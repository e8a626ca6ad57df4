package httpvalue

import (
	"math"
	"regexp"
	"strconv"
	"strings"
)

var size = regexp.MustCompile(`(?i)^([-+]?\d+(?:\.\d+)?) *(kb|mb|gb|tb|pb)$`)

// ParseSize reads a size such as "100kb" or "1.5mb" in bytes, as the Node package bytes does: a unit is a power of 1024,
// and without one it is the whole number that s begins with. ok is false when there is no number.
func ParseSize(s string) (bytes int64, ok bool) {
	if m := size.FindStringSubmatch(s); m != nil {
		f, err := strconv.ParseFloat(m[1], 64)
		if err != nil {
			return 0, false
		}
		exponent := 10 * (1 + strings.Index("kmgtp", strings.ToLower(m[2][:1])))
		return clampInt64(math.Floor(math.Ldexp(f, exponent))), true
	}
	s = strings.TrimLeft(s, " \t\r\n")
	digits := strings.TrimLeft(strings.TrimPrefix(strings.TrimPrefix(s, "+"), "-"), "0123456789")
	f, err := strconv.ParseFloat(strings.TrimSuffix(s, digits), 64)
	if err != nil {
		return 0, false
	}
	return clampInt64(f), true
}

// clampInt64 is the nearest int64.
func clampInt64(f float64) int64 {
	switch {
	case f >= math.MaxInt64:
		return math.MaxInt64
	case f <= math.MinInt64:
		return math.MinInt64
	}
	return int64(f)
}
