package doctest

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	caddycmd "github.com/caddyserver/caddy/v2/cmd"

	"github.com/caddyserver/caddy/v2/caddyconfig"
	_ "github.com/caddyserver/caddy/v2/modules/standard"

	_ "github.com/caddyhbf/hbf/caddyhbf"
)

// TestMain lets the test binary be the caddy that sh blocks run: called by that name, it is nothing else.
func TestMain(m *testing.M) {
	if filepath.Base(os.Args[0]) == "caddy" {
		caddycmd.Main()
		return
	}
	os.Exit(m.Run())
}

func TestPages(t *testing.T) {
	for _, page := range pages(t) {
		t.Run(name(page), func(t *testing.T) {
			t.Parallel()
			run(t, read(t, page))
		})
	}
}

// run runs the blocks of one page in a directory of their own.
func run(t *testing.T, blocks []block) {
	p := newPage(t)
	for i := range blocks {
		b := &blocks[i]
		if b.has("no-test") {
			continue
		}
		ok := t.Run(b.language+" at line "+strconv.Itoa(b.line), func(t *testing.T) {
			var next *block
			if i+1 < len(blocks) && blocks[i+1].has("output") {
				next = &blocks[i+1]
			}
			p.run(t, b, next)
		})
		if !ok {
			t.Fatal("the page's other examples may depend on this one")
		}
	}
}

func (p *page) run(t *testing.T, b, output *block) {
	if file, ok := b.marks["file"]; ok {
		p.write(t, file, b.text)
	}
	switch b.language {
	case "caddyfile":
		adapt(t, b.text)
	case "js":
		if !b.has("file") {
			variable, value, _ := strings.Cut(b.marks["env"], "=")
			if err := start(t, b.text, p.files, map[string]string{variable: value}); err != nil {
				t.Error(err)
			}
		}
	case "json":
		if !json.Valid([]byte(b.text)) {
			t.Error("not valid JSON")
		}
	case "sh":
		p.shell(t, b, output)
	case "text":
		if b.has("output") && strings.TrimSpace(p.printed) != strings.TrimSpace(b.text) {
			t.Errorf("the command before printed:\n%s\nwant:\n%s", p.printed, b.text)
		}
	}
}

// adapt adapts a Caddyfile.
func adapt(t *testing.T, example string) {
	t.Helper()
	if strings.Contains(example, "[<") {
		return // the grammar of the directive
	}
	caddyfile := complete(example)
	config, warnings, err := caddyconfig.GetAdapter("caddyfile").Adapt([]byte(caddyfile), map[string]any{"filename": "Caddyfile"})
	if err != nil {
		t.Fatalf("%v in:\n%s", err, caddyfile)
	}
	for _, warning := range warnings {
		t.Errorf("line %d: %s in:\n%s", warning.Line, warning.Message, caddyfile)
	}
	if !strings.Contains(string(config), `"handler":"hbf"`) {
		t.Errorf("no hbf handler in %s", config)
	}
}

// complete makes a Caddyfile of options, or of a directive, that an example shows by themselves.
func complete(example string) string {
	words := strings.Fields(example)
	if !slices.Contains(words, "hbf") {
		directive := "hbf app.db {"
		if slices.Contains(words, "database") {
			directive = "hbf {"
		}
		example = directive + indent(example) + "}\n"
	}
	if strings.HasPrefix(example, "hbf ") {
		example = ":8080 {" + indent(example) + "}\n"
	}
	return example
}

func indent(text string) string {
	return "\n\t" + strings.ReplaceAll(strings.TrimSpace(text), "\n", "\n\t") + "\n"
}
