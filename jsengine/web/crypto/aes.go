package crypto

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/subtle"
	"encoding/binary"
	"fmt"
	"math/bits"
)

// aesAlgorithms are AES-CTR, AES-CBC and AES-GCM (https://w3c.github.io/webcrypto/#aes-ctr and what follows it).
func aesAlgorithms() []*algorithm {
	return []*algorithm{
		aesAlgorithm("AES-CTR", ctr, ctr),
		aesAlgorithm("AES-CBC", cbcEncrypt, cbcDecrypt),
		aesAlgorithm("AES-GCM", gcmEncrypt, gcmDecrypt),
	}
}

func aesAlgorithm(name string, enc, dec func(*dictionary) blockTransformer) *algorithm {
	transform := func(f func(*dictionary) blockTransformer) func(*dictionary) transformer {
		return func(d *dictionary) transformer {
			run := f(d)
			return func(key *Key, data []byte) ([]byte, error) {
				block, err := aes.NewCipher(key.material.([]byte))
				if err != nil {
					return nil, err
				}
				return run(block, data)
			}
		}
	}
	return &algorithm{
		name:    name,
		keyType: "oct",
		usages:  map[Kind]usages{Secret: encrypt | decrypt | wrapKey | unwrapKey},
		encrypt: transform(enc),
		decrypt: transform(dec),
		generate: func(d *dictionary) generator {
			length, err := aesLength(d)
			d.m.check(err)
			return func() (any, error) { return randomBytes(length / 8), nil }
		},
		keyLength: aesLength,
		adopt: func(*dictionary) adopter {
			return func(material any) (any, parameters, error) {
				secret, _ := material.([]byte)
				if n := len(secret); n != 16 && n != 24 && n != 32 {
					return nil, parameters{}, fail(dataError, "an AES key must have 16, 24 or 32 bytes, not %d", n)
				}
				return secret, parameters{length: 8 * len(secret)}, nil
			}
		},
		alg: func(p parameters) []string { return []string{fmt.Sprintf("A%d%s", p.length, name[len("AES-"):])} },
	}
}

func aesLength(d *dictionary) (int, error) {
	length := d.integer("length", 0xffff)
	if length != 128 && length != 192 && length != 256 {
		return 0, fail(operationError, "an AES key must have 128, 192 or 256 bits, not %d", length)
	}
	return length, nil
}

// blockTransformer enciphers or deciphers data, which it must not change.
type blockTransformer func(block cipher.Block, data []byte) ([]byte, error)

// ctr counts in the low bits of the counter block only, as the standard has it: when they overflow, the rest stays.
func ctr(d *dictionary) blockTransformer {
	counter, length := d.bytes("counter"), d.integer("length", octet)
	if len(counter) != aes.BlockSize {
		d.m.check(fail(operationError, "AES-CTR: the counter must have 16 bytes, not %d", len(counter)))
	}
	if length < 1 || length > 128 {
		d.m.check(fail(operationError, "AES-CTR: the length must be 1 to 128 bits, not %d", length))
	}
	return func(block cipher.Block, data []byte) ([]byte, error) {
		result := make([]byte, len(data))
		blocks := uint64((len(data) + aes.BlockSize - 1) / aes.BlockSize)
		if length < 64 && blocks > 1<<length {
			return nil, fail(operationError, "AES-CTR: the data has more blocks than the counter can count")
		}
		before := blocks // how many blocks come before the counter overflows
		low := binary.BigEndian.Uint64(counter[8:])
		if length < 64 {
			before = 1<<length - low&(1<<length-1)
		} else if length < 128 {
			// It overflows only if all of its bits above the low 64 are set, and those 64 count up to 0.
			high := binary.BigEndian.Uint64(counter[:8])
			mask := uint64(1)<<(length-64) - 1
			if _, carry := bits.Add64(low, blocks-1, 0); blocks > 0 && carry == 1 && high&mask == mask {
				before = -low
			}
		}
		split := len(data)
		if before < blocks {
			split = int(before) * aes.BlockSize
		}
		cipher.NewCTR(block, counter).XORKeyStream(result[:split], data[:split])
		if split < len(data) {
			cipher.NewCTR(block, wrapped(counter, length)).XORKeyStream(result[split:], data[split:])
		}
		return result, nil
	}
}

// wrapped is the counter block with its low bits, length of them, set to 0.
func wrapped(counter []byte, length int) []byte {
	block := append([]byte(nil), counter...)
	for i := len(block) - 1; length > 0; i-- {
		n := min(length, 8)
		block[i] &^= byte(1<<n - 1)
		length -= n
	}
	return block
}

func cbcVector(d *dictionary) []byte {
	iv := d.bytes("iv")
	if len(iv) != aes.BlockSize {
		d.m.check(fail(operationError, "AES-CBC: the iv must have 16 bytes, not %d", len(iv)))
	}
	return iv
}

func cbcEncrypt(d *dictionary) blockTransformer {
	iv := cbcVector(d)
	return func(block cipher.Block, data []byte) ([]byte, error) {
		padding := aes.BlockSize - len(data)%aes.BlockSize
		result := make([]byte, len(data)+padding)
		for i := copy(result, data); i < len(result); i++ {
			result[i] = byte(padding)
		}
		cipher.NewCBCEncrypter(block, iv).CryptBlocks(result, result)
		return result, nil
	}
}

func cbcDecrypt(d *dictionary) blockTransformer {
	iv := cbcVector(d)
	return func(block cipher.Block, data []byte) ([]byte, error) {
		failed := fail(operationError, "AES-CBC: the data can't be decrypted")
		if len(data) == 0 || len(data)%aes.BlockSize != 0 {
			return nil, failed
		}
		result := make([]byte, len(data))
		cipher.NewCBCDecrypter(block, iv).CryptBlocks(result, data)
		padding := int(result[len(result)-1])
		if padding == 0 || padding > aes.BlockSize {
			return nil, failed
		}
		right := 1
		for _, b := range result[len(result)-padding:] {
			right &= subtle.ConstantTimeByteEq(b, byte(padding))
		}
		if right != 1 {
			return nil, failed
		}
		return result[:len(result)-padding], nil
	}
}

// gcm are the parameters of AES-GCM; tag is in bytes.
type gcm struct {
	iv, additional []byte
	tag            int
}

func gcmParameters(d *dictionary) gcm {
	p := gcm{d.bytes("iv"), d.optionalBytes("additionalData"), d.optionalInteger("tagLength", octet, 128)}
	switch p.tag {
	case 32, 64, 96, 104, 112, 120, 128:
		p.tag /= 8
	default:
		d.m.check(fail(operationError, "AES-GCM: the tagLength must be 32, 64, 96, 104, 112, 120 or 128 bits, not %d", p.tag))
	}
	if len(p.iv) == 0 {
		d.m.check(fail(operationError, "AES-GCM: the iv must not be empty"))
	}
	return p
}

func gcmEncrypt(d *dictionary) blockTransformer {
	p := gcmParameters(d)
	return func(block cipher.Block, data []byte) ([]byte, error) {
		aead, err := cipher.NewGCMWithNonceSize(block, len(p.iv))
		if err != nil {
			return nil, err
		}
		sealed := aead.Seal(nil, p.iv, data, p.additional)
		return sealed[:len(data)+p.tag], nil // a shorter tag is the beginning of the whole one
	}
}

func gcmDecrypt(d *dictionary) blockTransformer {
	p := gcmParameters(d)
	return func(block cipher.Block, data []byte) ([]byte, error) {
		var aead cipher.AEAD
		var err error
		switch {
		case p.tag == aes.BlockSize:
			aead, err = cipher.NewGCMWithNonceSize(block, len(p.iv))
		case p.tag >= 12 && len(p.iv) == 12:
			aead, err = cipher.NewGCMWithTagSize(block, p.tag)
		default:
			return nil, fail(notSupportedError, "AES-GCM: a tag of %d bits can't be checked with an iv of %d bytes", 8*p.tag, len(p.iv))
		}
		if err != nil {
			return nil, err
		}
		opened, err := aead.Open(nil, p.iv, data, p.additional)
		if err != nil {
			return nil, fail(operationError, "AES-GCM: the data can't be decrypted: it, the iv, the additionalData or the key is not what it was")
		}
		return opened, nil
	}
}
