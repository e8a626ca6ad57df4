package pathpattern_test

import (
	"strings"
	"testing"

	"github.com/caddyhbf/hbf/jsengine/express/pathpattern"
)

// TestHostilePathsTakeLinearTime would not end in years if any matcher backtracked.
func TestHostilePathsTakeLinearTime(t *testing.T) {
	deep := make([]string, 0, 64)
	for i := range 64 { // 2 ways at each segment
		deep = append(deep, "/a"+strings.Repeat("/:x", i), "/:y"+strings.Repeat("/a", i))
	}
	for _, patterns := range [][]string{
		{"/*a-*b-*c-*d-*e-*f-*g-*h-x"},
		{"/*a/b/*c/b/*d/b/*e/b/*f/x"},
		{"/:a-:b-:c-:d-:e-:f-:g-:h-x"},
		{"/*a--:b--*c--:d--*e/x"},
		{"{/*a}" + strings.Repeat("/b{-:c}", 7) + "x"},
		{"/:a{-:b}{-:c}{-:d}{-:e}{-:f}{-:g}/x"},
		deep,
	} {
		var table pathpattern.Table
		for _, p := range patterns {
			table.Add(parse(t, p), pathpattern.Options{End: true})
		}
		var m pathpattern.Matches
		for _, unit := range []string{"-", "a-", "/b/", "a", "/a", "--a/", "/", "b/b"} {
			path := "/" + strings.Repeat(unit, 4000/len(unit))
			table.Match(path, &m)
			for m.Next() {
				for _, p := range m.Params() {
					if p.Name == "" {
						t.Errorf("%.40q on %.20q…: a parameter without a name", patterns, path)
					}
				}
			}
		}
	}
}

func TestParseOfHostilePatterns(t *testing.T) {
	for _, pattern := range []string{
		strings.Repeat("{", 1<<16) + strings.Repeat("}", 1<<16),
		strings.Repeat("{a}", 1<<16),
		strings.Repeat("/:a", 1<<12),
		"/" + strings.Repeat("a", 1<<20),
		strings.Repeat("\\a", 1<<16),
		strings.Repeat("{/:a-*b.", 7) + strings.Repeat("}", 7),
		"/:\"" + strings.Repeat("a", 1<<20),
	} {
		p, err := pathpattern.Parse(pattern)
		if (p == nil) == (err == nil) {
			t.Errorf("%.20q: %v, %v", pattern, p, err)
		}
	}
}
