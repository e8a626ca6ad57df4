// Package starter holds the starter app: the small guestbook that `create starter` in a
// Caddyfile and `caddy hbf init` give a newcomer to begin with.
//
// The app's source is plain JavaScript, HTML and CSS in the directory app. It is meant to
// be read: server.js first, which imports the rest.
package starter

import (
	"embed"
	"io/fs"
)

//go:embed app
var files embed.FS

// FS is the starter app as it is packed into an archive or written to a directory, with
// server.js at its root. It is read-only, and all its directories and files carry the
// zero time, as every [embed.FS] does.
var FS fs.FS = root()

// root makes app the root of the embedded files. The only error fs.Sub can return is for
// an invalid path, and "app" is a constant that the directive above checks.
func root() fs.FS {
	sub, err := fs.Sub(files, "app")
	if err != nil {
		panic(err)
	}
	return sub
}
