package bundle

import (
	"errors"
	"fmt"
	"strings"
)

// Error is the failure of a [Build]: everything that is wrong with the app's
// sources, with at least one message.
type Error struct {
	Messages []Message

	reason error
}

// ErrNoEntry is in the chain of the error for an app that has none of the entries that
// are looked for.
var ErrNoEntry = errors.New("no entry")

// Unwrap returns ErrNoEntry, or nil.
func (e *Error) Unwrap() error { return e.reason }

// Message is one thing that is wrong with the app's sources.
type Message struct {
	File   string // path in the archive; "" when the message is about no file
	Line   int    // 1-based; 0 when the message is about no place in the file
	Column int    // 1-based, in UTF-16 code units as in JavaScript; 0 as for Line
	Text   string
	Frame  string   // excerpt of the source around the place, as made by [Frame]; may be ""
	Notes  []string // what may help: hints, and related places as "file:line:column: text"
}

// String formats the message as "file:line:column: text", followed on further
// lines by the code frame and the notes that there are.
func (m Message) String() string {
	var b strings.Builder
	if place := m.place(); place != "" {
		b.WriteString(place + ": ")
	}
	b.WriteString(m.Text)
	if m.Frame != "" {
		b.WriteString("\n" + m.Frame)
	}
	for _, note := range m.Notes {
		b.WriteString("\n" + note)
	}
	return b.String()
}

func (m Message) place() string {
	if m.Line == 0 {
		return m.File
	}
	return fmt.Sprintf("%s:%d:%d", m.File, m.Line, m.Column)
}

// Error formats all messages, one after the other, over several lines.
func (e *Error) Error() string {
	texts := make([]string, len(e.Messages))
	for i, m := range e.Messages {
		texts[i] = m.String()
	}
	return strings.Join(texts, "\n\n")
}

// errorf returns an Error that is about no particular file.
func errorf(format string, args ...any) *Error {
	return &Error{Messages: []Message{{Text: fmt.Sprintf(format, args...)}}}
}
