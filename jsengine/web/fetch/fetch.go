package fetch

import (
	"bytes"
	"context"
	"io"
	"strings"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/web/body"
	"github.com/caddyhbf/hbf/jsengine/web/fetch/outbound"
)

// fetch gives the promise of a response. It throws what the promise shall be rejected with at once.
func (m *Module) fetch(r *body.Request) goja.Value {
	signal := r.Signal()
	if signal != nil && signal.Aborted() {
		m.discard(r, signal.Reason())
		panic(signal.Reason())
	}
	scheme, _, _ := strings.Cut(r.URL(), ":")
	switch scheme {
	case "http", "https":
	case "data":
		return m.fetchData(r)
	default:
		panic(m.failed(m.cause("fetch() knows no URLs of the scheme "+scheme+":, only http:, https: and data:", "")))
	}
	f := &flight{m: m, sent: make(chan struct{})}
	promise, resolve, reject := m.k.Promise()
	f.resolve, f.reject = resolve, reject
	f.ctx, f.cancel = context.WithCancelCause(context.Background())
	f.upload = m.upload(f, m.Bodies.Payload(r.Body()))
	f.unlink = append(f.unlink, m.loop.Cleanup(f.leave))
	if signal != nil {
		f.unlink = append(f.unlink, signal.OnAbort(f.abort))
	}
	f.send(r)
	return promise
}

// discard cancels the body of a request that will not be sent.
func (m *Module) discard(r *body.Request, reason goja.Value) {
	payload := m.Bodies.Payload(r.Body())
	switch {
	case payload.Reader != nil:
		go payload.Reader.Close() // which may block
	case payload.Stream != nil:
		if !m.Bodies.Streams.Locked(payload.Stream) {
			ignore := func(goja.Value) goja.Value { return goja.Undefined() }
			m.k.Then(m.Bodies.Streams.Cancel(payload.Stream, reason), ignore, ignore)
		}
	}
}

func (m *Module) fetchData(r *body.Request) goja.Value {
	mediaType, data, err := parseDataURL(r.URL())
	if err != nil {
		panic(m.failure(err))
	}
	return m.k.Resolved(m.Bodies.Received(body.Received{
		Status: 200, StatusText: "OK", URL: withoutFragment(r.URL()),
		Header: map[string][]string{"Content-Type": {mediaType}},
		Body:   io.NopCloser(bytes.NewReader(data)),
	}))
}

func withoutFragment(url string) string {
	url, _, _ = strings.Cut(url, "#")
	return url
}

// flight is a request on its way, until its response's body has come to its end. Except for its contexts it is the
// owner's.
type flight struct {
	m               *Module
	ctx             context.Context //nolint:containedctx // it lives as long as the flight
	cancel          context.CancelCauseFunc
	sent            chan struct{} // closed when the request may leave the instance
	upload          upload
	unlink          []func()
	resolve, reject func(goja.Value)
	settled         bool
}

// leave is the end of the scope.
func (f *flight) leave() {
	f.settled = true // the promise stays pending
	f.cancel(errScopeOver)
	f.upload.drop()
}

// abort is what the request's signal does (https://fetch.spec.whatwg.org/#abort-fetch).
func (f *flight) abort(reason goja.Value) {
	f.settle(f.reject, reason)
	f.cancel(&abortError{reason})
	f.upload.stop(reason)
}

func (f *flight) settle(settle func(goja.Value), v goja.Value) {
	if !f.settled {
		f.settled = true
		f.resolve, f.reject = nil, nil // the promise would keep the response, and its body open
		settle(v)
	}
}

// over takes back what waits for the end of a flight. It is posted when the exchange is over.
func (f *flight) over() {
	for _, unlink := range f.unlink {
		unlink()
	}
	f.unlink = nil
}

// send sends the request as soon as what the app has written before is safe.
func (f *flight) send(r *body.Request) {
	post := f.m.loop.Poster()
	request := &outbound.Request{
		Method: r.Method(), URL: r.URL(), Header: r.Header(), Redirect: redirects[r.Redirect()],
		Body: f.upload.body(),
		Over: func() { post(f.over) },
	}
	f.m.loop.Emit(func() { close(f.sent) })
	f.m.loop.Go(func(ctx context.Context) func() {
		defer context.AfterFunc(ctx, func() { f.cancel(errScopeOver) })()
		select {
		case <-f.sent:
		case <-f.ctx.Done():
			f.upload.drop()
			return f.failed(context.Cause(f.ctx), post)
		}
		response, err := f.m.Client.Do(f.ctx, request)
		if err != nil {
			f.upload.drop()
			return f.failed(err, nil)
		}
		return func() { f.land(response) }
	})
}

var redirects = map[string]outbound.Redirect{
	"follow": outbound.Follow, "error": outbound.Refuse, "manual": outbound.Manual,
}

// failed rejects the promise. post is given when no exchange has begun whose end would be posted.
func (f *flight) failed(err error, post func(func())) func() {
	if post != nil {
		post(f.over)
	}
	return func() { f.settle(f.reject, f.m.failure(err)) }
}

// land resolves the promise with the response. If there is nobody who could get it any more, it is closed.
func (f *flight) land(response *outbound.Response) {
	if f.settled {
		f.cancel(outbound.ErrBodyClosed)
		return
	}
	received := body.Received{
		Status: response.Status, StatusText: response.StatusText, Header: response.Header,
		URL: response.URL, Redirected: response.Redirected, Body: response.Body, Limit: f.m.Limit,
		Failure: f.m.broken,
	}
	var v goja.Value
	if thrown := f.m.k.VM.Try(func() { v = f.m.Bodies.Received(received) }); thrown != nil {
		f.cancel(outbound.ErrBodyClosed)
		f.settle(f.reject, thrown.Value())
		return
	}
	f.settle(f.resolve, v)
}
