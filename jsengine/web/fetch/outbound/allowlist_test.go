package outbound

import (
	"net/netip"
	"net/url"
	"strings"
	"testing"
)

func mustParse(t testing.TB, entries ...string) List {
	t.Helper()
	list, err := ParseList(entries)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// Which URLs an entry of allow_net lets through.
func TestListAllows(t *testing.T) {
	for entry, urls := range map[string]struct{ yes, no []string }{
		"example.com": {
			yes: []string{"http://example.com", "https://example.com", "http://example.com:8080", "http://EXAMPLE.com.", "http://user@example.com/"},
			no:  []string{"http://www.example.com", "http://example.com.evil.org", "http://evilexample.com", "http://example.org", "http://com", "http://[::1]"},
		},
		"Example.COM.": {yes: []string{"http://example.com"}, no: []string{"http://example.co"}},
		"example.com:8443": {
			yes: []string{"https://example.com:8443", "http://example.com:8443"},
			no:  []string{"https://example.com", "https://example.com:443", "https://www.example.com:8443"},
		},
		"example.com:443": {yes: []string{"https://example.com", "http://example.com:443"}, no: []string{"http://example.com"}},
		"*.example.com": {
			yes: []string{"http://a.example.com", "http://a.b.example.com:99"},
			no:  []string{"http://example.com", "http://aexample.com", "http://a.example.com.org", "http://.example.com"},
		},
		"*.example.com:80": {yes: []string{"http://a.example.com"}, no: []string{"https://a.example.com", "http://example.com"}},
		"*":                {yes: []string{"http://example.com", "https://192.0.2.1:9", "http://[::1]", "http://localhost"}},
		"*:443":            {yes: []string{"https://example.com"}, no: []string{"http://example.com"}},
		"192.0.2.1":        {yes: []string{"http://192.0.2.1", "http://192.0.2.1:8080"}, no: []string{"http://192.0.2.10", "http://192.0.2.1.example.com"}},
		"[2001:db8::1]":    {yes: []string{"http://[2001:db8::1]", "http://[2001:DB8:0::0:1]:81"}, no: []string{"http://[2001:db8::2]"}},
		"2001:db8::1":      {yes: []string{"http://[2001:db8::1]"}, no: []string{"http://[2001:db8::2]"}},
		"[::1]:8080":       {yes: []string{"http://[::1]:8080"}, no: []string{"http://[::1]"}},
		"::ffff:192.0.2.1": {yes: []string{"http://192.0.2.1", "http://[::ffff:192.0.2.1]"}, no: []string{"http://[::1]"}},
		"bücher.example":   {yes: []string{"http://xn--bcher-kva.example", "http://bücher.example", "http://BÜCHER.example"}, no: []string{"http://bucher.example"}},
		"xn--bcher-kva.example": {
			yes: []string{"http://bücher.example"}, no: []string{"http://bucher.example"},
		},
		"my_service": {yes: []string{"http://my_service:3000"}, no: []string{"http://my-service"}},
		"localhost":  {yes: []string{"http://localhost:1234"}, no: []string{"http://127.0.0.1", "http://a.localhost"}},
	} {
		list := mustParse(t, entry)
		for want, texts := range map[bool][]string{true: urls.yes, false: urls.no} {
			for _, text := range texts {
				u, err := url.Parse(text)
				if err != nil {
					t.Fatal(err)
				}
				h, port, err := hostPort(u)
				if got := err == nil && list.allows(h, port); got != want {
					t.Errorf("%s allows %s: %v (%v), want %v", entry, text, got, err, want)
				}
			}
		}
	}
	if mustParse(t).allows(host{name: "example.com"}, 80) {
		t.Error("an empty list allows something")
	}
}

// Entries that mean nothing are errors that show the entry.
func TestParseListRefuses(t *testing.T) {
	for entry, want := range map[string]string{
		"":                                   "is not a host or host:port",
		"https://example.com":                "is not a host or host:port",
		"example.com/path":                   "is not a host or host:port",
		"10.0.0.0/8":                         "is not a host or host:port",
		"a b":                                "is not a host or host:port",
		"user@example.com":                   "is not a host or host:port",
		":443":                               "has no host",
		"example.com:https":                  "has a port that is not between 1 and 65535",
		"example.com:0":                      "has a port that is not between 1 and 65535",
		"example.com:65536":                  "has a port that is not between 1 and 65535",
		"example.com:":                       "has a port that is not between 1 and 65535",
		"a..b":                               "no valid name",
		".":                                  "no valid name",
		"*.":                                 "no valid name",
		"*.*.example.com":                    "no valid name",
		"a.*":                                "no valid name",
		"foo*.example.com":                   "no valid name",
		"**":                                 "no valid name",
		"*.192.0.2.1":                        "no names below an address",
		"0x7f.1":                             "four decimal numbers",
		"127.1":                              "four decimal numbers",
		"2130706433":                         "four decimal numbers",
		"192.0.2.256":                        "four decimal numbers",
		"192.0.2.01":                         "four decimal numbers",
		"example.0x":                         "four decimal numbers",
		"[192.0.2.1]":                        "no IPv6 address in the brackets",
		"[::1":                               "no IPv6 address in the brackets",
		"[fe80::1%eth0]":                     "no IPv6 address in the brackets",
		"{env.HOST}":                         "no valid name",
		"xn--a.example":                      "no valid name",
		"a\x00b":                             "no valid name",
		strings.Repeat("a", 64) + ".example": "no valid name",
		strings.Repeat("abcdefg.", 32) + "example.com": "too long",
	} {
		_, err := ParseList([]string{"example.com", entry})
		if err == nil || !strings.Contains(err.Error(), want) || entry != "" && !strings.Contains(err.Error(), `"`) {
			t.Errorf("%q: %v, want %q in it", entry, err, want)
		}
	}
}

// Which addresses a listed host may have.
func TestListReaches(t *testing.T) {
	for _, c := range []struct {
		entries string
		host    string
		addr    string
		want    bool
	}{
		{"example.com", "example.com", "8.8.8.8:80", true},
		{"example.com", "example.com", "127.0.0.1:80", false},
		{"example.com", "example.com", "10.0.0.1:80", false},
		{"example.com 10.0.0.1", "example.com", "10.0.0.1:80", true},
		{"example.com 10.0.0.1", "example.com", "10.0.0.2:80", false},
		{"example.com 10.0.0.1:81", "example.com", "10.0.0.1:80", false},
		{"example.com 10.0.0.1:80", "example.com", "[::ffff:10.0.0.1]:80", true},
		{"*", "example.com", "127.0.0.1:80", false},
		{"*", "127.0.0.1", "127.0.0.1:80", false},
		{"*", "localhost", "127.0.0.1:80", false},
		{"*", "8.8.8.8", "8.8.8.8:80", true},
		{"127.0.0.1", "127.0.0.1", "127.0.0.1:80", true},
		{"[::1]", "[::1]", "[::1]:80", true},
		{"[::1]", "localhost", "127.0.0.1:80", false},
		{"localhost", "localhost", "127.0.0.1:80", true},
		{"localhost", "localhost", "[::1]:80", true},
		{"localhost", "localhost", "10.0.0.1:80", false},
		{"localhost:81", "localhost", "127.0.0.1:80", false},
		{"localhost example.com", "example.com", "127.0.0.1:80", false},
		{"*.localhost", "a.localhost", "127.0.0.1:80", true},
		{"*.localhost", "localhost", "127.0.0.1:80", false},
		{"fd00::1", "[fd00::1]", "[fd00::1]:80", true},
		{"fe80::1", "[fe80::1]", "[fe80::1%eth0]:80", true},
	} {
		h, err := parseHost(c.host)
		if err != nil {
			t.Fatal(err)
		}
		list := mustParse(t, strings.Fields(c.entries)...)
		if got := list.reaches(h, netip.MustParseAddrPort(c.addr)); got != c.want {
			t.Errorf("allow_net %s: %s at %s: %v, want %v", c.entries, c.host, c.addr, got, c.want)
		}
	}
}

// However a list and a URL are written, matching is about one host, and no entry but an address opens what is not
// public.
func FuzzList(f *testing.F) {
	for _, seed := range [][2]string{
		{"example.com", "example.com"}, {"*.example.com:80", "a.example.com"}, {"[::1]:8080", "[::1]"}, {"*", "0x7f.1"},
		{"bücher.example", "xn--bcher-kva.example"}, {"localhost", "LOCALHOST."}, {"::ffff:1.2.3.4", "1.2.3.4"}, {"ẞ.a", "ss.a"},
	} {
		f.Add(seed[0], seed[1], uint16(80))
	}
	f.Fuzz(func(t *testing.T, entry, text string, port uint16) {
		h, err := parseHost(text)
		if err == nil {
			again, err := parseHost(h.String())
			if err != nil || again != h {
				t.Fatalf("%q is %v, and that is %v (%v)", text, h, again, err)
			}
			if list, err := ParseList([]string{h.String()}); err != nil || !list.allows(h, port) {
				t.Fatalf("the entry %v does not allow itself: %v", h, err)
			}
		}
		list, listErr := ParseList([]string{entry})
		if listErr != nil || err != nil {
			return
		}
		e := list.entries[0]
		allowed := list.allows(h, port)
		if allowed && !e.any && !e.subdomain && e.host != h {
			t.Fatalf("%q allows %v", entry, h)
		}
		if allowed && e.subdomain && len(h.name) <= len(e.host.name)+1 {
			t.Fatalf("%q allows %v", entry, h)
		}
		private := netip.MustParseAddr("10.0.0.1")
		if list.reaches(h, netip.AddrPortFrom(private, port)) && e.host.addr != private {
			t.Fatalf("%q reaches %v at %v", entry, h, private)
		}
	})
}
