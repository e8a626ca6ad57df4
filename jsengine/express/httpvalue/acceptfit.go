package httpvalue

import (
	"cmp"
	"strings"
)

// priority is how well a header's element fits an offer.
type priority struct {
	offer       int // index
	order       int // of the element
	quality     float64
	specificity int
}

// comparePreference orders fits of different offers.
func comparePreference(a, b priority) int {
	return cmp.Or(cmp.Compare(b.quality, a.quality), cmp.Compare(b.specificity, a.specificity),
		cmp.Compare(a.order, b.order), cmp.Compare(a.offer, b.offer))
}

// bestFit is the most specific element for an offer; among several, that of the highest quality, then the last.
func bestFit(specs []acceptSpec, offer string, kind acceptKind) priority {
	best := priority{order: -1}
	ct, _ := parseParameterized(offer, 0, noByte)
	if kind == acceptToken {
		ct = ContentType{Type: offer}
	}
	offered, ok := acceptElement(ct, kind)
	if !ok {
		return best
	}
	fits := [...]func(s, offered acceptSpec) (int, bool){acceptSpec.fitsToken, acceptSpec.fitsType, acceptSpec.fitsLanguage}[kind]
	for _, s := range specs {
		specificity, ok := fits(s, offered)
		if !ok {
			continue
		}
		p := priority{order: s.order, quality: s.quality, specificity: specificity}
		if cmp.Or(cmp.Compare(p.specificity, best.specificity), compareQuality(p.quality, best.quality), cmp.Compare(p.order, best.order)) > 0 {
			best = p
		}
	}
	return best
}

// compareQuality takes nonsense (NaN) as equal to anything, as a subtraction in JavaScript does.
func compareQuality(a, b float64) int {
	switch {
	case a > b:
		return 1
	case a < b:
		return -1
	}
	return 0
}

// fitsToken reports whether the element covers the offer, and how closely. The others of its kind do the same.
func (s acceptSpec) fitsToken(offered acceptSpec) (specificity int, ok bool) {
	if strings.EqualFold(s.value, offered.value) {
		return 1, true
	}
	return 0, s.value == "*"
}

func (s acceptSpec) fitsType(offered acceptSpec) (specificity int, ok bool) {
	mainType, subtype, _ := strings.Cut(s.value, "/")
	offeredType, offeredSubtype, _ := strings.Cut(offered.value, "/")
	switch {
	case strings.EqualFold(mainType, offeredType):
		specificity = 4
	case mainType != "*":
		return 0, false
	}
	switch {
	case strings.EqualFold(subtype, offeredSubtype):
		specificity |= 2
	case subtype != "*":
		return 0, false
	}
	for _, p := range s.params {
		if p.Value != "*" && !strings.EqualFold(p.Value, (ContentType{Parameters: offered.params}).Parameter(p.Name)) {
			return 0, false
		}
		specificity |= 1
	}
	return specificity, true
}

func (s acceptSpec) fitsLanguage(offered acceptSpec) (specificity int, ok bool) {
	prefix, _, _ := strings.Cut(s.value, "-")
	offeredPrefix, _, _ := strings.Cut(offered.value, "-")
	switch {
	case strings.EqualFold(s.value, offered.value):
		return 4, true
	case strings.EqualFold(prefix, offered.value):
		return 2, true
	case strings.EqualFold(s.value, offeredPrefix):
		return 1, true
	}
	return 0, s.value == "*"
}
