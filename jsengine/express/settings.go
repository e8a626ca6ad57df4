package express

import (
	"slices"

	"github.com/dop251/goja"
)

// settings are an application's, seen by JavaScript as the object app.settings. Those of a mounted application fall
// back on those of the one it is mounted in.
type settings struct {
	m      *Module
	values map[string]goja.Value
	names  []string // in the order in which they were first set
	parent *settings
	object *goja.Object

	etag  etagMode
	query queryMode
	// functions that the app has set to make entity tags and to parse query strings
	etagFunc, queryFunc goja.Callable
}

type etagMode uint8

const (
	etagWeak etagMode = iota
	etagStrong
	etagOff
	etagCustom
)

type queryMode uint8

const (
	querySimple queryMode = iota
	queryExtended
	queryOff
	queryCustom
)

// newSettings makes the settings that an application begins with. 'x-powered-by' is off, unlike in Express: what
// answers is not Express.
func (m *Module) newSettings() *settings {
	s := &settings{m: m, values: make(map[string]goja.Value, 8)}
	s.object = m.vm.NewDynamicObject(s)
	m.check(s.object.SetPrototype(nil))
	s.Set("x-powered-by", m.vm.ToValue(false))
	s.Set("etag", m.vm.ToValue("weak"))
	s.Set("env", m.vm.ToValue(m.opts.Mode))
	s.Set("query parser", m.vm.ToValue("simple"))
	s.Set("subdomain offset", m.vm.ToValue(2))
	s.Set("trust proxy", m.vm.ToValue(false))
	s.Set("jsonp callback name", m.vm.ToValue("callback"))
	return s
}

// Get is app.settings[name]; nil when it is not set.
func (s *settings) Get(name string) goja.Value {
	for ; s != nil; s = s.parent {
		if v, ok := s.values[name]; ok {
			return v
		}
	}
	return nil
}

// Set is app.settings[name] = v, without what app.set does beyond that.
func (s *settings) Set(name string, v goja.Value) bool {
	if _, ok := s.values[name]; !ok {
		s.names = append(s.names, name)
	}
	s.values[name] = v
	return true
}

// Has reports whether the application itself has the setting.
func (s *settings) Has(name string) bool { _, ok := s.values[name]; return ok }

// Delete removes a setting of the application itself.
func (s *settings) Delete(name string) bool {
	delete(s.values, name)
	s.names = slices.DeleteFunc(s.names, func(n string) bool { return n == name })
	return true
}

// Keys lists the application's own settings.
func (s *settings) Keys() []string { return slices.Clone(s.names) }

// assign is app.set(name, v).
func (s *settings) assign(name string, v goja.Value) {
	switch name {
	case "etag":
		s.assignETag(v)
	case "query parser":
		s.assignQuery(v)
	}
	s.Set(name, v)
}

func (s *settings) assignETag(v goja.Value) {
	if f, ok := goja.AssertFunction(v); ok {
		s.etag, s.etagFunc = etagCustom, f
		return
	}
	switch {
	case isBool(v, true), isString(v, "weak"):
		s.etag = etagWeak
	case isString(v, "strong"):
		s.etag = etagStrong
	case isBool(v, false):
		s.etag = etagOff
	default:
		s.m.throwType("unknown value for etag function: %s", v)
	}
}

func (s *settings) assignQuery(v goja.Value) {
	if f, ok := goja.AssertFunction(v); ok {
		s.query, s.queryFunc = queryCustom, f
		return
	}
	switch {
	case isBool(v, true), isString(v, "simple"):
		s.query = querySimple
	case isString(v, "extended"):
		s.query = queryExtended
	case isBool(v, false):
		s.query = queryOff
	default:
		s.m.throwType("unknown value for query parser function: %s", v)
	}
}

// enabled reports whether the setting is true in JavaScript's sense.
func (s *settings) enabled(name string) bool { return isTrue(s.Get(name)) }

func isBool(v goja.Value, b bool) bool {
	got, ok := v.Export().(bool)
	return ok && got == b
}
