// Package doctest runs the examples in the documentation, so that what a reader copies works.
//
// It has nothing but tests. They read the fenced blocks of README.md, CONTRIBUTING.md and docs/*.md; all blocks of
// a page share one directory, and run in the page's order. The first word after the fence is the language, the
// others are marks:
//
//	caddyfile              is adapted, without warnings; bare options and directives are put into a site
//	js                     is started as an app with a database of its own, and must start
//	js env=NAME=value      is started with an environment variable
//	sh                     is run by bash -e, where caddy is this module's own; it must succeed
//	sh background          is one command that is run until the end of the page
//	sh retry               is run again until the following output is there
//	text output            is what the sh block before it prints
//	json                   is valid JSON
//	<language> file=<path> is written to a file instead, which js blocks can import; a caddyfile is adapted too
//	<language> no-test=ci  is not run, since CI runs the same commands by itself
//
// Blocks with no language, text without a mark, and a Caddyfile with "[<" in it, which is a grammar, are only to be
// read. Any other language or mark is an error.
//
// In js blocks a comment at the end of a line is checked:
//
//	db.get('SELECT 1 AS n'); // => { n: 1 }
//	db.exec('BEGIN');        // throws SqliteError
//
// Ports 8080 in examples are replaced by a free one.
package doctest
