package dbbind

import (
	"slices"
	"strings"
	"testing"

	"github.com/caddyhbf/hbf/dbbind/internal/sqlite3"
)

func TestTokens(t *testing.T) {
	tests := []struct {
		sql  string
		want []string
	}{
		{"", nil},
		{" \t\r\n\f", nil},
		{"-- only a comment", nil},
		{"/* only */ /* comments", nil},
		{"SELECT 1", []string{"SELECT", "1"}},
		{"a--x\nb", []string{"a", "b"}},
		{"a/*x*/b", []string{"a", "b"}},
		{"a/**/b", []string{"a", "b"}},
		{"a/*/b*/c", []string{"a", "c"}},
		{"a - b / c", []string{"a", "-", "b", "/", "c"}},
		{`'it''s' "a ""b""" [c d] ` + "`e``f`", []string{"it's", `a "b"`, "c d", "e`f"}},
		{"'--' /* ' */ '/*'", []string{"--", "/*"}},
		{"x.y,(z);", []string{"x", ".", "y", ",", "(", "z", ")", ";"}},
		{"été_1$ ü", []string{"été_1$", "ü"}},
		{"'open", []string{"'open"}},
		{"[open", []string{"[open"}},
		{"\ufeffSELECT", []string{"SELECT"}},
	}
	for _, test := range tests {
		var got []string
		for token := range tokens(test.sql) {
			got = append(got, token.text)
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%q: %q, want %q", test.sql, got, test.want)
		}
	}
}

func TestFirstWord(t *testing.T) {
	tests := []struct {
		sql, want string
		ok        bool
	}{
		{"select 1", "SELECT", true},
		{" ;; /* x */ -- y\n vacuum", "VACUUM", true},
		{"", "", false},
		{";", "", false},
		{"-- x", "", false},
		{"(1)", "(", true},
		{"'x'", "X", true},
		{"''", "", true},
		{"';'", ";", true},
		{"/*", "/", true},
		{"/**", "", false},
	}
	for _, test := range tests {
		if got, ok := firstWord(test.sql); got != test.want || ok != test.ok {
			t.Errorf("%q: %q %v, want %q %v", test.sql, got, ok, test.want, test.ok)
		}
	}
}

// FuzzFirstWord compares what the lexer takes for an empty text with what
// SQLite does: a statement after a comment must not be missed.
func FuzzFirstWord(f *testing.F) {
	for _, sql := range []string{"", ";", "SELECT 1", "-- x\nSELECT 1", "/* x", "/*/", "/**/ ;", "--", "- -", "\ufeff", "\x0b", "\xc2\xa0", "/*", `""000`, " \v"} {
		f.Add(sql)
	}
	conn, err := sqlite3.Open(":memory:", sqlite3.Create)
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { _ = conn.Close() })
	f.Fuzz(func(t *testing.T, sql string) {
		if strings.Contains(sql, "\x00") {
			return
		}
		s, _, err := conn.Prepare(sql, false)
		if s != nil {
			s.Finalize()
		}
		hasStatement := s != nil || err != nil
		if word, ok := firstWord(sql); ok != hasStatement {
			t.Fatalf("%q: first word %q, %v; SQLite's statement %v, error %v", sql, word, ok, s, err)
		}
	})
}

func TestUTF16Offset(t *testing.T) {
	tests := []struct {
		s            string
		offset, want int
	}{
		{"abc", -1, -1}, {"abc", 0, 0}, {"abc", 3, 3}, {"abc", 9, 9},
		{"é€🚀x", 2, 1}, {"é€🚀x", 5, 2}, {"é€🚀x", 9, 4}, {"\xffa", 1, 1},
	}
	for _, test := range tests {
		if got := utf16Offset(test.s, test.offset); got != test.want {
			t.Errorf("%q at %d: %d, want %d", test.s, test.offset, got, test.want)
		}
	}
}
