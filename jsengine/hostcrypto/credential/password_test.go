package credential_test

import (
	"strings"
	"testing"

	"github.com/caddyhbf/hbf/jsengine/hostcrypto/credential"
)

// cheap is what tests hash with.
var cheap = []credential.Cost{
	{Algorithm: credential.Argon2id, Memory: 64, Time: 1, Parallelism: 2},
	{Algorithm: credential.Bcrypt, Bcrypt: credential.MinBcryptCost},
}

func TestPasswordMatchesItsHashOnly(t *testing.T) {
	for _, cost := range cheap {
		for _, password := range []string{"secret", "", "Grüße \x00 💩", strings.Repeat("x", 72)} {
			text, err := credential.HashPassword(password, cost)
			if err != nil {
				t.Fatal(err)
			}
			again, err := credential.HashPassword(password, cost)
			if err != nil || again == text {
				t.Errorf("%s: the same salt twice, or %v", text, err)
			}
			hash, err := credential.ParseHash(text)
			if err != nil {
				t.Fatalf("%s: %v", text, err)
			}
			if !hash.Matches(password) {
				t.Errorf("%q does not match its own hash %s", password, text)
			}
			for _, other := range []string{password + "y", "Secret", "secre", strings.Repeat("x", 73)} {
				if hash.Matches(other) {
					t.Errorf("%q matches the hash of %q", other, password)
				}
			}
			if complete, err := cost.Complete(); err != nil || hash.Outdated(complete) {
				t.Errorf("%s is outdated when new: %v", text, err)
			}
		}
	}
}

// The reference implementation's own hashes of "password".
func TestHashesOfOthers(t *testing.T) {
	for _, text := range []string{
		"$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
		"$argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f/5U52iv1cDc",
		"$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
	} {
		hash, err := credential.ParseHash(text)
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		if !hash.Matches("password") || hash.Matches("Password") {
			t.Error(text)
		}
	}
	hash, err := credential.ParseHash("$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW") // crypt_blowfish's
	if err != nil || !hash.Matches("U*U") {
		t.Error(err)
	}
}

// A hash that somebody has put into the database must not take whatever time and memory it says.
func TestHostileHashesAreRefused(t *testing.T) {
	const rest = "$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4"
	for text, want := range map[string]string{
		"$argon2id$v=19$m=4194304,t=1,p=1" + rest:                      "memoryCost must be 8 to 262144 KiB, not 4194304",
		"$argon2id$v=19$m=262144,t=64,p=1" + rest:                      "memoryCost times timeCost must be at most",
		"$argon2id$v=19$m=64,t=2147483647,p=1" + rest:                  "timeCost must be 1 to 64",
		"$argon2id$v=19$m=64,t=1,p=255" + rest:                         "parallelism must be 1 to 16",
		"$argon2id$v=19$m=64,t=1,p=0" + rest:                           "parallelism must be 1 to 16",
		"$argon2id$v=19$m=64,t=0,p=1" + rest:                           "timeCost must be 1 to 64",
		"$argon2id$v=19$m=7,t=1,p=1" + rest:                            "memoryCost must be 8 to",
		"$argon2id$v=19$m=64,t=1,p=257" + rest:                         "parallelism",
		"$argon2id$v=19$m=99999999999999999999,t=1" + rest:             "parameters must be",
		"$argon2id$v=19$m=064,t=1,p=1" + rest:                          "parameters must be",
		"$argon2id$v=19$m=+64,t=1,p=1" + rest:                          "parameters must be",
		"$argon2id$v=19$t=1,m=64,p=1" + rest:                           "parameters must be",
		"$argon2id$v=16$m=64,t=1,p=1" + rest:                           "version 19",
		"$argon2d$v=19$m=64,t=1,p=1" + rest:                            `"argon2d" is not supported`,
		"$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHQ":                      "no complete hash",
		"$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHQ$":                     "hash itself of 16",
		"$argon2id$v=19$m=64,t=1,p=1$c2Fs$nf65EOgLrQMR/uIP":            "salt must be base64 of 8 bytes",
		"$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHQ$!!!!":                 "must be base64",
		"$2a$31$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW": "cost must be 4 to 16, not 31",
		"$2a$05$CCCC": "no complete hash of bcrypt",
		"$2a$":        "no complete hash of bcrypt",
		"$2x$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW": "neither",
		"":                                 "neither",
		"5f4dcc3b5aa765d61d8327deb882cf99": "neither",
		strings.Repeat("$argon2id", 1000):  "no complete hash",
	} {
		if _, err := credential.ParseHash(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.80s: %v; want %s", text, err, want)
		}
	}
}

func TestCostsOutOfBoundsAreErrors(t *testing.T) {
	for _, c := range []struct {
		cost credential.Cost
		want string
	}{
		{credential.Cost{Algorithm: "scrypt"}, `algorithm must be "argon2id" or "bcrypt", not "scrypt"`},
		{credential.Cost{Algorithm: credential.Bcrypt, Bcrypt: 17}, "4 to 16, not 17"},
		{credential.Cost{Algorithm: credential.Bcrypt, Bcrypt: 3}, "4 to 16, not 3"},
		{credential.Cost{Algorithm: credential.Bcrypt, Memory: 64}, "options of argon2id"},
		{credential.Cost{Bcrypt: 12}, "cost is an option of bcrypt"},
		{credential.Cost{Memory: 1 << 31}, "memoryCost"},
		{credential.Cost{Parallelism: 17}, "parallelism"},
		{credential.Cost{Parallelism: 16, Memory: 100}, "memoryCost must be 128 to"},
	} {
		if _, err := credential.HashPassword("x", c.cost); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v: %v", c.cost, err)
		}
	}
	if _, err := credential.HashPassword(strings.Repeat("ü", 37), cheap[1]); err == nil || !strings.Contains(err.Error(), "first 72 bytes of a password, and this one has 74") {
		t.Error(err)
	}
}

func TestOutdated(t *testing.T) {
	text, err := credential.HashPassword("x", cheap[0])
	if err != nil {
		t.Fatal(err)
	}
	hash, err := credential.ParseHash(text)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []credential.Cost{{}, {Memory: 64, Time: 2, Parallelism: 2}, {Memory: 128, Time: 1, Parallelism: 2}, cheap[1]} {
		complete, err := c.Complete()
		if err != nil || !hash.Outdated(complete) {
			t.Errorf("%+v: not outdated, %v", c, err)
		}
	}
	short, err := credential.ParseHash("$argon2id$v=19$m=64,t=1,p=2$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4")
	if err != nil || !short.Outdated(cheap[0]) {
		t.Error("a salt of 8 bytes is not outdated", err)
	}
}

func FuzzParseHash(f *testing.F) {
	f.Add("$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4")
	f.Add("$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW")
	f.Fuzz(func(t *testing.T, text string) {
		hash, err := credential.ParseHash(text)
		if err != nil {
			return
		}
		if complete, err := hash.Cost.Complete(); err != nil || complete != hash.Cost {
			t.Errorf("%q: %+v is out of bounds: %v", text, hash.Cost, err)
		}
		if hash.Cost.Memory <= 64 && hash.Cost.Time <= 2 && hash.Cost.Bcrypt <= 4 {
			hash.Matches("password") // does not panic
		}
	})
}
