package pathpattern

// Table holds the layers of a router in their order of registration. The zero value is an empty table. A table may be
// read by several goroutines at once while none adds to it.
type Table struct {
	layers    int
	every     []int32       // layers that match every path
	asked     []alternative // functions, which must be asked about every path
	sensitive *trie
	folding   *trie
}

// Len is the number of layers.
func (t *Table) Len() int { return t.layers }

// AddAll adds a layer that matches every path with no parameters and a prefix of length 0, and returns its number.
func (t *Table) AddAll() int {
	n := t.nextLayer()
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
	n := t.nextLayer()
	a := alternative{layer: int32(n), opts: o}
	for i, p := range patterns {
		a.pattern = int32(i)
		if p.fn != nil {
			function := a
			function.fn = p.fn
			t.asked = append(t.asked, function)
			a.order++
			continue
		}
		for _, seq := range p.sequences(o) {
			segments, rest := segmental(seq, !o.CaseSensitive)
			one := a
			if rest != nil {
				one.rest = &linear{seq: rest, opts: o}
			}
			t.trie(o).insert(segments, one)
			a.order++
		}
	}
	return n
}

func (t *Table) nextLayer() int {
	t.layers++
	return t.layers - 1
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
