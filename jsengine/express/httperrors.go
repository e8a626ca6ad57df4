package express

import (
	"errors"
	"net/http"
	"strings"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/express/httpvalue"
)

// httpError makes an error with a status, as the package http-errors does.
func (m *Module) httpError(status int, message string) *goja.Object {
	e := m.newError(m.js.errorCtor, "%s", message)
	m.hide(e, "name", m.vm.ToValue(errorName(status)))
	m.put(e, "status", m.vm.ToValue(status))
	m.put(e, "statusCode", m.vm.ToValue(status))
	m.put(e, "expose", m.vm.ToValue(status < 500))
	return e
}

// errorName is the class that http-errors has for a status, such as NotFoundError.
func errorName(status int) string {
	var name strings.Builder
	for word := range strings.FieldsSeq(strings.ReplaceAll(statusText(status), "'", "")) {
		name.WriteString(strings.ToUpper(word[:1]) + strings.ReplaceAll(word[1:], "-", ""))
	}
	return strings.TrimSuffix(name.String(), "Error") + "Error"
}

// errorStatus is the status that an error asks for with its property status or statusCode.
func errorStatus(err goja.Value) (status int, ok bool) {
	for _, name := range []string{"status", "statusCode"} {
		v := option(err, name)
		if v == nil || !goja.IsNumber(v) {
			continue
		}
		if f := v.ToFloat(); f >= 400 && f < 600 {
			return int(f), true
		}
	}
	return 0, false
}

// bodyError makes the JavaScript error of a body that could not be read.
func (m *Module) bodyError(err error) goja.Value {
	var b *httpvalue.BodyError
	if !errors.As(err, &b) {
		return m.httpError(http.StatusBadRequest, err.Error())
	}
	e := m.httpError(b.Status, b.Error())
	if b.Type != "" {
		m.put(e, "type", m.vm.ToValue(b.Type))
	}
	switch b.Type {
	case httpvalue.TypeCharsetUnsupported:
		m.put(e, "charset", m.vm.ToValue(b.Charset))
	case httpvalue.TypeEncodingUnsupported:
		m.put(e, "encoding", m.vm.ToValue(b.Encoding))
	case httpvalue.TypeTooLarge:
		m.put(e, "limit", m.vm.ToValue(b.Limit))
	}
	return e
}

// clientError gives a thrown value the properties of an HTTP error, as http-errors does; what is no object becomes one.
func (m *Module) clientError(thrown goja.Value, status int, kind string, body goja.Value) goja.Value {
	e, ok := thrown.(*goja.Object)
	if !ok {
		e = m.newError(m.js.errorCtor, "%s", thrown)
	}
	if v := e.Get("type"); !isTrue(v) {
		m.put(e, "type", m.vm.ToValue(kind))
	}
	if own, ok := errorStatus(e); ok {
		status = own
	}
	m.put(e, "expose", m.vm.ToValue(status < 500))
	m.put(e, "status", m.vm.ToValue(status))
	m.put(e, "statusCode", m.vm.ToValue(status))
	m.put(e, "body", body)
	return e
}
