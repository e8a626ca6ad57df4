package outbound_test

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/caddyhbf/hbf/jsengine/web/fetch/outbound"
)

// A request to a host that is not listed is not sent, and the error says what to add.
func TestHostIsNotListed(t *testing.T) {
	up := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("the request was sent") })
	for target, entry := range map[string]string{
		up.String():                  up.Host,
		"http://api.example.com/a?b": "api.example.com",
		"https://API.example.com":    "api.example.com",
		"http://example.com:443":     "example.com:443",
		"https://example.com:443":    "example.com",
		"http://[::1]:8080":          "[::1]:8080",
	} {
		for _, client := range []*outbound.Client{allow(t), allow(t, "example.org", "*.api.example.com")} {
			_, err := get(t, client, target)
			e, ok := errors.AsType[*outbound.NotListedError](err)
			if !ok || e.Entry != entry || !strings.Contains(err.Error(), "add "+entry+" to the option allow_net") {
				t.Errorf("%s: %v", target, err)
			}
		}
	}
}

// A listed name leads to no address that is not public unless the list has the address too; the host is not asked.
func TestNameOfPrivateAddress(t *testing.T) {
	up := serve(t, func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "at "+r.Host) })
	names := newDNS(map[string][]string{
		"loop.example.":   {"127.0.0.1"},
		"mapped.example.": {"::ffff:127.0.0.1"},
		"six.example.":    {"::1"},
		"meta.example.":   {"169.254.169.254"},
		"lan.example.":    {"10.1.2.3", "fd00::1"},
		"mixed.example.":  {"127.0.0.2", "127.0.0.1"},
		"localhost.":      {"10.0.0.1"},
	})
	for _, c := range []struct{ allow, host, want string }{
		{"*", "loop.example", "at 127.0.0.1, a loopback address (RFC 1122): add 127.0.0.1 to the option allow_net"},
		{"*.example", "loop.example", "add 127.0.0.1 to"},
		{"loop.example localhost", "loop.example", "add 127.0.0.1 to"},
		{"mapped.example", "mapped.example", "add 127.0.0.1 to"},
		{"six.example", "six.example", "at ::1, a loopback address (RFC 4291): add [::1] to"},
		{"meta.example", "meta.example", "at 169.254.169.254, a link-local address"},
		{"lan.example", "lan.example", "a private address"},
		{"*", "127.0.0.1", "since 127.0.0.1 is a loopback address (RFC 1122): add 127.0.0.1 to"},
		{"*", "localhost", "since localhost is at "},
		{"*", "localhost", "add localhost to"},
		{"loop.example 127.0.0.1", "loop.example", "at loop.example:"},
		{"loop.example 127.0.0.1:" + up.Port(), "loop.example", "at loop.example:"},
		{"loop.example 127.0.0.1:1", "loop.example", "add 127.0.0.1 to"},
		{"mixed.example 127.0.0.1", "mixed.example", "at mixed.example:"},
		{"localhost", "localhost", "at localhost:"},
		{"*.localhost:" + up.Port(), "app.localhost", "at app.localhost:"},
	} {
		client := newClient(t, outbound.Options{Allow: strings.Fields(c.allow), Resolver: names.resolver()})
		var got string
		resp, err := get(t, client, "http://"+c.host+":"+up.Port())
		if err != nil {
			got = err.Error()
		} else {
			got = text(t, resp)
		}
		if !strings.Contains(got, c.want) {
			t.Errorf("allow_net %s: %s: %s, want %q", c.allow, c.host, got, c.want)
		}
	}
}

// A name whose address changes between two requests is checked at each connection.
func TestNameThatChangesItsAddress(t *testing.T) {
	up := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Connection", "close")
		io.WriteString(w, "reached")
	})
	names := newDNS(map[string][]string{"rebind.example.": {"127.0.0.1"}})
	client := newClient(t, outbound.Options{Allow: []string{"rebind.example", "127.0.0.1"}, Resolver: names.resolver()})
	target := "http://rebind.example:" + up.Port()
	if got := text(t, mustGet(t, client, target)); got != "reached" {
		t.Fatal(got)
	}
	names.set("rebind.example.", "127.0.0.2")
	if _, err := get(t, client, target); err == nil || !strings.Contains(err.Error(), "rebind.example is at 127.0.0.2") {
		t.Errorf("after the change: %v", err)
	}
}

// What the environment says about proxies does not matter, and names are resolved here.
func TestProxiesAreIgnored(t *testing.T) {
	proxy := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("the proxy was asked") })
	for _, name := range []string{"HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "ALL_PROXY"} {
		t.Setenv(name, proxy.String())
	}
	up := serve(t, func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "direct") })
	names := newDNS(map[string][]string{"direct.example.": {"127.0.0.1"}})
	client := newClient(t, outbound.Options{Allow: []string{"*", "127.0.0.1"}, Resolver: names.resolver()})
	if got := text(t, mustGet(t, client, "http://direct.example:"+up.Port())); got != "direct" {
		t.Error(got)
	}
	if names.asked == 0 {
		t.Error("the resolver was not asked")
	}
}

// URLs that are no business of HTTP's, or blocked by the standard, are errors whatever the list says.
func TestURLsThatAreRefused(t *testing.T) {
	client := allow(t, "*", "127.0.0.1", "localhost")
	for target, want := range map[string]string{
		"ftp://example.com":        "neither http nor https",
		"file:///etc/passwd":       "neither http nor https",
		"example.com":              "neither http nor https",
		"http:example.com":         "host",
		"http://":                  "host",
		"http://127.1/":            "four decimal numbers",
		"http://0x7f000001/":       "four decimal numbers",
		"http://2130706433/":       "four decimal numbers",
		"http://[fe80::1%25lo]/":   "no IPv6 address",
		"http://a b/":              "URL is not valid",
		"http://example.com:99999": "port",
		"http://127.0.0.1:25/":     "port 25",
		"http://127.0.0.1:6667/":   "port 6667",
		"http://localhost:0/":      "port 0",
		"http://\x00/":             "URL is not valid",
	} {
		if _, err := get(t, client, target); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", target, err, want)
		}
	}
	for _, method := range []string{"CONNECT", "trace", "TRACK", "a b"} {
		if _, err := client.Do(t.Context(), &outbound.Request{Method: method, URL: "http://127.0.0.1:9999"}); err == nil || !strings.Contains(err.Error(), "method") {
			t.Errorf("%s: %v", method, err)
		}
	}
}
