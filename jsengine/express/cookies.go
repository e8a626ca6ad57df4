package express

import (
	"math"
	"time"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/express/httpvalue"
)

// defineCookies defines res.cookie and res.clearCookie.
func (m *Module) defineCookies(p *goja.Object) {
	m.method(p, "cookie", 3, func(x *Exchange, c goja.FunctionCall) goja.Value {
		value := c.Argument(1)
		var text string
		if o, ok := value.(*goja.Object); ok && !isFunction(o) || goja.IsNull(value) {
			text = "j:" + m.inJSON(value)
		} else {
			text = value.String()
		}
		m.setCookie(x, c.This, c.Argument(0).String(), text, c.Argument(2), nil)
		return c.This
	})
	m.method(p, "clearCookie", 2, func(x *Exchange, c goja.FunctionCall) goja.Value {
		past := time.UnixMilli(1)
		m.setCookie(x, c.This, c.Argument(0).String(), "", c.Argument(1), &past)
		return c.This
	})
}

// setCookie adds a Set-Cookie field. With expires the options maxAge and expires don't count.
func (m *Module) setCookie(x *Exchange, this goja.Value, name, value string, options goja.Value, expires *time.Time) {
	cookie := httpvalue.Cookie{Name: name, Value: value, Path: "/"}
	o, _ := options.(*goja.Object)
	if o != nil {
		if isTrue(o.Get("signed")) {
			cookie.Value = m.signCookie(x, value)
		}
		m.readCookieOptions(&cookie, o)
	}
	if expires != nil {
		cookie.MaxAge, cookie.Expires = nil, *expires
	} else if o != nil {
		m.readExpiry(&cookie, o)
	}
	text, err := cookie.Format()
	if err != nil {
		m.throwType("%s", err)
	}
	values := []any{}
	for _, v := range x.Response.Header["Set-Cookie"] {
		values = append(values, httpvalue.DecodeHeader(v))
	}
	field := m.vm.ToValue(text)
	if len(values) > 0 {
		field = m.vm.NewArray(append(values, text)...)
	}
	m.setField(x, this, m.vm.ToValue("Set-Cookie"), field)
}

func (m *Module) readCookieOptions(cookie *httpvalue.Cookie, o *goja.Object) {
	if encode := o.Get("encode"); isTrue(encode) {
		f, ok := goja.AssertFunction(encode)
		if !ok {
			m.throwType("option encode is invalid")
		}
		cookie.Value, cookie.Raw = must(f(goja.Undefined(), m.vm.ToValue(cookie.Value))).String(), true
	}
	if v := o.Get("domain"); isTrue(v) {
		cookie.Domain = v.String()
	}
	if v := o.Get("path"); !isMissing(v) {
		cookie.Path = v.String()
	}
	cookie.HTTPOnly = isTrue(o.Get("httpOnly"))
	cookie.Secure = isTrue(o.Get("secure"))
	cookie.Partitioned = isTrue(o.Get("partitioned"))
	if v := o.Get("priority"); isTrue(v) {
		cookie.Priority = v.String()
	}
	switch v := o.Get("sameSite"); {
	case !isTrue(v):
	case isBool(v, true):
		cookie.SameSite = "strict"
	default:
		cookie.SameSite = v.String()
	}
}

// readExpiry reads maxAge, which is in milliseconds here, and expires.
func (m *Module) readExpiry(cookie *httpvalue.Cookie, o *goja.Object) {
	if v := o.Get("expires"); isTrue(v) {
		expires, ok := v.Export().(time.Time)
		if date, isDate := v.(*goja.Object); !ok || !isDate || date.ClassName() != "Date" {
			m.throwType("option expires is invalid")
		}
		cookie.Expires = expires
	}
	v := o.Get("maxAge")
	if isMissing(v) {
		return
	}
	seconds := v.ToFloat()
	if !math.IsNaN(seconds) {
		const longest = 1e15 // far beyond any calendar, and still a time
		cookie.Expires = time.UnixMilli(time.Now().UnixMilli() + int64(min(max(seconds, -longest), longest)))
		seconds = math.Floor(seconds / 1000)
	}
	cookie.MaxAge = &seconds
}
