package httpvalue

import (
	"cmp"
	"slices"
	"strconv"
)

// container is a value while a nested form is read. Lists are sparse until the end.
type container struct {
	kind ValueKind
	text string

	elements []element // of a list, by ascending index
	length   int       // of a list, holes included

	order   []string // of an object: names as they came
	members map[string]*container

	// An object that was a list or would be one but for the limit, and a list or object that holds values that do not
	// fit together, take further values at the index after last.
	overflowed bool
	conflict   bool
	last       int // of an overflowed object
	conflictAt int // of a conflict
}

type element struct {
	index int
	value *container
}

func newText(s string) *container { return &container{kind: TextValue, text: s} }
func newList() *container         { return &container{kind: ListValue} }
func newObject() *container       { return &container{kind: ObjectValue} }

func (c *container) markOverflow(last int) *container {
	c.overflowed, c.last = true, last
	return c
}

func (c *container) markConflict(at int) {
	c.conflict, c.conflictAt = true, at
}

func (c *container) member(name string) *container { return c.members[name] }

func (c *container) setMember(name string, v *container) {
	if c.members == nil {
		c.members = map[string]*container{}
	}
	if _, ok := c.members[name]; !ok {
		c.order = append(c.order, name)
	}
	c.members[name] = v
}

// find gives the place of an index among the elements and whether it is taken.
func (c *container) find(index int) (int, bool) {
	return slices.BinarySearchFunc(c.elements, index, func(e element, i int) int { return cmp.Compare(e.index, i) })
}

func (c *container) setIndex(index int, v *container) {
	at, ok := c.find(index)
	if ok {
		c.elements[at].value = v
		return
	}
	c.elements = slices.Insert(c.elements, at, element{index, v})
	c.length = max(c.length, index+1)
}

func (c *container) push(v *container) { c.setIndex(c.length, v) }

// names are an object's in JavaScript's order: integers ascending, then the others as they came.
func (c *container) names() []string {
	type integer struct {
		index int
		name  string
	}
	var integers []integer
	var others []string
	for _, name := range c.order {
		if i, ok := arrayIndex(name); ok && i < 1<<32-1 {
			integers = append(integers, integer{i, name})
		} else {
			others = append(others, name)
		}
	}
	if integers == nil {
		return others
	}
	slices.SortFunc(integers, func(a, b integer) int { return cmp.Compare(a.index, b.index) })
	names := make([]string, 0, len(c.order))
	for _, i := range integers {
		names = append(names, i.name)
	}
	return append(names, others...)
}

// toObject makes an object of a list, its indexes being the names.
func (c *container) toObject() *container {
	o := newObject()
	for _, e := range c.elements {
		o.setMember(strconv.Itoa(e.index), e.value)
	}
	return o
}

// lastIndex is the largest index among an object's names, at least atLeast.
func (c *container) lastIndex(atLeast int) int {
	for _, name := range c.order {
		if i, ok := arrayIndex(name); ok {
			atLeast = max(atLeast, i)
		}
	}
	return atLeast
}

// value is the final form: lists lose their holes.
func (c *container) value() Value {
	v := Value{Kind: c.kind, Text: c.text}
	switch c.kind {
	case ListValue:
		v.List = make([]Value, len(c.elements))
		for i, e := range c.elements {
			v.List[i] = e.value.value()
		}
	case ObjectValue:
		v.Members = make([]Member, 0, len(c.order))
		for _, name := range c.names() {
			v.Members = append(v.Members, Member{name, c.members[name].value()})
		}
	}
	return v
}
