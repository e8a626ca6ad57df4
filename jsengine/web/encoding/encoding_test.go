package encoding_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/caddyhbf/hbf/jsengine/loop/looptest"
	"github.com/caddyhbf/hbf/jsengine/web/encoding"
	"github.com/caddyhbf/hbf/jsengine/web/event"
)

type scripts []struct{ script, want string }

// run runs each script as the body of a function in a runtime of its own.
func (s scripts) run(t *testing.T) {
	t.Helper()
	for _, c := range s {
		l := looptest.New(t)
		encoding.New(l.Kit, event.New(l.Kit, l))
		l.Run(`var hex = (...b) => Array.from(b.length === 1 && typeof b[0] === 'object' ? b[0] : b, x => x.toString(16).padStart(2, '0')).join('');
			var bytes = s => new Uint8Array(s.match(/../g).map(x => parseInt(x, 16)));
			var name = f => { try { return f() } catch (e) { return e.name } }; 0`)
		if got := l.Run(`(() => {` + c.script + `})()`).String(); got != c.want {
			t.Errorf("%s\n= %q, want %q", c.script, got, c.want)
		}
	}
}

func TestTextEncoder(t *testing.T) {
	scripts{
		{`return new TextEncoder().encoding`, "utf-8"},
		{`return hex(new TextEncoder().encode('aé你😀'))`, "61c3a9e4bda0f09f9880"},
		{`return new TextEncoder().encode().length + new TextEncoder().encode(undefined).length`, "0"},
		{`return hex(new TextEncoder().encode(null))`, "6e756c6c"},
		{`return hex(new TextEncoder().encode('a\ud800b\udc00'))`, "61efbfbd62efbfbd"},
		{`return new TextEncoder().encode('x') instanceof Uint8Array`, "true"},
		{`const d = new Uint8Array(5); const r = new TextEncoder().encodeInto('aé你', d); return [r.read, r.written, hex(d)].join()`, "2,3,61c3a90000"},
		{`const d = new Uint8Array(4); const r = new TextEncoder().encodeInto('😀x', d); return [r.read, r.written].join()`, "2,4"},
		{`const d = new Uint8Array(10).subarray(2, 4); const r = new TextEncoder().encodeInto('abc', d); return [r.read, r.written, hex(new Uint8Array(d.buffer))].join()`, "2,2,00006162000000000000"},
		{`const d = new Uint8Array(3); return new TextEncoder().encodeInto('\ud800', d).read + hex(d)`, "1efbfbd"},
		{`return [[], new ArrayBuffer(4), new Uint8ClampedArray(4), new Int8Array(4), new DataView(new ArrayBuffer(4))].map(d => name(() => new TextEncoder().encodeInto('a', d))).join()`, "TypeError,TypeError,TypeError,TypeError,TypeError"},
		{`return Object.prototype.toString.call(new TextEncoder())`, "[object TextEncoder]"},
	}.run(t)
}

func TestTextDecoder(t *testing.T) {
	scripts{
		{`const d = new TextDecoder(); return [d.encoding, d.fatal, d.ignoreBOM].join()`, "utf-8,false,false"},
		{`const d = new TextDecoder('LATIN1 ', { fatal: 1, ignoreBOM: true }); return [d.encoding, d.fatal, d.ignoreBOM].join()`, "windows-1252,true,true"},
		{`return ['utf8', 'unicode-1-1-utf-8', 'ascii', 'sjis', 'gb2312', 'utf-16', 'ucs-2', 'unicodefffe', 'csisolatin2', 'big5-hkscs', 'x-user-defined', 'iso-8859-8-i', '\t euc-kr\n'].map(l => new TextDecoder(l).encoding).join()`,
			"utf-8,utf-8,windows-1252,shift_jis,gbk,utf-16le,utf-16le,utf-16be,iso-8859-2,big5,x-user-defined,iso-8859-8-i,euc-kr"},
		{`return ['nope', '', 'replacement', 'iso-2022-kr', 'utf-7', '\u00a0utf-8', 'oem\u212A', 'utf-8\0', '\vutf-8'].map(l => name(() => new TextDecoder(l))).join()`, strings.Repeat("RangeError,", 8) + "RangeError"},
		{`return new TextDecoder().decode(bytes('61c3a9e4bda0f09f9880'))`, "aé你😀"},
		{`return new TextDecoder().decode() + new TextDecoder().decode(undefined)`, ""},
		{`return [5, 'a', [1], {}, null].map(v => name(() => new TextDecoder().decode(v))).join()`, "TypeError,TypeError,TypeError,TypeError,TypeError"},
		{`return new TextDecoder().decode(bytes('616263').buffer) + new TextDecoder().decode(new DataView(bytes('616263').buffer, 1))`, "abcbc"},
		{`return new TextDecoder('windows-1252').decode(bytes('808182'))`, "€\u0081‚"},
		{`return new TextDecoder('shift_jis').decode(bytes('93fa967b'))`, "日本"},
		{`return new TextDecoder('gbk').decode(bytes('c4e38081308130'))`, "你€\u0080"},
		{`return new TextDecoder('gb18030', { fatal: true }).decode(bytes('8431a437'))`, "\ufffd"},
		{`return name(() => new TextDecoder('gb18030', { fatal: true }).decode(bytes('ff')))`, "TypeError"},
		{`return name(() => new TextDecoder('euc-jp', { fatal: true }).decode(bytes('a4')))`, "TypeError"},
		{`return name(() => new TextDecoder('utf-8', { fatal: true }).decode(bytes('61ff')))`, "TypeError"},
		{`return new TextDecoder('utf-8', { fatal: true }).decode(bytes('efbfbd'))`, "\ufffd"},
		{`const d = new TextDecoder('utf-8', { fatal: true }); name(() => d.decode(bytes('ff'))); return d.decode(bytes('61'))`, "a"},
		{`return name(() => new TextDecoder('utf-16le', { fatal: true }).decode(bytes('00d8')))`, "TypeError"},
	}.run(t)
}

func TestByteOrderMark(t *testing.T) {
	scripts{
		{`return new TextDecoder().decode(bytes('efbbbf61')).length`, "1"},
		{`return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes('efbbbf61')).length`, "2"},
		{`return new TextDecoder().decode(bytes('efbbbfefbbbf')).length`, "1"},
		{`return new TextDecoder().decode(bytes('61efbbbf')).length`, "2"},
		{`return new TextDecoder('utf-16le').decode(bytes('fffe6100'))`, "a"},
		{`return new TextDecoder('utf-16be').decode(bytes('feff0061'))`, "a"},
		{`const d = new TextDecoder(), o = { stream: true }; return JSON.stringify(['ef', 'bb', 'bf', '61', 'efbbbf'].map(b => d.decode(bytes(b), o)).concat(d.decode()))`, `["","","","a","` + "\ufeff" + `",""]`},
		{`const d = new TextDecoder(); d.decode(bytes('61')); return d.decode(bytes('efbbbf62'))`, "b"},
	}.run(t)
}

func TestStreamedDecoding(t *testing.T) {
	scripts{
		{`const d = new TextDecoder(), o = { stream: true }; return JSON.stringify(['f0', '9f', '98', '80', 'e4bd'].map(b => d.decode(bytes(b), o)).concat(d.decode(), d.decode()))`, `["","","","😀","","�",""]`},
		{`const d = new TextDecoder('utf-16le'), o = { stream: true }; return JSON.stringify(['3d', 'd8', '00', 'de', '61'].map(b => d.decode(bytes(b), o)).concat(d.decode()))`, `["","","","😀","","�"]`},
		{`const d = new TextDecoder('shift_jis'), o = { stream: true }; return JSON.stringify(['93', 'fa96', '7b', '93'].map(b => d.decode(bytes(b), o)).concat(d.decode()))`, `["","日","本","","�"]`},
		{`const d = new TextDecoder('iso-2022-jp'), o = { stream: true }; return JSON.stringify(['1b', '2442', '467c', '4b5c1b2842', '61'].map(b => d.decode(bytes(b), o)).concat(d.decode(bytes('61'))))`, `["","","日","本","a","a"]`},
		{`const d = new TextDecoder('utf-8', { fatal: true }), o = { stream: true }; d.decode(bytes('e4bd'), o); return name(() => d.decode()) + d.decode(bytes('61'))`, "TypeErrora"},
		{`const d = new TextDecoder('utf-8', { fatal: true }), o = { stream: true }; d.decode(bytes('e4'), o); return name(() => d.decode(bytes('61'), o)) + d.decode(bytes('62'))`, "TypeErrorb"},
	}.run(t)
}

func TestBase64(t *testing.T) {
	scripts{
		{`return btoa('hello') + btoa('') + btoa('a') + btoa('\xff\x00')`, "aGVsbG8=YQ==/wA="},
		{`return btoa(null) + btoa(undefined) + btoa(12)`, "bnVsbA==dW5kZWZpbmVkMTI="},
		{`try { btoa('€') } catch (e) { return [e.name, e.code, e instanceof DOMException].join() }`, "InvalidCharacterError,5,true"},
		{`return atob('aGVsbG8=') + atob('aGVsbG8') + atob(' aGV\n\tsbG\f8 = \r') + atob('')`, "hellohellohello"},
		{`const s = atob('/wCA'); return [s.length, s.charCodeAt(0), s.charCodeAt(1), s.charCodeAt(2)].join()`, "3,255,0,128"},
		{`return atob('YR') + atob('YR==')`, "aa"},
		{`return ['a', 'YQ=', 'YQ===', '=', '====', 'Y=Q=', 'YQ-_', 'YQ\u00a0', 'é', '\ud800', 'YQ=a', 'YW=='+'YW=='].map(s => name(() => atob(s))).join()`, strings.Repeat("InvalidCharacterError,", 11) + "InvalidCharacterError"},
		{`return name(() => atob()) + name(() => btoa())`, "TypeErrorTypeError"},
		{`let s = ''; for (let i = 0; i < 256; i++) s += String.fromCharCode(i); return atob(btoa(s)) === s`, "true"},
	}.run(t)
}

// UTF-8 and UTF-16 are decoded as Node decodes them, in one piece and byte by byte.
func TestUnicodeIsDecodedAsByNode(t *testing.T) {
	data, err := os.ReadFile("testdata/utf.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases [][4]any
	if err := json.Unmarshal(data, &cases); err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		name, want := c[0].(string), c[2].(string)
		input, _ := hex.DecodeString(c[1].(string))
		if got := decode(t, name, false, input, len(input)); got != want {
			t.Errorf("%s %x = %q, want %q", name, input, got, want)
		}
		if got := decode(t, name, false, input, 1); got != want {
			t.Errorf("%s %x byte by byte = %q, want %q", name, input, got, want)
		}
		fatal, _ := encoding.NewDecoder(name, true, false)
		if _, err := fatal.Decode(input, true); (err == nil) != c[3].(bool) {
			t.Errorf("%s %x, fatal: %v", name, input, err)
		}
	}
}

func decode(t *testing.T, label string, fatal bool, input []byte, size int) string {
	t.Helper()
	d, err := encoding.NewDecoder(label, fatal, false)
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for chunk := range chunks(input, size) {
		text, err := d.Decode(chunk, false)
		if err != nil {
			t.Fatal(err)
		}
		all.WriteString(text)
	}
	text, _ := d.Decode(nil, true)
	return all.String() + text
}

func chunks(b []byte, size int) func(yield func([]byte) bool) {
	return func(yield func([]byte) bool) {
		for len(b) > 0 {
			n := min(size, len(b))
			if !yield(bytes.Clone(b[:n])) {
				return
			}
			b = b[n:]
		}
	}
}

// It makes no difference into which pieces a text is cut, and the text is always valid.
func FuzzDecoder(f *testing.F) {
	for _, label := range []string{"utf-8", "utf-16le", "gb18030", "shift_jis", "iso-2022-jp", "big5", "euc-kr", "euc-jp", "windows-1253"} {
		f.Add(label, []byte("a\xe4\xbd\xa0\xf0\x9f\x98\x80\xff\x93\xfa\x1b$B\x84\x31"), 1)
	}
	f.Fuzz(func(t *testing.T, label string, input []byte, size int) {
		if _, err := encoding.NewDecoder(label, false, false); err != nil {
			return
		}
		whole := decode(t, label, false, input, len(input)+1)
		if !utf8.ValidString(whole) {
			t.Errorf("%s %x: %q", label, input, whole)
		}
		if parts := decode(t, label, false, input, max(1, size%8)); parts != whole {
			t.Errorf("%s %x: %q, in pieces %q", label, input, whole, parts)
		}
	})
}

func BenchmarkDecodeUTF8(b *testing.B) {
	input := bytes.Repeat([]byte("héllo wörld "), 1000)
	d, _ := encoding.NewDecoder("utf-8", false, false)
	b.ReportAllocs()
	b.SetBytes(int64(len(input)))
	for b.Loop() {
		if _, err := d.Decode(input, true); err != nil {
			b.Fatal(err)
		}
	}
}
