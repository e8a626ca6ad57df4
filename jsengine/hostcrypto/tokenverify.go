package hostcrypto

import (
	"slices"
	"strings"
	"time"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/hostcrypto/credential"
	"github.com/caddyhbf/hbf/jsengine/native"
)

// smallToken is how long a token is verified on the owner when the key is a secret, in bytes.
const smallToken = 16 << 10

// verifyToken is jwt.verify(token, key, options): a promise of the payload, or, with the option complete, of
// { header, payload, signature }. Without the option algorithms, those that fit the key are accepted.
func (m *Module) verifyToken(args arguments) goja.Value {
	text, options := m.tokenText(args.at(0)), args.at(2)
	key := m.tokenKey(args.at(1), false)
	wanted := m.algorithms(options)
	expected := m.expected(options)
	complete := m.kit.Option(options, "complete").ToBoolean()
	return settle(m, key.cheap && len(text) <= smallToken, func() (*credential.Token, error) {
		key, algorithms, err := key.read()
		if err != nil {
			return nil, err
		}
		if wanted != nil {
			algorithms = slices.DeleteFunc(algorithms, func(a string) bool { return !slices.Contains(wanted, a) })
		}
		token, err := credential.VerifyToken(text, algorithms, key)
		if err != nil {
			return nil, err
		}
		return token, token.Check(expected)
	}, func(token *credential.Token) goja.Value { return m.tokenValue(token, complete) })
}

func (m *Module) tokenText(v goja.Value) string {
	switch {
	case native.IsMissing(v) || isString(v) && v.String() == "":
		panic(m.tokenError(&credential.TokenError{Name: "JsonWebTokenError", Message: "jwt must be provided"}))
	case !isString(v):
		panic(m.tokenError(&credential.TokenError{Name: "JsonWebTokenError", Message: "jwt must be a string"}))
	}
	return native.Text(v)
}

// algorithms reads the option: nil if it is missing. A name that nothing can be verified with is a mistake.
func (m *Module) algorithms(options goja.Value) []string {
	v := m.kit.Option(options, "algorithms")
	if goja.IsUndefined(v) {
		return nil
	}
	if isString(v) {
		panic(m.kit.TypeError("the option algorithms must be an array"))
	}
	names := m.texts(v, "the option algorithms")
	for _, name := range names {
		if !slices.Contains(credential.AllAlgorithms(), name) {
			panic(m.kit.TypeError("the option algorithms: %q is none of %s", name, strings.Join(credential.AllAlgorithms(), ", ")))
		}
	}
	return names
}

func (m *Module) expected(options goja.Value) credential.Expected {
	e := credential.Expected{
		Audience: m.texts(m.kit.Option(options, "audience"), "the option audience"),
		Issuer:   m.texts(m.kit.Option(options, "issuer"), "the option issuer"),
		Subject:  m.optionalText(options, "subject"),
		ID:       m.optionalText(options, "jwtid"),
		Now:      time.Now(),
		Expired:  m.kit.Option(options, "ignoreExpiration").ToBoolean(),
	}
	for name, target := range map[string]*time.Duration{"clockTolerance": &e.Tolerance, "maxAge": &e.MaxAge} {
		if v := m.kit.Option(options, name); !goja.IsUndefined(v) {
			if *target = m.duration(v, name); *target < 0 {
				panic(m.kit.TypeError("the option %s must not be negative", name))
			}
		}
	}
	if v := m.kit.Option(options, "clockTimestamp"); !goja.IsUndefined(v) {
		e.Now = time.Unix(m.integer(v, "the option clockTimestamp", 0, 1<<40), 0)
	}
	return e
}

func (m *Module) tokenValue(token *credential.Token, complete bool) goja.Value {
	payload := m.kit.ParseJSON(string(token.Payload))
	if !complete {
		return payload
	}
	o := m.kit.Object()
	m.kit.Put(o, "header", m.kit.ParseJSON(string(token.Header)))
	m.kit.Put(o, "payload", payload)
	m.kit.Put(o, "signature", m.kit.VM.ToValue(token.Signature))
	return o
}

// decodeToken is jwt.decode(token, { complete }): what the token says, not verified, so that nothing may be believed of it.
// It is null for what is no token.
func (m *Module) decodeToken(args arguments) goja.Value {
	if !isString(args.at(0)) {
		return goja.Null()
	}
	token, err := credential.ReadToken(native.Text(args.at(0)))
	if err != nil {
		return goja.Null()
	}
	return m.tokenValue(token, m.kit.Option(args.at(1), "complete").ToBoolean())
}
