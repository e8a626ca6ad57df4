package dbbind_test

import (
	"testing"

	"github.com/caddyhbf/hbf/dbbind"
)

func TestStatementsAreBoundedByMemory(t *testing.T) {
	a := newAppWithLimit(t, "CREATE TABLE t(x)", 4<<20)
	const endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n)"
	for name, sql := range map[string]string{
		"many columns":         "SELECT " + repeated("randomblob(4000000)", 1000, ", "),
		"concat":               "SELECT concat(" + repeated("x", 150, ", ") + ") FROM (SELECT hex(randomblob(1900000)) AS x)",
		"JSON of many":         "SELECT json_array(" + repeated("x", 150, ", ") + ") FROM (SELECT hex(randomblob(1900000)) AS x)",
		"JSON of endless rows": endless + " SELECT json_group_array(hex(randomblob(1000))) FROM n",
		"deep pretty JSON":     "SELECT json_pretty('" + repeated("[", 900, "") + "' || trim(replace(hex(zeroblob(100000)), '0', '1,'), ',') || '" + repeated("]", 900, "") + "')",
		"pretty JSON":          "SELECT json_pretty('[1,2,3,4,5,6,7,8,9,0,1,2,3,4,5,6,7,8,9,0]', hex(zeroblob(1000000)))",
		"sorting":              endless + " SELECT hex(randomblob(1000)) AS x FROM n ORDER BY x",
		"sorting small rows":   endless + " SELECT i FROM n ORDER BY random()",
		"distinct":             endless + " SELECT count(DISTINCT hex(randomblob(1000))) FROM n",
		"grouping":             endless + " SELECT x, count(*) FROM (SELECT hex(randomblob(1000)) AS x FROM n) GROUP BY x",
		"union":                "WITH RECURSIVE n(i, x) AS (SELECT 1, '' UNION SELECT i+1, hex(randomblob(1000)) FROM n) SELECT max(i) FROM n",
		"materialized":         endless + ", m AS MATERIALIZED (SELECT hex(randomblob(1000)) AS x FROM n) SELECT count(*) FROM m AS a, m AS b",
		"window":               endless + " SELECT max(x) OVER (ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) FROM (SELECT hex(randomblob(1000)) AS x FROM n)",
	} {
		t.Run(name, func(t *testing.T) {
			if got := a.throws("db.query(`" + sql + "`)"); got != "SqliteError SQLITE_NOMEM: the statement needs more memory than the option memory_limit of the hbf directive allows" &&
				got != "SqliteError SQLITE_TOOBIG: string or blob too big" {
				t.Errorf("%s: %s", name, got)
			}
		})
		a.want("db.values('SELECT 1')", "[[1]]")
	}
	a.run("db.exec('CREATE VIRTUAL TABLE f USING fts5(x)')")
	a.run(`db.exec("INSERT INTO f(f, rank) VALUES ('hashsize', 1000000000)")`)
	a.wantThrow("db.execute('INSERT INTO f "+endless+" SELECT hex(randomblob(20)) FROM n')", "SqliteError SQLITE_NOMEM")
	a.want("db.values('SELECT 1')", "[[1]]")
	a.run("db.exec('CREATE TEMP TABLE temporary(x)')")
	a.wantThrow("for (let i = 0; i < 100; i++) db.execute('INSERT INTO temporary VALUES (zeroblob(1000000))')", "SqliteError SQLITE_FULL")
	a.want("db.values('PRAGMA integrity_check')", `[["ok"]]`)
}

func TestDatabasesInMemoryAreBounded(t *testing.T) {
	a := newAppWith(t, "", dbbind.Options{Path: ":memory:bounded", MemoryLimit: 4 << 20})
	a.run("db.exec('CREATE TABLE t(x)')")
	a.wantThrow("for (let i = 0; i < 100; i++) db.execute('INSERT INTO t VALUES (zeroblob(1000000))')", "SqliteError SQLITE_FULL")
	a.want("db.values('PRAGMA integrity_check')", `[["ok"]]`)
}

func repeated(text string, n int, separator string) string {
	s := text
	for range n - 1 {
		s += separator + text
	}
	return s
}
