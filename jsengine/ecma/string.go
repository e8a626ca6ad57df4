package ecma

import (
	"fmt"
	"strings"
	"unicode/utf16"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/native"
)

// strings adds isWellFormed and toWellFormed (https://tc39.es/ecma262/#sec-string.prototype.iswellformed), and
// RegExp.escape (https://tc39.es/ecma262/#sec-regexp.escape).
func (i *installer) strings() {
	proto := i.lookup("String", "prototype")
	this := func(call goja.FunctionCall) goja.String {
		if native.IsMissing(call.This) {
			panic(i.k.TypeError("String.prototype's method called on null or undefined"))
		}
		return i.text(call.This)
	}
	i.method(proto, "isWellFormed", 0, func(call goja.FunctionCall) goja.Value {
		return i.k.VM.ToValue(loneSurrogate(this(call), 0) < 0)
	})
	i.method(proto, "toWellFormed", 0, func(call goja.FunctionCall) goja.Value {
		s := this(call)
		at := loneSurrogate(s, 0)
		if at < 0 {
			return s
		}
		units := make([]uint16, s.Length())
		for n := range units {
			units[n] = s.CharAt(n)
		}
		for ; at >= 0; at = loneSurrogate(s, at+1) {
			units[at] = 0xfffd
		}
		return goja.StringFromUTF16(units)
	})
	i.method(i.lookup("RegExp"), "escape", 1, func(call goja.FunctionCall) goja.Value {
		s, ok := call.Argument(0).(goja.String)
		if !ok {
			panic(i.k.TypeError("RegExp.escape needs a string"))
		}
		return i.k.VM.ToValue(escape(s))
	})
}

// text converts a value to a string of JavaScript.
func (i *installer) text(v goja.Value) goja.String {
	v = v.ToString()
	if s, ok := v.(goja.String); ok {
		return s
	}
	return i.k.VM.ToValue(v.String()).(goja.String) // goja leaves numbers and such as they are
}

// loneSurrogate gives the index, from start on, of the first surrogate without its other half, or -1. start must not be
// in the middle of a pair.
func loneSurrogate(s goja.String, start int) int {
	n := s.Length()
	for at := start; at < n; at++ {
		unit := rune(s.CharAt(at))
		switch {
		case !utf16.IsSurrogate(unit):
		case at+1 < n && utf16.DecodeRune(unit, rune(s.CharAt(at+1))) != 0xfffd:
			at++
		default:
			return at
		}
	}
	return -1
}

// escape writes a string as a pattern that matches it.
func escape(s goja.String) string {
	var b strings.Builder
	n := s.Length()
	for at := 0; at < n; at++ {
		c := rune(s.CharAt(at))
		if utf16.IsSurrogate(c) && at+1 < n {
			if pair := utf16.DecodeRune(c, rune(s.CharAt(at+1))); pair != 0xfffd {
				b.WriteRune(pair)
				at++
				continue
			}
		}
		switch letter := c < 0x80 && (c|0x20 >= 'a' && c|0x20 <= 'z' || c >= '0' && c <= '9'); {
		case letter && at == 0:
			fmt.Fprintf(&b, `\x%02x`, c)
		case strings.ContainsRune(`^$\.*+?()[]{}|/`, c):
			b.WriteByte('\\')
			b.WriteRune(c)
		case strings.ContainsRune("\t\n\v\f\r", c):
			b.WriteByte('\\')
			b.WriteByte("tnvfr"[c-'\t'])
		case strings.ContainsRune(",-=<>#&!%:;@~'`\"", c) || isSpace(c) || utf16.IsSurrogate(c):
			if c < 0x100 {
				fmt.Fprintf(&b, `\x%02x`, c)
			} else {
				fmt.Fprintf(&b, `\u%04x`, c)
			}
		default:
			b.WriteRune(c)
		}
	}
	return b.String()
}

// isSpace reports WhiteSpace and LineTerminator (https://tc39.es/ecma262/#sec-white-space).
func isSpace(c rune) bool {
	return strings.ContainsRune("\t\v\f \u00a0\ufeff\n\r\u2028\u2029\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000", c)
}
