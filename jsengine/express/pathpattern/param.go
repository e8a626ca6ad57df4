package pathpattern

import "github.com/caddyhbf/hbf/jsengine/express/httpvalue"

// Param is one parameter of a match, decoded.
type Param struct {
	Name     string
	Value    string   // of a parameter; "" for a wildcard
	Values   []string // of a wildcard: its segments, at least one; nil for a parameter
	Wildcard bool
}

// DecodeParam decodes a value as Express's router does, with decodeURIComponent. The error is a [*DecodeError].
func DecodeParam(value string) (string, error) {
	decoded, ok := httpvalue.DecodeURIComponent(value)
	if !ok {
		return "", &DecodeError{Value: value}
	}
	return decoded, nil
}
