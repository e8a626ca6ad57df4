package dbbind_test

import (
	"slices"
	"testing"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/dbbind"
)

// What the bundler is told of hbf:db is what it exports.
func TestExports(t *testing.T) {
	db, err := dbbind.Open(dbbind.Options{Path: ":memory:exports"})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close(dbbind.CloseOptions{})
	exports, err := db.Bind(goja.New())
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, name := range exports.GetOwnPropertyNames() {
		if name != "default" && name != "inTransaction" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	if want := dbbind.Exports(); !slices.Equal(names, want) {
		t.Errorf("hbf:db exports %q, want %q", names, want)
	}
}
