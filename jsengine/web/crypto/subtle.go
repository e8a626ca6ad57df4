package crypto

import (
	"context"
	"fmt"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/native"
)

// subtleCrypto is crypto.subtle (https://w3c.github.io/webcrypto/#subtlecrypto-interface).
type subtleCrypto struct{ *Module }

func (m *Module) newSubtleClass() *native.Class[*subtleCrypto] {
	c := native.NewClass[*subtleCrypto](m.kit, "SubtleCrypto", 0, nil, nil)
	// All methods return promises, and what is wrong with their arguments, or this, rejects them.
	method := func(name string, required int, f func(s *subtleCrypto, args []goja.Value) goja.Value) {
		m.kit.Put(c.Prototype, name, m.kit.Function(name, required, func(call goja.FunctionCall) goja.Value {
			return m.kit.Async(func() goja.Value {
				s := c.This(call.This)
				if len(call.Arguments) < required {
					panic(m.kit.TypeError("crypto.subtle.%s needs %d arguments, not %d", name, required, len(call.Arguments)))
				}
				return f(s, call.Arguments)
			})
		}))
	}
	method("digest", 2, (*subtleCrypto).digest)
	method("sign", 3, (*subtleCrypto).sign)
	method("verify", 4, (*subtleCrypto).verify)
	method("encrypt", 3, (*subtleCrypto).encrypt)
	method("decrypt", 3, (*subtleCrypto).decrypt)
	method("deriveBits", 2, (*subtleCrypto).deriveBits)
	method("deriveKey", 5, (*subtleCrypto).deriveKey)
	method("generateKey", 3, (*subtleCrypto).generateKey)
	method("importKey", 5, (*subtleCrypto).importKey)
	method("exportKey", 2, (*subtleCrypto).exportKey)
	method("wrapKey", 4, (*subtleCrypto).wrapKey)
	method("unwrapKey", 7, (*subtleCrypto).unwrapKey)
	return c
}

func (s *subtleCrypto) keyArgument(v goja.Value, what string) *Key {
	key, ok := s.KeyOf(v)
	if !ok {
		panic(s.kit.TypeError("the %s must be a CryptoKey", what))
	}
	return key
}

// allow checks that a key is one of the algorithm's and may be used so.
func (s *subtleCrypto) allow(key *Key, a *algorithm, u usages) {
	switch {
	case key.algorithm != a:
		s.check(fail(invalidAccessError, "the key is one of %s, not of %s", key.algorithm.name, a.name))
	case !key.usages.has(u):
		s.check(fail(invalidAccessError, "the key's usages do not include %s", u.names()[0]))
	}
}

func (s *subtleCrypto) digest(args []goja.Value) goja.Value {
	hash := s.hash(args[0])
	data := s.input(args[1], "the data")
	return perform(s.Module, len(data) > smallInput, func(context.Context) ([]byte, error) {
		h := hash.New()
		h.Write(data)
		return h.Sum(nil), nil
	}, s.buffer)
}

func (s *subtleCrypto) sign(args []goja.Value) goja.Value {
	a, d := s.normalize("sign", args[0])
	run := a.sign(d)
	key, data := s.keyArgument(args[1], "key"), s.input(args[2], "the data")
	s.allow(key, a, sign)
	return perform(s.Module, a.costly || len(data) > smallInput, func(context.Context) ([]byte, error) {
		return run(key, data)
	}, s.buffer)
}

func (s *subtleCrypto) verify(args []goja.Value) goja.Value {
	a, d := s.normalize("verify", args[0])
	run := a.verify(d)
	key := s.keyArgument(args[1], "key")
	signature, data := s.input(args[2], "the signature"), s.input(args[3], "the data")
	s.allow(key, a, verify)
	return perform(s.Module, a.costly || len(data) > smallInput, func(context.Context) (bool, error) {
		return run(key, signature, data), nil
	}, s.boolean)
}

func (s *subtleCrypto) encrypt(args []goja.Value) goja.Value {
	a, d := s.normalize("encrypt", args[0])
	return s.transform(a, a.encrypt(d), args, encrypt)
}

func (s *subtleCrypto) decrypt(args []goja.Value) goja.Value {
	a, d := s.normalize("decrypt", args[0])
	return s.transform(a, a.decrypt(d), args, decrypt)
}

func (s *subtleCrypto) transform(a *algorithm, run transformer, args []goja.Value, u usages) goja.Value {
	key, data := s.keyArgument(args[1], "key"), s.input(args[2], "the data")
	s.allow(key, a, u)
	return perform(s.Module, a.costly || len(data) > smallInput, func(context.Context) ([]byte, error) {
		return run(key, data)
	}, s.buffer)
}

func (s *subtleCrypto) deriveBits(args []goja.Value) goja.Value {
	a, d := s.normalize("deriveBits", args[0])
	run := a.derive(d)
	key := s.keyArgument(args[1], "base key")
	length := noLength
	if len(args) > 2 && !native.IsMissing(args[2]) {
		length = s.integer(args[2], "the length", unsignedLong)
	}
	s.allow(key, a, deriveBits)
	return perform(s.Module, a.costly, func(ctx context.Context) ([]byte, error) { return run(ctx, key, length) }, s.buffer)
}

func (s *subtleCrypto) deriveKey(args []goja.Value) goja.Value {
	a, d := s.normalize("deriveBits", args[0])
	run := a.derive(d)
	base := s.keyArgument(args[1], "base key")
	target, parameters := s.normalize("importKey", args[2])
	if target.keyLength == nil {
		s.check(fail(notSupportedError, "a key of %s can't be derived", target.name))
	}
	length, err := target.keyLength(parameters)
	s.check(err)
	finish := s.importer("raw", target, parameters, args[3].ToBoolean(), s.usagesFrom(args[4]))
	s.allow(base, a, deriveKey)
	return perform(s.Module, a.costly, func(ctx context.Context) (*Key, error) {
		bits, err := run(ctx, base, length)
		if err != nil {
			return nil, err
		}
		return finish(keyData{bytes: bits})
	}, s.keyValue)
}

func (s *subtleCrypto) keyValue(k *Key) goja.Value { return s.wrap(k) }

// format converts a KeyFormat.
func (s *subtleCrypto) format(v goja.Value) string {
	switch format := v.String(); format {
	case "raw", "pkcs8", "spki", "jwk":
		return format
	default:
		panic(s.kit.TypeError("%s is not a KeyFormat: raw, pkcs8, spki and jwk are", fmt.Sprintf("%q", format)))
	}
}
