package jsengine

import (
	"slices"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/express"
	"github.com/caddyhbf/hbf/jsengine/web/body"
	"github.com/caddyhbf/hbf/jsengine/web/socket"
)

func isUpgrade(x *express.Exchange) bool { return socket.IsUpgrade(x.Request) }

// socket makes a WebSocket of a request for app.ws.
func (rt *runtime) socket(x *express.Exchange, o express.SocketOptions) (*express.Socket, *express.SocketRefusal) {
	r := requestOf(x)
	if r == nil || x.Sent() {
		return nil, nil
	}
	u := socket.Upgrade{Protocols: o.Protocols, Origins: o.Origins, AnyOrigin: slices.Contains(o.Origins, "*")}
	if refused := u.Check(x.Request, hostOf(x)); refused != nil {
		return nil, &express.SocketRefusal{Status: refused.Status, Reason: refused.Reason}
	}
	var s express.Socket
	accept := func() {
		ws, serve, restart := rt.web.socket.Accept(u)
		s = express.Socket{Object: ws.Object(), Serve: serve, Restart: restart, Discard: ws.Discard}
	}
	if scopeOf(rt.current()) == r.scope { // with what AsyncLocalStorage holds for it
		accept()
	} else {
		rt.async.In(r.scope.context, accept)
	}
	return &s, nil
}

// hostOf is the host that the client has named.
func hostOf(x *express.Exchange) string {
	if x.Host != "" {
		return x.Host
	}
	return x.Request.Host
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
	if refused := u.Check(x.Request, hostOf(x)); refused != nil {
		rt.finish(r, &ScriptError{Status: refused.Status, Message: refused.Reason})
		return
	}
	rt.async.In(r.scope.context, func() {
		serve, restart := rt.web.socket.Attach(end, u)
		x.EndOnReplace(restart)
		x.Answer(express.Response{Status: response.Status(), Header: response.Header(), Takeover: serve})
	})
}
