// Package jwk reads and writes JSON Web Keys (RFC 7517, RFC 7518 section 6, RFC 8037) as the key types of Go's standard
// library. It knows no JavaScript.
package jwk

import (
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"encoding/base64"
	"errors"
	"fmt"
	"math/big"
)

// Key is a JSON Web Key. Values that are numbers or bytes are in base64url without padding.
type Key struct {
	Kty    string   `json:"kty,omitempty"`
	Use    string   `json:"use,omitempty"`
	KeyOps []string `json:"key_ops,omitempty"`
	Alg    string   `json:"alg,omitempty"`
	Ext    *bool    `json:"ext,omitempty"`
	Kid    string   `json:"kid,omitempty"`
	Crv    string   `json:"crv,omitempty"`
	X      string   `json:"x,omitempty"`
	Y      string   `json:"y,omitempty"`
	D      string   `json:"d,omitempty"`
	N      string   `json:"n,omitempty"`
	E      string   `json:"e,omitempty"`
	P      string   `json:"p,omitempty"`
	Q      string   `json:"q,omitempty"`
	DP     string   `json:"dp,omitempty"`
	DQ     string   `json:"dq,omitempty"`
	QI     string   `json:"qi,omitempty"`
	Oth    []any    `json:"oth,omitempty"`
	K      string   `json:"k,omitempty"`
}

// Curve gives the elliptic curve of a name, such as P-256; nil for one that is not known.
func Curve(name string) elliptic.Curve {
	switch name {
	case "P-256":
		return elliptic.P256()
	case "P-384":
		return elliptic.P384()
	case "P-521":
		return elliptic.P521()
	}
	return nil
}

// Material gives what the key holds: []byte for a symmetric key, otherwise *rsa.PublicKey, *rsa.PrivateKey,
// *ecdsa.PublicKey, *ecdsa.PrivateKey, ed25519.PublicKey, ed25519.PrivateKey, *ecdh.PublicKey or *ecdh.PrivateKey (of
// X25519). Checking a private RSA key may take milliseconds.
func (j *Key) Material() (any, error) {
	switch j.Kty {
	case "oct":
		return decode("k", j.K)
	case "RSA":
		return j.rsa()
	case "EC":
		return j.ec()
	case "OKP":
		return j.okp()
	case "":
		return nil, errors.New("the key has no kty")
	}
	return nil, fmt.Errorf("kty %q is not known", j.Kty)
}

func decode(member, text string) ([]byte, error) {
	if text == "" && member != "k" {
		return nil, fmt.Errorf("the key has no %s", member)
	}
	data, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil {
		return nil, fmt.Errorf("the key's %s is not base64url", member)
	}
	return data, nil
}

func encode(data []byte) string { return base64.RawURLEncoding.EncodeToString(data) }

// fields decodes members, and stops at the first that is wrong.
type fields struct{ err error }

func (f *fields) bytes(member, text string) []byte {
	if f.err != nil {
		return nil
	}
	data, err := decode(member, text)
	f.err = err
	return data
}

func (f *fields) number(member, text string) *big.Int {
	return new(big.Int).SetBytes(f.bytes(member, text))
}

func (j *Key) rsa() (any, error) {
	if len(j.Oth) > 0 {
		return nil, errors.New("RSA keys of more than two primes are not supported")
	}
	var f fields
	n, e := f.number("n", j.N), f.number("e", j.E)
	if f.err != nil {
		return nil, f.err
	}
	if !e.IsInt64() || e.Int64() > 1<<31-1 || e.Int64() < 3 || e.Bit(0) == 0 {
		return nil, errors.New("the key's e must be odd and between 3 and 2147483647")
	}
	if n.Bit(0) == 0 {
		return nil, errors.New("the key's n must be odd")
	}
	public := rsa.PublicKey{N: n, E: int(e.Int64())}
	if j.D == "" {
		return &public, nil
	}
	private := &rsa.PrivateKey{
		PublicKey: public,
		D:         f.number("d", j.D),
		Primes:    []*big.Int{f.number("p", j.P), f.number("q", j.Q)},
	}
	dp, dq, qi := f.number("dp", j.DP), f.number("dq", j.DQ), f.number("qi", j.QI)
	if f.err != nil {
		return nil, f.err
	}
	private.Precompute()
	if err := private.Validate(); err != nil {
		return nil, fmt.Errorf("the key is not a valid RSA key: %w", err)
	}
	// What Go has computed must be what the key says.
	values := private.Precomputed
	if values.Dp == nil || dp.Cmp(values.Dp) != 0 || dq.Cmp(values.Dq) != 0 || qi.Cmp(values.Qinv) != 0 {
		return nil, errors.New("the key's dp, dq or qi is wrong")
	}
	return private, nil
}

func (j *Key) ec() (any, error) {
	curve := Curve(j.Crv)
	if curve == nil {
		return nil, fmt.Errorf("crv %q is not known", j.Crv)
	}
	var f fields
	x, y := f.bytes("x", j.X), f.bytes("y", j.Y)
	if f.err != nil {
		return nil, f.err
	}
	size := (curve.Params().BitSize + 7) / 8
	if len(x) != size || len(y) != size {
		return nil, fmt.Errorf("x and y of a key on %s must have %d bytes", j.Crv, size)
	}
	public, err := ecdsa.ParseUncompressedPublicKey(curve, append(append([]byte{4}, x...), y...))
	if err != nil {
		return nil, fmt.Errorf("the key is not a point on %s", j.Crv)
	}
	if j.D == "" {
		return public, nil
	}
	d := f.bytes("d", j.D)
	if f.err != nil {
		return nil, f.err
	}
	private, err := ecdsa.ParseRawPrivateKey(curve, d)
	if err != nil {
		return nil, fmt.Errorf("the key's d is not a private key on %s", j.Crv)
	}
	if !private.PublicKey.Equal(public) {
		return nil, errors.New("the key's d does not belong to its x and y")
	}
	return private, nil
}

func (j *Key) okp() (any, error) {
	if j.Crv != "Ed25519" && j.Crv != "X25519" {
		return nil, fmt.Errorf("crv %q is not known", j.Crv)
	}
	var f fields
	x := f.bytes("x", j.X)
	if f.err == nil && len(x) != ed25519.PublicKeySize {
		f.err = errors.New("the key's x must have 32 bytes")
	}
	var d []byte
	if j.D != "" {
		if d = f.bytes("d", j.D); f.err == nil && len(d) != ed25519.SeedSize {
			f.err = errors.New("the key's d must have 32 bytes")
		}
	}
	switch {
	case f.err != nil:
		return nil, f.err
	case j.Crv == "X25519":
		return x25519(x, d)
	case d == nil:
		return ed25519.PublicKey(x), nil
	}
	private := ed25519.NewKeyFromSeed(d)
	if !ed25519.PublicKey(x).Equal(private.Public()) {
		return nil, errors.New("the key's d does not belong to its x")
	}
	return private, nil
}

func x25519(x, d []byte) (any, error) {
	public, err := ecdh.X25519().NewPublicKey(x)
	if err != nil || d == nil {
		return public, err
	}
	private, err := ecdh.X25519().NewPrivateKey(d)
	if err != nil {
		return nil, err
	}
	if !private.PublicKey().Equal(public) {
		return nil, errors.New("the key's d does not belong to its x")
	}
	return private, nil
}
