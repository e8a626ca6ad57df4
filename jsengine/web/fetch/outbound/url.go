package outbound

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
)

// parseURL parses a URL, relative to base unless that is nil. Where Go's parser is stricter than that of the standard, about a % that begins
// no escape, it is helped: /100% is sent as /100%25, which means the same.
func parseURL(base *url.URL, text string) (*url.URL, error) {
	parse := url.Parse
	if base != nil {
		parse = base.Parse
	}
	u, err := parse(text)
	if err == nil {
		return u, nil
	}
	text, _, _ = strings.Cut(text, "#")
	path, query, hasQuery := strings.Cut(text, "?")
	var out strings.Builder
	for i := range len(path) {
		out.WriteByte(path[i])
		if path[i] == '%' && (i+2 >= len(path) || !isHex(path[i+1]) || !isHex(path[i+2])) {
			out.WriteString("25")
		}
	}
	if hasQuery {
		out.WriteString("?" + query)
	}
	return parse(out.String())
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}

// normalize brings a URL into the one form in which it is compared with the list and dialed, so that these two can't
// disagree about the host: in ASCII and lower case, without the scheme's own port.
func normalize(u *url.URL) error {
	h, port, err := hostPort(u)
	if err != nil {
		return err
	}
	u.Host = h.String()
	if port != schemePort(u.Scheme) {
		u.Host += ":" + strconv.Itoa(int(port))
	}
	if u.Path == "" {
		u.Path = "/"
	}
	return nil
}

func withoutFragment(u *url.URL) string {
	bare := *u
	bare.Fragment, bare.RawFragment = "", ""
	return bare.String()
}

// check holds a normalized URL against the list.
func (c *Client) check(u *url.URL, redirect bool) error {
	h, port, err := hostPort(u)
	switch {
	case err != nil:
		return err
	case !c.list.allows(h, port):
		return &NotListedError{Entry: u.Host, Redirect: redirect}
	case isBadPort(port):
		return fmt.Errorf("the port %d belongs to another protocol than HTTP and is blocked, as the standard has it", port)
	}
	return nil
}

// hostPort gives the host and the port of a URL of the scheme http or https.
func hostPort(u *url.URL) (host, uint16, error) {
	port := schemePort(u.Scheme)
	if port == 0 {
		return host{}, 0, fmt.Errorf("the scheme %q is neither http nor https", u.Scheme)
	}
	name := u.Hostname()
	if strings.HasPrefix(u.Host, "[") {
		name = "[" + name + "]"
	}
	h, err := parseHost(name)
	if err != nil {
		return host{}, 0, fmt.Errorf("the URL's host %q is not valid: %w", name, err)
	}
	if text := u.Port(); text != "" {
		n, err := strconv.ParseUint(text, 10, 16)
		if err != nil {
			return host{}, 0, fmt.Errorf("the URL's port %q is not valid", text)
		}
		port = uint16(n)
	}
	return h, port, nil
}

func schemePort(scheme string) uint16 {
	switch scheme {
	case "http":
		return 80
	case "https":
		return 443
	}
	return 0
}
