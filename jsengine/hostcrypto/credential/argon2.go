package credential

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/crypto/argon2"
)

// The sizes of what HashPassword makes, in bytes (RFC 9106, section 4).
const (
	saltSize = 16
	tagSize  = 32
)

// argon2Hash is an Argon2 hash without its cost.
type argon2Hash struct {
	variant   string // argon2id or argon2i
	salt, tag []byte
}

func (c Cost) checkArgon2() error {
	switch {
	case c.Parallelism < 1 || c.Parallelism > MaxParallelism:
		return fmt.Errorf("argon2's parallelism must be 1 to %d, not %d", MaxParallelism, c.Parallelism)
	case c.Time < 1 || c.Time > MaxTimeCost:
		return fmt.Errorf("argon2's timeCost must be 1 to %d, not %d", MaxTimeCost, c.Time)
	case c.Memory < 8*c.Parallelism || c.Memory > MaxMemory:
		return fmt.Errorf("argon2's memoryCost must be %d to %d KiB, not %d", 8*c.Parallelism, MaxMemory, c.Memory)
	case c.Memory*c.Time > maxFill:
		return fmt.Errorf("argon2's memoryCost times timeCost must be at most %d KiB, not %d", maxFill, c.Memory*c.Time)
	}
	return nil
}

func hashArgon2(password string, c Cost) string {
	salt := make([]byte, saltSize)
	_, _ = rand.Read(salt) // it never fails
	tag := argon2.IDKey([]byte(password), salt, c.Time, c.Memory, uint8(c.Parallelism), tagSize)
	encode := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, c.Memory, c.Time, c.Parallelism, encode(salt), encode(tag))
}

// parseArgon2 reads a PHC string (https://github.com/P-H-C/phc-string-format/blob/master/phc-sf-spec.md).
func parseArgon2(text string) (*Hash, error) {
	parts := strings.Split(text, "$")
	if len(parts) != 6 || len(text) > 512 {
		return nil, errors.New("the hash is no complete hash of argon2: $argon2id$v=19$m=…,t=…,p=…$salt$hash")
	}
	if parts[1] != "argon2id" && parts[1] != "argon2i" {
		return nil, fmt.Errorf("%s is not supported: argon2id and argon2i are", strconv.Quote(parts[1]))
	}
	if parts[2] != "v=19" {
		return nil, errors.New("only version 19 (1.3) of argon2 is supported")
	}
	h := &Hash{Cost: Cost{Algorithm: Argon2id}, text: text, argon2: &argon2Hash{variant: parts[1]}}
	parameters := strings.Split(parts[3], ",")
	if len(parameters) != 3 {
		return nil, errors.New("the hash's parameters must be m, t and p")
	}
	for i, p := range []struct {
		name  string
		value *uint32
	}{{"m=", &h.Cost.Memory}, {"t=", &h.Cost.Time}, {"p=", &h.Cost.Parallelism}} {
		digits, ok := strings.CutPrefix(parameters[i], p.name)
		n, err := strconv.ParseUint(digits, 10, 31)
		if !ok || err != nil || strconv.FormatUint(n, 10) != digits {
			return nil, errors.New("the hash's parameters must be m, t and p, each a number")
		}
		*p.value = uint32(n)
	}
	if err := h.Cost.checkArgon2(); err != nil {
		return nil, err
	}
	var err1, err2 error
	h.argon2.salt, err1 = base64.RawStdEncoding.Strict().DecodeString(parts[4])
	h.argon2.tag, err2 = base64.RawStdEncoding.Strict().DecodeString(parts[5])
	if err1 != nil || err2 != nil || len(h.argon2.salt) < 8 || len(h.argon2.tag) < 16 {
		return nil, errors.New("the hash's salt must be base64 of 8 bytes or more, and the hash itself of 16")
	}
	return h, nil
}

func (h *argon2Hash) matches(password string, c Cost) bool {
	key := argon2.IDKey
	if h.variant == "argon2i" {
		key = argon2.Key
	}
	tag := key([]byte(password), h.salt, c.Time, c.Memory, uint8(c.Parallelism), uint32(len(h.tag)))
	return subtle.ConstantTimeCompare(tag, h.tag) == 1
}

func (h *argon2Hash) outdated() bool {
	return h.variant != Argon2id || len(h.salt) < saltSize || len(h.tag) < tagSize
}
