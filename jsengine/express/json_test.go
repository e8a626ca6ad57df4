package express_test

import (
	"net/http"
	"testing"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/express"
	"github.com/caddyhbf/hbf/jsengine/native"
)

// untouched is a handler like that of a result of hbf:db which JavaScript has not touched.
type untouched struct{ touched bool }

func (u *untouched) Touch()                { u.touched = true }
func (u *untouched) Get(string) goja.Value { u.Touch(); return goja.Undefined() }
func (*untouched) AppendJSON(dst []byte) (out []byte, ok bool) {
	return append(dst, `[{"id":1}]`...), true
}
func (*untouched) Set(string, goja.Value) bool { return false }
func (*untouched) Has(string) bool             { return false }
func (*untouched) Delete(string) bool          { return true }
func (*untouched) Keys() []string              { return nil }

// answer runs the body of a handler in an application with the given set-up.
func answer(t *testing.T, setUp, handler string, fields ...string) (*express.Exchange, *untouched) {
	t.Helper()
	h := newHost(t, nil)
	side := &untouched{}
	if err := h.vm.Set("handler", h.vm.NewDynamicObject(side)); err != nil {
		t.Fatal(err)
	}
	app := h.run(`var rows = new Proxy([], handler); var app = express(); ` + setUp + `; app.use((req, res) => { ` + handler + ` }); app`).(*goja.Object)
	return h.dispatch(app, request("GET", "/?callback=f", "", fields...)), side
}

func TestJSONBodies(t *testing.T) {
	const jsonType = "application/json; charset=utf-8"
	for _, test := range []struct{ setUp, handler, body, contentType string }{
		{"", "res.json({ a: 1, b: [undefined, 'é', '\\ud800'] })", `{"a":1,"b":[null,"é","\ud800"]}`, jsonType},
		{"", "res.json(undefined)", "", jsonType},
		{"", "res.json(() => 1)", "", jsonType},
		{"", "res.json(null)", "null", jsonType},
		{"", "res.json('text')", `"text"`, jsonType},
		{"", "res.send({ a: 1 })", `{"a":1}`, jsonType},
		{"", "res.send(true)", "true", jsonType},
		{"", "res.type('application/problem+json').json({})", "{}", "application/problem+json; charset=utf-8"},
		{"app.set('json spaces', 2)", "res.json({ a: 1 })", "{\n  \"a\": 1\n}", jsonType},
		{"app.set('json replacer', ['a'])", "res.json({ a: 1, b: 2 })", `{"a":1}`, jsonType},
		{"app.set('json escape', true)", "res.json('<&>')", `"\u003c\u0026\u003e"`, jsonType},
		{"app.set('json escape', true)", "res.json(undefined)", "", jsonType},
		{"", "res.send = function(body) { return this.end(typeof body + body) }; res.json([1])", "string[1]", jsonType},
		{"", "res.send = function(body) { return this.end(typeof body) }; res.json(undefined)", "undefined", jsonType},
		{"", "const end = res.end; res.end = function(body) { return end.call(this, typeof body + body) }; res.json([1])", "string[1]", jsonType},
		{"", "res.json({ get a() { res.send('first'); return 1 } })", "first", "text/html; charset=utf-8"},
		{"JSON.stringify = () => 'mine'", "res.json({ a: 1 })", `{"a":1}`, jsonType},
		{"", "res.jsonp({ a: '\\u2028' })", `/**/ typeof f === 'function' && f({"a":"\u2028"});`, "text/javascript; charset=utf-8"},
		{"", "res.jsonp(undefined)", `/**/ typeof f === 'function' && f();`, "text/javascript; charset=utf-8"},
		{"", "res.status(204).json({ a: 1 })", "", ""},
		{"", "res.json(rows)", `[{"id":1}]`, jsonType},
		{"", "res.send(rows)", `[{"id":1}]`, jsonType},
		{"", "res.json({ rows, n: [rows] })", `{"rows":[{"id":1}],"n":[[{"id":1}]]}`, jsonType},
		{"", "res.json({ toJSON: () => rows, touch: rows.length })", `[]`, jsonType},
	} {
		x, _ := answer(t, test.setUp, test.handler)
		if got := string(x.Response.Body); got != test.body || x.Response.Header.Get("Content-Type") != test.contentType {
			t.Errorf("%s; %s gives %q of type %q", test.setUp, test.handler, got, x.Response.Header.Get("Content-Type"))
		}
	}
}

func TestJSONIsNotTouched(t *testing.T) {
	for handler, want := range map[string]bool{
		"res.json(rows)": false, "res.send(rows)": false, "res.jsonp(rows)": false, "res.json({ rows })": false, "res.json(rows.length)": true,
	} {
		if _, side := answer(t, "", handler); side.touched != want {
			t.Errorf("%s touches: %v", handler, side.touched)
		}
	}
}

// An answer from Go's memory has the header fields of any other, and the same conditional requests.
func TestJSONIsTagged(t *testing.T) {
	x, _ := answer(t, "", "res.json(rows)")
	plain, _ := answer(t, "", "res.send('[{\"id\":1}]')")
	tag := x.Response.Header.Get("Etag")
	if tag == "" || tag != plain.Response.Header.Get("Etag") || x.Response.Header.Get("Content-Length") != "10" {
		t.Errorf("the fields are %v", x.Response.Header)
	}
	if x, _ := answer(t, "", "res.json(rows)", "If-None-Match", tag); x.Response.Status != http.StatusNotModified || len(x.Response.Body) > 0 {
		t.Errorf("answered %d %q", x.Response.Status, x.Response.Body)
	}
}

func TestJSONIsBounded(t *testing.T) {
	vm := goja.New()
	m := express.New(native.New(vm), express.Options{MaxBody: 100})
	if err := vm.Set("express", m.Exports()); err != nil {
		t.Fatal(err)
	}
	v, err := vm.RunString(`var app = express(); app.use((req, res) => { let a = [1]; for (let i = 0; i < 60; i++) a = [a, a]; res.json(a) }); app`)
	if err != nil {
		t.Fatal(err)
	}
	x := request("GET", "/", "")
	req, res := m.Begin(x)
	m.Dispatch(v.(*goja.Object), x, req, res)
	if failure, _, failed := x.Failure(); !failed || failure.String() != "RangeError: the JSON is larger than memory_limit allows (100 bytes)" {
		t.Errorf("it failed: %v, with %v", failed, failure)
	}
}
