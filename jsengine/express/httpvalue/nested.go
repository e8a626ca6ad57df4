package httpvalue

import "errors"

// ErrDepthExceeded is the error of [ParseNested] for a name with more brackets than allowed.
var ErrDepthExceeded = errors.New("the input exceeded the depth")

// ValueKind tells what a [Value] is.
type ValueKind uint8

// Kinds of values.
const (
	TextValue ValueKind = iota
	ListValue
	ObjectValue
)

// Value is a value in a nested query string or form: a text, a list or an object.
type Value struct {
	Kind    ValueKind
	Text    string
	List    []Value
	Members []Member
}

// Member is a named value of an object. Any name but __proto__ can occur, such as constructor or toString: set them as
// own properties.
type Member struct {
	Name  string
	Value Value
}

// NestedOptions are limits and switches of [ParseNested]. A zero limit stands for none allowed, so begin with
// [ExtendedQuery] or [FormOptions].
type NestedOptions struct {
	Depth           int  // how many brackets of a name make levels; the rest stays as it is
	StrictDepth     bool // more brackets than Depth are an error
	ArrayLimit      int  // lists with more elements, or an index that is not below it, become objects
	ParameterLimit  int  // pairs after that many are ignored; negative: no limit
	Latin1          bool // escapes are ISO 8859-1, not UTF-8
	CharsetSentinel bool // a parameter utf8=✓ tells which of the two charsets it is
	NumericEntities bool // in ISO 8859-1, &#9786; stands for a character
}

// ExtendedQuery are the options of Express's query parser "extended".
var ExtendedQuery = NestedOptions{Depth: 5, ArrayLimit: 20, ParameterLimit: MaxQueryPairs}

// ParseNested reads a query string or form body in which brackets in names make objects and lists, as the Node package
// qs does: a[b]=1 and a[]=1. The result is an object whose members come in JavaScript's order: integers, then the
// others as they appear. The only error is [ErrDepthExceeded].
func ParseNested(query string, o NestedOptions) (Value, error) {
	root := newObject()
	if query == "" {
		return root.value(), nil
	}
	flat := o.parsePairs(query)
	for _, name := range flat.names() {
		if name == "" {
			continue
		}
		chain, err := o.splitName(name)
		if err != nil {
			return Value{}, err
		}
		root = o.merge(root, o.nest(chain, flat.member(name)))
	}
	return root.value(), nil
}
