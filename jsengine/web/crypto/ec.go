package crypto

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/asn1"
	"math/big"

	"github.com/caddyhbf/hbf/jsengine/web/crypto/jwk"
)

// ecAlgorithms are ECDSA and ECDH on P-256, P-384 and P-521 (https://w3c.github.io/webcrypto/#ecdsa).
func ecAlgorithms() []*algorithm {
	signatures := &algorithm{name: "ECDSA", usages: map[Kind]usages{Private: sign, Public: verify}, sign: ecdsaSign, verify: ecdsaVerify}
	signatures.alg = func(p parameters) []string {
		return []string{map[string]string{"P-256": "ES256", "P-384": "ES384", "P-521": "ES512"}[p.curve]}
	}
	agreement := &algorithm{name: "ECDH", usages: map[Kind]usages{Private: deriveKey | deriveBits}, derive: ecdhDerive}
	for _, a := range []*algorithm{signatures, agreement} {
		a.keyType, a.costly = "EC", true
		a.generate = func(d *dictionary) generator {
			curve := d.curve()
			return func() (any, error) { return ecdsa.GenerateKey(curve, rand.Reader) }
		}
		a.adopt = ecAdopt
	}
	return []*algorithm{signatures, agreement}
}

func (d *dictionary) curve() elliptic.Curve {
	name := d.text("namedCurve")
	curve := jwk.Curve(name)
	if curve == nil {
		d.m.check(fail(notSupportedError, "%q is not a curve: P-256, P-384 and P-521 are", name))
	}
	return curve
}

func ecAdopt(d *dictionary) adopter {
	curve := d.curve()
	name := curve.Params().Name
	return func(material any) (any, parameters, error) {
		if point, ok := material.(rawPublic); ok {
			public, err := parsePoint(curve, point)
			if err != nil {
				return nil, parameters{}, fail(dataError, "the key is not a point on %s", name)
			}
			material = public
		}
		public := publicEC(material)
		if public == nil || public.Curve != curve {
			return nil, parameters{}, fail(dataError, "the key is no key on %s", name)
		}
		return material, parameters{curve: name}, nil
	}
}

// parsePoint reads a point, compressed or not.
func parsePoint(curve elliptic.Curve, point []byte) (*ecdsa.PublicKey, error) {
	if len(point) > 0 && (point[0] == 2 || point[0] == 3) {
		if x, y := elliptic.UnmarshalCompressed(curve, point); x != nil {
			size := (curve.Params().BitSize + 7) / 8
			point = make([]byte, 1+2*size)
			point[0] = 4
			x.FillBytes(point[1 : 1+size])
			y.FillBytes(point[1+size:])
		}
	}
	return ecdsa.ParseUncompressedPublicKey(curve, point)
}

// ecdsaSignature is a signature as X.509 has it; JavaScript's are r and s, each as long as the curve's order (IEEE P1363).
type ecdsaSignature struct{ R, S *big.Int }

func (k *Key) orderSize() int { return (publicEC(k.material).Params().N.BitLen() + 7) / 8 }

func ecdsaSign(d *dictionary) signer {
	hash := d.hash()
	return func(key *Key, data []byte) ([]byte, error) {
		h := hash.New()
		h.Write(data)
		der, err := ecdsa.SignASN1(rand.Reader, key.material.(*ecdsa.PrivateKey), h.Sum(nil))
		if err != nil {
			return nil, err
		}
		var signature ecdsaSignature
		if _, err := asn1.Unmarshal(der, &signature); err != nil {
			return nil, err
		}
		size := key.orderSize()
		result := make([]byte, 2*size)
		signature.R.FillBytes(result[:size])
		signature.S.FillBytes(result[size:])
		return result, nil
	}
}

func ecdsaVerify(d *dictionary) verifier {
	hash := d.hash()
	return func(key *Key, signature, data []byte) bool {
		size := key.orderSize()
		if len(signature) != 2*size {
			return false
		}
		der, err := asn1.Marshal(ecdsaSignature{new(big.Int).SetBytes(signature[:size]), new(big.Int).SetBytes(signature[size:])})
		if err != nil {
			return false
		}
		h := hash.New()
		h.Write(data)
		return ecdsa.VerifyASN1(key.material.(*ecdsa.PublicKey), h.Sum(nil), der)
	}
}

func ecdhDerive(d *dictionary) deriver {
	peer := d.peer()
	return func(_ context.Context, key *Key, length int) ([]byte, error) {
		if peer.parameters.curve != key.parameters.curve {
			return nil, fail(invalidAccessError, "ECDH: the public key is on %s, the private one on %s", peer.parameters.curve, key.parameters.curve)
		}
		public, err := peer.material.(*ecdsa.PublicKey).ECDH()
		if err != nil {
			return nil, err
		}
		private, err := key.material.(*ecdsa.PrivateKey).ECDH()
		if err != nil {
			return nil, err
		}
		secret, err := private.ECDH(public)
		if err != nil {
			return nil, err
		}
		return truncated(secret, length)
	}
}

// peer reads the parameter public: somebody else's public key of the same algorithm.
func (d *dictionary) peer() *Key {
	key := d.key("public")
	if key.kind != Public || key.algorithm.name != d.name {
		d.m.check(fail(invalidAccessError, "%s: the parameter public must be a public key of %s", d.name, d.name))
	}
	return key
}

// truncated gives the first bits of a shared secret.
func truncated(secret []byte, length int) ([]byte, error) {
	switch {
	case length == noLength:
		return secret, nil
	case length > 8*len(secret):
		return nil, fail(operationError, "the shared secret has %d bits, not %d", 8*len(secret), length)
	}
	secret = secret[:(length+7)/8]
	if surplus := -length & 7; surplus > 0 {
		secret[len(secret)-1] &= 0xff << surplus
	}
	return secret, nil
}
