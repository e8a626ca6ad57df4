package bundle

import (
	"crypto/sha256"
	"encoding/hex"
)

// LinkedDigest identifies what linking gave: the code and the source maps.
func LinkedDigest(l *Linked) string {
	e := &encoder{data: []byte(linkVersion)}
	e.codes(l.scripts)
	e.codes(l.commonJS)
	if l.program != nil {
		e.code(l.program)
	}
	sum := sha256.Sum256(e.data)
	return hex.EncodeToString(sum[:8])
}
