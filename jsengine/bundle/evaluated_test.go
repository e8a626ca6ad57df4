package bundle_test

import (
	"strings"
	"testing"

	"github.com/dop251/goja/parser"

	"github.com/caddyhbf/hbf/jsengine/bundle"
)

func TestEvaluated(t *testing.T) {
	for _, same := range []string{"", "1 +", `'\p{L}'`, "`\\p{L}`", `/\p{L}/`, `/\p{L}/u +`, `a /\p{L}/u`, `// /\p{L}/u`} {
		if got, _, err := bundle.Evaluated(same); err != nil || got != same {
			t.Errorf("%q became %q, %v", same, got, err)
		}
	}
	got, _, err := bundle.Evaluated(`é = "\p{L}", f(/\p{ASCII_Hex_Digit}/u, /a/, (x = /[/\P{Any}]x\p{Any}/gu) => x /2/ 1)`)
	if err == nil {
		t.Errorf("\\P{Any} in a class became %q", got)
	}
	got, _, err = bundle.Evaluated(`é = "\p{L}", f(/\p{ASCII_Hex_Digit}/u, /a/, (x = /[/\p{Any}]/gu) => x /2/ 1)`)
	if err != nil || !strings.HasPrefix(got, `é = "\p{L}", f(/`) || !strings.HasSuffix(got, `/gu) => x /2/ 1)`) || !strings.Contains(got, "/u, /a/, (x = /") {
		t.Errorf("got %q, %v", got, err)
	}
	if _, _, err := bundle.Evaluated(`/\p{Foo}/u`); err == nil || !strings.Contains(err.Error(), "names no property") {
		t.Errorf("a property that there isn't: %v", err)
	}
}

func FuzzEvaluated(f *testing.F) {
	f.Add(`eval("/\p{L}/u"), /[\p{Lu}/]\/\P{Nd}/giu.test(x / y)`)
	f.Add("`${/\\p{L}/u}` + class { static x = /\\p{L}/u; [/\\p{L}/u]() {} }")
	f.Fuzz(func(t *testing.T, source string) {
		if len(source) > 1000 || strings.Count(source, "p{")+strings.Count(source, "P{") > 8 {
			return // small is enough, and expanded patterns are large
		}
		got, _, err := bundle.Evaluated(source)
		if err != nil {
			return
		}
		_, before := parser.ParseFile(nil, "", source, 0, parser.WithDisableSourceMaps)
		_, after := parser.ParseFile(nil, "", got, 0, parser.WithDisableSourceMaps)
		if (before == nil) != (after == nil) {
			t.Fatalf("%q became %q: %v, %v", source, got, before, after)
		}
		if again, _, err := bundle.Evaluated(got); err != nil || again != got {
			t.Fatalf("%q became %q, and that %q, %v", source, got, again, err)
		}
	})
}
