package jwk_test

import (
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/caddyhbf/hbf/jsengine/web/crypto/jwk"
)

func material(t testing.TB) map[string]any {
	t.Helper()
	all := map[string]any{"secret": []byte{0, 1, 2, 255}}
	private, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil {
		t.Fatal(err)
	}
	all["private RSA"], all["public RSA"] = private, &private.PublicKey
	for _, curve := range []elliptic.Curve{elliptic.P256(), elliptic.P384(), elliptic.P521()} {
		key, err := ecdsa.GenerateKey(curve, rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		all["private "+curve.Params().Name], all["public "+curve.Params().Name] = key, &key.PublicKey
	}
	public, edwards, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	all["private Ed25519"], all["public Ed25519"] = edwards, public
	x, err := ecdh.X25519().GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	all["private X25519"], all["public X25519"] = x, x.PublicKey()
	return all
}

func TestEveryKindOfKeyComesBackAsItWas(t *testing.T) {
	for name, m := range material(t) {
		j, err := jwk.Of(m)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		text, err := json.Marshal(j)
		if err != nil {
			t.Fatal(err)
		}
		var read jwk.Key
		if err := json.Unmarshal(text, &read); err != nil {
			t.Fatal(err)
		}
		back, err := read.Material()
		if err != nil {
			t.Fatalf("%s: %s: %v", name, text, err)
		}
		again, err := jwk.Of(back)
		if err != nil {
			t.Fatal(err)
		}
		if reflect.TypeOf(back) != reflect.TypeOf(m) || !reflect.DeepEqual(again, j) {
			t.Errorf("%s: %T %+v, not %T %+v", name, back, again, m, j)
		}
	}
}

// The keys of RFC 7517, appendix A, and RFC 8037, appendix A.
func TestKeysOfTheStandards(t *testing.T) {
	for _, text := range []string{
		`{"kty":"EC","crv":"P-256","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4","y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM","d":"870MB6gfuTJ4HtUnUvYMyJpr5eUZNP4Bk43bVdj3eAE","use":"enc","kid":"1"}`,
		`{"kty":"oct","alg":"A128KW","k":"GawgguFyGrWKav7AX4VKUg"}`,
		`{"kty":"OKP","crv":"Ed25519","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}`,
		`{"kty":"OKP","crv":"X25519","kid":"Bob","x":"3p7bfXt9wbTTW2HC7OQ1Nz-DQ8hbeGdNrfx-FG-IK08"}`,
	} {
		var j jwk.Key
		if err := json.Unmarshal([]byte(text), &j); err != nil {
			t.Fatal(err)
		}
		if _, err := j.Material(); err != nil {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func TestWrongKeysAreRefusedAndTheErrorSaysWhy(t *testing.T) {
	good := material(t)
	change := func(name string, f func(*jwk.Key)) jwk.Key {
		j, err := jwk.Of(good[name])
		if err != nil {
			t.Fatal(err)
		}
		f(j)
		return *j
	}
	other, err := jwk.Of(material(t)["private P-256"])
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		key  jwk.Key
		want string
	}{
		{jwk.Key{}, "no kty"},
		{jwk.Key{Kty: "AES"}, `"AES" is not known`},
		{jwk.Key{Kty: "oct", K: "a+b="}, "not base64url"},
		{jwk.Key{Kty: "EC", Crv: "secp256k1"}, `"secp256k1" is not known`},
		{jwk.Key{Kty: "OKP", Crv: "Ed448"}, `"Ed448" is not known`},
		{jwk.Key{Kty: "RSA", N: "AQAB"}, "no e"},
		{jwk.Key{Kty: "RSA", N: "AQAB", E: "AQ"}, "must be odd and between"},
		{jwk.Key{Kty: "RSA", N: "AQAB", E: "_____w"}, "must be odd and between"},
		{jwk.Key{Kty: "RSA", N: "AQAA", E: "AQAB"}, "n must be odd"},
		{change("private RSA", func(j *jwk.Key) { j.P = "" }), "no p"},
		{change("private RSA", func(j *jwk.Key) { j.P, j.Q = "Aw", "BQ" }), "not a valid RSA key"},
		{change("private RSA", func(j *jwk.Key) { j.DP = j.DQ }), "dp, dq or qi"},
		{change("private RSA", func(j *jwk.Key) { j.Oth = []any{1} }), "more than two primes"},
		{change("public P-256", func(j *jwk.Key) { j.X = j.X[4:] }), "must have 32 bytes"},
		{change("public P-256", func(j *jwk.Key) { j.Y = other.Y }), "not a point"},
		{change("private P-256", func(j *jwk.Key) { j.D = other.D }), "does not belong"},
		{change("private P-256", func(j *jwk.Key) { j.D = strings.Repeat("A", 43) }), "not a private key"},
		{change("private Ed25519", func(j *jwk.Key) { j.D = other.D }), "does not belong"},
		{change("private X25519", func(j *jwk.Key) { j.D = other.D }), "does not belong"},
		{change("public X25519", func(j *jwk.Key) { j.X = "AQ" }), "must have 32 bytes"},
		{change("private Ed25519", func(j *jwk.Key) { j.D = "AQ" }), "must have 32 bytes"},
	} {
		m, err := c.key.Material()
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v: %T, %v; want %q", c.key, m, err, c.want)
		}
	}
	if _, err := jwk.Of("text"); err == nil {
		t.Error("a string became a key")
	}
}

func FuzzMaterial(f *testing.F) {
	for _, m := range material(f) {
		j, err := jwk.Of(m)
		if err != nil {
			f.Fatal(err)
		}
		text, err := json.Marshal(j)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		var j jwk.Key
		if json.Unmarshal(text, &j) != nil || len(j.N) > 400 {
			return
		}
		if m, err := j.Material(); err == nil {
			if _, err := jwk.Of(m); err != nil {
				t.Errorf("%s: %v", text, err)
			}
		}
	})
}
