package pathpattern

import "strings"

// Options say how a layer's patterns are matched. Express uses {End: true} for routes and {} for app.use.
type Options struct {
	CaseSensitive bool // letters must have the same case
	Strict        bool // "/a" does not match "/a/", and a slash at a pattern's end counts
	End           bool // the whole path must match; otherwise the pattern may match up to a slash in the path
}

// Pattern is a parsed pattern, or a function that stands for one. It is immutable.
type Pattern struct {
	source string
	exact  []sequence // as written
	loose  []sequence // without slashes at the end, for matching that is not strict
	fn     MatchFunc
}

// MatchFunc matches a path by other means than a pattern, such as a JavaScript regular expression. It returns the
// parameters, decoded, and how many bytes of the path matched from its start. params is only read until the next call.
// An error, as by [DecodeParam], makes the layer one that failed on this path.
type MatchFunc func(path string) (params []Param, prefixLen int, ok bool, err error)

// Parse reads a pattern. Its errors are [*SyntaxError]s.
func Parse(pattern string) (*Pattern, error) {
	exact, err := parseSequences(pattern)
	if err != nil {
		return nil, err
	}
	p := &Pattern{source: pattern, exact: exact, loose: exact}
	if trimmed := strings.TrimRight(pattern, "/"); pattern != "/" && trimmed != pattern {
		// What is wrong with it now can only be a backslash that lost its slash: then the slash is meant.
		if loose, err := parseSequences(trimmed); err == nil {
			p.loose = loose
		}
	}
	return p, nil
}

// FromFunc makes a pattern of a function, so that one layer can have patterns of both kinds.
func FromFunc(match MatchFunc) *Pattern { return &Pattern{fn: match} }

// String gives the pattern as it was written, "" for a function.
func (p *Pattern) String() string { return p.source }

func parseSequences(pattern string) ([]sequence, error) {
	tokens, err := parseTokens(pattern)
	if err != nil {
		return nil, err
	}
	flat, ok := flatten(tokens)
	if !ok {
		return nil, errTooManySequences(pattern)
	}
	sequences := make([]sequence, len(flat))
	for i, tokens := range flat {
		if sequences[i], err = compileSequence(tokens, pattern); err != nil {
			return nil, err
		}
	}
	return sequences, nil
}

// sequences picks what to match under o.
func (p *Pattern) sequences(o Options) []sequence {
	if o.Strict {
		return p.exact
	}
	return p.loose
}
