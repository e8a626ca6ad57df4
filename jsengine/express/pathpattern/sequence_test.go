package pathpattern

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
)

// describe writes a sequence for people: a capture is name(what it takes|its second choice).
func describe(seq sequence) string {
	var b strings.Builder
	for _, p := range seq {
		if p.kind == textToken {
			b.WriteString(p.text)
			continue
		}
		fmt.Fprintf(&b, "<%s until", p.name)
		for _, s := range p.stop {
			if s != "" {
				fmt.Fprintf(&b, " %q", s)
			}
		}
		if p.orText != "" {
			fmt.Fprintf(&b, " or just %q", p.orText)
		}
		if p.orStop != "" {
			fmt.Fprintf(&b, " or until %q", p.orStop)
		}
		b.WriteString(">")
	}
	return b.String()
}

func TestWhatCapturesMayTake(t *testing.T) {
	for _, c := range []struct {
		pattern string
		want    []string
	}{
		{"", []string{""}},
		{"/a", []string{"/a"}},
		{"/:a", []string{`/<a until "/">`}},
		{"/:a/:b", []string{`/<a until "/">/<b until "/">`}},
		{"/:a-:b", []string{`/<a until "/">-<b until "/" "-" or just "-">`}},
		{"/:a--:b.:c", []string{`/<a until "/">--<b until "/" "--" or just "--">.<c until "/" "." or just ".">`}},
		{"/*a", []string{`/<a until>`}},
		{"/*a/:b", []string{`/<a until>/<b until "/">`}},
		{"/*a-:b", []string{`/<a until>-<b until "/" "-">`}},
		{"/:a-*b", []string{`/<a until "/" "-">-<b until>`}},
		{"/:a-x/*b", []string{`/<a until "/">-x/<b until>`}},
		{"/*a-*b", []string{`/<a until>-<b until "-">`}},
		{"/*a/x/*b", []string{`/<a until>/x/<b until "/x/" or until "/">`}},
		{"/*a/:b/*c", []string{`/<a until>/<b until "/">/<c until "/" or until "/">`}},
		{"/a{/b}", []string{"/a/b", "/a"}},
		{"/a{b{c}}d{e}", []string{"/abcde", "/abcd", "/abde", "/abd", "/ade", "/ad"}},
		{"/:a{-:b}", []string{`/<a until "/">-<b until "/" "-" or just "-">`, `/<a until "/">`}},
		{"/{}{}", []string{"/", "/", "/", "/"}},
		{`/\:a\{b\}\\`, []string{`/:a{b}\`}},
		{`/:"a b"c`, []string{`/<a b until "/">c`}},
	} {
		p, err := Parse(c.pattern)
		if err != nil {
			t.Errorf("%s: %v", c.pattern, err)
			continue
		}
		var got []string
		for _, seq := range p.exact {
			got = append(got, describe(seq))
		}
		if !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s:\n got %q\nwant %q", c.pattern, got, c.want)
		}
	}
}

func TestSlashesAtTheEnd(t *testing.T) {
	for pattern, want := range map[string][2]string{ // exact and loose
		"/":       {"/", "/"},
		"//":      {"//", ""},
		"/a":      {"/a", "/a"},
		"/a/":     {"/a/", "/a"},
		"/a///":   {"/a///", "/a"},
		`/a\/`:    {"/a/", "/a/"},
		"/:a/":    {`/<a until "/">/`, `/<a until "/">`},
		`/:"a/"/`: {`/<a/ until "/">/`, `/<a/ until "/">`},
	} {
		p, err := Parse(pattern)
		if err != nil {
			t.Fatal(err)
		}
		if got := [2]string{describe(p.sequences(Options{Strict: true})[0]), describe(p.sequences(Options{})[0])}; got != want {
			t.Errorf("%s: got %q, want %q", pattern, got, want)
		}
	}
}

// TestWhatTheTrieMatches keeps patterns from moving, unnoticed, to the slower matcher.
func TestWhatTheTrieMatches(t *testing.T) {
	for _, c := range []struct {
		pattern  string
		segments string
		rest     string
	}{
		{"/", `""`, ""},
		{"/A/b", `"a" "b"`, ""},
		{"/a//b", `"a" "" "b"`, ""},
		{"/:x", ":x", ""},
		{"/a/:x/b/:y", `"a" :x "b" :y`, ""},
		{"/a/*x", `"a" *x`, ""},
		{"/:x/*y", ":x *y", ""},
		{"/a/:x.:y", `"a"`, `/<x until "/">.<y until "/" "." or just ".">`},
		{"/a/:x/b-:y/c", `"a" :x`, `/b-<y until "/">/c`},
		{"/a:x/b", "", `/a<x until "/">/b`},
		{"/a/*x/b", `"a"`, `/<x until>/b`},
		{"/a/:x-/b", `"a"`, `/<x until "/">-/b`},
		{"/é/:x", "", `/é/<x until "/">`},
		{"/a/:x/é", `"a" :x`, `/é`},
		{"*x", "", `<x until>`},
		{"a/:x", "", `a/<x until "/">`},
	} {
		p, err := Parse(c.pattern)
		if err != nil {
			t.Fatal(err)
		}
		segments, rest := segmental(p.exact[0], true)
		var got []string
		for _, s := range segments {
			got = append(got, map[tokenKind]string{textToken: fmt.Sprintf("%q", s.text), paramToken: ":" + s.name, wildcardToken: "*" + s.name}[s.kind])
		}
		if s := strings.Join(got, " "); s != c.segments || describe(rest) != c.rest {
			t.Errorf("%s: got %s and %s, want %s and %s", c.pattern, s, describe(rest), c.segments, c.rest)
		}
	}
}

func TestCaseSensitiveTextNeedsNoASCII(t *testing.T) {
	p, err := Parse("/é/:x")
	if err != nil {
		t.Fatal(err)
	}
	if segments, rest := segmental(p.exact[0], false); len(segments) != 2 || rest != nil {
		t.Errorf("got %v and %v", segments, rest)
	}
}

func TestFoldedAt(t *testing.T) {
	for _, c := range []struct {
		path, text string
		at, want   int
	}{
		{"/ABC", "abc", 1, 4},
		{"/abc", "ABC", 1, 4},
		{"/ab", "abc", 1, -1},
		{"/abd", "abc", 1, -1},
		{"x", "", 1, 1},
		{"/É", "é", 1, 3},
		{"/Ⱥ", "ⱥ", 1, 3}, // 2 and 3 bytes
		{"/ⱥ", "Ⱥ", 1, 4},
		{"/s", "ſ", 1, -1}, // not from outside ASCII into it
		{"/K", "\u212a", 1, -1},
		{"/i", "ı", 1, -1},
		{"/𐐀", "𐐨", 1, -1}, // not beyond the basic plane
		{"/[", "{", 1, -1},
		{"/@", "`", 1, -1},
		{"/\xff", "é", 1, -1},
	} {
		if got := foldedAt(c.path, c.at, c.text); got != c.want {
			t.Errorf("foldedAt(%q, %d, %q) = %d, want %d", c.path, c.at, c.text, got, c.want)
		}
	}
}
