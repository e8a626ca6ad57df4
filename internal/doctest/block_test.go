package doctest

import (
	"bytes"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"
)

// block is one fenced block of a page.
type block struct {
	language string
	marks    map[string]string // a mark without = has the value ""
	text     string
	line     int // of its first line of text
}

func (b *block) has(mark string) bool {
	_, ok := b.marks[mark]
	return ok
}

// read returns the fenced blocks of a Markdown file in order.
func read(t *testing.T, file string) []block {
	t.Helper()
	source, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	blocks, err := parse(source)
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return blocks
}

// marksOf has the marks that each language knows.
var marksOf = map[string][]string{
	"":          {},
	"caddyfile": {"file", "no-test"},
	"js":        {"env", "file", "no-test"},
	"json":      {"file"},
	"sh":        {"background", "no-test", "retry"},
	"text":      {"output"},
}

func parse(source []byte) ([]block, error) {
	var blocks []block
	document := goldmark.DefaultParser().Parse(text.NewReader(source))
	err := ast.Walk(document, func(node ast.Node, entering bool) (ast.WalkStatus, error) {
		fenced, ok := node.(*ast.FencedCodeBlock)
		if !ok || !entering {
			return ast.WalkContinue, nil
		}
		b := block{marks: make(map[string]string)}
		if fenced.Info != nil {
			words := strings.Fields(string(fenced.Info.Value(source)))
			for i, word := range words {
				if i == 0 {
					b.language = word
					continue
				}
				name, value, _ := strings.Cut(word, "=")
				b.marks[name] = value
			}
		}
		if lines := fenced.Lines(); lines.Len() > 0 {
			b.text = string(lines.Value(source))
			b.line = 1 + bytes.Count(source[:lines.At(0).Start], []byte("\n"))
		}
		blocks = append(blocks, b)
		return ast.WalkContinue, b.check()
	})
	return blocks, err
}

// check refuses what is not documented, so that a misspelt mark does not switch a test off.
func (b *block) check() error {
	known, ok := marksOf[b.language]
	if !ok {
		return fmt.Errorf("line %d: unknown language %q", b.line, b.language)
	}
	for mark := range b.marks {
		if !slices.Contains(known, mark) {
			return fmt.Errorf("line %d: unknown mark %q for %s", b.line, mark, b.language)
		}
	}
	return nil
}

func TestParse(t *testing.T) {
	source := "# Title\n\n```js file=a/b.js env=A=1\none\ntwo\n```\n\ntext\n\n- item\n\n  ```sh\n  ls\n  ```\n\n```\nplain\n```\n"
	blocks, err := parse([]byte(source))
	if err != nil {
		t.Fatal(err)
	}
	if len(blocks) != 3 {
		t.Fatalf("got %d blocks, want 3", len(blocks))
	}
	js, sh, plain := blocks[0], blocks[1], blocks[2]
	if js.language != "js" || js.marks["file"] != "a/b.js" || js.marks["env"] != "A=1" || js.text != "one\ntwo\n" || js.line != 4 {
		t.Errorf("js block: %+v", js)
	}
	if sh.language != "sh" || sh.text != "ls\n" || sh.line != 13 {
		t.Errorf("sh block: %+v", sh)
	}
	if plain.language != "" || plain.text != "plain\n" {
		t.Errorf("plain block: %+v", plain)
	}
}

func TestParseRefusesUnknownMarks(t *testing.T) {
	for _, info := range []string{"javascript", "sh notest", "text outputs", "caddyfile background"} {
		if _, err := parse([]byte("```" + info + "\nx\n```\n")); err == nil {
			t.Errorf("%q is accepted", info)
		}
	}
}
