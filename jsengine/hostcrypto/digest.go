package hostcrypto

import (
	"crypto"
	"crypto/hmac"
	"crypto/rand"
	"crypto/subtle"
	"math/big"
	"strings"

	// The hash functions that crypto.Hash makes.
	_ "crypto/md5"  //nolint:gosec // apps need it for what others have defined with it
	_ "crypto/sha1" //nolint:gosec // the same
	_ "crypto/sha256"
	_ "crypto/sha512"

	"github.com/dop251/goja"
)

// maxRandomBytes bounds randomBytes.
const maxRandomBytes = 1 << 20

func (m *Module) algorithm(v goja.Value) crypto.Hash {
	name := m.text(v, "the algorithm")
	switch strings.ReplaceAll(strings.ToLower(name), "-", "") {
	case "md5":
		return crypto.MD5
	case "sha1":
		return crypto.SHA1
	case "sha256":
		return crypto.SHA256
	case "sha384":
		return crypto.SHA384
	case "sha512":
		return crypto.SHA512
	}
	panic(m.kit.TypeError("the algorithm must be md5, sha1, sha256, sha384 or sha512, not %q", name))
}

// hash is hash(algorithm, data, encoding = 'hex').
func (m *Module) hash(args arguments) goja.Value {
	h := m.algorithm(args.at(0)).New()
	h.Write(m.bytesOf(args.at(1), "the data"))
	return m.encoded(h.Sum(nil), args.at(2))
}

// hmac is hmac(algorithm, key, data, encoding = 'hex').
func (m *Module) hmac(args arguments) goja.Value {
	h := hmac.New(m.algorithm(args.at(0)).New, m.bytesOf(args.at(1), "the key"))
	h.Write(m.bytesOf(args.at(2), "the data"))
	return m.encoded(h.Sum(nil), args.at(3))
}

// timingSafeEqual is timingSafeEqual(a, b). How long it takes tells the lengths, and nothing else.
func (m *Module) timingSafeEqual(args arguments) goja.Value {
	a, b := m.bytesOf(args.at(0), "the first argument"), m.bytesOf(args.at(1), "the second argument")
	return m.kit.VM.ToValue(subtle.ConstantTimeCompare(a, b) == 1)
}

// randomBytes is randomBytes(n).
func (m *Module) randomBytes(args arguments) goja.Value {
	data := make([]byte, m.integer(args.at(0), "the number of bytes", 0, maxRandomBytes))
	_, _ = rand.Read(data) // it never fails
	return m.kit.Uint8Array(data)
}

// randomInt is randomInt(max) and randomInt(min, max): a whole number from min, or 0, to max, max not included.
func (m *Module) randomInt(args arguments) goja.Value {
	const safe = 1<<53 - 1
	least, bound := int64(0), args.at(0)
	if len(args) > 1 && !goja.IsUndefined(args[1]) {
		least, bound = m.integer(args[0], "min", -safe, safe), args[1]
	}
	most := m.integer(bound, "max", -safe, safe)
	if least >= most || most-least >= 1<<48 {
		panic(m.kit.RangeError("max must be greater than min, by less than 2^48"))
	}
	n, err := rand.Int(rand.Reader, big.NewInt(most-least))
	if err != nil {
		panic(m.kit.TypeError("%v", err)) // it never fails
	}
	return m.kit.VM.ToValue(least + n.Int64())
}
