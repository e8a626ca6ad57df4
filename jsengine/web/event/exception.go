package event

import (
	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/native"
)

// exception is the Go side of a DOMException. Its object is one of goja's errors, so that it has a stack.
type exception struct {
	object        *goja.Object
	name, message string
}

// Embodiment implements [native.Embodied].
func (e *exception) Embodiment() *goja.Object { return e.object }

// legacyCodes are the names that have a code, in the order of the codes, with the constants of DOMException that hold
// them (https://webidl.spec.whatwg.org/#idl-DOMException-error-names). Codes without a name in use have only a
// constant.
var legacyCodes = [...]struct{ name, constant string }{
	{"IndexSizeError", "INDEX_SIZE_ERR"},
	{"", "DOMSTRING_SIZE_ERR"},
	{"HierarchyRequestError", "HIERARCHY_REQUEST_ERR"},
	{"WrongDocumentError", "WRONG_DOCUMENT_ERR"},
	{"InvalidCharacterError", "INVALID_CHARACTER_ERR"},
	{"", "NO_DATA_ALLOWED_ERR"},
	{"NoModificationAllowedError", "NO_MODIFICATION_ALLOWED_ERR"},
	{"NotFoundError", "NOT_FOUND_ERR"},
	{"NotSupportedError", "NOT_SUPPORTED_ERR"},
	{"InUseAttributeError", "INUSE_ATTRIBUTE_ERR"},
	{"InvalidStateError", "INVALID_STATE_ERR"},
	{"SyntaxError", "SYNTAX_ERR"},
	{"InvalidModificationError", "INVALID_MODIFICATION_ERR"},
	{"NamespaceError", "NAMESPACE_ERR"},
	{"InvalidAccessError", "INVALID_ACCESS_ERR"},
	{"", "VALIDATION_ERR"},
	{"TypeMismatchError", "TYPE_MISMATCH_ERR"},
	{"SecurityError", "SECURITY_ERR"},
	{"NetworkError", "NETWORK_ERR"},
	{"AbortError", "ABORT_ERR"},
	{"URLMismatchError", "URL_MISMATCH_ERR"},
	{"QuotaExceededError", "QUOTA_EXCEEDED_ERR"},
	{"TimeoutError", "TIMEOUT_ERR"},
	{"InvalidNodeTypeError", "INVALID_NODE_TYPE_ERR"},
	{"DataCloneError", "DATA_CLONE_ERR"},
}

func legacyCode(name string) int {
	for i, c := range legacyCodes {
		if c.name == name && name != "" {
			return i + 1
		}
	}
	return 0
}

func (m *Module) defineException() {
	m.newError = m.vm.GlobalObject().Get("Error").ToObject(m.vm)
	m.exceptions = native.NewClass(m.k, "DOMException", 0, nil, func(call goja.ConstructorCall) *exception {
		message, name := "", "Error"
		if v := call.Argument(0); !goja.IsUndefined(v) {
			message = native.Text(v)
		}
		if v := call.Argument(1); !goja.IsUndefined(v) {
			name = native.Text(v)
		}
		return m.newException(name, message)
	})
	c := m.exceptions
	native.Check(c.Prototype.SetPrototype(m.newError.Get("prototype").ToObject(m.vm)))
	c.Getter("name", func(e *exception) goja.Value { return m.vm.ToValue(e.name) })
	c.Getter("message", func(e *exception) goja.Value { return m.vm.ToValue(e.message) })
	c.Getter("code", func(e *exception) goja.Value { return m.vm.ToValue(legacyCode(e.name)) })
	for i, code := range legacyCodes {
		c.Constant(code.constant, i+1)
	}
	c.Expose()
}

func (m *Module) newException(name, message string) *exception {
	o, err := m.vm.New(m.newError)
	native.Check(err)
	return &exception{object: o, name: name, message: message}
}

// Exception makes a DOMException with one of the names of https://webidl.spec.whatwg.org/#idl-DOMException-error-names,
// such as "AbortError". To throw it, panic with it.
func (m *Module) Exception(name, message string) *goja.Object {
	return m.exceptions.Wrap(m.newException(name, message))
}

// ExceptionOf gives the name and the message of a DOMException; ok is false for anything else.
func ExceptionOf(v goja.Value) (name, message string, ok bool) {
	e, ok := native.SideOf[*exception](v)
	if !ok {
		return "", "", false
	}
	return e.name, e.message, true
}
