package dbbind_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/dbbind"
)

const policySchema = `
	CREATE TABLE t(id INTEGER PRIMARY KEY, a TEXT, b INT, j TEXT DEFAULT '{"x":[1,2]}');
	CREATE TABLE child(t REFERENCES t(id) DEFERRABLE INITIALLY DEFERRED);
	CREATE INDEX t_a ON t(a);
	CREATE VIEW v AS SELECT a FROM t;
	CREATE TABLE _litestream_seq(id INT, seq INT);
	CREATE TABLE _hbf_state(id INT);
	CREATE VIRTUAL TABLE docs USING fts5(x);
	INSERT INTO t(a, b) VALUES ('one', 1), ('two', 2);
	INSERT INTO sqlar VALUES ('server.js', 33188, 0, 1, 'x');`

// refusedSQL are statements that an app may not run, with a part of the message.
var refusedSQL = []struct{ sql, why string }{
	{"ATTACH 'other.db' AS o", "ATTACH is not allowed"},
	{"ATTACH DATABASE ':memory:' AS o", "ATTACH is not allowed"},
	{"ATTACH '' AS o", "ATTACH is not allowed"},
	{"attach 'x' || 'y' as o", "ATTACH is not allowed"},
	{"DETACH main", "DETACH is not allowed"},
	{"BEGIN", "BEGIN is not allowed in SQL text: use db.transaction"},
	{"begin immediate", "BEGIN is not allowed"},
	{"COMMIT", "COMMIT is not allowed"},
	{"END TRANSACTION", "COMMIT is not allowed"},
	{"ROLLBACK", "ROLLBACK is not allowed"},
	{"/* x */ SAVEPOINT s", "SAVEPOINT is not allowed"},
	{"RELEASE s", "RELEASE is not allowed"},
	{"ROLLBACK TO s", "ROLLBACK is not allowed"},
	{"INSERT INTO sqlar(name) VALUES ('x')", "writing to sqlar is not allowed"},
	{"INSERT OR REPLACE INTO main.SQLAR(name) VALUES ('x')", "is not allowed"},
	{"WITH x AS (SELECT 1) UPDATE sqlar SET data = NULL", "writing to sqlar is not allowed: it is the app's archive"},
	{"UPDATE \"sqlar\" SET name = 'y'", "writing to sqlar"},
	{"DELETE FROM sqlar", "writing to sqlar"},
	{"DROP TABLE sqlar", "is not allowed"},
	{"ALTER TABLE sqlar ADD COLUMN x", "is not allowed"},
	{"ALTER TABLE sqlar RENAME TO s", "is not allowed"},
	{"ALTER TABLE sqlar RENAME COLUMN name TO n", "is not allowed"},
	{"ALTER TABLE t RENAME TO _hbf_t", "_hbf_"},
	{"ALTER TABLE t RENAME TO [_HBF_t]", "_hbf_"},
	{"ALTER TABLE t RENAME TO '_litestream_t'", "_litestream_"},
	{"ALTER TABLE t RENAME TO /**/ \"_litestream_t\" -- x", "_litestream_"},
	{"CREATE INDEX i ON sqlar(mode)", "sqlar"},
	{"CREATE TRIGGER tr AFTER INSERT ON sqlar BEGIN SELECT 1; END", "sqlar"},
	{"CREATE TEMP TRIGGER tr AFTER INSERT ON sqlar BEGIN SELECT 1; END", "sqlar"},
	{"CREATE TEMP TABLE sqlar(x)", "sqlar"},
	{"CREATE TEMP VIEW sqlar AS SELECT 1", "sqlar"},
	{"CREATE TABLE _hbf_x(a)", "_hbf_"},
	{"CREATE TABLE \"_HBF_x\"(a)", "_hbf_"},
	{"CREATE TABLE _hbf_x AS SELECT 1", "_hbf_"},
	{"CREATE VIEW _hbf_v AS SELECT 1", "_hbf_"},
	{"CREATE INDEX _hbf_i ON t(b)", "_hbf_"},
	{"DROP TABLE IF EXISTS _hbf_state", "_hbf_"},
	{"INSERT INTO _hbf_state VALUES (1)", "_hbf_"},
	{"UPDATE _litestream_seq SET seq = 0", "_litestream_"},
	{"DELETE FROM _litestream_seq", "_litestream_"},
	{"CREATE VIRTUAL TABLE _hbf_f USING fts5(a)", "_hbf_"},
	{"CREATE VIRTUAL TABLE _hbf USING fts5(a)", "_hbf_"},
	{"ALTER TABLE docs RENAME TO _hbf", "_hbf_"},
	{"CREATE VIRTUAL TABLE x USING dbstat(main)", "virtual tables of the module dbstat"},
	{"SELECT * FROM sqlite_dbpage", "reading sqlite_dbpage"},
	{"UPDATE sqlite_dbpage SET data = x'00'", "sqlite_dbpage"},
	{"SELECT * FROM dbstat", "reading dbstat"},
	{"SELECT load_extension('x')", "load_extension"},
	{"SELECT load_extension('x', 'y')", "load_extension"},
	{"PRAGMA writable_schema = 1", "PRAGMA writable_schema is not allowed"},
	{"PRAGMA writable_schema", "PRAGMA writable_schema"},
	{"PRAGMA journal_mode = DELETE", "always WAL"},
	{"PRAGMA journal_mode", "always WAL"},
	{"PRAGMA main.journal_mode = OFF", "always WAL"},
	{"PRAGMA synchronous = OFF", "synchronous"},
	{"PRAGMA foreign_keys = OFF", "foreign keys are always enforced"},
	{"PRAGMA foreign_keys = ''", "foreign keys are always enforced"},
	{"PRAGMA foreign_keys", "foreign keys are always enforced"},
	{"PRAGMA locking_mode = EXCLUSIVE", "locking_mode"},
	{"PRAGMA temp_store_directory = '/tmp'", "temp_store_directory"},
	{"PRAGMA data_store_directory = '/tmp'", "data_store_directory"},
	{"PRAGMA trusted_schema = 1", "trusted_schema"},
	{"PRAGMA hard_heap_limit = 1", "hard_heap_limit"},
	{"PRAGMA soft_heap_limit = 1", "soft_heap_limit"},
	{"PRAGMA mmap_size = 1000000000", "mmap_size"},
	{"PRAGMA cache_size = 1000000", "memory_limit"},
	{"PRAGMA page_size = 512", "page_size"},
	{"PRAGMA encoding = 'UTF-16'", "encoding"},
	{"PRAGMA max_page_count = 1", "max_page_count"},
	{"PRAGMA auto_vacuum = FULL", "auto_vacuum"},
	{"PRAGMA ignore_check_constraints = 1", "ignore_check_constraints"},
	{"PRAGMA defer_foreign_keys = 1", "DEFERRABLE"},
	{"PRAGMA query_only = 1", "query_only"},
	{"PRAGMA schema_version = 9", "schema_version"},
	{"PRAGMA wal_checkpoint(TRUNCATE)", "wal_checkpoint"},
	{"PRAGMA wal_autocheckpoint = 0", "wal_autocheckpoint"},
	{"PRAGMA busy_timeout = 1", "busy_timeout"},
	{"PRAGMA temp_store = 1", "temp_store"},
	{"PRAGMA threads = 8", "threads"},
	{"PRAGMA case_sensitive_like = 1", "case_sensitive_like"},
	{"PRAGMA reverse_unordered_selects = 1", "reverse_unordered_selects"},
	{"PRAGMA database_list", "database_list"},
	{"PRAGMA key = 'x'", "PRAGMA key"},
	{"PRAGMA nonsense", "PRAGMA nonsense"},
	{"SELECT * FROM pragma_database_list", "database_list"},
	{"VACUUM INTO 'copy.db'", "VACUUM INTO is not allowed: use `caddy hbf backup`"},
	{"VACUUM main INTO ('co' || 'py.db')", "VACUUM INTO is not allowed"},
	{"EXPLAIN INSERT INTO sqlar(name) VALUES ('x')", "writing to sqlar"},
}

func TestRefusedSQL(t *testing.T) {
	t.Chdir(t.TempDir())
	a := newApp(t, policySchema)
	before := a.json(fileState)
	for _, way := range []string{"db.query(`%`)", "db.execute(`%`)", "db.exec(`SELECT 1; %`)", "{ const s = db.prepare(`%`); s.all() }"} {
		for _, test := range refusedSQL {
			sql := strings.ReplaceAll(test.sql, "`", "\\`")
			got := a.throws(strings.Replace(way, "%", sql, 1))
			if !strings.HasPrefix(got, "SqliteError SQLITE_AUTH: ") || !strings.Contains(got, test.why) {
				t.Errorf("%s: %s\nthrew %q, want %q", way, test.sql, got, test.why)
			}
		}
	}
	a.want(`try { db.query("ATTACH 'x' AS y") } catch (e) { [e.errcode, e.code, e instanceof db.SqliteError] }`, `[23,"SQLITE_AUTH",true]`)
	if after := a.json(fileState); after != before {
		t.Errorf("refused statements changed something:\n%s\n%s", before, after)
	}
	if files, _ := filepath.Glob("*"); len(files) > 0 {
		t.Errorf("refused statements made files: %v", files)
	}
}

// fileState shows everything that the refused statements would change.
const fileState = `[db.query("SELECT type, name, sql FROM sqlite_schema ORDER BY name"), db.query("SELECT * FROM sqlar"),
	db.query("SELECT * FROM t"), db.query("SELECT * FROM _hbf_state"), db.query("SELECT * FROM _litestream_seq"),
	db.query("SELECT * FROM temp.sqlite_schema"), db.inTransaction]`

// allowedSQL are statements that must go on working, run in this order.
var allowedSQL = []string{
	"SELECT * FROM sqlar",
	"SELECT name, length(data) FROM sqlar WHERE name GLOB 's*'",
	"SELECT * FROM _litestream_seq",
	"SELECT * FROM sqlite_schema",
	"SELECT name FROM sqlite_master WHERE type = 'table'",
	"CREATE TABLE a(id INTEGER PRIMARY KEY AUTOINCREMENT, n INT UNIQUE, s TEXT NOT NULL DEFAULT '', CHECK (n > 0))",
	"CREATE TABLE IF NOT EXISTS a(x)",
	"CREATE TABLE s(id INTEGER PRIMARY KEY, x ANY) STRICT",
	"CREATE TABLE w(k TEXT PRIMARY KEY, v) WITHOUT ROWID",
	"CREATE TABLE copy AS SELECT * FROM t",
	"CREATE TABLE gen(a INT, b INT AS (a * 2), c INT GENERATED ALWAYS AS (a + b) STORED)",
	"INSERT INTO gen(a) VALUES (2)",
	"INSERT INTO a(n, s) VALUES (1, 'x'), (2, 'y'), (3, 'z')",
	"INSERT OR REPLACE INTO a(id, n) VALUES (1, 1)",
	"INSERT OR IGNORE INTO a(n) VALUES (2)",
	"INSERT OR ROLLBACK INTO a(n) VALUES (12)",
	"INSERT INTO a(n, s) VALUES (2, 'q') ON CONFLICT(n) DO UPDATE SET s = excluded.s",
	"INSERT INTO a(n) VALUES (50) RETURNING id, n",
	"REPLACE INTO w VALUES ('k', 1)",
	"UPDATE a SET s = 'u' WHERE n = 1 RETURNING *",
	"UPDATE a SET s = t.a FROM t WHERE t.id = a.id",
	"DELETE FROM a WHERE n = 3 RETURNING id",
	"DELETE FROM sqlite_sequence WHERE name = 'a'",
	"CREATE UNIQUE INDEX a_s ON a(s, n) WHERE n > 0",
	"CREATE INDEX a_e ON a(lower(s))",
	"CREATE VIEW av AS SELECT a.n, t.a FROM a JOIN t USING (id)",
	"SELECT * FROM av",
	"CREATE TRIGGER tr AFTER INSERT ON t BEGIN INSERT INTO copy(a) VALUES (new.a); END",
	"CREATE TRIGGER tv INSTEAD OF INSERT ON av BEGIN INSERT INTO t(a) VALUES (new.a); END",
	"INSERT INTO av VALUES (1, 'through the view')",
	"ALTER TABLE a ADD COLUMN extra TEXT DEFAULT 'e'",
	"ALTER TABLE a RENAME COLUMN extra TO more",
	"ALTER TABLE a DROP COLUMN more",
	"ALTER TABLE s RENAME TO strict_table",
	"DROP TABLE docs", "CREATE VIRTUAL TABLE docs USING fts5(title, body, tokenize = 'porter unicode61')",
	"INSERT INTO docs VALUES ('One', 'the quick brown fox'), ('Two', 'lazy dogs')",
	"SELECT highlight(docs, 1, '<b>', '</b>') FROM docs('fox') ORDER BY bm25(docs)",
	"SELECT snippet(docs, 1, '[', ']', '…', 5) FROM docs WHERE docs MATCH 'dog*'",
	"INSERT INTO docs(docs) VALUES ('optimize')",
	"UPDATE docs SET title = 'Uno' WHERE title = 'One'",
	"DELETE FROM docs WHERE title = 'Two'",
	"CREATE VIRTUAL TABLE ext USING fts5(a, content = 't', content_rowid = 'id')",
	"INSERT INTO ext(ext) VALUES ('rebuild')",
	"CREATE VIRTUAL TABLE code USING fts5(name, content = 'sqlar')",
	"CREATE VIRTUAL TABLE vocab USING fts5vocab(docs, 'row')",
	"SELECT * FROM vocab",
	"CREATE VIRTUAL TABLE box USING rtree(id, x0, x1, y0, y1)",
	"INSERT INTO box VALUES (1, 0, 1, 0, 1)",
	"SELECT id FROM box WHERE x0 < 5 AND y1 > 0.5",
	"CREATE VIRTUAL TABLE geo USING geopoly(label)",
	"INSERT INTO geo(_shape) VALUES ('[[0,0],[1,0],[1,1],[0,0]]')",
	"SELECT json_extract(j, '$.x[1]'), j -> '$.x', j ->> '$.x[0]' FROM t",
	"SELECT value FROM t, json_each(t.j, '$.x')",
	"SELECT json_group_array(a), json_group_object(a, b) FROM t",
	"SELECT jsonb(j) FROM t",
	"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 100) SELECT sum(i) FROM n",
	"SELECT a, row_number() OVER (ORDER BY b), sum(b) OVER (PARTITION BY a ROWS UNBOUNDED PRECEDING) FROM t",
	"SELECT a FROM t UNION SELECT s FROM a EXCEPT SELECT 'x' INTERSECT SELECT a FROM t",
	"SELECT count(*), group_concat(a, ', ') FILTER (WHERE b > 0) FROM t GROUP BY b HAVING count(*) > 0",
	"SELECT * FROM t NATURAL LEFT JOIN copy",
	"SELECT * FROM t FULL OUTER JOIN a ON t.id = a.id",
	"SELECT CASE WHEN b BETWEEN 1 AND 2 THEN iif(b, 'x', 'y') END, coalesce(a, 1), nullif(1, 1), a LIKE '%o%', a GLOB 'o*' FROM t",
	"SELECT printf('%05d', 3), upper('x'), trim(' x '), replace('aa', 'a', 'b'), instr('abc', 'c'), substr('abc', 2), hex(randomblob(4)), unhex('00')",
	"SELECT date('now'), datetime(0, 'unixepoch', '+1 day'), strftime('%Y', 'now'), julianday('now'), unixepoch()",
	"SELECT sqrt(2), pow(2, 3), pi(), ln(2), round(1.25, 1), abs(-1), max(1, 2), random()",
	"SELECT sqlite_version(), last_insert_rowid(), changes(), total_changes(), typeof(1), quote('x')",
	"SELECT * FROM t WHERE a = 'one' COLLATE NOCASE AND (id, b) IN (SELECT id, b FROM t)",
	"SELECT EXISTS (SELECT 1 FROM t WHERE b IS DISTINCT FROM NULL)",
	"VALUES (1, 'x'), (2, 'y')",
	"EXPLAIN QUERY PLAN SELECT * FROM t WHERE a = 'x'",
	"EXPLAIN SELECT 1",
	"CREATE TEMP TABLE tmp(x)",
	"INSERT INTO tmp VALUES (1)",
	"CREATE TEMP TRIGGER tmptr AFTER INSERT ON tmp BEGIN INSERT INTO a(n) VALUES (99); END",
	"INSERT INTO temp.tmp VALUES (2)",
	"DROP TABLE tmp",
	"ANALYZE",
	"ANALYZE t",
	"REINDEX t_a",
	"VACUUM",
	"vacuum main",
	"PRAGMA table_info(t)",
	"PRAGMA table_info = t",
	"PRAGMA main.table_xinfo('gen')",
	"PRAGMA table_list",
	"PRAGMA index_list(t)",
	"PRAGMA index_info(t_a)",
	"PRAGMA index_xinfo(t_a)",
	"PRAGMA foreign_key_list(child)",
	"PRAGMA foreign_key_check",
	"PRAGMA user_version",
	"PRAGMA user_version = 42",
	"PRAGMA application_id = 7",
	"PRAGMA integrity_check",
	"PRAGMA quick_check(1)",
	"PRAGMA optimize",
	"PRAGMA compile_options",
	"PRAGMA function_list",
	"PRAGMA collation_list",
	"PRAGMA module_list",
	"PRAGMA pragma_list",
	"PRAGMA page_count",
	"PRAGMA page_size",
	"PRAGMA encoding",
	"PRAGMA freelist_count",
	"PRAGMA data_version",
	"PRAGMA incremental_vacuum(10)",
	"PRAGMA shrink_memory",
	"SELECT name FROM pragma_table_info('t')",
	"SELECT m.name, i.name FROM sqlite_schema AS m, pragma_index_list(m.name) AS i",
	"DROP TRIGGER tr",
	"DROP VIEW IF EXISTS av",
	"DROP INDEX a_s",
	"DROP TABLE docs",
	"DROP TABLE IF EXISTS missing",
	"DROP TABLE a",
}

func TestAllowedSQL(t *testing.T) {
	for _, way := range []string{"query", "execute", "exec"} {
		a := newApp(t, policySchema)
		run, _ := goja.AssertFunction(a.run("db." + way))
		for _, sql := range allowedSQL {
			if _, err := run(nil, a.vm.ToValue(sql)); err != nil {
				t.Errorf("%s: %s: %v", way, sql, err)
			}
		}
		a.want(`db.get("PRAGMA user_version")`, `{"user_version":42}`)
	}
}

func TestWriteArchive(t *testing.T) {
	path := filepath.Join(t.TempDir(), "app.db")
	create(t, path, "CREATE TABLE sqlar(name TEXT PRIMARY KEY, mode INT, mtime INT, sz INT, data BLOB);"+policySchema)
	a := newAppWith(t, "", dbbind.Options{Path: path, WriteArchive: true})
	a.want(`db.execute("INSERT INTO sqlar VALUES ('a.txt', 33188, 0, 1, 'a') ON CONFLICT(name) DO UPDATE SET data = excluded.data")`, `1`)
	a.want(`db.execute("UPDATE SQLAR SET data = 'y' WHERE name = 'server.js'")`, `1`)
	a.want(`db.execute("DELETE FROM main.sqlar WHERE name = 'a.txt'")`, `1`)
	a.want(`db.query("SELECT name, data FROM sqlar")`, `[{"name":"server.js","data":"y"}]`)
	for _, sql := range []string{
		"DROP TABLE sqlar", "ALTER TABLE sqlar ADD COLUMN x", "ALTER TABLE sqlar RENAME TO s", "CREATE INDEX i ON sqlar(mode)",
		"CREATE TRIGGER tr AFTER INSERT ON sqlar BEGIN SELECT 1; END", "CREATE TEMP TABLE sqlar(x)", "CREATE TEMP VIEW sqlar AS SELECT 1",
		"DELETE FROM _hbf_state", "INSERT INTO _litestream_seq VALUES (1, 1)", "UPDATE _hbf_state SET id = 1",
	} {
		a.wantThrow("db.execute(`"+sql+"`)", "SqliteError SQLITE_AUTH")
	}
}

// What the database's own schema does counts as the app's doing.
func TestTriggersCannotWriteTheArchive(t *testing.T) {
	a := newApp(t, policySchema+`CREATE TRIGGER sneak AFTER INSERT ON t BEGIN DELETE FROM sqlar; END;`)
	a.wantThrow(`db.execute("INSERT INTO t(a) VALUES ('x')")`, "SqliteError SQLITE_AUTH: writing to sqlar")
	a.want(`db.get("SELECT count(*) AS n FROM sqlar")`, `{"n":1}`)
	a.want(`db.execute("CREATE TRIGGER later AFTER DELETE ON t BEGIN UPDATE sqlar SET mode = 0; END")`, `0`)
	a.wantThrow(`db.execute("DELETE FROM t")`, "SqliteError SQLITE_AUTH: writing to sqlar")
}

func TestDefences(t *testing.T) {
	a := newApp(t, policySchema)
	a.wantThrow(`db.execute("UPDATE sqlite_schema SET sql = ''")`, "SqliteError SQLITE_ERROR: table sqlite_master may not be modified")
	a.wantThrow(`db.execute("DELETE FROM docs_data")`, "SqliteError SQLITE_ERROR: table docs_data may not be modified")
	a.wantThrow(`db.query('SELECT "a string" FROM t')`, `SqliteError SQLITE_ERROR: no such column: "a string"`)
	a.wantThrow(`db.query("SELECT zeroblob(100000000)")`, "SqliteError SQLITE_TOOBIG")
	a.wantThrow(`db.query("SELECT " + "(".repeat(5000) + "1" + ")".repeat(5000))`, "SqliteError SQLITE_ERROR")
	a.wantThrow(`db.query("SELECT 1 " + "UNION ALL SELECT 1 ".repeat(1000))`, "SqliteError SQLITE_ERROR: too many terms in compound SELECT")
	a.wantThrow(`db.query("SELECT 'a' LIKE '" + "%".repeat(2000) + "'")`, "SqliteError SQLITE_ERROR: LIKE or GLOB pattern too complex")
	a.wantThrow(`db.query("SELECT '" + "x".repeat(1000001) + "'")`, "SqliteError SQLITE_TOOBIG")
	a.wantThrow(`db.execute("INSERT INTO child VALUES (100)")`, "SqliteError SQLITE_CONSTRAINT_FOREIGNKEY")
}

func TestVacuumIsBoundedByMemory(t *testing.T) {
	a := newAppWithLimit(t, `CREATE TABLE big(x); INSERT INTO big VALUES (zeroblob(3000000));`, 2<<20)
	a.wantThrow(`db.execute("VACUUM")`, "SqliteError SQLITE_TOOBIG: VACUUM would need")
	a.want(`db.execute("DROP TABLE big")`, `0`)
	a.wantThrow(`db.transaction(() => db.execute("VACUUM"))()`, "SqliteError SQLITE_TOOBIG")
	a.wantThrow(`db.query("ATTACH '' AS x")`, "SqliteError SQLITE_AUTH")

	b := newApp(t, `CREATE TABLE big(x); INSERT INTO big VALUES (zeroblob(300000)); DELETE FROM big`)
	before := fileSize(t, b.path)
	b.want(`db.execute("VACUUM")`, `0`)
	b.wantThrow(`db.transaction(() => db.execute("VACUUM"))()`, "SqliteError SQLITE_ERROR: cannot VACUUM from within a transaction")
	b.wantThrow(`db.query("ATTACH '' AS x")`, "SqliteError SQLITE_AUTH")
	if err := b.db.Close(closeClean); err != nil {
		t.Fatal(err)
	}
	if after := fileSize(t, b.path); after >= before {
		t.Errorf("VACUUM left %d of %d bytes", after, before)
	}
}

func fileSize(t *testing.T, path string) int64 {
	t.Helper()
	fi, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return fi.Size()
}
