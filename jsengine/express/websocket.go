package express

import (
	"net/http"

	"github.com/dop251/goja"
)

// Socket is a WebSocket that the host has made of a request.
type Socket struct {
	Object *goja.Object
	// Serve does the handshake and returns when the connection has ended.
	Serve func(w http.ResponseWriter, r *http.Request) error
	// Restart closes the connection since the app is replaced; Discard gives it up before it was served.
	Restart, Discard func()
}

// SocketRefusal is why a request that wants to become a WebSocket can't.
type SocketRefusal struct {
	Status int
	Reason string
}

// SocketOptions are the options of app.ws.
type SocketOptions struct {
	Protocols []string
	Origins   []string // "*" among them is any
}

// defineWebSockets defines app.ws(path, options?, ...middleware, handler) and the same of routers, as users of the
// npm package express-ws know it: handler(ws, req) is called for requests that want to become a WebSocket, and can.
// Others go on to the next route. What middleware has set of the response's header goes out with the handshake.
func (m *Module) defineWebSockets() {
	if m.opts.Socket == nil {
		return
	}
	m.put(m.router, "ws", m.newNative("ws", 2, func(c goja.FunctionCall) goja.Value {
		m.addSocketRoute(receiver[*router](m, c, "a router"), c.Arguments)
		return c.This
	}))
	m.put(m.application, "ws", m.newNative("ws", 2, func(c goja.FunctionCall) goja.Value {
		m.addSocketRoute(receiver[*application](m, c, "an application").routes(), c.Arguments)
		return c.This
	}))
}

func (m *Module) addSocketRoute(r *router, args []goja.Value) {
	if len(args) < 2 {
		m.throwType("ws needs a path and a function that is called with each WebSocket")
	}
	path, handlers := args[0], append([]goja.Value(nil), args[1:]...)
	var o SocketOptions
	if !isFunction(handlers[0]) {
		if list, isList := asArray(handlers[0]); !isList {
			o.Protocols, o.Origins = m.texts(handlers[0], "protocols"), m.texts(handlers[0], "origins")
			handlers = handlers[1:]
		} else {
			handlers = append(list, handlers[1:]...)
		}
	}
	last := len(handlers) - 1
	if last < 0 || !isFunction(handlers[last]) {
		m.throwType("ws needs a function that is called with each WebSocket")
	}
	handle, _ := goja.AssertFunction(handlers[last])
	handlers[last] = m.newMiddleware("websocket", func(x *Exchange) (err goja.Value, done bool) {
		return m.upgrade(x, o, handle)
	})
	others := m.newMiddleware("websocket", func(x *Exchange) (err goja.Value, done bool) {
		if m.opts.IsUpgrade(x) {
			return nil, true
		}
		return m.vm.ToValue("route"), true
	})
	r.newRoute(path).add("get", append([]goja.Value{others}, handlers...))
}

// upgrade makes a WebSocket of a request and gives it to the app.
func (m *Module) upgrade(x *Exchange, o SocketOptions, handle goja.Callable) (err goja.Value, done bool) {
	socket, refused := m.opts.Socket(x, o)
	switch {
	case refused != nil:
		return m.httpError(refused.Status, refused.Reason), true
	case socket == nil:
		return nil, true
	}
	if _, thrown := handle(goja.Undefined(), socket.Object, x.req); thrown != nil {
		socket.Discard()
		return m.caught(thrown), true
	}
	x.onReplace = socket.Restart
	x.Answer(Response{Status: http.StatusSwitchingProtocols, Header: x.Response.Header, Takeover: socket.Serve})
	return nil, false
}

// texts reads an option that is a string or an array of strings.
func (m *Module) texts(options goja.Value, name string) (list []string) {
	v := option(options, name)
	if isUndefined(v) {
		return nil
	}
	for _, element := range flatten(nil, v) {
		if !goja.IsString(element) {
			m.throwType("the option %s must be a string or an array of strings", name)
		}
		list = append(list, element.String())
	}
	return list
}
