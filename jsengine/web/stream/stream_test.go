package stream_test

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/dop251/goja"
	"go.uber.org/goleak"

	"github.com/caddyhbf/hbf/jsengine/loop/looptest"
	"github.com/caddyhbf/hbf/jsengine/web/encoding"
	"github.com/caddyhbf/hbf/jsengine/web/event"
	"github.com/caddyhbf/hbf/jsengine/web/stream"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func newModule(t testing.TB) (*looptest.Loop, *stream.Module) {
	t.Helper()
	l := looptest.New(t)
	l.Run(`Object.defineProperty(Symbol, 'asyncIterator', { value: Symbol.for('Symbol.asyncIterator') })`)
	events := event.New(l.Kit, l)
	encoding.New(l.Kit, events)
	return l, stream.New(l.Kit, l)
}

// settle runs the body of an async function and gives what it returns as JSON; of what it throws, the name and the
// message.
func settle(l *looptest.Loop, script string) string {
	return l.Run(`(async () => {` + script + `})().then(v => JSON.stringify(v) ?? 'undefined', e => e?.name ? e.name + ': ' + e.message : 'threw ' + e)`).String()
}

// different is where streams differ from Node 20 on purpose.
var different = map[string]string{
	"const w = new WritableStream().getWriter(); await w.close(); await w.write('x')":                    "throws TypeError", // as the standard says
	"await all(of(Symbol()).pipeThrough(new TextEncoderStream()))":                                       "throws TypeError", // as the standard says
	"return [new TextEncoderStream().encoding, Object.prototype.toString.call(new TextEncoderStream())]": `["utf-8","[object TextEncoderStream]"]`,
}

// Scripts get from streams what Node gives them (testdata/generate.mjs).
func TestScriptsGetWhatNodeGives(t *testing.T) {
	data, err := os.ReadFile("testdata/node.json")
	if err != nil {
		t.Fatal(err)
	}
	var corpus struct {
		Prelude string
		Cases   []struct{ Script, Want string }
	}
	if err := json.Unmarshal(data, &corpus); err != nil {
		t.Fatal(err)
	}
	for _, c := range corpus.Cases {
		l, _ := newModule(t)
		v, err := l.RunErr(`(async () => {` + corpus.Prelude + c.Script + `})().then(v => JSON.stringify(v) ?? 'undefined', e => 'throws ' + e.name)`)
		got := v.String()
		if err != nil && goja.IsUndefined(v) {
			got = `"hangs"`
		}
		want := c.Want
		if ours, ok := different[c.Script]; ok {
			want = ours
		}
		if got != want {
			t.Errorf("%s\n  = %s, want\n    %s", c.Script, got, want)
		}
	}
}
