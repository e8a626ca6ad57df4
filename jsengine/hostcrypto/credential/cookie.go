package credential

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"strings"
)

// SignCookie appends to a value a dot and its signature, as the npm package cookie-signature does: the HMAC with SHA-256,
// in base64 without padding. (Express puts "s:" before it, and escapes it.)
func SignCookie(value, secret string) string {
	h := hmac.New(sha256.New, []byte(secret))
	h.Write([]byte(value))
	return value + "." + base64.RawStdEncoding.EncodeToString(h.Sum(nil))
}

// UnsignCookie gives the value of what [SignCookie] has made with one of the secrets. Having the newest secret first and
// older ones after it lets secrets be replaced. It takes as long for a wrong signature as for a right one.
func UnsignCookie(signed string, secrets ...string) (value string, ok bool) {
	dot := strings.LastIndexByte(signed, '.')
	if dot < 0 {
		return "", false
	}
	for _, secret := range secrets {
		if hmac.Equal([]byte(SignCookie(signed[:dot], secret)), []byte(signed)) {
			return signed[:dot], true
		}
	}
	return "", false
}
