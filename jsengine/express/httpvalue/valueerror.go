package httpvalue

import "fmt"

// ValueError says that a value which the application gave can't be put into a header. Express throws a TypeError.
type ValueError struct {
	Message string // in the words of Node or of the Node package
}

// Error gives the message.
func (e *ValueError) Error() string { return e.Message }

func errValue(format string, args ...any) error {
	return &ValueError{Message: fmt.Sprintf(format, args...)}
}
