package stream_test

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"testing"

	"github.com/caddyhbf/hbf/jsengine/loop/looptest"
	"github.com/caddyhbf/hbf/jsengine/web/stream"
)

// The ponyfill is the file dist/ponyfill.js of the npm package web-streams-polyfill 4.3.0, unchanged. For another
// version, run testdata/update.sh with its number in package stream's directory, then generate.mjs if Node is newer,
// and put the new sums here.
func TestPonyfillIsTheOneThatWasPublished(t *testing.T) {
	for file, want := range map[string]string{
		"ponyfill/ponyfill.js": "fe4d30b1a69f423305bdb942847a546be92b7041ce71706174fbb5465081e549",
		"ponyfill/LICENSE":     "08da29e331bf06ef511aff652e22de39a72a7e1547864bbc53d2686b5e045ef3",
	} {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		sum := sha256.Sum256(data)
		if got := hex.EncodeToString(sum[:]); got != want {
			t.Errorf("%s has the sum %s, want %s", file, got, want)
		}
	}
}

// An app that uses no stream does not pay for the ponyfill.
func TestProgramIsLoadedOnDemand(t *testing.T) {
	l, m := newModule(t)
	lazy := `typeof Object.getOwnPropertyDescriptor(globalThis, 'TransformStream').get`
	if m.IsReadable(l.Run(`({})`)) || l.Run(lazy).String() != "function" {
		t.Error("the classes are there before anybody asks")
	}
	if got := l.Run(`ReadableStream.name + typeof Object.getOwnPropertyDescriptor(globalThis, 'ReadableStream').value`).String(); got != "ReadableStreamfunction" {
		t.Error(got)
	}
	if l.Run(lazy).String() != "function" {
		t.Error("a class was touched that nobody asked for")
	}
}

// What an app has done to the built-in classes does not reach the streams that it uses afterwards.
func TestBuiltinsAreCaptured(t *testing.T) {
	l, _ := newModule(t)
	l.Run(`for (const name of ['Object', 'Symbol', 'TypeError', 'RangeError', 'Uint8Array', 'ArrayBuffer', 'Number', 'Math', 'DOMException', 'AbortController', 'TextDecoder', 'structuredClone', 'queueMicrotask'])
		globalThis[name] = () => { throw 'polluted' }`)
	l.Run(`globalThis.made = new ReadableStream({ type: 'bytes', pull(c) { c.enqueue(new (c.constructor, made.bytes)(2)); c.close() } }); made.bytes = (new TextEncoder().encode('')).constructor`)
	if got := l.Run(`(async () => { const r = made.getReader(); const { value } = await r.read(); await r.read(); const t = new TextDecoderStream(); t.writable.getWriter().abort(5).catch(() => {}); return value.length })()`).String(); got != "2" {
		t.Error(got)
	}
}

// Broken built-ins break the app's streams, with an error that can be caught, and nothing else.
func TestPollutedPromise(t *testing.T) {
	l, m := newModule(t)
	l.Run(`globalThis.then = Promise.prototype.then; Promise.prototype.then = Promise.resolve = Promise.reject = null`)
	got := l.Run(`try { new ReadableStream(); 'made' } catch (e) { e.name }`).String()
	if got != "made" && got != "TypeError" {
		t.Error(got)
	}
	if m.IsReadable(l.Run(`({})`)) || l.Run(`1 + 1`).ToInteger() != 2 {
		t.Error("the runtime does not go on")
	}
}

func BenchmarkLoad(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		b.StopTimer()
		l := looptest.New(b)
		stream.New(l.Kit, l)
		b.StartTimer()
		l.Run(`ReadableStream`)
	}
}

func BenchmarkFromBytes(b *testing.B) {
	l := looptest.New(b)
	m := stream.New(l.Kit, l)
	b.ReportAllocs()
	for b.Loop() {
		m.TakeBytes(m.FromBytes([]byte("data")))
	}
}
