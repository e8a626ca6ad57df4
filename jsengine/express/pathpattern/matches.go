package pathpattern

import "strings"

// Matches walks over the layers that match a path, in ascending order. It is a buffer to be used again and again; what
// it returns is valid until the next call of Next or Match. Decoding of parameters, functions and what the trie can't
// match are left until Next comes to them. A layer added during the walk takes part in it.
//
//	table.Match(path, &m)
//	for m.Next() {
//		use(m.Layer(), m.Params())
//	}
type Matches struct {
	table *Table
	path  string
	from  int // the least layer that may still come
	known int // number of layers when candidates was made

	segments   []span      // of the path, without the first slash
	candidates []candidate // in ascending order; those from cursor on are to come
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

// candidate is an alternative whose first segments match the path's. If it has neither rest nor function, it matches.
type candidate struct {
	*alternative
	depth int // number of segments that lead to it
}

// Match begins a walk over the layers that match path, which is the path as it stands in the URL, still escaped.
func (t *Table) Match(path string, m *Matches) { t.MatchFrom(path, 0, m) }

// MatchFrom begins a walk at the layer from: for a path that was changed on the way.
func (t *Table) MatchFrom(path string, from int, m *Matches) {
	m.table, m.path, m.from, m.err = t, path, from, nil
	m.params = m.params[:0]
	m.splitPath()
	m.collect()
}

// Next goes to the next layer and reports whether there is one.
func (m *Matches) Next() bool {
	if m.table == nil {
		return false
	}
	if m.known != m.table.layers {
		m.collect()
	}
	for m.cursor < len(m.candidates) {
		c := m.candidates[m.cursor]
		if m.nextEvery(c.layer) {
			return true
		}
		m.cursor++
		if m.try(c) {
			for m.cursor < len(m.candidates) && m.candidates[m.cursor].layer == c.layer {
				m.cursor++
			}
			return true
		}
	}
	return m.nextEvery(int32(m.table.layers))
}

// nextEvery goes to the next layer that matches every path, if that comes before the given one.
func (m *Matches) nextEvery(before int32) bool {
	if m.every == len(m.table.every) || m.table.every[m.every] >= before {
		return false
	}
	m.use(m.table.every[m.every], 0, 0)
	m.every++
	return true
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

// try reports whether a candidate matches, and if so makes it the current match.
func (m *Matches) try(c candidate) bool {
	switch {
	case c.fn != nil:
		params, prefix, ok, err := c.fn(m.path)
		if !ok && err == nil {
			return false
		}
		m.use(c.layer, c.pattern, prefix)
		m.params, m.err = append(m.params, params...), err
		return true
	case c.rest == nil:
		m.use(c.layer, c.pattern, m.prefixAt(c))
		m.captureSegments(c)
		return true
	}
	start := 0
	if c.depth > 0 {
		start = m.segments[c.depth-1].end
	}
	spans, end, ok := c.rest.match(m.path[start:], m.spans[:0], &m.sets)
	m.spans = spans
	if !ok {
		return false
	}
	m.use(c.layer, c.pattern, start+end)
	m.captureSegments(c)
	for i := range c.rest.seq {
		if p := &c.rest.seq[i]; p.kind != textToken {
			m.capture(p.name, m.path[start+spans[0].start:start+spans[0].end], p.kind == wildcardToken)
			spans = spans[1:]
		}
	}
	return true
}

// prefixAt is where the match of an alternative ends that is wholly in the trie.
func (m *Matches) prefixAt(c candidate) int {
	rest := len(m.segments) - c.depth
	if c.opts.End || rest == 0 || !c.opts.Strict && m.endsInSlash(rest) {
		return len(m.path)
	}
	return m.segments[c.depth].start - 1
}

func (m *Matches) use(layer, pattern int32, prefix int) {
	m.layer, m.pattern, m.prefix, m.err = int(layer), int(pattern), prefix, nil
	m.from = m.layer + 1
	m.params = m.params[:0]
}

// captureSegments adds the parameters that the trie found.
func (m *Matches) captureSegments(c candidate) {
	for i := range c.captures {
		capture := &c.captures[i]
		s := m.segments[capture.segment]
		if capture.wildcard {
			s.end = len(m.path)
		}
		m.capture(capture.name, m.path[s.start:s.end], capture.wildcard)
	}
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
