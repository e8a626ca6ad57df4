package caddyhbf

import (
	"context"
	"errors"
	"math"
	"net"
	"net/http"
	"slices"
	"sync/atomic"
	"time"

	"github.com/caddyserver/caddy/v2"
	"github.com/caddyserver/caddy/v2/modules/caddyhttp"
	"github.com/caddyserver/caddy/v2/modules/caddyhttp/reverseproxy"

	"github.com/caddyhbf/hbf/caddyhbf/assets"
)

// proxy takes requests to an isolated app through Caddy's own reverse proxy. There is one per configuration, for its
// log and metrics; requests go on with the one that they have begun with.
type proxy struct {
	app     *isolated
	handler reverseproxy.Handler
	users   atomic.Int64 // requests, and one for being the newest
}

func newProxy(ctx caddy.Context, p *isolated) (*proxy, error) {
	x := &proxy{app: p, handler: reverseproxy.Handler{
		Transport: &crossing{p},
		Upstreams: reverseproxy.UpstreamPool{{Dial: "unix/" + p.process.Address()}},
	}}
	if err := x.handler.Provision(ctx); err != nil {
		return nil, errors.Join(err, x.handler.Cleanup())
	}
	x.users.Store(1)
	return x, nil
}

// drop gives up one use; the last one cleans up.
func (x *proxy) drop() {
	if x.users.Add(-1) == 0 {
		_ = x.handler.Cleanup() // it only forgets: no connection is left
	}
}

func (x *proxy) release() {
	x.app.finish()
	x.drop()
}

func (x *proxy) serveStatic(h *Handler, w http.ResponseWriter, r *http.Request, route StaticRoute) error {
	name, ok := assets.Resolve(route.Prefix, route.Dir, r.URL.Path)
	if !ok {
		return notAnAsset(r)
	}
	return x.serve(h, w, r, nil, &passage{Asset: name})
}

func (x *proxy) serveApp(h *Handler, w http.ResponseWriter, r *http.Request, next caddyhttp.Handler) error {
	return x.serve(h, w, r, next, &passage{MaxBodySize: h.options.MaxBodySize, PassThru: h.options.PassThru})
}

// serve sends a request to the app's process and its answer to the client. Without next there is nothing to pass the
// request on to.
func (x *proxy) serve(h *Handler, w http.ResponseWriter, r *http.Request, next caddyhttp.Handler, p *passage) error {
	p.Token = x.app.token
	p.describe(r)
	out := &outgoing{ResponseWriterWrapper: &caddyhttp.ResponseWriterWrapper{ResponseWriter: w}, original: r, passage: p}
	if server := w.Header()["Server"]; server != nil {
		out.server = slices.Clone(server)
	}
	inner := r.WithContext(context.WithValue(r.Context(), outgoingKey{}, out))
	var replay *recording
	if r.Body != nil && r.Body != http.NoBody && r.ContentLength != 0 {
		out.body = &requestBody{w: w, r: r, limits: bodyLimits{streamed: math.MaxInt64}} // the app's process has the limit
		inner.Body = out.body
		if p.PassThru && next != nil {
			out.body.limits.streamed = h.options.MaxBodySize // what is read is kept
			replay = &recording{from: out.body}
			inner.Body = &playback{recording: replay, first: true}
		}
	}
	err := x.handler.ServeHTTP(out, inner, nil)
	if out.sending {
		_ = http.NewResponseController(w).Flush()
		out.body.linger()
	}
	var body *bodyError
	switch result := out.result; {
	case result != nil && result.Unhandled && next != nil:
		if replay != nil {
			r.Body = replay.restart()
		}
		return next.ServeHTTP(w, r)
	case result != nil:
		for name, values := range result.Header {
			w.Header()[name] = values
		}
		return caddyhttp.Error(result.Status, errors.New(result.Message))
	case err == nil:
		return nil
	case errors.As(err, &body):
		return asHandlerError(body)
	}
	return x.app.failed(h, w, err)
}

// newWire makes the connections to an app's process.
func newWire(p *isolated) *http.Transport {
	return &http.Transport{
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return p.process.Dial(ctx)
		},
		MaxIdleConns:           1024,
		MaxIdleConnsPerHost:    1024,
		IdleConnTimeout:        time.Minute,
		DisableCompression:     true,
		ExpectContinueTimeout:  time.Hour, // it is the app that says whether it wants the body
		MaxResponseHeaderBytes: 8 << 20,
		ReadBufferSize:         16 << 10,
		WriteBufferSize:        16 << 10,
	}
}

// outgoing is a request on its way to the app's process, and the writer of the response to it.
type outgoing struct {
	*caddyhttp.ResponseWriterWrapper
	original *http.Request
	passage  *passage
	body     *requestBody // nil where there is none
	server   []string     // what the field Server was before
	result   *result      // what the process answered instead of a response
	sending  bool         // the client is still sending the body
}

type outgoingKey struct{}

// WriteHeader implements http.ResponseWriter. It makes the response what it would be without a proxy.
func (o *outgoing) WriteHeader(status int) {
	if status == http.StatusContinue {
		return // the server says so itself when the body is read
	}
	if status >= 200 {
		header := o.Header()
		if via := header["Via"]; len(via) > 1 {
			header["Via"] = via[:len(via)-1]
		} else {
			delete(header, "Via")
		}
		if o.server != nil && header["Server"] == nil {
			header["Server"] = o.server
		}
		o.fullDuplex(header)
	}
	o.ResponseWriterWrapper.WriteHeader(status)
}

// fullDuplex lets the response go out while the client is still sending a body, as duplex does for an app in process.
func (o *outgoing) fullDuplex(header http.Header) {
	if o.body == nil || o.original.ProtoMajor != 1 || o.body.ended.Load() {
		return
	}
	if http.NewResponseController(o.ResponseWriter).EnableFullDuplex() == nil {
		header.Set("Connection", "close")
		o.sending = true
	}
}

// Interface guards
var _ served = (*proxy)(nil)
