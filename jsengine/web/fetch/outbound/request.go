package outbound

import (
	"context"
	"io"
	"net/http"
)

// Redirect says what becomes of a response that redirects (https://fetch.spec.whatwg.org/#concept-request-redirect-mode).
type Redirect int

// The modes for redirects.
const (
	// Follow follows up to 20 redirects.
	Follow Redirect = iota
	// Refuse makes a redirect an error.
	Refuse
	// Manual gives the response that redirects itself, as servers' implementations of fetch() do; browsers hide it.
	Manual
)

// Request is what an app wants to send.
type Request struct {
	// Method is the method as it shall be sent. CONNECT, TRACE and TRACK are refused.
	Method string
	// URL is an absolute URL of the scheme http or https, as the URL parser has serialized it.
	URL string
	// Header is the header. Fields that belong to the connection rather than to the request are not sent; see
	// [Client.Do]. It is not changed.
	Header http.Header
	// Body is the body; its zero value is none.
	Body Body
	// Redirect says what becomes of redirects.
	Redirect Redirect
	// Over, if not nil, is called once, from whatever goroutine, when the exchange is over: the response's body has been
	// read or closed, or something has failed.
	Over func()
}

// Body is the body of a request.
type Body struct {
	// Open gives the body's bytes from its start; nil is no body. The client closes what it gives.
	Open func() (io.ReadCloser, error)
	// Once says that the bytes come from a stream, so that Open can only be called once. Redirects that would send the
	// body again are errors.
	Once bool
	// Length is how many bytes there are; -1 is unknown.
	Length int64
}

// Response is what came back.
type Response struct {
	Status     int
	StatusText string // empty with HTTP/2, which has none
	Header     http.Header
	// URL is that of the last request, and Redirected says whether redirects have led to it.
	URL        string
	Redirected bool
	// Body is the decoded body; nil where the standard has none. It ends with an error when the context given to
	// [Client.Do] ends. It may be closed at any time; what nobody can read any more is closed by itself.
	Body io.ReadCloser
}

// Do sends a request and waits for the header of its response, following redirects. ctx is the exchange's: its end
// cancels the request or, later, the response's body, and its cause is the error then. When the client has too many
// requests under way, Do waits until one of them has a response.
//
// Of the header, Host is the request's, and Content-Length counts for a body of unknown length. Connection,
// Transfer-Encoding and the like, which the connection takes care of, are left out, as browsers do with forbidden
// names, so that an app may pass on a header that it has received. What is missing is added: Accept, Accept-Encoding
// and User-Agent.
//
// Errors are [NotListedError], [RefusedError], [RedirectError], ErrClosed, ctx's cause and those of the network.
func (c *Client) Do(ctx context.Context, r *Request) (*Response, error) {
	x, err := c.begin(ctx, r.Over)
	if err != nil {
		return nil, err
	}
	resp, err := x.run(r)
	c.slots.Release(1)
	if err != nil {
		if cause := context.Cause(x.ctx); cause != nil {
			err = cause
		}
		x.end()
		return nil, err
	}
	return resp, nil
}
