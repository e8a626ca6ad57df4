package surface

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/caddyhbf/hbf/starter"
)

// TestStarterTypeChecks runs tsc --strict over the starter app, as `caddy hbf init` writes it.
func TestStarterTypeChecks(t *testing.T) {
	dir := t.TempDir()
	if err := os.CopyFS(dir, starter.FS); err != nil {
		t.Fatal(err)
	}
	if out := check(t, dir); out != "" {
		t.Error(out)
	}
}

// TestTypes checks testdata/types, which uses what is declared, and says where TypeScript must complain.
func TestTypes(t *testing.T) {
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("testdata/types")); err != nil {
		t.Fatal(err)
	}
	if out := check(t, dir); out != "" {
		t.Error(out)
	}
}

// TestMistakesAreFound holds that the configuration has plain JavaScript checked.
func TestMistakesAreFound(t *testing.T) {
	dir := t.TempDir()
	source := "import db from 'hbf:db';\ndb.querry('SELECT 1');\napp.get('/', (req, res) => res.statsu(200));\n"
	if err := os.WriteFile(filepath.Join(dir, "server.js"), []byte(source), 0o600); err != nil {
		t.Fatal(err)
	}
	if out := check(t, dir); !strings.Contains(out, "server.js(2,4): error TS2551") {
		t.Errorf("got %q", out)
	}
}

var (
	block = regexp.MustCompile("(?ms)^```js(|on file=[^\n]*| [^\n]*)\n(.*?)^```$")
	named = regexp.MustCompile(`file=(\S+)`)
	// throws marks lines that are there to show an error.
	throws = regexp.MustCompile(`(?m)^.*// throws.*$`)
)

// TestExamplesTypeCheck checks the documentation's examples of JavaScript, each page's together. They are short, and need
// not say the types of their own functions.
func TestExamplesTypeCheck(t *testing.T) {
	pages, err := filepath.Glob("../../docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, page := range append(pages, "../../README.md") {
		data, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		blocks := block.FindAllStringSubmatch(string(data), -1)
		if len(blocks) == 0 || filepath.Base(page) == "npm.md" { // whose packages have no types
			continue
		}
		t.Run(filepath.Base(page), func(t *testing.T) {
			dir := t.TempDir()
			for i, b := range blocks {
				name := fmt.Sprintf("example%d.js", i+1)
				if n := named.FindStringSubmatch(b[1]); n != nil {
					name = n[1]
				}
				source := b[2]
				if filepath.Ext(name) != ".json" {
					source = throws.ReplaceAllString(source, "// @ts-ignore\n$0") + "export {};\n"
				}
				if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o700); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(filepath.Join(dir, name), []byte(source), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			if out := check(t, dir, "--noImplicitAny", "false", "--strictNullChecks", "false", "--useUnknownInCatchVariables", "false"); out != "" {
				t.Error(out)
			}
		})
	}
}
