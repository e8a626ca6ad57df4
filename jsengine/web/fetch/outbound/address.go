package outbound

import "net/netip"

// specialRange is a part of the address space that is not the public internet.
type specialRange struct {
	prefix netip.Prefix
	what   string
}

// ranges4 lists what of IPv4 is not public: the registry of special-purpose addresses
// (https://www.iana.org/assignments/iana-ipv4-special-registry), without those of its entries that are globally reachable
// services, and multicast.
var ranges4 = []specialRange{
	{netip.MustParsePrefix("0.0.0.0/8"), "an unspecified address (RFC 791)"},
	{netip.MustParsePrefix("10.0.0.0/8"), "a private address (RFC 1918)"},
	{netip.MustParsePrefix("100.64.0.0/10"), "an address behind a carrier's NAT (RFC 6598)"},
	{netip.MustParsePrefix("127.0.0.0/8"), "a loopback address (RFC 1122)"},
	{netip.MustParsePrefix("168.63.129.16/32"), "an address of the platform of Azure, which only its machines reach"},
	{netip.MustParsePrefix("169.254.0.0/16"), "a link-local address (RFC 3927)"},
	{netip.MustParsePrefix("172.16.0.0/12"), "a private address (RFC 1918)"},
	{netip.MustParsePrefix("192.0.0.0/24"), "an address for protocols (RFC 6890)"},
	{netip.MustParsePrefix("192.0.2.0/24"), "an address for documentation (RFC 5737)"},
	{netip.MustParsePrefix("192.88.99.0/24"), "an address of 6to4 relays (RFC 7526)"},
	{netip.MustParsePrefix("192.168.0.0/16"), "a private address (RFC 1918)"},
	{netip.MustParsePrefix("198.18.0.0/15"), "an address for benchmarks (RFC 2544)"},
	{netip.MustParsePrefix("198.51.100.0/24"), "an address for documentation (RFC 5737)"},
	{netip.MustParsePrefix("203.0.113.0/24"), "an address for documentation (RFC 5737)"},
	{netip.MustParsePrefix("224.0.0.0/4"), "a multicast address (RFC 1112)"},
	{netip.MustParsePrefix("255.255.255.255/32"), "the broadcast address (RFC 919)"},
	{netip.MustParsePrefix("240.0.0.0/4"), "a reserved address (RFC 1112)"},
}

// ranges6 lists what of IPv6 is not public, in the order in which it is looked up
// (https://www.iana.org/assignments/iana-ipv6-special-registry). Whatever is not in globalUnicast is not public either.
var ranges6 = []specialRange{
	{netip.MustParsePrefix("::/128"), "an unspecified address (RFC 4291)"},
	{netip.MustParsePrefix("::1/128"), "a loopback address (RFC 4291)"},
	{netip.MustParsePrefix("64:ff9b:1::/48"), "an address of a local NAT64 (RFC 8215)"},
	{netip.MustParsePrefix("100::/64"), "a discard-only address (RFC 6666)"},
	{netip.MustParsePrefix("2001::/23"), "an address for protocols (RFC 2928)"}, // Teredo, benchmarks, ORCHID
	{netip.MustParsePrefix("2001:db8::/32"), "an address for documentation (RFC 3849)"},
	{netip.MustParsePrefix("3fff::/20"), "an address for documentation (RFC 9637)"},
	{netip.MustParsePrefix("fc00::/7"), "a private address (RFC 4193)"},
	{netip.MustParsePrefix("fe80::/10"), "a link-local address (RFC 4291)"},
	{netip.MustParsePrefix("fec0::/10"), "a site-local address (RFC 3879)"},
	{netip.MustParsePrefix("ff00::/8"), "a multicast address (RFC 4291)"},
}

// globalUnicast is the part of IPv6 of which addresses of the internet are given out.
var globalUnicast = netip.MustParsePrefix("2000::/3")

// embedding is a range of IPv6 whose addresses lead to the IPv4 address that they contain.
type embedding struct {
	prefix netip.Prefix
	offset int // of the IPv4 address, in bytes
}

// embeddings lists the translations that a machine or its network may have. In a network without IPv4, NAT64 is the
// way to every host that has only that, so that these addresses are judged by what they contain. A prefix that a
// network has chosen for its own NAT64 can't be known here.
var embeddings = []embedding{
	{netip.MustParsePrefix("64:ff9b::/96"), 12}, // NAT64 (RFC 6052)
	{netip.MustParsePrefix("2002::/16"), 2},     // 6to4 (RFC 3056)
}

// rangeOf tells what an address is if it is not public, such as "a private address (RFC 1918)"; "" if it is. What can't
// be told is not public.
func rangeOf(addr netip.Addr) string {
	addr = plain(addr)
	if addr.Is4() {
		return lookup(ranges4, addr)
	}
	if !addr.Is6() {
		return "no address"
	}
	for _, e := range embeddings {
		if e.prefix.Contains(addr) {
			bytes := addr.As16()
			inner, _ := netip.AddrFromSlice(bytes[e.offset : e.offset+4])
			if what := rangeOf(inner); what != "" {
				return "the translation of " + inner.String() + ", " + what
			}
			return ""
		}
	}
	if what := lookup(ranges6, addr); what != "" {
		return what
	}
	if !globalUnicast.Contains(addr) { // also ::a.b.c.d, IPv4-compatible addresses
		return "a reserved address (RFC 4291)"
	}
	return ""
}

func lookup(ranges []specialRange, addr netip.Addr) string {
	for _, r := range ranges {
		if r.prefix.Contains(addr) {
			return r.what
		}
	}
	return ""
}

// plain gives an address in the form in which addresses are compared: without a zone, and an IPv4 address as such.
func plain(addr netip.Addr) netip.Addr { return addr.WithZone("").Unmap() }
