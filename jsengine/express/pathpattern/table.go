package pathpattern

// Table holds the layers of a router in their order of registration. The zero value is an empty table. A table may be
// read by several goroutines at once while none adds to it.
type Table struct {
	layers    []layer
	every     []int32 // layers that match every path
	unrouted  []int32 // layers with a function, which must be asked about every path
	sensitive *trie
	folding   *trie
}

// layer is what is needed to match a layer outside the trie; nothing for one that is wholly in the trie.
type layer struct {
	alternatives []alternative // in order of preference
}

// alternative is one of the ways in which a layer may match: a sequence of one of its patterns, or a function.
type alternative struct {
	pattern int
	linear  linear
	fn      MatchFunc
}

// Len is the number of layers.
func (t *Table) Len() int { return len(t.layers) }

// AddAll adds a layer that matches every path with no parameters and a prefix of length 0, and returns its number.
func (t *Table) AddAll() int {
	n := t.grow(layer{})
	t.every = append(t.every, int32(n))
	return n
}

// AddFunc adds a layer that matches where the function says so, and returns its number.
func (t *Table) AddFunc(match MatchFunc) int {
	return t.Add([]*Pattern{FromFunc(match)}, Options{})
}

// Add adds a layer that matches where one of the patterns does, tried in their order, and returns its number. As in
// Express, the pattern "/" alone with o.End false matches every path.
func (t *Table) Add(patterns []*Pattern, o Options) int {
	if len(patterns) == 1 && patterns[0].source == "/" && !o.End {
		return t.AddAll()
	}
	var all []alternative
	inTrie := true
	for i, p := range patterns {
		if p.fn != nil {
			all = append(all, alternative{pattern: i, fn: p.fn})
			inTrie = false
			continue
		}
		for _, seq := range p.sequences(o) {
			all = append(all, alternative{pattern: i, linear: linear{seq: seq, opts: o}})
			if _, ok := segmental(seq, !o.CaseSensitive); !ok {
				inTrie = false
			}
		}
	}
	if inTrie {
		n := t.grow(layer{})
		t.insert(n, all, o)
		return n
	}
	n := t.grow(layer{alternatives: all})
	for _, a := range all {
		if a.fn != nil {
			t.unrouted = append(t.unrouted, int32(n))
			return n
		}
	}
	for _, a := range all {
		t.trie(o).insertLinear(a.linear.seq, int32(n))
	}
	return n
}

// insert puts a layer into the trie.
func (t *Table) insert(n int, all []alternative, o Options) {
	for order, a := range all {
		segments, _ := segmental(a.linear.seq, !o.CaseSensitive)
		t.trie(o).insert(segments, leaf{layer: int32(n), order: int32(order), pattern: int32(a.pattern), opts: o})
	}
}

func (t *Table) grow(l layer) int {
	t.layers = append(t.layers, l)
	return len(t.layers) - 1
}

// trie is the one for the options' case sensitivity, made when it is first needed.
func (t *Table) trie(o Options) *trie {
	tr := &t.folding
	if o.CaseSensitive {
		tr = &t.sensitive
	}
	if *tr == nil {
		*tr = &trie{fold: !o.CaseSensitive}
	}
	return *tr
}
