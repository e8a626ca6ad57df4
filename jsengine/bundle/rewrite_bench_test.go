package bundle

import (
	"strings"
	"testing"

	"github.com/dop251/goja/parser"
)

// BenchmarkRewrite rewrites 1 MB of code; BenchmarkParse is what parsing the same costs.
func BenchmarkRewrite(b *testing.B) {
	text := largeSource()
	b.SetBytes(int64(len(text)))
	program, err := parser.ParseFile(nil, "large.js", text, 0)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if err := rewrite(program); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkParse(b *testing.B) {
	text := largeSource()
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if _, err := parser.ParseFile(nil, "large.js", text, 0); err != nil {
			b.Fatal(err)
		}
	}
}

func largeSource() string {
	const piece = `
async function handle(request, response) {
	const { id, name = "none" } = await load(request.params.id, { deep: true, list: [1, 2, 3] });
	for (const item of id.items) if (item.x > 1 && !item.y) response.push(item.map((v) => v.a + v.b * 2));
	try { return await store(id, ` + "`${name}-${id}`" + `); } catch (e) { console.error(e, /[a-z]+/i.test(name)); }
}`
	return strings.Repeat(piece, 1_000_000/len(piece))
}
