package pathpattern_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/caddyhbf/hbf/jsengine/express/pathpattern"
)

func TestParseRejectsWhatExpressRejects(t *testing.T) {
	var cases []struct {
		Pattern string
		Message *string
	}
	readJSON(t, "errors.json", &cases)
	if len(cases) < 40 {
		t.Fatalf("only %d cases", len(cases))
	}
	for _, c := range cases {
		_, err := pathpattern.Parse(c.Pattern)
		if c.Message == nil {
			if err != nil {
				t.Errorf("%q: %v", c.Pattern, err)
			}
			continue
		}
		var syntax *pathpattern.SyntaxError
		if !errors.As(err, &syntax) {
			t.Errorf("%q: got %v, want a SyntaxError", c.Pattern, err)
			continue
		}
		if syntax.Message != *c.Message || syntax.Pattern != c.Pattern {
			t.Errorf("%q: got %q for %q, want %q", c.Pattern, syntax.Message, syntax.Pattern, *c.Message)
		}
	}
}

func TestErrorsSayWhatToWriteInstead(t *testing.T) {
	for _, c := range []struct {
		pattern string
		index   int
		says    string
	}{
		{"/users/:id?", 10, `Unexpected ? at index 10: /users/:id?; an optional part is written in braces, as in /users{/:id}; \? is a literal ?`},
		{"/é/a+", 4, `as in /*splat`},
		{"/a/*", 4, `name the wildcard, as in /*splat`},
		{"/a/:", 4, `name the parameter, as in /:id`},
		{"/:id(\\d+)", 4, `RegExp object`},
		{"/x)", 2, `RegExp object`},
		{"/[ab]", 1, `it is reserved; \[ is a literal [`},
		{"/a!", 2, `\! is a literal !`},
		{"/a}", 2, `\} is a literal }`},
		{"/{a", 3, `close the group with }`},
		{`/a\`, 3, `write \\ for a backslash`},
		{`/:"a`, 2, `close the name with "`},
		{"/:a:b", -1, "put a separator"},
		{strings.Repeat("{/a}", 9), -1, "fewer optional groups"},
		{strings.Repeat("{", 1<<20), -1, "fewer optional groups"},
		{strings.Repeat("{/a}", 1<<20), -1, "fewer optional groups"},
	} {
		_, err := pathpattern.Parse(c.pattern)
		var syntax *pathpattern.SyntaxError
		if !errors.As(err, &syntax) {
			t.Errorf("%.20q: got %v, want a SyntaxError", c.pattern, err)
			continue
		}
		if syntax.Index != c.index || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%.20q: got index %d, %.200s; want %d, %s", c.pattern, syntax.Index, err, c.index, c.says)
		}
	}
}

func TestErrorWithoutHint(t *testing.T) {
	err := &pathpattern.SyntaxError{Pattern: "/x", Message: "Something"}
	if got, want := err.Error(), "Something: /x"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestDecodeParam(t *testing.T) {
	if got, err := pathpattern.DecodeParam("a%20%C3%A9"); got != "a é" || err != nil {
		t.Errorf("got %q, %v", got, err)
	}
	_, err := pathpattern.DecodeParam("%C3x")
	var decode *pathpattern.DecodeError
	if !errors.As(err, &decode) || decode.Status() != 400 || err.Error() != "Failed to decode param '%C3x'" {
		t.Errorf("got %v", err)
	}
}
