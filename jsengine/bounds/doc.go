// Package bounds limits what single built-in functions of goja may allocate, nest and run on for, since none of them can
// be interrupted, and some can end the process: a source of 127 KB of open parentheses overflows Go's stack.
//
// [Install] puts guards in front of those functions of which a call can cost far more than its arguments do. A guard
// looks at lengths only and throws a RangeError; functions whose cost is bounded by their input are left alone, so that
// the common path stays as fast as it is. [Source] looks at source text before a parser sees it.
package bounds
