// Package types holds the TypeScript declarations of what apps find: hbf.d.ts, which `caddy hbf init` and `caddy hbf types`
// write next to an app, so that editors complete its code and `tsc` checks it.
//
// The declarations stand for themselves, with no library of TypeScript's beside that of the language: "DOM" and
// "WebWorker" declare hundreds of globals that a server does not have, such as name, self or document, and a misspelled
// variable would pass for one of them. So web.d.ts is generated: it has what lib.webworker.d.ts says about just those
// classes and members that the engine has. A test in internal/surface keeps it so, and compares the other files with the
// engine, name by name.
package types

import (
	"bytes"
	_ "embed"
)

// FileName is what the declarations are called in an app's directory.
const FileName = "hbf.d.ts"

var (
	//go:embed header.d.ts
	header []byte
	//go:embed express.d.ts
	express []byte
	//go:embed modules.d.ts
	modules []byte
	//go:embed globals.d.ts
	globals []byte
	//go:embed web.d.ts
	web []byte
	//go:embed tsconfig.json
	config []byte
)

// Declarations returns the content of [FileName].
func Declarations() []byte {
	return bytes.Join([][]byte{header, express, modules, globals, web}, []byte("\n"))
}

// Config returns a tsconfig.json for an app: strict checks, also of plain JavaScript, and packages found as the bundler
// finds them.
func Config() []byte { return bytes.Clone(config) }
