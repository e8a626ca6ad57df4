package pattern_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/ecma/pattern"
)

type digests struct {
	Unicode string
	Digests map[string]string
}

func readDigests(t *testing.T) digests {
	t.Helper()
	data, err := os.ReadFile("testdata/digests.json")
	if err != nil {
		t.Fatal(err)
	}
	var d digests
	if err := json.Unmarshal(data, &d); err != nil {
		t.Fatal(err)
	}
	return d
}

// matches gives the code points that a pattern matches in goja, as pairs of first and last. Runs of them are looked for in
// strings of all code points of some regions; halves of surrogate pairs, which would join there, are tried one by one.
const matches = `((source, flags) => {
	const runs = new RegExp('(?:' + source + ')+', 'g' + flags), one = new RegExp('^(?:' + source + ')$', flags);
	const pairs = [];
	const look = (first, last) => {
		const text = Array.from({ length: last - first + 1 }, (_, n) => String.fromCodePoint(first + n)).join('');
		const width = first < 0x10000 ? 1 : 2;
		for (const m of text.matchAll(runs)) pairs.push(first + m.index / width, first + (m.index + m[0].length) / width - 1);
	};
	look(0, 0xd7ff);
	for (let c = 0xd800; c < 0xe000; c++) if (one.test(String.fromCharCode(c))) pairs.push(c, c);
	look(0xe000, 0xffff);
	look(0x10000, 0x1ffff);
	look(0xe0000, 0xe01ff);
	look(0x10fff0, 0x10ffff);
	return pairs.join();
})`

func regions(r rune) bool { return r <= 0x1ffff || r >= 0xe0000 && r <= 0xe01ff || r >= 0x10fff0 }

// matched gives a bit for each code point of the regions that a pattern matches.
func matched(t *testing.T, source, flags string) []bool {
	t.Helper()
	expanded, err := pattern.Expand(source, flags)
	if err != nil {
		t.Fatal(err)
	}
	vm := goja.New()
	v, err := vm.RunString(matches)
	if err != nil {
		t.Fatal(err)
	}
	f, _ := goja.AssertFunction(v)
	pairs, err := f(goja.Undefined(), vm.ToValue(expanded), vm.ToValue(flags))
	if err != nil {
		t.Fatal(err)
	}
	points := make([]bool, 0x110000)
	fields := strings.Split(pairs.String(), ",")
	for n := 0; n+1 < len(fields); n += 2 {
		first, _ := strconv.Atoi(fields[n])
		last, err := strconv.Atoi(fields[n+1])
		if err != nil {
			t.Fatal(err)
		}
		for c := first; c <= last; c++ {
			points[c] = true
		}
	}
	return points
}

// Properties match in goja the code points that the tables hold, alone and in classes.
func TestPropertiesMatch(t *testing.T) {
	for source, name := range map[string]string{`\p{L}`: "L", `[^\P{Emoji}]`: "Emoji", `[\p{Cs}]`: "Cs", `\p{sc=Grek}`: "sc=Grek"} {
		want := make([]bool, 0x110000)
		for _, r := range pattern.Points(name) {
			for c := r[0]; c <= r[1]; c++ {
				want[c] = regions(c)
			}
		}
		got := matched(t, source, "u")
		for c := range want {
			if got[c] != want[c] {
				t.Errorf("%s on U+%04X: %v, want %v", source, c, got[c], want[c])
				break
			}
		}
	}
}

// Patterns that only goja's other engine can do match the same code points.
func TestEnginesAgree(t *testing.T) {
	vm := goja.New()
	for name, source := range map[string]string{"simple": `^\p{L}$`, "ahead": `^(?=\p{L}).$`, "not": `^(?!\P{L}).$`, "behind": `^.(?<=[\p{L}])$`} {
		expanded, err := pattern.Expand(source, "su")
		if err != nil {
			t.Fatal(err)
		}
		_ = vm.Set(name, expanded)
	}
	v, err := vm.RunString(`
		const all = [simple, ahead, not, behind].map(p => new RegExp(p, 'su'));
		const wrong = [];
		for (let c = 0; c < 0x110000; c += 23) {
			const text = String.fromCodePoint(c), want = all[0].test(text);
			if (all.some(r => r.test(text) !== want)) wrong.push(c.toString(16));
		}
		wrong.join()`)
	if err != nil || v.String() != "" {
		t.Errorf("%.300v %v", v, err)
	}
}

// The tables hold what Node.js matches, all properties of it.
func TestTablesAreNodes(t *testing.T) {
	d := readDigests(t)
	if len(d.Digests) < 400 {
		t.Errorf("only %d properties", len(d.Digests))
	}
	for name, want := range d.Digests {
		bits := make([]byte, 0x110000/8)
		for _, r := range pattern.Points(name) {
			for c := r[0]; c <= r[1]; c++ {
				bits[c>>3] |= 1 << (c & 7)
			}
		}
		sum := sha256.Sum256(bits)
		if hex.EncodeToString(sum[:]) != want {
			t.Errorf("%s differs", name)
		}
	}
}

// Patterns with properties match what they should, with everything around them.
func TestExpand(t *testing.T) {
	vm := goja.New()
	for _, test := range []struct{ source, flags, text, want string }{
		{`\p{Lu}`, "u", "aBc", "B"},
		{`^\p{L}+$`, "u", "Größe", "Größe"},
		{`^[\p{L}\d_-]+$`, "u", "ä1_-", "ä1_-"},
		{`[^\p{L}]+`, "u", "ab12cd", "12"},
		{`[\P{L}]+`, "u", "ab12cd", "12"},
		{`\P{L}+`, "u", "ab12cd", "12"},
		{`[^\P{L}]+`, "u", "12ab", "ab"},
		{`\p{Lu}+`, "iu", "12abÄ", "abÄ"},
		{`\P{Lu}`, "iu", "A", "A"},
		{`[^\p{Lu}]`, "iu", "a", "null"},
		{`\p{Script=Greek}+`, "u", "abc αβγ", "αβγ"},
		{`\p{sc=Grek}+`, "u", "abc αβγ", "αβγ"},
		{`\p{scx=Deva}`, "u", "\u0966", "\u0966"},
		{`\p{Script_Extensions=Latin}+`, "u", "αx", "x"},
		{`\p{General_Category=Decimal_Number}+`, "u", "x٣4", "٣4"},
		{`\p{gc=Nd}+`, "u", "x٣4", "٣4"},
		{`\p{Emoji_Presentation}`, "u", "a😀", "😀"},
		{`\p{Extended_Pictographic}`, "u", "a©", "©"},
		{`(\p{L})(\d)`, "u", "a1", "a1,a,1"},
		{`(?<l>\p{L})\k<l>`, "u", "abb", "bb,b"},
		{`(?<=\p{Sc})\d+`, "u", "1 €23", "23"},
		{`\p{ASCII}{2,3}`, "u", "abcd", "abc"},
		{`a|\p{Nd}`, "u", "x5", "5"},
		{`\\\p{L}`, "u", `\a`, `\a`},
		{`[\]\p{Nd}]+`, "u", "a]5", "]5"},
		{`[\p{Nd}\-x]+`, "u", "5-x", "5-x"},
		{`[-\p{Nd}]+`, "u", "5-", "5-"},
		{`[\p{Nd}-]+`, "u", "5-", "5-"},
		{`\P{Any}`, "u", "a\U0002f800", "null"},
		{`\p{Any}`, "u", "\U0010ffff", "\U0010ffff"},
		{`\p{L}`, "", "p{L}", "p{L}"},
		{`\p{Space_Separator}`, "u", "a\u3000", "\u3000"},
		{`\p{P}+`, "u", "a]-\\[", "]-\\["},
	} {
		expanded, err := pattern.Expand(test.source, test.flags)
		if err != nil {
			t.Errorf("%s: %v", test.source, err)
			continue
		}
		if got := pattern.Original(expanded); got != test.source {
			t.Errorf("%s: the original is %s", test.source, got)
		}
		_ = vm.Set("source", expanded)
		_ = vm.Set("text", test.text)
		_ = vm.Set("flags", test.flags)
		v, err := vm.RunString(`String(new RegExp(source, flags).exec(text))`)
		if err != nil {
			t.Errorf("%s: %.200v", test.source, err)
		} else if v.String() != test.want {
			t.Errorf("/%s/%s on %q: %s, want %s", test.source, test.flags, test.text, v, test.want)
		}
	}
}

// What can't be expanded is an error that names the property.
func TestExpandErrors(t *testing.T) {
	for source, want := range map[string]string{
		`\p{Foo}`: `\p{Foo}`, `\p{RGI_Emoji}`: `\p{RGI_Emoji}`, `\p{Script=Foo}`: `Script=Foo`, `\p{latin}`: `latin`, `\p{L }`: `\p{L }`,
		`\pL`: "property name", `\p{L`: "property name", `\P`: "property name", `[\p{L}-z]`: "range", `[a-\p{L}]`: "range",
		strings.Repeat(`\p{L}`, 1000): "too many", `[\P{Any}]`: "Any",
	} {
		if _, err := pattern.Expand(source, "u"); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.50s: %v", source, err)
		}
	}
}

// Whatever a pattern is, expanding it neither panics nor loses it.
func FuzzExpand(f *testing.F) {
	for _, source := range []string{`\p{L}`, `[^\P{Lu}-]`, `\\p{L}[`, `(?:hbf){0}`, `[\p`, `[a-\p{L}]`} {
		f.Add(source, "u")
	}
	f.Fuzz(func(t *testing.T, source, flags string) {
		expanded, err := pattern.Expand(source, flags)
		if err == nil && expanded != source && pattern.Original(expanded) != source {
			t.Errorf("%q was expanded from %q", expanded, source)
		}
	})
}

func BenchmarkExpand(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := pattern.Expand(`^[\p{L}\p{N}_]+$`, "u"); err != nil {
			b.Fatal(err)
		}
	}
}
