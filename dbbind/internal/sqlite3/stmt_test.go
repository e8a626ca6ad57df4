package sqlite3_test

import (
	"bytes"
	"math"
	"strings"
	"testing"

	"github.com/caddyhbf/hbf/dbbind/internal/sqlite3"
)

func TestPrepareTail(t *testing.T) {
	c, _ := openFile(t)
	tests := []struct {
		sql, first, tail string
		none             bool
	}{
		{"SELECT 1", "SELECT 1", "", false},
		{"SELECT 1; SELECT 2", "SELECT 1;", " SELECT 2", false},
		{"SELECT 1;", "SELECT 1;", "", false},
		{"SELECT ';é'; -- é", "SELECT ';é';", " -- é", false},
		{"", "", "", true},
		{" -- only a comment", "", "", true},
		{"/* x */", "", "", true},
	}
	for _, test := range tests {
		s, tail, err := c.Prepare(test.sql, true)
		if err != nil {
			t.Errorf("%q: %v", test.sql, err)
			continue
		}
		if (s == nil) != test.none || s != nil && (s.SQL() != test.first || tail != test.tail) {
			t.Errorf("%q: statement %v, tail %q", test.sql, s, tail)
		}
		if s != nil {
			s.Finalize()
		}
	}
	exec(t, c, "SELECT 1;;; ; -- comment\n; CREATE TABLE t(x);;")
	if n := queryInt(t, c, "SELECT count(*) FROM sqlite_schema"); n != 1 {
		t.Error("a script ended at an empty statement")
	}
}

func TestValuesRoundTrip(t *testing.T) {
	c, _ := openFile(t)
	s := prepare(t, c, "SELECT ?1, typeof(?1), length(CAST(?1 AS BLOB))")
	run := func(t *testing.T, bind func() error, typ sqlite3.Type, typeName string, size int64) {
		t.Helper()
		s.Reset()
		if err := bind(); err != nil {
			t.Fatal(err)
		}
		if row, err := s.Step(); err != nil || !row {
			t.Fatal(row, err)
		}
		if s.ColumnType(0) != typ || s.ColumnText(1) != typeName {
			t.Fatalf("type %d %s, want %d %s", s.ColumnType(0), s.ColumnText(1), typ, typeName)
		}
		if size >= 0 && s.ColumnInt64(2) != size {
			t.Fatalf("length %d, want %d", s.ColumnInt64(2), size)
		}
	}
	for _, v := range []int64{0, 1, -1, math.MaxInt64, math.MinInt64, 1<<53 + 1} {
		run(t, func() error { return s.BindInt64(1, v) }, sqlite3.TypeInteger, "integer", -1)
		if got := s.ColumnInt64(0); got != v {
			t.Errorf("%d became %d", v, got)
		}
	}
	for _, v := range []float64{0.1, math.MaxFloat64, math.SmallestNonzeroFloat64, math.Inf(1), -1e300} {
		run(t, func() error { return s.BindFloat64(1, v) }, sqlite3.TypeFloat, "real", -1)
		if got := s.ColumnFloat64(0); got != v {
			t.Errorf("%g became %g", v, got)
		}
	}
	long := strings.Repeat("é\x00", 5000)
	for _, v := range []string{"", "a", "a\x00b", "\x00", "日本", "\xff\xfe", long} {
		run(t, func() error { return s.BindText(1, v) }, sqlite3.TypeText, "text", int64(len(v)))
		if got := s.ColumnText(0); got != v {
			t.Errorf("%q became %q", v, got)
		}
		if got := s.ColumnTextBytes(0); string(got) != v || s.ColumnBytes(0) != len(v) {
			t.Errorf("%q became %q without a copy", v, got)
		}
	}
	for _, v := range [][]byte{nil, {}, {0}, {1, 0, 2}, bytes.Repeat([]byte{7}, 4096), bytes.Repeat([]byte{8}, 4097)} {
		run(t, func() error { return s.BindBlob(1, v) }, sqlite3.TypeBlob, "blob", int64(len(v)))
		got := s.ColumnBlob(0)
		if got == nil || !bytes.Equal(got, v) {
			t.Errorf("%v became %v", v, got)
		}
	}
	run(t, func() error { return s.BindNull(1) }, sqlite3.TypeNull, "null", -1)
	if s.ColumnBlob(0) != nil || s.ColumnText(0) != "" {
		t.Error("NULL has bytes")
	}
	run(t, func() error { return s.BindFloat64(1, math.NaN()) }, sqlite3.TypeNull, "null", -1)
}

func TestBoundValuesAreCopies(t *testing.T) {
	c, _ := openFile(t)
	s := prepare(t, c, "SELECT ?, ?")
	for _, n := range []int{3, 10_000} {
		s.Reset()
		v := bytes.Repeat([]byte("a"), n)
		if err := s.BindBlob(1, v); err != nil {
			t.Fatal(err)
		}
		if err := s.BindText(2, strings.Repeat("b", n)); err != nil {
			t.Fatal(err)
		}
		clear(v)
		if _, err := s.Step(); err != nil {
			t.Fatal(err)
		}
		if got := s.ColumnText(0); got != strings.Repeat("a", n) {
			t.Errorf("%d bytes: bound value changed", n)
		}
		got := s.ColumnBlob(1)
		s.Reset()
		s.ClearBindings()
		if string(got) != strings.Repeat("b", n) {
			t.Errorf("%d bytes: column value changed", n)
		}
	}
	if _, err := s.Step(); err != nil || s.ColumnType(0) != sqlite3.TypeNull {
		t.Errorf("after ClearBindings: %v", err)
	}
}

func TestParametersAndColumns(t *testing.T) {
	c, _ := openFile(t)
	exec(t, c, `CREATE TABLE t("a b" INTEGER, c TEXT)`)
	s := prepare(t, c, `SELECT "a b", c AS d, 1+1, ?, :n, @m, $o, ?9 FROM t`)
	wantNames := []string{"", ":n", "@m", "$o", "", "", "", "", "?9"}
	if s.ParamCount() != 9 {
		t.Errorf("%d parameters", s.ParamCount())
	}
	for i, want := range wantNames {
		if got := s.ParamName(i + 1); got != want && i < 4 {
			t.Errorf("parameter %d is %q, want %q", i+1, got, want)
		}
	}
	if s.ParamName(9) != "?9" {
		t.Errorf("parameter 9 is %q", s.ParamName(9))
	}
	type column struct{ name, decl, table, origin, schema string }
	want := []column{{"a b", "INTEGER", "t", "a b", "main"}, {"d", "TEXT", "t", "c", "main"}, {"1+1", "", "", "", ""}}
	for i, w := range want {
		got := column{s.ColumnName(i), s.ColumnDeclType(i), s.ColumnTable(i), s.ColumnOrigin(i), s.ColumnSchema(i)}
		if got != w {
			t.Errorf("column %d is %+v, want %+v", i, got, w)
		}
	}
	wantCode(t, s.BindInt64(10, 1), sqlite3.CodeRange)
	wantCode(t, s.BindText(0, "x"), sqlite3.CodeRange)
	wantCode(t, s.BindBlob(11, bytes.Repeat([]byte{1}, 10_000)), sqlite3.CodeRange)
}

func TestStatementStates(t *testing.T) {
	c, _ := openFile(t)
	exec(t, c, "CREATE TABLE t(x); INSERT INTO t VALUES (1), (2)")
	read := prepare(t, c, "SELECT x FROM t")
	write := prepare(t, c, "INSERT INTO t VALUES (3)")
	if !read.ReadOnly() || write.ReadOnly() {
		t.Error("ReadOnly")
	}
	if read.Busy() {
		t.Error("busy before the first row")
	}
	if row, err := read.Step(); !row || err != nil || !read.Busy() {
		t.Error("not busy at a row", err)
	}
	read.Reset()
	if read.Busy() {
		t.Error("busy after Reset")
	}
	var got int64
	for {
		row, err := read.Step()
		if err != nil {
			t.Fatal(err)
		}
		if !row {
			break
		}
		got = got*10 + read.ColumnInt64(0)
	}
	if got != 12 {
		t.Errorf("rows %d", got)
	}
}

func TestColumnsFollowTheSchema(t *testing.T) {
	c, _ := openFile(t)
	exec(t, c, "CREATE TABLE t(a); INSERT INTO t VALUES (1)")
	s := prepare(t, c, "SELECT * FROM t")
	exec(t, c, "ALTER TABLE t ADD COLUMN b DEFAULT 2")
	if row, err := s.Step(); !row || err != nil {
		t.Fatal(row, err)
	}
	if s.Reprepares() != 1 {
		t.Errorf("compiled again %d times", s.Reprepares())
	}
	if s.ColumnCount() != 2 || s.ColumnName(1) != "b" || s.ColumnInt64(1) != 2 {
		t.Errorf("%d columns", s.ColumnCount())
	}
}

func BenchmarkReadByKey(b *testing.B) {
	c, _ := openFile(b)
	exec(b, c, "CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT); INSERT INTO t VALUES (1, 'a name of some length')")
	s := prepare(b, c, "SELECT id, name FROM t WHERE id = ?")
	b.ReportAllocs()
	for b.Loop() {
		if err := s.BindInt64(1, 1); err != nil {
			b.Fatal(err)
		}
		if row, err := s.Step(); !row || err != nil {
			b.Fatal(row, err)
		}
		if s.ColumnInt64(0) != 1 || len(s.ColumnTextBytes(1)) != 21 {
			b.Fatal("wrong row")
		}
		s.Reset()
	}
}
