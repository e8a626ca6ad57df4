package types_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/caddyhbf/hbf/types"
)

func TestDeclarationsAreOneFileOfAllParts(t *testing.T) {
	text := string(types.Declarations())
	for _, part := range []string{
		"`caddy hbf types`", "declare module 'hbf:express'", "declare module 'hbf:db'", "declare var process", "interface Response extends Body",
	} {
		if strings.Count(text, part) != 1 {
			t.Errorf("%q is there %d times", part, strings.Count(text, part))
		}
	}
	if !strings.HasSuffix(text, "\n") || strings.ContainsAny(text, "\t\r") {
		t.Error("tabs, carriage returns, or no line end at its end")
	}
}

// TestDeclarationsAreAScript: an import or export at the top level would make a module of the file, and its globals would
// be none.
func TestDeclarationsAreAScript(t *testing.T) {
	for line := range bytes.Lines(types.Declarations()) {
		if bytes.HasPrefix(line, []byte("import ")) || bytes.HasPrefix(line, []byte("export ")) || bytes.HasPrefix(line, []byte("/// <reference")) {
			t.Errorf("%s", line)
		}
	}
}

func TestConfigIsTheCallersOwn(t *testing.T) {
	var config struct {
		CompilerOptions struct {
			Strict, CheckJS bool
			Lib             []string
		}
	}
	if err := json.Unmarshal(types.Config(), &config); err != nil {
		t.Fatal(err)
	}
	o := config.CompilerOptions
	if !o.Strict || !o.CheckJS || len(o.Lib) != 1 || o.Lib[0] != "ESNext" {
		t.Errorf("got %+v", o)
	}
	clear(types.Config())
	if types.Config()[0] == 0 {
		t.Error("a caller can change it for others")
	}
}
