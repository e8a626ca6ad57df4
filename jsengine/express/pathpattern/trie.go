package pathpattern

import "strings"

// trie finds the alternatives that may match a path by the whole segments that they begin with. Every node stands for
// the segments on the way to it, so a walk visits no node twice.
type trie struct {
	fold bool // literals are in lower case, and so must be the paths
	root node
}

type node struct {
	literal map[string]*node // by segment
	param   *node            // any segment but an empty one
	here    []alternative    // those that end at this node
	below   []alternative    // those with a last wildcard, which takes what follows this node
	partly  []alternative    // those with a rest for the linear matcher
}

// alternative is one of the ways in which a layer may match: a sequence of one of its patterns, or a function.
type alternative struct {
	layer    int32
	order    int32 // among those of its layer: lower comes first
	pattern  int32 // in its layer
	opts     Options
	captures []capture // in the segments that the trie matches
	rest     *linear   // what follows them; nil for nothing
	fn       MatchFunc // instead of all that
}

// capture is a parameter that is a segment of the path, or a wildcard that begins there.
type capture struct {
	name     string
	segment  int
	wildcard bool
}

// segmental splits a sequence at slashes, into segments that are a capture or a text, as far as the trie can match it.
// The rest begins with the first segment that has both text and captures, with a wildcard that is not the last piece,
// or with text whose case can't be folded as ASCII. It is nil when there is none.
func segmental(seq sequence, fold bool) (segments []piece, rest sequence) {
	tail := "" // what is still to be matched of the last text: a slash and the beginning of a segment
	remaining := func(i int) sequence {
		if tail == "" {
			return seq[i:]
		}
		return append(sequence{{kind: textToken, text: tail}}, seq[i:]...)
	}
	for i, p := range seq {
		last := i == len(seq)-1
		if p.kind != textToken {
			ends := last || p.kind == paramToken && seq[i+1].text[0] == '/'
			if tail != "/" || !ends {
				return segments, remaining(i)
			}
			segments, tail = append(segments, p), ""
			continue
		}
		if p.text[0] != '/' || fold && !isASCII(p.text) {
			return segments, remaining(i)
		}
		whole := p.text
		if !last { // what follows the last slash belongs to the segment of the next capture
			slash := strings.LastIndexByte(p.text, '/')
			whole, tail = p.text[:slash], p.text[slash:]
		}
		if whole == "" {
			continue
		}
		if fold {
			whole = lowerASCII(whole)
		}
		for s := range strings.SplitSeq(whole[1:], "/") {
			segments = append(segments, piece{kind: textToken, text: s})
		}
	}
	if len(seq) == 0 {
		return nil, sequence{}
	}
	return segments, nil
}

// insert adds an alternative that begins with the segments.
func (t *trie) insert(segments []piece, a alternative) {
	n := &t.root
	for i, s := range segments {
		if s.kind != textToken {
			a.captures = append(a.captures, capture{name: s.name, segment: i, wildcard: s.kind == wildcardToken})
		}
		if s.kind == wildcardToken {
			n.below = append(n.below, a)
			return
		}
		n = n.child(s)
	}
	if a.rest != nil {
		n.partly = append(n.partly, a)
	} else {
		n.here = append(n.here, a)
	}
}

// child is the node for one more segment, made when it is first needed.
func (n *node) child(segment piece) *node {
	if segment.kind == paramToken {
		if n.param == nil {
			n.param = &node{}
		}
		return n.param
	}
	c := n.literal[segment.text]
	if c == nil {
		c = &node{}
		if n.literal == nil {
			n.literal = map[string]*node{}
		}
		n.literal[segment.text] = c
	}
	return c
}
