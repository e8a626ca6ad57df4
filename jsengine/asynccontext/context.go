package asynccontext

import "github.com/dop251/goja"

// Scope is on whose behalf JavaScript runs: the engine's request, or the app itself.
type Scope interface {
	// Ended reports that nothing can begin on its behalf any more.
	Ended() bool
}

// Context is what a piece of JavaScript hands on to the asynchronous work that it begins. It is immutable.
type Context struct {
	scope  Scope
	values []value // of AsyncLocalStorage; at most one for each
}

// value is what getStore gives of one AsyncLocalStorage.
type value struct {
	of    *storage
	age   uint64 // of the storage when it was set; disable makes older values invisible
	store goja.Value
}

// NewContext makes the context in which something begins on behalf of a scope: a request, or the app's start.
func NewContext(scope Scope) *Context { return &Context{scope: scope} }

// Scope is on whose behalf the work is done; nil in no context.
func (c *Context) Scope() Scope {
	if c == nil {
		return nil
	}
	return c.scope
}

// with makes a context that differs in one value.
func (c *Context) with(s *storage, store goja.Value) *Context {
	next := &Context{scope: c.Scope()}
	if c != nil {
		next.values = make([]value, 0, len(c.values)+1)
		for _, v := range c.values {
			if v.of != s && v.age == v.of.age {
				next.values = append(next.values, v)
			}
		}
	}
	next.values = append(next.values, value{of: s, age: s.age, store: store})
	return next
}

// lookup gives the value of a storage.
func (c *Context) lookup(s *storage) (goja.Value, bool) {
	if c == nil {
		return nil, false
	}
	for i := range c.values {
		if v := &c.values[i]; v.of == s && v.age == s.age {
			return v.store, true
		}
	}
	return nil, false
}

// on gives the context in which work that was kept for later is done when JavaScript calls it from another context: its
// own, or, when it has no scope or one that has ended, its values on behalf of the caller's scope.
func (c *Context) on(caller *Context) *Context {
	if caller == nil || c.Scope() == caller.scope || c.Scope() != nil && !c.scope.Ended() {
		return c
	}
	return &Context{scope: caller.scope, values: c.stores()}
}

func (c *Context) stores() []value {
	if c == nil {
		return nil
	}
	return c.values
}
