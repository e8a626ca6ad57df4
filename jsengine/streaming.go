package jsengine

import (
	"io"
	"net/http"
	"sync"

	"github.com/caddyhbf/hbf/jsengine/events"
	"github.com/caddyhbf/hbf/jsengine/express"
)

// flush lets go what a turn has added to a response that is written bit by bit.
func (rt *runtime) flush(r *Request) {
	x := r.Exchange
	if r.settled {
		return
	}
	chunk, begun, complete := x.Flush()
	if !begun {
		return
	}
	stream := x.Response.Stream
	if !r.streaming {
		rt.beginStreaming(r)
		stream.OnCancel(func() { rt.owner.enqueue(&departure{r, departed}) })
		rt.emitFor(r, func() { r.complete(nil) })
	}
	rt.emitFor(r, func() {
		stream.Write(chunk)
		if complete {
			stream.End(nil)
		}
	})
	switch {
	case complete, rt.owner.ending && rt.endOnReplace(r):
		rt.finish(r, nil)
	case x.Thirsty():
		rt.emitFor(r, func() { stream.OnDrain(func() { rt.owner.enqueue(&drained{r}) }) })
	}
}

func (rt *runtime) beginStreaming(r *Request) {
	rt.owner.shared.Lock()
	r.streaming, r.begun = true, true
	rt.owner.shared.Unlock()
	r.Exchange.RequestID() // the last chance to make it
	if r.expiry != nil {
		r.expiry.Stop()
	}
}

// answered ends a request whose response is complete, as far as the runtime is concerned. Where others go on with it,
// what it has begun lives until they have finished.
func (rt *runtime) answered(r *Request) {
	response := &r.Exchange.Response
	over := func() { rt.owner.enqueue(&written{r}) }
	switch {
	case response.Takeover != nil:
		take := response.Takeover
		response.Takeover = func(w http.ResponseWriter, q *http.Request) error {
			defer over()
			return take(w, q)
		}
	case response.Reader != nil:
		response.Reader = &reported{ReadCloser: response.Reader, closed: over}
	default:
		rt.finish(r, nil)
		return
	}
	rt.beginStreaming(r)
	rt.emitFor(r, func() { r.complete(nil) })
}

// reported tells when it is closed.
type reported struct {
	io.ReadCloser
	closed func()
	once   sync.Once
}

func (r *reported) Close() error {
	defer r.once.Do(r.closed)
	return r.ReadCloser.Close()
}

// breakOff ends a response that has begun and can't be completed.
func (rt *runtime) breakOff(r *Request, err error) {
	x := r.Exchange
	if stream := x.Response.Stream; stream != nil {
		rt.emitFor(r, func() { stream.End(err) })
	}
	x.Abandon()
	rt.finish(r, nil)
}

// written is the task that ends a request whose response was written by others than the runtime.
type written struct{ r *Request }

func (w *written) run(own *owner) {
	r := w.r
	rt := r.scope.rt
	if rt.owner != own || r.settled || r.scope.ended {
		return
	}
	o := own.turn(r.scope.context, lastWords{rt, func() {
		rt.finish(r, nil)
		rt.touch(r)
	}})
	own.afterTurn(rt, r, &o)
}

func (w *written) release() {}

// drained is the task that tells the app that a client has caught up.
type drained struct{ r *Request }

func (d *drained) run(own *owner) {
	if d.r.scope.rt.owner != own || d.r.settled || d.r.scope.ended {
		return
	}
	own.continueIn(d.r.scope.context, d.r.Exchange.Drained)
}

func (d *drained) release() {}

// endOnReplace ends a response that would otherwise keep its client from reaching the app's new code: an event
// stream, a socket. It reports whether the response is such a one.
func (rt *runtime) endOnReplace(r *Request) bool {
	end := r.Exchange.OnReplace()
	if end == nil {
		return false
	}
	end()
	return true
}

// subscribe lets an event stream have what is published on a channel, until it ends.
func (rt *runtime) subscribe(x *express.Exchange, channel string, receive func(*events.Message)) (end func()) {
	r := requestOf(x)
	if r == nil {
		return func() {}
	}
	unsubscribe := rt.events.Subscribe(channel, receive)
	remove := r.scope.atEnd(unsubscribe)
	return func() {
		remove()
		unsubscribe()
	}
}

// changed is told by the exchange that its response is complete, or that there is more of it.
func (rt *runtime) changed(x *express.Exchange) { rt.touch(requestOf(x)) }
