package jsonvalue_test

import (
	"testing"

	"github.com/dop251/goja"
)

// benchmarks are values that routes answer with.
var benchmarks = map[string]string{
	"small":  `({ id: "42", name: "x" })`,
	"row":    `({ id: 1, name: "name of the person 1", email: "person1@example.com", created: "2026-01-01T00:00:00Z", score: 1 / 3 })`,
	"rows50": `Array.from({ length: 50 }, (_, i) => ({ id: i, name: "name of the person " + i, email: "person" + i + "@example.com", created: "2026-01-01T00:00:00Z", score: i / 3 }))`,
	"nested": `({ page: 1, items: Array.from({ length: 200 }, (_, i) => ({ i, tags: ["été", "b", null], at: { x: i, y: -i, ok: true } })) })`,
	"text":   `"a text of some length. ".repeat(500)`,
}

func BenchmarkEncode(b *testing.B) {
	for name, script := range benchmarks {
		b.Run(name, func(b *testing.B) {
			p := newPair(b)
			v := p.run(script)
			b.ReportAllocs()
			for b.Loop() {
				p.encoder.Encode(v, 0)
			}
		})
	}
}

// BenchmarkStringify is what a response took without the encoder.
func BenchmarkStringify(b *testing.B) {
	for name, script := range benchmarks {
		b.Run(name, func(b *testing.B) {
			p := newPair(b)
			v := p.run(script)
			b.ReportAllocs()
			for b.Loop() {
				text, err := p.stringify(goja.Undefined(), v)
				if err != nil || len([]byte(text.String())) == 0 {
					b.Fatal(err)
				}
			}
		})
	}
}
