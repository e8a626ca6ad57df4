package sqlite3_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/caddyhbf/hbf/dbbind/internal/sqlite3"
)

func TestMain(m *testing.M) {
	if err := sqlite3.Init(); err != nil {
		println(err.Error())
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// openFile returns a connection to a new database file and the file's path.
func openFile(t testing.TB) (*sqlite3.Conn, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "app.db")
	return open(t, path, sqlite3.Create), path
}

func open(t testing.TB, path string, flags sqlite3.Flags) *sqlite3.Conn {
	t.Helper()
	c, err := sqlite3.Open(sqlite3.URI(path, nil), flags)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	return c
}

func exec(t testing.TB, c *sqlite3.Conn, script string) {
	t.Helper()
	if err := c.Exec(script); err != nil {
		t.Fatalf("%s: %v", script, err)
	}
}

func prepare(t testing.TB, c *sqlite3.Conn, sql string) *sqlite3.Stmt {
	t.Helper()
	s, tail, err := c.Prepare(sql, false)
	if err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	if s == nil || tail != "" {
		t.Fatalf("%s: statement %v, tail %q", sql, s, tail)
	}
	return s
}

// queryInt returns the first column of the first row as an integer.
func queryInt(t testing.TB, c *sqlite3.Conn, sql string) int64 {
	t.Helper()
	s := prepare(t, c, sql)
	defer s.Finalize()
	if row, err := s.Step(); err != nil || !row {
		t.Fatalf("%s: row %v, error %v", sql, row, err)
	}
	return s.ColumnInt64(0)
}

// wantCode fails unless err is an Error of the extended code.
func wantCode(t testing.TB, err error, code int) {
	t.Helper()
	if got := sqlite3.Code(err); got != code {
		t.Fatalf("error %v: code %s, want %s", err, sqlite3.CodeName(got), sqlite3.CodeName(code))
	}
}
