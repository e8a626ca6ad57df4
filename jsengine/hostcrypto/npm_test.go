package hostcrypto_test

import (
	"encoding/json"
	"fmt"
	"os"
	"testing"

	"github.com/dop251/goja"
	"go.uber.org/goleak"

	"github.com/caddyhbf/hbf/jsengine/hostcrypto"
	"github.com/caddyhbf/hbf/jsengine/hostcrypto/credential"
	"github.com/caddyhbf/hbf/jsengine/loop/looptest"
	"github.com/caddyhbf/hbf/jsengine/web/crypto"
	"github.com/caddyhbf/hbf/jsengine/web/event"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// newLoop makes a loop with all that hbf:crypto exports as global variables.
func newLoop(t testing.TB) (*looptest.Loop, *hostcrypto.Module) {
	t.Helper()
	l := looptest.New(t)
	m := hostcrypto.New(l.Kit, l, crypto.New(l.Kit, l, event.New(l.Kit, l)))
	for _, name := range hostcrypto.ExportNames() {
		l.Kit.Global(name, m.Exports().Get(name))
	}
	l.Kit.Global("node", m.NodeExports())
	return l, m
}

// npm is what testdata/generate.mjs has written.
type npm struct {
	Prelude      string
	Keys, Tokens json.RawMessage
	Cases        []struct {
		Code   string
		Result json.RawMessage
	}
	Passwords []struct{ Password, Hash string }
}

func readNPM(t testing.TB) (n npm) {
	t.Helper()
	text, err := os.ReadFile("testdata/npm.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &n); err != nil {
		t.Fatal(err)
	}
	return n
}

// otherwise are the cases in which we do something else than the npm packages, on purpose: fractions of seconds and
// objects of the app's classes are taken, and an error's date is a valid one.
var otherwise = map[string]string{
	`sign({ sub: 'x', iat: 1700000000 }, 'secret', { expiresIn: 0.5 })`: `"eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJ4IiwiaWF0IjoxNzAwMDAwMDAwLCJleHAiOjE3MDAwMDAwMDB9.liTXgeUfL3i8ZS6JDfUc-yaUGF_Z2CT2GMQR-9_KZVw"`,
	`sign({ iat: 1700000000, __proto__: { inherited: 1 } }, 'secret')`:  `"eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpYXQiOjE3MDAwMDAwMDB9.l2uo_FN2ihbdUEDkUNmEyo-TGo8OTa85DumjZyMwLRo"`,
	`verify(raw({ nbf: 1e30 }), 'secret')`:                              `{"date":"+275760-09-13T00:00:00.000Z","message":"jwt not active","name":"NotBeforeError"}`,
}

// Apps that used the npm packages find the same values and the same errors.
func TestAsTheNPMPackagesDo(t *testing.T) {
	n := readNPM(t)
	l, _ := newLoop(t)
	l.Kit.Global("signRaw", l.Kit.Function("signRaw", 2, func(c goja.FunctionCall) goja.Value {
		token, err := credential.SignToken("HS256", []byte(c.Argument(0).String()), []byte(c.Argument(1).String()), []byte("secret"))
		if err != nil {
			t.Error(err)
		}
		return l.VM.ToValue(token)
	}))
	l.Run(n.Prelude + "; const { sign, verify, decode } = jwt; globalThis.keys = " + string(n.Keys) + "; globalThis.tokens = " + string(n.Tokens))
	for _, c := range n.Cases {
		got := l.Run(fmt.Sprintf("outcome(() => %s).then(JSON.stringify)", c.Code)).String()
		want := canonical(t, c.Result)
		if other, ok := otherwise[c.Code]; ok {
			want = other
		}
		if canonical(t, []byte(got)) != want {
			t.Errorf("%s\n got %s\nwant %s", c.Code, got, want)
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

// Users whose passwords were hashed by an npm package can still log in.
func TestPasswordsThatOthersHashed(t *testing.T) {
	l, _ := newLoop(t)
	for _, p := range readNPM(t).Passwords {
		l.Kit.Global("p", l.VM.ToValue(p.Password))
		l.Kit.Global("h", l.VM.ToValue(p.Hash))
		got := l.Run(`(async () => String([await verifyPassword(p, h), await verifyPassword(p + 'x', h)]))()`).String()
		if got != "true,false" {
			t.Errorf("%s: %s", p.Hash, got)
		}
	}
}
