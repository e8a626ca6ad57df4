package sqlite3_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/caddyhbf/hbf/dbbind/internal/sqlite3"
)

// likeStatements are SQLite's own, by which the comparison in Go is judged.
type likeStatements map[sqlite3.Comparison]*sqlite3.Stmt

func newLikeStatements(t testing.TB) likeStatements {
	c := open(t, ":memory:", sqlite3.Create)
	return likeStatements{
		sqlite3.Like:       prepare(t, c, "SELECT ?2 LIKE ?1"),
		sqlite3.LikeEscape: prepare(t, c, "SELECT ?2 LIKE ?1 ESCAPE 'e'"),
		sqlite3.LikeAll:    prepare(t, c, "SELECT ?2 LIKE ?1 ESCAPE '%'"),
		sqlite3.LikeOne:    prepare(t, c, "SELECT ?2 LIKE ?1 ESCAPE '_'"),
		sqlite3.Glob:       prepare(t, c, "SELECT ?2 GLOB ?1"),
	}
}

func (s likeStatements) compare(t testing.TB, pattern, text string) {
	t.Helper()
	if strings.ContainsRune(pattern+text, 0) {
		return
	}
	for kind, stmt := range s {
		if err := stmt.BindText(1, pattern); err != nil {
			t.Fatal(err)
		}
		if err := stmt.BindText(2, text); err != nil {
			t.Fatal(err)
		}
		if _, err := stmt.Step(); err != nil {
			t.Fatal(err)
		}
		want := stmt.ColumnInt64(0) == 1
		stmt.Reset()
		if got := sqlite3.CompareLike(kind, pattern, text); got != want {
			t.Errorf("comparison %v of %q with %q: %v, SQLite says %v", kind, text, pattern, got, want)
		}
	}
}

func TestLikeIsSQLites(t *testing.T) {
	s := newLikeStatements(t)
	rng := rand.New(rand.NewPCG(1, 2))
	parts := []string{"a", "b", "A", "B", "e", "%", "_", "*", "?", "[", "]", "^", "-", "[a-b]", "[^a]", "%", "*", "é", "É", "€", "\xc3", "\xa9", "\xff", "\xf0\x9f\x98\x80", "\xed\xa0\x80"}
	random := func(n int) string {
		var b strings.Builder
		for range rng.IntN(n) {
			b.WriteString(parts[rng.IntN(len(parts))])
		}
		return b.String()
	}
	for range 100_000 {
		s.compare(t, random(8), random(10))
	}
}

func FuzzLike(f *testing.F) {
	s := newLikeStatements(f)
	f.Add("a%b_[c-d]", "axxb.c")
	f.Fuzz(func(t *testing.T, pattern, text string) {
		if len(pattern) < 1000 {
			s.compare(t, pattern, text)
		}
	})
}

func TestInterruptLike(t *testing.T) {
	c := open(t, ":memory:", sqlite3.Create)
	looks := 0
	stopAt := 0
	if err := c.InterruptLike(func() bool { looks++; return looks == stopAt }); err != nil {
		t.Fatal(err)
	}
	exec(t, c, `CREATE TABLE t(x TEXT COLLATE NOCASE, y TEXT); CREATE INDEX tx ON t(x); CREATE INDEX ty ON t(y);
		CREATE TABLE big(x); INSERT INTO big SELECT replace(hex(zeroblob(200000)), '0', 'a')`)
	for sql, want := range map[string]int64{
		"SELECT 'abc' LIKE 'A%'": 1, "SELECT 'a%c' LIKE 'a!%c' ESCAPE '!'": 1, "SELECT 'abc' GLOB 'A*'": 0, "SELECT 'abc' GLOB '[a-b]*'": 1,
		"SELECT x'6161' LIKE 'a%'": 0, "SELECT NULL LIKE 'a' IS NULL": 1, "SELECT 12 LIKE '1%'": 1,
		"SELECT x LIKE '%' || substr(x, 1, 250) || 'b' FROM big": 0, "SELECT x GLOB '*' || substr(x, 1, 250) || 'b' FROM big": 0,
		"SELECT x LIKE '%' || substr(x, 1, 250) FROM big": 1, "SELECT x GLOB '*' || substr(x, 1, 250) || '*' FROM big": 1,
		"SELECT x LIKE '%' || substr(x, 1, 250) || '!%' ESCAPE '!' FROM big": 0, "SELECT x || NULL LIKE 'a' IS NULL FROM big": 1,
		"SELECT CAST(x AS BLOB) LIKE '%' || substr(x, 1, 250) FROM big": 0,
	} {
		if got := queryInt(t, c, sql); got != want {
			t.Errorf("%s: %d, not %d", sql, got, want)
		}
	}
	if looks == 0 {
		t.Error("nothing was asked whether to stop")
	}
	looks, stopAt = 0, 3
	wantCode(t, c.Exec("SELECT x LIKE '%' || substr(x, 1, 250) || 'b' FROM big"), sqlite3.CodeInterrupt)
	wantCode(t, c.Exec("SELECT x LIKE 'a' ESCAPE 'ab' FROM big"), sqlite3.CodeError)
	for _, sql := range []string{"SELECT * FROM t WHERE x LIKE 'abc%'", "SELECT * FROM t WHERE y GLOB 'abc*'"} {
		s := prepare(t, c, "EXPLAIN QUERY PLAN "+sql)
		if _, err := s.Step(); err != nil {
			t.Fatal(err)
		}
		if plan := s.ColumnText(3); !strings.Contains(plan, "SEARCH") {
			t.Errorf("%s: %s", sql, plan)
		}
		s.Finalize()
	}
}
