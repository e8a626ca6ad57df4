package caddyhbf

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/textproto"
	"net/url"
	"strings"

	"github.com/caddyserver/caddy/v2"
	"github.com/caddyserver/caddy/v2/modules/caddyhttp"
)

// What crosses between Caddy and the process of an isolated app is HTTP with one more header field: passageField has, in
// a request, what else the app may know of it, and resultField marks a response that is none, but says what became of
// the request. A client's own passageField is not passed on.
const (
	passageField = "Hbf-Passage"
	resultField  = "Hbf-Result"
)

// passage is what Caddy knows of a request beyond what HTTP between the processes says.
type passage struct {
	Token      string              `json:"token"` // what the field of a result must be
	ID         string              `json:"id"`
	RemoteAddr string              `json:"remote_addr"`
	ClientIP   string              `json:"client_ip,omitempty"`
	Trusted    bool                `json:"trusted,omitempty"` // the client is a trusted proxy
	TLS        bool                `json:"tls,omitempty"`
	Major      int                 `json:"major"` // HTTP's version
	Minor      int                 `json:"minor"`
	NoLength   bool                `json:"no_length,omitempty"` // there is no Content-Length, which HTTP between the processes may add
	Original   string              `json:"original,omitempty"`  // path before Caddy's rewrites
	Header     map[string][]string `json:"header,omitempty"`    // fields that are the connection's own

	Asset       string `json:"asset,omitempty"` // name in the archive; "" for the app's JavaScript
	MaxBodySize int64  `json:"max_body_size,omitempty"`
	PassThru    bool   `json:"pass_thru,omitempty"`
}

// result is what became of a request that has no response of the app's.
type result struct {
	Status    int         `json:"status"`
	Message   string      `json:"message"`
	Unhandled bool        `json:"unhandled,omitempty"`
	Header    http.Header `json:"header,omitempty"` // for the error's response
}

// maxResult bounds a result, in bytes.
const maxResult = 1 << 20

// connectionFields are the fields that HTTP between the processes has for itself, and those that Caddy's reverse proxy
// sets.
var (
	connectionFields = []string{
		"Connection", "Proxy-Connection", "Keep-Alive", "Proxy-Authenticate", "Proxy-Authorization", "Te", "Trailer",
		"Transfer-Encoding", "Upgrade",
	}
	proxyFields = []string{"X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "Via", "Early-Data"}
)

// describe notes what is known of a request.
func (p *passage) describe(r *http.Request) {
	p.ID = requestID(r)
	p.RemoteAddr = r.RemoteAddr
	p.ClientIP, _ = caddyhttp.GetVar(r.Context(), caddyhttp.ClientIPVarKey).(string)
	p.Trusted, _ = caddyhttp.GetVar(r.Context(), caddyhttp.TrustedProxyVarKey).(bool)
	p.TLS = r.TLS != nil
	p.Major, p.Minor = r.ProtoMajor, r.ProtoMinor
	p.NoLength = r.Method != http.MethodGet && r.Header["Content-Length"] == nil
	if original, ok := r.Context().Value(caddyhttp.OriginalRequestCtxKey).(http.Request); ok && original.URL != nil {
		p.Original = original.URL.Path
	}
	keep := func(name string) {
		if values, ok := r.Header[name]; ok {
			if p.Header == nil {
				p.Header = make(map[string][]string)
			}
			p.Header[name] = values
		}
	}
	for _, name := range connectionFields {
		keep(name)
	}
	for _, list := range r.Header["Connection"] { // it names further ones
		for name := range strings.SplitSeq(list, ",") {
			keep(textproto.CanonicalMIMEHeaderKey(strings.TrimSpace(name)))
		}
	}
}

// apply makes a request that came from Caddy what it was there. Its context must have Caddy's variables and replacer.
func (p *passage) apply(r *http.Request) {
	for name, values := range p.Header {
		r.Header[name] = values
	}
	if p.NoLength {
		delete(r.Header, "Content-Length")
	}
	r.RemoteAddr = p.RemoteAddr
	if r.Header.Get("Upgrade") == "" { // a switch of protocols is one of the connection between the processes
		r.ProtoMajor, r.ProtoMinor = p.Major, p.Minor
		r.Proto = fmt.Sprintf("HTTP/%d.%d", p.Major, p.Minor)
	}
	if p.ClientIP != "" {
		caddyhttp.SetVar(r.Context(), caddyhttp.ClientIPVarKey, p.ClientIP)
	}
	caddyhttp.SetVar(r.Context(), caddyhttp.TrustedProxyVarKey, p.Trusted)
	if repl, ok := r.Context().Value(caddy.ReplacerCtxKey).(*caddy.Replacer); ok {
		repl.Set("http.request.uuid", p.ID)
	}
}

// crossing is the way of Caddy's reverse proxy to the app's process.
type crossing struct{ app *isolated }

var errNotOurs = errors.New("the request does not come from the hbf handler")

// once is the body of a request that has none. The transport would send such a request again when the process dies, and the
// app would do twice what may have killed it.
type once struct{}

// Read implements io.Reader.
func (once) Read([]byte) (int, error) { return 0, io.EOF }

// Close implements io.Closer.
func (once) Close() error { return nil }

// errNoResponse says that the process answered with a result. The outgoing request has it.
var errNoResponse = errors.New("the app has no response")

// RoundTrip implements http.RoundTripper.
func (c *crossing) RoundTrip(r *http.Request) (*http.Response, error) {
	out, ok := r.Context().Value(outgoingKey{}).(*outgoing)
	if !ok {
		return nil, errNotOurs
	}
	described, err := json.Marshal(out.passage)
	if err != nil {
		return nil, err
	}
	inner := new(http.Request)
	*inner = *r
	inner.Header = r.Header.Clone()
	inner.URL = new(url.URL)
	*inner.URL = *r.URL
	inner.URL.Scheme, inner.URL.Host = "http", "app" // of which only the connection pool takes notice
	for _, name := range proxyFields {
		delete(inner.Header, name)
		if values, ok := out.original.Header[name]; ok && out.passage.Header[name] == nil {
			inner.Header[name] = values
		}
	}
	inner.Header[passageField] = []string{string(described)}
	switch r.Method {
	case http.MethodGet, http.MethodHead, http.MethodOptions:
		if inner.Body == nil || inner.Body == http.NoBody {
			inner.Body, inner.GetBody = once{}, nil
		}
	}
	response, err := c.app.wire.RoundTrip(inner)
	if err != nil {
		return nil, err
	}
	if response.Header.Get(resultField) != out.passage.Token {
		for name := range response.Header { // the app's fields replace those that are there
			delete(out.Header(), name)
		}
		if switched, ok := response.Body.(io.ReadWriteCloser); ok && response.StatusCode == http.StatusSwitchingProtocols {
			response.Body = &switchedBody{switched}
		}
		return response, nil
	}
	defer response.Body.Close()
	text, err := io.ReadAll(io.LimitReader(response.Body, maxResult))
	if err != nil {
		return nil, err
	}
	out.result = new(result)
	if err := json.Unmarshal(text, out.result); err != nil {
		return nil, fmt.Errorf("reading what the app's process has answered: %w", err)
	}
	return nil, errNoResponse
}

// switchedBody is the connection to the app's process after a switch of protocols, such as to a WebSocket. When the
// process closes it nothing is to come any more in either direction, while Caddy's reverse proxy takes the end of one for
// no more than that, and would wait for a client that says nothing.
type switchedBody struct{ io.ReadWriteCloser }

var errSwitchedEnd = errors.New("the app has closed the connection")

// Read implements io.Reader.
func (b *switchedBody) Read(p []byte) (int, error) {
	n, err := b.ReadWriteCloser.Read(p)
	if errors.Is(err, io.EOF) {
		err = errSwitchedEnd
	}
	return n, err
}

// CloseWrite says that the client has nothing more to say.
func (b *switchedBody) CloseWrite() error {
	if half, ok := b.ReadWriteCloser.(interface{ CloseWrite() error }); ok {
		return half.CloseWrite()
	}
	return errSwitchedEnd
}
