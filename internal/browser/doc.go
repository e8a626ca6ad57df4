// Package browser tests the starter app, WebSockets and event streams in a real browser: Debian's Chromium, served by a
// real Caddy in the same process. It has nothing but tests. They are skipped where /usr/bin/chromium is missing.
//
// With the environment variable HBF_SCREENSHOTS set to a directory, the pictures that the tests take are kept there,
// to be looked at.
package browser
