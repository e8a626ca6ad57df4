// Package surface tests what apps find: the declarations in package types and docs/compatibility.md are compared with a
// running app, name by name, and the starter app and the documentation's examples are checked by TypeScript.
//
// It has nothing but tests. `go test ./internal/surface -update` writes types/web.d.ts anew. Without npm what needs
// TypeScript is skipped.
package surface
