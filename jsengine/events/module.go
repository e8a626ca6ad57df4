package events

import (
	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/loop"
	"github.com/caddyhbf/hbf/jsengine/native"
)

// maxSubscriptions bounds the functions that may be subscribed to one channel.
const maxSubscriptions = 100_000

// Module is hbf:events in one runtime. It is the owner's.
type Module struct {
	*Hub
	k       *native.Kit
	loop    loop.Loop
	exports *goja.Object
}

// New makes the module.
func New(k *native.Kit, l loop.Loop) *Module {
	m := &Module{Hub: NewHub(), k: k, loop: l, exports: k.Object()}
	for _, f := range []struct {
		name   string
		length int
		f      func(goja.FunctionCall) goja.Value
	}{
		{"publish", 3, m.publish},
		{"subscribe", 2, m.subscribe},
		{"subscribers", 1, func(c goja.FunctionCall) goja.Value {
			return k.VM.ToValue(m.Count(m.channel(c.Argument(0))))
		}},
	} {
		k.Put(m.exports, f.name, k.Function(f.name, f.length, f.f))
	}
	k.Hide(m.exports, "default", m.exports)
	return m
}

// ExportNames are the names that hbf:events exports beside default.
func ExportNames() []string { return []string{"publish", "subscribe", "subscribers"} }

// Exports is the module for import and require.
func (m *Module) Exports() *goja.Object { return m.exports }

// publish is publish(channel, data, { event, id }): it gives the number of those who get the message.
func (m *Module) publish(c goja.FunctionCall) goja.Value {
	channel := m.channel(c.Argument(0))
	if m.Count(channel) == 0 {
		return m.k.VM.ToValue(0)
	}
	message := &Message{
		Data:  c.Argument(1),
		Event: Field(m.k, c.Argument(2), "event"),
		ID:    Field(m.k, c.Argument(2), "id"),
	}
	message.Text = Text(m.k, message.Data)
	return m.k.VM.ToValue(m.Publish(channel, message))
}

// subscribe is subscribe(channel, listener). It gives the function that ends the subscription, which otherwise ends with
// the request that has begun it, or, if it was begun at the top level, with the app. It keeps no request open. The
// listener is called in a turn of its own, in the context of its subscription.
func (m *Module) subscribe(c goja.FunctionCall) goja.Value {
	channel := m.channel(c.Argument(0))
	listener, ok := goja.AssertFunction(c.Argument(1))
	if !ok {
		panic(m.k.TypeError("subscribe needs a function that is called with each message"))
	}
	if m.Count(channel) >= maxSubscriptions {
		panic(m.k.RangeError("more than %d subscriptions to one channel", maxSubscriptions))
	}
	post := m.loop.Poster()
	ended := false
	end := m.Subscribe(channel, func(message *Message) {
		post(func() {
			if !ended {
				native.Must(listener(goja.Undefined(), message.Data, m.describe(channel, message)))
			}
		})
	})
	stop := func() { ended = true; end() }
	remove := m.loop.Cleanup(stop)
	return m.k.Function("unsubscribe", 0, func(goja.FunctionCall) goja.Value {
		stop()
		remove()
		return goja.Undefined()
	})
}

func (m *Module) describe(channel string, message *Message) *goja.Object {
	o := m.k.Object()
	m.k.Put(o, "channel", m.k.VM.ToValue(channel))
	m.k.Put(o, "event", m.k.VM.ToValue(message.Event))
	m.k.Put(o, "id", m.k.VM.ToValue(message.ID))
	return o
}

func (m *Module) channel(v goja.Value) string {
	if v == nil || !goja.IsString(v) || v.String() == "" {
		panic(m.k.TypeError("the name of a channel must be a string that is not empty"))
	}
	return v.String()
}

// Field reads the option event or id.
func Field(k *native.Kit, options goja.Value, name string) string {
	v := k.Option(options, name)
	if native.IsMissing(v) {
		return ""
	}
	text := native.Text(v)
	if !CheckField(text) {
		panic(k.TypeError("the %s of an event must not contain line ends", name))
	}
	return text
}

// Text is what an event stream sends of a value: a string itself, undefined as nothing, anything else as JSON.
func Text(k *native.Kit, v goja.Value) string {
	if native.IsUndefined(v) {
		return ""
	}
	if goja.IsString(v) {
		return native.Text(v)
	}
	text := k.JSON(v)
	if native.IsUndefined(text) {
		panic(k.TypeError("a message must be a string or something that JSON can hold"))
	}
	return text.String()
}
