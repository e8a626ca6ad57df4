package pathpattern

import (
	"fmt"
	"strings"
	"unicode"
)

type tokenKind uint8

const (
	textToken tokenKind = iota
	paramToken
	wildcardToken
	groupToken
)

// token is one part of a pattern as written.
type token struct {
	kind  tokenKind
	value string  // the text, or the name of a parameter or wildcard
	group []token // of a group
}

// parser reads a pattern character by character, as path-to-regexp does, so that both give the same indexes.
type parser struct {
	pattern string
	chars   []rune
	index   int
	groups  int // seen so far
}

func parseTokens(pattern string) ([]token, error) {
	p := &parser{pattern: pattern, chars: []rune(pattern)}
	return p.until(0)
}

// until reads tokens up to the character end, which it takes, or to the end of the pattern when end is 0.
func (p *parser) until(end rune) ([]token, error) {
	var tokens []token
	var text strings.Builder
	flush := func() {
		if text.Len() > 0 {
			tokens = append(tokens, token{kind: textToken, value: text.String()})
			text.Reset()
		}
	}
	for p.index < len(p.chars) {
		c := p.chars[p.index]
		p.index++
		switch {
		case end != 0 && c == end:
			flush()
			return tokens, nil
		case c == '\\':
			if p.index == len(p.chars) {
				return nil, p.fail(p.index, "Unexpected end after \\ at index %d", `write \\ for a backslash`)
			}
			text.WriteRune(p.chars[p.index])
			p.index++
		case c == ':' || c == '*':
			name, err := p.name(c)
			if err != nil {
				return nil, err
			}
			flush()
			kind := paramToken
			if c == '*' {
				kind = wildcardToken
			}
			tokens = append(tokens, token{kind: kind, value: name})
		case c == '{':
			flush()
			// n groups, side by side or nested, combine in n+1 ways or more.
			if p.groups++; p.groups >= maxSequences {
				return nil, errTooManySequences(p.pattern)
			}
			group, err := p.until('}')
			if err != nil {
				return nil, err
			}
			tokens = append(tokens, token{kind: groupToken, group: group})
		case strings.ContainsRune("}()[]+?!", c):
			return nil, p.fail(p.index-1, "Unexpected "+string(c)+" at index %d", insteadOf(c))
		default:
			text.WriteRune(c)
		}
	}
	if end != 0 {
		return nil, p.fail(p.index, "Unexpected end at index %d, expected "+string(end), `close the group with }, or write \{ for a literal brace`)
	}
	flush()
	return tokens, nil
}

// name reads what follows a colon or an asterisk: an identifier or a quoted string.
func (p *parser) name(sigil rune) (string, error) {
	var name strings.Builder
	switch {
	case p.index < len(p.chars) && isIDStart(p.chars[p.index]):
		for p.index < len(p.chars) && (name.Len() == 0 || isIDContinue(p.chars[p.index])) {
			name.WriteRune(p.chars[p.index])
			p.index++
		}
	case p.index < len(p.chars) && p.chars[p.index] == '"':
		start := p.index
		p.index++
		for ; ; p.index++ {
			if p.index < len(p.chars) && p.chars[p.index] == '\\' {
				p.index++
			} else if p.index < len(p.chars) && p.chars[p.index] == '"' {
				p.index++
				break
			}
			if p.index >= len(p.chars) {
				return "", p.fail(start, "Unterminated quote at index %d", `close the name with "`)
			}
			name.WriteRune(p.chars[p.index])
		}
	}
	if name.Len() == 0 {
		hint := `name the parameter, as in /:id, or write \: for a literal colon`
		if sigil == '*' {
			hint = `name the wildcard, as in /*splat, or write \* for a literal asterisk`
		}
		return "", p.fail(p.index, "Missing parameter name at index %d", hint)
	}
	return name.String(), nil
}

func (p *parser) fail(index int, format, hint string) error {
	return &SyntaxError{Pattern: p.pattern, Index: index, Message: fmt.Sprintf(format, index), Hint: hint}
}

// insteadOf says what to write for a character that older versions of Express gave a meaning.
func insteadOf(c rune) string {
	literal := fmt.Sprintf(` \%c is a literal %c`, c, c)
	switch c {
	case '?':
		return `an optional part is written in braces, as in /users{/:id};` + literal
	case '+':
		return `repetition is written as a wildcard, as in /*splat;` + literal
	case '(', ')':
		return `a regular expression must be a RegExp object, not part of a string;` + literal
	case '}':
		return `it closes no group;` + literal
	default:
		return `it is reserved;` + literal
	}
}

// isIDStart reports whether c may begin a name: $, _ or Unicode's ID_Start (UAX #31).
func isIDStart(c rune) bool {
	return c == '$' || c == '_' ||
		unicode.In(c, unicode.L, unicode.Nl, unicode.Other_ID_Start) && !isPatternSyntax(c)
}

// isIDContinue reports whether c may follow in a name: $, ZWNJ, ZWJ or Unicode's ID_Continue.
func isIDContinue(c rune) bool {
	return isIDStart(c) || c == '\u200c' || c == '\u200d' ||
		unicode.In(c, unicode.Mn, unicode.Mc, unicode.Nd, unicode.Pc, unicode.Other_ID_Continue) && !isPatternSyntax(c)
}

func isPatternSyntax(c rune) bool {
	return unicode.In(c, unicode.Pattern_Syntax, unicode.Pattern_White_Space)
}
