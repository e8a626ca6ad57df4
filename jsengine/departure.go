package jsengine

import (
	"log/slog"

	"github.com/dop251/goja"
)

// Why a request departs without its own doing.
const (
	departed = iota // its client has gone
	expired         // its time has passed
	lingered        // what it had begun went on for too long after the response
	replaced        // other code takes the app's place, or the process ends
)

// departure is the task that cleans up after a request that has left.
type departure struct {
	r      *Request
	reason int
}

func (d *departure) run(own *owner) {
	r := d.r
	if r.scope == nil || r.scope.rt.owner != own || r.scope.ended {
		return
	}
	rt := r.scope.rt
	if d.reason == lingered {
		rt.cfg.Logger.Warn("what a request had begun was stopped some time after its response",
			slog.String("request_id", r.Exchange.RequestID()), slog.Duration("after", lingerTime))
		r.scope.end()
		return
	}
	if r.settled {
		return
	}
	if d.reason == expired {
		r.Exchange.Abandon()
	} else {
		r.Exchange.Leave()
	}
	aborts := r.aborts
	rt.finish(r, nil) // its goroutine has its answer already; what it has begun may go on for a while
	name, message := "AbortError", "The client closed the connection"
	switch d.reason {
	case expired:
		name, message = "TimeoutError", own.timeoutError().Error()
	case replaced:
		message = "The app was replaced"
	}
	o := own.turn(r.scope.context, lastWords{rt, func() { rt.abort(r, aborts, name, message) }})
	if d.reason == expired {
		r.scope.end()
	}
	own.afterTurn(rt, r, &o)
}

func (d *departure) release() {}

// abort tells the app that one of its requests is over.
func (rt *runtime) abort(r *Request, aborts []*abortHandler, name, message string) {
	r.abortReason = rt.web.event.Exception(name, message)
	for _, a := range aborts {
		if thrown := rt.vm.Try(func() { a.f(r.abortReason) }); thrown != nil {
			rt.reportThrown(thrown)
		}
	}
	r.Exchange.Aborted()
	rt.touch(r)
}

// onAbort has f called when the request is aborted. A nil request never is.
func (r *Request) onAbort(f func(reason goja.Value)) (remove func()) {
	if r == nil || r.settled {
		return func() {}
	}
	a := &abortHandler{f}
	r.aborts = append(r.aborts, a)
	return func() {
		for n, other := range r.aborts {
			if other == a {
				r.aborts = append(append([]*abortHandler(nil), r.aborts[:n]...), r.aborts[n+1:]...)
				return
			}
		}
	}
}
