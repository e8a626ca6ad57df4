package pathpattern

import (
	"cmp"
	"slices"
	"strings"
)

// Matches walks over the layers that match a path, in ascending order. It is a buffer to be used again and again; what
// it returns is valid until the next call of Next or Match. Decoding of parameters and matching outside the trie are
// done layer by layer as Next asks for them. A layer added during the walk takes part in it.
//
//	table.Match(path, &m)
//	for m.Next() {
//		use(m.Layer(), m.Params())
//	}
type Matches struct {
	table *Table
	path  string
	next  int // the least layer that may still come
	known int // number of layers when candidates was made

	segments   []span      // of the path, without the first slash
	candidates []candidate // in ascending order, from cursor on to come
	cursor     int
	every      int // the next of table.every

	layer   int
	pattern int
	prefix  int
	err     error
	params  []Param

	spans []span
	sets  bitsets
}

// candidate is a layer found by the trie: with a leaf it matches; without one the layer's alternatives must be tried.
type candidate struct {
	layer int32
	order int32
	depth int32 // number of segments of the path that lead to the leaf
	leaf  *leaf
}

// Match begins a walk over the layers that match path, which is the path as it stands in the URL, still escaped.
func (t *Table) Match(path string, m *Matches) { t.MatchFrom(path, 0, m) }

// MatchFrom begins a walk at the layer from: for a path that was changed on the way.
func (t *Table) MatchFrom(path string, from int, m *Matches) {
	m.table, m.path, m.next, m.err = t, path, from, nil
	m.params = m.params[:0]
	m.splitPath()
	m.collect()
}

// Next goes to the next layer and reports whether there is one.
func (m *Matches) Next() bool {
	if m.table == nil {
		return false
	}
	if m.known != len(m.table.layers) {
		m.collect()
	}
	for {
		every, found := -1, -1
		if m.every < len(m.table.every) {
			every = int(m.table.every[m.every])
		}
		if m.cursor < len(m.candidates) {
			found = int(m.candidates[m.cursor].layer)
		}
		switch {
		case every < 0 && found < 0:
			return false
		case found < 0 || every >= 0 && every < found:
			m.every++
			m.set(every, 0, 0)
			return true
		}
		c := m.candidates[m.cursor]
		for m.cursor < len(m.candidates) && m.candidates[m.cursor].layer == c.layer {
			m.cursor++
		}
		if c.leaf != nil {
			m.useLeaf(c)
			return true
		}
		if m.try(found) {
			return true
		}
	}
}

// Layer is the number of the current layer.
func (m *Matches) Layer() int { return m.layer }

// Pattern says which of the layer's patterns matched, by index.
func (m *Matches) Pattern() int { return m.pattern }

// PrefixLen is the length of the part of the path that matched, in bytes: all of it where Options.End is set.
func (m *Matches) PrefixLen() int { return m.prefix }

// Params are the parameters in the order of the pattern, each name once. They are nil when Err is not.
func (m *Matches) Params() []Param {
	if m.err != nil {
		return nil
	}
	return m.params
}

// Err is a [*DecodeError] when the layer's pattern matched but a parameter could not be decoded, or the error of a
// [MatchFunc]. Express treats such a layer as one that does not match, and the error as if a handler had raised it.
func (m *Matches) Err() error { return m.err }

// collect finds the candidates among the layers from m.next on.
func (m *Matches) collect() {
	m.known = len(m.table.layers)
	m.candidates, m.cursor = m.candidates[:0], 0
	m.every, _ = slices.BinarySearch(m.table.every, int32(m.next))
	for _, n := range m.table.unrouted {
		m.addLinear(n)
	}
	for _, t := range [...]*trie{m.table.sensitive, m.table.folding} {
		if t == nil {
			continue
		}
		path := m.path
		if t.fold {
			path = lowerASCII(path)
		}
		m.walk(&t.root, path, 0)
	}
	if len(m.candidates) > 1 {
		slices.SortFunc(m.candidates, func(a, b candidate) int {
			return cmp.Or(cmp.Compare(a.layer, b.layer), cmp.Compare(a.order, b.order))
		})
	}
}

// walk collects what the trie has at n and below, n being reached by the first depth segments of path.
func (m *Matches) walk(n *node, path string, depth int) {
	for _, layer := range n.linear {
		m.addLinear(layer)
	}
	if len(m.segments) == 0 {
		return
	}
	rest := len(m.segments) - depth // segments not yet used
	for i := range n.here {
		if l := &n.here[i]; rest == 0 || !l.opts.End || !l.opts.Strict && m.endsInSlash(rest) {
			m.addLeaf(l, depth)
		}
	}
	if rest == 0 {
		return
	}
	segment := m.segments[depth]
	if segment.start < len(path) {
		for i := range n.below {
			m.addLeaf(&n.below[i], len(m.segments))
		}
	}
	if c := n.literal[path[segment.start:segment.end]]; c != nil {
		m.walk(c, path, depth+1)
	}
	if n.param != nil && segment.start < segment.end {
		m.walk(n.param, path, depth+1)
	}
}

// endsInSlash reports whether the last rest segments are one empty segment: a slash at the path's end.
func (m *Matches) endsInSlash(rest int) bool {
	last := m.segments[len(m.segments)-1]
	return rest == 1 && last.start == last.end
}

func (m *Matches) addLeaf(l *leaf, depth int) {
	if int(l.layer) >= m.next {
		m.candidates = append(m.candidates, candidate{layer: l.layer, order: l.order, depth: int32(depth), leaf: l})
	}
}

func (m *Matches) addLinear(layer int32) {
	if int(layer) >= m.next {
		m.candidates = append(m.candidates, candidate{layer: layer})
	}
}

// useLeaf makes c the current match.
func (m *Matches) useLeaf(c candidate) {
	prefix := len(m.path)
	if rest := len(m.segments) - int(c.depth); !c.leaf.opts.End && rest > 0 && (c.leaf.opts.Strict || !m.endsInSlash(rest)) {
		prefix = m.segments[c.depth].start - 1
	}
	m.set(int(c.layer), int(c.leaf.pattern), prefix)
	for i := range c.leaf.captures {
		capture := &c.leaf.captures[i]
		s := m.segments[capture.segment]
		if capture.wildcard {
			s.end = len(m.path)
		}
		m.capture(capture.name, m.path[s.start:s.end], capture.wildcard)
	}
}

// try matches the path with the alternatives of a layer outside the trie.
func (m *Matches) try(layer int) bool {
	alternatives := m.table.layers[layer].alternatives
	for i := range alternatives {
		a := &alternatives[i]
		if a.fn != nil {
			params, prefix, ok, err := a.fn(m.path)
			if !ok && err == nil {
				continue
			}
			m.set(layer, a.pattern, prefix)
			m.params, m.err = append(m.params, params...), err
			return true
		}
		spans, prefix, ok := a.linear.match(m.path, m.spans[:0], &m.sets)
		m.spans = spans
		if !ok {
			continue
		}
		m.set(layer, a.pattern, prefix)
		next := 0
		for j := range a.linear.seq {
			if p := &a.linear.seq[j]; p.kind != textToken {
				s := spans[next]
				next++
				m.capture(p.name, m.path[s.start:s.end], p.kind == wildcardToken)
			}
		}
		return true
	}
	return false
}

func (m *Matches) set(layer, pattern, prefix int) {
	m.layer, m.pattern, m.prefix, m.err = layer, pattern, prefix, nil
	m.next = layer + 1
	m.params = m.params[:0]
}

// capture decodes a captured value and adds it to the parameters; a name's second value replaces its first.
func (m *Matches) capture(name, raw string, wildcard bool) {
	if m.err != nil {
		return
	}
	p := Param{Name: name, Wildcard: wildcard}
	if wildcard {
		p.Values = make([]string, 0, strings.Count(raw, "/")+1)
		for s := range strings.SplitSeq(raw, "/") {
			value, err := DecodeParam(s)
			if err != nil {
				m.err = err
				return
			}
			p.Values = append(p.Values, value)
		}
	} else if p.Value, m.err = DecodeParam(raw); m.err != nil {
		return
	}
	for i := range m.params {
		if m.params[i].Name == name {
			m.params[i] = p
			return
		}
	}
	m.params = append(m.params, p)
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
