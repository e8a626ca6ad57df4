package fetch_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/dop251/goja"
	"go.uber.org/goleak"

	"github.com/caddyhbf/hbf/jsengine/loop"
	"github.com/caddyhbf/hbf/jsengine/loop/looptest"
	"github.com/caddyhbf/hbf/jsengine/web/blob"
	"github.com/caddyhbf/hbf/jsengine/web/body"
	"github.com/caddyhbf/hbf/jsengine/web/encoding"
	"github.com/caddyhbf/hbf/jsengine/web/event"
	"github.com/caddyhbf/hbf/jsengine/web/fetch"
	"github.com/caddyhbf/hbf/jsengine/web/fetch/outbound"
	"github.com/caddyhbf/hbf/jsengine/web/form"
	"github.com/caddyhbf/hbf/jsengine/web/headers"
	"github.com/caddyhbf/hbf/jsengine/web/stream"
	"github.com/caddyhbf/hbf/jsengine/web/url"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// host is a runtime with fetch() and a server that it may reach, whose URL is the global variable up.
type host struct {
	*looptest.Loop
	t      testing.TB
	client *outbound.Client
	// held are the effects that wait, if hold is set.
	hold bool
	held []func()
}

// gate is the loop that the host's modules see.
type gate struct {
	loop.Loop
	h *host
}

// Emit implements [loop.Loop].
func (g *gate) Emit(effect func()) {
	if g.h.hold {
		g.h.held = append(g.h.held, effect)
		return
	}
	effect()
}

func (h *host) release() {
	held := h.held
	h.held = nil
	for _, effect := range held {
		effect()
	}
}

func newHost(t testing.TB, handle http.HandlerFunc) *host {
	t.Helper()
	up := httptest.NewServer(handle)
	t.Cleanup(up.Close)
	client, err := outbound.New(outbound.Options{Allow: []string{"127.0.0.1"}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	h := &host{Loop: looptest.New(t), t: t, client: client}
	l, k := &gate{h.Loop, h}, h.Kit
	h.Run(`Object.defineProperty(Symbol, 'asyncIterator', { value: Symbol.for('Symbol.asyncIterator') })`)
	o := body.Options{Events: event.New(k, l), Limit: 1 << 20}
	encoding.New(k, o.Events)
	url.New(k)
	o.Streams = stream.New(k, l)
	o.Headers = headers.New(k)
	o.Blobs = blob.New(k, l, o.Streams, func(message string) *goja.Object { return o.Events.Exception("NotReadableError", message) })
	o.Forms = form.New(k, o.Blobs)
	fetch.New(k, l, fetch.Options{Bodies: body.New(k, l, o), Client: client, Limit: 1 << 20})
	k.Global("up", k.VM.ToValue(up.URL))
	return h
}

// on defines a function that scripts call.
func (h *host) on(name string, f func()) {
	h.Kit.Global(name, h.Kit.Function(name, 0, func(goja.FunctionCall) goja.Value {
		f()
		return goja.Undefined()
	}))
}

// async runs the body of an async function and gives what it returns, or what it throws, as a string.
func (h *host) async(script string) string {
	h.t.Helper()
	return h.Run(`(async () => {` + script + `})().catch(e => e && e.cause ? e + ' | ' + (e.cause.code || '') + ' ' + e.cause : 'threw ' + e).then(String)`).String()
}
