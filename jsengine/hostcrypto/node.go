package hostcrypto

import (
	"crypto/hmac"
	"encoding/base64"
	"encoding/hex"
	"hash"
	"strings"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/native"
	"github.com/caddyhbf/hbf/jsengine/web/crypto"
)

// NodeExportNames are the names that node:crypto exports beside default: the part of Node's module that packages made for
// many runtimes use.
func NodeExportNames() []string {
	return []string{
		"createHash", "createHmac", "getHashes", "getRandomValues", "randomBytes", "randomInt", "randomUUID", "subtle",
		"timingSafeEqual", "webcrypto",
	}
}

// NodeExports is the object of node:crypto, made when it is first asked for. Where Node gives a Buffer, it gives a
// Uint8Array whose toString takes hex, base64, base64url, latin1 and utf8.
func (m *Module) NodeExports() *goja.Object { return m.node() }

func (m *Module) newNodeExports() *goja.Object {
	o := m.kit.Object()
	function := func(name string, length int, f func(args arguments) goja.Value) {
		m.kit.Put(o, name, m.kit.Function(name, length, func(c goja.FunctionCall) goja.Value { return f(arguments(c.Arguments)) }))
	}
	hashes := m.newHashClass("Hash")
	hmacs := m.newHashClass("Hmac")
	function("createHash", 1, func(args arguments) goja.Value {
		return hashes.Wrap(&hasher{Hash: m.algorithm(args.at(0)).New()})
	})
	function("createHmac", 2, func(args arguments) goja.Value {
		return hmacs.Wrap(&hasher{Hash: hmac.New(m.algorithm(args.at(0)).New, m.bytesOf(args.at(1), "the key"))})
	})
	function("getHashes", 0, func(arguments) goja.Value {
		return m.kit.VM.NewArray("md5", "sha1", "sha256", "sha384", "sha512")
	})
	function("randomBytes", 1, m.nodeRandomBytes)
	function("randomInt", 1, m.randomInt)
	function("randomUUID", 0, func(arguments) goja.Value { return m.kit.VM.ToValue(crypto.RandomUUID()) })
	function("timingSafeEqual", 2, func(args arguments) goja.Value {
		a, okA := m.kit.Bytes(args.at(0))
		b, okB := m.kit.Bytes(args.at(1))
		switch {
		case !okA || !okB:
			panic(m.kit.TypeError("both arguments must be an ArrayBuffer or a view of one"))
		case len(a) != len(b):
			panic(m.kit.RangeError("Input buffers must have the same byte length"))
		}
		return m.kit.VM.ToValue(hmac.Equal(a, b))
	})
	function("getRandomValues", 1, func(args arguments) goja.Value { return m.web.RandomValues(args) })
	m.kit.Put(o, "webcrypto", m.web.Object())
	m.kit.Put(o, "subtle", m.web.Object().Get("subtle"))
	m.kit.Put(o, "default", o)
	return o
}

// nodeRandomBytes is randomBytes(n), and randomBytes(n, callback).
func (m *Module) nodeRandomBytes(args arguments) goja.Value {
	data, _ := m.kit.Bytes(m.randomBytes(args))
	random := m.buffer(data)
	callback, ok := goja.AssertFunction(args.at(1))
	if !ok {
		return random
	}
	m.kit.Microtask(func() { native.Must(callback(goja.Undefined(), goja.Null(), random)) })
	return goja.Undefined()
}

// hasher is the Go side of a Hash or an Hmac.
type hasher struct {
	hash.Hash
	done bool
}

func (m *Module) newHashClass(name string) *native.Class[*hasher] {
	c := native.NewClass[*hasher](m.kit, name, 0, nil, nil)
	c.Method("update", 2, func(h *hasher, call goja.FunctionCall) goja.Value {
		if h.done {
			panic(m.kit.TypeError("Digest already called"))
		}
		h.Write(m.decoded(call.Argument(0), call.Argument(1)))
		return call.This
	})
	c.Method("digest", 1, func(h *hasher, call goja.FunctionCall) goja.Value {
		if h.done {
			panic(m.kit.TypeError("Digest already called"))
		}
		h.done = true
		data := m.buffer(h.Sum(nil))
		encoding := call.Argument(0)
		if goja.IsUndefined(encoding) || isString(encoding) && encoding.String() == "buffer" {
			return data
		}
		return m.nodeText(h.Sum(nil), encoding)
	})
	return c
}

// decoded gives the bytes of a text in an encoding, or those of a BufferSource.
func (m *Module) decoded(v, encoding goja.Value) []byte {
	if !isString(v) || goja.IsUndefined(encoding) {
		return m.bytesOf(v, "the data")
	}
	text := native.Text(v)
	var data []byte
	var err error
	switch name := m.encodingName(encoding); name {
	case "utf8":
		return []byte(text)
	case "hex":
		data, err = hex.DecodeString(text)
	case "latin1":
		for _, r := range text {
			data = append(data, byte(r))
		}
	default: // Node takes either alphabet for both
		text = strings.NewReplacer("-", "+", "_", "/", "=", "").Replace(text)
		data, err = base64.RawStdEncoding.DecodeString(text)
	}
	if err != nil {
		panic(m.kit.TypeError("the data is not %s", encoding.String()))
	}
	return data
}

// encodingName gives the usual name of an encoding.
func (m *Module) encodingName(encoding goja.Value) string {
	name := strings.ToLower(m.text(encoding, "the encoding"))
	switch name {
	case "utf8", "utf-8":
		return "utf8"
	case "latin1", "binary":
		return "latin1"
	case "hex", "base64", "base64url":
		return name
	}
	panic(m.kit.TypeError("the encoding must be hex, base64, base64url, latin1 or utf8, not %q", name))
}

func (m *Module) nodeText(data []byte, encoding goja.Value) goja.Value {
	switch m.encodingName(encoding) {
	case "utf8":
		return m.kit.VM.ToValue(strings.ToValidUTF8(string(data), "\uFFFD"))
	case "latin1":
		text := make([]rune, len(data))
		for i, b := range data {
			text[i] = rune(b)
		}
		return m.kit.VM.ToValue(string(text))
	}
	return m.encoded(data, encoding)
}

// buffer makes what stands for a Buffer: without its toString, toString('hex') would be wrong without a word.
func (m *Module) buffer(data []byte) goja.Value {
	o := m.kit.Uint8Array(data)
	m.kit.Hide(o, "toString", m.toString())
	return o
}

func (m *Module) newToString() *goja.Object {
	return m.kit.Function("toString", 1, func(call goja.FunctionCall) goja.Value {
		data, ok := m.kit.Bytes(call.This)
		if !ok {
			panic(m.kit.TypeError("Illegal invocation"))
		}
		encoding := call.Argument(0)
		if goja.IsUndefined(encoding) {
			encoding = m.kit.VM.ToValue("utf8")
		}
		return m.nodeText(data, encoding)
	})
}
