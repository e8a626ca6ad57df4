package outbound

import (
	"io"
	"net/http"
	"net/url"
)

const (
	maxRedirects = 20       // https://fetch.spec.whatwg.org/#http-redirect-fetch
	maxDrained   = 16 << 10 // bytes of a redirect's body that are read to keep its connection
)

// run sends the request, and again where redirects lead (https://fetch.spec.whatwg.org/#http-redirect-fetch).
func (x *exchange) run(r *Request) (*Response, error) {
	h, err := newHop(r)
	if err != nil {
		return nil, err
	}
	for n := 0; ; n++ {
		if err := x.client.check(h.url, n > 0); err != nil {
			return nil, err
		}
		resp, err := x.roundTrip(h)
		if err != nil {
			return nil, err
		}
		location := resp.Header.Get("Location")
		if r.Redirect == Manual || !isRedirect(resp.StatusCode) || r.Redirect == Follow && location == "" {
			return x.respond(resp, h, n > 0)
		}
		discard(resp)
		failed := &RedirectError{Status: resp.StatusCode, Location: location}
		switch {
		case r.Redirect == Refuse:
			failed.Reason = "the request's redirect mode is error"
		case n == maxRedirects:
			failed.Reason = "there were 20 already"
		default:
			failed.Reason = h.follow(resp.StatusCode, location)
		}
		if failed.Reason != "" {
			return nil, failed
		}
	}
}

func isRedirect(status int) bool {
	switch status {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther,
		http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		return true
	}
	return false
}

// discard closes a response that nobody will see. Its connection can be used again if little was left to read.
func discard(resp *http.Response) {
	if resp.ContentLength <= maxDrained {
		_, _ = io.CopyN(io.Discard, resp.Body, maxDrained)
	}
	_ = resp.Body.Close()
}

// hop is a request on its way.
type hop struct {
	method string
	url    *url.URL
	host   string // the header field Host, if the app has set it
	header http.Header
	body   Body
}

// follow makes the hop the one to which a response redirects, or tells why that can't be.
func (h *hop) follow(status int, location string) (problem string) {
	to, err := parseURL(h.url, location)
	if err != nil {
		return "that is no URL"
	}
	if err := normalize(to); err != nil {
		return err.Error()
	}
	switch {
	case to.User != nil && !sameOrigin(h.url, to):
		return "the URL has a user name or a password"
	case status != http.StatusSeeOther && h.body.Open != nil && h.body.Once:
		return "the request's body is a stream, which can't be sent again"
	}
	to.User = nil
	if to.Fragment == "" {
		to.Fragment, to.RawFragment = h.url.Fragment, h.url.RawFragment
	}
	found := status == http.StatusMovedPermanently || status == http.StatusFound
	if found && h.method == http.MethodPost ||
		status == http.StatusSeeOther && h.method != http.MethodGet && h.method != http.MethodHead {
		h.method, h.body = http.MethodGet, Body{}
		for _, name := range []string{"Content-Encoding", "Content-Language", "Content-Location", "Content-Type"} {
			h.header.Del(name)
		}
	}
	if !sameOrigin(h.url, to) {
		h.host = ""
		for _, name := range []string{"Authorization", "Proxy-Authorization", "Cookie"} {
			h.header.Del(name)
		}
	}
	h.url = to
	return ""
}

// sameOrigin compares the origins of two normalized URLs (https://html.spec.whatwg.org/#same-origin).
func sameOrigin(a, b *url.URL) bool { return a.Scheme == b.Scheme && a.Host == b.Host }
