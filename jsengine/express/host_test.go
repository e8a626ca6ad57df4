package express_test

import (
	"io/fs"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/express"
	"github.com/caddyhbf/hbf/jsengine/native"
)

// host is a runtime with the module, as the engine sets it up.
type host struct {
	t        testing.TB
	vm       *goja.Runtime
	module   *express.Module
	warnings []string
}

func newHost(t testing.TB, files fs.FS) *host {
	t.Helper()
	h := &host{t: t, vm: goja.New()}
	h.module = express.New(native.New(h.vm), express.Options{
		Files:  files,
		Signal: func(*express.Exchange) goja.Value { return goja.Undefined() }, FormData: func(*express.Exchange) goja.Value { return goja.Undefined() },
		WaitUntil: func(*express.Exchange, goja.Value) {},
		Warn: func(_ *express.Exchange, message string) {
			h.warnings = append(h.warnings, message)
		}})
	if err := h.vm.Set("express", h.module.Exports()); err != nil {
		t.Fatal(err)
	}
	return h
}

// run evaluates a script.
func (h *host) run(source string) goja.Value {
	h.t.Helper()
	v, err := h.vm.RunString(source)
	if err != nil {
		h.t.Fatal(err)
	}
	return v
}

// dispatch lets an application answer and finishes as the engine does.
func (h *host) dispatch(app *goja.Object, x *express.Exchange) *express.Exchange {
	h.t.Helper()
	h.begin(app, x)
	if _, _, failed := x.Failure(); !failed && !x.Sent() && !x.Unhandled() {
		x.Finish()
	}
	return x
}

// begin lets an application answer.
func (h *host) begin(app *goja.Object, x *express.Exchange) {
	h.t.Helper()
	req, res := h.module.Begin(x)
	if thrown := h.vm.Try(func() { h.module.Dispatch(app, x, req, res) }); thrown != nil {
		h.t.Fatal(thrown)
	}
}

// message is what an error of the app's says, as generate.mjs has it.
func (h *host) message(err goja.Value) string {
	o, ok := err.(*goja.Object)
	if !ok {
		return err.String()
	}
	if name := o.Get("name"); name != nil && name.String() == "SyntaxError" {
		return "SyntaxError"
	}
	if message := o.Get("message"); message != nil {
		return message.String()
	}
	return o.String()
}

// request makes an exchange for a method and a target.
func request(method, target, body string, fields ...string) *express.Exchange {
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	for i := 0; i < len(fields); i += 2 {
		r.Header.Add(fields[i], fields[i+1])
	}
	return &express.Exchange{Request: r, Body: []byte(body), ClientIP: "192.0.2.1", Scheme: "http", ID: "test"}
}
