package jsengine

import (
	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/express"
	"github.com/caddyhbf/hbf/jsengine/web/event"
)

// web is what a runtime has of the web platform.
type web struct {
	event *event.Module
}

// installWeb defines the web platform's globals.
func (rt *runtime) installWeb() {
	rt.web.event = event.New(rt.kit, rt)
}

// signal is req.signal: the AbortSignal that tells when the request is over without the app's doing.
func (rt *runtime) signal(x *express.Exchange) (signal goja.Value) {
	r := rt.open[x]
	if r == nil {
		return rt.web.event.NewSignal().Object()
	}
	rt.within(r.scope.context, func() { signal = rt.web.event.RequestSignal() })
	return signal
}
