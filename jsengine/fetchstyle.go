package jsengine

import (
	"maps"
	"net/http"
	"strconv"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/express"
	"github.com/caddyhbf/hbf/jsengine/native"
	"github.com/caddyhbf/hbf/jsengine/web/body"
)

// callFetch lets a handler of the fetch style, fetch(request, env, ctx), answer. It is part of a turn.
func (rt *runtime) callFetch(r *Request) {
	f, ok := goja.AssertFunction(rt.handler.object.Get("fetch"))
	if !ok {
		panic(rt.kit.TypeError("the default export's fetch is not a function any more"))
	}
	x := r.Exchange
	v, err := f(rt.handler.object, rt.webRequest(r), rt.env, rt.executionContext(x))
	rt.rethrow(err)
	r.answers = true
	if r.result, ok = native.PromiseOf(v); !ok {
		if thenable, isObject := v.(*goja.Object); isObject && has(thenable, "then") {
			r.result, _ = native.PromiseOf(rt.kit.Resolved(v))
			return
		}
		rt.respond(r, v)
	}
}

// webRequest makes the Request of an exchange.
func (rt *runtime) webRequest(r *Request) *goja.Object {
	x := r.Exchange
	header := maps.Clone(x.Request.Header)
	if header == nil {
		header = make(http.Header, 1)
	}
	host := x.Host
	if host == "" {
		host = x.Request.Host
	}
	header["Host"] = []string{host}
	in := body.Incoming{
		Method: x.Request.Method,
		URL:    x.Scheme + "://" + host + x.Request.URL.RequestURI(),
		Header: header,
		Data:   x.Body,
		Signal: func() *goja.Object { return rt.signalOf(r) },
	}
	if !x.BodyRead() {
		in.Reader = x.BodyReader()
	}
	return rt.web.body.Incoming(in)
}

// respond makes the Response that a handler of the fetch style gave the answer.
func (rt *runtime) respond(r *Request, v goja.Value) {
	x := r.Exchange
	response, ok := body.ResponseOf(v)
	if !ok {
		panic(rt.kit.TypeError("the handler's fetch must return a Response, or a promise of one, not %s", clip(inspect(rt.vm, v), 200)))
	}
	if x.Abandoned() {
		return
	}
	if end := response.WebSocket(); end != nil {
		rt.respondSocket(r, response, end)
		return
	}
	status := response.Status()
	if status == 0 {
		panic(rt.kit.TypeError("the handler's fetch returned Response.error(), which can't be sent"))
	}
	header := response.Header()
	payload := rt.web.body.Payload(response.Body())
	if payload.Stream == nil {
		if x.Request.Method == http.MethodHead && payload.Reader == nil && len(header["Content-Length"]) == 0 {
			header = maps.Clone(header)
			header["Content-Length"] = []string{strconv.Itoa(len(payload.Data))}
		}
		x.Answer(express.Response{Status: status, StatusMessage: response.StatusText(), Header: header, Body: payload.Data, Reader: payload.Reader})
		return
	}
	if !x.AnswerStream(status, header) {
		return
	}
	if !x.HasBody() {
		rt.web.stream.Cancel(payload.Stream, goja.Undefined())
		x.End()
		return
	}
	rt.async.In(r.scope.context, func() {
		sink := &bodySink{rt: rt, r: r}
		sink.cancel = rt.web.stream.Pump(payload.Stream, sink)
		r.onAbort(sink.cancel)
	})
}

// bodySink is the response that the ReadableStream of a Response goes to.
type bodySink struct {
	rt     *runtime
	r      *Request
	cancel func(reason goja.Value)
}

// Write implements [stream.Sink].
func (s *bodySink) Write(chunk []byte, ready func()) {
	x := s.r.Exchange
	if x.Push(chunk) {
		ready()
		return
	}
	x.WhenDrained(ready)
}

// Close implements [stream.Sink].
func (s *bodySink) Close() { s.r.Exchange.End() }

// Abort implements [stream.Sink].
func (s *bodySink) Abort(reason goja.Value) {
	s.rt.logLate("the stream of a response failed, which is broken off", s.r, s.rt.describe(reason, nil))
	s.rt.breakOff(s.r, ErrBrokenOff)
}

// formData is req.formData().
func (rt *runtime) formData(x *express.Exchange) goja.Value {
	request := rt.web.body.Incoming(body.Incoming{Method: http.MethodPost, URL: "http://localhost/", Header: x.Request.Header, Data: x.Body})
	read, _ := goja.AssertFunction(request.Get("formData"))
	return native.Must(read(request))
}
