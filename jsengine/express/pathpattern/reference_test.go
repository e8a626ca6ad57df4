package pathpattern

import (
	"regexp"
	"strings"
	"testing"
)

// referenceSource writes a sequence as an expression of Go's regexp package. ok is false when it needs what that has
// not: a look ahead for a text of several characters.
func referenceSource(seq sequence) (source string, ok bool) {
	var b strings.Builder
	class := func(stop ...string) bool {
		set := ""
		for _, s := range stop {
			if len(s) > 1 {
				return false
			}
			set += s
		}
		if set == "" {
			b.WriteString(`(?s:.)+`)
		} else {
			b.WriteString(`[^` + regexp.QuoteMeta(strings.ReplaceAll(set, "-", `\-`)) + `]+`)
		}
		return true
	}
	for _, p := range seq {
		if p.kind == textToken {
			b.WriteString(regexp.QuoteMeta(p.text))
			continue
		}
		b.WriteString("(")
		if !class(p.stop[0], p.stop[1]) {
			return "", false
		}
		if p.orText != "" {
			b.WriteString("|" + regexp.QuoteMeta(p.orText))
		}
		if p.orStop != "" {
			b.WriteString("|")
			if !class(p.orStop) {
				return "", false
			}
		}
		b.WriteString(")")
	}
	return b.String(), true
}

// reference matches one sequence with Go's regexp package. It can't look ahead, so that a match of a prefix is found
// by trying every end, the path's own first.
func reference(t *testing.T, seq sequence, o Options, path string) (spans []span, ok, expressible bool) {
	t.Helper()
	source, expressible := referenceSource(seq)
	if !expressible {
		return nil, false, false
	}
	flags := "s"
	if !o.CaseSensitive {
		flags = "si"
	}
	trailing := "/?"
	if o.Strict {
		trailing = ""
	}
	if !o.End {
		// The rest begins with a slash or is nothing. A slash at the very end belongs to the match.
		trailing = "(?:" + trailing + "|/.*)"
		if o.Strict {
			trailing = "(?:/.*)?"
		}
	}
	re, err := regexp.Compile(`(?` + flags + `)^` + source + trailing + `$`)
	if err != nil {
		t.Fatalf("%s: %v", source, err)
	}
	m := re.FindStringSubmatchIndex(path)
	if m == nil {
		return nil, false, true
	}
	for i := 2; i < len(m); i += 2 {
		spans = append(spans, span{m[i], m[i+1]})
	}
	return spans, true, true
}

var fuzzOptions = []Options{{End: true}, {}, {End: true, Strict: true}, {Strict: true}, {End: true, CaseSensitive: true}, {CaseSensitive: true}}

// FuzzMatch compares the trie and the linear matcher with Go's regexp package and with each other.
func FuzzMatch(f *testing.F) {
	for _, pattern := range []string{"/", "/a", "/:x", "/:x-:y", "/*x", "/:x.*y.:z", "/a{/:x}{.:y}", "/*x/b/*y", "/:x/:y", "/{*a/}b", "/:a--:b", "/a/*x/-*y/"} {
		for _, path := range []string{"/", "/a/b", "/a-b", "/a.b.c", "//", "/a/b/b/c", "/A/", "/--a--b-", "/x/y/-z/"} {
			f.Add(pattern, path, uint8(len(path)))
		}
	}
	f.Fuzz(func(t *testing.T, pattern, path string, option uint8) {
		p, err := Parse(pattern)
		if err != nil || len(pattern) > 200 || len(path) > 500 {
			return
		}
		o := fuzzOptions[int(option)%len(fuzzOptions)]
		var table Table
		table.Add([]*Pattern{p}, o)
		var m Matches
		table.Match(path, &m)
		matched := m.Next()
		if m.Next() {
			t.Fatal("a layer matches twice")
		}
		if p.source == "/" && !o.End {
			return // matches everything
		}
		// Whatever the trie found, the linear matcher must find.
		var sets bitsets
		var spans []span
		ok := false
		for _, seq := range p.sequences(o) {
			l := linear{seq: seq, opts: o}
			if spans, _, ok = l.match(path, nil, &sets); ok {
				break
			}
		}
		if ok != matched {
			t.Fatalf("%q %+v on %q: table %v, linear %v", pattern, o, path, matched, ok)
		}
		if !isASCII(pattern) || !isASCII(path) || !isPlain(pattern) {
			return
		}
		for _, seq := range p.sequences(o) {
			want, wantOK, expressible := reference(t, seq, o, path)
			if !expressible {
				return
			}
			if !wantOK {
				continue
			}
			if !ok {
				t.Fatalf("%q %+v on %q: no match, want %v", pattern, o, path, want)
			}
			for i := range want {
				if spans[i] != want[i] {
					t.Fatalf("%q %+v on %q: got %v, want %v", pattern, o, path, spans, want)
				}
			}
			return
		}
		if ok {
			t.Fatalf("%q %+v on %q: matches %v, want nothing", pattern, o, path, spans)
		}
	})
}

// isPlain excludes characters whose case Go's regexp package folds more widely than JavaScript does (K and S), and
// those that classes would need escapes for.
func isPlain(pattern string) bool { return !strings.ContainsAny(pattern, `kKsS^]\`) }

// FuzzParse looks for panics, and holds what Parse says about its errors.
func FuzzParse(f *testing.F) {
	for _, s := range []string{"", "/", "/:a", `/:"a b"`, `/\{`, "/{a{b}}", "/*x-:y", "/:", "/:\"", "/a?", "\xff", "/:é"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, pattern string) {
		p, err := Parse(pattern)
		if err != nil {
			e, ok := err.(*SyntaxError)
			if !ok || e.Message == "" || e.Pattern != pattern || e.Index > len([]rune(pattern)) {
				t.Errorf("%q: %#v", pattern, err)
			}
			return
		}
		if n := len(p.exact); n == 0 || n > maxSequences || len(p.loose) > maxSequences {
			t.Errorf("%q: %d sequences", pattern, n)
		}
	})
}

func TestValidUTF8PositionsOnly(t *testing.T) {
	// A capture may be cut at bytes, but never within a character, since only texts and slashes end it.
	p, err := Parse(`/:"a"é:b`)
	if err != nil {
		t.Fatal(err)
	}
	var table Table
	table.Add([]*Pattern{p}, Options{End: true})
	var m Matches
	table.Match("/日éç", &m)
	if !m.Next() || m.Params()[0].Value != "日" || m.Params()[1].Value != "ç" {
		t.Errorf("got %v", m.Params())
	}
}
