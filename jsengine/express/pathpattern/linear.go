package pathpattern

// linear matches one sequence against a path in time proportional to their lengths' product, whatever the path.
//
// It first finds, from the last piece to the first, the set of positions in the path at which the rest of the
// sequence matches; then it walks forward and gives each capture its longest extent that ends in the next set.
// That is what a backtracking expression finds too, but no position is tried twice.
type linear struct {
	seq  sequence
	opts Options
}

// span is a part of a path. A capture that did not take part has end 0: captures are never empty.
type span struct{ start, end int }

// match reports where the match ends and appends the captures' spans. sets is scratch space.
func (l *linear) match(path string, spans []span, sets *bitsets) (_ []span, end int, ok bool) {
	if len(l.seq) > 0 && l.seq[0].kind == textToken && l.literalAt(path, 0, l.seq[0].text) < 0 {
		return spans, 0, false
	}
	sets.reset(len(l.seq)+1, len(path)+1)
	l.accepting(path, sets.at(len(l.seq)))
	for i := len(l.seq) - 1; i >= 0; i-- {
		if l.seq[i].kind == textToken {
			l.beforeText(path, l.seq[i].text, sets.at(i), sets.at(i+1))
		} else {
			l.beforeCapture(path, &l.seq[i], sets.at(i), sets.at(i+1))
		}
	}
	if !sets.at(0).has(0) {
		return spans, 0, false
	}
	pos := 0
	for i := range l.seq {
		p := &l.seq[i]
		if p.kind == textToken {
			pos = l.literalAt(path, pos, p.text)
			continue
		}
		end := l.captureEnd(path, pos, p, sets.at(i+1))
		spans = append(spans, span{pos, end})
		pos = end
	}
	if !l.opts.Strict && path[pos:] == "/" {
		pos++
	}
	return spans, pos, true
}

// accepting collects the positions at which a match may end.
func (l *linear) accepting(path string, set bitset) {
	n := len(path)
	set.add(n)
	if n > 0 && path[n-1] == '/' && !l.opts.Strict {
		set.add(n - 1)
	}
	if !l.opts.End {
		for i := range n {
			if path[i] == '/' {
				set.add(i)
			}
		}
	}
}

// beforeText collects the positions at which text leads to a position in next.
func (l *linear) beforeText(path, text string, set, next bitset) {
	for i := range len(path) + 1 {
		if end := l.literalAt(path, i, text); end >= 0 && next.has(end) {
			set.add(i)
		}
	}
}

// beforeCapture collects the positions at which the capture p leads to a position in next.
func (l *linear) beforeCapture(path string, p *piece, set, next bitset) {
	run, orRun := false, false
	for i := len(path) - 1; i >= 0; i-- {
		arrives := next.has(i + 1)
		run = (run || arrives) && !l.stopsAt(path, i, p.stop)
		orRun = p.orStop != "" && (orRun || arrives) && !l.stopsAt(path, i, [2]string{p.orStop})
		if run || orRun || l.orTextEnd(path, i, p, next) > 0 {
			set.add(i)
		}
	}
}

// captureEnd is where the capture p, begun at start, ends: there is such a place.
func (l *linear) captureEnd(path string, start int, p *piece, next bitset) int {
	if end := l.longestRun(path, start, p.stop, next); end > 0 {
		return end
	}
	if p.orStop != "" {
		return l.longestRun(path, start, [2]string{p.orStop}, next)
	}
	return l.orTextEnd(path, start, p, next)
}

// longestRun is the last position in next that is reached from start without meeting stop, 0 if there is none.
func (l *linear) longestRun(path string, start int, stop [2]string, next bitset) int {
	longest := 0
	for i := start; i < len(path) && !l.stopsAt(path, i, stop); i++ {
		if next.has(i + 1) {
			longest = i + 1
		}
	}
	return longest
}

// orTextEnd is where the capture's second choice, a fixed text, ends; 0 if that is not a position in next.
func (l *linear) orTextEnd(path string, start int, p *piece, next bitset) int {
	if p.orText == "" {
		return 0
	}
	if end := l.literalAt(path, start, p.orText); end > 0 && next.has(end) {
		return end
	}
	return 0
}

func (l *linear) stopsAt(path string, i int, stop [2]string) bool {
	for _, s := range stop {
		if s != "" && l.literalAt(path, i, s) >= 0 {
			return true
		}
	}
	return false
}

// literalAt is where text ends when path has it at position i, -1 when it does not.
func (l *linear) literalAt(path string, i int, text string) int {
	if l.opts.CaseSensitive {
		if len(path)-i >= len(text) && path[i:i+len(text)] == text {
			return i + len(text)
		}
		return -1
	}
	return foldedAt(path, i, text)
}

// bitset is a set of positions in a path.
type bitset []uint64

func (s bitset) add(i int)      { s[i/64] |= 1 << (i % 64) }
func (s bitset) has(i int) bool { return s[i/64]&(1<<(i%64)) != 0 }

// bitsets are several bitsets of one size in memory that is used again.
type bitsets struct {
	words []uint64
	each  int
}

func (b *bitsets) reset(sets, size int) {
	b.each = (size + 63) / 64
	if need := b.each * sets; cap(b.words) < need {
		b.words = make([]uint64, need)
	} else {
		b.words = b.words[:need]
		clear(b.words)
	}
}

func (b *bitsets) at(i int) bitset { return b.words[i*b.each : (i+1)*b.each] }
