package httpvalue

import (
	"crypto/sha1" //nolint:gosec // Express's format; a validator, not a protection
	"encoding/base64"
	"strconv"
)

// ETag makes the entity tag of a body in Express's format: its length in hexadecimal and the beginning of its SHA-1 sum
// in base 64. weak puts W/ before it.
func ETag(body []byte, weak bool) string {
	sum := sha1.Sum(body) //nolint:gosec // see above
	tag := make([]byte, 0, 64)
	if weak {
		tag = append(tag, "W/"...)
	}
	tag = append(tag, '"')
	tag = strconv.AppendInt(tag, int64(len(body)), 16)
	tag = append(tag, '-')
	tag = base64.RawStdEncoding.AppendEncode(tag, sum[:])
	return string(append(tag, '"'))
}
