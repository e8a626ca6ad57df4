package express

import (
	"net/http"
	"strings"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/express/httpvalue"
	"github.com/caddyhbf/hbf/jsengine/native"
)

const (
	htmlType  = "text/html; charset=utf-8"
	jsonType  = "application/json; charset=utf-8"
	bytesType = "application/octet-stream"
	textType  = "text/plain; charset=utf-8"
)

// defineSend defines what answers with a whole body.
func (m *Module) defineSend(p *goja.Object) {
	m.native.send = m.method(p, "send", 1, func(x *Exchange, c goja.FunctionCall) goja.Value {
		m.send(x, c.This, c.Argument(0))
		return c.This
	})
	m.native.json = m.method(p, "json", 1, func(x *Exchange, c goja.FunctionCall) goja.Value {
		m.json(x, c.This, c.Argument(0))
		return c.This
	})
	m.method(p, "jsonp", 1, func(x *Exchange, c goja.FunctionCall) goja.Value {
		m.jsonp(x, c.This, c.Argument(0))
		return c.This
	})
	m.method(p, "sendStatus", 1, func(x *Exchange, c goja.FunctionCall) goja.Value {
		status := m.statusCode(c.Argument(0))
		if x.closed("res.sendStatus") {
			return c.This
		}
		x.Response.Status = status
		m.setType(x, c.This, textType)
		m.callSend(x, c.This, m.vm.ToValue(statusTextOrCode(status)))
		return c.This
	})
}

// callSend is this.send(body).
func (m *Module) callSend(x *Exchange, this, body goja.Value) {
	if f := m.replaced(this, "send", m.native.send); f != nil {
		must(f(this, body))
		return
	}
	m.send(x, this, body)
}

// send is res.send(body).
func (m *Module) send(x *Exchange, this, body goja.Value) {
	if x.closed("res.send") {
		return
	}
	h := x.Response.Header
	var bytes []byte
	switch {
	case isUndefined(body):
		m.sendBytes(x, this, body, nil)
		return
	case goja.IsString(body):
		m.typeOfText(x, this)
		bytes = []byte(body.String())
	case goja.IsNull(body):
	default:
		data, ok := m.bytesToSend(body)
		if !ok {
			if !sendable(body) {
				m.throwType("The \"body\" argument of res.send must be of type string, object, number or boolean")
			}
			if f := m.replaced(this, "json", m.native.json); f != nil {
				must(f(this, body))
				return
			}
			m.json(x, this, body)
			return
		}
		if len(h["Content-Type"]) == 0 {
			m.setType(x, this, bytesType)
		}
		bytes = data
	}
	m.sendBytes(x, this, body, bytes)
}

// sendBytes is the end of res.send(body), where bytes are those of body. A nil body is a string of the bytes.
func (m *Module) sendBytes(x *Exchange, this, body goja.Value, bytes []byte) {
	if body == nil || !isUndefined(body) {
		if len(x.Response.Header["Transfer-Encoding"]) == 0 {
			x.setLength(len(bytes))
		}
		m.tag(x, bytes)
	}
	if x.fresh() {
		x.Response.Status = http.StatusNotModified
	}
	data := x.strip(bytes)
	if body == nil {
		if m.replaced(this, "end", m.native.end) == nil {
			m.complete(x, this, data)
			return
		}
		body = m.vm.ToValue(string(bytes))
	}
	m.finishWith(x, this, body, data)
}

// bytesToSend gives the bytes of a body that has some. It does not touch what only becomes an object by that.
func (m *Module) bytesToSend(body goja.Value) ([]byte, bool) {
	if _, lazy := native.LazyOf(body); lazy {
		return nil, false
	}
	return m.bytesOf(body)
}

// sendable reports whether res.send makes JSON of a value that is neither a string nor bytes.
func sendable(v goja.Value) bool {
	if _, ok := v.(*goja.Object); ok {
		return !isFunction(v)
	}
	switch v.Export().(type) {
	case bool, int64, float64:
		return true
	}
	return false
}

// typeOfText is the media type for a string: what was set, in UTF-8, or HTML.
func (m *Module) typeOfText(x *Exchange, this goja.Value) {
	h := x.Response.Header
	if t := h["Content-Type"]; len(t) == 1 {
		switch t[0] {
		case htmlType, jsonType: // have the charset already
			return
		}
		withCharset, err := httpvalue.SetCharset(httpvalue.DecodeHeader(t[0]), "utf-8")
		if err != nil {
			m.throwType("%s", err)
		}
		m.setType(x, this, withCharset)
		return
	}
	m.setType(x, this, htmlType)
}

// tag sets the entity tag of a body unless the app has set one or wants none.
func (m *Module) tag(x *Exchange, body []byte) {
	s := x.settings()
	h := x.Response.Header
	if s.etag == etagOff || len(h["Etag"]) > 0 {
		return
	}
	if s.etag == etagCustom {
		bytes := must(m.vm.New(m.js.uint8Array, m.vm.ToValue(m.vm.NewArrayBuffer(body))))
		if tag := must(s.etagFunc(goja.Undefined(), bytes, m.vm.ToValue("utf8"))); isTrue(tag) {
			x.setText("ETag", tag.String())
		}
		return
	}
	h["Etag"] = x.field(httpvalue.ETag(body, s.etag == etagWeak))
}

// strip takes off what the status forbids (RFC 9110 §15.3.5, §15.3.6, §15.4.5).
func (x *Exchange) strip(body []byte) []byte {
	h := x.Response.Header
	switch x.Response.Status {
	case http.StatusNoContent, http.StatusNotModified:
		delete(h, "Content-Type")
		delete(h, "Content-Length")
		delete(h, "Transfer-Encoding")
		return nil
	case http.StatusResetContent:
		x.setLength(0)
		delete(h, "Transfer-Encoding")
		return nil
	}
	return body
}

// json is res.json(value).
func (m *Module) json(x *Exchange, this, value goja.Value) {
	if x.closed("res.json") {
		return
	}
	data, ok := m.encode(x, value)
	if len(x.Response.Header["Content-Type"]) == 0 {
		m.setType(x, this, jsonType)
	}
	switch {
	case !ok:
		m.callSend(x, this, goja.Undefined())
	case m.replaced(this, "send", m.native.send) != nil:
		m.callSend(x, this, m.vm.ToValue(string(data)))
	case !x.closed("res.send"):
		m.typeOfText(x, this)
		m.sendBytes(x, this, nil, data)
	}
}

// encode is JSON.stringify with the settings 'json replacer', 'json spaces' and 'json escape'. It is not ok where that
// gives undefined.
func (m *Module) encode(x *Exchange, value goja.Value) (data []byte, ok bool) {
	s := x.settings()
	if replacer, spaces := s.Get("json replacer"), s.Get("json spaces"); isTrue(replacer) || isTrue(spaces) {
		text := must(m.js.stringify(goja.Undefined(), value, orUndefined(replacer), orUndefined(spaces)))
		data, ok = []byte(text.String()), goja.IsString(text)
	} else {
		data, ok = m.encoder.Encode(value, m.opts.MaxBody)
	}
	if ok && s.enabled("json escape") {
		data = []byte(escapeJSON.Replace(string(data)))
	}
	return data, ok
}

var escapeJSON = strings.NewReplacer("<", `\u003c`, ">", `\u003e`, "&", `\u0026`)

func orUndefined(v goja.Value) goja.Value {
	if v == nil {
		return goja.Undefined()
	}
	return v
}

// jsonp is res.jsonp(value): JSON, or, when the query names a function, a script that calls it.
func (m *Module) jsonp(x *Exchange, this, value goja.Value) {
	if x.closed("res.jsonp") {
		return
	}
	data, ok := m.encode(x, value)
	if len(x.Response.Header["Content-Type"]) == 0 {
		x.setText("X-Content-Type-Options", "nosniff")
		x.setText("Content-Type", jsonType)
	}
	callback := goja.Undefined()
	if name := x.settings().Get("jsonp callback name"); name != nil {
		callback = orUndefined(option(m.queryValue(x), name.String()))
	}
	if elements, ok := asArray(callback); ok && len(elements) > 0 {
		callback = elements[0]
	}
	body := goja.Undefined()
	if ok {
		body = m.vm.ToValue(string(data))
	}
	if goja.IsString(callback) && callback.String() != "" {
		x.setText("X-Content-Type-Options", "nosniff")
		x.setText("Content-Type", "text/javascript; charset=utf-8")
		name := strings.Map(callbackRune, callback.String())
		argument := strings.NewReplacer("\u2028", `\u2028`, "\u2029", `\u2029`).Replace(string(data))
		// The comment keeps the response from being taken for a Flash file.
		body = m.vm.ToValue("/**/ typeof " + name + " === 'function' && " + name + "(" + argument + ");")
	}
	m.callSend(x, this, body)
}

// callbackRune drops what may not stand in the name of a JSONP function.
func callbackRune(r rune) rune {
	switch {
	case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', strings.ContainsRune("_$.[]", r):
		return r
	}
	return -1
}
