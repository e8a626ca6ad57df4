// Package pattern makes patterns of regular expressions ones that goja understands: \p{…} and \P{…}, which it would
// silently take for something else, become the ranges of the code points that they mean.
//
// The properties are those of ECMAScript (https://tc39.es/ecma262/#sec-runtime-semantics-unicodematchproperty-p) and match
// the same code points as in the version of Node.js and Unicode that testdata/digests.json names. Without the flag u, \p
// means the letter p, as the standard has it.
package pattern
