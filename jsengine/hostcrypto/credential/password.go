package credential

import (
	"errors"
	"fmt"
	"strings"

	"golang.org/x/crypto/bcrypt"
)

// The algorithms that passwords are hashed with.
const (
	Argon2id = "argon2id"
	Bcrypt   = "bcrypt"
)

// Bounds on the cost of a hash, whether an app asks for it or a hash that somebody gave it says so.
const (
	MaxMemory      = 256 << 10 // KiB
	MaxTimeCost    = 64
	MaxParallelism = 16
	MinBcryptCost  = bcrypt.MinCost
	MaxBcryptCost  = 16
	// maxFill bounds memory times passes, in KiB: about two seconds' work of one processor.
	maxFill = 1 << 20
	// maxBcryptPassword is how many bytes of a password bcrypt uses.
	maxBcryptPassword = 72
)

// Cost says how to hash a password. The zero value of a field stands for the default, which is what OWASP's Password
// Storage Cheat Sheet asks for.
type Cost struct {
	Algorithm   string // Argon2id, the default, or Bcrypt
	Memory      uint32 // of Argon2id, in KiB; default 19456
	Time        uint32 // of Argon2id: passes over the memory; default 2
	Parallelism uint32 // of Argon2id; default 1
	Bcrypt      int    // of bcrypt: the logarithm of the rounds; default 12
}

// Complete fills in the defaults, and checks that the cost is within the bounds.
func (c Cost) Complete() (Cost, error) {
	switch c.Algorithm {
	case "", Argon2id:
		if c.Bcrypt != 0 {
			return c, errors.New("cost is an option of bcrypt; those of argon2id are memoryCost, timeCost and parallelism")
		}
		c.Algorithm = Argon2id
		c.Memory, c.Time, c.Parallelism = or(c.Memory, 19456), or(c.Time, 2), or(c.Parallelism, 1)
		return c, c.checkArgon2()
	case Bcrypt:
		if c.Memory != 0 || c.Time != 0 || c.Parallelism != 0 {
			return c, errors.New("memoryCost, timeCost and parallelism are options of argon2id; that of bcrypt is cost")
		}
		c.Bcrypt = or(c.Bcrypt, 12)
		return c, c.checkBcrypt()
	}
	return c, fmt.Errorf("algorithm must be %q or %q, not %q", Argon2id, Bcrypt, c.Algorithm)
}

func or[T comparable](v, missing T) T {
	var zero T
	if v == zero {
		return missing
	}
	return v
}

func (c Cost) checkBcrypt() error {
	if c.Bcrypt < MinBcryptCost || c.Bcrypt > MaxBcryptCost {
		return fmt.Errorf("bcrypt's cost must be %d to %d, not %d", MinBcryptCost, MaxBcryptCost, c.Bcrypt)
	}
	return nil
}

// MemoryOf is how much memory hashing takes, in KiB.
func (c Cost) MemoryOf() uint32 { return max(c.Memory, 8) }

// HashPassword hashes a password with a new salt: as a PHC string ($argon2id$v=19$m=19456,t=2,p=1$…) or as bcrypt writes
// it ($2a$12$…). It takes a tenth of a second or more. bcrypt uses no more than 72 bytes; a longer password is an error.
func HashPassword(password string, c Cost) (string, error) {
	c, err := c.Complete()
	switch {
	case err != nil:
		return "", err
	case c.Algorithm == Argon2id:
		return hashArgon2(password, c), nil
	case len(password) > maxBcryptPassword:
		return "", fmt.Errorf("bcrypt uses only the first %d bytes of a password, and this one has %d: limit the length, or use argon2id", maxBcryptPassword, len(password))
	}
	hash, err := bcrypt.GenerateFromPassword([]byte(password), c.Bcrypt)
	return string(hash), err
}

// Hash is a password's hash that was read.
type Hash struct {
	// Cost is what checking a password against it costs.
	Cost   Cost
	text   string
	argon2 *argon2Hash // nil for bcrypt
}

// ParseHash reads what [HashPassword] has made, or others have: argon2id and argon2i as PHC strings, bcrypt as $2a$, $2b$
// and $2y$. A hash whose cost is beyond the bounds is an error, since checking a password against it could take whatever time
// and memory it says.
func ParseHash(text string) (*Hash, error) {
	switch {
	case strings.HasPrefix(text, "$argon2"):
		return parseArgon2(text)
	case strings.HasPrefix(text, "$2a$"), strings.HasPrefix(text, "$2b$"), strings.HasPrefix(text, "$2y$"):
		cost, err := bcrypt.Cost([]byte(text))
		if err != nil || len(text) != 60 {
			return nil, errors.New("the hash is no complete hash of bcrypt")
		}
		h := &Hash{Cost: Cost{Algorithm: Bcrypt, Bcrypt: cost}, text: text}
		return h, h.Cost.checkBcrypt()
	}
	return nil, errors.New("the hash is neither one of argon2id nor one of bcrypt")
}

// Matches reports whether the hash is the password's. It takes as long as making the hash did. A password that is too
// long for bcrypt matches none of its hashes.
func (h *Hash) Matches(password string) bool {
	if h.argon2 != nil {
		return h.argon2.matches(password, h.Cost)
	}
	return len(password) <= maxBcryptPassword && bcrypt.CompareHashAndPassword([]byte(h.text), []byte(password)) == nil
}

// Outdated reports whether the hash was made in another way than c asks for.
func (h *Hash) Outdated(c Cost) bool {
	return h.Cost != c || h.argon2 != nil && h.argon2.outdated()
}
