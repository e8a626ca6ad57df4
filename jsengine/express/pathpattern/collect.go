package pathpattern

import (
	"cmp"
	"slices"
)

// collect finds the candidates among the layers from m.from on.
func (m *Matches) collect() {
	t := m.table
	m.known = t.layers
	m.candidates, m.cursor = m.candidates[:0], 0
	m.every, _ = slices.BinarySearch(t.every, int32(m.from))
	m.add(t.asked, 0)
	if t.sensitive != nil {
		m.walk(&t.sensitive.root, m.path, 0)
	}
	if t.folding != nil {
		m.walk(&t.folding.root, lowerASCII(m.path), 0)
	}
	if len(m.candidates) > 1 {
		slices.SortFunc(m.candidates, func(a, b candidate) int {
			return cmp.Or(cmp.Compare(a.layer, b.layer), cmp.Compare(a.order, b.order))
		})
	}
}

// walk collects what the trie has at n and below, n being reached by the first depth segments of path.
func (m *Matches) walk(n *node, path string, depth int) {
	m.add(n.partly, depth)
	rest := len(m.segments) - depth // segments not yet used
	for i := range n.here {
		if a := &n.here[i]; rest == 0 || !a.opts.End || !a.opts.Strict && m.endsInSlash(rest) {
			m.add(n.here[i:i+1], depth)
		}
	}
	if rest == 0 {
		return
	}
	segment := m.segments[depth]
	if segment.start < len(path) {
		m.add(n.below, len(m.segments))
	}
	if c := n.literal[path[segment.start:segment.end]]; c != nil {
		m.walk(c, path, depth+1)
	}
	if n.param != nil && segment.start < segment.end {
		m.walk(n.param, path, depth+1)
	}
}

func (m *Matches) add(list []alternative, depth int) {
	for i := range list {
		if int(list[i].layer) >= m.from {
			m.candidates = append(m.candidates, candidate{&list[i], depth})
		}
	}
}

// endsInSlash reports whether the last rest segments are one empty segment: a slash at the path's end.
func (m *Matches) endsInSlash(rest int) bool {
	last := m.segments[len(m.segments)-1]
	return rest == 1 && last.start == last.end
}

// splitPath finds the path's segments. A path that does not begin with a slash has none.
func (m *Matches) splitPath() {
	m.segments = m.segments[:0]
	if m.path == "" || m.path[0] != '/' {
		return
	}
	start := 1
	for i := 1; i <= len(m.path); i++ {
		if i == len(m.path) || m.path[i] == '/' {
			m.segments = append(m.segments, span{start, i})
			start = i + 1
		}
	}
}
