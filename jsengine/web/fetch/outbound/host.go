package outbound

import (
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/idna"
)

// host is a URL's host in the one form in which hosts are compared: an address or a name, never both.
type host struct {
	addr netip.Addr // never an IPv4 address in an IPv6 one
	name string     // lower case, ASCII, without a final dot
}

// String gives the host as URLs and allow_net have it.
func (h host) String() string {
	switch {
	case !h.addr.IsValid():
		return h.name
	case h.addr.Is6():
		return "[" + h.addr.String() + "]"
	}
	return h.addr.String()
}

// local reports whether the name is localhost or below it: what never leaves the machine (RFC 6761, section 6.3).
func (h host) local() bool {
	return h.name == "localhost" || strings.HasSuffix(h.name, ".localhost")
}

// maxNameLength is the length of the longest name that DNS can hold, in bytes, and maxLabelLength that of its parts.
const (
	maxNameLength  = 253
	maxLabelLength = 63
)

// parseHost parses the host of a URL or of an entry: a name, an IPv4 address or an IPv6 address in brackets.
//
// URLs have further spellings of IPv4 addresses, such as 0x7f.1 (https://url.spec.whatwg.org/#concept-ipv4-parser). The
// URL parser has normalized them before; here they are refused, like everything else that ends in a number, so that
// no resolver can take them for addresses after all.
func parseHost(text string) (host, error) {
	if inner, ok := strings.CutPrefix(text, "["); ok {
		inner, closed := strings.CutSuffix(inner, "]")
		addr, err := netip.ParseAddr(inner)
		if !closed || err != nil || !addr.Is6() || addr.Zone() != "" {
			return host{}, errors.New("there is no IPv6 address in the brackets")
		}
		return host{addr: plain(addr)}, nil
	}
	if !utf8.ValidString(text) {
		return host{}, errors.New("it is no valid name")
	}
	name, err := nameProfile.ToASCII(text)
	if err != nil {
		return host{}, fmt.Errorf("it is no valid name: %w", err)
	}
	name = strings.TrimSuffix(strings.ToLower(name), ".")
	if len(name) > maxNameLength {
		return host{}, errors.New("the name is too long")
	}
	last := ""
	for label := range strings.SplitSeq(name, ".") {
		if label == "" || len(label) > maxLabelLength || strings.ContainsFunc(label, notInName) {
			return host{}, errors.New("it is no valid name")
		}
		last = label
	}
	if isNumber(last) {
		addr, err := netip.ParseAddr(name)
		if err != nil {
			return host{}, errors.New("it is neither a name nor four decimal numbers from 0 to 255")
		}
		return host{addr: addr}, nil
	}
	return host{name: name}, nil
}

// nameProfile is how URLs make names ASCII (https://url.spec.whatwg.org/#concept-domain-to-ascii).
var nameProfile = idna.New(idna.MapForLookup(), idna.Transitional(false), idna.StrictDomainName(false),
	idna.CheckHyphens(false), idna.VerifyDNSLength(false))

func notInName(r rune) bool {
	return (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '-' && r != '_'
}

// isNumber reports whether a name that ends in the label is an IPv4 address to URLs
// (https://url.spec.whatwg.org/#ends-in-a-number-checker).
func isNumber(label string) bool {
	digits, class := label, "0123456789"
	if hex, ok := strings.CutPrefix(label, "0x"); ok {
		digits, class = hex, "0123456789abcdef"
	}
	return strings.Trim(digits, class) == ""
}
