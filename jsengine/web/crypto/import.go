package crypto

import (
	"context"
	"crypto/x509"
	"encoding/json"
	"slices"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/web/crypto/jwk"
)

// keyData is a key as it is imported or exported: a JSON Web Key, or bytes in any other format.
type keyData struct {
	jwk   *jwk.Key
	bytes []byte
}

func (s *subtleCrypto) importKey(args []goja.Value) goja.Value {
	format := s.format(args[0])
	var data keyData
	if format == "jwk" {
		o, ok := args[1].(*goja.Object)
		if _, isSource := s.kit.Bytes(args[1]); !ok || isSource {
			panic(s.kit.TypeError("the key data must be a JSON Web Key"))
		}
		data.jwk = s.jwkFrom(o)
	} else {
		data.bytes = s.input(args[1], "the key data")
	}
	a, d := s.normalize("importKey", args[2])
	finish := s.importer(format, a, d, args[3].ToBoolean(), s.usagesFrom(args[4]))
	return perform(s.Module, a.keyType != "oct" && a.keyType != "", func(context.Context) (*Key, error) { return finish(data) }, s.keyValue)
}

// importer gives what makes a key of data, which may run on any goroutine.
func (s *subtleCrypto) importer(format string, a *algorithm, d *dictionary, extractable bool, usages usages) func(keyData) (*Key, error) {
	adopt := a.adopt(d)
	return func(data keyData) (*Key, error) {
		kind, err := a.kindOf(format, data)
		if err != nil {
			return nil, err
		}
		if allowed := a.usages[kind]; !allowed.has(usages) {
			return nil, fail(syntaxError, "a %s key of %s can't be used to %s", kind, a.name, (usages &^ allowed).names()[0])
		}
		if a.keyType == "" && extractable {
			return nil, fail(syntaxError, "a key of %s can't be extractable", a.name)
		}
		material, err := a.read(format, data, extractable, usages)
		if err != nil {
			return nil, err
		}
		material, parameters, err := adopt(material)
		if err != nil {
			return nil, err
		}
		if data.jwk != nil && data.jwk.Alg != "" && a.alg != nil && !slices.Contains(a.alg(parameters), data.jwk.Alg) {
			return nil, fail(dataError, "the key's alg is %q, not %q", data.jwk.Alg, a.alg(parameters)[0])
		}
		if kind != Public && usages == 0 {
			return nil, fail(syntaxError, "a %s key needs a usage", kind)
		}
		return &Key{algorithm: a, parameters: parameters, kind: kind, extractable: extractable, usages: usages, material: material}, nil
	}
}

// kindOf tells what kind of key data is to be, and whether the algorithm knows the format.
func (a *algorithm) kindOf(format string, data keyData) (Kind, error) {
	switch {
	case format == "raw" && !a.asymmetric():
		return Secret, nil
	case format == "raw" && a.keyType != "RSA", format == "spki" && a.asymmetric():
		return Public, nil
	case format == "pkcs8" && a.asymmetric():
		return Private, nil
	case format == "jwk" && a.keyType != "":
		switch {
		case data.jwk.Kty != a.keyType:
			return "", fail(dataError, "the key's kty is %q, not %q", data.jwk.Kty, a.keyType)
		case !a.asymmetric():
			return Secret, nil
		case data.jwk.D != "":
			return Private, nil
		}
		return Public, nil
	}
	return "", fail(notSupportedError, "keys of %s have no format %s", a.name, format)
}

// read gives the material of a key.
func (a *algorithm) read(format string, data keyData, extractable bool, usages usages) (material any, err error) {
	switch format {
	case "raw":
		if a.asymmetric() {
			return rawPublic(data.bytes), nil
		}
		return data.bytes, nil
	case "spki":
		material, err = x509.ParsePKIXPublicKey(data.bytes)
	case "pkcs8":
		material, err = x509.ParsePKCS8PrivateKey(data.bytes)
	case "jwk":
		if err := a.allows(data.jwk, extractable, usages); err != nil {
			return nil, err
		}
		material, err = data.jwk.Material()
	}
	if err != nil {
		return nil, fail(dataError, "the key can't be read: %v", err)
	}
	return material, nil
}

// allows checks that what a JSON Web Key says of its use agrees with what the app wants to do with it.
func (a *algorithm) allows(j *jwk.Key, extractable bool, wanted usages) error {
	if wanted != 0 && j.Use != "" && j.Use != a.use() {
		return fail(dataError, "the key's use is %q, not %q", j.Use, a.use())
	}
	if j.KeyOps != nil {
		var all usages
		for i, name := range j.KeyOps {
			if slices.Contains(j.KeyOps[:min(i, len(usageNames))], name) {
				return fail(dataError, "the key's key_ops have %q twice", name)
			}
			all |= usageOf(name)
		}
		if !all.has(wanted) {
			return fail(dataError, "the key's key_ops do not include %s", (wanted &^ all).names()[0])
		}
	}
	if j.Ext != nil && !*j.Ext && extractable {
		return fail(dataError, "the key says that it is not extractable (ext)")
	}
	return nil
}

// jwkFrom converts a JsonWebKey dictionary.
func (s *subtleCrypto) jwkFrom(o *goja.Object) *jwk.Key {
	var j jwk.Key
	for name, target := range map[string]*string{
		"kty": &j.Kty, "use": &j.Use, "alg": &j.Alg, "crv": &j.Crv, "x": &j.X, "y": &j.Y, "d": &j.D, "n": &j.N, "e": &j.E,
		"p": &j.P, "q": &j.Q, "dp": &j.DP, "dq": &j.DQ, "qi": &j.QI, "k": &j.K,
	} {
		if v := o.Get(name); v != nil && !goja.IsUndefined(v) {
			*target = v.String()
		}
	}
	if v := o.Get("ext"); v != nil && !goja.IsUndefined(v) {
		ext := v.ToBoolean()
		j.Ext = &ext
	}
	if v := o.Get("key_ops"); v != nil && !goja.IsUndefined(v) {
		j.KeyOps = []string{}
		s.kit.Iterate(v, func(v goja.Value) bool {
			j.KeyOps = append(j.KeyOps, v.String())
			return len(j.KeyOps) <= 4*len(usageNames)
		})
	}
	if v := o.Get("oth"); v != nil && !goja.IsUndefined(v) {
		j.Oth = []any{nil}
	}
	return &j
}

// jwkParsed reads the JSON of a JSON Web Key.
func jwkParsed(text []byte) (*jwk.Key, error) {
	var j jwk.Key
	if err := json.Unmarshal(text, &j); err != nil {
		return nil, fail(dataError, "the key is no JSON Web Key")
	}
	return &j, nil
}
