package sqlite3_test

import (
	"net/url"
	"os"
	"path/filepath"
	"testing"

	"github.com/caddyhbf/hbf/dbbind/internal/sqlite3"
)

func TestURI(t *testing.T) {
	tests := []struct {
		path   string
		params url.Values
		want   string
	}{
		{"app.db", nil, "file:app.db"},
		{"/srv/app.db", nil, "file:///srv/app.db"},
		{"/srv/a b?c#d%20.db", nil, "file:///srv/a%20b%3Fc%23d%2520.db"},
		{"/srv/app.db", url.Values{"immutable": {"1"}}, "file:///srv/app.db?immutable=1"},
		{"app.db", url.Values{"x": {"a b+c&d"}}, "file:app.db?x=a%20b%2Bc%26d"},
		{":memory:", nil, "file:/hbf?vfs=memdb"},
		{":memory:7", nil, "file:/hbf7?vfs=memdb"},
		{":memory:a?b", url.Values{"vfs": {"unix"}}, "file:/hbfa%3Fb?vfs=memdb"},
	}
	for _, test := range tests {
		if got := sqlite3.URI(test.path, test.params); got != test.want {
			t.Errorf("%s %v: %s, want %s", test.path, test.params, got, test.want)
		}
	}
	if !sqlite3.IsMemory(":memory:1") || sqlite3.IsMemory("memory") {
		t.Error("IsMemory")
	}
}

func TestOddFileNames(t *testing.T) {
	for _, name := range []string{"a b.db", "q?mode=memory.db", "h#ash.db", "100%.db", "%00.db", "käse.db", "a+b&c=d.db", "file:x.db"} {
		path := filepath.Join(t.TempDir(), name)
		c := open(t, path, sqlite3.Create)
		exec(t, c, "CREATE TABLE t(x)")
		if _, err := os.Stat(path); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
