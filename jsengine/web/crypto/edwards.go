package crypto

import (
	"context"
	"crypto/ecdh"
	"crypto/ed25519"
	"crypto/rand"
)

// edwardsAlgorithms are Ed25519 and X25519 (https://w3c.github.io/webcrypto/#ed25519, https://w3c.github.io/webcrypto/#x25519).
func edwardsAlgorithms() []*algorithm {
	return []*algorithm{
		{
			name: "Ed25519", keyType: "OKP", costly: true,
			usages: map[Kind]usages{Private: sign, Public: verify},
			sign: func(*dictionary) signer {
				return func(key *Key, data []byte) ([]byte, error) {
					return ed25519.Sign(key.material.(ed25519.PrivateKey), data), nil
				}
			},
			verify: func(*dictionary) verifier {
				return func(key *Key, signature, data []byte) bool {
					return ed25519.Verify(key.material.(ed25519.PublicKey), data, signature)
				}
			},
			generate: func(*dictionary) generator {
				return func() (any, error) {
					_, private, err := ed25519.GenerateKey(rand.Reader)
					return private, err
				}
			},
			adopt: func(*dictionary) adopter { return ed25519Adopt },
			alg:   func(parameters) []string { return []string{"Ed25519", "EdDSA"} },
		},
		{
			name: "X25519", keyType: "OKP", costly: true,
			usages: map[Kind]usages{Private: deriveKey | deriveBits},
			generate: func(*dictionary) generator {
				return func() (any, error) { return ecdh.X25519().GenerateKey(rand.Reader) }
			},
			derive: x25519Derive,
			adopt:  func(*dictionary) adopter { return x25519Adopt },
		},
	}
}

func ed25519Adopt(material any) (any, parameters, error) {
	switch key := material.(type) {
	case rawPublic:
		if len(key) == ed25519.PublicKeySize {
			return ed25519.PublicKey(key), parameters{}, nil
		}
	case ed25519.PublicKey, ed25519.PrivateKey:
		return key, parameters{}, nil
	}
	return nil, parameters{}, fail(dataError, "the key is no key of Ed25519")
}

func x25519Adopt(material any) (any, parameters, error) {
	var curve ecdh.Curve
	switch key := material.(type) {
	case rawPublic:
		if public, err := ecdh.X25519().NewPublicKey(key); err == nil {
			return public, parameters{}, nil
		}
	case *ecdh.PublicKey:
		curve = key.Curve()
	case *ecdh.PrivateKey:
		curve = key.Curve()
	}
	if curve != ecdh.X25519() {
		return nil, parameters{}, fail(dataError, "the key is no key of X25519")
	}
	return material, parameters{}, nil
}

func x25519Derive(d *dictionary) deriver {
	peer := d.peer()
	return func(_ context.Context, key *Key, length int) ([]byte, error) {
		secret, err := key.material.(*ecdh.PrivateKey).ECDH(peer.material.(*ecdh.PublicKey))
		if err != nil {
			return nil, fail(operationError, "X25519: the public key is not one that a secret can be agreed on with")
		}
		return truncated(secret, length)
	}
}
