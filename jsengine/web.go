package jsengine

import (
	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/express"
	"github.com/caddyhbf/hbf/jsengine/hostcrypto"
	"github.com/caddyhbf/hbf/jsengine/web/blob"
	"github.com/caddyhbf/hbf/jsengine/web/body"
	"github.com/caddyhbf/hbf/jsengine/web/clone"
	"github.com/caddyhbf/hbf/jsengine/web/crypto"
	"github.com/caddyhbf/hbf/jsengine/web/encoding"
	"github.com/caddyhbf/hbf/jsengine/web/event"
	"github.com/caddyhbf/hbf/jsengine/web/fetch"
	"github.com/caddyhbf/hbf/jsengine/web/form"
	"github.com/caddyhbf/hbf/jsengine/web/headers"
	"github.com/caddyhbf/hbf/jsengine/web/performance"
	"github.com/caddyhbf/hbf/jsengine/web/socket"
	"github.com/caddyhbf/hbf/jsengine/web/stream"
	"github.com/caddyhbf/hbf/jsengine/web/url"
)

// web is what a runtime has of the web platform.
type web struct {
	event  *event.Module
	stream *stream.Module
	body   *body.Module
	crypto *crypto.Module
	socket *socket.Module
}

// installWeb defines the web platform's globals.
func (rt *runtime) installWeb() {
	k, w := rt.kit, &rt.web
	w.event = event.New(k, rt)
	url.New(k)
	encoding.New(k, w.event)
	w.stream = stream.New(k, rt)
	blobs := blob.New(k, rt, w.stream, func(message string) *goja.Object {
		return w.event.Exception("NotReadableError", message)
	})
	w.body = body.New(k, rt, body.Options{
		Events:  w.event,
		Streams: w.stream,
		Headers: headers.New(k),
		Blobs:   blobs,
		Forms:   form.New(k, blobs),
		Limit:   rt.cfg.MaxResponse,
	})
	w.crypto = crypto.New(k, rt, w.event)
	clone.New(k, w.event)
	performance.New(k, w.event.TimeOrigin())
	w.socket = socket.New(k, rt, w.event)
	fetch.New(k, rt, fetch.Options{Bodies: w.body, Client: rt.owner.client, Limit: rt.cfg.MaxResponse})
	secrets := hostcrypto.New(k, rt, w.crypto)
	rt.hosts["hbf:crypto"] = secrets.Exports
	for _, name := range cryptoModules {
		rt.hosts[name] = secrets.NodeExports
	}
}

// signal is req.signal: the AbortSignal that tells when the request is over without the app's doing.
func (rt *runtime) signal(x *express.Exchange) goja.Value {
	r := requestOf(x)
	if r == nil {
		return rt.web.event.NewSignal().Object()
	}
	return rt.signalOf(r)
}

func (rt *runtime) signalOf(r *Request) (signal *goja.Object) {
	rt.async.In(r.scope.context, func() { signal = rt.web.event.RequestSignal() })
	return signal
}
