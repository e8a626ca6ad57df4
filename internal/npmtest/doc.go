// Package npmtest tests apps that use packages from npm, as their authors would: `npm ci` installs what a lockfile
// says, `caddy hbf pack` makes the app's file, and the program serves it.
//
// It has nothing but tests. The lockfiles name no registry: packages come from wherever npm is configured to get them.
// Without npm the tests are skipped.
package npmtest
