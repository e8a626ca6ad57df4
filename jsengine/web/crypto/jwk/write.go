package jwk

import (
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"fmt"
	"math/big"
)

// Of makes a JSON Web Key of what [Key.Material] gives: kty and the members that hold the key, nothing else.
func Of(material any) (*Key, error) {
	switch m := material.(type) {
	case []byte:
		return &Key{Kty: "oct", K: encode(m)}, nil
	case *rsa.PublicKey:
		return ofRSA(m), nil
	case *rsa.PrivateKey:
		return ofPrivateRSA(m)
	case *ecdsa.PublicKey:
		return ofEC(m)
	case *ecdsa.PrivateKey:
		j, err := ofEC(&m.PublicKey)
		if err != nil {
			return nil, err
		}
		d, err := m.Bytes()
		if err != nil {
			return nil, err
		}
		j.D = encode(d)
		return j, nil
	case ed25519.PublicKey:
		return &Key{Kty: "OKP", Crv: "Ed25519", X: encode(m)}, nil
	case ed25519.PrivateKey:
		seed := m.Seed()
		return &Key{Kty: "OKP", Crv: "Ed25519", X: encode(m[len(seed):]), D: encode(seed)}, nil
	case *ecdh.PublicKey:
		return &Key{Kty: "OKP", Crv: "X25519", X: encode(m.Bytes())}, nil
	case *ecdh.PrivateKey:
		return &Key{Kty: "OKP", Crv: "X25519", X: encode(m.PublicKey().Bytes()), D: encode(m.Bytes())}, nil
	}
	return nil, fmt.Errorf("a %T can't be written as a JSON Web Key", material)
}

func ofRSA(key *rsa.PublicKey) *Key {
	return &Key{Kty: "RSA", N: encode(key.N.Bytes()), E: encode(big.NewInt(int64(key.E)).Bytes())}
}

func ofPrivateRSA(key *rsa.PrivateKey) (*Key, error) {
	if len(key.Primes) != 2 || key.Precomputed.Dp == nil {
		return nil, fmt.Errorf("an RSA key of %d primes can't be written as a JSON Web Key", len(key.Primes))
	}
	j := ofRSA(&key.PublicKey)
	j.D = encode(key.D.Bytes())
	j.P, j.Q = encode(key.Primes[0].Bytes()), encode(key.Primes[1].Bytes())
	j.DP, j.DQ = encode(key.Precomputed.Dp.Bytes()), encode(key.Precomputed.Dq.Bytes())
	j.QI = encode(key.Precomputed.Qinv.Bytes())
	return j, nil
}

func ofEC(key *ecdsa.PublicKey) (*Key, error) {
	point, err := key.Bytes() // 4, then x, then y
	if err != nil {
		return nil, err
	}
	half := (len(point) - 1) / 2
	return &Key{Kty: "EC", Crv: key.Params().Name, X: encode(point[1 : 1+half]), Y: encode(point[1+half:])}, nil
}
