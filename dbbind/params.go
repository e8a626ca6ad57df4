package dbbind

import (
	"reflect"
	"strconv"

	"github.com/dop251/goja"
)

// paramsInline is how many parameters a call has room for on its stack.
const paramsInline = 8

// maxParams is SQLite's highest parameter number.
const maxParams = 32766

// readParams appends the parameters in v, the params argument of db.query and
// its like: an array, an object, or nothing.
func (b *binding) readParams(params []param, v goja.Value) []param {
	if goja.IsUndefined(v) || goja.IsNull(v) {
		return params
	}
	o, ok := v.(*goja.Object)
	switch {
	case ok && b.isArrayLike(o):
		return b.readArray(params, o)
	case ok && b.isNamed(o):
		return b.readNamed(params, o)
	}
	b.throw(typeErrorf("params must be an array or an object, not %s: put a single value into an array", describe(v)), "")
	return nil
}

// readArguments appends the parameters in the arguments of a prepared
// statement's method: values, arrays of values, and at most one object.
func (b *binding) readArguments(params []param, args []goja.Value) []param {
	named := false
	for _, v := range args {
		o, ok := v.(*goja.Object)
		switch {
		case ok && b.isArrayLike(o):
			params = b.readArray(params, o)
		case ok && b.isNamed(o):
			if named {
				b.throw(typeErrorf("named parameters were given in more than one object"), "")
			}
			named = true
			params = b.readNamed(params, o)
		default:
			params = append(params, b.readParam(v, "", len(params)+1))
		}
	}
	return params
}

// isArrayLike reports whether o is an array, also behind a Proxy.
func (b *binding) isArrayLike(o *goja.Object) bool {
	touch(o)
	switch o.ClassName() {
	case "Array":
		return true
	case "Object":
		if o.ExportType() == proxyType {
			v, err := b.isArray(nil, o)
			return err == nil && v.ToBoolean()
		}
	}
	return false
}

// isNamed reports whether o holds named parameters: whether it is an object
// with properties of its own rather than a value or a collection.
func (b *binding) isNamed(o *goja.Object) bool {
	if o.ClassName() != "Object" {
		return false
	}
	switch t := o.ExportType(); {
	case t == nil, t == proxyType:
		return true
	case t == arrayBufferType, t == promiseType, t.Kind() == reflect.Slice:
		return false // buffers, typed arrays, Map, Set
	}
	return !b.isDataView(o)
}

// isDataView reports whether o inherits from DataView.prototype.
func (b *binding) isDataView(o *goja.Object) bool {
	for p := o.Prototype(); p != nil; p = p.Prototype() {
		if p == b.dataViewProto {
			return true
		}
	}
	return false
}

func (b *binding) readArray(params []param, o *goja.Object) []param {
	n := o.Get("length").ToInteger()
	if n > maxParams {
		b.throw(rangeErrorf("too many parameter values were provided: %d", n), "")
	}
	for i := range int(n) {
		v := o.Get(indexName(i))
		if v == nil {
			v = goja.Undefined()
		}
		params = append(params, b.readParam(v, "", len(params)+1))
	}
	return params
}

func (b *binding) readNamed(params []param, o *goja.Object) []param {
	for _, key := range o.Keys() {
		v := o.Get(key)
		if v == nil {
			v = goja.Undefined()
		}
		p := b.readParam(v, key, 0)
		p.name, p.named = key, true
		params = append(params, p)
	}
	return params
}

// indexNames are the property names of an array's first elements.
var indexNames = func() (names [64]string) {
	for i := range names {
		names[i] = strconv.Itoa(i)
	}
	return names
}()

func indexName(i int) string {
	if i < len(indexNames) {
		return indexNames[i]
	}
	return strconv.Itoa(i)
}

// readParam converts a value. key or, if it is "", position says in errors
// which parameter it is.
func (b *binding) readParam(v goja.Value, key string, position int) param {
	p, err := b.convert(v)
	if err != nil {
		if key == "" {
			key = strconv.Itoa(position)
		}
		b.throw(inParameter(key, err), "")
	}
	return p
}

// bind gives the parameters of c their values. Arrays give theirs by number, whatever
// the names; next to an object they give those without a name.
func (b *binding) bind(c *compiled, params []param) {
	if err := bindParams(c, params); err != nil {
		b.throw(err, c.sql)
	}
}

func bindParams(c *compiled, params []param) error {
	for i := range params {
		if params[i].named {
			return bindNamed(c, params)
		}
	}
	switch {
	case len(params) < len(c.params):
		return rangeErrorf("too few parameter values were provided: %d for %d parameters", len(params), len(c.params))
	case len(params) > len(c.params):
		return rangeErrorf("too many parameter values were provided: %d for %d parameters", len(params), len(c.params))
	}
	for i := range params {
		if err := params[i].bindTo(c, i+1); err != nil {
			return err
		}
	}
	return nil
}

// bindNamed binds when some parameters are named.
func bindNamed(c *compiled, params []param) error {
	clear(c.bound)
	anonymous := 0
	for i := range params {
		p := &params[i]
		if p.named {
			if err := bindName(c, p); err != nil {
				return err
			}
			continue
		}
		for anonymous < len(c.params) && c.params[anonymous] != "" {
			anonymous++
		}
		if anonymous == len(c.params) {
			return rangeErrorf("too many parameter values were provided: there is no parameter without a name left")
		}
		anonymous++
		c.bound[anonymous-1] = true
		if err := p.bindTo(c, anonymous); err != nil {
			return err
		}
	}
	for i, bound := range c.bound {
		switch {
		case bound:
		case c.params[i] != "":
			return rangeErrorf("missing named parameter %q", c.params[i])
		default:
			return rangeErrorf("missing parameter %d, which has no name: use an array", i+1)
		}
	}
	return nil
}

// prefixes are what a parameter's name in SQL may begin with.
const prefixes = ":@$?"

// bindName binds a named value to the parameter of that name, or to all that
// differ from it by a prefix only.
func bindName(c *compiled, p *param) error {
	found := false
	if n, ok := c.paramIndex[p.name]; ok {
		found = true
		if err := bindOnce(c, p, n); err != nil {
			return err
		}
	}
	for i := range len(prefixes) {
		n, ok := c.paramIndex[prefixes[i:i+1]+p.name]
		if !ok {
			continue
		}
		found = true
		if err := bindOnce(c, p, n); err != nil {
			return err
		}
	}
	if !found {
		return rangeErrorf("unknown named parameter %q", p.name)
	}
	return nil
}

func bindOnce(c *compiled, p *param, n int) error {
	if c.bound[n-1] {
		return rangeErrorf("named parameter %q was given twice", c.params[n-1])
	}
	c.bound[n-1] = true
	return p.bindTo(c, n)
}
