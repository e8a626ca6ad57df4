package caddyhbf_test

import (
	"database/sql"
	"testing"
)

// execSQL runs a statement over a connection of its own, as another program would.
func execSQL(t testing.TB, path, statement string) {
	t.Helper()
	db := openSQL(t, path)
	defer db.Close()
	if _, err := db.Exec(statement); err != nil {
		t.Fatal(err)
	}
}

// querySQL gives the one value that a query results in.
func querySQL(t testing.TB, path, query string) string {
	t.Helper()
	db := openSQL(t, path)
	defer db.Close()
	var value string
	if err := db.QueryRow(query).Scan(&value); err != nil {
		t.Fatal(err)
	}
	return value
}

func openSQL(t testing.TB, path string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", path+"?_pragma=busy_timeout(5000)")
	if err != nil {
		t.Fatal(err)
	}
	return db
}
