package npmtest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestDocumentedHonoApp serves the app with which docs/npm.md begins, without a tsconfig.json and with the one that
// caddy hbf types writes.
func TestDocumentedHonoApp(t *testing.T) {
	page, err := os.ReadFile(filepath.FromSlash("../../docs/npm.md"))
	if err != nil {
		t.Fatal(err)
	}
	const begin = "/** @jsxImportSource hono/jsx */\n"
	_, rest, found := strings.Cut(string(page), "```text\n"+begin)
	app, _, closed := strings.Cut(rest, "```")
	if !found || !closed {
		t.Fatal("docs/npm.md doesn't have the app")
	}
	dir := install(t, "hono")
	if err := os.RemoveAll(filepath.Join(dir, "lib")); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(dir, "tsconfig.json")); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "server.tsx"), []byte(begin+app), 0o600); err != nil {
		t.Fatal(err)
	}
	hello := exchange{path: "/", is: "<h1>Hello from Hono</h1>"}
	hello.run(t, serve(t, dir))
	caddy(t, dir, "hbf", "types", ".")
	hello.run(t, serve(t, dir))
}
