package express

import (
	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/express/pathpattern"
)

// params is req.params, made into an object when JavaScript asks for it.
type params struct {
	list  []pathpattern.Param
	outer *params    // those of the router outside, with mergeParams
	value goja.Value // the object, or what the app has put in its place
}

// object is the parameters in JavaScript.
func (p *params) object(m *Module) goja.Value {
	if p.value != nil {
		return p.value
	}
	var o *goja.Object
	if len(p.list) == 0 || p.outer != nil {
		o = m.vm.NewObject()
	} else {
		o = m.vm.CreateObject(nil)
	}
	if p.outer != nil {
		p.merge(m, o)
	} else {
		for i := range p.list {
			m.check(o.Set(p.list[i].Name, m.paramValue(&p.list[i])))
		}
	}
	p.value = o
	return o
}

// merge adds the outer parameters and then its own to o. As in Express, numbered parameters, which regular expressions
// have, come after those outside if both have some.
func (p *params) merge(m *Module, o *goja.Object) {
	outer, ok := p.outer.object(m).(*goja.Object)
	shift := 0
	if ok {
		for _, name := range outer.Keys() {
			m.check(o.Set(name, outer.Get(name)))
		}
		for outer.Get(itoa(shift)) != nil {
			shift++
		}
	}
	numbers := make(map[string]int, len(p.list))
	for n := 0; hasParam(p.list, itoa(n)); n++ {
		numbers[itoa(n)] = n
	}
	for i := range p.list {
		name := p.list[i].Name
		if n, ok := numbers[name]; ok {
			name = itoa(n + shift)
		}
		m.check(o.Set(name, m.paramValue(&p.list[i])))
	}
}

func hasParam(list []pathpattern.Param, name string) bool {
	for i := range list {
		if list[i].Name == name {
			return true
		}
	}
	return false
}

func (m *Module) paramValue(p *pathpattern.Param) goja.Value {
	if !p.Wildcard {
		return m.vm.ToValue(p.Value)
	}
	return m.strings(p.Values)
}

// strings makes an array of strings.
func (m *Module) strings(list []string) *goja.Object {
	values := make([]any, len(list))
	for i, s := range list {
		values[i] = s
	}
	return m.vm.NewArray(values...)
}

// paramCall remembers that a parameter's callbacks were called, and with what.
type paramCall struct {
	match goja.Value
	value goja.Value // what the callbacks left in req.params
	err   goja.Value
}

// paramRun is one run of the callbacks for a layer's parameters.
type paramRun struct {
	f     *frame
	layer *layer
	err   goja.Value // with which the layer was reached
	names []string
	next  *goja.Object

	name      string
	call      *paramCall
	callbacks []goja.Callable
}

// paramCallbacks prepares the run for a layer that was reached with err; nil if there is nothing to call.
func (f *frame) paramCallbacks(l *layer, err goja.Value) stepper {
	if f.router.params == nil {
		return nil
	}
	var names []string
	add := func(name string) {
		if f.router.params[name] != nil {
			names = append(names, name)
		}
	}
	for _, p := range f.matches.Params() {
		add(p.Name)
	}
	if names == nil {
		return nil
	}
	if f.seen == nil {
		f.seen = make(map[string]*paramCall)
	}
	return &paramRun{f: f, layer: l, err: err, names: names}
}

func (r *paramRun) nextFunc() goja.Value {
	if r.next == nil {
		r.next = r.f.x.m.newNext(r)
	}
	return r.next
}

// step goes on at the next callback, or, when there is none or one gave an error, at the layer.
func (r *paramRun) step(err goja.Value) (stepper, goja.Value) {
	x := r.f.x
	m := x.m
	values, _ := x.params.object(m).(*goja.Object)
	if values == nil {
		values = m.vm.NewObject()
	}
	if r.call != nil {
		r.call.value = values.Get(r.name)
		if err != nil {
			r.call.err = err
			return r.leave(err)
		}
	}
	for {
		if len(r.callbacks) > 0 {
			f := r.callbacks[0]
			r.callbacks = r.callbacks[1:]
			m.current = x
			result, thrown := f(goja.Undefined(), x.req, x.res, r.nextFunc(), r.call.match, m.vm.ToValue(r.name))
			return m.settle(r.f.x, r, result, thrown)
		}
		if len(r.names) == 0 {
			return r.leave(nil)
		}
		r.name, r.names = r.names[0], r.names[1:]
		value := values.Get(r.name)
		if isUndefined(value) {
			continue
		}
		if c := r.f.seen[r.name]; c != nil && (c.match.StrictEquals(value) || c.err != nil && !isString(c.err, "route")) {
			m.check(values.Set(r.name, c.value))
			if c.err != nil {
				return r.leave(c.err)
			}
			continue
		}
		r.call = &paramCall{match: value, value: value}
		r.f.seen[r.name] = r.call
		r.callbacks = r.f.router.params[r.name]
	}
}

// leave goes on at the layer, or past it with an error.
func (r *paramRun) leave(err goja.Value) (stepper, goja.Value) {
	if err == nil {
		return r.f.enter(r.layer, r.err)
	}
	if r.err != nil {
		err = r.err
	}
	return r.f, err
}
