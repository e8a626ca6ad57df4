package pattern

// Points gives the ranges of a property's code points.
func Points(name string) [][2]rune {
	spans, err := lookup(name)
	if err != nil {
		panic(err)
	}
	ranges := make([][2]rune, len(spans))
	for n, s := range spans {
		ranges[n] = [2]rune{s.first, s.last}
	}
	return ranges
}
