package assets

import "strings"

// preference lists the codings that a client accepts, the best first.
type preference struct {
	list [codings]coding
	n    int
}

// codings returns the list.
func (p *preference) codings() []coding { return p.list[:p.n] }

// accepts reports whether c is in the list.
func (p *preference) accepts(c coding) bool {
	for _, x := range p.codings() {
		if x == c {
			return true
		}
	}
	return false
}

// identityOnly is the preference of who does not know codings.
var identityOnly = preference{n: 1}

// How codings rank that a client likes the same (RFC 9110, section 12.5.3,
// leaves it to the server): those that it names, by how small they usually make
// things, then identity. A client that says "*" may well not know them all, so that
// gets identity, or, where it refuses that, what is best known.
var (
	rankNamed = [codings]int{identity: 4, codingGzip: 5, codingZstd: 6, codingBrotli: 7}
	rankStar  = [codings]int{identity: 4, codingGzip: 3, codingZstd: 2, codingBrotli: 1}
)

const (
	rankUnnamed = 1 // identity where it is neither named nor excluded: better than nothing
	rankWeight  = 8 // a unit of weight is more than any of the above
)

// parseAccept reads the lines of the header field Accept-Encoding. What is
// malformed is taken for not said.
func parseAccept(lines []string) preference {
	if len(lines) == 0 {
		return identityOnly
	}
	weights := [codings]int{-1, -1, -1, -1} // -1: not named
	star := -1
	for _, line := range lines {
		for line != "" {
			var item string
			item, line, _ = strings.Cut(line, ",")
			name, params, _ := strings.Cut(item, ";")
			weight, ok := parseWeight(params)
			if !ok {
				continue
			}
			name = strings.Trim(name, " \t")
			if name == "*" {
				star = weight
			} else if c, ok := parseCoding(name); ok {
				weights[c] = weight
			}
		}
	}
	var p preference
	var ranks [codings]int
	for c := range codings {
		rank := 0
		switch {
		case weights[c] > 0:
			rank = weights[c]*rankWeight + rankNamed[c]
		case weights[c] < 0 && star > 0:
			rank = star*rankWeight + rankStar[c]
		case c == identity && weights[c] < 0 && star < 0:
			rank = rankUnnamed
		}
		if rank > 0 {
			p.insert(c, rank, &ranks)
		}
	}
	return p
}

// insert keeps the list sorted by rank.
func (p *preference) insert(c coding, rank int, ranks *[codings]int) {
	i := p.n
	for ; i > 0 && ranks[i-1] < rank; i-- {
		p.list[i], ranks[i] = p.list[i-1], ranks[i-1]
	}
	p.list[i], ranks[i] = c, rank
	p.n++
}

// parseWeight finds q among the parameters of an item, in thousandths. It is
// 1000 if there is none (RFC 9110, section 12.4.2).
func parseWeight(params string) (weight int, ok bool) {
	for params != "" {
		var param string
		param, params, _ = strings.Cut(params, ";")
		key, value, _ := strings.Cut(param, "=")
		if key = strings.Trim(key, " \t"); key == "q" || key == "Q" {
			return parseQValue(strings.Trim(value, " \t"))
		}
	}
	return 1000, true
}

// parseQValue reads a number from 0 to 1 with at most three decimals.
func parseQValue(s string) (thousandths int, ok bool) {
	if s == "" || len(s) > len("0.000") || s[0] != '0' && s[0] != '1' || len(s) > 1 && s[1] != '.' {
		return 0, false
	}
	q := int(s[0]-'0') * 1000
	if len(s) > 2 {
		unit := 100
		for _, digit := range []byte(s[2:]) {
			if digit < '0' || digit > '9' {
				return 0, false
			}
			q += int(digit-'0') * unit
			unit /= 10
		}
	}
	return q, q <= 1000
}
