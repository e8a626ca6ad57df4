package jsonvalue_test

import (
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"github.com/dop251/goja"
)

// expression writes a random expression for a value.
func expression(r *rand.Rand, b *strings.Builder, depth int) {
	switch n := r.IntN(10); {
	case depth == 0 || n < 4:
		v := values[r.IntN(len(values)-4)] // but the large ones
		b.WriteString("(" + v + ")")
	case n < 6:
		b.WriteByte('[')
		for range r.IntN(5) {
			if r.IntN(8) > 0 {
				expression(r, b, depth-1)
			}
			b.WriteByte(',')
		}
		b.WriteByte(']')
	case n < 9:
		b.WriteString("({")
		for range r.IntN(6) {
			name := []string{"a", "b", "'c d'", "10", "2", "0", "'été'", `'\ud800'`, "'\U0001f680'", "['__proto__']", "__proto__", "toJSON", "length", "''"}[r.IntN(14)]
			switch r.IntN(6) {
			case 0:
				b.WriteString("get " + strings.Replace(name, "__proto__", "p", 1) + "() { called(" + strconv.Quote(name) + "); return ")
				expression(r, b, depth-1)
				b.WriteString(" }, ")
			case 1:
				b.WriteString(name + ": { toJSON(k) { called(k); return ")
				expression(r, b, depth-1)
				b.WriteString(" } }, ")
			default:
				b.WriteString(name + ": ")
				expression(r, b, depth-1)
				b.WriteString(", ")
			}
		}
		b.WriteString("})")
	default:
		b.WriteString("new Proxy(Object(")
		expression(r, b, depth-1)
		b.WriteString("), { get: (t, k, r) => { called(String(k)); return Reflect.get(t, k) }, ownKeys: t => { called('keys'); return Reflect.ownKeys(t) } })")
	}
}

func FuzzEncode(f *testing.F) {
	for seed := range uint64(200) {
		f.Add(seed, `plain "text" \ud800`)
	}
	p := newPair(f)
	f.Fuzz(func(t *testing.T, seed uint64, text string) {
		p.TB = t
		var b strings.Builder
		expression(rand.New(rand.NewPCG(seed, 0)), &b, 4) //nolint:gosec // a test
		p.same("(" + b.String() + ")")
		units := make([]uint16, len(text))
		for i := range text {
			units[i] = uint16(text[i])
			if text[i]%5 == 0 {
				units[i] |= 0xd8 << 8
			}
		}
		for _, v := range []goja.Value{p.vm.ToValue(text), goja.StringFromUTF16(units), p.vm.NewArray(text, goja.StringFromUTF16(units))} {
			if got, want := p.encoded(v), p.stringified(v); got != want {
				t.Errorf("%q gives %s, not %s", v, got, want)
			}
		}
		holder := p.vm.NewObject()
		if err := holder.Set(text, 1); err != nil {
			t.Fatal(err)
		}
		if got, want := p.encoded(holder), p.stringified(holder); got != want {
			t.Errorf("the key %q gives %s, not %s", text, got, want)
		}
	})
}
