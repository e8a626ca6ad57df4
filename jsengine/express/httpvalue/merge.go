package httpvalue

import "strconv"

// combine joins two values to a list: texts and objects become elements, lists give theirs. A list that gets too long
// becomes an object. a may be changed and returned.
func (o NestedOptions) combine(a, b *container) *container {
	if a.overflowed {
		for _, v := range b.flat() {
			a.last++
			a.setMember(strconv.Itoa(a.last), v)
		}
		return a
	}
	list := a
	if a.kind != ListValue {
		list = newList()
		list.push(a)
	}
	list.appendAll(b)
	return o.limit(list, list.length)
}

// flat gives the elements of a list, or the value itself.
func (c *container) flat() []*container {
	if c.kind != ListValue {
		return []*container{c}
	}
	values := make([]*container, len(c.elements))
	for i, e := range c.elements {
		values[i] = e.value
	}
	return values
}

// appendAll adds a value, or the elements of a list with the holes between them.
func (c *container) appendAll(v *container) {
	if v.kind != ListValue {
		c.push(v)
		return
	}
	start := c.length
	for _, e := range v.elements {
		c.setIndex(start+e.index, e.value)
	}
	c.length = start + v.length
}

// limit makes an object of a list when count is above the limit.
func (o NestedOptions) limit(list *container, count int) *container {
	if count <= o.ArrayLimit {
		return list
	}
	return list.toObject().markOverflow(list.length - 1)
}

// merge adds source to target, which may be changed, and returns what became of them. A nil source and an empty text
// change nothing.
func (o NestedOptions) merge(target, source *container) *container {
	switch {
	case source == nil || source.kind == TextValue && source.text == "":
		return target
	case source.kind == TextValue:
		return o.mergeText(target, source)
	case target.kind == TextValue:
		return o.mergeIntoText(target, source)
	case target.kind == ListValue && source.kind == ListValue:
		return o.mergeLists(target, source)
	}
	if target.kind == ListValue {
		list := target
		target = list.toObject()
		if list.conflict {
			target.markConflict(list.length - 1)
		}
	}
	if source.kind == ListValue {
		source = source.toObject()
	}
	return o.mergeObjects(target, source)
}

func (o NestedOptions) mergeText(target, source *container) *container {
	switch {
	case target.kind == ListValue:
		full := len(target.elements) >= o.ArrayLimit
		target.push(source)
		if full {
			return target.toObject().markOverflow(target.length - 1)
		}
		return target
	case target.kind == ObjectValue && target.overflowed:
		target.last++
		target.setMember(strconv.Itoa(target.last), source)
		return target
	case target.kind == ObjectValue && target.conflict:
		target.conflictAt++
		target.setMember(strconv.Itoa(target.conflictAt), source)
		return target
	}
	pair := newList()
	pair.push(target)
	pair.push(source)
	limited := o.limit(pair, pair.length)
	if target.kind == ObjectValue && limited.kind == ListValue {
		limited.markConflict(1)
	}
	return limited
}

func (o NestedOptions) mergeIntoText(target, source *container) *container {
	if !source.overflowed {
		list := newList()
		list.push(target)
		list.appendAll(source)
		return o.limit(list, list.length)
	}
	shifted := newObject()
	shifted.setMember("0", target)
	for _, name := range source.names() {
		if i, ok := arrayIndex(name); ok {
			shifted.setMember(strconv.Itoa(i+1), source.member(name))
		}
	}
	return shifted.markOverflow(source.last + 1)
}

func (o NestedOptions) mergeLists(target, source *container) *container {
	for _, e := range source.elements {
		at, taken := target.find(e.index)
		switch {
		case !taken:
			target.setIndex(e.index, e.value)
		case target.elements[at].value.kind != TextValue && e.value.kind != TextValue:
			target.elements[at].value = o.merge(target.elements[at].value, e.value)
		default:
			target.push(e.value)
		}
	}
	return o.limit(target, len(target.elements))
}

func (o NestedOptions) mergeObjects(target, source *container) *container {
	for _, name := range source.names() {
		value := source.member(name)
		if old := target.member(name); old != nil {
			value = o.merge(old, value)
		}
		target.setMember(name, value)
		if source.overflowed && !target.overflowed {
			target.markOverflow(target.lastIndex(source.last))
		}
		index, ok := arrayIndex(name)
		if ok && target.overflowed {
			target.last = max(target.last, index)
		}
		if ok && target.conflict {
			target.conflictAt = max(target.conflictAt, index)
		}
	}
	return target
}
