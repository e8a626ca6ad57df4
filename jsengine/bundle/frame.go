package bundle

import (
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

const (
	frameContext = 2   // lines shown before and after the one in question
	frameWidth   = 120 // runes shown of a line
)

// Frame returns the lines of source around a place, with line numbers, a '>'
// before the line in question and a caret below the column:
//
//	  1 | import db from 'hbf:db'
//	> 2 | import x from './nope.js'
//	    |               ^
//	  3 |
//
// line and column are 1-based; columns count UTF-16 code units. A column below
// 1 omits the caret, one beyond the line's end is taken for its end, and long
// lines are cut around the column. Frame returns "" for a line that source
// does not have.
func Frame(source string, line, column int) string {
	lines := splitLines(source)
	if line < 1 || line > len(lines) {
		return ""
	}
	first, last := max(line-frameContext, 1), min(line+frameContext, len(lines))
	if last > line && lines[last-1] == "" && last == len(lines) {
		last-- // only there because the source ends with a newline
	}
	width := len(strconv.Itoa(last))

	caret := runeIndex(lines[line-1], column)
	start := 0 // first rune shown, in every line, so that the lines stay aligned
	if caret > frameWidth*3/4 {
		start = caret - frameWidth/2
	}

	var b strings.Builder
	for n := first; n <= last; n++ {
		marker := "  "
		if n == line {
			marker = "> "
		}
		number := strconv.Itoa(n)
		text := strings.TrimRight(marker+strings.Repeat(" ", width-len(number))+number+" | "+cut(lines[n-1], start), " ")
		b.WriteString(text)
		if n == line && caret >= 0 {
			b.WriteString("\n  " + strings.Repeat(" ", width) + " | " + padding(lines[n-1], start, caret) + "^")
		}
		if n < last {
			b.WriteByte('\n')
		}
	}
	return b.String()
}

// splitLines splits at ECMAScript's line terminators.
func splitLines(source string) []string {
	var lines []string
	for {
		end, size := lineEnd(source)
		lines = append(lines, source[:end])
		if size == 0 {
			return lines
		}
		source = source[end+size:]
	}
}

// lineEnd returns the offset and the size of s's first line terminator; the
// size is 0 when there is none.
func lineEnd(s string) (offset, size int) {
	offset = strings.IndexAny(s, "\n\r\u2028\u2029")
	if offset < 0 {
		return len(s), 0
	}
	if strings.HasPrefix(s[offset:], "\r\n") {
		return offset, 2
	}
	_, size = utf8.DecodeRuneInString(s[offset:])
	return offset, size
}

// runeIndex converts a 1-based column in UTF-16 code units to a 0-based index in
// runes, and returns -1 for columns below 1.
func runeIndex(line string, column int) int {
	if column < 1 {
		return -1
	}
	units, runes := 0, 0
	for _, r := range line {
		units += max(utf16.RuneLen(r), 1)
		if units >= column {
			break
		}
		runes++
	}
	return runes
}

// cut returns the part of line that is shown when rune start is the first.
func cut(line string, start int) string {
	runes := []rune(line)
	if start >= len(runes) {
		return ""
	}
	runes = runes[start:]
	if len(runes) > frameWidth {
		runes = runes[:frameWidth]
	}
	return strings.Map(visible, string(runes))
}

// padding returns the blanks that move the caret below rune caret.
func padding(line string, start, caret int) string {
	runes := []rune(line)
	var b strings.Builder
	for i := start; i < caret && i < len(runes); i++ {
		if runes[i] == '\t' {
			b.WriteByte('\t')
		} else {
			b.WriteByte(' ')
		}
	}
	return b.String()
}

// visible replaces what would disturb a terminal or the alignment.
func visible(r rune) rune {
	if r < ' ' && r != '\t' || r == 0x7f {
		return ' '
	}
	return r
}
