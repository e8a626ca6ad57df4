package pathpattern

import "strings"

// trie finds the layers whose patterns have captures that fill whole segments. Every node stands for the segments on
// the way to it, so a walk visits no node twice.
type trie struct {
	fold bool // literals are in lower case, and so must be the paths
	root node
}

type node struct {
	literal map[string]*node // by segment
	param   *node            // any segment but an empty one
	here    []leaf           // sequences that end at this node
	below   []leaf           // those with a last wildcard, which takes what follows this node
	linear  []int32          // layers with a sequence for the linear matcher that begins with this node's segments
}

// leaf is the end of a sequence in the trie.
type leaf struct {
	layer    int32
	order    int32 // among the sequences of its layer: lower comes first
	pattern  int32 // in its layer
	opts     Options
	captures []capture
}

// capture is a parameter at a segment of the path, or a wildcard that begins there.
type capture struct {
	name     string
	segment  int
	wildcard bool
}

// segmental splits a sequence at slashes if the trie can match it: it begins with a slash, each capture has a slash or
// nothing on both sides, a wildcard comes last, and case folding is a matter of ASCII. A segment that is a capture is
// given as its piece, any other as text.
func segmental(seq sequence, fold bool) (segments []piece, ok bool) {
	if len(seq) == 0 || seq[0].kind != textToken || seq[0].text[0] != '/' {
		return nil, false
	}
	for i, p := range seq {
		last := i == len(seq)-1
		if p.kind != textToken {
			if !last && (p.kind == wildcardToken || seq[i+1].text[0] != '/') {
				return nil, false
			}
			segments[len(segments)-1] = p
			continue
		}
		if fold && !isASCII(p.text) || !last && p.text[len(p.text)-1] != '/' {
			return nil, false
		}
		text := p.text[1:]
		if fold {
			text = lowerASCII(text)
		}
		for s := range strings.SplitSeq(text, "/") {
			segments = append(segments, piece{kind: textToken, text: s})
		}
	}
	return segments, true
}

// insert adds a sequence that segmental has split.
func (t *trie) insert(segments []piece, l leaf) {
	n := &t.root
	for i, s := range segments {
		switch s.kind {
		case wildcardToken:
			l.captures = append(l.captures, capture{name: s.name, segment: i, wildcard: true})
			n.below = append(n.below, l)
			return
		case paramToken:
			l.captures = append(l.captures, capture{name: s.name, segment: i})
			if n.param == nil {
				n.param = &node{}
			}
			n = n.param
		default:
			n = n.child(s.text)
		}
	}
	n.here = append(n.here, l)
}

// insertLinear adds a layer below the whole segments that a sequence of it surely begins with.
func (t *trie) insertLinear(seq sequence, layer int32) {
	n := &t.root
	if len(seq) > 0 && seq[0].kind == textToken && seq[0].text[0] == '/' && !(t.fold && !isASCII(seq[0].text)) {
		text := seq[0].text[1:]
		if t.fold {
			text = lowerASCII(text)
		}
		for {
			segment, rest, more := strings.Cut(text, "/")
			if !more {
				break
			}
			n, text = n.child(segment), rest
		}
	}
	if k := len(n.linear); k == 0 || n.linear[k-1] != layer {
		n.linear = append(n.linear, layer)
	}
}

func (n *node) child(segment string) *node {
	c := n.literal[segment]
	if c == nil {
		c = &node{}
		if n.literal == nil {
			n.literal = map[string]*node{}
		}
		n.literal[segment] = c
	}
	return c
}
