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
	tag := `"` + strconv.FormatInt(int64(len(body)), 16) + "-" + base64.StdEncoding.EncodeToString(sum[:])[:27] + `"`
	if weak {
		return "W/" + tag
	}
	return tag
}
