// Package ecma adds to a runtime what ECMAScript has and goja has not: up to ES2025, and those later additions that apps
// and their packages rely on already.
//
// What is absent still, and why: Intl and Temporal (too large), SharedArrayBuffer and Atomics (nothing runs in parallel),
// resizable ArrayBuffers, Float16Array with what belongs to it, DisposableStack and SuppressedError (the bundler
// lowers using declarations), the flags d and v of regular expressions (a SyntaxError), String's methods that make HTML.
//
// Syntax that goja lacks is the bundler's matter.
package ecma
