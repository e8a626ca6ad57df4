package hostcrypto

import (
	"errors"
	"sync"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/hostcrypto/credential"
	"github.com/caddyhbf/hbf/jsengine/native"
)

// tokenErrorSource makes the error classes of the npm package jsonwebtoken. Without assignments through prototypes, it
// does not matter what the app has done to them.
const tokenErrorSource = `(function (Error, defineProperty) {
	'use strict';
	const own = (error, name, value) => defineProperty(error, name, { __proto__: null, value, writable: true, configurable: true, enumerable: true });
	class JsonWebTokenError extends Error {
		constructor(message, inner) { super(message); own(this, 'name', 'JsonWebTokenError'); if (inner) own(this, 'inner', inner); }
	}
	class TokenExpiredError extends JsonWebTokenError {
		constructor(message, expiredAt) { super(message); own(this, 'name', 'TokenExpiredError'); own(this, 'expiredAt', expiredAt); }
	}
	class NotBeforeError extends JsonWebTokenError {
		constructor(message, date) { super(message); own(this, 'name', 'NotBeforeError'); own(this, 'date', date); }
	}
	return { JsonWebTokenError, TokenExpiredError, NotBeforeError };
})`

// tokenErrorProgram compiles the source once for all runtimes.
var tokenErrorProgram = sync.OnceValue(func() *goja.Program { return goja.MustCompile("hbf:crypto", tokenErrorSource, true) })

// tokenErrors are the classes by name.
type tokenErrors struct{ classes map[string]*goja.Object }

func (m *Module) newTokenErrors(class, defineProperty goja.Value) tokenErrors {
	define, ok := goja.AssertFunction(native.Must(m.kit.VM.RunProgram(tokenErrorProgram())))
	if !ok {
		panic("hostcrypto: the program is no function")
	}
	made := native.Must(define(goja.Undefined(), class, defineProperty)).(*goja.Object)
	classes := make(map[string]*goja.Object)
	for _, name := range made.Keys() {
		classes[name] = made.Get(name).(*goja.Object)
	}
	return tokenErrors{classes}
}

// tokenError makes of an error what jsonwebtoken would throw.
func (m *Module) tokenError(err error) goja.Value {
	var e *credential.TokenError
	if !errors.As(err, &e) {
		e = &credential.TokenError{Name: "JsonWebTokenError", Message: err.Error()}
	}
	args := []goja.Value{m.kit.VM.ToValue(e.Message)}
	if !e.Date.IsZero() {
		date, err := m.kit.VM.New(m.date, m.kit.VM.ToValue(e.Date.UnixMilli()))
		native.Check(err)
		args = append(args, date)
	}
	o, err := m.kit.VM.New(m.errors().classes[e.Name], args...)
	native.Check(err)
	return o
}
