package crypto

import (
	"context"
	"crypto"

	"github.com/dop251/goja"
)

// pair is what crypto.subtle.generateKey makes: a secret key alone, or both.
type pair struct{ secret, public, private *Key }

func (s *subtleCrypto) generateKey(args []goja.Value) goja.Value {
	a, d := s.normalize("generateKey", args[0])
	generate, adopt := a.generate(d), a.adopt(d)
	extractable, usages := args[1].ToBoolean(), s.usagesFrom(args[2])
	allowed := a.usages[Secret] | a.usages[Public] | a.usages[Private]
	if !allowed.has(usages) {
		s.check(fail(syntaxError, "a key of %s can't be used to %s", a.name, (usages &^ allowed).names()[0]))
	}
	if usages&(a.usages[Secret]|a.usages[Private]) == 0 {
		s.check(fail(syntaxError, "a %s key needs a usage", a.name))
	}
	return perform(s.Module, a.costly, func(context.Context) (pair, error) {
		material, err := generate()
		if err != nil {
			return pair{}, err
		}
		material, parameters, err := adopt(material)
		if err != nil {
			return pair{}, err
		}
		key := Key{algorithm: a, parameters: parameters, material: material, extractable: extractable}
		if !a.asymmetric() {
			key.kind, key.usages = Secret, usages
			return pair{secret: &key}, nil
		}
		public := key
		key.kind, key.usages = Private, usages&a.usages[Private]
		public.kind, public.usages, public.extractable = Public, usages&a.usages[Public], true
		public.material = material.(interface{ Public() crypto.PublicKey }).Public()
		return pair{public: &public, private: &key}, nil
	}, s.pairValue)
}

func (s *subtleCrypto) pairValue(p pair) goja.Value {
	if p.secret != nil {
		return s.wrap(p.secret)
	}
	o := s.kit.Object()
	s.kit.Put(o, "publicKey", s.wrap(p.public))
	s.kit.Put(o, "privateKey", s.wrap(p.private))
	return o
}
