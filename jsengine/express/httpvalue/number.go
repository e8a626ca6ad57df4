package httpvalue

import (
	"math"
	"strconv"
	"strings"
)

// leadingFloat is JavaScript's parseFloat for what may stand in a header: the number that s begins with, NaN if none.
func leadingFloat(s string) float64 {
	s = strings.TrimLeft(s, " \t")
	digits := func(i int) int {
		for i < len(s) && '0' <= s[i] && s[i] <= '9' {
			i++
		}
		return i
	}
	i := 0
	if s != "" && (s[0] == '+' || s[0] == '-') {
		i = 1
	}
	if strings.HasPrefix(s[i:], "Infinity") {
		i += len("Infinity")
	} else {
		start := i
		i = digits(i)
		count := i - start
		if i < len(s) && s[i] == '.' {
			end := digits(i + 1)
			count += end - i - 1
			i = end
		}
		if count == 0 {
			return math.NaN()
		}
		if i < len(s) && (s[i] == 'e' || s[i] == 'E') {
			j := i + 1
			if j < len(s) && (s[j] == '+' || s[j] == '-') {
				j++
			}
			if end := digits(j); end > j {
				i = end
			}
		}
	}
	f, err := strconv.ParseFloat(s[:i], 64)
	if err != nil && f == 0 {
		return math.NaN()
	}
	return f
}
