package credential

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"strings"
)

// Algorithms are those of RFC 7518 and RFC 8037 that a key signs with or is verified with: []byte with HS256, HS384 and
// HS512, RSA keys with RS256 to RS512 and PS256 to PS512, *ecdsa keys with the one of their curve, ed25519 keys with
// EdDSA. It is never "none".
func Algorithms(key any) []string {
	switch key := Public(key).(type) {
	case []byte:
		if len(key) > 0 {
			return []string{"HS256", "HS384", "HS512"}
		}
	case *rsa.PublicKey:
		return []string{"RS256", "RS384", "RS512", "PS256", "PS384", "PS512"}
	case *ecdsa.PublicKey:
		switch key.Params().Name {
		case "P-256":
			return []string{"ES256"}
		case "P-384":
			return []string{"ES384"}
		case "P-521":
			return []string{"ES512"}
		}
	case ed25519.PublicKey:
		return []string{"EdDSA"}
	}
	return nil
}

// AllAlgorithms are the algorithms of any key.
func AllAlgorithms() []string {
	return []string{"HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"}
}

// Public gives the public key of a private one, and any other key as it is.
func Public(key any) any {
	if private, ok := key.(interface{ Public() crypto.PublicKey }); ok {
		return private.Public()
	}
	return key
}

// IsPrivate reports whether a key can sign.
func IsPrivate(key any) bool {
	_, secret := key.([]byte)
	_, private := key.(crypto.Signer)
	return secret || private
}

// IsPEM reports whether a text is meant as PEM rather than as a secret.
func IsPEM(text string) bool { return strings.Contains(text, "-----BEGIN ") }

// ParsePEM reads the first private or public key, or the public key of the first certificate, in a PEM text.
func ParsePEM(text string) (any, error) {
	for rest := []byte(text); ; {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			return nil, errors.New("there is no key in the PEM text")
		}
		switch block.Type {
		case "PRIVATE KEY":
			return x509.ParsePKCS8PrivateKey(block.Bytes)
		case "RSA PRIVATE KEY":
			return x509.ParsePKCS1PrivateKey(block.Bytes)
		case "EC PRIVATE KEY":
			return x509.ParseECPrivateKey(block.Bytes)
		case "PUBLIC KEY":
			return x509.ParsePKIXPublicKey(block.Bytes)
		case "RSA PUBLIC KEY":
			return x509.ParsePKCS1PublicKey(block.Bytes)
		case "CERTIFICATE":
			certificate, err := x509.ParseCertificate(block.Bytes)
			if err != nil {
				return nil, err
			}
			return certificate.PublicKey, nil
		case "EC PARAMETERS":
			// openssl writes them before the key, which says them again.
		default:
			return nil, fmt.Errorf("a PEM block of type %q holds no key that can be used", block.Type)
		}
	}
}
