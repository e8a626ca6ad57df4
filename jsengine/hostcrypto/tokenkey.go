package hostcrypto

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/hostcrypto/credential"
	"github.com/caddyhbf/hbf/jsengine/native"
	"github.com/caddyhbf/hbf/jsengine/web/crypto"
	"github.com/caddyhbf/hbf/jsengine/web/crypto/jwk"
)

// tokenKey is a key that signs or verifies tokens, as the app gave it.
type tokenKey struct {
	// load reads the key, and may run on any goroutine: checking an RSA key may take milliseconds.
	load func() (any, error)
	// only are the algorithms that the key is bound to; nil if it is bound to none.
	only []string
	// cheap is whether loading and using the key takes microseconds.
	cheap bool
}

// tokenKey takes a secret or PEM (a string or bytes), a CryptoKey or a JSON Web Key. What looks like PEM is never taken
// for a secret, so that nobody can sign with a public key as if it were one.
func (m *Module) tokenKey(v goja.Value, signing bool) tokenKey {
	if native.IsMissing(v) {
		panic(m.tokenError(errors.New("secret or key must be provided")))
	}
	if key, ok := m.web.KeyOf(v); ok {
		return m.webKey(key, signing)
	}
	o, isObject := v.(*goja.Object)
	if _, isBytes := m.kit.Bytes(v); isObject && !isBytes {
		return m.jsonKey(o)
	}
	secret := m.bytesOf(v, "the key")
	switch {
	case len(secret) == 0:
		panic(m.kit.TypeError("the key must not be empty"))
	case credential.IsPEM(string(secret)):
		return tokenKey{load: func() (any, error) { return credential.ParsePEM(string(secret)) }}
	}
	return tokenKey{load: func() (any, error) { return secret, nil }, cheap: true}
}

// webKey takes a CryptoKey, which says what algorithm it is for.
func (m *Module) webKey(key *crypto.Key, signing bool) tokenKey {
	if signing && !key.MaySign() || !signing && !key.MayVerify() {
		panic(m.kit.TypeError("the CryptoKey's usages do not include %s", map[bool]string{true: "sign", false: "verify"}[signing]))
	}
	size := ""
	if hash := key.Hash(); hash != 0 {
		size = fmt.Sprint(8 * hash.Size())
	}
	k := tokenKey{load: func() (any, error) { return key.Material(), nil }}
	switch key.Algorithm() {
	case "HMAC":
		k.only, k.cheap = []string{"HS" + size}, true
	case "RSASSA-PKCS1-v1_5":
		k.only = []string{"RS" + size}
	case "RSA-PSS":
		k.only = []string{"PS" + size}
	}
	return k
}

// jsonKey takes a JSON Web Key.
func (m *Module) jsonKey(o *goja.Object) tokenKey {
	var j jwk.Key
	text := m.kit.JSON(o)
	if goja.IsUndefined(text) || json.Unmarshal([]byte(text.String()), &j) != nil || j.Kty == "" {
		panic(m.kit.TypeError("the key must be a secret, PEM, a CryptoKey or a JSON Web Key"))
	}
	k := tokenKey{load: j.Material, cheap: j.Kty == "oct"}
	if j.Alg != "" {
		k.only = []string{j.Alg}
		if j.Alg == "Ed25519" { // RFC 9864's name for it
			k.only = []string{"EdDSA"}
		}
	}
	return k
}

// read loads the key and gives the algorithms that it may be used with.
func (k tokenKey) read() (key any, algorithms []string, err error) {
	if key, err = k.load(); err != nil {
		return nil, nil, fmt.Errorf("the key can't be read: %w", err)
	}
	algorithms = credential.Algorithms(key)
	if k.only != nil {
		algorithms = slices.DeleteFunc(algorithms, func(a string) bool { return !slices.Contains(k.only, a) })
	}
	if len(algorithms) == 0 {
		return nil, nil, errors.New("the key is not one for tokens: secrets, RSA, P-256, P-384, P-521 and Ed25519 are")
	}
	return key, algorithms, nil
}

// choose gives the algorithm to sign with.
func choose(wanted string, algorithms []string) (string, error) {
	switch {
	case wanted == "":
		return algorithms[0], nil
	case slices.Contains(algorithms, wanted):
		return wanted, nil
	}
	return "", fmt.Errorf("the key does not fit the algorithm %q: it is one for %s", wanted, strings.Join(algorithms, ", "))
}
