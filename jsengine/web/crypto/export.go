package crypto

import (
	"context"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/x509"
	"encoding/json"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/web/crypto/jwk"
)

func (s *subtleCrypto) exportKey(args []goja.Value) goja.Value {
	format, key := s.format(args[0]), s.keyArgument(args[1], "key")
	data, err := key.export(format)
	s.check(err)
	if data.jwk != nil {
		return s.jwkValue(data.jwk)
	}
	return s.buffer(data.bytes)
}

// export writes the key, if it is extractable, in a format.
func (k *Key) export(format string) (keyData, error) {
	switch {
	case k.algorithm.keyType == "":
		return keyData{}, fail(notSupportedError, "keys of %s can't be exported", k.algorithm.name)
	case !k.extractable:
		return keyData{}, fail(invalidAccessError, "the key is not extractable")
	case format == "jwk":
		j, err := k.jwk()
		return keyData{jwk: j}, err
	}
	data, err := k.encoded(format)
	return keyData{bytes: data}, err
}

func (k *Key) encoded(format string) ([]byte, error) {
	switch {
	case format == "raw" && k.kind == Secret:
		return append([]byte(nil), k.material.([]byte)...), nil
	case k.kind == Secret, format == "raw" && k.algorithm.keyType == "RSA":
		return nil, fail(notSupportedError, "keys of %s have no format %s", k.algorithm.name, format)
	case format == "pkcs8" && k.kind == Private:
		return x509.MarshalPKCS8PrivateKey(k.material)
	case format == "spki" && k.kind == Public:
		return x509.MarshalPKIXPublicKey(k.material)
	case format == "raw" && k.kind == Public:
		switch key := k.material.(type) {
		case *ecdsa.PublicKey:
			return key.Bytes()
		case ed25519.PublicKey:
			return append([]byte(nil), key...), nil
		case *ecdh.PublicKey:
			return key.Bytes(), nil
		}
	}
	return nil, fail(invalidAccessError, "a %s key has no format %s", k.kind, format)
}

func (k *Key) jwk() (*jwk.Key, error) {
	j, err := jwk.Of(k.material)
	if err != nil {
		return nil, err
	}
	if k.algorithm.alg != nil && j.Kty != "EC" { // there, crv says it
		j.Alg = k.algorithm.alg(k.parameters)[0]
	}
	j.KeyOps, j.Ext = k.usages.names(), &k.extractable
	return j, nil
}

// jwkValue makes an object of a JSON Web Key.
func (s *subtleCrypto) jwkValue(j *jwk.Key) goja.Value {
	o := s.kit.Object()
	text := func(name, value string) {
		if value != "" {
			s.kit.Put(o, name, s.kit.VM.ToValue(value))
		}
	}
	ops := make([]any, len(j.KeyOps))
	for i, name := range j.KeyOps {
		ops[i] = name
	}
	s.kit.Put(o, "key_ops", s.kit.VM.NewArray(ops...))
	s.kit.Put(o, "ext", s.kit.VM.ToValue(*j.Ext))
	text("kty", j.Kty)
	text("alg", j.Alg)
	text("crv", j.Crv)
	text("x", j.X)
	text("y", j.Y)
	text("n", j.N)
	text("e", j.E)
	text("d", j.D)
	text("p", j.P)
	text("q", j.Q)
	text("dp", j.DP)
	text("dq", j.DQ)
	text("qi", j.QI)
	text("k", j.K)
	return o
}

func (s *subtleCrypto) wrapKey(args []goja.Value) goja.Value {
	format, key, by := s.format(args[0]), s.keyArgument(args[1], "key"), s.keyArgument(args[2], "wrapping key")
	a, d := s.normalize("encrypt", args[3])
	run := a.encrypt(d)
	s.allow(by, a, wrapKey)
	data, err := key.export(format)
	s.check(err)
	return perform(s.Module, a.costly, func(context.Context) ([]byte, error) {
		text := data.bytes
		if data.jwk != nil {
			var err error
			if text, err = json.Marshal(data.jwk); err != nil {
				return nil, err
			}
		}
		return run(by, text)
	}, s.buffer)
}

func (s *subtleCrypto) unwrapKey(args []goja.Value) goja.Value {
	format, wrapped, by := s.format(args[0]), s.input(args[1], "the wrapped key"), s.keyArgument(args[2], "unwrapping key")
	a, d := s.normalize("decrypt", args[3])
	run := a.decrypt(d)
	target, parameters := s.normalize("importKey", args[4])
	finish := s.importer(format, target, parameters, args[5].ToBoolean(), s.usagesFrom(args[6]))
	s.allow(by, a, unwrapKey)
	costly := a.costly || target.asymmetric() || len(wrapped) > smallInput
	return perform(s.Module, costly, func(context.Context) (*Key, error) {
		text, err := run(by, wrapped)
		if err != nil {
			return nil, err
		}
		data := keyData{bytes: text}
		if format == "jwk" {
			if data.jwk, err = jwkParsed(text); err != nil {
				return nil, err
			}
		}
		return finish(data)
	}, s.keyValue)
}
