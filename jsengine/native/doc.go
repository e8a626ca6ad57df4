// Package native helps to write what JavaScript sees of Go: functions, classes, errors, bytes and text. It knows
// goja and nothing else of the engine.
//
// A [Kit] belongs to one runtime and must be made before any of the app's code runs, since it takes hold of the
// built-in functions that it needs, which that code may replace.
package native
