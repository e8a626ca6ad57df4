// Package socket is the server's end of WebSockets (RFC 6455): the class WebSocket of the WebSockets standard
// (https://websockets.spec.whatwg.org) with what users of the npm package ws are used to, and WebSocketPair as on
// Cloudflare Workers, by which handlers of the fetch style answer an upgrade.
//
// Frames are read and written outside the runtime: by the request's own goroutine, and, while something waits to be
// sent, by one more. A socket that is idle costs no other. The next message is read only when the app has dealt with the
// one before.
//
// Different from browsers, binaryType is "arraybuffer" at first, and there is no client: the constructor WebSocket
// throws.
package socket
