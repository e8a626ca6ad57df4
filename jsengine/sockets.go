package jsengine

import (
	"slices"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/express"
	"github.com/caddyhbf/hbf/jsengine/web/body"
	"github.com/caddyhbf/hbf/jsengine/web/socket"
)

// socket makes a WebSocket of a request for app.ws.
func (rt *runtime) socket(x *express.Exchange, o express.SocketOptions) *express.Socket {
	r := rt.open[x]
	if r == nil || !socket.IsUpgrade(x.Request) {
		return nil
	}
	var s express.Socket
	rt.async.In(r.scope.context, func() {
		ws, serve, restart := rt.web.socket.Accept(socket.Upgrade{
			Protocols: o.Protocols, Origins: o.Origins, AnyOrigin: slices.Contains(o.Origins, "*"),
		})
		s = express.Socket{Object: ws.Object(), Serve: serve, Restart: restart, Discard: ws.Discard}
	})
	return &s
}

// respondSocket makes the connection a WebSocket because a handler of the fetch style has answered with one end of a
// pair. The origin of the page is the app's to check, as on Cloudflare Workers.
func (rt *runtime) respondSocket(r *Request, response *body.Response, end goja.Value) {
	x := r.Exchange
	if !socket.IsUpgrade(x.Request) {
		panic(rt.kit.TypeError("the handler's fetch returned a WebSocket, but the request does not ask for one (Upgrade: websocket)"))
	}
	u := socket.Upgrade{AnyOrigin: true}
	if protocol := response.Header().Get("Sec-WebSocket-Protocol"); protocol != "" {
		u.Protocols = []string{protocol}
	}
	rt.async.In(r.scope.context, func() {
		serve, restart := rt.web.socket.Attach(end, u)
		x.EndOnReplace(restart)
		x.Answer(express.Response{Status: response.Status(), Takeover: serve})
	})
}
