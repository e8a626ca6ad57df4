package dbbind

import (
	"bytes"
	"unicode/utf8"

	"github.com/caddyhbf/hbf/dbbind/internal/sqlite3"
)

// SQLite's own string functions take time that grows with the product of their arguments' lengths, inside of one
// instruction, which nothing can interrupt: 30 MB in 30 MB would take weeks. Those below do the same in linear
// time, and look now and then whether the task was interrupted.
//
// They must give what SQLite's own give for all arguments: indexes and generated columns of the file are made with both.

// defineFunctions replaces SQLite's functions on the app's connection.
func (d *Database) defineFunctions() error {
	for _, f := range []struct {
		name string
		args int
		f    sqlite3.Function
	}{
		{"instr", 2, d.instr},
		{"replace", 3, d.replace},
		{"trim", 1, d.trim(true, true)}, {"trim", 2, d.trim(true, true)},
		{"ltrim", 1, d.trim(true, false)}, {"ltrim", 2, d.trim(true, false)},
		{"rtrim", 1, d.trim(false, true)}, {"rtrim", 2, d.trim(false, true)},
		{"unhex", 2, unhex},
	} {
		if err := d.conn.CreateFunction(f.name, f.args, f.f); err != nil {
			return err
		}
	}
	return nil
}

// stopped reports whether the task was interrupted.
func (d *Database) stopped() bool { return d.interrupted.Load() && d.policy.trusted == 0 }

func interruptCall(f *sqlite3.Call) { f.Fail(sqlite3.CodeInterrupt, "interrupted") }

// instr is instr(X,Y): where Y is in X, counted from 1 in characters, or in bytes if both are BLOBs, or 0.
func (d *Database) instr(f *sqlite3.Call) {
	x, y := f.Type(0), f.Type(1)
	switch {
	case x == sqlite3.TypeNull || y == sqlite3.TypeNull:
	case x == sqlite3.TypeBlob && y == sqlite3.TypeBlob:
		d.find(f, f.Blob(0), f.Blob(1), false)
	case x != sqlite3.TypeBlob && y != sqlite3.TypeBlob:
		haystack, _ := f.Text(0)
		needle, _ := f.Text(1)
		d.find(f, haystack, needle, true)
	default:
		f.WithText(0, func(haystack []byte, _ bool) {
			f.WithText(1, func(needle []byte, _ bool) { d.find(f, haystack, needle, true) })
		})
	}
}

func (d *Database) find(f *sqlite3.Call, haystack, needle []byte, text bool) {
	if len(needle) == 0 {
		f.Int64(1)
		return
	}
	if text && continues(needle[0]) { // it begins in the middle of a character: nothing but the beginning is looked at
		if bytes.HasPrefix(haystack, needle) {
			f.Int64(1)
			return
		}
		f.Int64(0)
		return
	}
	s := newSearcher(needle, d.stopped)
	switch at, stopped := s.index(haystack); {
	case stopped:
		interruptCall(f)
	case at < 0:
		f.Int64(0)
	case text:
		f.Int64(int64(1 + characters(haystack[min(1, at):at+min(1, at)])))
	default:
		f.Int64(int64(1 + at))
	}
}

// continues reports whether c is a byte of a character, but not its first.
func continues(c byte) bool { return c&0xc0 == 0x80 }

// characters counts the bytes that begin a character.
func characters(text []byte) (n int) {
	for _, c := range text {
		if !continues(c) {
			n++
		}
	}
	return n
}

// matchesEvery is how many matches are replaced between two looks whether the task was interrupted.
const matchesEvery = 4096

// replace is replace(X,Y,Z): X with Z for each Y.
func (d *Database) replace(f *sqlite3.Call) {
	text, ok := f.Text(0)
	if !ok {
		return
	}
	pattern, ok := f.Text(1)
	if !ok {
		return
	}
	if len(pattern) == 0 || pattern[0] == 0 {
		f.SetText(text)
		return
	}
	replacement, ok := f.Text(2)
	if !ok {
		return
	}
	s := newSearcher(pattern, d.stopped)
	size := len(text)
	var offsets [64]int // of the first ones, so that they are not looked for twice
	n, more := 0, 0
	for from := 0; ; n++ {
		if n%matchesEvery == matchesEvery-1 && d.stopped() {
			interruptCall(f)
			return
		}
		at, stopped := s.index(text[from:])
		if stopped {
			interruptCall(f)
			return
		}
		if at < 0 {
			break
		}
		if n < len(offsets) {
			offsets[n] = from + at
		} else if n == len(offsets) {
			more = from
		}
		size += len(replacement) - len(pattern)
		from += at + len(pattern)
	}
	stopped := false
	f.MakeText(size, func(out []byte) {
		from := 0
		put := func(at int) {
			out = out[copy(out, text[from:at]):]
			out = out[copy(out, replacement):]
			from = at + len(pattern)
		}
		for _, at := range offsets[:min(n, len(offsets))] {
			put(at)
		}
		for i := range n - len(offsets) {
			if i%matchesEvery == matchesEvery-1 && d.stopped() {
				stopped = true
				return
			}
			at, gaveUp := s.index(text[more:])
			if gaveUp {
				stopped = true
				return
			}
			put(more + at)
			more = from
		}
		copy(out, text[from:])
	})
	if stopped {
		interruptCall(f)
	}
}

// trim is trim(X), trim(X,Y) and their like: X without the characters of Y, blanks if there is no Y, at its beginning
// and end.
func (d *Database) trim(left, right bool) sqlite3.Function {
	return func(f *sqlite3.Call) {
		text, ok := f.Text(0)
		if !ok {
			return
		}
		if f.Args() == 1 {
			if left {
				text = bytes.TrimLeft(text, " ")
			}
			if right {
				text = bytes.TrimRight(text, " ")
			}
			f.SetText(text)
			return
		}
		set, ok := f.Text(1)
		if !ok {
			return
		}
		if end := bytes.IndexByte(set, 0); end >= 0 {
			set = set[:end]
		}
		var characters charset
		characters.add(set)
		trimmed, ok := characters.trim(text, left, right, d.stopped)
		if !ok {
			interruptCall(f)
			return
		}
		f.SetText(trimmed)
	}
}

// charset is a set of characters, as trim understands them.
type charset struct {
	single [256]bool         // characters of one byte
	runes  map[rune]struct{} // those of more
	odd    [][]byte          // all of them, if one is not valid UTF-8: then their order matters
}

func (s *charset) add(set []byte) {
	valid := true
	for rest := set; len(rest) > 0; {
		n := characterLength(rest)
		r, size := utf8.DecodeRune(rest[:n])
		switch {
		case n == 1 && rest[0] < utf8.RuneSelf:
			s.single[rest[0]] = true
		case r == utf8.RuneError && size == 1 || size != n:
			valid = false
		default:
			if s.runes == nil {
				s.runes = make(map[rune]struct{})
			}
			s.runes[r] = struct{}{}
		}
		rest = rest[n:]
	}
	if !valid {
		for rest := set; len(rest) > 0; {
			n := characterLength(rest)
			s.odd = append(s.odd, rest[:n])
			rest = rest[n:]
		}
	}
}

// characterLength returns how many bytes of text, which is not empty, SQLite takes for its first character.
func characterLength(text []byte) int {
	n := 1
	if text[0] >= 0xc0 {
		for n < len(text) && continues(text[n]) {
			n++
		}
	}
	return n
}

// trim returns what is left of text; ok is false if stop said so.
func (s *charset) trim(text []byte, left, right bool, stop func() bool) (rest []byte, ok bool) {
	for work := 0; left && len(text) > 0; work += 1 + len(s.odd) {
		if work > stopEvery {
			if stop() {
				return nil, false
			}
			work = 0
		}
		n := s.first(text)
		text, left = text[n:], n > 0
	}
	for work := 0; right && len(text) > 0; work += 1 + len(s.odd) {
		if work > stopEvery {
			if stop() {
				return nil, false
			}
			work = 0
		}
		n := s.last(text)
		text, right = text[:len(text)-n], n > 0
	}
	return text, true
}

// first returns the length of the character of the set that text begins with, or 0.
func (s *charset) first(text []byte) int {
	if s.odd != nil {
		for _, c := range s.odd {
			if bytes.HasPrefix(text, c) {
				return len(c)
			}
		}
		return 0
	}
	if s.single[text[0]] {
		return 1
	}
	r, n := utf8.DecodeRune(text)
	return s.multiple(r, n)
}

// last returns the length of the character of the set that text ends with, or 0.
func (s *charset) last(text []byte) int {
	if s.odd != nil {
		for _, c := range s.odd {
			if bytes.HasSuffix(text, c) {
				return len(c)
			}
		}
		return 0
	}
	if s.single[text[len(text)-1]] {
		return 1
	}
	r, n := utf8.DecodeLastRune(text)
	return s.multiple(r, n)
}

func (s *charset) multiple(r rune, n int) int {
	if _, ok := s.runes[r]; ok && n > 1 {
		return n
	}
	return 0
}
