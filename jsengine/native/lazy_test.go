package native_test

import (
	"testing"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/native"
)

// lazy is a handler that counts how often it was asked.
type lazy struct{ touched, asked int }

func (l *lazy) Touch()                                    { l.touched++ }
func (*lazy) AppendJSON(dst []byte) (out []byte, ok bool) { return append(dst, "lazy"...), true }
func (l *lazy) Get(string) goja.Value                     { l.asked++; return goja.Undefined() }
func (*lazy) Set(string, goja.Value) bool                 { return false }
func (*lazy) Has(string) bool                             { return false }
func (*lazy) Delete(string) bool                          { return false }
func (*lazy) Keys() []string                              { return nil }

func TestLazyIsFoundWithoutTouchingIt(t *testing.T) {
	vm := goja.New()
	side := &lazy{}
	if err := vm.Set("handler", vm.NewDynamicObject(side)); err != nil {
		t.Fatal(err)
	}
	v, err := vm.RunString("new Proxy([], handler)")
	if err != nil {
		t.Fatal(err)
	}
	got, ok := native.LazyOf(v)
	if !ok || got != native.Lazy(side) || side.asked != 0 || side.touched != 0 {
		t.Errorf("LazyOf gave %v, %v; asked %d, touched %d", got, ok, side.asked, side.touched)
	}
	native.Touch(v)
	if side.touched != 1 {
		t.Errorf("touched %d times", side.touched)
	}
}

// What is not lazy is not, and finding out runs no code of the app.
func TestWhatIsNotLazy(t *testing.T) {
	vm := goja.New()
	for _, script := range []string{
		"undefined", "null", "1", "'text'", "[]", "({})", "() => 1",
		"new Proxy({}, {})", "new Proxy([], new Proxy({}, {}))", "new Proxy(() => 1, {})",
		"new Proxy({}, { get get() { throw new Error('it ran') }, get Touch() { throw new Error('it ran') } })",
		"new Proxy({}, { get: () => { throw new Error('it ran') }, getPrototypeOf: () => { throw new Error('it ran') } })",
		"const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); proxy",
	} {
		v, err := vm.RunString(script)
		if err != nil {
			t.Fatal(err)
		}
		if l, ok := native.LazyOf(v); ok {
			t.Errorf("%s is lazy: %v", script, l)
		}
		native.Touch(v)
	}
	if _, ok := native.LazyOf(nil); ok {
		t.Error("nil is lazy")
	}
}
