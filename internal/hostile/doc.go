// Package hostile holds scripts that try to hurt the server, and tests that they can't. Each file of testdata/scripts is
// one attack and says in its first line what becomes of it:
//
//	// verdict: contained
//
// The package has nothing but tests: see TestScripts.
package hostile
