package hostcrypto

import (
	"context"
	"errors"
	"math"
	"time"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/hostcrypto/credential"
	"github.com/caddyhbf/hbf/jsengine/loop"
	"github.com/caddyhbf/hbf/jsengine/native"
)

// signToken is jwt.sign(payload, key, options). As with the npm package jsonwebtoken, the payload gets iat, and exp, nbf,
// iss, sub, aud and jti from the options.
func (m *Module) signToken(args arguments) goja.Value {
	payload, options := m.payload(args.at(0)), args.at(2)
	key := m.tokenKey(args.at(1), true)
	m.addClaims(payload, options)
	wanted := m.optionalText(options, "algorithm")
	header := m.header(options)
	claims := m.kit.JSON(payload).String()
	return settle(m, key.cheap, func() (string, error) {
		key, algorithms, err := key.read()
		if err != nil {
			return "", err
		}
		if !credential.IsPrivate(key) {
			return "", errors.New("signing needs a secret or a private key, and this one is public")
		}
		alg, err := choose(wanted, algorithms)
		if err != nil {
			return "", err
		}
		head, err := header(alg)
		if err != nil {
			return "", err
		}
		return credential.SignToken(alg, head, []byte(claims), key)
	}, func(token string) goja.Value { return m.kit.VM.ToValue(token) })
}

// settle does what is cheap at once, and gives a promise of the rest.
func settle[T any](m *Module, cheap bool, work func() (T, error), value func(T) goja.Value) goja.Value {
	if !cheap {
		return loop.Promise(m.loop, m.kit, func(context.Context) (T, error) { return work() }, value, m.tokenError)
	}
	result, err := work()
	if err != nil {
		panic(m.tokenError(err))
	}
	return value(result)
}

// payload copies a payload as JSON has it.
func (m *Module) payload(v goja.Value) *goja.Object {
	if _, ok := v.(*goja.Object); ok {
		if text := m.kit.JSON(v); isString(text) && text.String()[0] == '{' {
			o := m.kit.ParseJSON(text.String()).(*goja.Object)
			native.Check(o.SetPrototype(nil)) // only what is its own counts
			return o
		}
	}
	panic(m.kit.TypeError("the payload must be a plain object"))
}

func (m *Module) addClaims(payload *goja.Object, options goja.Value) {
	now := math.Floor(float64(time.Now().UnixMilli()) / 1000)
	if v := payload.Get("iat"); v != nil {
		if !isNumber(v) {
			panic(m.kit.TypeError("the payload's iat must be a number"))
		}
		now = v.ToFloat()
	}
	if m.kit.Option(options, "noTimestamp").ToBoolean() {
		native.Check(payload.Delete("iat"))
	} else {
		m.kit.Put(payload, "iat", m.kit.VM.ToValue(now))
	}
	for _, c := range []struct{ option, claim string }{{"notBefore", "nbf"}, {"expiresIn", "exp"}} {
		if v := payload.Get(c.claim); v != nil && !isNumber(v) {
			panic(m.kit.TypeError("the payload's %s must be a number", c.claim))
		}
		if v := m.kit.Option(options, c.option); !goja.IsUndefined(v) {
			m.refuseTwice(payload, c.option, c.claim)
			m.kit.Put(payload, c.claim, m.kit.VM.ToValue(math.Floor(now+m.duration(v, c.option).Seconds())))
		}
	}
	if v := m.kit.Option(options, "audience"); !goja.IsUndefined(v) {
		m.refuseTwice(payload, "audience", "aud")
		if texts := m.texts(v, "the option audience"); isString(v) {
			m.kit.Put(payload, "aud", m.kit.VM.ToValue(texts[0]))
		} else {
			all := make([]any, len(texts))
			for i, text := range texts {
				all[i] = text
			}
			m.kit.Put(payload, "aud", m.kit.VM.NewArray(all...))
		}
	}
	for _, c := range []struct{ option, claim string }{{"issuer", "iss"}, {"subject", "sub"}, {"jwtid", "jti"}} {
		if v := m.kit.Option(options, c.option); !goja.IsUndefined(v) {
			m.refuseTwice(payload, c.option, c.claim)
			m.kit.Put(payload, c.claim, m.kit.VM.ToValue(m.text(v, "the option "+c.option)))
		}
	}
}

func (m *Module) refuseTwice(payload *goja.Object, option, claim string) {
	if payload.Get(claim) != nil {
		panic(m.kit.TypeError("the option %s can't be used, since the payload already has %s", option, claim))
	}
}

// duration takes a number of seconds, or a text such as "15m".
func (m *Module) duration(v goja.Value, option string) time.Duration {
	var d time.Duration
	var err error
	switch {
	case isNumber(v):
		d, err = credential.Seconds(v.ToFloat())
	case isString(v):
		d, err = credential.ParseDuration(native.Text(v))
	default:
		err = errors.New(`it must be a number of seconds or a string such as "15m"`)
	}
	if err != nil {
		panic(m.kit.TypeError("the option %s: %v", option, err))
	}
	return d
}

// header gives what makes the header's JSON, once the algorithm is known. The app can add to it with the option header, but
// not change the algorithm.
func (m *Module) header(options goja.Value) func(alg string) ([]byte, error) {
	extra := m.kit.Object()
	m.kit.Put(extra, "typ", m.kit.VM.ToValue("JWT"))
	m.kit.Put(extra, "kid", goja.Undefined()) // it comes second, if it comes
	if kid := m.optionalText(options, "keyid"); kid != "" {
		m.kit.Put(extra, "kid", m.kit.VM.ToValue(kid))
	}
	given := m.kit.Option(options, "header")
	wanted := ""
	if !goja.IsUndefined(given) {
		fields := m.payload(given)
		for _, name := range fields.Keys() {
			if name == "alg" {
				wanted = fields.Get(name).String()
				continue
			}
			m.kit.Put(extra, name, fields.Get(name))
		}
	}
	text := m.kit.JSON(extra).String()
	return func(alg string) ([]byte, error) {
		if wanted != "" && wanted != alg {
			return nil, errors.New("the header's alg is not the algorithm that the token is signed with")
		}
		return []byte(`{"alg":"` + alg + `",` + text[1:]), nil
	}
}
