package body_test

import (
	"testing"

	"github.com/dop251/goja"
	"go.uber.org/goleak"

	"github.com/caddyhbf/hbf/jsengine/loop/looptest"
	"github.com/caddyhbf/hbf/jsengine/web/blob"
	"github.com/caddyhbf/hbf/jsengine/web/body"
	"github.com/caddyhbf/hbf/jsengine/web/event"
	"github.com/caddyhbf/hbf/jsengine/web/form"
	"github.com/caddyhbf/hbf/jsengine/web/headers"
	"github.com/caddyhbf/hbf/jsengine/web/stream"
	"github.com/caddyhbf/hbf/jsengine/web/url"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// host is a runtime with the classes.
type host struct {
	*looptest.Loop
	*body.Module
	t testing.TB
}

func newHost(t testing.TB) *host {
	t.Helper()
	l := looptest.New(t)
	l.Run(`Object.defineProperty(Symbol, 'asyncIterator', { value: Symbol.for('Symbol.asyncIterator') })`)
	o := body.Options{Events: event.New(l.Kit, l), Limit: 2 << 20}
	url.New(l.Kit)
	o.Streams = stream.New(l.Kit, l)
	o.Headers = headers.New(l.Kit)
	o.Blobs = blob.New(l.Kit, l, o.Streams, func(message string) *goja.Object {
		return o.Events.Exception("NotReadableError", message)
	})
	o.Forms = form.New(l.Kit, o.Blobs)
	return &host{Loop: l, Module: body.New(l.Kit, l, o), t: t}
}

// async runs the body of an async function and gives what it returns, as a string; what it throws, by its class.
func (h *host) async(script string) string {
	h.t.Helper()
	return h.Run(`(async () => {` + script + `})().catch(e => e instanceof Error || e instanceof DOMException ? e.name + ': ' + e.message : 'threw ' + e).then(String)`).String()
}
