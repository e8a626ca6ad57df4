package caddyhbf_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/caddyserver/caddy/v2"
	"github.com/caddyserver/caddy/v2/caddyconfig"
	_ "github.com/caddyserver/caddy/v2/modules/caddyhttp/fileserver"

	"github.com/caddyhbf/hbf/caddyhbf"
)

var update = flag.Bool("update", false, "rewrite the second part of testdata/adapt/*.caddyfiletest")

const separator = "----------\n"

// TestAdapt holds what each Caddyfile in testdata/adapt becomes, JSON or an error, to
// the text below the line in the file.
func TestAdapt(t *testing.T) {
	for _, file := range goldens(t) {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".caddyfiletest"), func(t *testing.T) {
			caddyfile, want := readGolden(t, file)
			got := adapt(t, caddyfile)
			if isError := !strings.HasPrefix(got, "{"); isError != strings.Contains(file, "_error_") {
				t.Errorf("the file's name tells whether an error is expected, but the result is:\n%s", got)
			}
			if *update {
				if err := os.WriteFile(file, []byte(caddyfile+separator+got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if got != want {
				t.Errorf("got:\n%s\nwant:\n%s", got, want)
			}
		})
	}
}

// TestAdaptedConfigRoundTrips reads the handlers in each golden's JSON as strictly as
// Caddy does and writes them again: no option may be lost or renamed.
func TestAdaptedConfigRoundTrips(t *testing.T) {
	found := 0
	for _, file := range goldens(t) {
		_, config := readGolden(t, file)
		if !strings.HasPrefix(config, "{") {
			continue
		}
		var tree any
		if err := json.Unmarshal([]byte(config), &tree); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		walkHandlers(tree, func(handler map[string]any) {
			found++
			delete(handler, "handler")
			want, err := json.Marshal(handler)
			if err != nil {
				t.Fatal(err)
			}
			var h caddyhbf.Handler
			if err := caddy.StrictUnmarshalJSON(want, &h); err != nil {
				t.Fatalf("%s: %v", file, err)
			}
			got, err := json.Marshal(&h)
			if err != nil {
				t.Fatal(err)
			}
			if got, want := sorted(t, got), sorted(t, want); got != want {
				t.Errorf("%s: got %s, want %s", file, got, want)
			}
		})
	}
	if found == 0 {
		t.Error("no golden has a handler")
	}
}

// TestUnknownJSONFieldIsRefused shows that a misspelt option in JSON is no silence.
func TestUnknownJSONFieldIsRefused(t *testing.T) {
	var h caddyhbf.Handler
	err := caddy.StrictUnmarshalJSON([]byte(`{"database":"app.db","timout":"5s"}`), &h)
	if err == nil || !strings.Contains(err.Error(), "timout") {
		t.Errorf("got %v, want an error that names timout", err)
	}
}

// adapt returns the JSON that the Caddyfile adapts to, or the error's text.
func adapt(t *testing.T, caddyfile string) string {
	t.Helper()
	result, warnings, err := caddyconfig.GetAdapter("caddyfile").Adapt([]byte(caddyfile), nil)
	if err != nil {
		return err.Error() + "\n"
	}
	for _, warning := range warnings {
		t.Errorf("warning: %s", warning)
	}
	var indented bytes.Buffer
	if err := json.Indent(&indented, result, "", "\t"); err != nil {
		t.Fatal(err)
	}
	return indented.String() + "\n"
}

func goldens(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("testdata/adapt/*.caddyfiletest")
	if err != nil || len(files) == 0 {
		t.Fatalf("no goldens: %v", err)
	}
	return files
}

// readGolden returns the Caddyfile above the line and the JSON or error below it.
func readGolden(t *testing.T, file string) (caddyfile, want string) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	caddyfile, want, ok := strings.Cut(string(data), separator)
	if !ok {
		t.Fatalf("%s: no line of ten dashes", file)
	}
	return caddyfile, want
}

// walkHandlers calls visit for each hbf handler in a configuration.
func walkHandlers(tree any, visit func(map[string]any)) {
	switch node := tree.(type) {
	case []any:
		for _, child := range node {
			walkHandlers(child, visit)
		}
	case map[string]any:
		if node["handler"] == "hbf" {
			visit(node)
			return
		}
		for _, child := range node {
			walkHandlers(child, visit)
		}
	}
}

// sorted returns JSON with the keys of its objects sorted.
func sorted(t *testing.T, data []byte) string {
	t.Helper()
	var tree any
	if err := json.Unmarshal(data, &tree); err != nil {
		t.Fatal(err)
	}
	out, err := json.Marshal(tree)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}
