package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestDependenciesAreDocumented holds docs/dependencies.md to go.mod: each direct
// dependency is there, in the same order, with a reason.
func TestDependenciesAreDocumented(t *testing.T) {
	direct := goList(t, "{{if not (or .Main .Indirect)}}{{.Path}}{{end}}", "all")
	want := strings.Fields(direct)
	slices.Sort(want)

	page, err := os.ReadFile(filepath.FromSlash("../../docs/dependencies.md"))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, row := range regexp.MustCompile("(?m)^\\| `([^`]+)` \\| (.{10,}) \\|$").FindAllStringSubmatch(string(page), -1) {
		got = append(got, row[1])
	}
	if !slices.Equal(got, want) {
		t.Errorf("docs/dependencies.md has\n%s\ngo.mod requires\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
