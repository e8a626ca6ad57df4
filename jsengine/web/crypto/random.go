package crypto

import (
	"crypto/rand"
	"encoding/hex"
	"reflect"

	"github.com/dop251/goja"
)

// maxRandom is how many bytes crypto.getRandomValues gives at once, by the standard.
const maxRandom = 65536

// RandomValues is crypto.getRandomValues, called with args (https://w3c.github.io/webcrypto/#Crypto-method-getRandomValues).
func (m *Module) RandomValues(args []goja.Value) goja.Value {
	if len(args) == 0 {
		panic(m.kit.TypeError("crypto.getRandomValues needs a typed array"))
	}
	data, ok := m.kit.Bytes(args[0])
	switch {
	case !ok:
		panic(m.kit.TypeError("crypto.getRandomValues needs a typed array"))
	case !holdsIntegers(args[0].(*goja.Object)):
		panic(m.event.Exception("TypeMismatchError", "crypto.getRandomValues needs a typed array of integers"))
	case len(data) > maxRandom:
		panic(m.event.Exception("QuotaExceededError", "crypto.getRandomValues gives at most 65536 bytes at once"))
	}
	_, _ = rand.Read(data) // it never fails
	return args[0]
}

// holdsIntegers tells typed arrays of integers from those of floating-point numbers, from DataView and ArrayBuffer.
func holdsIntegers(o *goja.Object) bool {
	t := o.ExportType()
	if t.Kind() != reflect.Slice {
		return false
	}
	switch t.Elem().Kind() {
	case reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return true
	}
	return false
}

// RandomUUID makes a random UUID of version 4 (RFC 9562, section 5.4).
func RandomUUID() string {
	var id [16]byte
	_, _ = rand.Read(id[:])
	id[6] = id[6]&0x0f | 0x40
	id[8] = id[8]&0x3f | 0x80
	var text [36]byte
	hex.Encode(text[:8], id[:4])
	hex.Encode(text[9:13], id[4:6])
	hex.Encode(text[14:18], id[6:8])
	hex.Encode(text[19:23], id[8:10])
	hex.Encode(text[24:], id[10:])
	text[8], text[13], text[18], text[23] = '-', '-', '-', '-'
	return string(text[:])
}
