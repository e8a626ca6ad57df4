package sqlite3_test

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/caddyhbf/hbf/dbbind/internal/sqlite3"
)

// Connections take each other's cached pages. What one has read may not count against another, nor for it.
func TestCachedPagesDontCount(t *testing.T) {
	var conns [2]*sqlite3.Conn
	for i := range conns {
		c := open(t, filepath.Join(t.TempDir(), fmt.Sprint(i)), sqlite3.Create)
		conns[i] = c
		exec(t, c, `PRAGMA cache_size = -200; CREATE TABLE t(x);
			WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n LIMIT 2000) INSERT INTO t SELECT randomblob(3000) FROM n`)
		c.ResetMemory()
	}
	for range 5 {
		for i, c := range conns {
			exec(t, c, "SELECT max(x) FROM t")
			if n := c.Memory(); n > 100_000 || n < -100_000 {
				t.Fatalf("connection %d: after reading 6 MB with a cache of 200 KB %d bytes count", i, n)
			}
		}
	}
	c := conns[0]
	c.SetMemoryLimits(sqlite3.MemoryLimits{Growth: 1 << 20, Total: 10 << 20, Single: 1 << 20})
	wantCode(t, c.Exec("PRAGMA temp_store = 2; CREATE TEMP TABLE m(x); INSERT INTO m SELECT x FROM t"), sqlite3.CodeNoMem)
}
