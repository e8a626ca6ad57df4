package blob_test

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"strings"
	"testing"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/loop/looptest"
	"github.com/caddyhbf/hbf/jsengine/web/blob"
	"github.com/caddyhbf/hbf/jsengine/web/event"
	"github.com/caddyhbf/hbf/jsengine/web/stream"
)

func newModule(t testing.TB) (*looptest.Loop, *blob.Module) {
	t.Helper()
	l := looptest.New(t)
	events := event.New(l.Kit, l)
	return l, blob.New(l.Kit, l, stream.New(l.Kit, l), func(message string) *goja.Object {
		return events.Exception("NotReadableError", message)
	})
}

// settle gives what a promise was fulfilled with as a string, or what it was rejected with.
func settle(l *looptest.Loop, script string) string {
	return l.Run(`(async () => {` + script + `})().then(String, e => e.name + ': ' + e.message)`).String()
}

// Bytes that are in a file are read when scripts ask, in every way.
func TestSectionIsRead(t *testing.T) {
	l, m := newModule(t)
	l.Kit.Global("blob", m.Object(blob.FromSection(strings.NewReader("<0123456789>"), 1, 10, "Text/Plain")))
	for script, want := range map[string]string{
		`return [blob.size, blob.type]`:                                                         "10,text/plain",
		`return await blob.text()`:                                                              "0123456789",
		`return (await blob.bytes())[1]`:                                                        "49",
		`return (await blob.arrayBuffer()).byteLength`:                                          "10",
		`return await blob.slice(2, -2).text()`:                                                 "234567",
		`return await blob.slice(2).slice(2).slice(1, 3).text()`:                                "56",
		`return await new Blob(['a', blob.slice(3, 5), new Blob(['b', blob.slice(9)])]).text()`: "a34b9",
		`const r = blob.stream().getReader(), first = (await r.read()).value; return [first.length, (await r.read()).done]`: "10,true",
		`const f = new File([blob], 'n'); return [f.size, await f.slice(0, 2).text()]`:                                      "10,01",
		`return await blob.slice(5, 5).text() + (await blob.slice(100).bytes()).length`:                                     "0",
	} {
		if got := settle(l, script); got != want {
			t.Errorf("%s\n  = %s, want %s", script, got, want)
		}
	}
}

type gone struct{}

func (gone) ReadAt([]byte, int64) (int, error) {
	return 0, &fs.PathError{Op: "read", Path: "/the/servers/secret", Err: os.ErrClosed}
}

// A file that is gone is a NotReadableError that does not tell where it was.
func TestFileIsGone(t *testing.T) {
	l, m := newModule(t)
	l.Kit.Global("blob", m.Object(blob.FromSection(gone{}, 0, 10, "")))
	const want = "NotReadableError: the file of this Blob can't be read any more: file already closed"
	for _, script := range []string{`await blob.text()`, `await new Blob(['a', blob]).bytes()`, `await blob.stream().getReader().read()`} {
		if got := settle(l, script); got != want {
			t.Errorf("%s: %s", script, got)
		}
	}
}

func TestEndings(t *testing.T) {
	l, _ := newModule(t)
	if got := settle(l, `return JSON.stringify(await new Blob(['a\r\nb\rc\n', new Blob(['\r\n'])], { endings: 'native' }).text())`); got != `"a\nb\nc\n\r\n"` {
		t.Error(got)
	}
}

// JavaScript can change neither what a blob was made of nor what it gave.
func TestBytesAreCopied(t *testing.T) {
	l, m := newModule(t)
	data := []byte("data")
	l.Kit.Global("blob", m.Object(blob.FromBytes(data, "")))
	got := settle(l, `(await blob.bytes())[0] = 0; new Uint8Array(await blob.arrayBuffer())[0] = 0;
		const own = new Uint8Array([65]); const b = new Blob([own]); own[0] = 66; return await b.text()`)
	if got != "A" || string(data) != "data" {
		t.Errorf("%s, %q", got, data)
	}
}

func TestFileIsTheFiles(t *testing.T) {
	l, m := newModule(t)
	l.Kit.Global("file", m.Object(blob.FromBytes([]byte("x"), "a/b").AsFile("n", 7)))
	if got := settle(l, `return [file instanceof File, file.name, file.lastModified, file.type, file.slice() instanceof File]`); got != "true,n,7,a/b,false" {
		t.Error(got)
	}
	b, ok := blob.Of(l.Run(`file`))
	if name, isFile := b.FileName(); !ok || !isFile || name != "n" || b.LastModified() != 7 || b.Size() != 1 || b.Type() != "a/b" {
		t.Errorf("%+v", b)
	}
	if got := settle(l, `Object.getOwnPropertyDescriptor(File.prototype, 'name').get.call(new Blob([]))`); !strings.HasPrefix(got, "TypeError") {
		t.Error(got)
	}
}

func TestDecode(t *testing.T) {
	for data, want := range map[string]string{
		"":                         "",
		"é":                        "é",
		"\xEF\xBB\xBFa":            "a",
		"\xEF\xBB\xBF\xEF\xBB\xBF": "\ufeff",
		"\xEF\xBB":                 "\ufffd",
		"\xE2\x82A":                "\ufffdA",
		"\xFF\xFE":                 "\ufffd\ufffd",
		"\xED\xA0\x80":             "\ufffd\ufffd\ufffd",
		"\xF0\x9F\x98":             "\ufffd",
	} {
		if got := blob.Decode([]byte(data)); got != want {
			t.Errorf("%q = %q, want %q", data, got, want)
		}
	}
}

// However a blob is put together and cut, it holds what the bytes say.
func FuzzSlice(f *testing.F) {
	f.Add("ab", "cdef", "", 1, 5, 1, 3)
	f.Fuzz(func(t *testing.T, a, b, c string, start, end, start2, end2 int) {
		l, m := newModule(t)
		whole := blob.Concat("", blob.FromBytes([]byte(a), ""), blob.FromSection(strings.NewReader(b), 0, int64(len(b)), ""), blob.FromBytes([]byte(c), ""))
		cut := func(s []byte, start, end int) []byte {
			n := len(s)
			from, to := bound(start, n), bound(end, n)
			return s[from:max(from, to)]
		}
		want := cut(cut([]byte(a+b+c), start, end), start2, end2)
		l.Kit.Global("blob", m.Object(whole))
		for i, n := range []int{start, end, start2, end2} {
			l.Kit.Global(string(rune('p'+i)), l.VM.ToValue(n))
		}
		sliced, _ := blob.Of(l.Run(`blob.slice(p, q).slice(r, s)`))
		got, err := io.ReadAll(sliced.Open())
		if err != nil && !errors.Is(err, io.EOF) || !bytes.Equal(got, want) || sliced.Size() != int64(len(want)) {
			t.Errorf("%q, want %q (%v)", got, want, err)
		}
	})
}

func bound(i, n int) int {
	if i < 0 {
		return max(n+i, 0)
	}
	return min(i, n)
}
