package caddyhbf

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/caddyserver/caddy/v2"
	"github.com/caddyserver/caddy/v2/caddyconfig/caddyfile"
)

// TestOptionsAreComplete holds the JSON fields of Handler, the list of options, the
// reference and the goldens together, so that none of them forgets an option.
func TestOptionsAreComplete(t *testing.T) {
	var fields []string
	handler := reflect.TypeFor[Handler]()
	for i := range handler.NumField() {
		if field := handler.Field(i); field.IsExported() {
			name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
			fields = append(fields, name)
		}
	}
	if options := optionNames(); !slices.Equal(fields, options) {
		t.Errorf("the fields of Handler are %q, the options %q", fields, options)
	}

	reference, err := os.ReadFile(filepath.FromSlash("../docs/caddyfile.md"))
	if err != nil {
		t.Fatal(err)
	}
	var documented []string
	for _, heading := range regexp.MustCompile("(?m)^### `([a-z_]+)`$").FindAllStringSubmatch(string(reference), -1) {
		documented = append(documented, heading[1])
	}
	if !slices.Equal(documented, fields) {
		t.Errorf("docs/caddyfile.md documents %q, the options are %q", documented, fields)
	}

	for _, option := range fields {
		for _, pattern := range []string{option, option + "_error_*"} {
			files, err := filepath.Glob(filepath.Join("testdata", "adapt", pattern+".caddyfiletest"))
			if err != nil || len(files) == 0 {
				t.Errorf("there is no golden %s.caddyfiletest (%v)", pattern, err)
			}
		}
	}
}

func TestUnmarshalCaddyfileErrorsTellFileAndLine(t *testing.T) {
	d := caddyfile.NewTestDispenser("hbf app.db {\n\ttimeout 5s\n\tqueue_size none\n}")
	err := new(Handler).UnmarshalCaddyfile(d)
	wantError(t, err, "queue_size", "Testfile:3")
}

func TestUnmarshalCaddyfileHidesEnvValues(t *testing.T) {
	for _, line := range []string{"env KEY secret1 secret2", "env KEY secret1\nenv KEY secret2", "env K-Y secret1"} {
		err := new(Handler).UnmarshalCaddyfile(caddyfile.NewTestDispenser("hbf app.db {\n" + line + "\n}"))
		wantError(t, err, "env")
		if strings.Contains(err.Error(), "secret") {
			t.Errorf("the error shows a value: %v", err)
		}
	}
}

// FuzzUnmarshalCaddyfile feeds the parser with directives that were damaged. What it
// takes must be valid as JSON too, and mean the same after a round trip.
func FuzzUnmarshalCaddyfile(f *testing.F) {
	files, err := filepath.Glob("testdata/adapt/*.caddyfiletest")
	if err != nil || len(files) == 0 {
		f.Fatalf("no seeds: %v", err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		directive, _, _ := strings.Cut(string(data), "----------")
		if i := strings.Index(directive, "hbf"); i >= 0 {
			f.Add(strings.TrimSuffix(strings.TrimSpace(directive[i:]), "}"))
		}
	}
	f.Fuzz(func(t *testing.T, directive string) {
		tokens, err := caddyfile.Tokenize([]byte(directive), "Caddyfile")
		if err != nil {
			return
		}
		var h Handler
		if err := h.UnmarshalCaddyfile(caddyfile.NewDispenser(tokens)); err != nil {
			if !strings.Contains(err.Error(), "Caddyfile:") && len(tokens) > 0 {
				t.Errorf("the error tells no line: %v", err)
			}
			return
		}
		for _, option := range optionNames() {
			if err := h.validateOption(option); err != nil {
				t.Errorf("the parser took what is invalid: %s: %v", option, err)
			}
		}
		data, err := json.Marshal(&h)
		if err != nil {
			t.Fatal(err)
		}
		var again Handler
		if err := caddy.StrictUnmarshalJSON(data, &again); err != nil {
			t.Fatal(err)
		}
		second, err := json.Marshal(&again)
		if err != nil {
			t.Fatal(err)
		}
		if string(data) != string(second) {
			t.Errorf("the round trip changed %s to %s", data, second)
		}
	})
}
