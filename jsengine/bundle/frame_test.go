package bundle_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/caddyhbf/hbf/jsengine/bundle"
)

func TestFrame(t *testing.T) {
	source := "one\ntwo two\nthree\n\tfour ü 😀 x\nfive\nsix\n"
	long := "first\n" + strings.Repeat("a", 200) + "HERE" + strings.Repeat("b", 200) + "\nlast"
	tests := []struct {
		name         string
		source       string
		line, column int
		want         string
	}{
		{"first line", source, 1, 1, "> 1 | one\n    | ^\n  2 | two two\n  3 | three"},
		{"middle", source, 3, 5, "  1 | one\n  2 | two two\n> 3 | three\n    |     ^\n  4 | \tfour ü 😀 x\n  5 | five"},
		{"tabs and wide characters", source, 4, 12, "  2 | two two\n  3 | three\n> 4 | \tfour ü 😀 x\n    | \t         ^\n  5 | five\n  6 | six"},
		{"last line", source, 6, 3, "  4 | \tfour ü 😀 x\n  5 | five\n> 6 | six\n    |   ^"},
		{"the end of the file", "one\n", 2, 1, "  1 | one\n> 2 |\n    | ^"},
		{"no column", source, 2, 0, "  1 | one\n> 2 | two two\n  3 | three\n  4 | \tfour ü 😀 x"},
		{"beyond the line", source, 1, 100, "> 1 | one\n    |    ^\n  2 | two two\n  3 | three"},
		{"beyond the file", source, 9, 1, ""},
		{"no line", source, 0, 1, ""},
		{"negative", source, -1, -1, ""},
		{"empty", "", 1, 1, "> 1 |\n    | ^"},
		{"line numbers are aligned", strings.Repeat("x\n", 12), 9, 1, "   7 | x\n   8 | x\n>  9 | x\n     | ^\n  10 | x\n  11 | x"},
		{"other line ends", "a\r\nb\rc\u2028d", 4, 1, "  2 | b\n  3 | c\n> 4 | d\n    | ^"},
		{"control characters", "a\x00\x1b[31mb", 1, 2, "> 1 | a  [31mb\n    |  ^"},
		{"long lines are cut", long, 2, 201, "  1 |\n> 2 | " + strings.Repeat("a", 60) + "HERE" + strings.Repeat("b", 56) + "\n    | " + strings.Repeat(" ", 60) + "^\n  3 |"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := bundle.Frame(test.source, test.line, test.column); got != test.want {
				t.Errorf("got:\n%s\nwant:\n%s", got, test.want)
			}
		})
	}
}

func FuzzFrame(f *testing.F) {
	f.Add("one\ntwo\n", 2, 2)
	f.Add("\xff\xfe\r\n\u2029", 1, 70)
	f.Add(strings.Repeat("😀", 200), 1, 300)
	f.Fuzz(func(t *testing.T, source string, line, column int) {
		frame := bundle.Frame(source, line, column)
		if strings.Count(frame, "\n") > 5 {
			t.Errorf("more than six lines:\n%s", frame)
		}
		if line < 1 != (frame == "") && line < 1 {
			t.Errorf("a frame for line %d", line)
		}
		if frame != "" && !strings.Contains(frame, "> ") {
			t.Errorf("no line is marked:\n%s", frame)
		}
		if utf8.ValidString(source) && !utf8.ValidString(frame) {
			t.Errorf("invalid UTF-8: %q", frame)
		}
		for text := range strings.Lines(frame) {
			if utf8.RuneCountInString(text) > 160 {
				t.Errorf("a line of %d characters", utf8.RuneCountInString(text))
			}
		}
	})
}
