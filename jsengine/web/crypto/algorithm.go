package crypto

import (
	"context"
	"crypto"
	"strings"

	"github.com/dop251/goja"
)

// algorithm is one that SubtleCrypto knows. An operation that it does not have is nil.
//
// An operation is in two halves. The first, given here, runs on the owner, takes the parameters from what the app gave
// and throws where they are wrong. It returns the second, which knows no JavaScript and may run on any goroutine.
type algorithm struct {
	name string

	sign    func(*dictionary) signer
	verify  func(*dictionary) verifier
	encrypt func(*dictionary) transformer
	decrypt func(*dictionary) transformer
	derive  func(*dictionary) deriver

	// generate makes a secret, or a private key.
	generate func(*dictionary) generator
	// adopt checks that a key that was read, or made, is one of the algorithm's, and gives its parameters. The material
	// is a rawPublic when a public key was given in the format raw; adopt gives what it stands for.
	adopt func(*dictionary) adopter
	// keyLength gives how many bits a derived key shall have, or noLength for whatever there is.
	keyLength func(*dictionary) (int, error)
	// alg is what JSON Web Keys may call the algorithm with these parameters, the usual name first; nil where they may
	// say anything.
	alg func(parameters) []string

	usages  map[Kind]usages // what each kind of key may be used for
	keyType string          // the kty of JSON Web Keys; "" where keys are imported as raw secrets only and never exported
	costly  bool            // every use of a key takes long enough to leave the owner
}

type (
	signer      func(key *Key, data []byte) ([]byte, error)
	verifier    func(key *Key, signature, data []byte) bool
	transformer func(key *Key, data []byte) ([]byte, error)
	deriver     func(ctx context.Context, key *Key, length int) ([]byte, error)
	generator   func() (material any, err error)
	adopter     func(material any) (any, parameters, error)
)

// noLength is null where a number of bits could be.
const noLength = -1

// algorithms are those whose keys there are, by name in lower case.
func algorithms() map[string]*algorithm {
	byName := make(map[string]*algorithm)
	for _, family := range [][]*algorithm{hmacAlgorithms(), aesAlgorithms(), derivations(), rsaAlgorithms(), ecAlgorithms(), edwardsAlgorithms()} {
		for _, a := range family {
			byName[strings.ToLower(a.name)] = a
		}
	}
	return byName
}

// operations select the operation of an algorithm, to find out whether it has it.
var operations = map[string]func(*algorithm) bool{
	"sign":           func(a *algorithm) bool { return a.sign != nil },
	"verify":         func(a *algorithm) bool { return a.verify != nil },
	"encrypt":        func(a *algorithm) bool { return a.encrypt != nil },
	"decrypt":        func(a *algorithm) bool { return a.decrypt != nil },
	"deriveBits":     func(a *algorithm) bool { return a.derive != nil },
	"generateKey":    func(a *algorithm) bool { return a.generate != nil },
	"importKey":      func(a *algorithm) bool { return a.adopt != nil },
	"get key length": func(a *algorithm) bool { return a.keyLength != nil },
}

// normalize gives the algorithm that the app names for an operation, and the dictionary of its parameters
// (https://w3c.github.io/webcrypto/#algorithm-normalization-normalize-an-algorithm).
func (m *Module) normalize(operation string, v goja.Value) (*algorithm, *dictionary) {
	d := m.identifier(v)
	a := m.algorithms[strings.ToLower(d.name)]
	if a == nil || !operations[operation](a) {
		panic(m.exception(fail(notSupportedError, "%q is not an algorithm that has the operation %s", d.name, operation)))
	}
	d.name = a.name
	return a, d
}

// identifier reads an AlgorithmIdentifier: a name, or an object with a name.
func (m *Module) identifier(v goja.Value) *dictionary {
	o, ok := v.(*goja.Object)
	if !ok {
		return &dictionary{m: m, name: v.String()}
	}
	d := &dictionary{m: m, o: o, name: "Algorithm"}
	d.name = d.required("name").String()
	return d
}

// hashes are the digest algorithms by name in lower case.
var hashes = map[string]crypto.Hash{
	"sha-1":   crypto.SHA1,
	"sha-256": crypto.SHA256,
	"sha-384": crypto.SHA384,
	"sha-512": crypto.SHA512,
}

func (m *Module) hash(v goja.Value) crypto.Hash {
	name := m.identifier(v).name
	hash, ok := hashes[strings.ToLower(name)]
	if !ok {
		panic(m.exception(fail(notSupportedError, "%q is not a hash algorithm: SHA-1, SHA-256, SHA-384 and SHA-512 are", name)))
	}
	return hash
}

// rawPublic are the bytes of a public key in the format raw, of which only the algorithm knows what they are.
type rawPublic []byte

// asymmetric reports whether keys are pairs.
func (a *algorithm) asymmetric() bool { return a.usages[Secret] == 0 }

// use is what the member use of a JSON Web Key must be, where there is one.
func (a *algorithm) use() string {
	if (a.usages[Secret] | a.usages[Private]).has(sign) {
		return "sig"
	}
	return "enc"
}
