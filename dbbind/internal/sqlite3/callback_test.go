package sqlite3_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/caddyhbf/hbf/dbbind/internal/sqlite3"
)

// endless is a query that runs until something stops it.
const endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n) SELECT count(*) FROM n"

func TestAuthorizer(t *testing.T) {
	c, _ := openFile(t)
	exec(t, c, "CREATE TABLE t(x, hidden); INSERT INTO t VALUES (1, 2)")
	type call struct {
		action           sqlite3.Action
		a1, a2, db, trig string
	}
	var calls []call
	c.SetAuthorizer(func(action sqlite3.Action, a1, a2, db, trigger string) sqlite3.AuthResult {
		calls = append(calls, call{action, a1, a2, db, trigger})
		switch {
		case action == sqlite3.ActionDelete && a1 == "t":
			return sqlite3.AuthDeny
		case action == sqlite3.ActionRead && a2 == "hidden":
			return sqlite3.AuthIgnore
		}
		return sqlite3.AuthOK
	})
	wantCode(t, c.Exec("DELETE FROM t"), sqlite3.CodeAuth)
	if !slices.Contains(calls, call{sqlite3.ActionDelete, "t", "", "main", ""}) {
		t.Errorf("calls %+v", calls)
	}
	calls = nil
	exec(t, c, "PRAGMA user_version")
	exec(t, c, "PRAGMA user_version = 7")
	want := []call{{sqlite3.ActionPragma, "user_version", "", "", ""}, {sqlite3.ActionPragma, "user_version", "7", "", ""}}
	if !slices.Equal(calls, want) {
		t.Errorf("calls %+v", calls)
	}
	s := prepare(t, c, "SELECT x, hidden FROM t")
	if row, err := s.Step(); !row || err != nil || s.ColumnInt64(0) != 1 || s.ColumnType(1) != sqlite3.TypeNull {
		t.Errorf("ignored column: %v", err)
	}
	s.Finalize()
	c.SetAuthorizer(nil)
	exec(t, c, "DELETE FROM t")
}

func TestAuthorizersOfTwoConnections(t *testing.T) {
	a, path := openFile(t)
	b := open(t, path, sqlite3.ReadWrite)
	a.SetAuthorizer(func(sqlite3.Action, string, string, string, string) sqlite3.AuthResult { return sqlite3.AuthDeny })
	wantCode(t, a.Exec("SELECT 1"), sqlite3.CodeAuth)
	exec(t, b, "SELECT 1")
}

func TestProgressHandlerInterrupts(t *testing.T) {
	c, _ := openFile(t)
	calls := 0
	c.SetProgress(100, func() bool { calls++; return calls >= 10 })
	wantCode(t, c.Exec(endless), sqlite3.CodeInterrupt)
	if calls != 10 {
		t.Errorf("%d calls", calls)
	}
	c.SetProgress(100, func() bool { return false })
	exec(t, c, strings.Replace(endless, "FROM n)", "FROM n LIMIT 1000)", 1))
	c.SetProgress(0, nil)
	exec(t, c, "SELECT 1")
}

func TestInterruptFromAnotherGoroutine(t *testing.T) {
	c, _ := openFile(t)
	running := make(chan struct{})
	first := true
	c.SetProgress(1000, func() bool {
		if first {
			close(running)
			first = false
		}
		return false
	})
	done := make(chan struct{})
	go func() {
		defer close(done)
		<-running
		c.Interrupt()
	}()
	wantCode(t, c.Exec(endless), sqlite3.CodeInterrupt)
	<-done
	c.Interrupt() // nothing runs: the next statement is not affected
	exec(t, c, "SELECT 1")
}

func TestBusyHandler(t *testing.T) {
	a, path := openFile(t)
	exec(t, a, "CREATE TABLE t(x)")
	b := open(t, path, sqlite3.ReadWrite)
	exec(t, a, "BEGIN IMMEDIATE")

	wantCode(t, b.Exec("BEGIN IMMEDIATE"), sqlite3.CodeBusy)
	var attempts []int
	b.SetBusyHandler(func(attempt int) bool { attempts = append(attempts, attempt); return attempt < 3 })
	wantCode(t, b.Exec("BEGIN IMMEDIATE"), sqlite3.CodeBusy)
	if !slices.Equal(attempts, []int{0, 1, 2, 3}) {
		t.Errorf("attempts %v", attempts)
	}
	b.SetBusyHandler(func(int) bool {
		if err := a.Exec("COMMIT"); err != nil {
			t.Error(err)
		}
		return true
	})
	exec(t, b, "BEGIN IMMEDIATE; COMMIT")

	exec(t, a, "BEGIN IMMEDIATE")
	b.BusyTimeout(time.Millisecond)
	wantCode(t, b.Exec("BEGIN IMMEDIATE"), sqlite3.CodeBusy)
}
