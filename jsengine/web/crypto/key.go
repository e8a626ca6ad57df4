package crypto

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	"math/big"

	"github.com/dop251/goja"
)

// Kind says which part of an algorithm's key a key is.
type Kind string

// The kinds of keys, as CryptoKey.type names them.
const (
	Secret  Kind = "secret"
	Public  Kind = "public"
	Private Kind = "private"
)

// Key is the Go side of a CryptoKey. It does not change, so that any goroutine may use it.
type Key struct {
	algorithm   *algorithm
	parameters  parameters
	kind        Kind
	extractable bool
	usages      usages
	material    any

	// What JavaScript has seen of it, made when it is first asked for. It is the owner's.
	algorithmObject, usagesObject *goja.Object
}

// parameters are what a key's algorithm says beside its name.
type parameters struct {
	hash   crypto.Hash // of HMAC and RSA
	length int         // of HMAC and AES, in bits
	curve  string      // of ECDSA and ECDH
}

// Algorithm is the name of the key's algorithm, such as "HMAC" or "RSA-PSS".
func (k *Key) Algorithm() string { return k.algorithm.name }

// Hash is the hash function that the key is bound to, 0 for none.
func (k *Key) Hash() crypto.Hash { return k.parameters.hash }

// Kind says which part of an algorithm's key the key is.
func (k *Key) Kind() Kind { return k.kind }

// MaySign reports whether the app may sign with the key.
func (k *Key) MaySign() bool { return k.usages.has(sign) }

// MayVerify reports whether the app may verify signatures with the key.
func (k *Key) MayVerify() bool { return k.usages.has(verify) }

// Material is the key itself: what [jwk.Key.Material] gives. It is for use within the host, whether the key is
// extractable or not, and must not be changed.
func (k *Key) Material() any { return k.material }

// KeyOf gives the Go side of a CryptoKey.
func (m *Module) KeyOf(v goja.Value) (*Key, bool) { return m.key().Of(v) }

func (m *Module) wrap(k *Key) *goja.Object { return m.key().Wrap(k) }

func (m *Module) usagesOf(k *Key) goja.Value {
	if k.usagesObject == nil {
		var names []any
		for _, name := range k.usages.names() {
			names = append(names, name)
		}
		k.usagesObject = m.kit.VM.NewArray(names...)
	}
	return k.usagesObject
}

func (m *Module) algorithmOf(k *Key) goja.Value {
	if k.algorithmObject != nil {
		return k.algorithmObject
	}
	o := m.kit.Object()
	put := func(name string, v any) { m.kit.Put(o, name, m.kit.VM.ToValue(v)) }
	put("name", k.algorithm.name)
	if public := publicRSA(k.material); public != nil {
		put("modulusLength", public.N.BitLen())
		put("publicExponent", m.kit.Uint8Array(big.NewInt(int64(public.E)).Bytes()))
	}
	if k.parameters.length != 0 {
		put("length", k.parameters.length)
	}
	if k.parameters.curve != "" {
		put("namedCurve", k.parameters.curve)
	}
	if k.parameters.hash != 0 {
		hash := m.kit.Object()
		m.kit.Put(hash, "name", m.kit.VM.ToValue(k.parameters.hash.String()))
		put("hash", hash)
	}
	k.algorithmObject = o
	return o
}

// publicRSA gives the public part of an RSA key; nil for any other.
func publicRSA(material any) *rsa.PublicKey {
	switch key := material.(type) {
	case *rsa.PublicKey:
		return key
	case *rsa.PrivateKey:
		return &key.PublicKey
	}
	return nil
}

// publicEC gives the public part of a key on a NIST curve; nil for any other.
func publicEC(material any) *ecdsa.PublicKey {
	switch key := material.(type) {
	case *ecdsa.PublicKey:
		return key
	case *ecdsa.PrivateKey:
		return &key.PublicKey
	}
	return nil
}
