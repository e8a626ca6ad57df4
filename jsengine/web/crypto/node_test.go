package crypto_test

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"github.com/caddyhbf/hbf/jsengine/loop/looptest"
	"github.com/caddyhbf/hbf/jsengine/web/crypto"
	"github.com/caddyhbf/hbf/jsengine/web/event"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func newLoop(t testing.TB) *looptest.Loop {
	t.Helper()
	l := looptest.New(t)
	crypto.New(l.Kit, l, event.New(l.Kit, l))
	return l
}

// node is what testdata/generate.mjs has written.
type node struct {
	Prelude string
	Made    json.RawMessage
	Cases   []struct {
		Body   string
		Result json.RawMessage
	}
}

func readNode(t testing.TB) (n node) {
	t.Helper()
	text, err := os.ReadFile("testdata/node.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &n); err != nil {
		t.Fatal(err)
	}
	return n
}

// otherwise are the cases in which ours does what the standard says, and Node 20 something else.
var otherwise = map[string]string{
	`return name(() => s.importKey('spki', text('secret'), { name: 'HMAC', hash: 'SHA-256' }, true, ['sign']))`: `"NotSupportedError"`,
	`return name(() => s.importKey('jwk', text('secret'), { name: 'HMAC', hash: 'SHA-256' }, true, ['sign']))`:  `"TypeError"`,
	`return name(async () => s.exportKey('spki', await hmac('SHA-256')))`:                                       `"NotSupportedError"`,
	`return name(() => hmac('SHA-256', ['sign'], { length: 41 }).then((k) => k.algorithm.length))`:              `["no error",41]`,
	`return name(() => s.importKey('jwk', made.ed.jwk, { name: 'Ed25519' }, true, ["verify"]))`:                 `"SyntaxError"`,
	`return name(() => s.importKey('jwk', made.x.jwk, { name: 'X25519' }, true, ["encrypt","sign"]))`:           `"SyntaxError"`,
}

// Everything that Node's Web Cryptography does, ours does too, to the byte, and what Node has signed and encrypted ours
// verifies and decrypts.
func TestAsNodeDoes(t *testing.T) {
	n := readNode(t)
	l := newLoop(t)
	l.Run(n.Prelude + "; globalThis.made = " + string(n.Made) + "; globalThis.describe = describe")
	for _, c := range n.Cases {
		got := l.Run(fmt.Sprintf("(async () => { %s })().then(describe, (e) => e.name).then(JSON.stringify)", c.Body)).String()
		want := strings.ReplaceAll(canonical(t, c.Result), "InvalidAccessException", "InvalidAccessError") // Node's name for it
		if other, ok := otherwise[c.Body]; ok {
			want = other
		}
		if canonical(t, []byte(got)) != want {
			t.Errorf("%s\n got %s\nwant %s", c.Body, got, want)
		}
	}
}

func canonical(t testing.TB, text []byte) string {
	t.Helper()
	var v any
	if err := json.Unmarshal(text, &v); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
