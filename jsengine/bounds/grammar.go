package bounds

import "strings"

// word reads a name, a keyword or a number.
func (s *scanner) word() {
	start := s.at
	for s.at < len(s.text) {
		c := s.text[s.at]
		if c == 0xe2 && (strings.HasPrefix(s.text[s.at:], "\u2028") || strings.HasPrefix(s.text[s.at:], "\u2029")) {
			break
		}
		if c == '.' && isDigit(s.text[start]) || isName(c) || c >= 0x80 {
			s.at++
			continue
		}
		break
	}
	name := s.text[start:s.at]
	if s.last == dot { // a property, whatever its name
		s.set(value)
		return
	}
	switch name {
	case "if", "while", "for", "with":
		s.settle()
		s.nest(chainStatement)
		s.set(operator)
		s.header = true
	case "else":
		if s.last == semicolon {
			s.nest(s.ended)
		}
		s.nest(chainStatement)
		s.set(operator)
	case "case", "default":
		s.end()
		s.set(operator)
	case "do":
		s.settle()
		s.nest(chainStatement)
		s.set(operator)
	case "new", "typeof", "void", "delete", "await", "yield", "extends", "return", "throw":
		s.settle()
		s.step(1)
		s.set(operator)
	case "class", "function":
		s.settle()
		s.step(chainFunction)
		s.set(operator)
	case "in", "instanceof":
		s.step(1)
		s.set(operator)
	case "as", "satisfies": // operators of TypeScript, or names
		s.step(1)
		s.set(value)
	default:
		s.settle()
		s.set(value)
	}
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// punctuation reads what c begins, which is behind the scanner already.
func (s *scanner) punctuation(c byte) {
	switch c {
	case '(', '[', '{':
		s.bracket(c)
	case ')', ']':
		o := s.pop()
		if o.header {
			s.set(head)
		} else {
			s.set(value)
		}
	case '}':
		if s.pop().template {
			s.template()
			return
		}
		s.set(brace)
	case ';':
		s.end()
		s.set(semicolon)
	case ',':
		s.endExpression()
		s.set(operator)
	case '.':
		if strings.HasPrefix(s.text[s.at:], "..") {
			s.at += 2
			s.step(1)
			s.set(operator)
			return
		}
		s.step(1)
		s.set(dot)
	case '+', '-':
		if s.at < len(s.text) && s.text[s.at] == c { // ++ or --: after a value it ends one, before one it begins it
			s.at++
			after := s.last == value && !s.newline
			s.settle()
			s.step(1)
			if after {
				s.set(value)
				return
			}
			s.set(operator)
			return
		}
		s.operator()
	case '?':
		if strings.HasPrefix(s.text[s.at:], ".") && !(s.at+1 < len(s.text) && isDigit(s.text[s.at+1])) {
			s.at++
			s.step(1)
			s.set(dot)
			return
		}
		s.operator()
	case ':': // of a conditional expression, a property, a label
		s.step(chainStatement)
		s.set(operator)
	case '=':
		if strings.HasPrefix(s.text[s.at:], ">") {
			s.at++
			s.step(chainArrow)
			s.set(operator)
			return
		}
		s.operator()
	case '!', '~':
		s.settle()
		s.step(1)
		s.set(operator)
	default:
		s.operator()
	}
}

// operator reads an operator, which goes on with what the end of a line or a } seemed to end.
func (s *scanner) operator() {
	s.step(1)
	s.set(operator)
}

// bracket opens a bracket: of a call, an index, a value, a block.
func (s *scanner) bracket(c byte) {
	switch {
	case c == '{':
		if s.last == brace {
			s.settle()
		}
	case s.last == value || s.last == brace: // a call or an index
		s.step(1)
	}
	s.push(open{header: s.header && c == '('})
	s.header = false
	s.set(operator)
}
