package crypto

import (
	"crypto"
	"crypto/hmac"
	"crypto/rand"

	// The hash functions that crypto.Hash makes.
	_ "crypto/sha1" //nolint:gosec // the standard has it
	_ "crypto/sha256"
	_ "crypto/sha512"
)

// hmacAlgorithms has HMAC (https://w3c.github.io/webcrypto/#hmac).
func hmacAlgorithms() []*algorithm {
	authenticate := func(key *Key, data []byte) []byte {
		h := hmac.New(key.parameters.hash.New, key.material.([]byte))
		h.Write(data)
		return h.Sum(nil)
	}
	return []*algorithm{{
		name:    "HMAC",
		keyType: "oct",
		usages:  map[Kind]usages{Secret: sign | verify},
		sign: func(*dictionary) signer {
			return func(key *Key, data []byte) ([]byte, error) { return authenticate(key, data), nil }
		},
		verify: func(*dictionary) verifier {
			return func(key *Key, signature, data []byte) bool { return hmac.Equal(authenticate(key, data), signature) }
		},
		generate: func(d *dictionary) generator {
			length, err := hmacLength(d)
			d.m.check(err)
			return func() (any, error) { return randomBytes((length + 7) / 8), nil }
		},
		keyLength: hmacLength,
		adopt: func(d *dictionary) adopter {
			hash := d.hash()
			wanted := d.optionalInteger("length", unsignedLong, noLength)
			return func(material any) (any, parameters, error) {
				secret, ok := material.([]byte)
				if !ok || len(secret) == 0 {
					return nil, parameters{}, fail(dataError, "the key of an HMAC must not be empty")
				}
				length := 8 * len(secret)
				if wanted != noLength {
					if wanted > length || wanted <= length-8 {
						return nil, parameters{}, fail(dataError, "the key has %d bits, not %d", length, wanted)
					}
					length = wanted
				}
				return secret, parameters{hash: hash, length: length}, nil
			}
		},
		alg: func(p parameters) []string {
			switch p.hash {
			case crypto.SHA1:
				return []string{"HS1"}
			case crypto.SHA256:
				return []string{"HS256"}
			case crypto.SHA384:
				return []string{"HS384"}
			}
			return []string{"HS512"}
		},
	}}
}

// maxSecret bounds the secrets that the app has made, in bits: more than any algorithm profits from.
const maxSecret = 1 << 20

// hmacLength is the length of a new key, in bits: that of the hash function's blocks unless given.
func hmacLength(d *dictionary) (int, error) {
	hash := d.hash()
	length := d.optionalInteger("length", unsignedLong, 8*hash.New().BlockSize())
	if length == 0 || length > maxSecret {
		return 0, fail(operationError, "the length of an HMAC key must be 1 to %d bits", maxSecret)
	}
	return length, nil
}

func randomBytes(n int) []byte {
	data := make([]byte, n)
	_, _ = rand.Read(data) // it never fails
	return data
}
