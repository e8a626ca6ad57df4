package pathpattern

import "strings"

// maxSequences is path-to-regexp's limit on the ways in which optional groups may combine.
const maxSequences = 256

// sequence is a pattern with each of its groups either kept or left out: pieces to be found one after another.
type sequence []piece

// piece is a literal text or a capture.
type piece struct {
	kind tokenKind // textToken, paramToken or wildcardToken
	text string    // of a literal
	name string    // of a capture

	// A capture takes one or more bytes, as many as it can, and stops where one of stop begins. When the rest of the
	// pattern then fails for every such length, the second choice is tried: exactly the text orText, or one or more
	// bytes up to where orStop begins. Empty strings stop nothing and stand for no second choice.
	stop   [2]string
	orText string
	orStop string
}

// flatten gives a pattern's sequences in the order in which they are to be tried: for each group first with it, then
// without it. ok is false when there are too many.
func flatten(tokens []token) (all [][]token, ok bool) {
	ok = true
	var walk func(tokens, result []token, done func([]token))
	walk = func(tokens, result []token, done func([]token)) {
		for i, t := range tokens {
			if !ok {
				return
			}
			if t.kind == groupToken {
				kept := result[:len(result):len(result)]
				walk(t.group, kept, func(with []token) { walk(tokens[i+1:], with, done) })
				continue
			}
			result = append(result, t)
		}
		done(result)
	}
	walk(tokens, nil, func(result []token) {
		if len(all) == maxSequences {
			ok = false
		}
		if ok {
			all = append(all, append([]token(nil), result...))
		}
	})
	return all, ok
}

// compileSequence decides what each capture may take. The rules are path-to-regexp's, which keep a capture from
// swallowing the text that separates it from its neighbour, so that its expressions can't backtrack without bounds.
// pattern is for error messages.
func compileSequence(tokens []token, pattern string) (sequence, error) {
	tokens = mergeText(tokens)
	seq := make(sequence, 0, len(tokens))
	var (
		previous   tokenKind // of the last capture; textToken before the first
		between    string    // text since the last capture
		sinceWild  string    // text since the last capture, if that was a wildcard
		paramInSeg bool      // captures in the current segment
		wildInSeg  bool
	)
	for i, t := range tokens {
		if t.kind == textToken {
			seq = append(seq, piece{kind: textToken, text: t.value})
			between += t.value
			if previous == wildcardToken {
				sinceWild += t.value
			}
			if strings.Contains(t.value, "/") {
				paramInSeg, wildInSeg = false, false
			}
			continue
		}
		if previous != textToken && between == "" {
			what := "param"
			if t.kind == wildcardToken {
				what = "wildcard"
			}
			return nil, &SyntaxError{Pattern: pattern, Index: -1, Message: `Missing text before "` + t.value + `" ` + what,
				Hint: "put a separator such as / or - between the two, or use one parameter and split it in the handler"}
		}
		c := piece{kind: t.kind, name: t.value}
		switch {
		case t.kind == paramToken && wildInSeg:
			c.stop = [2]string{"/", between}
		case t.kind == paramToken && wildcardInSegment(tokens[i+1:]):
			c.stop = [2]string{"/", leadingText(tokens[i+1:])}
		case t.kind == paramToken && paramInSeg:
			c.stop, c.orText = [2]string{"/", between}, between
		case t.kind == paramToken:
			c.stop = [2]string{"/"}
		case wildInSeg:
			c.stop = [2]string{between}
		case sinceWild != "":
			c.stop, c.orStop = [2]string{sinceWild}, "/"
		}
		if t.kind == paramToken {
			paramInSeg = true
		} else {
			wildInSeg, sinceWild = true, ""
		}
		previous, between = t.kind, ""
		seq = append(seq, c)
	}
	return seq, nil
}

// mergeText joins texts that stand side by side, which groups leave behind.
func mergeText(tokens []token) []token {
	merged := make([]token, 0, len(tokens))
	for _, t := range tokens {
		if n := len(merged); t.kind == textToken && n > 0 && merged[n-1].kind == textToken {
			merged[n-1].value += t.value
			continue
		}
		merged = append(merged, t)
	}
	return merged
}

// leadingText is the text that tokens begin with, "" when they don't.
func leadingText(tokens []token) string {
	if len(tokens) > 0 && tokens[0].kind == textToken {
		return tokens[0].value
	}
	return ""
}

// wildcardInSegment reports whether tokens have a wildcard before their first slash.
func wildcardInSegment(tokens []token) bool {
	for _, t := range tokens {
		if t.kind == wildcardToken {
			return true
		}
		if t.kind == textToken && strings.Contains(t.value, "/") {
			return false
		}
	}
	return false
}
