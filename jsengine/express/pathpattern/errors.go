package pathpattern

import (
	"fmt"
	"net/http"
)

// SyntaxError says why a pattern can't be used.
type SyntaxError struct {
	Pattern string // as given
	Index   int    // where, in characters from 0; -1 when it is about the pattern as a whole
	Message string // what is wrong, in path-to-regexp's words
	Hint    string // what to write instead; may be empty
}

// Error gives the message, the pattern and the hint.
func (e *SyntaxError) Error() string {
	if e.Hint == "" {
		return fmt.Sprintf("%s: %s", e.Message, e.Pattern)
	}
	return fmt.Sprintf("%s: %s; %s", e.Message, e.Pattern, e.Hint)
}

func errTooManySequences(pattern string) error {
	return &SyntaxError{Pattern: pattern, Index: -1, Message: "Too many path combinations",
		Hint: "use fewer optional groups, or an array of paths"}
}

// DecodeError reports a parameter in a path that is not valid percent-encoded UTF-8. It is the client's mistake.
type DecodeError struct {
	Value string // as it stands in the path
}

// Error says which value could not be decoded, in the words of Express's router.
func (e *DecodeError) Error() string { return "Failed to decode param '" + e.Value + "'" }

// Status is the HTTP status to answer with: 400.
func (e *DecodeError) Status() int { return http.StatusBadRequest }
