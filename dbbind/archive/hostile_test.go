package archive_test

import (
	"bytes"
	"compress/zlib"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/caddyhbf/hbf/dbbind/archive"
)

const createTable = "CREATE TABLE sqlar(name TEXT PRIMARY KEY, mode INT, mtime INT, sz INT, data BLOB);"

// deflated is content as a zlib stream in SQL.
func deflated(content []byte) string {
	return "x'" + hex.EncodeToString(deflatedBytes(content)) + "'"
}

func deflatedBytes(content []byte) []byte {
	var buf bytes.Buffer
	w := zlib.NewWriter(&buf)
	_, _ = w.Write(content)
	_ = w.Close()
	return buf.Bytes()
}

// rows makes a database whose archive has the given rows, in SQL.
func rows(t testing.TB, values ...string) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "app.db")
	execute(t, path, createTable)
	for _, v := range values {
		execute(t, path, "INSERT INTO sqlar VALUES "+v)
	}
	return path
}

// TestRowsThatAreNoMembers has rows that a hostile archive may hold.
func TestRowsThatAreNoMembers(t *testing.T) {
	for row, want := range map[string]string{
		`('../up', 33188, 0, 1, x'31')`:                              `contains ".."`,
		`('a/../../up', 33188, 0, 1, x'31')`:                         `contains ".."`,
		`('a/..', 16877, 0, 0, NULL)`:                                `contains ".."`,
		`('..', 16877, 0, 0, NULL)`:                                  `contains ".."`,
		`('/etc/passwd', 33188, 0, 1, x'31')`:                        "absolute",
		`('//server/share', 33188, 0, 1, x'31')`:                     "absolute",
		`('a\b', 33188, 0, 1, x'31')`:                                "backslash",
		`('..\up', 33188, 0, 1, x'31')`:                              "backslash",
		`('a' || char(0) || 'b', 33188, 0, 1, x'31')`:                "NUL",
		`('', 33188, 0, 1, x'31')`:                                   "empty",
		`(CAST(x'ff' AS TEXT), 33188, 0, 1, x'31')`:                  "UTF-8",
		`(x'61', 33188, 0, 1, x'31')`:                                "not TEXT",
		`(NULL, 33188, 0, 1, x'31')`:                                 "not TEXT",
		`(replace(hex(zeroblob(3000)), '00', 'a/'), 33188, 0, 1, 1)`: "longer than 4096",
		`('.', 33188, 0, 1, x'31')`:                                  "root can only be a directory",
		`('./', 41471, 0, -1, 'a')`:                                  "root can only be a directory",
		`('fifo', 4516, 0, -1, NULL)`:                                "device, socket or pipe",
		`('device', 8630, 0, -1, NULL)`:                              "device, socket or pipe",
		`('number', 33188, 0, 1, 12.5)`:                              "neither BLOB nor TEXT",
		`('nothing', 33188, 0, 1, NULL)`:                             "missing",
		`('bomb', 33188, 0, 1000000000, x'789c030000000001')`:        "cannot inflate to 1000000000",
		`('huge', 33188, 0, 9223372036854775807, x'78')`:             "cannot inflate",
		`('link', 41471, 0, -1, hex(zeroblob(3000)))`:                "target of the link is longer",
	} {
		t.Run(row, func(t *testing.T) {
			path := rows(t, row, "('good', 33188, 0, 1, x'31')")
			list, err := archive.List(context.Background(), path)
			if err != nil {
				t.Fatal(err)
			}
			problems := 0
			for _, e := range list {
				if e.Problem != nil {
					problems++
					assertError(t, e.Problem, want)
				}
			}
			if len(list) != 2 || problems != 1 {
				t.Errorf("got %d rows, %d with problems, want 2 and 1", len(list), problems)
			}

			a := open(t, path)
			fingerprint(t, a)
			if entries, err := fs.ReadDir(a.FS(), "."); err != nil || len(entries) != 1 {
				t.Errorf("got entries %v, %v, want only the good one", entries, err)
			}

			dir := filepath.Join(t.TempDir(), "out")
			err = archive.Unpack(context.Background(), path, dir, archive.UnpackOptions{})
			assertError(t, err, want, "nothing was unpacked")
			if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("unpacking wrote something: %v", err)
			}

			r, err := archive.Pack(context.Background(), path, files("good", "1"), archive.PackOptions{})
			if err != nil || len(r.Removed) != 1 {
				t.Errorf("packing removed %q, %v, want the bad row removed", r.Removed, err)
			}
		})
	}
}

// TestDamagedMembers has members whose data does not fit their size. They can be
// listed, everything else can be read, and reading them says what is wrong.
func TestDamagedMembers(t *testing.T) {
	text := []byte(strings.Repeat("hello ", 100))
	large := bytes.Repeat([]byte("hello "), 1<<20)
	for name, row := range map[string]string{
		"too short":           fmt.Sprintf("('f', 33188, 0, 601, %s)", deflated(text)),
		"too long":            fmt.Sprintf("('f', 33188, 0, 599, %s)", deflated(text)),
		"no stream":           "('f', 33188, 0, 100, x'00112233445566778899')",
		"empty stream":        "('f', 33188, 0, 100, x'')",
		"text":                "('f', 33188, 0, 100, 'this is no stream')",
		"cut off":             fmt.Sprintf("('f', 33188, 0, 600, substr(%s, 1, 8))", deflated(text)),
		"wrong checksum":      fmt.Sprintf("('f', 33188, 0, 600, substr(%s, 1, length(%[1]s) - 1) || x'00')", deflated(text)),
		"bomb":                fmt.Sprintf("('f', 33188, 0, 600, %s)", deflated(large)),
		"large and too short": fmt.Sprintf("('f', 33188, 0, %d, %s)", len(large)+1, deflated(large)),
		"large and too long":  fmt.Sprintf("('f', 33188, 0, %d, %s)", len(large)-1, deflated(large)),
	} {
		t.Run(name, func(t *testing.T) {
			path := rows(t, row, "('good', 33188, 0, 1, x'31')")
			a := open(t, path)
			before := fingerprint(t, a)

			_, err := fs.ReadFile(a.FS(), "f")
			if !errors.Is(err, archive.ErrCorrupt) {
				t.Errorf("ReadFile: got %v, want ErrCorrupt", err)
			}
			f, err := a.FS().Open("f")
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			if _, err = io.Copy(io.Discard, f); !errors.Is(err, archive.ErrCorrupt) {
				t.Errorf("Read: got %v, want ErrCorrupt", err)
			}
			if got := readFile(t, a, "good"); got != "1" {
				t.Errorf("another member reads as %q", got)
			}

			err = archive.Unpack(context.Background(), path, t.TempDir(), archive.UnpackOptions{})
			if !errors.Is(err, archive.ErrCorrupt) {
				t.Errorf("Unpack: got %v, want ErrCorrupt", err)
			}
			r, err := archive.Pack(context.Background(), path, files("good", "1", "f", string(text)), archive.PackOptions{})
			if err != nil || len(r.Updated) != 1 {
				t.Errorf("packing did not repair the member: %+v, %v", r, err)
			}
			if fingerprint(t, a) == before {
				t.Error("the repair did not change the fingerprint")
			}
			if got := readFile(t, a, "f"); got != string(text) {
				t.Error("the repaired member has the wrong content")
			}
		})
	}
}

// TestOddMembers has rows that sqlite3 -Ax reads though sqlite3 -Ac never writes
// them.
func TestOddMembers(t *testing.T) {
	for row, want := range map[string]string{
		"('f', 33188, 0, 5, 'hello')":     "hello", // TEXT
		"('f', 33188, 0, 0, x'3132')":     "12",    // a size of 0 means: as it is
		"('f', 33188, 0, -1, x'3132')":    "12",
		"('f', 33188, 0, NULL, x'3132')":  "12",
		"('f', 33188, 0, 0, NULL)":        "",
		"('f', 420, 0, 2, x'3132')":       "12", // a mode without a type
		"('f', NULL, NULL, 2, x'3132')":   "12",
		"('f', 'rw-', 'now', 2, x'3132')": "12",
		"('./f', 33188, 0, 2, x'3132')":   "12",
		"('.//f', 33188, 0, 2, x'3132')":  "12",
		"('f', 33188, 0, 600, " + deflated([]byte(strings.Repeat("hello ", 100))) + ")": strings.Repeat("hello ", 100),
	} {
		t.Run(row, func(t *testing.T) {
			path := rows(t, row)
			a := open(t, path)
			if got := readFile(t, a, "f"); got != want {
				t.Errorf("got %q, want %q", got, want)
			}
			info, err := fs.Stat(a.FS(), "f")
			if err != nil || info.Size() != int64(len(want)) {
				t.Errorf("got size %v, %v, want %d", info, err, len(want))
			}
			dir := t.TempDir()
			if err := archive.Unpack(context.Background(), path, dir, archive.UnpackOptions{}); err != nil {
				t.Fatal(err)
			}
			if got, err := os.ReadFile(filepath.Join(dir, "f")); err != nil || string(got) != want {
				t.Errorf("unpacked %q, %v, want %q", got, err, want)
			}
		})
	}
}

func TestRowsInEachOthersWay(t *testing.T) {
	tests := map[string]struct {
		rows     []string
		readable map[string]string
		problem  string
	}{
		"the later row wins": {
			rows:     []string{"('a', 33188, 0, 1, x'31')", "('./a', 33188, 0, 1, x'32')"},
			readable: map[string]string{"a": "2"},
			problem:  "a later row has the same name",
		},
		"case matters": {
			rows:     []string{"('a', 33188, 0, 1, x'31')", "('A', 33188, 0, 1, x'32')"},
			readable: map[string]string{"a": "1", "A": "2"},
		},
		"below a file": {
			rows:     []string{"('a/b/c', 33188, 0, 1, x'32')", "('a', 33188, 0, 1, x'31')"},
			readable: map[string]string{"a": "1"},
			problem:  "what it lies in is not a directory",
		},
		"below a link": {
			rows:     []string{"('d/x', 33188, 0, 1, x'31')", "('l', 41471, 0, -1, 'd')", "('l/y', 33188, 0, 1, x'32')"},
			readable: map[string]string{"d/x": "1", "l/x": "1"},
			problem:  "what it lies in is not a directory",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			path := rows(t, test.rows...)
			a := open(t, path)
			for name, want := range test.readable {
				if got := readFile(t, a, name); got != want {
					t.Errorf("%s: got %q, want %q", name, got, want)
				}
			}
			list, err := archive.List(context.Background(), path)
			if err != nil || len(list) != len(test.rows) {
				t.Errorf("List returns %v, %v, want all rows", list, err)
			}
			problem := ""
			for _, e := range list {
				if e.Problem != nil {
					problem += e.Problem.Error()
				}
			}
			if problem != test.problem {
				t.Errorf("got problem %q, want %q", problem, test.problem)
			}
		})
	}
}

// TestNotATable has databases in which sqlar is something else.
func TestNotATable(t *testing.T) {
	for sql, want := range map[string]string{
		"CREATE VIEW sqlar AS SELECT 'a' AS name, 33188 AS mode, 0 AS mtime, 1 AS sz, x'31' AS data": "sqlar is not a table",
		"CREATE VIRTUAL TABLE sqlar USING fts5(name, mode, mtime, sz, data)":                         "sqlar is not a table",
		"CREATE TABLE sqlar(name, data)":                                                             "no such column",
		"CREATE TABLE sqlar(name TEXT PRIMARY KEY, mode, mtime, sz, data) WITHOUT ROWID":             "rowid",
	} {
		path := filepath.Join(t.TempDir(), "app.db")
		execute(t, path, sql)
		_, err := archive.Open(path)
		assertError(t, err, path, want)
		_, err = archive.List(context.Background(), path)
		assertError(t, err, path, want)
		_, err = archive.Pack(context.Background(), path, files("a", "1"), archive.PackOptions{})
		assertError(t, err, path, want)
	}
}

func TestNoTableIsEmpty(t *testing.T) {
	path := filepath.Join(t.TempDir(), "app.db")
	execute(t, path, "CREATE TABLE t(x)")
	a := open(t, path)
	if entries, err := fs.ReadDir(a.FS(), "."); err != nil || len(entries) != 0 {
		t.Errorf("got %v, %v", entries, err)
	}
	before := fingerprint(t, a)
	if _, err := archive.Pack(context.Background(), path, files("a", "1"), archive.PackOptions{}); err != nil {
		t.Fatal(err)
	}
	if fingerprint(t, a) == before || readFile(t, a, "a") != "1" {
		t.Error("the table that was made meanwhile is not read")
	}
	execute(t, path, "DROP TABLE sqlar")
	if _, err := fs.ReadFile(a.FS(), "a"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("after the table was dropped: got %v, want fs.ErrNotExist", err)
	}
	if fingerprint(t, a) != before {
		t.Error("after the table was dropped: another fingerprint than before it was made")
	}
}
