package crypto

import (
	"runtime"
	"sync"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/loop"
	"github.com/caddyhbf/hbf/jsengine/native"
	"github.com/caddyhbf/hbf/jsengine/web/event"
)

// Module is the API in one runtime.
type Module struct {
	kit        *native.Kit
	loop       loop.Loop
	event      *event.Module
	algorithms map[string]*algorithm
	processors chan struct{} // holds a token for each piece of work that runs off the owner

	// The classes and objects are made when something first asks for them.
	key    func() *native.Class[*Key]
	object func() *goja.Object
}

// New defines the globals.
func New(k *native.Kit, l loop.Loop, ev *event.Module) *Module {
	m := &Module{kit: k, loop: l, event: ev, algorithms: algorithms(), processors: make(chan struct{}, runtime.GOMAXPROCS(0))}
	m.key = sync.OnceValue(m.newKeyClass)
	subtleClass := sync.OnceValue(m.newSubtleClass)
	cryptoClass := sync.OnceValue(func() *native.Class[*Module] { return m.newCryptoClass(subtleClass) })
	m.object = sync.OnceValue(func() *goja.Object { return cryptoClass().Wrap(m) })
	k.LazyGlobal("CryptoKey", func() goja.Value { return m.key().Constructor })
	k.LazyGlobal("SubtleCrypto", func() goja.Value { return subtleClass().Constructor })
	k.LazyGlobal("Crypto", func() goja.Value { return cryptoClass().Constructor })
	k.LazyGlobal("crypto", func() goja.Value { return m.object() })
	return m
}

// Object is the object that JavaScript knows as crypto.
func (m *Module) Object() *goja.Object { return m.object() }

func (m *Module) newKeyClass() *native.Class[*Key] {
	c := native.NewClass[*Key](m.kit, "CryptoKey", 0, nil, nil)
	c.Getter("type", func(k *Key) goja.Value { return m.kit.VM.ToValue(string(k.kind)) })
	c.Getter("extractable", func(k *Key) goja.Value { return m.kit.VM.ToValue(k.extractable) })
	c.Getter("algorithm", m.algorithmOf)
	c.Getter("usages", m.usagesOf)
	return c
}

func (m *Module) newCryptoClass(subtleClass func() *native.Class[*subtleCrypto]) *native.Class[*Module] {
	c := native.NewClass[*Module](m.kit, "Crypto", 0, nil, nil)
	object := sync.OnceValue(func() goja.Value { return subtleClass().Wrap(&subtleCrypto{m}) })
	c.Getter("subtle", func(*Module) goja.Value { return object() })
	c.Method("getRandomValues", 1, func(_ *Module, call goja.FunctionCall) goja.Value { return m.RandomValues(call.Arguments) })
	c.Method("randomUUID", 0, func(*Module, goja.FunctionCall) goja.Value { return m.kit.VM.ToValue(RandomUUID()) })
	return c
}
