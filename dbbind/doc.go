// Package dbbind is the database side of an HBF app: it owns the app's one
// read-write SQLite connection and gives it to the app's JavaScript as the host
// module hbf:db.
//
// A [Database] has two halves. The Go half opens the file, applies the policy
// that keeps SQL away from the host (policy.go), caches compiled statements, and
// follows tasks and transactions. The JavaScript half, made by [Database.Bind]
// once for each runtime, converts values and parameters, builds rows, and holds the
// functions that apps call: query, execute, get, values, prepare, transaction
// and exec. It knows neither Caddy nor HTTP.
//
// Everything but [Database.Interrupt] belongs to the goroutine that owns the
// runtime.
package dbbind
