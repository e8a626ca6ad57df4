package express_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/express"
)

// manyRoutes is an application with a hundred routes, of which /user/:id is the last.
func manyRoutes() string {
	var b strings.Builder
	b.WriteString("var app = express();\n")
	for i := range 99 {
		fmt.Fprintf(&b, "app.get('/resource%d/:id/part%d', (req, res) => res.send('no'));\n", i, i)
	}
	b.WriteString("app.get('/user/:id', (req, res) => res.json({ id: req.params.id, name: 'x' }));\napp")
	return b.String()
}

func benchmarkApp(b *testing.B, source, method, target, body string, fields ...string) {
	h := newHost(b, nil)
	app := h.run(source).(*goja.Object)
	first := request(method, target, body, fields...)
	h.begin(app, first)
	if !first.Sent() {
		b.Fatal("not answered")
	}
	b.ReportAllocs()
	b.ResetTimer()
	for range b.N {
		x := express.Exchange{Request: first.Request, Body: first.Body, Scheme: "http"}
		req, res := h.module.Begin(&x)
		h.module.Dispatch(app, &x, req, res)
		if !x.Sent() {
			b.Fatal("not answered")
		}
	}
}

func BenchmarkHello(b *testing.B) {
	benchmarkApp(b, "var app = express(); app.get('/', (req, res) => res.send('hello')); app", "GET", "/", "")
}

func BenchmarkHelloAsync(b *testing.B) {
	benchmarkApp(b, "var app = express(); app.get('/', async (req, res) => { res.send('hello') }); app", "GET", "/", "")
}

func BenchmarkUserJSON100Routes(b *testing.B) {
	benchmarkApp(b, manyRoutes(), "GET", "/user/42?x=1", "")
}

func BenchmarkJSON50Rows(b *testing.B) {
	benchmarkApp(b, `var app = express();
		var rows = Array.from({ length: 50 }, (_, i) => ({ id: i, name: "name of the person " + i, email: "person" + i + "@example.com", score: i / 3 }));
		app.get('/', (req, res) => res.json(rows)); app`, "GET", "/", "")
}

func BenchmarkThreeMiddlewares(b *testing.B) {
	benchmarkApp(b, `var app = express();
		for (let i = 0; i < 3; i++) app.use((req, res, next) => next());
		app.get('/', (req, res) => res.send('hello')); app`, "GET", "/", "")
}

func BenchmarkPostJSON(b *testing.B) {
	benchmarkApp(b, `var app = express(); app.use(express.json());
		app.post('/', (req, res) => res.status(201).json({ got: req.body.name })); app`,
		"POST", "/", `{"name":"x"}`, "Content-Type", "application/json", "Content-Length", "12")
}

// BenchmarkBaseline is the least that any way of answering in JavaScript takes: a handler called with two objects that
// have one native method, which keeps the body.
func BenchmarkBaseline(b *testing.B) {
	vm := goja.New()
	var sent string
	proto := vm.NewObject()
	if err := proto.Set("send", func(c goja.FunctionCall) goja.Value {
		sent = c.Argument(0).String()
		return c.This
	}); err != nil {
		b.Fatal(err)
	}
	v, err := vm.RunString("(req, res) => res.send('hello')")
	if err != nil {
		b.Fatal(err)
	}
	handler, _ := goja.AssertFunction(v)
	b.ReportAllocs()
	for range b.N {
		header := make(http.Header, 4)
		header["Content-Type"] = []string{"text/html"}
		req, res := vm.CreateObject(proto), vm.CreateObject(proto)
		if _, err := handler(goja.Undefined(), req, res); err != nil || sent == "" {
			b.Fatal(err)
		}
		sent = ""
	}
}
