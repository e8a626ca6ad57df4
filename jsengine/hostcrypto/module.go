package hostcrypto

import (
	"runtime"
	"sync"

	"github.com/dop251/goja"
	"golang.org/x/sync/semaphore"

	"github.com/caddyhbf/hbf/jsengine/hostcrypto/credential"
	"github.com/caddyhbf/hbf/jsengine/loop"
	"github.com/caddyhbf/hbf/jsengine/native"
	"github.com/caddyhbf/hbf/jsengine/web/crypto"
)

// Module is hbf:crypto in one runtime.
type Module struct {
	kit  *native.Kit
	loop loop.Loop
	web  *crypto.Module

	// memory bounds, in KiB, what hashing passwords takes at a time. Each hash takes a processor's share at least.
	memory *semaphore.Weighted
	share  int64

	date *goja.Object

	// What is made when something first asks for it.
	errors                  func() tokenErrors
	exports, node, toString func() *goja.Object
}

// New makes the module. It must come before any of the app's code.
func New(k *native.Kit, l loop.Loop, web *crypto.Module) *Module {
	m := &Module{
		kit: k, loop: l, web: web,
		memory: semaphore.NewWeighted(credential.MaxMemory),
		share:  int64(max(1, credential.MaxMemory/runtime.GOMAXPROCS(0))),
		date:   k.VM.GlobalObject().Get("Date").(*goja.Object),
	}
	class := k.VM.GlobalObject().Get("Error")
	defineProperty := k.VM.GlobalObject().Get("Object").(*goja.Object).Get("defineProperty")
	m.errors = sync.OnceValue(func() tokenErrors { return m.newTokenErrors(class, defineProperty) })
	m.exports = sync.OnceValue(m.newExports)
	m.node = sync.OnceValue(m.newNodeExports)
	m.toString = sync.OnceValue(m.newToString)
	return m
}

// ExportNames are the names that hbf:crypto exports beside default, which is an object of all of them.
func ExportNames() []string {
	return []string{
		"JsonWebTokenError", "NotBeforeError", "TokenExpiredError", "hash", "hashPassword", "hmac", "jwt", "needsRehash",
		"randomBytes", "randomInt", "randomUUID", "signCookie", "timingSafeEqual", "unsignCookie", "verifyPassword",
	}
}

// Exports is the module's object, made when it is first asked for.
func (m *Module) Exports() *goja.Object { return m.exports() }

func (m *Module) newExports() *goja.Object {
	o := m.kit.Object()
	function := func(target *goja.Object, name string, length int, f func(args arguments) goja.Value) {
		m.kit.Put(target, name, m.kit.Function(name, length, func(c goja.FunctionCall) goja.Value { return f(arguments(c.Arguments)) }))
	}
	// promised is a function that gives a promise, which what it throws rejects.
	promised := func(target *goja.Object, name string, length int, f func(args arguments) goja.Value) {
		function(target, name, length, func(args arguments) goja.Value {
			return m.kit.Async(func() goja.Value { return f(args) })
		})
	}
	promised(o, "hashPassword", 1, m.hashPassword)
	promised(o, "verifyPassword", 2, m.verifyPassword)
	function(o, "needsRehash", 1, m.needsRehash)
	function(o, "signCookie", 2, m.signCookie)
	function(o, "unsignCookie", 2, m.unsignCookie)
	function(o, "timingSafeEqual", 2, m.timingSafeEqual)
	function(o, "randomBytes", 1, m.randomBytes)
	function(o, "randomInt", 1, m.randomInt)
	function(o, "randomUUID", 0, func(arguments) goja.Value { return m.kit.VM.ToValue(crypto.RandomUUID()) })
	function(o, "hash", 2, m.hash)
	function(o, "hmac", 3, m.hmac)

	jwt := m.kit.Object()
	promised(jwt, "sign", 2, m.signToken)
	promised(jwt, "verify", 2, m.verifyToken)
	function(jwt, "decode", 1, m.decodeToken)
	m.kit.Put(o, "jwt", jwt)
	for name, class := range m.errors().classes {
		m.kit.Put(o, name, class)
		m.kit.Put(jwt, name, class)
	}
	m.kit.Put(o, "default", o)
	return o
}

// arguments are a call's, until it returns.
type arguments []goja.Value

// at gives an argument, undefined if it is not there.
func (a arguments) at(i int) goja.Value {
	if i < len(a) {
		return a[i]
	}
	return goja.Undefined()
}
