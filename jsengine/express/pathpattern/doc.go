// Package pathpattern matches request paths against the path patterns of Express 5, which are those of
// path-to-regexp 8:
//
//	/users/:id            a parameter: one or more characters up to the next slash
//	/files/*path          a wildcard: one or more characters, slashes included, given as a list of segments
//	/users{/:id}          an optional group, which may hold further groups
//	/:"first name"        a parameter with any name
//	/what\?               a backslash takes the next character literally
//
// The characters ( ) [ ] ? + ! mean nothing any more and must be escaped.
//
// A [Table] holds the layers of one router in their order of registration. Patterns whose parameters fill whole
// segments are matched by a trie; the others by a matcher that takes time proportional to the length of the path times
// the length of the pattern, never more. Results are those of the regular expressions that path-to-regexp makes:
// testdata holds its answers, and the tests compare with them.
package pathpattern
