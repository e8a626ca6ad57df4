package bounds

import (
	"errors"
	"fmt"
	"strings"
)

// Bounds on source text. Parsers and the compiler use up to 8 KiB of stack for each level, and Go ends the process at
// 1 GiB. The largest bundles of npm nest brackets about 60 deep.
const (
	// MaxSource is the largest source text, in bytes.
	MaxSource = 32 << 20
	// MaxBrackets is how deeply brackets of all kinds may nest.
	MaxBrackets = 1000
	// MaxChain bounds what nests without brackets, as in a?b:c?d:e or 1+1+1: how much of it may be open at one place of
	// the text. An operator counts 1. What parsers and the compiler take more than linear time for counts more.
	MaxChain       = 10000
	chainStatement = 5   // if, else, for, while, a label
	chainFunction  = 40  // function, class
	chainArrow     = 100 // =>
	// maxRegexp is the length of the longest literal of a regular expression, in bytes.
	maxRegexp = 64 << 10
)

// ErrNesting is what [Source] says of text that is nested too deeply.
var ErrNesting = errors.New("the code is nested too deeply")

// Source checks the size and nesting of source text (JavaScript, TypeScript, JSX) without parsing it, in linear time
// and without allocating. Honest code passes, valid or not; an error means that a parser must not see the text.
//
// It knows strings, templates, comments and regular expressions. Where a slash may be a division or begin a regular
// expression it counts both.
func Source(text string) error {
	if len(text) > MaxSource {
		return fmt.Errorf("the code is %d MiB large, more than the %d MiB that are allowed", len(text)>>20, MaxSource>>20)
	}
	var s scanner
	s.text = text
	if strings.HasPrefix(text, "#!") {
		s.line()
	}
	for s.at < len(text) {
		s.token()
		if s.depth > MaxBrackets || s.total > MaxChain {
			return fmt.Errorf("%w, at line %d", ErrNesting, 1+strings.Count(text[:min(s.at, len(text))], "\n"))
		}
	}
	if s.long {
		return fmt.Errorf("a regular expression in the code is longer than %d bytes", maxRegexp)
	}
	return nil
}

// scanner goes through source text token by token.
type scanner struct {
	text  string
	at    int
	depth int                   // of open brackets
	open  [MaxBrackets + 2]open // [0] is the text itself
	total int                   // sum of all counts of open
	last  kind                  // of the token before
	// newline: a line has ended since that token.
	newline bool
	// ended is how deeply the statement was nested that ended with the token before; else takes it up.
	ended  int
	header bool // the next parenthesis is the head of a statement, such as that of if
	long   bool // a regular expression was too long
}

// open is a bracket that is open.
type open struct {
	template   bool // it is the ${ of a template
	header     bool // it is the head of a statement: a statement follows it, not an operator
	operators  int  // in the expression at hand
	statements int  // of which each is a part of the one before
}

// kind is what matters of a token for those that follow.
type kind byte

const (
	operator kind = iota // or nothing yet: a value follows
	semicolon
	value // a value has ended: an operator follows
	head  // the ) of a statement's head
	brace // a }, which may be the end of a value or of a statement
	dot   // a . or ?. : a name follows
)

// step counts an operator, or whatever else can nest in an expression.
func (s *scanner) step(n int) {
	s.open[s.depth].operators += n
	s.total += n
}

// nest counts a part of a statement that begins another one.
func (s *scanner) nest(n int) {
	s.open[s.depth].statements += n
	s.total += n
}

// endExpression forgets the operators of the expression at hand.
func (s *scanner) endExpression() {
	o := &s.open[s.depth]
	s.total -= o.operators
	o.operators = 0
}

// end ends the statement at hand.
func (s *scanner) end() {
	s.endExpression()
	o := &s.open[s.depth]
	s.ended = o.statements
	s.total -= o.statements
	o.statements = 0
}

// settle is called before a token that begins a value or a statement: where a line or a block has ended before it, so
// has the statement.
func (s *scanner) settle() {
	if s.last == value && s.newline || s.last == brace {
		s.end()
	}
}

func (s *scanner) set(k kind) { s.last, s.newline = k, false }

func (s *scanner) push(o open) {
	s.depth++ // Source looks at it after each token
	s.open[s.depth] = o
}

func (s *scanner) pop() open {
	if s.depth == 0 {
		return open{}
	}
	o := s.open[s.depth]
	s.total -= o.operators + o.statements
	s.depth--
	return o
}
