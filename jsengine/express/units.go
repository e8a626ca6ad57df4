package express

import (
	"math"
	"regexp"
	"strconv"
	"strings"

	"github.com/dop251/goja"
)

var duration = regexp.MustCompile(`^(-?(?:\d+)?\.?\d+) *([a-z]*)$`)

// durations are the units of the Node package ms, in milliseconds.
var durations = map[string]float64{
	"": 1, "ms": 1, "msec": 1, "msecs": 1, "millisecond": 1, "milliseconds": 1,
	"s": 1e3, "sec": 1e3, "secs": 1e3, "second": 1e3, "seconds": 1e3,
	"m": 60e3, "min": 60e3, "mins": 60e3, "minute": 60e3, "minutes": 60e3,
	"h": 3600e3, "hr": 3600e3, "hrs": 3600e3, "hour": 3600e3, "hours": 3600e3,
	"d": 86400e3, "day": 86400e3, "days": 86400e3,
	"w": 7 * 86400e3, "week": 7 * 86400e3, "weeks": 7 * 86400e3,
	"y": 365.25 * 86400e3, "yr": 365.25 * 86400e3, "yrs": 365.25 * 86400e3, "year": 365.25 * 86400e3, "years": 365.25 * 86400e3,
}

// milliseconds reads a time as a number of them or as a text like "2 days".
func milliseconds(v goja.Value) (int64, bool) {
	ms := v.ToFloat()
	if goja.IsString(v) {
		parts := duration.FindStringSubmatch(strings.ToLower(v.String()))
		if parts == nil {
			return 0, false
		}
		n, err := strconv.ParseFloat(parts[1], 64)
		unit, ok := durations[parts[2]]
		if err != nil || !ok {
			return 0, false
		}
		ms = n * unit
	}
	return toInt(ms)
}

// toInt makes an integer of a number, the nearest there is of one that is too big; ok is false for NaN.
func toInt(f float64) (int64, bool) {
	const limit = 1 << 62
	if math.IsNaN(f) {
		return 0, false
	}
	return int64(min(max(f, -limit), limit)), true
}
