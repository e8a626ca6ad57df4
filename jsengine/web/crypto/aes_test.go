package crypto

import (
	"bytes"
	"crypto/aes"
	"math/big"
	"testing"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/native"
)

// ctrModel is AES-CTR as the standard's text has it: block by block, with numbers.
func ctrModel(key, counter []byte, length int, data []byte) []byte {
	block, err := aes.NewCipher(key)
	if err != nil {
		panic(err)
	}
	modulus := new(big.Int).Lsh(big.NewInt(1), uint(length))
	n := new(big.Int).SetBytes(counter)
	rest := new(big.Int).Mod(n, modulus)
	fixed := new(big.Int).Sub(n, rest)
	var out []byte
	for len(data) > 0 {
		var in, stream [16]byte
		new(big.Int).Add(fixed, rest).FillBytes(in[:])
		block.Encrypt(stream[:], in[:])
		for i := range min(16, len(data)) {
			out = append(out, data[i]^stream[i])
		}
		data = data[min(16, len(data)):]
		rest.Mod(rest.Add(rest, big.NewInt(1)), modulus)
	}
	return out
}

// However many bits count, and wherever they overflow, the rest of the block stays as it is.
func FuzzCTR(f *testing.F) {
	for _, length := range []byte{1, 2, 7, 8, 9, 63, 64, 65, 100, 127, 128} {
		f.Add(bytes.Repeat([]byte{0xff}, 16), length, []byte("some data that is longer than two blocks, to overflow"))
		f.Add(append(bytes.Repeat([]byte{0xff}, 15), 0xfe), length, []byte("some data of two blocks and more"))
	}
	f.Add(append(append([]byte{0xff, 0xfe}, bytes.Repeat([]byte{0xff}, 13)...), 0xfd), byte(120), make([]byte, 100))
	f.Add(append(bytes.Repeat([]byte{0xff}, 15), 0xfd), byte(128), make([]byte, 48))
	m := &Module{kit: native.New(goja.New())}
	f.Fuzz(func(t *testing.T, counter []byte, length byte, data []byte) {
		if len(counter) != 16 || length < 1 || length > 128 || len(data) > 1000 {
			return
		}
		o := m.kit.Object()
		m.kit.Put(o, "counter", m.kit.Uint8Array(bytes.Clone(counter)))
		m.kit.Put(o, "length", m.kit.VM.ToValue(int(length)))
		key := bytes.Repeat([]byte{9}, 16)
		block, err := aes.NewCipher(key)
		if err != nil {
			t.Fatal(err)
		}
		got, err := ctr(&dictionary{m: m, o: o, name: "AES-CTR"})(block, data)
		if length < 6 && (len(data)+15)/16 > 1<<length {
			if err == nil {
				t.Fatal("a counter was used twice")
			}
			return
		}
		if want := ctrModel(key, counter, int(length), data); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%x, %d: %x, %v; want %x", counter, length, got, err, want)
		}
	})
}
