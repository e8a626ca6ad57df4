package fetch

import (
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"syscall"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/web/fetch/outbound"
)

// errScopeOver is why a request ends that was still under way when the one that had begun it was over.
var errScopeOver = errors.New("the request that called fetch() is over")

// abortError carries the reason of an AbortSignal through Go.
type abortError struct{ reason goja.Value }

// Error implements error.
func (*abortError) Error() string { return "fetch() was aborted" }

// bodyError carries what a request's body, a stream, was errored with through Go.
type bodyError struct{ reason goja.Value }

// Error implements error.
func (*bodyError) Error() string { return "the body of the request is a stream that broke" }

// failure gives what JavaScript sees of an error: the reason of an abort, else a TypeError whose cause tells more, as
// undici, the fetch() of Node, has it. What allow_net does not allow is told in the TypeError's message, too, since the
// app's author must change an option.
func (m *Module) failure(err error) goja.Value {
	if aborted, ok := errors.AsType[*abortError](err); ok {
		return aborted.reason
	}
	if broken, ok := errors.AsType[*bodyError](err); ok {
		return m.failed(broken.reason)
	}
	cause := m.cause(err.Error(), code(err))
	if isDenied(err) {
		e := m.k.TypeError("fetch failed: %v", err)
		m.k.Hide(e, "cause", cause)
		return e
	}
	return m.failed(cause)
}

// broken gives what JavaScript sees of an error of a response's body.
func (m *Module) broken(err error) goja.Value {
	if aborted, ok := errors.AsType[*abortError](err); ok {
		return aborted.reason
	}
	if tooLarge, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return m.k.RangeError("the body of the response is larger than %d bytes, which is what may be read of it at once; read response.body piece by piece",
			tooLarge.Limit)
	}
	e := m.k.TypeError("terminated")
	m.k.Hide(e, "cause", m.cause(err.Error(), code(err)))
	return e
}

func isDenied(err error) bool {
	_, notListed := errors.AsType[*outbound.NotListedError](err)
	_, refused := errors.AsType[*outbound.RefusedError](err)
	return notListed || refused
}

func (m *Module) failed(cause goja.Value) *goja.Object {
	e := m.k.TypeError("fetch failed")
	m.k.Hide(e, "cause", cause)
	return e
}

// cause makes an Error with the property code, unless that is empty.
func (m *Module) cause(message, code string) *goja.Object {
	e, err := m.k.VM.New(m.error, m.k.VM.ToValue(message))
	if err != nil {
		panic(err)
	}
	if code != "" {
		m.k.Put(e, "code", m.k.VM.ToValue(code))
	}
	return e
}

// code gives the name that Node has for an error, "" if it has none.
func code(err error) string {
	if isDenied(err) {
		return "ERR_ACCESS_DENIED"
	}
	if e, ok := errors.AsType[*net.DNSError](err); ok {
		if e.IsNotFound {
			return "ENOTFOUND"
		}
		return "EAI_AGAIN"
	}
	for _, known := range []struct {
		err  error
		name string
	}{
		{syscall.ECONNREFUSED, "ECONNREFUSED"},
		{syscall.ECONNRESET, "ECONNRESET"},
		{syscall.EPIPE, "EPIPE"},
		{syscall.EHOSTUNREACH, "EHOSTUNREACH"},
		{syscall.ENETUNREACH, "ENETUNREACH"},
		{io.EOF, "ECONNRESET"},
		{io.ErrUnexpectedEOF, "ECONNRESET"},
	} {
		if errors.Is(err, known.err) {
			return known.name
		}
	}
	if timeout, ok := errors.AsType[net.Error](err); ok && timeout.Timeout() {
		return "ETIMEDOUT"
	}
	if _, ok := errors.AsType[x509.HostnameError](err); ok {
		return "ERR_TLS_CERT_ALTNAME_INVALID"
	}
	if e, ok := errors.AsType[x509.CertificateInvalidError](err); ok && e.Reason == x509.Expired {
		return "CERT_HAS_EXPIRED"
	}
	if _, ok := errors.AsType[x509.UnknownAuthorityError](err); ok {
		return "UNABLE_TO_VERIFY_LEAF_SIGNATURE"
	}
	return ""
}
