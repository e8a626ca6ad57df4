package express

import "net/http"

// Flush is for the end of a turn: it takes what has come together of a body that is written bit by bit. begun says
// that the response has begun, with Response.Stream for its body, in which chunk goes next; complete, that nothing
// comes after chunk. Before the response has begun, and when it was completed at once, there is nothing to take.
func (x *Exchange) Flush() (chunk []byte, begun, complete bool) {
	if x.Response.Stream == nil {
		if !x.flushing || x.sent || x.abandoned {
			return nil, false, false
		}
		x.Response.Stream = x.newStream()
	}
	chunk, x.out, x.flushing = x.out, nil, false
	if !x.hasBody() {
		chunk = nil
	}
	return chunk, true, x.sent
}

// Thirsty reports whether the app was told to wait for the event 'drain', and that it will be told now.
func (x *Exchange) Thirsty() bool {
	thirsty := x.thirsty
	x.thirsty = false
	return thirsty
}

// Drained tells the app that the client has caught up.
func (x *Exchange) Drained() {
	waiting := x.whenDrained
	x.whenDrained = nil
	for _, f := range waiting {
		f()
	}
	if !x.sent && !x.abandoned {
		x.emit(&x.resEvents, "drain")
	}
}

// WhenDrained has f called in a turn when the client has caught up; it is for after [Exchange.Push] has said that it
// doesn't. f is not called when the exchange is over first.
func (x *Exchange) WhenDrained(f func()) { x.whenDrained = append(x.whenDrained, f) }

// Aborted tells the app that the request is over without its doing: Node's events for it. [Exchange.Abandon] comes
// first.
func (x *Exchange) Aborted() {
	x.emit(&x.reqEvents, "aborted")
	x.emit(&x.reqEvents, "close")
	if !x.sent {
		x.emit(&x.resEvents, "close")
	}
}

// Answer completes the response with what the host has made of the app's answer: it takes the place of everything
// that was set before. It does nothing when the response is complete or abandoned.
func (x *Exchange) Answer(r Response) {
	if x.sent || x.abandoned {
		x.closed("a second answer")
		if r.Reader != nil {
			_ = r.Reader.Close()
		}
		return
	}
	x.Response = r
	if r.Takeover == nil && !x.hasBody() {
		x.Response.Body = nil
		if r.Reader != nil {
			_ = r.Reader.Close()
			x.Response.Reader = nil
		}
	}
	x.headSent, x.sent = true, true
	x.changed()
}

// AnswerStream begins a response whose body [Exchange.Push] writes and [Exchange.End] ends.
func (x *Exchange) AnswerStream(status int, header http.Header) bool {
	if x.closed("a second answer") {
		return false
	}
	x.Response = Response{Status: status, Header: header}
	x.headSent = true
	x.flush()
	return true
}

// Push adds a chunk, which belongs to the exchange from now on, to a response that has begun. more is false when the
// client doesn't keep up.
func (x *Exchange) Push(chunk []byte) (more bool) {
	if x.sent || x.abandoned {
		return true
	}
	if x.out == nil {
		x.out = chunk[:len(chunk):len(chunk)]
		chunk = nil
	}
	return x.write(chunk)
}

// End completes a response that has begun.
func (x *Exchange) End() {
	if !x.sent && !x.abandoned {
		x.end(nil)
	}
}

// HasBody reports whether the request and the status of the response allow a body.
func (x *Exchange) HasBody() bool { return x.hasBody() }

// EndOnReplace names the function that ends the response when other code takes the app's place, so that the client comes
// again; it is called by the owner and must not run JavaScript. Without one the response is left to go on.
func (x *Exchange) EndOnReplace(end func()) { x.onReplace = end }

// OnReplace is the function that EndOnReplace was given.
func (x *Exchange) OnReplace() func() { return x.onReplace }
