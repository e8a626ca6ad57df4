package hostcrypto

import (
	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/hostcrypto/credential"
)

// signCookie is signCookie(value, secret).
func (m *Module) signCookie(args arguments) goja.Value {
	value := m.text(args.at(0), "the value")
	return m.kit.VM.ToValue(credential.SignCookie(value, m.secrets(args.at(1))[0]))
}

// unsignCookie is unsignCookie(signed, secret | secrets): the value, or false when the signature is wrong.
func (m *Module) unsignCookie(args arguments) goja.Value {
	signed := m.text(args.at(0), "the signed value")
	value, ok := credential.UnsignCookie(signed, m.secrets(args.at(1))...)
	if !ok {
		return m.kit.VM.ToValue(false)
	}
	return m.kit.VM.ToValue(value)
}

// secrets gives one or more secrets. None, or an empty one, is a mistake that would let anybody sign.
func (m *Module) secrets(v goja.Value) []string {
	secrets := m.texts(v, "the secret")
	if len(secrets) == 0 {
		panic(m.kit.TypeError("a secret is needed"))
	}
	for _, secret := range secrets {
		if secret == "" {
			panic(m.kit.TypeError("the secret must not be empty"))
		}
	}
	return secrets
}
