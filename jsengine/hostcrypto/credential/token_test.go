package credential_test

import (
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/caddyhbf/hbf/jsengine/hostcrypto/credential"
)

func sign(t testing.TB, alg, header, payload string, key any) string {
	t.Helper()
	token, err := credential.SignToken(alg, []byte(header), []byte(payload), key)
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// The example of RFC 7515, appendix A.1.
func TestTokenOfTheStandard(t *testing.T) {
	const token = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
	key, err := base64.RawURLEncoding.DecodeString("AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow")
	if err != nil {
		t.Fatal(err)
	}
	read, err := credential.VerifyToken(token, []string{"HS256"}, key)
	if err != nil {
		t.Fatal(err)
	}
	if err := read.Check(credential.Expected{Now: time.Unix(1300819379, 0), Issuer: []string{"joe"}}); err != nil {
		t.Error(err)
	}
	err = read.Check(credential.Expected{Now: time.Unix(1300819380, 0)})
	var e *credential.TokenError
	if !errors.As(err, &e) || e.Name != "TokenExpiredError" || e.Date.Unix() != 1300819380 {
		t.Errorf("%+v", err)
	}
}

// Nobody gets in with a token that claims not to be signed, or to be signed with a public key as a secret.
func TestForgedTokensAreRefused(t *testing.T) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	encode := func(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }
	good := sign(t, "RS256", `{"alg":"RS256"}`, `{"sub":"x"}`, key)
	secret := sign(t, "HS256", `{"alg":"HS256"}`, `{"sub":"x"}`, []byte("secret"))
	all := credential.AllAlgorithms()
	for _, c := range []struct {
		token string
		key   any
		want  string
	}{
		{encode(`{"alg":"none"}`) + "." + encode(`{}`) + ".AAAA", []byte("secret"), "invalid algorithm"},
		{encode(`{"alg":"none"}`) + "." + encode(`{}`) + ".", []byte("secret"), "jwt signature is required"},
		{encode(`{"alg":"none"}`) + "." + encode(`{}`) + ".AAAA", &key.PublicKey, "invalid algorithm"},
		{encode(`{"alg":"none"}`) + "." + encode(`{}`) + ".AAAA", []byte{}, "invalid algorithm"},
		{encode(`{"alg":"None"}`) + "." + encode(`{}`) + ".AAAA", []byte("secret"), "invalid algorithm"},
		{encode(`{"alg":7}`) + "." + encode(`{}`) + ".AAAA", []byte("secret"), "invalid algorithm"},
		{encode(`{}`) + "." + encode(`{}`) + ".AAAA", []byte("secret"), "invalid algorithm"},
		{secret, &key.PublicKey, "invalid algorithm"},
		{good, []byte("secret"), "invalid algorithm"},
		{good[:len(good)-4] + "AAAA", &key.PublicKey, "invalid signature"},
		{secret + "AAAA", []byte("secret"), "invalid signature"},
		{secret + "=", []byte("secret"), "invalid signature"},
		{strings.Replace(secret, ".", ".A", 1), []byte("secret"), "invalid token"},
		{secret + "." + "AAAA", []byte("secret"), "jwt malformed"},
		{encode(`{"alg":"HS256"`) + "." + encode(`{}`) + ".AAAA", []byte("secret"), "invalid token"},
		{encode(`null`) + "." + encode(`{}`) + ".AAAA", []byte("secret"), "invalid token"},
		{sign(t, "HS256", `{"alg":"HS256"}`, `[1]`, []byte("secret")), []byte("secret"), "invalid token"},
		{sign(t, "HS256", `{"alg":"HS256"}`, `null`, []byte("secret")), []byte("secret"), "invalid token"},
		{sign(t, "HS256", `{"alg":"HS256","crit":["b64"],"b64":false}`, `{}`, []byte("secret")), []byte("secret"), "critical header"},
		{strings.Repeat("a", 2<<20), []byte("secret"), "jwt malformed"},
	} {
		_, err := credential.VerifyToken(c.token, all, c.key)
		var e *credential.TokenError
		if !errors.As(err, &e) || e.Name != "JsonWebTokenError" || !strings.Contains(e.Message, c.want) {
			t.Errorf("%.100s: %v; want %s", c.token, err, c.want)
		}
	}
	if _, err := credential.SignToken("none", []byte(`{"alg":"none"}`), []byte(`{}`), []byte("secret")); err == nil {
		t.Error("signed with none")
	}
	if _, err := credential.SignToken("RS256", []byte(`{"alg":"RS256"}`), []byte(`{}`), &key.PublicKey); err == nil {
		t.Error("signed with a public key")
	}
}

func TestPEM(t *testing.T) {
	for text, want := range map[string]string{
		"":  "no key in the PEM text",
		"x": "no key in the PEM text",
		"-----BEGIN DSA PRIVATE KEY-----\nAAAA\n-----END DSA PRIVATE KEY-----\n": `"DSA PRIVATE KEY" holds no key`,
		"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n":           "asn1",
		"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n":         "x509",
	} {
		if _, err := credential.ParsePEM(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", text, err)
		}
	}
	const parameters = "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n"
	if _, err := credential.ParsePEM(parameters); err == nil {
		t.Error("parameters are a key")
	}
}

func TestDurations(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"15m": 15 * time.Minute, "2 days": 48 * time.Hour, "1.5h": 90 * time.Minute, " 10 Seconds ": 10 * time.Second, "-1s": -time.Second,
		"100ms": 100 * time.Millisecond, "1w": 168 * time.Hour, "1y": 8766 * time.Hour, ".5 hrs": 30 * time.Minute,
	} {
		if got, err := credential.ParseDuration(text); err != nil || got != want {
			t.Errorf("%q: %v, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "60", "m", "1 fortnight", "1e9s", "1h 30m", "0x10s", "101y", "NaN s", "inf s", "1.2.3s", strings.Repeat("1", 200) + "s"} {
		if got, err := credential.ParseDuration(text); err == nil {
			t.Errorf("%q is %v", text, got)
		}
	}
}

func TestSignedCookies(t *testing.T) {
	signed := credential.SignCookie("hello", "tobiiscool")
	if signed != "hello.DGDUkGlIkCzPz+C0B064FNgHdEjox7ch8tOBGslZ5QI" { // cookie-signature's own test
		t.Error(signed)
	}
	for _, c := range []struct {
		signed  string
		secrets []string
		want    string
		ok      bool
	}{
		{signed, []string{"tobiiscool"}, "hello", true},
		{signed, []string{"new", "tobiiscool"}, "hello", true},
		{signed, []string{"luna"}, "", false},
		{signed, nil, "", false},
		{"hello", []string{"tobiiscool"}, "", false},
		{"", []string{"tobiiscool"}, "", false},
		{"hellp" + signed[5:], []string{"tobiiscool"}, "", false},
		{signed + "=", []string{"tobiiscool"}, "", false},
	} {
		if value, ok := credential.UnsignCookie(c.signed, c.secrets...); value != c.want || ok != c.ok {
			t.Errorf("%q, %q: %q, %v", c.signed, c.secrets, value, ok)
		}
	}
}

func FuzzVerifyToken(f *testing.F) {
	f.Add(sign(f, "HS256", `{"alg":"HS256"}`, `{"exp":1,"nbf":2,"aud":["a"],"iat":3}`, []byte("secret")))
	f.Add("a.b.c")
	f.Fuzz(func(t *testing.T, text string) {
		read, err := credential.ReadToken(text)
		token, err2 := credential.VerifyToken(text, credential.AllAlgorithms(), []byte("another secret"))
		if err2 == nil {
			t.Fatalf("%q is signed: %s", text, token.Payload)
		}
		if err == nil {
			_ = read.Check(credential.Expected{Audience: []string{"a"}, MaxAge: time.Hour, Now: time.Unix(5, 0)})
		}
	})
}
