package outbound

import (
	"net/netip"
	"strings"
	"testing"
)

// What is public, and what everything else is.
func TestRangeOf(t *testing.T) {
	for text, want := range map[string]string{
		"8.8.8.8": "", "1.1.1.1": "", "9.255.255.255": "", "11.0.0.0": "", "100.63.255.255": "", "100.128.0.0": "",
		"126.255.255.255": "", "128.0.0.1": "", "169.253.255.255": "", "172.15.255.255": "", "172.32.0.0": "",
		"192.0.1.0": "", "192.167.255.255": "", "192.169.0.0": "", "198.17.255.255": "", "198.20.0.0": "",
		"223.255.255.255": "",

		"0.0.0.0": "unspecified", "0.1.2.3": "unspecified", "10.0.0.0": "private", "10.255.255.255": "private",
		"100.64.0.0": "NAT", "100.127.255.255": "NAT", "100.100.100.200": "NAT", "127.0.0.1": "loopback",
		"127.255.255.254": "loopback", "169.254.169.254": "link-local", "172.16.0.0": "private", "172.31.255.255": "private",
		"192.0.0.192": "protocols", "192.0.2.7": "documentation", "192.88.99.1": "6to4", "192.168.0.1": "private",
		"198.18.0.1": "benchmarks", "198.19.255.255": "benchmarks", "198.51.100.1": "documentation",
		"203.0.113.9": "documentation", "224.0.0.1": "multicast", "239.255.255.255": "multicast",
		"240.0.0.1": "reserved", "255.255.255.255": "broadcast", "168.63.129.16": "Azure",

		"2606:4700:4700::1111": "", "2a00:1450:4001::1": "", "2001:4860:4860::8888": "", "2001:200::1": "",
		"2003::1": "", "3ffe::1": "",

		"::": "unspecified", "::1": "loopback", "::2": "reserved", "::127.0.0.1": "reserved", "::8.8.8.8": "reserved",
		"::ffff:127.0.0.1": "loopback", "::ffff:10.0.0.1": "private", "::ffff:8.8.8.8": "",
		"64:ff9b::8.8.8.8": "", "64:ff9b::7f00:1": "loopback", "64:ff9b::10.0.0.1": "private",
		"64:ff9b::169.254.169.254": "link-local", "64:ff9b:1::8.8.8.8": "local NAT64", "64:ff9b:0:1::1": "reserved",
		"2002:808:808::1": "", "2002:7f00:1::1": "loopback", "2002:c0a8:101::": "private", "2002:a9fe:a9fe::": "link-local",
		"100::1": "discard", "2001::1": "protocols", "2001:0:808:808::1": "protocols", "2001:2::1": "protocols",
		"2001:10::1": "protocols", "2001:20::1": "protocols", "2001:1ff:ffff::": "protocols", "2001:db8::1": "documentation",
		"3fff::1": "documentation", "3fff:fff::1": "documentation", "5f00::1": "reserved", "4000::1": "reserved",
		"fc00::1": "private", "fd00:ec2::254": "private", "fe80::1": "link-local", "fe80::1%eth0": "link-local",
		"febf::1": "link-local", "fec0::1": "site-local", "ff02::1": "multicast", "fe00::1": "reserved",
		"::ffff:0:127.0.0.1": "reserved",
	} {
		got := rangeOf(netip.MustParseAddr(text))
		if (got == "") != (want == "") || !strings.Contains(got, want) {
			t.Errorf("%s is %q, want %q", text, got, want)
		}
	}
	if rangeOf(netip.Addr{}) == "" {
		t.Error("no address is a public address")
	}
}

// What Go's standard library knows not to be public isn't so here either.
func FuzzRangeOf(f *testing.F) {
	for _, seed := range []string{"8.8.8.8", "10.0.0.1", "::1", "fe80::1", "2002:7f00:1::", "64:ff9b::a00:1"} {
		f.Add(netip.MustParseAddr(seed).AsSlice())
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		addr, ok := netip.AddrFromSlice(data)
		if !ok {
			return
		}
		if rangeOf(addr) != rangeOf(addr.Unmap()) {
			t.Fatalf("%v differs from %v", addr, addr.Unmap())
		}
		addr = addr.Unmap()
		if rangeOf(addr) == "" && (!addr.IsGlobalUnicast() || addr.IsPrivate() || addr.IsLoopback() || addr.IsMulticast()) {
			t.Fatalf("%v is public", addr)
		}
	})
}
