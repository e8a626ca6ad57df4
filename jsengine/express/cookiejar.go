package express

import (
	"strings"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/express/httpvalue"
	"github.com/caddyhbf/hbf/jsengine/hostcrypto/credential"
)

// cookieJar is what a request has of cookies. As with the npm package cookie-parser, those that are signed are apart
// from the others as soon as there is a secret, and a value that begins with "j:" is JSON.
type cookieJar struct {
	cookies, signed goja.Value // nil while they were not asked for
	replaced        bool       // the app has put something else in the place of req.cookies
	hidden          bool       // req.cookies is undefined when it is read next
	secret          goja.Value // what req.secret was set to; nil while it wasn't
	secrets         []string   // of cookieParser, the newest first
}

// defineCookieJar defines how cookies of the request are read.
func (m *Module) defineCookieJar(p *goja.Object) {
	m.accessor(p, "cookies", func(x *Exchange) goja.Value {
		if x.jar.hidden && !x.jar.replaced { // else the package cookie-parser would leave the request to others
			x.jar.hidden = false
			return goja.Undefined()
		}
		if x.jar.cookies == nil {
			m.readCookies(x)
		}
		return x.jar.cookies
	}, func(x *Exchange, v goja.Value) { x.jar.cookies, x.jar.replaced = v, true })
	m.accessor(p, "signedCookies", func(x *Exchange) goja.Value {
		if x.jar.signed == nil {
			m.readCookies(x)
		}
		return x.jar.signed
	}, func(x *Exchange, v goja.Value) { x.jar.signed = v })
	m.accessor(p, "secret", func(x *Exchange) goja.Value {
		if x.jar.secret != nil {
			return x.jar.secret
		}
		if secrets := m.cookieSecrets(x); len(secrets) > 0 {
			return m.vm.ToValue(secrets[0])
		}
		return goja.Undefined()
	}, func(x *Exchange, v goja.Value) { x.jar.renew(v, nil) })
}

// renew takes other secrets, and forgets what was read with the ones before.
func (j *cookieJar) renew(secret goja.Value, secrets []string) {
	j.secret, j.secrets, j.signed = secret, secrets, nil
	if !j.replaced {
		j.cookies = nil
	}
}

// newCookieParser is cookieParser(secret | secrets): middleware that gives a request the secrets of its cookies.
func (m *Module) newCookieParser(c goja.FunctionCall) goja.Value {
	if !isUndefined(option(c.Argument(1), "decode")) {
		m.throwType("cookieParser has no option decode: values are decoded by decodeURIComponent")
	}
	secrets := m.secretTexts(c.Argument(0), "the secret of cookieParser")
	return m.newMiddleware("cookieParser", func(x *Exchange) (err goja.Value, done bool) {
		if len(secrets) > 0 {
			x.jar.renew(nil, secrets)
		}
		return nil, true
	})
}

// cookieSecrets are those of cookieParser, else req.secret, else the setting 'cookie secret'.
func (m *Module) cookieSecrets(x *Exchange) []string {
	switch j := &x.jar; {
	case j.secrets != nil:
		return j.secrets
	case j.secret != nil:
		return m.secretTexts(j.secret, "req.secret")
	}
	return m.secretTexts(x.settings().Get("cookie secret"), "the setting 'cookie secret'")
}

// secretTexts reads a secret or an array of them; none if it is missing or empty, as an empty one would let anybody sign.
func (m *Module) secretTexts(v goja.Value, what string) (secrets []string) {
	if !isTrue(v) {
		return nil
	}
	list, isList := asArray(v)
	if !isList {
		list = []goja.Value{v}
	}
	for _, secret := range list {
		if !goja.IsString(secret) || secret.String() == "" {
			m.throwType("%s must be a string that is not empty, or an array of such", what)
		}
		secrets = append(secrets, secret.String())
	}
	return secrets
}

// readCookies makes what req.cookies and req.signedCookies give. A signed cookie that none of the secrets has signed is
// false.
func (m *Module) readCookies(x *Exchange) {
	secrets := m.cookieSecrets(x)
	cookies, signed := m.vm.CreateObject(nil), m.vm.CreateObject(nil)
	for _, c := range httpvalue.ParseCookies(x.requestHeader("cookie")) {
		text, isSigned := strings.CutPrefix(c.Value, "s:")
		if len(secrets) == 0 || !isSigned {
			m.check(cookies.Set(c.Name, m.cookieValue(c.Value)))
			continue
		}
		v := m.vm.ToValue(false)
		if value, ok := credential.UnsignCookie(text, secrets...); ok {
			v = m.cookieValue(value)
		}
		m.check(signed.Set(c.Name, v))
	}
	if !x.jar.replaced {
		x.jar.cookies = cookies
	}
	if x.jar.signed == nil {
		x.jar.signed = signed
	}
}

// cookieValue gives the value that res.cookie was given: what is no JSON after all stays text.
func (m *Module) cookieValue(text string) (v goja.Value) {
	data, isJSON := strings.CutPrefix(text, "j:")
	if !isJSON || m.vm.Try(func() { v = m.kit.ParseJSON(data) }) != nil {
		return m.vm.ToValue(text)
	}
	return v
}

// signCookie signs a value that res.cookie sends.
func (m *Module) signCookie(x *Exchange, value string) string {
	secrets := m.cookieSecrets(x)
	if len(secrets) == 0 {
		m.throw(m.js.errorCtor, `cookieParser("secret") required for signed cookies`)
	}
	return "s:" + credential.SignCookie(value, secrets[0])
}
