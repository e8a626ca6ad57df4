package crypto

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"fmt"
)

// The sizes of RSA keys, in bits.
const (
	minRSA          = 1024
	maxRSA          = 8192
	maxGeneratedRSA = 4096
)

// rsaAlgorithms are RSASSA-PKCS1-v1_5, RSA-PSS and RSA-OAEP (https://w3c.github.io/webcrypto/#rsassa-pkcs1 and what
// follows it).
func rsaAlgorithms() []*algorithm {
	signing := map[Kind]usages{Private: sign, Public: verify}
	return []*algorithm{
		rsaAlgorithm(&algorithm{name: "RSASSA-PKCS1-v1_5", usages: signing, sign: pkcs1Sign, verify: pkcs1Verify}, "RS"),
		rsaAlgorithm(&algorithm{name: "RSA-PSS", usages: signing, sign: pssSign, verify: pssVerify}, "PS"),
		rsaAlgorithm(&algorithm{
			name: "RSA-OAEP", usages: map[Kind]usages{Private: decrypt | unwrapKey, Public: encrypt | wrapKey},
			encrypt: oaepEncrypt, decrypt: oaepDecrypt,
		}, "RSA-OAEP"),
	}
}

func rsaAlgorithm(a *algorithm, prefix string) *algorithm {
	a.keyType, a.costly = "RSA", true
	a.generate = rsaGenerate
	a.adopt = func(d *dictionary) adopter {
		hash := d.hash()
		return func(material any) (any, parameters, error) {
			public := publicRSA(material)
			if public == nil {
				return nil, parameters{}, fail(dataError, "the key is no RSA key")
			}
			if bits := public.N.BitLen(); bits < minRSA || bits > maxRSA {
				return nil, parameters{}, fail(notSupportedError, "an RSA key must have %d to %d bits, not %d", minRSA, maxRSA, bits)
			}
			return material, parameters{hash: hash}, nil
		}
	}
	a.alg = func(p parameters) []string {
		bits := fmt.Sprint(8 * p.hash.Size())
		switch {
		case prefix == "RSA-OAEP" && p.hash == crypto.SHA1:
			return []string{"RSA-OAEP"}
		case prefix == "RSA-OAEP":
			return []string{"RSA-OAEP-" + bits}
		case p.hash == crypto.SHA1:
			return []string{prefix + "1"}
		}
		return []string{prefix + bits}
	}
	return a
}

func rsaGenerate(d *dictionary) generator {
	length, exponent := d.integer("modulusLength", unsignedLong), d.bytes("publicExponent")
	e := 0
	for _, b := range exponent {
		e = min(e<<8|int(b), 1<<32)
	}
	if e != 65537 {
		d.m.check(fail(notSupportedError, "%s: the publicExponent of a new key must be 65537 (new Uint8Array([1, 0, 1]))", d.name))
	}
	if length < minRSA || length > maxGeneratedRSA || length%8 != 0 {
		d.m.check(fail(notSupportedError, "%s: the modulusLength of a new key must be a multiple of 8 from %d to %d, not %d", d.name, minRSA, maxGeneratedRSA, length))
	}
	return func() (any, error) { return rsa.GenerateKey(rand.Reader, length) }
}

func (k *Key) digest(data []byte) []byte {
	h := k.parameters.hash.New()
	h.Write(data)
	return h.Sum(nil)
}

func pkcs1Sign(*dictionary) signer {
	return func(key *Key, data []byte) ([]byte, error) {
		return rsa.SignPKCS1v15(rand.Reader, key.material.(*rsa.PrivateKey), key.parameters.hash, key.digest(data))
	}
}

func pkcs1Verify(*dictionary) verifier {
	return func(key *Key, signature, data []byte) bool {
		return rsa.VerifyPKCS1v15(key.material.(*rsa.PublicKey), key.parameters.hash, key.digest(data), signature) == nil
	}
}

// saltLength reads the length of a salt. To Go's library, 0 means something else.
func saltLength(d *dictionary) *rsa.PSSOptions {
	length := d.integer("saltLength", unsignedLong)
	if length == 0 {
		d.m.check(fail(notSupportedError, "RSA-PSS: the saltLength must not be 0; use the size of the hash"))
	}
	return &rsa.PSSOptions{SaltLength: min(length, maxRSA)}
}

func pssSign(d *dictionary) signer {
	options := saltLength(d)
	return func(key *Key, data []byte) ([]byte, error) {
		return rsa.SignPSS(rand.Reader, key.material.(*rsa.PrivateKey), key.parameters.hash, key.digest(data), options)
	}
}

func pssVerify(d *dictionary) verifier {
	options := saltLength(d)
	return func(key *Key, signature, data []byte) bool {
		return rsa.VerifyPSS(key.material.(*rsa.PublicKey), key.parameters.hash, key.digest(data), signature, options) == nil
	}
}

func oaepEncrypt(d *dictionary) transformer {
	label := d.optionalBytes("label")
	return func(key *Key, data []byte) ([]byte, error) {
		public, hash := key.material.(*rsa.PublicKey), key.parameters.hash
		if most := public.Size() - 2*hash.Size() - 2; len(data) > most {
			return nil, fail(operationError, "RSA-OAEP: %d bytes are too many for the key: %d are the most", len(data), max(0, most))
		}
		return rsa.EncryptOAEP(hash.New(), rand.Reader, public, data, label)
	}
}

func oaepDecrypt(d *dictionary) transformer {
	label := d.optionalBytes("label")
	return func(key *Key, data []byte) ([]byte, error) {
		plain, err := rsa.DecryptOAEP(key.parameters.hash.New(), rand.Reader, key.material.(*rsa.PrivateKey), data, label)
		if err != nil {
			return nil, fail(operationError, "RSA-OAEP: the data can't be decrypted")
		}
		return plain, nil
	}
}
