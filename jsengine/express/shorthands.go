package express

import (
	"net/http"
	"path"
	"strings"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/express/httpvalue"
)

// canonical is the form of a header field's name that http.Header has.
func canonical(name string) string { return http.CanonicalHeaderKey(name) }

// defineShorthands defines what sets well-known header fields.
func (m *Module) defineShorthands(p *goja.Object) {
	setType := func(x *Exchange, c goja.FunctionCall) goja.Value {
		t := c.Argument(0).String()
		if !strings.Contains(t, "/") {
			if known, ok := httpvalue.ContentTypeFor(t); ok {
				t = known
			} else {
				t = "application/octet-stream"
			}
		}
		m.setField(x, c.This, m.vm.ToValue("Content-Type"), m.vm.ToValue(t))
		return c.This
	}
	m.method(p, "type", 1, setType)
	m.method(p, "contentType", 1, setType)
	m.method(p, "vary", 1, func(x *Exchange, c goja.FunctionCall) goja.Value {
		m.vary(x, c.Argument(0))
		return c.This
	})
	m.method(p, "links", 1, func(x *Exchange, c goja.FunctionCall) goja.Value {
		x.setText("Link", httpvalue.AppendLinks(x.fieldText("Link"), m.linksOf(c.Argument(0))))
		return c.This
	})
	m.method(p, "location", 1, func(x *Exchange, c goja.FunctionCall) goja.Value {
		x.setText("Location", httpvalue.EncodeURL(c.Argument(0).String()))
		return c.This
	})
	m.method(p, "attachment", 1, func(x *Exchange, c goja.FunctionCall) goja.Value {
		name := ""
		if v := c.Argument(0); !isUndefined(v) {
			name = baseName(v.String())
		}
		if name != "" {
			setType(x, goja.FunctionCall{This: c.This, Arguments: []goja.Value{m.vm.ToValue(path.Ext("x" + name))}})
		}
		x.setText("Content-Disposition", httpvalue.Attachment(name))
		return c.This
	})
	m.method(p, "format", 1, m.format)
	m.method(p, "redirect", 1, m.redirect)
}

// baseName is the last part of a path, "" for one of slashes only.
func baseName(p string) string {
	if b := path.Base(p); b != "/" && b != "." {
		return b
	}
	return ""
}

// fieldText is a header field of the response as one text.
func (x *Exchange) fieldText(name string) string {
	return httpvalue.DecodeHeader(strings.Join(x.Response.Header.Values(name), ", "))
}

func (m *Module) vary(x *Exchange, fields goja.Value) {
	if !isTrue(fields) {
		m.throwType("field argument is required")
	}
	value, err := httpvalue.AppendVary(x.fieldText("Vary"), texts([]goja.Value{fields})...)
	if err != nil {
		m.throwType("%s", err)
	}
	if value != "" {
		x.setText("Vary", value)
	}
}

func (m *Module) linksOf(v goja.Value) []httpvalue.Link {
	var list []httpvalue.Link
	o := v.ToObject(m.vm)
	for _, rel := range o.Keys() {
		for _, url := range flatten(nil, o.Get(rel)) {
			list = append(list, httpvalue.Link{Rel: rel, URL: url.String()})
		}
	}
	return list
}

// format is res.format(handlers): it calls the handler for the media type that the client wants most.
func (m *Module) format(x *Exchange, c goja.FunctionCall) goja.Value {
	handlers := c.Argument(0).ToObject(m.vm)
	var types []string
	for _, name := range handlers.Keys() {
		if name != "default" {
			types = append(types, name)
		}
	}
	chosen, ok := "", false
	if len(types) > 0 {
		chosen, ok = httpvalue.BestType(x.headerNow("Accept")["Accept"], types)
	}
	m.vary(x, m.vm.ToValue("Accept"))
	if !ok {
		chosen = "default"
	}
	if f, isFunc := goja.AssertFunction(handlers.Get(chosen)); isFunc || ok {
		if ok {
			m.setField(x, c.This, m.vm.ToValue("Content-Type"), m.vm.ToValue(httpvalue.NormalizeType(chosen)))
		}
		if !isFunc {
			m.throwType("obj[key] is not a function")
		}
		must(f(handlers, x.req, c.This, x.nextValue()))
		return c.This
	}
	mediaTypes := make([]string, len(types))
	for i, t := range types {
		mediaTypes[i] = httpvalue.NormalizeType(t)
	}
	err := m.httpError(http.StatusNotAcceptable, "Not Acceptable")
	m.put(err, "types", m.strings(mediaTypes))
	x.goOn(err)
	return c.This
}

// nextValue is the function that goes on after the handler that runs; it records the error outside of any router.
func (x *Exchange) nextValue() goja.Value {
	if x.frame != nil {
		return x.frame.nextFunc()
	}
	return x.m.newNative("next", 1, func(c goja.FunctionCall) goja.Value {
		x.goOn(c.Argument(0))
		return goja.Undefined()
	})
}

// goOn is req.next(err).
func (x *Exchange) goOn(err goja.Value) {
	if x.frame != nil {
		x.m.drive(x.frame, err)
		return
	}
	if !isTrue(err) {
		err = nil
	}
	x.conclude(err)
}

// redirect is res.redirect(status?, url).
func (m *Module) redirect(x *Exchange, c goja.FunctionCall) goja.Value {
	status, url := http.StatusFound, c.Argument(0)
	if len(c.Arguments) >= 2 {
		status, url = m.statusCode(c.Argument(0)), c.Argument(1)
	}
	if x.closed("res.redirect") {
		return goja.Undefined()
	}
	x.setText("Location", httpvalue.EncodeURL(url.String()))
	m.vary(x, m.vm.ToValue("Accept"))
	reason := statusText(status)
	if reason == "" {
		reason = "undefined" // as Express has it
	}
	location := x.fieldText("Location")
	body := ""
	switch best, _ := httpvalue.BestType(x.headerNow("Accept")["Accept"], []string{"text", "html"}); best {
	case "text":
		x.setText("Content-Type", "text/plain; charset=utf-8")
		body = reason + ". Redirecting to " + location
	case "html":
		x.setText("Content-Type", "text/html; charset=utf-8")
		body = "<!DOCTYPE html><head><title>" + reason + "</title></head><body><p>" +
			reason + ". Redirecting to " + escapeHTML.Replace(location) + "</p></body>"
	}
	x.Response.Status = status
	x.setLength(len(body))
	m.finishWith(x, c.This, m.vm.ToValue(body), []byte(body))
	return goja.Undefined()
}

var escapeHTML = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "'", "&#39;")
