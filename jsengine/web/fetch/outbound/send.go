package outbound

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"golang.org/x/net/http/httpguts"
)

// newHop checks what does not depend on where the request goes.
func newHop(r *Request) (*hop, error) {
	switch strings.ToUpper(r.Method) {
	case http.MethodConnect, http.MethodTrace, "TRACK":
		return nil, fmt.Errorf("the method %s is not allowed", r.Method)
	}
	u, err := parseURL(nil, r.URL)
	if err != nil {
		return nil, errors.New("the URL is not valid")
	}
	if err := normalize(u); err != nil {
		return nil, err
	}
	u.User = nil
	h := &hop{method: r.Method, url: u, header: make(http.Header, len(r.Header)+3), body: r.Body}
	for name, values := range r.Header {
		name = http.CanonicalHeaderKey(name)
		switch name {
		case "Host":
			h.host = strings.Join(values, "")
			if !httpguts.ValidHostHeader(h.host) {
				return nil, errors.New("the header field Host has a value that is no host")
			}
		case "Content-Length":
			if n, err := strconv.ParseInt(strings.Join(values, ","), 10, 64); err == nil && n >= 0 && h.body.Length < 0 {
				h.body.Length = n
			}
		case "Connection", "Expect", "Keep-Alive", "Proxy-Connection", "Te", "Trailer", "Transfer-Encoding", "Upgrade":
			// The connection's own: see Do.
		default:
			h.header[name] = append(h.header[name], values...)
		}
	}
	setDefault(h.header, "Accept", "*/*")
	setDefault(h.header, "User-Agent", "hbf")
	if h.header.Get("Range") != "" { // a range of the encoded bytes could not be decoded
		setDefault(h.header, "Accept-Encoding", "identity")
	} else {
		setDefault(h.header, "Accept-Encoding", acceptEncoding)
	}
	return h, nil
}

func setDefault(header http.Header, name, value string) {
	if _, ok := header[name]; !ok {
		header.Set(name, value)
	}
}

// roundTrip sends one request.
func (x *exchange) roundTrip(h *hop) (*http.Response, error) {
	req := (&http.Request{Method: h.method, URL: h.url, Host: h.host, Header: h.header.Clone()}).WithContext(x.ctx)
	if h.body.Open != nil {
		data, err := h.body.Open()
		if err != nil {
			return nil, fmt.Errorf("opening the request's body: %w", err)
		}
		req.Body, req.ContentLength = data, h.body.Length
		if h.body.Length == 0 {
			_ = data.Close() // nothing was written to it
			req.Body = http.NoBody
		}
		if !h.body.Once {
			req.GetBody = h.body.Open // for a connection that turns out to be closed
		}
	}
	resp, err := x.client.transport.RoundTrip(req)
	if err != nil {
		return nil, refusal(err)
	}
	if resp.StatusCode == http.StatusSwitchingProtocols {
		_ = resp.Body.Close() // nothing was written to it
		return nil, errors.New("the server switched to another protocol, which nobody had asked for")
	}
	return resp, nil
}

// respond makes a response for the app. The exchange is over if it has no body.
func (x *exchange) respond(resp *http.Response, h *hop, redirected bool) (*Response, error) {
	r := &Response{
		Status:     resp.StatusCode,
		StatusText: strings.TrimPrefix(strings.TrimPrefix(resp.Status, strconv.Itoa(resp.StatusCode)), " "),
		Header:     resp.Header,
		URL:        withoutFragment(h.url),
		Redirected: redirected,
	}
	if resp.ProtoMajor != 1 {
		r.StatusText = "" // Go makes one up
	}
	if h.method == http.MethodHead || isNullBody(resp.StatusCode) {
		_ = resp.Body.Close() // nothing was written to it
		x.end()
		return r, nil
	}
	decoded := &contentReader{raw: resp.Body, codings: contentCodings(resp.Header)}
	body, err := x.attach(resp.Body, decoded)
	if err != nil {
		return nil, err
	}
	r.Body = body
	return r, nil
}

// isNullBody reports the statuses whose responses have no body (https://fetch.spec.whatwg.org/#null-body-status).
func isNullBody(status int) bool {
	switch status {
	case http.StatusNoContent, http.StatusResetContent, http.StatusNotModified:
		return true
	}
	return false
}
