package bounds

import "strings"

// token reads one token, or white space.
func (s *scanner) token() {
	switch c := s.text[s.at]; {
	case c == '\n' || c == '\r':
		s.newline = true
		s.at++
	case c == ' ' || c == '\t':
		s.at++
	case c == '\'' || c == '"':
		s.settle()
		s.at++
		s.quoted(c)
		s.set(value)
	case c == '`':
		if s.last == value || s.last == brace { // tagged
			s.step(1)
		}
		s.at++
		s.template()
	case c == '/':
		s.slash()
	case isName(c):
		s.word()
	case c >= 0x80:
		if strings.HasPrefix(s.text[s.at:], "\u2028") || strings.HasPrefix(s.text[s.at:], "\u2029") {
			s.newline = true
			s.at += 3
			return
		}
		s.word()
	default:
		s.at++
		s.punctuation(c)
	}
}

func isName(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '$' || c == '\\' || c == '#' || c == '@'
}

// line skips the rest of the line.
func (s *scanner) line() {
	for ; s.at < len(s.text); s.at++ {
		switch c := s.text[s.at]; {
		case c == '\n' || c == '\r':
			return
		case c == 0xe2 && (strings.HasPrefix(s.text[s.at:], "\u2028") || strings.HasPrefix(s.text[s.at:], "\u2029")):
			return
		}
	}
}

// quoted skips a string after its opening quote. A string ends with its line at the latest.
func (s *scanner) quoted(quote byte) {
	for ; s.at < len(s.text); s.at++ {
		switch s.text[s.at] {
		case quote:
			s.at++
			return
		case '\n', '\r':
			return
		case '\\':
			s.at++
			if strings.HasPrefix(s.text[min(s.at, len(s.text)):], "\r\n") {
				s.at++
			}
		}
	}
	s.at = min(s.at, len(s.text))
}

// template skips the text of a template up to its end, or opens a substitution.
func (s *scanner) template() {
	for ; s.at < len(s.text); s.at++ {
		switch s.text[s.at] {
		case '`':
			s.at++
			s.set(value)
			return
		case '\\':
			s.at++
		case '$':
			if strings.HasPrefix(s.text[s.at:], "${") {
				s.at += 2
				s.push(open{template: true})
				s.set(operator)
				return
			}
		}
	}
	s.at = min(s.at, len(s.text))
}

// slash reads a comment, a division, or a regular expression.
func (s *scanner) slash() {
	rest := s.text[s.at:]
	switch {
	case strings.HasPrefix(rest, "//"):
		s.line()
	case strings.HasPrefix(rest, "/*"):
		length := strings.Index(rest[2:], "*/")
		if length < 0 {
			s.at = len(s.text)
			return
		}
		if strings.ContainsAny(rest[2:2+length], "\n\r") {
			s.newline = true
		}
		s.at += length + 4
	case s.last == value:
		s.at++
		s.step(1)
		s.set(operator)
	default:
		s.regexp()
	}
}

// regexp reads a regular expression. After a } it may be a division all the same, and what is taken for its text then is
// code: it counts as much as that could.
func (s *scanner) regexp() {
	unsure := s.last == brace
	if !unsure {
		s.settle()
	}
	start, class, nested, deepest := s.at, false, 0, 0
loop:
	for s.at++; s.at < len(s.text); s.at++ {
		switch s.text[s.at] {
		case '\n', '\r':
			break loop
		case '\\':
			s.at++
		case '[':
			class = true
			nested++
		case ']':
			class = false
			nested--
		case '(', '{':
			nested++
		case ')', '}':
			nested--
		case '/':
			if !class {
				s.at++
				break loop
			}
		}
		deepest = max(deepest, nested)
	}
	s.at = min(s.at, len(s.text))
	length := s.at - start
	s.long = s.long || length > maxRegexp
	if deepest > MaxBrackets {
		s.depth = MaxBrackets + 1
	}
	if unsure {
		s.step(length / 2)
	}
	s.set(value)
}
