package native

import (
	"fmt"

	"github.com/dop251/goja"
)

// Must gives a call's result or throws what it threw, from a native.
func Must(v goja.Value, err error) goja.Value {
	if err != nil {
		panic(err)
	}
	return v
}

// Check throws an error of goja's that a native can do nothing about.
func Check(err error) {
	if err != nil {
		panic(err)
	}
}

// TypeError makes a TypeError. To throw it, panic with it.
func (k *Kit) TypeError(format string, args ...any) *goja.Object {
	return k.newError(k.typeError, format, args)
}

// RangeError makes a RangeError. To throw it, panic with it.
func (k *Kit) RangeError(format string, args ...any) *goja.Object {
	return k.newError(k.rangeError, format, args)
}

// SyntaxError makes a SyntaxError. To throw it, panic with it.
func (k *Kit) SyntaxError(format string, args ...any) *goja.Object {
	return k.newError(k.syntaxError, format, args)
}

func (k *Kit) newError(class *goja.Object, format string, args []any) *goja.Object {
	e, err := k.VM.New(class, k.VM.ToValue(fmt.Sprintf(format, args...)))
	Check(err)
	return e
}

// Thrown gives the value that a call of the app's code threw. What no JavaScript may catch, such as an interrupt, it
// throws on.
func Thrown(err error) goja.Value {
	exception, ok := err.(*goja.Exception) //nolint:errorlint // errors.As could run the app's code
	if !ok {
		panic(err)
	}
	return exception.Value()
}
