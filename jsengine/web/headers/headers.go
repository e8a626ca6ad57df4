package headers

import (
	"net/http"
	"slices"
	"strings"

	"github.com/dop251/goja"
)

// Guard says who may change a list of headers (https://fetch.spec.whatwg.org/#concept-headers-guard).
type Guard uint8

const (
	// Mutable is the guard of everything that a script makes.
	Mutable Guard = iota
	// Immutable is the guard of what has arrived: a request from a client, a response from another server.
	Immutable
)

// Headers is the Go side of an instance of Headers. It is the owner's.
type Headers struct {
	fields http.Header // nil until the first field
	guard  Guard
	object *goja.Object // nil until JavaScript sees it
	// version counts the changes, so that an iterator knows when it has to look again.
	version int
}

// From makes headers of what Go has. The map, whose keys must be canonical, belongs to them from now on; nil is an
// empty one.
func From(fields http.Header, guard Guard) *Headers { return &Headers{fields: fields, guard: guard} }

// Fields gives the header fields, under canonical names. They are not the caller's to change; nil is none.
func (h *Headers) Fields() http.Header { return h.fields }

// Clone makes a copy with the same guard.
func (h *Headers) Clone() *Headers { return &Headers{fields: h.fields.Clone(), guard: h.guard} }

// Copy makes a copy that scripts may change.
func (h *Headers) Copy() *Headers { return &Headers{fields: h.fields.Clone()} }

// Get gives the values of a field, joined as the standard does; ok is false when there is none.
func (h *Headers) Get(name string) (value string, ok bool) {
	values := h.fields[http.CanonicalHeaderKey(name)]
	if len(values) == 1 {
		return values[0], true
	}
	return strings.Join(values, ", "), len(values) > 0
}

// Set replaces the values of a field, whatever the guard. Name and value must be valid.
func (h *Headers) Set(name, value string) { h.set(http.CanonicalHeaderKey(name), value) }

func (h *Headers) set(key, value string) {
	h.change()
	h.fields[key] = []string{value}
}

func (h *Headers) add(key, value string) {
	h.change()
	h.fields[key] = append(h.fields[key], value)
}

func (h *Headers) change() {
	if h.fields == nil {
		h.fields = make(http.Header, 4)
	}
	h.version++
}

// entry is a field as an iterator shows it.
type entry struct{ name, value string }

// sorted gives the fields in the order of their lower-case names, those of one name combined unless they are
// Set-Cookie (https://fetch.spec.whatwg.org/#concept-header-list-sort-and-combine).
func (h *Headers) sorted() []entry {
	entries := make([]entry, 0, len(h.fields))
	for key, values := range h.fields {
		name := strings.ToLower(key)
		switch {
		case name == "set-cookie":
			for _, v := range values {
				entries = append(entries, entry{name, v})
			}
		case len(values) > 0:
			entries = append(entries, entry{name, strings.Join(values, ", ")})
		}
	}
	slices.SortStableFunc(entries, func(a, b entry) int { return strings.Compare(a.name, b.name) })
	return entries
}

// cursor walks over the entries as they are at each step.
type cursor struct {
	headers *Headers
	entries []entry
	version int
	index   int
}

func (c *cursor) next() (entry, bool) {
	if c.entries == nil || c.version != c.headers.version {
		c.entries, c.version = c.headers.sorted(), c.headers.version
	}
	if c.index >= len(c.entries) {
		return entry{}, false
	}
	c.index++
	return c.entries[c.index-1], true
}
