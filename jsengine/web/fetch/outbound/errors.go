package outbound

import (
	"errors"
	"fmt"
	"net/netip"
)

// Errors of requests beyond those of the network, to be compared with errors.Is.
var (
	// ErrClosed says that the client was closed before the request or its response had come to an end.
	ErrClosed = errors.New("the app is being stopped")

	// ErrBodyClosed says that a body was read after it had been closed.
	ErrBodyClosed = errors.New("the response's body was closed before it was read")

	// ErrTooManyBodies says that there was a response, but too many others are open already.
	ErrTooManyBodies = errors.New("more than 1024 responses are open: read their bodies, or cancel them with response.body.cancel()")
)

// NotListedError says that allow_net does not list the host of a request, which therefore was not sent.
type NotListedError struct {
	// Entry is what to add to allow_net: the host, with its port where that is not the scheme's own.
	Entry string
	// Redirect is set when a redirect led there and not the app's own URL.
	Redirect bool
}

// Error implements error.
func (e *NotListedError) Error() string {
	how := ""
	if e.Redirect {
		how = ", to which the response redirects"
	}
	return fmt.Sprintf("the app may not reach %s%s: add %[1]s to the option allow_net of the hbf directive", e.Entry, how)
}

// RefusedError says that the host of a request is listed, but has an address that is not public and not listed as such.
type RefusedError struct {
	// Host is the host of the request's URL.
	Host string
	// Addr is the address that was refused.
	Addr netip.Addr
	// Range tells what the address is, such as "a private address (RFC 1918)".
	Range string
	// Entry is what to add to allow_net.
	Entry string
}

// Error implements error.
func (e *RefusedError) Error() string {
	is := e.Host + " is "
	if e.Host != e.Addr.String() {
		is = fmt.Sprintf("%s is at %s, ", e.Host, e.Addr)
	}
	return fmt.Sprintf("the app may not reach %s, since %s%s: add %s to the option allow_net of the hbf directive if it shall",
		e.Host, is, e.Range, e.Entry)
}

// RedirectError says that a redirect can't be followed.
type RedirectError struct {
	// Status is the status of the response that redirects, and Location its header field of that name.
	Status   int
	Location string
	// Reason tells why.
	Reason string
}

// Error implements error.
func (e *RedirectError) Error() string {
	return fmt.Sprintf("the redirect (status %d) to %.200q was not followed: %s", e.Status, e.Location, e.Reason)
}
