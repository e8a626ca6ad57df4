package credential

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"github.com/golang-jwt/jwt/v5"
)

// maxToken bounds a token that is read, in bytes. Header fields, where tokens usually come from, are shorter.
const maxToken = 1 << 20

// SignToken makes a JSON Web Token (RFC 7519) of the JSON texts of its header and payload. The header must say alg, and
// the key must be one for that, as [Algorithms] has it.
func SignToken(alg string, header, payload []byte, key any) (string, error) {
	method := jwt.GetSigningMethod(alg)
	if method == nil || !slices.Contains(Algorithms(key), alg) {
		return "", errors.New("the key can't sign with " + alg)
	}
	encode := base64.RawURLEncoding.EncodeToString
	text := encode(header) + "." + encode(payload)
	signature, err := method.Sign(text, key)
	if err != nil {
		return "", err
	}
	return text + "." + encode(signature), nil
}

// Token is a JSON Web Token that was read.
type Token struct {
	Header, Payload []byte // the JSON texts
	Signature       string // in base64url
	claims          map[string]any
}

// ReadToken reads a token without verifying it: whoever has made it can have written anything. The error is a
// [*TokenError].
func ReadToken(text string) (*Token, error) {
	if len(text) > maxToken {
		return nil, malformed()
	}
	parts := strings.Split(text, ".")
	if len(parts) != 3 {
		return nil, malformed()
	}
	t := &Token{Signature: parts[2]}
	var err1, err2 error
	t.Header, err1 = base64.RawURLEncoding.Strict().DecodeString(parts[0])
	t.Payload, err2 = base64.RawURLEncoding.Strict().DecodeString(parts[1])
	if err1 != nil || err2 != nil {
		return nil, malformed()
	}
	var header map[string]any
	if json.Unmarshal(t.Header, &header) != nil || header == nil {
		return nil, invalid("invalid token")
	}
	if json.Unmarshal(t.Payload, &t.claims) != nil || t.claims == nil {
		return nil, invalid("invalid token")
	}
	return t, nil
}

// VerifyToken reads a token and verifies that it was signed by one of the algorithms with the key. It checks no claim: see
// [Token.Check]. Only algorithms that fit the key count, so that no public key is ever taken for a secret. The error is
// a [*TokenError].
func VerifyToken(text string, algorithms []string, key any) (*Token, error) {
	t, err := ReadToken(text)
	if err != nil {
		return nil, err
	}
	if t.Signature == "" {
		return nil, invalid("jwt signature is required")
	}
	fitting := Algorithms(key)
	allowed := []string{}
	for _, name := range algorithms {
		if slices.Contains(fitting, name) {
			allowed = append(allowed, name)
		}
	}
	public := Public(key)
	parser := jwt.NewParser(jwt.WithValidMethods(allowed), jwt.WithoutClaimsValidation(), jwt.WithStrictDecoding())
	token, err := parser.Parse(text, func(token *jwt.Token) (any, error) {
		if _, ok := token.Header["crit"]; ok { // RFC 7515, section 4.1.11: we know none of what could be in it
			return nil, invalid("the token has a critical header that is not supported")
		}
		return public, nil
	})
	var reason *TokenError
	switch {
	case err == nil:
		return t, nil
	case errors.As(err, &reason):
		return nil, reason
	case token != nil && (token.Method == nil || !slices.Contains(allowed, token.Method.Alg())):
		return nil, invalid("invalid algorithm")
	}
	return nil, invalid("invalid signature")
}
