package crypto

import (
	"errors"
	"fmt"

	"github.com/dop251/goja"
)

// failure is an error that JavaScript sees as a DOMException of its name, or as a TypeError.
type failure struct{ name, message string }

func (f *failure) Error() string { return f.name + ": " + f.message }

func fail(name, format string, args ...any) error {
	return &failure{name, fmt.Sprintf(format, args...)}
}

// The names of the errors of the Web Cryptography API.
const (
	dataError          = "DataError"
	invalidAccessError = "InvalidAccessError"
	notSupportedError  = "NotSupportedError"
	operationError     = "OperationError"
	syntaxError        = "SyntaxError"
	typeError          = "TypeError"
)

// exception makes of an error what JavaScript shall see. What is no failure is an OperationError.
func (m *Module) exception(err error) goja.Value {
	var f *failure
	switch {
	case !errors.As(err, &f):
		return m.event.Exception(operationError, err.Error())
	case f.name == typeError:
		return m.kit.TypeError("%s", f.message)
	}
	return m.event.Exception(f.name, f.message)
}

// check throws an error.
func (m *Module) check(err error) {
	if err != nil {
		panic(m.exception(err))
	}
}
