package stream_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"testing"
)

const readers = `
const all = async (s) => { const r = s.getReader(); let n = 0; for (;;) { const { value, done } = await r.read(); if (done) return n; n += value.length } };
const through = (format, ...chunks) => new ReadableStream({ start(c) { for (const x of chunks) c.enqueue(x); c.close() } }).pipeThrough(new DecompressionStream(format));
const hello = new Uint8Array([31, 139, 8, 0, 0, 0, 0, 0, 0, 3, 203, 72, 205, 201, 201, 7, 0, 134, 166, 16, 54, 5, 0, 0, 0]);
`

func TestCodecs(t *testing.T) {
	for script, want := range map[string]string{
		`return await all(through('gzip', hello))`:                                            "5",
		`return await all(through('gzip', ...Array.from(hello, (b) => new Uint8Array([b]))))`: "5",
		`return await all(through('gzip', hello.slice(0, 20)))`:                               "TypeError: the compressed data is not valid: unexpected EOF",
		`return await all(through('gzip'))`:                                                   "TypeError: the compressed data is not valid: unexpected EOF",
		`return await all(through('gzip', hello, new Uint8Array(1)))`:                         "TypeError: the compressed data is not valid: there is more after its end",
		`return await all(through('gzip', hello, hello))`:                                     "TypeError: the compressed data is not valid: there is more after its end",
		`hello[22] ^= 1; return await all(through('gzip', hello))`:                            "TypeError: the compressed data is not valid: gzip: invalid checksum",
		`return await all(through('deflate', new Uint8Array([1, 2, 3])))`:                     "TypeError: the compressed data is not valid: zlib: invalid header",
		`return await all(through('deflate-raw', new Uint8Array([0xff])))`:                    "TypeError: the compressed data is not valid: flate: corrupt input before offset 1",
		`return await all(through('gzip', 'text'))`:                                           "TypeError: a chunk of a compression stream must be an ArrayBuffer or a view of one",
		`return await all(through('gzip', hello.buffer))`:                                     "5",
		`new DecompressionStream('br')`:                                                       `TypeError: the compression format must be "gzip", "deflate" or "deflate-raw", not "br"`,
		`const d = new DecompressionStream('gzip'), w = d.writable.getWriter(); w.write(hello).catch(() => {}); const r = d.readable.getReader(); await r.read(); await r.cancel('why'); return await w.closed.catch((e) => e)`: `"why"`,
		`const d = new DecompressionStream('gzip'), w = d.writable.getWriter(); await w.abort('why'); return await d.readable.getReader().read().catch((e) => e)`:                                                               `"why"`,
		`const c = new CompressionStream('gzip'), w = c.writable.getWriter(); await c.readable.cancel('why'); return await w.write(hello).catch((e) => e)`:                                                                      `"why"`,
		`const c = new CompressionStream('deflate-raw'), w = c.writable.getWriter(); await w.close(); return await all(c.readable.pipeThrough(new DecompressionStream('deflate-raw')))`:                                         "0",
	} {
		l, _ := newModule(t)
		if got := settle(l, readers+script); got != want {
			t.Errorf("%s\n  = %s, want %s", script, got, want)
		}
	}
}

// What compresses very well is not unpacked before somebody reads it, and not further than they read.
func TestBombIsUnpackedOnDemand(t *testing.T) {
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	if _, err := io.CopyN(z, zeros{}, 16<<20); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	l, _ := newModule(t)
	l.Kit.Global("bomb", l.Kit.Uint8Array(packed.Bytes()))
	got := settle(l, readers+`
		const r = through('gzip', bomb).getReader();
		let n = 0;
		for (let i = 0; i < 10; i++) n += (await r.read()).value.length;
		await r.cancel();
		return n > 0 && n <= 10 * 65536`)
	if got != "true" {
		t.Error(got)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

// Codecs that a script forgets leave no goroutine behind when its scope ends (see TestMain).
func TestForgottenCodecs(t *testing.T) {
	l, _ := newModule(t)
	_, err := l.VM.RunString(`{` + readers + `
		new DecompressionStream('gzip');
		new DecompressionStream('gzip').writable.getWriter().write(hello).catch(() => {});
		new DecompressionStream('gzip').readable.getReader().read().catch(() => {});
		const w = new CompressionStream('gzip').writable.getWriter();
		for (let i = 0; i < 100; i++) w.write(Uint8Array.from({ length: 5000 }, Math.random)).catch(() => {});
	}`)
	if err != nil {
		t.Fatal(err)
	}
	l.End()
}
