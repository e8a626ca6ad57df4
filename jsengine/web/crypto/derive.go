package crypto

import (
	"context"
	"crypto/hkdf"
	"crypto/pbkdf2"
)

// maxIterations bounds PBKDF2: iterations times the hash values that make up the result. They take some seconds, and
// can't be interrupted.
const maxIterations = 10_000_000

// derivations are PBKDF2 and HKDF (https://w3c.github.io/webcrypto/#pbkdf2, https://w3c.github.io/webcrypto/#hkdf).
func derivations() []*algorithm {
	adopt := func(*dictionary) adopter {
		return func(material any) (any, parameters, error) { return material, parameters{}, nil }
	}
	whatever := func(*dictionary) (int, error) { return noLength, nil }
	allowed := map[Kind]usages{Secret: deriveKey | deriveBits}
	return []*algorithm{
		{name: "PBKDF2", usages: allowed, costly: true, adopt: adopt, keyLength: whatever, derive: pbkdf2Derive},
		{name: "HKDF", usages: allowed, adopt: adopt, keyLength: whatever, derive: hkdfDerive},
	}
}

func derivedBytes(name string, length int) (int, error) {
	if length == noLength || length%8 != 0 {
		return 0, fail(operationError, "%s: the length must be a multiple of 8 bits", name)
	}
	return length / 8, nil
}

func pbkdf2Derive(d *dictionary) deriver {
	hash, salt, iterations := d.hash(), d.bytes("salt"), d.integer("iterations", unsignedLong)
	return func(_ context.Context, key *Key, length int) ([]byte, error) {
		n, err := derivedBytes("PBKDF2", length)
		switch {
		case err != nil:
			return nil, err
		case iterations == 0:
			return nil, fail(operationError, "PBKDF2: there must be an iteration")
		case n == 0:
			return []byte{}, nil
		}
		if blocks := (n + hash.Size() - 1) / hash.Size(); iterations > maxIterations/blocks {
			return nil, fail(notSupportedError, "PBKDF2: %d iterations for each of %d blocks are too many: %d in all are the most", iterations, blocks, maxIterations)
		}
		return pbkdf2.Key(hash.New, string(key.material.([]byte)), salt, iterations, n)
	}
}

func hkdfDerive(d *dictionary) deriver {
	hash, salt, info := d.hash(), d.bytes("salt"), d.bytes("info")
	return func(_ context.Context, key *Key, length int) ([]byte, error) {
		n, err := derivedBytes("HKDF", length)
		switch {
		case err != nil:
			return nil, err
		case n > 255*hash.Size():
			return nil, fail(operationError, "HKDF: %d bytes are more than 255 hash values", n)
		case n == 0:
			return []byte{}, nil
		}
		return hkdf.Key(hash.New, key.material.([]byte), salt, string(info), n)
	}
}
