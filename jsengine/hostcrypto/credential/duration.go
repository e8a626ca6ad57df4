package credential

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// maxDuration bounds durations, so that adding one to a time of this age overflows nothing.
const maxDuration = 100 * 366 * 24 * time.Hour

// ParseDuration reads durations as the npm package ms has them, such as "15m", "2 days" and "1.5h", always with a unit: ms,
// s, m, h, d, w or y, or their names. ms takes a bare number in a string for milliseconds, where everybody expects seconds;
// here it is an error.
func ParseDuration(text string) (time.Duration, error) {
	wrong := fmt.Errorf("%q is not a duration such as \"15m\", \"2 days\" or \"1.5h\"", text)
	text = strings.ToLower(strings.TrimSpace(text))
	digits := strings.TrimRight(text, "abcdefghijklmnopqrstuvwxyz ")
	unit, ok := units(strings.TrimSpace(text[len(digits):]))
	number, err := strconv.ParseFloat(digits, 64)
	if !ok || err != nil || len(text) > 100 || strings.Trim(digits, "+-.0123456789") != "" {
		return 0, wrong
	}
	return Seconds(number * unit.Seconds())
}

// Seconds makes a duration of a number of seconds, or says that it is none.
func Seconds(n float64) (time.Duration, error) {
	if !(n > -maxDuration.Seconds() && n < maxDuration.Seconds()) { // NaN too
		return 0, fmt.Errorf("%v seconds are not a duration of less than 100 years", n)
	}
	return time.Duration(n * float64(time.Second)), nil
}

func units(name string) (time.Duration, bool) {
	switch name {
	case "ms", "msec", "msecs", "millisecond", "milliseconds":
		return time.Millisecond, true
	case "s", "sec", "secs", "second", "seconds":
		return time.Second, true
	case "m", "min", "mins", "minute", "minutes":
		return time.Minute, true
	case "h", "hr", "hrs", "hour", "hours":
		return time.Hour, true
	case "d", "day", "days":
		return 24 * time.Hour, true
	case "w", "week", "weeks":
		return 7 * 24 * time.Hour, true
	case "y", "yr", "yrs", "year", "years":
		return time.Duration(365.25 * 24 * float64(time.Hour)), true
	}
	return 0, false
}
