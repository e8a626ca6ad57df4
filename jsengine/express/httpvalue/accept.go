package httpvalue

import (
	"cmp"
	"slices"
	"strings"
)

// The functions of this file negotiate as RFC 9110 §12.5 says, with the results of the Node packages accepts and
// negotiator. accept is a request's header field as net/http gives it: no element at all means that the client has no
// preference, which is not the same as an empty header.

// AcceptedTypes lists the media types of an Accept header, the most wanted first.
func AcceptedTypes(accept []string) []string {
	return wanted(parseAccept(accept, "*/*", acceptType))
}

// BestType picks from offers, which are media types or file extensions, the one that an Accept header wants most.
func BestType(accept, offers []string) (best string, ok bool) {
	if len(offers) == 0 {
		return "", false
	}
	if strings.Join(accept, "") == "" {
		return offers[0], true
	}
	var known, types []string
	for _, offer := range offers {
		mediaType := offer
		if !strings.Contains(offer, "/") {
			mediaType = TypeByExtension(offer)
		}
		if mediaType != "" {
			known, types = append(known, offer), append(types, mediaType)
		}
	}
	if best, ok = first(parseAccept(accept, "*/*", acceptType), types, acceptType); !ok {
		return "", false
	}
	return known[slices.Index(types, best)], true
}

// AcceptedCharsets lists the charsets of an Accept-Charset header, the most wanted first.
func AcceptedCharsets(accept []string) []string {
	return wanted(parseAccept(accept, "*", acceptToken))
}

// BestCharset picks from offers the charset that an Accept-Charset header wants most.
func BestCharset(accept, offers []string) (best string, ok bool) {
	return first(parseAccept(accept, "*", acceptToken), offers, acceptToken)
}

// AcceptedLanguages lists the languages of an Accept-Language header, the most wanted first.
func AcceptedLanguages(accept []string) []string {
	return wanted(parseAccept(accept, "*", acceptLanguage))
}

// BestLanguage picks from offers the language that an Accept-Language header wants most. A range matches a language
// with or without a region on either side, exact matches being better.
func BestLanguage(accept, offers []string) (best string, ok bool) {
	return first(parseAccept(accept, "*", acceptLanguage), offers, acceptLanguage)
}

// AcceptedEncodings lists the content codings of an Accept-Encoding header, the most wanted first. identity is among
// them unless it is excluded.
func AcceptedEncodings(accept []string) []string {
	return wanted(withIdentity(parseAccept(accept, "", acceptToken)))
}

// BestEncoding picks from offers the content coding that an Accept-Encoding header wants most.
func BestEncoding(accept, offers []string) (best string, ok bool) {
	return first(withIdentity(parseAccept(accept, "", acceptToken)), offers, acceptToken)
}

type acceptKind uint8

const (
	acceptToken acceptKind = iota
	acceptType
	acceptLanguage
)

// acceptSpec is one element of an Accept header.
type acceptSpec struct {
	value   string
	params  []Parameter // without q
	quality float64     // NaN for nonsense, which is never acceptable
	order   int
}

func parseAccept(accept []string, absent string, kind acceptKind) []acceptSpec {
	header := absent
	if len(accept) > 0 {
		header = strings.Join(accept, ", ")
	}
	var specs []acceptSpec
	for i, order := 0, 0; i < len(header); order++ {
		var ct ContentType
		ct, i = parseParameterized(header, i, ',')
		i++
		if spec, ok := acceptElement(ct, kind); ok {
			spec.order = order
			specs = append(specs, spec)
		}
	}
	return specs
}

// acceptElement takes the quality out of the parameters.
func acceptElement(ct ContentType, kind acceptKind) (acceptSpec, bool) {
	if ct.Type == "" || kind == acceptType && !strings.Contains(ct.Type, "/") {
		return acceptSpec{}, false
	}
	spec := acceptSpec{value: ct.Type, quality: 1}
	for _, p := range ct.Parameters {
		if p.Name != "q" {
			spec.params = append(spec.params, p)
		} else if p.Value != "" {
			spec.quality = leadingFloat(p.Value)
		}
	}
	return spec, true
}

// withIdentity adds identity with the lowest quality of all when the header does not speak of it.
func withIdentity(specs []acceptSpec) []acceptSpec {
	lowest := 1.0
	order := 0
	for _, s := range specs {
		if _, ok := s.fitsToken(acceptSpec{value: "identity"}); ok {
			return specs
		}
		if s.quality > 0 && s.quality < lowest {
			lowest = s.quality
		}
		order = s.order + 1
	}
	return append(specs, acceptSpec{value: "identity", quality: lowest, order: order})
}

// wanted lists the values of the acceptable elements in order of preference.
func wanted(specs []acceptSpec) []string {
	specs = slices.DeleteFunc(specs, func(s acceptSpec) bool { return !(s.quality > 0) })
	slices.SortStableFunc(specs, func(a, b acceptSpec) int { return cmp.Compare(b.quality, a.quality) })
	values := make([]string, len(specs))
	for i, s := range specs {
		values[i] = s.value
	}
	return values
}

// first is the best of the offers.
func first(specs []acceptSpec, offers []string, kind acceptKind) (string, bool) {
	best := priority{offer: -1}
	for i, offer := range offers {
		p := bestFit(specs, offer, kind)
		p.offer = i
		if p.quality > 0 && (best.offer < 0 || comparePreference(p, best) < 0) {
			best = p
		}
	}
	if best.offer < 0 {
		return "", false
	}
	return offers[best.offer], true
}
