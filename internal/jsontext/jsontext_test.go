package jsontext_test

import (
	"math"
	"testing"
	"unicode/utf16"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/internal/jsontext"
)

// stringify is JSON.stringify of a fresh runtime.
func stringify(t testing.TB) func(v any) string {
	t.Helper()
	vm := goja.New()
	f, ok := goja.AssertFunction(vm.Get("JSON").(*goja.Object).Get("stringify"))
	if !ok {
		t.Fatal("JSON.stringify is not a function")
	}
	return func(v any) string {
		value, isValue := v.(goja.Value)
		if !isValue {
			value = vm.ToValue(v)
		}
		got, err := f(goja.Undefined(), value)
		if err != nil {
			t.Fatal(err)
		}
		return got.String()
	}
}

var texts = []string{
	"", "a", "plain text of some length", `"quoted" and \ back`, "\x00\x01\b\t\n\v\f\r\x1b\x1f \x7f\u0080", "été €", "\u2028\u2029<>&",
	"🚀", "a🚀b", "\xff", "a\xc3", "\xed\xa0\x80", "\xf0\x9f\x9a", "\xc0\x80", "\ufffd", "\ufeffx", "\"", "\\\\", "line\nline\n",
}

func TestStringsAreWhatStringifyGives(t *testing.T) {
	want := stringify(t)
	for _, s := range texts {
		if got := string(jsontext.AppendString(nil, s)); got != want(s) {
			t.Errorf("%q is %s, want %s", s, got, want(s))
		}
	}
}

func TestLoneSurrogatesAreEscaped(t *testing.T) {
	want := stringify(t)
	for _, units := range [][]uint16{
		{}, {'a'}, {0xd800}, {0xdc00}, {0xd800, 'x'}, {'x', 0xdbff}, {0xdc00, 0xd800}, {0xd83d, 0xde80}, {0xd83d, 0xd83d, 0xde80},
		{0x7f, 0x80, 0xffff, 0xfffd}, {'"', '\\', '\n', 0, 0x1f}, utf16.Encode([]rune("été €")),
	} {
		got := string(jsontext.AppendUnits(nil, len(units), func(i int) uint16 { return units[i] }))
		if w := want(goja.StringFromUTF16(units)); got != w {
			t.Errorf("%x is %s, want %s", units, got, w)
		}
	}
}

func TestNumbersAreWhatStringifyGives(t *testing.T) {
	want := stringify(t)
	for _, f := range []float64{
		0, math.Copysign(0, -1), 1, -1, 0.1, 1.0 / 3, 1e20, 1e21, 123456789012345680000, 1e-6, 1e-7, 5e-324, math.MaxFloat64,
		-2.5e-9, 1 << 53, 1<<53 + 2, math.NaN(), math.Inf(1), math.Inf(-1),
	} {
		if got := string(jsontext.AppendNumber(nil, f)); got != want(f) {
			t.Errorf("%v is %s, want %s", f, got, want(f))
		}
	}
}

func FuzzText(f *testing.F) {
	for _, s := range texts {
		f.Add(s, uint64(len(s)))
	}
	want := stringify(f)
	f.Fuzz(func(t *testing.T, s string, bits uint64) {
		if got := string(jsontext.AppendString(nil, s)); got != want(s) {
			t.Errorf("%q is %s, want %s", s, got, want(s))
		}
		units := make([]uint16, len(s)/2)
		for i := range units {
			units[i] = uint16(s[2*i])<<8 | uint16(s[2*i+1])
		}
		got := string(jsontext.AppendUnits(nil, len(units), func(i int) uint16 { return units[i] }))
		if w := want(goja.StringFromUTF16(units)); got != w {
			t.Errorf("%x is %s, want %s", units, got, w)
		}
		if n := math.Float64frombits(bits); string(jsontext.AppendNumber(nil, n)) != want(n) {
			t.Errorf("%v is %s, want %s", n, jsontext.AppendNumber(nil, n), want(n))
		}
	})
}

func BenchmarkAppendString(b *testing.B) {
	buf := make([]byte, 0, 100)
	b.ReportAllocs()
	for b.Loop() {
		buf = jsontext.AppendString(buf[:0], "a text of some length, person1@example.com")
	}
}
