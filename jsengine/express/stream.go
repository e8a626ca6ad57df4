package express

import (
	"bytes"
	"net/http"
	"reflect"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/pipe"
)

// Everything that reaches a response's body comes through this file: write collects, end completes, and at the end of the
// turn the host takes what has come together (flush.go).

// defineStream defines Node's way to answer.
func (m *Module) defineStream(p *goja.Object) {
	m.method(p, "write", 1, func(x *Exchange, c goja.FunctionCall) goja.Value {
		chunk := m.chunk(c.Argument(0), c.Argument(1))
		if x.sent || x.abandoned {
			x.closed("res.write")
			return m.vm.ToValue(false)
		}
		x.bound(chunk)
		m.fixHead(x, c.This)
		more := x.write(chunk)
		m.callBack(c.Arguments)
		return m.vm.ToValue(more)
	})
	m.native.end = m.method(p, "end", 1, func(x *Exchange, c goja.FunctionCall) goja.Value {
		var chunk []byte
		if v := c.Argument(0); !isMissing(v) && !isFunction(v) {
			chunk = m.chunk(v, c.Argument(1))
		}
		if x.sent || x.abandoned {
			x.closed("res.end")
			return c.This
		}
		m.complete(x, c.This, chunk)
		m.callBack(c.Arguments)
		return c.This
	})
	m.native.writeHead = m.method(p, "writeHead", 1, func(x *Exchange, c goja.FunctionCall) goja.Value {
		m.writeHead(x, c.Arguments)
		return c.This
	})
	m.method(p, "flushHeaders", 0, func(x *Exchange, c goja.FunctionCall) goja.Value {
		if !x.abandoned && !x.sent {
			m.fixHead(x, c.This)
			x.flush()
		}
		return goja.Undefined()
	})
	m.getter(p, "writable", func(x *Exchange) goja.Value { return m.vm.ToValue(!x.sent && !x.abandoned) })
	m.getter(p, "destroyed", func(x *Exchange) goja.Value { return m.vm.ToValue(x.abandoned) })
}

// callBack calls a callback given as the last argument, as a microtask.
func (m *Module) callBack(args []goja.Value) {
	if len(args) == 0 {
		return
	}
	if f, ok := goja.AssertFunction(args[len(args)-1]); ok {
		m.later(func() { must(f(goja.Undefined())) })
	}
}

// chunk is a part of a body: a string, or bytes.
func (m *Module) chunk(v, encoding goja.Value) []byte {
	if goja.IsString(v) {
		if isString(encoding, "latin1") || isString(encoding, "binary") {
			return latin1(v.String())
		}
		return []byte(v.String())
	}
	data, ok := m.bytesOf(v)
	if !ok {
		m.throwType("The \"chunk\" argument must be of type string or an instance of Uint8Array")
	}
	return data
}

func latin1(s string) []byte {
	b := make([]byte, 0, len(s))
	for _, r := range s {
		b = append(b, byte(r))
	}
	return b
}

// bytesOf copies the bytes of an ArrayBuffer, a typed array or a DataView.
func (m *Module) bytesOf(v goja.Value) ([]byte, bool) {
	o, ok := v.(*goja.Object)
	if !ok {
		return nil, false
	}
	if buffer, ok := exportBuffer(o); ok {
		return bytes.Clone(buffer.Bytes()), true
	}
	if o.Get("byteLength") == nil || !must(m.js.isView(goja.Undefined(), o)).ToBoolean() {
		return nil, false
	}
	view, ok := o.Get("buffer").(*goja.Object)
	if !ok {
		return nil, false
	}
	buffer, ok := exportBuffer(view)
	if !ok {
		return nil, false
	}
	data := buffer.Bytes()
	start := min(max(0, int(o.Get("byteOffset").ToInteger())), len(data))
	end := min(start+max(0, int(o.Get("byteLength").ToInteger())), len(data))
	return bytes.Clone(data[start:end]), true
}

var arrayBufferType = reflect.TypeFor[goja.ArrayBuffer]()

func exportBuffer(o *goja.Object) (goja.ArrayBuffer, bool) {
	if o.ExportType() != arrayBufferType {
		return goja.ArrayBuffer{}, false
	}
	buffer, ok := o.Export().(goja.ArrayBuffer)
	return buffer, ok
}

// writeHead is res.writeHead(status, message?, fields?): it fixes status and header.
func (m *Module) writeHead(x *Exchange, args []goja.Value) {
	if x.closed("res.writeHead") {
		return
	}
	if len(args) == 0 {
		m.throw(m.js.rangeError, "Invalid status code: undefined")
	}
	x.Response.Status = m.statusCode(m.vm.ToValue(args[0].ToInteger()))
	args = args[1:]
	if len(args) > 0 && goja.IsString(args[0]) {
		m.check(x.res.Set("statusMessage", args[0]))
		args = args[1:]
	}
	if len(args) > 0 {
		m.setAll(x, args[len(args)-1])
	}
	x.headSent = true
}

// setAll sets header fields given as an object, an array of pairs, or an array of names and values in turn.
func (m *Module) setAll(x *Exchange, fields goja.Value) {
	list, ok := asArray(fields)
	if !ok {
		o, isObject := fields.(*goja.Object)
		if !isObject {
			return
		}
		for _, name := range o.Keys() {
			x.setHeader(name, o.Get(name))
		}
		return
	}
	if len(list) > 0 {
		if _, pairs := asArray(list[0]); pairs {
			list = flatten(nil, fields)
		}
	}
	seen := make(map[string]bool, len(list)/2)
	for i := 0; i+1 < len(list); i += 2 {
		name := list[i].String()
		if key := canonical(name); seen[key] {
			x.Response.Header[key] = append(x.Response.Header[key], x.encodeField(name, list[i+1].String()))
			continue
		}
		seen[canonical(name)] = true
		x.setHeader(name, list[i+1])
	}
}

// fixHead makes status and header final, through the app's own res.writeHead if it has put one there: middleware does
// so to add fields at the last moment.
func (m *Module) fixHead(x *Exchange, this goja.Value) {
	if x.headSent {
		return
	}
	if f := m.replaced(this, "writeHead", m.native.writeHead); f != nil {
		must(f(this, m.vm.ToValue(x.Response.Status)))
	}
	x.headSent = true
}

// finishWith is this.end(body), where data are the bytes of body that go out.
func (m *Module) finishWith(x *Exchange, this, body goja.Value, data []byte) {
	if f := m.replaced(this, "end", m.native.end); f != nil {
		switch {
		case x.method == http.MethodHead:
			must(f(this))
		case data == nil && !isUndefined(body):
			must(f(this, m.vm.ToValue("")))
		default:
			must(f(this, body))
		}
		return
	}
	m.complete(x, this, data)
}

// complete ends the response with a last chunk.
func (m *Module) complete(x *Exchange, this goja.Value, chunk []byte) {
	x.bound(chunk)
	if h := x.Response.Header; !x.headSent && x.method != http.MethodHead && x.mayHaveBody() &&
		len(h["Content-Length"])+len(h["Transfer-Encoding"]) == 0 {
		x.setLength(len(chunk))
	}
	m.fixHead(x, this)
	if !x.sent {
		x.end(chunk)
	}
}

// write collects a part of the body, which leaves at the end of the turn. It reports whether the client keeps up.
func (x *Exchange) write(chunk []byte) (more bool) {
	x.out = append(x.out, chunk...)
	x.flush()
	buffered := len(x.out)
	if s := x.Response.Stream; s != nil {
		buffered += s.Buffered()
	}
	x.thirsty = buffered >= pipe.HighWater
	return !x.thirsty
}

// flush lets what there is of the response leave at the end of the turn.
func (x *Exchange) flush() {
	x.flushing = true
	x.changed()
}

func (x *Exchange) changed() {
	if x.m.opts.Changed != nil {
		x.m.opts.Changed(x)
	}
}

// bound throws when a chunk would make what waits for the client larger than the host lets it be.
func (x *Exchange) bound(chunk []byte) {
	m := x.m
	waiting := int64(len(x.out) + len(chunk))
	if s := x.Response.Stream; s != nil {
		waiting += int64(s.Buffered())
	}
	if limit := m.opts.MaxBody; limit > 0 && waiting > limit {
		m.throw(m.js.rangeErrorCtor, "the body of the response is larger than %d bytes, the most that may wait for the client at a time", limit)
	}
}

// end completes the response. What a response must not have (RFC 9110 §6.4.1) it doesn't get.
func (x *Exchange) end(chunk []byte) {
	body := chunk
	if x.out != nil {
		x.out = append(x.out, chunk...)
		body, x.out = x.out, nil
	}
	if !x.hasBody() {
		body = nil
	}
	if x.Response.Stream == nil {
		x.Response.Body = body
	} else {
		x.out = body
	}
	x.headSent, x.sent = true, true
	x.changed()
	x.emitLater(&x.resEvents, "finish")
	x.emitLater(&x.resEvents, "close")
}

// hasBody reports whether the request and the status allow a body.
func (x *Exchange) hasBody() bool { return x.method != http.MethodHead && x.mayHaveBody() }

// mayHaveBody reports whether the status allows a body.
func (x *Exchange) mayHaveBody() bool {
	s := x.Response.Status
	return s >= 200 && s != http.StatusNoContent && s != http.StatusNotModified
}
