package bounds_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/caddyhbf/hbf/jsengine/bounds"
)

func TestSourceLetsHonestCodePass(t *testing.T) {
	repeat := strings.Repeat
	for name, text := range map[string]string{
		"empty": "", "hashbang": "#!/usr/bin/env node (((", "not JavaScript": "]]) } ((",
		"brackets one after another": repeat("f([{a: [1]}]);\n", 100000),
		"brackets in strings":        `'` + repeat("(", 5000) + `' + "` + repeat("[", 5000) + `"`,
		"brackets in comments":       "// " + repeat("(", 5000) + "\n/* " + repeat("{", 5000) + " */",
		"brackets in a template":     "`" + repeat("(", 5000) + "${a}" + repeat("[", 5000) + "`",
		"brackets in an expression":  "a = /[(" + repeat("[(", 300) + "]/.test(b) / 2",
		"a chain of else if":         "if (a) b()" + repeat("\nelse if (a) { b() }", 500),
		"a long sum":                 "a = 1" + repeat(" + 1", 5000),
		"a long list":                "a = [" + repeat("1 + 2,", 100000) + "]",
		"a chain of calls":           "a" + repeat(".b()", 3000),
		"cases":                      "switch (a) {" + repeat("case 1: case 2: b(); break;\n", 5000) + "}",
		"functions":                  repeat("function f() { return () => { return x => x } }\n", 5000),
		"statements without ends":    repeat("a = b + c\n", 50000),
		"nested as bundles are":      repeat("(() => {", 60) + repeat("})();", 60),
		"divisions":                  repeat("a = b / c / (d) / [e][0] / 2;\n", 5000),
		"JSX":                        "x = " + repeat("<a>{b ? ", 200) + "c" + repeat(" : d}</a>", 200),
	} {
		if err := bounds.Source(text); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSourceRefusesWhatOverflowsParsers(t *testing.T) {
	repeat := strings.Repeat
	for name, text := range map[string]string{
		"parentheses": repeat("(", 127<<10), "brackets": repeat("[", 1<<20), "braces": repeat("{", 1<<17), "calls": repeat("a(", 1<<17),
		"templates": repeat("`${", 1<<17), "functions": repeat("function f(a=", 1<<16), "arrows": repeat("a=>", 1<<16), "unary": repeat("!", 1<<20) + "1",
		"new": repeat("new ", 1<<18), "conditions": repeat("a?b:", 1<<18), "powers": repeat("a**", 1<<18) + "1", "if": repeat("if(a)", 1<<17) + ";",
		"else": repeat("if(a);else ", 1<<17) + ";", "labels": repeat("a:", 1<<18) + ";", "for": repeat("for(;;)", 1<<17) + ";", "do": repeat("do ", 1<<17),
		"assignments": repeat("a=", 1<<18) + "1", "groups of an expression": "/" + repeat("(", 1<<17) + "/", "awaits": repeat("await ", 1<<18),
		"after a comment": "/* ( */" + repeat("(", 1<<17), "after a string": `"\"";` + repeat("(", 1<<17), "after a division": "a = 1 / 2; b = 3 / 4;" + repeat("(", 1<<17),
		"after a }": "{} / 1;" + repeat("(", 1<<17) + "/", "JSX": repeat("<a>{", 1<<17),
	} {
		if err := bounds.Source(text); !errors.Is(err, bounds.ErrNesting) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, text := range map[string]string{
		"large": repeat(" ", bounds.MaxSource+1), "a long regular expression": "a = /" + repeat("a", 1<<17) + "/",
	} {
		if bounds.Source(text) == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if bounds.Evaluated(repeat(" ", bounds.MaxEvaluated+1)) == nil {
		t.Error("evaluated code of any size passes")
	}
}

// All JavaScript of this repository passes.
func TestSourceLetsTheRepositoryPass(t *testing.T) {
	count := 0
	for _, dir := range []string{"../../starter", "../../types", "../../jsengine", "../../caddyhbf"} {
		err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			switch filepath.Ext(path) {
			case ".js", ".mjs", ".ts", ".tsx", ".jsx", ".cjs":
				text, err := os.ReadFile(path)
				if err != nil {
					return err
				}
				count++
				if err := bounds.Source(string(text)); err != nil {
					t.Errorf("%s: %v", path, err)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if count < 10 {
		t.Errorf("only %d files were found", count)
	}
}

func FuzzSource(f *testing.F) {
	for _, seed := range []string{"a = `${b}` / /[/]/.c", "if (a) b; else c", "#!x\n'\\\r\n'", "`${`${", "/*", "/[", "'\\", "a?.b?.5:c", "}})]"} {
		f.Add(seed)
	}
	f.Fuzz(func(_ *testing.T, text string) {
		_ = bounds.Source(text) // it neither panics nor hangs
	})
}
